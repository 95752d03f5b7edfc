"""Overlap hardly sees a ragged edge, which is what an annotator has to mend; this measures the edge itself."""

from __future__ import annotations

import math

import cv2
import numpy as np

from propagation.predictor import Image, Mask

TOLERANCE = 0.008  # of the frame's diagonal, within which two edges count as one


def boundary_f(guessed: Mask, true: Mask) -> float:
    """How well two masks' edges meet, 0..1: the F measure of edge pixels that have one of the other's nearby.

    1 when both are empty, 0 when one is.

    Source: F of the DAVIS benchmark (Perazzi et al., CVPR 2016, section 4), whose published evaluation takes
        0.8 % of the diagonal, rounded up, as tolerance and a disc as the neighbourhood.
    """
    edges = _edge(guessed), _edge(true)
    counts = [int(edge.sum()) for edge in edges]
    if not all(counts):
        return float(counts[0] == counts[1])
    reach = math.ceil(TOLERANCE * math.hypot(*true.shape))
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    disc = (x * x + y * y <= reach * reach).astype(np.uint8)
    near = [np.asarray(cv2.dilate(edge, disc), dtype=np.uint8) for edge in edges]
    precision = int((edges[0] & near[1]).sum()) / counts[0]
    recall = int((edges[1] & near[0]).sum()) / counts[1]
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _edge(mask: Mask) -> Image:
    """Pixels that differ from their right, lower or lower right neighbour."""
    wider = np.pad(mask, ((0, 1), (0, 1)), mode="edge")
    here = wider[:-1, :-1]
    differs = (here != wider[:-1, 1:]) | (here != wider[1:, :-1]) | (here != wider[1:, 1:])
    return np.asarray(differs, dtype=np.uint8)
