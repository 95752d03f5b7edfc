"""The ways in which the scripted annotator draws a true mask: by outline, by brush, by vertex, by clicks.

It sees the truth as a person sees the object, and does no more than the target asks. Where it aims is planned here on
pixels; what came of it is read from the server, never from the plan.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from annotator.formats import raster, ring

Mask = NDArray[np.bool_]
Point = tuple[float, float]
Outline = list[Point]
EPSILONS = [12.0, 10, 8, 6.5, 5, 4, 3.2, 2.6, 2, 1.6, 1.3, 1, 0.75, 0.5, 0]
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


def plan_stroke(mask: Mask, truth: Mask, radii: Iterable[float]) -> tuple[list[Point], float, bool]:
    """The stroke of the brush (True) or the eraser that mends most: its way, its radius, which of the two."""
    options = []
    for missing in (True, False):
        wrong = truth & ~mask if missing else mask & ~truth
        allowed = truth if missing else ~truth
        count, labels, stats, _ = cv2.connectedComponentsWithStats(wrong.astype(np.uint8), connectivity=8)
        largest = sorted(range(1, count), key=lambda n: -stats[n, cv2.CC_STAT_AREA])[:3]
        for part in largest:
            for radius in radii:
                way = way_through(labels == part, allowed, radius)
                after = painted(mask, way, radius, missing)
                options.append((overlap(after, truth) - 0.002 * len(way), way, radius, missing))
    _, way, radius, missing = max(options, key=lambda option: option[0])
    return way, radius, missing


def way_through(part: Mask, allowed: Mask, radius: float) -> list[Point]:
    """Where the tip's middle goes to cover a part, from end to end, while it stays on what may be painted."""
    depth = cv2.distanceTransform(allowed.astype(np.uint8), cv2.DIST_L2, 5)
    near = cv2.distanceTransform((~part).astype(np.uint8), cv2.DIST_L2, 5)
    ys, xs = np.nonzero((depth >= radius * 0.9) & (near <= radius))
    if len(xs) == 0:
        ys, xs = np.nonzero(part & (depth == depth[part].max()))
    points = np.stack([xs, ys], axis=1).astype(np.float64) + 0.5
    axis = np.linalg.svd(points - points.mean(axis=0), full_matrices=False)[2][0]
    along = (points - points.mean(axis=0)) @ axis
    edges = np.arange(along.min(), along.max() + 2 * radius + 1e-6, 2 * radius + 1)
    groups = [points[(along >= low) & (along < high)] for low, high in pairwise(edges)]
    return [tuple(group.mean(axis=0)) for group in groups if len(group)] or [tuple(points.mean(axis=0))]


def painted(mask: Mask, way: list[Point], radius: float, adds: bool) -> Mask:
    """The mask after a stroke."""
    tip = np.zeros(mask.shape, np.uint8)
    points = np.round(np.array(way, np.float64) - 0.5).astype(np.int32)
    cv2.polylines(tip, [points.reshape(-1, 1, 2)], isClosed=False, color=1, thickness=max(1, round(2 * radius)))
    return mask | tip.astype(bool) if adds else mask & ~tip.astype(bool)
