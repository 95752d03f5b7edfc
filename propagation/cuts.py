"""A mask must never be carried over a change of shot, so the places where the picture changes are found first.

A cut is a jump in both colour distribution and layout that stands out from the motion around it and does not
revert within a few frames (a camera flash does).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from propagation.predictor import Image, Plane

HISTOGRAM_JUMP = 0.35  # share of pixels that changed colour bin
LAYOUT_JUMP = 18.0  # mean absolute grey difference of thumbnails, 0..255
STANDS_OUT = 2.5  # times the median jump around it
FLASH_FRAMES = 3


def find_cuts(frames: Sequence[Image]) -> list[int]:
    """Indices of the frames that open a new shot; frame 0 is never listed."""
    signatures = [_signature(frame) for frame in frames]
    jumps = np.array([_jump(a, b) for a, b in pairwise(signatures)]).reshape(-1, 2)
    return [
        index + 1
        for index in range(len(jumps))
        if _is_jump(jumps[index]) and _stands_out(jumps[:, 1], index) and not _reverts(signatures, index)
    ]


def _signature(frame: Image) -> tuple[Plane, Plane]:
    small = cv2.resize(frame, (64, 36), interpolation=cv2.INTER_AREA)
    hsv = cv2.cvtColor(small, cv2.COLOR_RGB2HSV)
    histogram = cv2.calcHist([hsv], [0, 1, 2], None, [8, 4, 8], [0, 180, 0, 256, 0, 256]).ravel() / (64 * 36)
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return histogram.astype(np.float32), grey


def _jump(a: tuple[Plane, Plane], b: tuple[Plane, Plane]) -> tuple[float, float]:
    return float(np.abs(a[0] - b[0]).sum() / 2), float(np.abs(a[1] - b[1]).mean())


def _is_jump(jump: npt.NDArray[np.float64]) -> bool:
    return bool(jump[0] > HISTOGRAM_JUMP and jump[1] > LAYOUT_JUMP)


def _stands_out(layout: npt.NDArray[np.float64], index: int) -> bool:
    around = [layout[i] for i in range(max(0, index - 2), min(len(layout), index + 3)) if i != index]
    # The median, not the largest: two cuts may lie within a few frames of each other.
    return not around or layout[index] > STANDS_OUT * float(np.median(around))


def _reverts(signatures: list[tuple[Plane, Plane]], index: int) -> bool:
    before, onset = signatures[index], _jump(signatures[index], signatures[index + 1])
    later = signatures[index + 2 : index + 2 + FLASH_FRAMES]
    earlier = signatures[max(0, index - FLASH_FRAMES + 1) : index]
    returns = any(_jump(before, after)[1] < 0.4 * onset[1] for after in later)
    returned = any(_jump(signatures[index + 1], past)[1] < 0.4 * onset[1] for past in earlier)
    return returns or returned
