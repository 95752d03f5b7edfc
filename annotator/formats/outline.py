"""A computed mask becomes an outline that a person can edit: as few points as the mask's shape allows.

An exact trace has a point at every pixel step, thousands that nobody can drag; this keeps a few hundred and still the
mask.
"""

from __future__ import annotations

import cv2
import numpy as np
from shapely import LinearRing

from annotator.formats import raster, rle
from annotator.formats.raster import Mask
from annotator.formats.ring import SCALE, Ring, Shape

LEAST_OVERLAP = 0.98
MOST_POINTS = 400
TOLERANCES = (2.0, 1.5, 1.25, 1.0, 0.75, 0.5, 0.35)  # px, coarsest first
ROUGH_OVERLAP = 0.95  # accepted for a ragged mask that would else take more points than anybody edits
SPECK_SHARE = 0.002  # of the mask: parts and holes smaller than this are noise, unless they are many


def outline(mask: Mask) -> Shape:
    """Rings around a mask, simplified until just before they stop being that mask.

    Returns:
        The coarsest outline whose pixels overlap the mask by 0.98; for one that would then have over 400 points, by
        0.95; where none does, the exact trace. Every ring passes `ring.parse`. No rings for an empty mask.

    Source: Douglas and Peucker (1973) as in OpenCV, on the exact trace; the choice of tolerance is ours.
    """
    traced = raster.trace(mask)
    least = SPECK_SHARE * raster.area(mask)
    kept = tuple(line for line in traced if _area(line) >= least)
    exact = kept if kept and _overlap(kept, mask) >= LEAST_OVERLAP else traced
    rough: Shape | None = None
    for tolerance in TOLERANCES:
        shape = tuple(line for ring in exact for line in [_simplified(ring, tolerance)] if line)
        overlap = _overlap(shape, mask)
        if overlap >= ROUGH_OVERLAP and rough is None:
            rough = shape
        if overlap >= LEAST_OVERLAP:
            return rough if rough is not None and _points(shape) > MOST_POINTS else shape
    return rough if rough is not None and _points(exact) > MOST_POINTS else exact


def _overlap(shape: Shape, mask: Mask) -> float:
    height, width = mask.shape
    return rle.iou(raster.rasterise(shape, width=width, height=height), mask)


def _simplified(ring: Ring, tolerance: float) -> Ring:
    """The ring with fewer points; as it is where that would make it cross itself."""
    points = np.array(ring, dtype=np.float32).reshape(-1, 1, 2)
    kept = cv2.approxPolyDP(points, tolerance * SCALE, closed=True).reshape(-1, 2)
    fewer = tuple((round(x), round(y)) for x, y in kept.tolist())
    if len(fewer) < 3:
        return ring if _area(ring) > (2 * tolerance) ** 2 else ()
    return fewer if LinearRing(fewer).is_simple else ring


def _area(ring: Ring) -> float:
    """In px, whichever way round the ring runs."""
    x, y = np.array(ring, dtype=np.float64).T / SCALE
    return abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2


def _points(shape: Shape) -> int:
    return sum(map(len, shape))
