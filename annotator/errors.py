"""One family for everything the annotator refuses, so that one place turns refusals into answers.

`code` is for programs and never changes; the text is for the person who can act on it. Modules define their own
members beside the code that raises them; this file holds only the head of the family and knows no room.
"""

from __future__ import annotations


class AnnotatorError(Exception):
    """A refusal with a stable code, a sentence for a person, and fields for a program.

    Args:
        text: What is wrong, with its value, and what to do next.
        fields: JSON values that a program needs to point at the fault (for example `ring`, `point`).
    """

    code: str = "refused"
    status: int = 400

    def __init__(self, text: str, **fields: object) -> None:
        super().__init__(text)
        self.text = text
        self.fields: dict[str, object] = fields

    def __str__(self) -> str:
        return self.text
