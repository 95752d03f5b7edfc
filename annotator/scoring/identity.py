"""Whether two people mean the same thing by a number: masks may be neat and lie on the neighbour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from annotator.formats.bundle import Bundle
from annotator.scoring.overlap import over_time


@dataclass(frozen=True)
class Swap:
    """From `frame` on, one side's object `number` lies on the other side's object `taken_for`."""

    frame: int
    number: int
    taken_for: int


@dataclass(frozen=True)
class Identity:
    """`share` (0..1) of the frames on which an object lies on something of the other side: there, on its own number.

    None where no object of one side ever lies on one of the other.
    """

    share: float | None
    frames: int
    swaps: tuple[Swap, ...]


def identity(one: Mapping[int, Bundle], other: Mapping[int, Bundle]) -> Identity:
    """Compare the tracks of two annotations of one clip, by their numbers; both directions count alike.

    Args:
        one: Masks of every frame by track number; `other` likewise, of the same frames and size.

    Raises:
        ValueError: they are not of the same frames and size.

    Source: the idea of identity switches in Bernardin and Stiefelhagen, "Evaluating Multiple Object Tracking
    Performance: The CLEAR MOT Metrics" (2008); the share is ours, since here both sides carry the same numbers.
    """
    pairs = {(a, b): over_time(one[a], other[b]) for a in one for b in other}
    found = [_followed(number, {b: pairs[number, b] for b in other}, one[number]) for number in sorted(one)]
    found += [_followed(number, {a: pairs[a, number] for a in one}, other[number]) for number in sorted(other)]
    frames = sum(counted for counted, _, _ in found)
    right = sum(right for _, right, _ in found)
    swaps = tuple(swap for _, _, swaps in found[: len(one)] for swap in swaps)
    return Identity(right / frames if frames else None, frames, swaps)


def _followed(number: int, iou: Mapping[int, Sequence[float]], track: Bundle) -> tuple[int, int, list[Swap]]:
    """One object through time: frames on which it lies on something, those on its own, and where it changes over."""
    counted = right = 0
    before, swaps = number, []
    for frame in range(track.first, track.first + track.frame_count):
        if not track.area(frame):
            continue
        best = max(iou, key=lambda b: (iou[b][frame - track.first], b == number), default=number)
        if not iou or iou[best][frame - track.first] == 0:
            continue
        counted += 1
        right += best == number
        if best not in (number, before):
            swaps.append(Swap(frame, number, best))
        before = best
    return counted, right, swaps
