"""How many pixels the tracks of a prompt share over time, from run lengths: no pixel is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pycocotools import mask as coco

from annotator.formats.rle import Rle

Integers = NDArray[np.int64]
Track = tuple[int, ...]  # for each evaluated frame the place of its mask among the video's


@dataclass(frozen=True, slots=True)
class Masks:
    """The masks of one video: `areas` and `sizes` (a number for each distinct size) belong to `rles` by place."""

    rles: list[Rle]
    areas: Integers
    sizes: Integers

    def pixels(self, tracks: Sequence[Track]) -> Integers:
        """How many pixels each track has over all frames."""
        return np.array([self.areas[list(track)].sum() for track in tracks], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Overlap:
    """Pixels in both and in either of two tracks over all frames, [predictions, ground truths]."""

    intersections: Integers
    unions: Integers


def overlap(masks: Masks, predictions: Sequence[Track], truth: Sequence[Track]) -> Overlap:
    """Compare every prediction of a prompt with every ground truth.

    A frame on which the two masks differ in size counts in neither sum, as if nobody had drawn on it.

    Source: the spatio-temporal overlap of Yang, Fan and Xu, "Video Instance Segmentation" (ICCV 2019); single frames by
    pycocotools on run lengths. It gives o = i / (a + b - i) in double precision, from which i = o (a + b) / (1 + o)
    comes back exactly: the error is far below half a pixel.
    """
    shape = (len(predictions), len(truth))
    if not all(shape) or not predictions[0]:
        return Overlap(np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64))
    mine, theirs = np.array(predictions).T, np.array(truth).T  # [frames, tracks]
    ones = masks.areas[mine][:, :, None] + masks.areas[theirs][:, None, :]  # a + b
    shares = np.zeros(ones.shape)
    crowd = [0] * len(truth)
    for frame, (left, right) in enumerate(zip(mine, theirs, strict=True)):
        if masks.areas[left].any() and masks.areas[right].any():
            shares[frame] = coco.iou([masks.rles[at] for at in left], [masks.rles[at] for at in right], crowd)
    alike = masks.sizes[mine][:, :, None] == masks.sizes[theirs][:, None, :]
    shares[~alike] = ones[~alike] = 0
    shared = np.rint(shares * ones / (1 + shares)).astype(np.int64)
    intersections = shared.sum(axis=0)
    return Overlap(intersections, ones.sum(axis=0) - intersections)
