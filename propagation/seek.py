"""An object that darts is lost by the picture's motion; where it went is found by looking for its colours.

From each keyframe on, the object as it was a frame ago is sought around where it should be by now. Only the place comes
from this, never the shape: what is found becomes one more guess, and the vote decides.

Source: template matching by masked squared difference, as in OpenCV; the prediction is constant velocity.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np

from propagation.predictor import Image, Mask, Plane

GRAIN = 20.0  # the object is looked for on pictures so small that its scale is about this many pixels
REACH = 0.6, 6  # share of the object's size and pixels, on the small pictures, that it may be off the prediction
INERTIA = 0.15  # share of the mean difference by which a place at the rim of the reach is worse than the predicted one
STEADY = 0.6  # share of the last step in the predicted one; the rest is the step before

Point = tuple[float, float]


def path(pictures: Sequence[Image], mask: Mask) -> list[Point]:
    """How far an object has moved from the first picture to each one.

    Args:
        pictures: uint8 (height, width, 3), in the order in which to follow.
        mask: the object on pictures[0], bool, not empty.

    Returns:
        (dx, dy) in pixels, one for every picture.
    """
    factor = min(1.0, GRAIN / float(np.sqrt(np.count_nonzero(mask))))
    small = [cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA) for picture in pictures]
    height, width = small[0].shape[:2]
    cover = cv2.resize(mask.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA)
    there = (cover >= 0.5).astype(np.uint8) if (cover >= 0.5).any() else (cover >= cover.max()).astype(np.uint8)
    x, y, box_width, box_height = cv2.boundingRect(there)
    template = there[y : y + box_height, x : x + box_width]
    reach = (round(REACH[0] * box_width) + REACH[1], round(REACH[0] * box_height) + REACH[1])
    room = (box_width + reach[0], box_height + reach[1])
    wide = [
        np.asarray(cv2.copyMakeBorder(p, room[1], room[1], room[0], room[0], cv2.BORDER_REPLICATE), dtype=np.uint8)
        for p in small
    ]
    found, velocity = [np.zeros(2)], np.zeros(2)
    for before, now in pairwise(wide):
        here = found[-1]
        step = _step(before, now, (x + room[0], y + room[1]), here, velocity, template, reach)
        velocity = STEADY * step + (1 - STEADY) * velocity if len(found) > 1 else step
        found.append(here + step)
    scale = np.array([mask.shape[1] / width, mask.shape[0] / height])
    return [(float(dx), float(dy)) for dx, dy in np.array(found) * scale]


def _step(
    before: Image, now: Image, corner: tuple[int, int], moved: np.ndarray, velocity: np.ndarray,
    template: Image, reach: tuple[int, int],
) -> np.ndarray:  # fmt: skip
    """The object's next step, in small pixels."""
    height, width = template.shape
    at = np.round(np.array(corner) + moved).astype(int)
    goal = np.round(velocity).astype(int)
    x, y = _inside(at, before, width, height)
    patch = before[y : y + height, x : x + width]
    left, top = _inside(np.array([x, y]) + goal - reach, now, width + 2 * reach[0], height + 2 * reach[1])
    area = now[top : top + height + 2 * reach[1], left : left + width + 2 * reach[0]]
    worse = cv2.matchTemplate(area, patch, cv2.TM_SQDIFF, mask=np.dstack([template] * 3))
    off_y, off_x = np.ogrid[: worse.shape[0], : worse.shape[1]]
    away = ((off_x - (x + goal[0] - left)) / reach[0]) ** 2 + ((off_y - (y + goal[1] - top)) / reach[1]) ** 2
    worse = worse + INERTIA * float(np.median(worse)) * away.astype(np.float32)
    _, _, (best_x, best_y), _ = cv2.minMaxLoc(worse)
    finer = _valley(worse[best_y], best_x), _valley(worse[:, best_x], best_y)
    return np.array([left + finer[0] - x, top + finer[1] - y], dtype=np.float64)


def _valley(values: Plane, at: int) -> float:
    """Where between the samples the least value lies, by a parabola through three."""
    if not 0 < at < len(values) - 1:
        return float(at)
    before, here, after = (float(value) for value in values[at - 1 : at + 2])
    bend = before - 2 * here + after
    return at + 0.5 * (before - after) / bend if bend > 0 else float(at)


def _inside(corner: np.ndarray, picture: Image, width: int, height: int) -> tuple[int, int]:
    most = picture.shape[1] - width, picture.shape[0] - height
    return min(max(0, int(corner[0])), most[0]), min(max(0, int(corner[1])), most[1])
