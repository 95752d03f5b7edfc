"""What a judge of captions has to offer. None is built in: without one there is no judged score, which is not 0."""

from typing import Protocol


class Judge(Protocol):
    """Says how far a caption tells what another one tells, whatever its words."""

    def judge(self, caption: str, reference: str) -> float:
        """A score, 0..1."""
        ...


def judged(judge: Judge | None, caption: str, reference: str) -> float | None:
    """A judge's score of a caption, 0..1; None where none is configured."""
    return None if judge is None else judge.judge(caption, reference)
