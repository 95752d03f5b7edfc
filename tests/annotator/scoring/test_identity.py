"""Identity: an object that jumps to its neighbour is found, with the frame, whatever the masks' borders are."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from annotator.formats import bundle
from annotator.scoring.identity import Swap, identity
from annotator.scoring.overlap import whole_track

CLIPS = st.fixed_dictionaries({number: arrays.arrays(np.bool_, (3, 4, 5)) for number in (1, 2)})


def tracks(masks: dict[int, np.ndarray]) -> dict[int, bundle.Bundle]:
    found = {}
    for number, of_track in masks.items():
        count, height, width = of_track.shape
        part = bundle.decode(bundle.encode(list(of_track), first=0))
        found[number], _ = whole_track([part], frame_count=count, height=height, width=width)
    return found


def two_boxes(frames: int = 6) -> dict[int, np.ndarray]:
    left, right = np.zeros((2, frames, 8, 20), bool)
    left[:, 2:6, 1:6], right[:, 2:6, 13:18] = True, True
    return {1: left, 2: right}


@settings(deadline=None)
@given(CLIPS, CLIPS)
def test_identity_is_a_share_and_does_not_depend_on_who_comes_first(one, other):
    found, turned = identity(tracks(one), tracks(other)), identity(tracks(other), tracks(one))

    assert (found.share, found.frames) == (turned.share, turned.frames)
    assert found.share is None or 0 <= found.share <= 1


@settings(deadline=None)
@given(CLIPS)
def test_what_is_drawn_alike_has_its_identity_wholly(masks):
    assert identity(tracks(masks), tracks(masks)).share in (1, None)


def test_objects_that_change_places_half_way_are_found_with_their_frame():
    one, other = two_boxes(), two_boxes()
    other[1][3:], other[2][3:] = one[2][3:], one[1][3:]

    found = identity(tracks(one), tracks(other))

    assert found.share == 0.5
    assert found.swaps == (Swap(3, 1, 2), Swap(3, 2, 1))


def test_a_loose_border_is_no_loss_of_identity():
    one, other = two_boxes(), two_boxes()
    other[1][:, 1:7, :8] = True

    assert identity(tracks(one), tracks(other)).share == 1


def test_an_object_that_the_other_side_left_out_says_nothing_about_identity():
    one = two_boxes()
    other = {1: one[1], 2: np.zeros_like(one[2])}

    assert identity(tracks(one), tracks(other)).share == 1
    assert identity(tracks({1: one[1]}), tracks({1: np.zeros_like(one[1])})).share is None
