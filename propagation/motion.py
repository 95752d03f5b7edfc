"""Every object of a segment rides on the same picture motion, so that is computed once, for the whole frame.

The whole frame, and not the box around the objects at hand: a track's result must not depend on which other tracks
happen to be computed with it. Displacements are (dx, dy) in pixels, float32 (height, width, 2): the pixel x of this
frame was at x + displacement(x) in the frame it points to.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import accumulate, pairwise
from typing import TypeVar

import cv2
import numpy as np

from propagation.lanes import Lanes
from propagation.predictor import Image, Plane

Sampled = TypeVar("Sampled", Image, Plane)

SMALLEST_SIDE = 64  # DIS crashes the process on very small pictures, so they are padded


def picture_motion(source: Image, target: Image, *, preset: int) -> Plane:
    """Dense displacement from each pixel of `source` to its place in `target`, both grey.

    Args:
        preset: one of cv2.DISOPTICAL_FLOW_PRESET_*.

    Source: Kroeger et al., "Fast Optical Flow using Dense Inverse Search", ECCV 2016, as in OpenCV. Never given an
        initial flow: OpenCV 5.0.0 crashes the process on some of them.
    """
    height, width = source.shape
    pad = (0, max(0, SMALLEST_SIDE - height), 0, max(0, SMALLEST_SIDE - width))
    if any(pad):
        source, target = (
            np.asarray(cv2.copyMakeBorder(grey, *pad, cv2.BORDER_REPLICATE), dtype=np.uint8)
            for grey in (source, target)
        )
    engine = cv2.DISOpticalFlow.create(preset)
    # No initial flow is None, which OpenCV's stubs forget.
    flow = engine.calc(np.ascontiguousarray(source), np.ascontiguousarray(target), None)  # type: ignore[call-overload]
    return np.asarray(flow[:height, :width], dtype=np.float32)


def chains(greys: Sequence[Image], lanes: Lanes, *, longest_side: int, preset: int) -> tuple[list[Plane], list[Plane]]:
    """Displacements of every frame to the first and to the last frame.

    Args:
        greys: the frames, uint8 (height, width).
        lanes: where to measure.
        longest_side: larger pictures are measured at this size and the displacements scaled up when used.
        preset: one of cv2.DISOPTICAL_FLOW_PRESET_*.

    Returns:
        to_first, to_last: one field a frame, at the measured size; `at_size` brings them to the frame's.
    """
    small = lanes.each(partial(_shrink, longest_side=longest_side), greys)
    neighbours = [*zip(small[1:], small, strict=False), *pairwise(small)]
    steps = lanes.each(lambda pair: picture_motion(*pair, preset=preset), neighbours)
    back, forth = steps[: len(small) - 1], steps[len(small) - 1 :]
    still = np.zeros((*small[0].shape, 2), dtype=np.float32)
    to_first, to_last = lanes.each(lambda way: _chained(still, way), (back, forth[::-1]))
    return to_first, to_last[::-1]


def _chained(still: Plane, steps: Sequence[Plane]) -> list[Plane]:
    return list(accumulate(steps, lambda rest, step: compose(step, rest), initial=still))


class Following:
    """Displacements between any two frames, followed from frame to frame; what was asked for once is kept.

    Args:
        greys: the frames, uint8 (height, width), in order of time; they may be some frames apart.
        longest_side, preset: as in `chains`.
    """

    def __init__(self, greys: Sequence[Image], *, longest_side: int, preset: int) -> None:
        self._greys = [_shrink(grey, longest_side) for grey in greys]
        self._preset = preset
        self._known: dict[tuple[int, int], Plane] = {}

    def to(self, source: int, target: int) -> Plane:
        """Displacement from each pixel of one frame to its place in another, at the measured size."""
        if (source, target) not in self._known:
            way = range(target, source, 1 if target < source else -1)
            field = np.zeros((*self._greys[target].shape, 2), dtype=np.float32)
            for nearer in way:
                farther = nearer + way.step
                step = picture_motion(self._greys[farther], self._greys[nearer], preset=self._preset)
                field = compose(step, field)
            self._known[source, target] = field
        return self._known[source, target]


def compose(step: Plane, rest: Plane) -> Plane:
    """First along `step`, then from the place reached along `rest`."""
    return step + sampled(rest, positions(step))


def sampled(plane: Sampled, places: Plane) -> Sampled:
    """A picture or field at the given (x, y) places, bilinear, its border continued outside."""
    # OpenCV's stubs forbid the None that stands for "no second map"; an empty array is taken for a map.
    values = cv2.remap(plane, places, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)  # type: ignore[call-overload]
    return np.asarray(values, dtype=plane.dtype)


def positions(displacement: Plane, *, x0: int = 0, y0: int = 0) -> Plane:
    """Absolute places from displacements of a window whose corner lies at (x0, y0)."""
    height, width = displacement.shape[:2]
    place = displacement.copy()
    place[..., 0] += np.arange(x0, x0 + width, dtype=np.float32)[None, :]
    place[..., 1] += np.arange(y0, y0 + height, dtype=np.float32)[:, None]
    return place


def at_size(displacement: Plane, *, width: int, height: int) -> Plane:
    """The same motion on a picture of another size."""
    if displacement.shape[:2] == (height, width):
        return displacement
    scale = np.array([width / displacement.shape[1], height / displacement.shape[0]], dtype=np.float32)
    return np.asarray(cv2.resize(displacement, (width, height)) * scale, dtype=np.float32)


def _shrink(grey: Image, longest_side: int) -> Image:
    scale = longest_side / max(grey.shape)
    if scale >= 1:
        return grey
    return np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8)
