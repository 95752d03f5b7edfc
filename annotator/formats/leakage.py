"""Clips of different splits that show the same: what a model learnt from one makes its score on the other too good.

Two signs, each for a person to look at, for both can be wrong: names that say that two clips were cut from one film,
and stills that look alike. Leaks are told, never refused: a clip keeps its split for ever.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from annotator.formats.clock import KEYFRAME_STEP

_LEAST_NAME = 8  # characters; a shorter name, such as IMG or clip, says nothing of where a clip was cut from
_NUMBER = re.compile(r"\d{6}_")
_PIECE = re.compile(r"(?:[ _.()-]*\d+\)?)+$")

_FLAT = 24  # grey levels between the darkest and the brightest cell; a picture with fewer has no look of its own
ALIKE_BITS = 6  # of 64 that may differ between two stills of one scene
ALIKE_SHARE = 0.5  # of a clip's stills that have a like in the other clip
_ROWS = 512  # stills of one side that are compared at once: 512 x 60,000 x 8 bytes are 250 MB


@dataclass(frozen=True, slots=True)
class Leak:
    """Two videos of different splits that seem to show the same.

    `frames` are the two keyframes that look most alike, where it was looks that told.
    """

    kind: Literal["same_source", "near_duplicate"]
    videos: tuple[int, int]
    splits: tuple[str, str]
    text: str
    frames: tuple[int, int] = (0, 0)

    @property
    def line(self) -> str:
        """One line for a person."""
        (one, other), (here, there) = self.videos, self.splits
        return f"video {one:06d} ({here}) and video {other:06d} ({there}): {self.text} ({self.kind})"


def origin_of(source: str, filename: str) -> str:
    """What the clips that were cut from one film share: the file's name without the numbers at its end.

    Sets of clips are named so: `Best_Fails_FailArmy6` is the sixth piece of a film, `dQw4w9WgXcQ_000010_000020` ten
    seconds of one. Empty where too little of the name is left to say so.

    Args:
        source: Where the clip comes from; equal names of different sources are different films.
        filename: The clip's name in the release, NNNNNN_NAME.mp4, or NAME.mp4.
    """
    name = _NUMBER.sub("", filename, count=1) if _NUMBER.match(filename) else filename
    stem = _PIECE.sub("", name.rpartition(".")[0] or name).casefold()
    return f"{source.casefold()}/{stem}" if len(stem) >= _LEAST_NAME else ""


def same_source(origins: Mapping[int, str], splits: Mapping[int, str]) -> list[Leak]:
    """Videos that share their origin across splits, each with the lowest one of the split where most of them are.

    Args:
        origins: By video id, `origin_of` it.
        splits: By video id.
    """
    films: dict[str, list[int]] = {}
    for number in sorted(origins.keys() & splits.keys()):
        if origins[number]:
            films.setdefault(origins[number], []).append(number)
    found = []
    for origin, numbers in sorted(films.items()):
        here = [splits[number] for number in numbers]
        home = max(sorted(set(here)), key=here.count)
        first = numbers[here.index(home)]
        told = f"both are pieces of {origin.partition('/')[2]!r} by their names"
        found += [
            Leak("same_source", (first, number), (home, splits[number]), told)
            for number in numbers
            if splits[number] != home
        ]
    return found


def look_of(picture: NDArray[np.uint8]) -> int | None:
    """64 bits that stay nearly the same when a picture is scaled, recompressed or made lighter; None for a flat one.

    Args:
        picture: Grey levels, of any size.

    Source: the difference hash (dHash) of N. Krawetz, "Kind of Like That" (2013): whether each of 8 x 9 cells is
    brighter than its right neighbour, the first cell's bit highest. Cells here are means of their pixels.
    """
    cells = cv2.resize(picture, (9, 8), interpolation=cv2.INTER_AREA).astype(np.int16)
    if int(cells.max()) - int(cells.min()) < _FLAT:
        return None
    return int.from_bytes(np.packbits(cells[:, :-1] > cells[:, 1:]).tobytes())


def near_duplicates(looks: Mapping[int, Sequence[int | None]], splits: Mapping[int, str]) -> list[Leak]:
    """Pairs of videos in different splits of which half of one's stills look like stills of the other.

    Args:
        looks: By video id, `look_of` each of its stills; flat ones count as not there.
        splits: By video id.
    """
    found = []
    names = list(dict.fromkeys(splits.values()))
    for place, here in enumerate(names):
        one = _Stills(looks, [number for number in sorted(looks) if splits.get(number) == here])
        for there in names[place + 1 :]:
            other = _Stills(looks, [number for number in sorted(looks) if splits.get(number) == there])
            for pair, share, frames in _alike(one, other):
                told = f"{share:.0%} of the stills of one look like stills of the other"
                found.append(Leak("near_duplicate", pair, (here, there), told, frames))
    return sorted(found, key=lambda leak: leak.videos)


class _Stills:
    """The stills of some videos in one list, each with its video."""

    def __init__(self, looks: Mapping[int, Sequence[int | None]], numbers: Iterable[int]) -> None:
        each = [(number, place, look) for number in numbers for place, look in enumerate(looks[number])]
        known = [(number, place * KEYFRAME_STEP, look) for number, place, look in each if look is not None]
        self.videos = np.array([number for number, _, _ in known], dtype=np.int64)
        self.frames = [frame for _, frame, _ in known]
        self.looks = np.array([look for _, _, look in known], dtype=np.uint64)
        self.count = dict(zip(*(column.tolist() for column in np.unique(self.videos, return_counts=True)), strict=True))


def _alike(one: _Stills, other: _Stills) -> Iterator[tuple[tuple[int, int], float, tuple[int, int]]]:
    """Each pair of videos, the larger of the two shares of stills that have a like, and the frames most alike."""
    mine: dict[tuple[int, int], set[int]] = {}
    theirs: dict[tuple[int, int], set[int]] = {}
    best: dict[tuple[int, int], tuple[int, int, int]] = {}
    for start in range(0, len(one.looks), _ROWS):
        far = np.bitwise_count(one.looks[start : start + _ROWS, None] ^ other.looks[None, :])
        for row, column in np.argwhere(far <= ALIKE_BITS).tolist():
            pair = int(one.videos[start + row]), int(other.videos[column])
            mine.setdefault(pair, set()).add(start + row)
            theirs.setdefault(pair, set()).add(column)
            like = int(far[row, column]), one.frames[start + row], other.frames[column]
            best[pair] = min(best.get(pair, like), like)
    for pair, stills in mine.items():
        share = max(len(stills) / one.count[pair[0]], len(theirs[pair]) / other.count[pair[1]])
        if share >= ALIKE_SHARE:
            yield pair, share, best[pair][1:]
