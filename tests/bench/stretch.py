"""Where the scripted annotator redraws a stretch of an outline: the runs that are wrong, and the truth's way there.

A person sees where an outline leaves the object and where it comes back, and clicks along the object's edge between.
So does this, on the rings that the server holds; every way is tried on pixels before one is chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from annotator.formats import raster, ring
from tests.bench.redraw import Mask, Outline, overlap, pixels_of

Line = NDArray[np.float64]  # points by (x, y), in video pixels
TOLERANCE = 2.0  # pixels: an outline that is as near to the object's edge is right
GAPS = (5, 25, 100)  # pixels of right outline that a run may go on over: many short runs, or few long ones
EPSILONS = (8.0, 5.0, 3.2, 2.0, 1.3)
SAMPLES = 32


@dataclass(frozen=True)
class Stretch:
    """Clicks from a place on an outline along the truth to another; `other` where the page would take the far way."""

    clicks: Outline
    other: bool
    rate: float


def plan_stretch(
    rings: list[list[list[float]]], truth: Mask, cost: Callable[[Outline], float], enough: float
) -> Stretch | None:
    """The stretch that gains most overlap, up to what is `enough`, for a second of its cost; None when none helps."""
    contours = [np.array(one, np.float64) / ring.SCALE for one in raster.trace(truth)]
    shape = [[(float(x), float(y)) for x, y in one] for one in rings]
    before = pixels_of(shape, truth)
    reached, best = overlap(before, truth), None
    for outline in shape:
        rest = before ^ pixels_of([outline], truth)
        line = sampled(np.array([*outline, outline[0]]))
        for first, last in wrong_runs(line, contours):
            gone, kept = along(line, first, last), along(line, last, first)
            for way in true_ways(gone, contours):
                clicks: Outline = [tuple(gone[0]), *(tuple(at) for at in way[1:-1]), tuple(gone[-1])]
                after = rest ^ pixels_of([[*clicks, *(tuple(at) for at in kept[1:-1])]], truth)
                rate = (min(overlap(after, truth), enough) - reached) / cost(clicks)
                if rate > (best.rate if best else 0.0):
                    drawn = np.array(clicks)
                    best = Stretch(clicks, apart(gone, drawn) > apart(kept[::-1], drawn), rate)
    return best


def sampled(line: Line, step: float = 1.0) -> Line:
    """Points along an open line a step apart, its corners among them."""
    pieces = [
        one + (other - one) * np.arange(0, 1, step / max(float(np.hypot(*(other - one))), step))[:, None]
        for one, other in pairwise(line)
    ]
    return np.vstack([*pieces, line[-1:]])


def along(line: Line, first: int, last: int) -> Line:
    """The part of a closed line from a place to another, onwards, both included."""
    return line[first : last + 1] if first < last else np.vstack([line[first:-1], line[: last + 1]])


def wrong_runs(line: Line, contours: list[Line]) -> Iterator[tuple[int, int]]:
    """Where a closed line is off the truth's edge: for each run the last right place before and the first one after."""
    edge = np.vstack([sampled(np.vstack([one, one[:1]])) for one in contours])
    wrong = away(line[:-1], edge) > TOLERANCE
    if wrong.all() or not wrong.any():
        return
    count, start = len(wrong), int(np.argmin(wrong))
    places = np.nonzero(np.roll(wrong, -start))[0]
    found = set()
    for gap in GAPS:
        for run in np.split(places, np.nonzero(np.diff(places) > gap)[0] + 1):
            found.add((int(run[0] - 1 + start) % count, int(run[-1] + 1 + start) % count))
    yield from sorted((first, last) for first, last in found if first != last)


def true_ways(gone: Line, contours: list[Line]) -> Iterator[Line]:
    """The truth's edge from beside the run's one end to beside its other, both ways around, with ever more points."""
    for contour in contours:
        closed = sampled(np.vstack([contour, contour[:1]]))
        near = [float(np.hypot(*(closed - end).T).min()) for end in (gone[0], gone[-1])]
        if max(near) > TOLERANCE + 1:
            continue
        first, last = (int(np.argmin(np.hypot(*(closed[:-1] - end).T))) for end in (gone[0], gone[-1]))
        if first == last:
            continue
        for way in (along(closed, first, last), along(closed, last, first)[::-1]):
            for epsilon in EPSILONS:
                few = cv2.approxPolyDP(way.astype(np.float32).reshape(-1, 1, 2), epsilon, closed=False)
                yield few[:, 0, :].astype(np.float64)


def apart(one: Line, other: Line) -> float:
    """How far lines are from each other, as the page asks which way around is nearer: the modified Hausdorff distance.

    Source:
        Dubuisson and Jain, ICPR 1994.
    """
    first, second = sampled(one), sampled(other)
    return max(float(away(thinned(first), second).mean()), float(away(thinned(second), first).mean()))


def thinned(line: Line) -> Line:
    """Some places of a line, evenly spread."""
    places = np.linspace(0, len(line) - 1, SAMPLES).round().astype(int)
    return np.take(line, places, axis=0)


def away(points: Line, line: Line) -> NDArray[np.float64]:
    """How far each point is from the nearest of a line's."""
    return np.array([np.hypot(*(line - point).T).min() for point in points])


def is_beside(click: tuple[float, float], rings: list[list[list[float]]], reach: float) -> bool:
    """Whether a click comes so near to an outline that the page would take it for the end."""
    point = np.array([click])
    return any(float(away(point, sampled(np.array([*one, one[0]])))[0]) <= reach for one in rings)
