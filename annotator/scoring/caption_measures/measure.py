"""What every caption measure has in common, and the texts that it is given."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from shutil import which
from typing import Literal, Protocol

from annotator.scoring.captioned_video import CaptionedVideo

Tokens = Literal["ptb", "plain"]
COCO = "pycocoevalcap"
PACKAGES = "requirements/captions.txt"
_WORD = re.compile(r"\w+(?:['’]\w+)*")


@dataclass(frozen=True)
class Corpus:
    """The captions of a split, and how they are cut into words.

    `ptb` is the Penn Treebank tokenizer of the COCO captioning evaluation, which takes Java; `plain` takes letters,
    digits and inner apostrophes as words. Both lower the case and drop punctuation.
    """

    videos: Sequence[CaptionedVideo]
    tokens: Tokens

    @cached_property
    def words(self) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
        """The ground truths and the predictions as words between single blanks, by a video's place."""
        truths = {place: list(map(_one_line, video.truths)) for place, video in enumerate(self.videos)}
        predictions = {place: [_one_line(video.prediction)] for place, video in enumerate(self.videos)}
        cut = _ptb if self.tokens == "ptb" else _plain
        return cut(truths), cut(predictions)


@dataclass(frozen=True)
class Scored:
    """A measure of a split, and of each of its videos, in their order; the one need not be the others' mean."""

    value: float
    per_video: tuple[float, ...]


class Measure(Protocol):
    """A caption measure. `span` is its lowest and highest score; None where it has no highest."""

    @property
    def name(self) -> str:
        """What papers call it."""
        ...

    @property
    def span(self) -> tuple[float, float] | None:
        """The lowest and the highest score."""
        ...

    def lacks(self) -> str | None:
        """What is missing here to compute it, as the end of a sentence; None where nothing is."""
        ...

    def score(self, corpus: Corpus) -> Scored:
        """Compute it, where nothing is missing."""
        ...


def default_tokens() -> Tokens:
    """The tokenizer of published numbers where it can run."""
    return "ptb" if find_spec(COCO) and which("java") else "plain"


def _one_line(text: str) -> str:
    """The tokenizer takes a line for each text: one that broke would shift all after it."""
    return " ".join(text.split())


def _plain(texts: dict[int, list[str]]) -> dict[int, list[str]]:
    return {place: [" ".join(_WORD.findall(text.lower())) for text in several] for place, several in texts.items()}


def _ptb(texts: dict[int, list[str]]) -> dict[int, list[str]]:
    tokenizer = import_module(f"{COCO}.tokenizer.ptbtokenizer").PTBTokenizer()
    given = {place: [{"caption": text} for text in several] for place, several in texts.items()}
    found: dict[int, list[str]] = tokenizer.tokenize(given)
    if [len(found.get(place, ())) for place in texts] != [len(several) for several in texts.values()]:
        raise AssertionError("the tokenizer gave another number of texts than it was given")
    return found
