"""Pointing at an object should be enough to draft it; engines for that differ, and what they are asked is fixed here.

A draft depends on the picture and on the clicks in their order only: the same clicks give the same mask, whatever was
asked before, so that a worker may die and another answer in its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from propagation.predictor import Image, Mask


@dataclass(frozen=True)
class Click:
    """A point in pixels of the picture, that is the object (`positive`) or is not."""

    x: float
    y: float
    positive: bool


@dataclass(frozen=True)
class Prompt:
    """Clicks in the order in which they were made, and a box (x0, y0, x1, y1) around the object, or none."""

    clicks: tuple[Click, ...]
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, eq=False)
class Still:
    """A picture to draft on. `key` names it among all pictures of all clips, for what an engine keeps of it."""

    key: str
    picture: Image


@dataclass(frozen=True, eq=False)
class Clicked:
    """A draft, bool (height, width), and the overlap to expect with what a person would draw, 0..1."""

    mask: Mask
    estimate: float


class ClickPredictor(Protocol):
    """Drafts an object from clicks."""

    @property
    def name(self) -> str: ...

    def predict(self, still: Still, prompt: Prompt) -> Clicked:
        """Draft one object.

        Args:
            prompt: at least one positive click, or a box; all inside the picture.

        Raises:
            NothingFound: the clicks leave no pixel to the object.
        """
        ...
