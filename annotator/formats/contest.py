"""Tracks are computed each for itself, so where objects touch two of them may claim a pixel; here one of them gets it.

Only reading settles this, never what is stored: a track's computed masks follow from its own keyframes, and settled
masks follow from the computed masks of a frame, so that redrawing one track changes no other track's bundles. Frames
that people drew are never settled, and two tracks that people drew over each other keep what they share.

A contested pixel goes to the track inside which it lies deeper. On clips in which objects touch, cross and overtake
this measured within 0.0005 of J of the larger probability, which only the engine knows; the higher confidence of the
frame measured 0.004 below it, since one wrong frame then takes whole objects from its neighbours.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import combinations

import cv2
import numpy as np
from numpy.typing import NDArray

from annotator.formats.raster import Mask
from annotator.formats.rle import Runs

Box = tuple[int, int, int, int]  # x0, y0, x1, y1, half-open, in pixels
Pair = frozenset[int]
Claims = NDArray[np.bool_]
Depths = NDArray[np.float32]

SLIVER = 0.01  # of the smaller mask: two outlines drawn side by side share that much by the hand's error


def box_of(mask: Mask) -> Box | None:
    """The smallest box around a mask, [height, width]; None around an empty one."""
    x, y, width, height = cv2.boundingRect(np.ascontiguousarray(mask).view(np.uint8))
    return (x, y, x + width, y + height) if width else None


def box_of_runs(runs: Runs, *, height: int) -> Box | None:
    """A box around a mask, from its run lengths down the columns (`Bundle.runs`), without making pixels.

    It is the smallest box, but as high as the frame where one run goes on into the next column.
    """
    ends = np.cumsum(runs)
    starts, ends = ends[0 : len(runs) - 1 : 2], ends[1::2] - 1
    set_runs = ends >= starts
    starts, ends = starts[set_runs], ends[set_runs]
    if not len(starts):
        return None
    x0, x1 = int(starts[0]) // height, int(ends[-1]) // height + 1
    if (starts // height != ends // height).any():
        return x0, 0, x1, height
    return x0, int((starts % height).min()), x1, int((ends % height).max()) + 1


def shared_by(masks: Mapping[int, Mask]) -> frozenset[Pair]:
    """The pairs of tracks that a person drew over each other on one keyframe.

    Args:
        masks: track to the mask drawn on the keyframe, [height, width]; tracks that are absent may be left out.
    """
    boxes = {track: box_of(mask) for track, mask in masks.items()}
    return frozenset(pair for pair in _meeting(boxes) if _share(*(masks[track] for track in pair)) > SLIVER)


def contested(boxes: Mapping[int, Box | None], together: Collection[Pair] = frozenset()) -> bool:
    """Whether `settle` could change anything: whether the boxes of two tracks that were drawn apart overlap.

    Args:
        boxes: track to a box around its mask on a frame, None where the mask is empty.
        together: pairs that keep what they share, from `shared_by` on the keyframe before and the one after.
    """
    return any(pair not in together for pair in _meeting(boxes))


def settle(
    masks: Mapping[int, Mask],
    confidence: Mapping[int, int],
    *,
    together: Collection[Pair] = frozenset(),
    drawn: Collection[int] = frozenset(),
) -> dict[int, Mask]:
    """Give every pixel of one frame that tracks drawn apart both claim to one of them.

    A pixel that anybody claims stays claimed. The answer does not depend on the order of the tracks, and settling
    what is settled changes nothing.

    Args:
        masks: track to its mask, [height, width], all of one size; none is changed.
        confidence: track to its confidence on this frame, 0..255.
        together: pairs that keep what they share, from `shared_by` on the keyframe before and the one after.
        drawn: tracks whose mask on this frame a person drew; those masks come back as they are.

    Returns:
        The same tracks; a mask that loses nothing is the one handed in.

    Raises:
        KeyError: a track that claims contested pixels has no confidence.
    """
    boxes = {track: box_of(mask) for track, mask in masks.items()}
    apart = {pair for pair in _meeting(boxes) if pair not in together and not pair <= set(drawn)}
    # In this order a track goes first where two are equally deep.
    tracks = sorted({track for pair in apart for track in pair}, key=lambda track: (-confidence[track], track))
    claims = np.array([masks[track] for track in tracks])
    rivals = np.array([[frozenset((a, b)) in apart for b in tracks] for a in tracks])
    y, x = np.nonzero(claims.sum(0, dtype=np.uint8) > 1) if tracks else ((), ())
    settled = dict(masks)
    if not len(y):
        return settled
    depths = np.array([_depth(masks[track], boxes[track])[y, x] for track in tracks])
    depths[[track in drawn for track in tracks]] = np.inf  # a person's word
    kept = _deepest_first(claims[:, y, x], depths, rivals)
    for track, before, after in zip(tracks, claims[:, y, x], kept, strict=True):
        if (before & ~after).any():
            settled[track] = masks[track].copy()
            settled[track][y, x] = after
    return settled


def _depth(mask: Mask, box: Box | None) -> Depths:
    """Distance of every pixel inside to the mask's edge, in pixels, 0 outside; the frame's border is no edge."""
    depth = np.zeros(mask.shape, dtype=np.float32)
    if box is not None:
        around = slice(max(0, box[1] - 1), box[3] + 1), slice(max(0, box[0] - 1), box[2] + 1)
        inside = np.ascontiguousarray(mask[around]).view(np.uint8)
        depth[around] = cv2.distanceTransform(inside, cv2.DIST_L2, 5)
    return depth


def _deepest_first(claims: Claims, depths: Depths, rivals: Claims) -> Claims:
    """Of the tracks that claim a pixel, the deepest keeps it, and every next one that is no rival of those that do.

    Args:
        claims: [track, pixel].
        depths: [track, pixel].
        rivals: [track, track].
    """
    kept = np.zeros_like(claims)
    pixels = np.arange(claims.shape[1])
    for next_deepest in np.argsort(np.where(claims, -depths, np.inf), axis=0, kind="stable"):
        rivalled = (kept & rivals[:, next_deepest]).any(0)
        kept[next_deepest, pixels] |= claims[next_deepest, pixels] & ~rivalled
    return kept


def _meeting(boxes: Mapping[int, Box | None]) -> list[Pair]:
    there = [(track, box) for track, box in boxes.items() if box is not None]
    return [
        frozenset((a, b))
        for (a, one), (b, other) in combinations(there, 2)
        if max(one[0], other[0]) < min(one[2], other[2]) and max(one[1], other[1]) < min(one[3], other[3])
    ]


def _share(one: Mask, other: Mask) -> float:
    smaller = min(np.count_nonzero(one), np.count_nonzero(other))
    return float(np.count_nonzero(one & other)) / smaller if smaller else 0.0
