"""One family for everything the model refuses, so that a worker can turn a refusal into a job's answer.

`code` is for programs and never changes; the text is for the person who can act on it. Members stand beside the code
that raises them.
"""

from __future__ import annotations


class ModelAssistError(Exception):
    """A refusal of the model with a stable code, a sentence for a person, and fields for a program.

    Args:
        text: What is wrong, with its value, and what to do next.
        fields: JSON values that a program needs to point at the fault.
    """

    code: str = "model_assist_refused"

    def __init__(self, text: str, **fields: object) -> None:
        super().__init__(text)
        self.text = text
        self.fields: dict[str, object] = fields

    def __str__(self) -> str:
        return self.text
