"""Overlap over time, on real bundles: the laws of a similarity, and absence that earns nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from annotator.formats import bundle, rle
from annotator.scoring.overlap import mean_overlap, over_time, shown_frames, whole_track

CLIPS = arrays.arrays(np.bool_, (4, 5, 6))


def track(masks: np.ndarray) -> bundle.Bundle:
    whole = bundle.decode(bundle.encode(list(masks), first=0))
    made, _ = whole_track([whole], frame_count=len(masks), height=masks.shape[1], width=masks.shape[2])
    return made


@settings(deadline=None)
@given(CLIPS, CLIPS)
def test_overlap_is_the_pixels_own_symmetric_and_a_share(one, other):
    found = over_time(track(one), track(other))

    assert found == [rle.iou(mine, theirs) for mine, theirs in zip(one, other, strict=True)]
    assert found == over_time(track(other), track(one))
    assert all(0 <= value <= 1 for value in found)


@settings(deadline=None)
@given(CLIPS)
def test_a_track_agrees_with_itself_wholly(masks):
    assert over_time(track(masks), track(masks)) == [1.0] * len(masks)
    assert shown_frames(track(masks)) == [bool(mask.any()) for mask in masks]


@settings(deadline=None)
@given(CLIPS, st.integers(1, 3))
def test_a_track_put_together_of_its_parts_is_the_track(masks, cut):
    parts = [bundle.decode(bundle.encode(list(masks[:cut]), first=0)),
             bundle.decode(bundle.encode(list(masks[cut:]), first=cut))]  # fmt: skip

    made, known = whole_track(reversed(parts), frame_count=4, height=5, width=6)

    assert all((mine == theirs).all() for mine, theirs in zip(made.masks, masks, strict=True))
    assert known == [True] * 4


def test_frames_that_no_part_has_are_empty_and_not_known():
    part = bundle.decode(bundle.encode([np.ones((5, 6), bool)], first=2))

    made, known = whole_track([part], frame_count=4, height=5, width=6)

    assert [made.area(frame) for frame in range(4)] == [0, 0, 30, 0]
    assert known == [False, False, True, False]


def test_absence_earns_nothing_in_the_mean():
    assert mean_overlap([1.0, 1.0, 0.5], [False, False, True]) == 0.5
    assert mean_overlap([1.0, 1.0], [False, False]) is None


def test_clips_of_two_lengths_do_not_compare():
    with pytest.raises(ValueError, match="do not compare"):
        over_time(track(np.ones((2, 5, 6), bool)), track(np.ones((3, 5, 6), bool)))
