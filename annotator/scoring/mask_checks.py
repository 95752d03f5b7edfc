"""What looks wrong about drawn masks without knowing the truth: doubts for who inspects, none of which blocks.

Only keyframes are read, for they are what a person drew; the thresholds are set so that an object that turns, comes
nearer or passes behind another is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np

from annotator.formats.raster import Mask

Check = Literal["area_jump", "off_path", "exchanged", "gap", "overlap"]
Drawn = Mapping[int, Mask | None]  # by frame; None: declared absent

AREA_FACTOR = 1.8  # larger or smaller than both neighbours by this
OFF_PATH = 0.5  # of its own size, beyond what turning back half-way between its neighbours would explain
EXCHANGE = 0.5  # the path through two objects is this much shorter when they change places on one keyframe
OVERLAP = 0.25  # of the smaller of two


@dataclass(frozen=True)
class Doubt:
    """Something to look at: on which frame, of which object, and of which other one where there are two."""

    check: Check
    frame: int
    number: int
    other: int | None = None


def doubts(tracks: Mapping[int, Drawn]) -> list[Doubt]:
    """Every doubt about a clip's keyframes, in order of time.

    Args:
        tracks: By number, what was decided on each keyframe; masks are of one size.

    Source: our own.
    """
    found = [doubt for number, drawn in tracks.items() for doubt in _of_one(number, drawn)]
    for one, other in combinations(sorted(tracks), 2):
        found += _of_two(one, tracks[one], other, tracks[other])
    return sorted(found, key=lambda doubt: (doubt.frame, doubt.number, doubt.check))


def _of_one(number: int, drawn: Drawn) -> Iterator[Doubt]:
    for before, here, after in _triples(sorted(drawn)):
        one, middle, other = drawn[before], drawn[here], drawn[after]
        if one is None or other is None or not one.any() or not other.any():
            continue
        if middle is None or not middle.any():
            yield Doubt("gap", here, number)
            continue
        areas = [int(mask.sum()) for mask in (one, middle, other)]
        if areas[1] > AREA_FACTOR * max(areas[0], areas[2]) or areas[1] * AREA_FACTOR < min(areas[0], areas[2]):
            yield Doubt("area_jump", here, number)
        apart, off = _path(one, middle, other)
        if off > OFF_PATH + apart / 2:
            yield Doubt("off_path", here, number)


def _of_two(number: int, drawn: Drawn, other: int, theirs: Drawn) -> Iterator[Doubt]:
    for frame in sorted(drawn.keys() & theirs.keys()):
        mine, yours = drawn[frame], theirs[frame]
        if mine is not None and yours is not None and mine.any() and yours.any():
            shared = int(np.count_nonzero(mine & yours))
            if shared > OVERLAP * min(int(mine.sum()), int(yours.sum())):
                yield Doubt("overlap", frame, number, other)
    for before, here, after in _triples(sorted(drawn.keys() & theirs.keys())):
        places = [_centre(side[frame]) for frame in (before, here, after) for side in (drawn, theirs)]
        if None not in places:
            a0, b0, a1, b1, a2, b2 = (place for place in places if place is not None)
            as_drawn = sum(map(_distance, (a0, a1, b0, b1), (a1, a2, b1, b2)))
            exchanged = sum(map(_distance, (a0, b1, b0, a1), (b1, a2, a1, b2)))
            if exchanged < EXCHANGE * as_drawn:
                yield Doubt("exchanged", here, number, other)


def _triples(frames: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    return zip(frames, frames[1:], frames[2:], strict=False)


def _path(one: Mask, middle: Mask, other: Mask) -> tuple[float, float]:
    """How far apart the outer two are, and how far the middle one is from half-way, in the middle one's size."""
    first, here, last = (_centre(mask) for mask in (one, middle, other))
    assert first is not None  # noqa: S101  # none of them is empty
    assert here is not None  # noqa: S101
    assert last is not None  # noqa: S101
    size = float(np.sqrt(middle.sum()))
    half = (first[0] + last[0]) / 2, (first[1] + last[1]) / 2
    return _distance(first, last) / size, _distance(here, half) / size


def _centre(mask: Mask | None) -> tuple[float, float] | None:
    if mask is None or not mask.any():
        return None
    y, x = np.nonzero(mask)
    return float(x.mean()), float(y.mean())


def _distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    return float(np.hypot(one[0] - other[0], one[1] - other[1]))
