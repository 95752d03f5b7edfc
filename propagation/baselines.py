"""What people get without an engine, so that a benchmark can say in the same run how much the engine is worth."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from annotator.formats import raster
from annotator.formats.ring import Ring
from propagation.predictor import Mask

Points = npt.NDArray[np.float64]

CORNERS = 256  # points to which both outlines are resampled before they are blended


def nearest_copy(left: Mask, right: Mask, length: int) -> list[Mask]:
    """The nearer keyframe's mask on each of `length` frames, both keyframes included."""
    return [left if 2 * index < length else right for index in range(length)]


def linear_polygons(left: Mask, right: Mask, length: int) -> list[Mask]:
    """Outlines blended point by point in a straight line, the largest with the largest, as annotation tools do.

    A part without a partner stays where it is for the nearer half. Source: the usual practice of CVAT and its like.
    """
    parts = [sorted(_outlines(mask), key=_area, reverse=True) for mask in (left, right)]
    pairs = [(a, _turned(a, b)) for a, b in zip(*parts, strict=False)]
    masks = []
    for index, nearest in enumerate(nearest_copy(left, right, length)):
        alpha = index / max(1, length - 1)
        alone = parts[0 if nearest is left else 1][len(pairs) :]
        rings = [*((1 - alpha) * a + alpha * b for a, b in pairs), *alone]
        shape = tuple(_ring(points) for points in rings)
        masks.append(raster.rasterise(shape, width=left.shape[1], height=left.shape[0]))
    return masks


def _outlines(mask: Mask) -> list[Points]:
    return [_resampled(np.array(ring, dtype=np.float64)) for ring in raster.trace(mask)]


def _resampled(points: Points) -> Points:
    closed = np.vstack([points, points[:1]])
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(closed, axis=0).T))])
    wanted = np.linspace(0, along[-1], CORNERS, endpoint=False)
    return np.column_stack([np.interp(wanted, along, closed[:, axis]) for axis in range(2)])


def _area(points: Points) -> float:
    x, y = points.T
    return abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2


def _turned(a: Points, b: Points) -> Points:
    """The points of `b` in the order that lies closest to `a` once both are centred."""
    centred = a - a.mean(0)
    orders = [np.roll(way, shift, axis=0) for way in (b, b[::-1]) for shift in range(CORNERS)]
    return min(orders, key=lambda order: float(((order - order.mean(0) - centred) ** 2).sum()))


def _ring(points: Points) -> Ring:
    return tuple((round(x), round(y)) for x, y in points.tolist())
