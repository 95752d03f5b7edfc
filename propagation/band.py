"""A voted edge is a pixel or two off the picture's edge; this moves it there without eating what is thin.

GrabCut may decide only inside a band of two pixels (wider bands measured worse), and straps, strings and legs, which it
would erase, keep the vote's word.
"""

from __future__ import annotations

import cv2
import numpy as np

from propagation.predictor import Image, Mask

BAND = 2  # pixels on either side of the voted edge
THIN = 7  # parts that a square of this side does not fit into are thin
SURE_SHARE = 0.35  # of a mask must lie inside the band, or GrabCut learns the object from too little
SPECK_SHARE = 0.02  # of the whole mask; 0.05 already lost true parts on measured clips
MARGIN = 24  # pixels of surroundings that GrabCut learns the background from


def refine(voted: Mask, picture: Image) -> Mask:
    """Snap the edge of a mask to the picture, both of one size, within `BAND` pixels.

    Args:
        picture: three channels, uint8.

    Source: Rother et al., "GrabCut", SIGGRAPH 2004, as in OpenCV, one iteration.
    """
    if not voted.any():
        return voted
    y, x = np.nonzero(voted.any(1))[0], np.nonzero(voted.any(0))[0]
    rows = slice(max(0, y[0] - MARGIN), y[-1] + MARGIN + 1)
    columns = slice(max(0, x[0] - MARGIN), x[-1] + MARGIN + 1)
    refined = voted.copy()
    refined[rows, columns] = _cut(voted[rows, columns], picture[rows, columns])
    return refined


def drop_specks(mask: Mask, *, smallest_part: float) -> Mask:
    """Remove parts that are small beside the mask and beside the smallest part that a person drew.

    Both, because something in front may cut an object in halves that nobody drew apart.
    """
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    if count <= 2:
        return mask
    areas = stats[1:, cv2.CC_STAT_AREA]
    kept = areas >= min(smallest_part / 2, SPECK_SHARE * areas.sum())
    return np.asarray(np.concatenate([[False], kept])[labels], dtype=np.bool_)


def smallest_part(mask: Mask) -> float:
    """Area in pixels of the smallest connected part of a non-empty mask."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    return float(stats[1:, cv2.CC_STAT_AREA].min())


def _cut(voted: Mask, picture: Image) -> Mask:
    inside = voted.astype(np.uint8)
    square = np.ones((2 * BAND + 1, 2 * BAND + 1), dtype=np.uint8)
    sure, reach = cv2.erode(inside, square), cv2.dilate(inside, square)
    if sure.sum() < SURE_SHARE * inside.sum() or reach.all():
        return voted
    trimap = np.where(inside > 0, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    trimap[sure > 0] = cv2.GC_FGD
    trimap[reach == 0] = cv2.GC_BGD
    # GrabCut draws its first clusters from OpenCV's global generator: without a seed two runs would differ.
    cv2.setRNGSeed(0)
    unused = (0, 0, 1, 1)
    outside, within = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(np.ascontiguousarray(picture), trimap, unused, outside, within, 1, cv2.GC_INIT_WITH_MASK)
    decided = (trimap == cv2.GC_FGD) | (trimap == cv2.GC_PR_FGD)
    opened = cv2.morphologyEx(inside, cv2.MORPH_OPEN, np.ones((THIN, THIN), dtype=np.uint8))
    return np.asarray(decided | (voted & (opened == 0)), dtype=np.bool_)
