"""The ways in which the scripted annotator draws a true mask: by outline, by brush, by vertex, by clicks.

It sees the truth as a person sees the object, and does no more than the target asks. Where it aims is planned here on
pixels; what came of it is read from the server, never from the plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from annotator.formats import raster, ring

Mask = NDArray[np.bool_]
Point = tuple[float, float]
Outline = list[Point]
EPSILONS = [12.0, 10, 8, 6.5, 5, 4, 3.2, 2.6, 2, 1.6, 1.3, 1, 0.75, 0.5, 0]
LONGEST_GAP = 25  # pixels of border that a stroke goes on over although nothing is wrong there
SMALLEST_PART = 12  # pixels: what a person would not see


def overlap(one: Mask, other: Mask) -> float:
    """Intersection over union; 1 where both are empty."""
    union = np.logical_or(one, other).sum()
    return float(np.logical_and(one, other).sum() / union) if union else 1.0


def mask_of(rings: list[list[list[float]]], truth: Mask) -> Mask:
    """Rings as pixels, by the product's own raster."""
    height, width = truth.shape
    return raster.rasterise(ring.parse(rings, width=width, height=height), width=width, height=height)


def plan_outlines(truth: Mask, target: float) -> list[Outline]:
    """The fewest points by which outlines reach the target: each ring of the truth simplified, small ones left out.

    Returns:
        The largest first, as which of them are holes is a matter of even and odd.
    """
    rings = [np.array(one, np.int32).reshape(-1, 1, 2) for one in raster.trace(truth)]
    rings.sort(key=lambda one: -cv2.contourArea(one))
    best: list[Outline] = []
    for epsilon in EPSILONS:
        for least_area in (400, 150, 60, SMALLEST_PART):
            large = [one for one in rings if cv2.contourArea(one) >= least_area * ring.SCALE**2]
            drawn = [outline for one in large if len(outline := simplified(one, epsilon)) >= 3]
            fewer = not best or points_in(drawn) < points_in(best)
            if drawn and fewer and overlap(pixels_of(drawn, truth), truth) >= target:
                best = drawn
    return best


def points_in(outlines: list[Outline]) -> int:
    """How many points outlines have in all."""
    return sum(map(len, outlines))


def simplified(contour: NDArray[np.int32], epsilon: float) -> Outline:
    """A ring with few points (Ramer, Douglas, Peucker), in video pixels."""
    points = cv2.approxPolyDP(contour, epsilon * ring.SCALE, closed=True)[:, 0, :]
    return [(float(x) / ring.SCALE, float(y) / ring.SCALE) for x, y in points]


def pixels_of(outlines: list[Outline], truth: Mask) -> Mask:
    """Outlines as pixels; an outline that the product would refuse has none."""
    try:
        return mask_of([[list(point) for point in outline] for outline in outlines], truth)
    except ring.InvalidRing:
        return np.zeros_like(truth)


def worst_part(mask: Mask, truth: Mask) -> tuple[Mask, bool]:
    """The largest connected part that is missing (True) or too much (False), by area."""
    parts = []
    for wrong, missing in ((truth & ~mask, True), (mask & ~truth, False)):
        count, labels, stats, _ = cv2.connectedComponentsWithStats(wrong.astype(np.uint8), connectivity=8)
        if count > 1:
            place = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
            parts.append((int(stats[place, cv2.CC_STAT_AREA]), labels == place, missing))
    _, part, missing = max(parts, key=lambda part: part[0])
    return part, missing


def deepest(part: Mask) -> tuple[Point, float]:
    """The point farthest from a part's border, and how far that is."""
    depth = cv2.distanceTransform(np.pad(part, 1).astype(np.uint8), cv2.DIST_L2, 5)[1:-1, 1:-1]
    y, x = np.unravel_index(int(np.argmax(depth)), depth.shape)
    return (float(x) + 0.5, float(y) + 0.5), float(depth[y, x])


@dataclass(frozen=True)
class Stroke:
    """A stroke of the brush (`adds`) or the eraser: the way of the tip's middle and its radius, in video pixels."""

    way: list[Point]
    radius: float
    adds: bool


def plan_stroke(
    mask: Mask, truth: Mask, radii: Iterable[float], cost: Callable[[Stroke], float], enough: float = 1.0
) -> Stroke | None:
    """The stroke that mends most for its cost, as one sweeps along an edge; None when none helps.

    Overlap beyond what is `enough` is no gain. The tip stays on what may be painted: the brush on the object, the
    eraser off it.
    """
    before = overlap(mask, truth)
    best, most = None, 0.0
    for adds in (True, False):
        wrong = truth & ~mask if adds else mask & ~truth
        if not wrong.any():
            continue
        depth = cv2.distanceTransform((truth if adds else ~truth).astype(np.uint8), cv2.DIST_L2, 5)
        near = cv2.distanceTransform((~wrong).astype(np.uint8), cv2.DIST_L2, 5)
        for radius in radii:
            for way in ways_along(depth >= radius, near <= radius):
                stroke = Stroke(way, radius, adds)
                gain = (min(overlap(painted(mask, stroke), truth), enough) - before) / cost(stroke)
                best, most = (stroke, gain) if gain > most else (best, most)
    return best


def ways_along(allowed: Mask, wanted: Mask) -> Iterator[list[Point]]:
    """The runs of the allowed region's border that are near what is wanted, a short way between two counted in."""
    contours, _ = cv2.findContours(allowed.astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    for contour in contours:
        points = contour[:, 0, :]
        useful = wanted[points[:, 1], points[:, 0]]
        first = int(np.argmin(useful))  # the run does not begin in the middle of something useful
        places = np.nonzero(np.roll(useful, -first))[0]
        if not len(places):
            continue
        for run in np.split(places, np.nonzero(np.diff(places) > LONGEST_GAP)[0] + 1):
            stretch = np.roll(points, -first, axis=0)[run[0] : run[-1] + 1]
            way = cv2.approxPolyDP(stretch.reshape(-1, 1, 2), 0.8, closed=False)[:, 0, :]
            yield [(float(x) + 0.5, float(y) + 0.5) for x, y in way]


def painted(mask: Mask, stroke: Stroke) -> Mask:
    """The mask after a stroke: what is nearer than the radius to the tip's way."""
    line = np.ones(mask.shape, np.uint8)
    points = np.array([(x - 0.5, y - 0.5) for x, y in stroke.way]).astype(np.int32)
    cv2.polylines(line, [points.reshape(-1, 1, 2)], isClosed=False, color=0, thickness=1)
    tip = cv2.distanceTransform(line, cv2.DIST_L2, 5) < stroke.radius
    return mask | tip if stroke.adds else mask & ~tip
