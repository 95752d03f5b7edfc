"""Where two tracks claim a pixel one of them gets it, whatever order they come in, and people's drawings stay."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from annotator.formats.contest import box_of, box_of_runs, contested, settle, shared_by
from annotator.formats.rle import runs_of_mask

SIZE = 7, 9
TRACKS = (1, 2, 3, 4)
PAIRS = [frozenset((a, b)) for a in TRACKS for b in TRACKS if a < b]

masks = st.fixed_dictionaries({track: arrays.arrays(np.bool_, SIZE) for track in TRACKS})
confidences = st.fixed_dictionaries({track: st.integers(0, 255) for track in TRACKS})
togethers = st.frozensets(st.sampled_from(PAIRS))
drawns = st.frozensets(st.sampled_from(TRACKS))


def square(x0: int, x1: int) -> np.ndarray:
    mask = np.zeros((20, 40), dtype=bool)
    mask[5:15, x0:x1] = True
    return mask


@given(masks, confidences, togethers)
def test_tracks_drawn_apart_share_nothing_afterwards_and_no_claimed_pixel_is_given_up(claimed, confidence, together):
    settled = settle(claimed, confidence, together=together)

    assert not any((settled[a] & settled[b]).any() for a, b in set(PAIRS) - together)
    assert np.array_equal(np.any(list(settled.values()), axis=0), np.any(list(claimed.values()), axis=0))
    assert not any((settled[track] & ~claimed[track]).any() for track in TRACKS)


@given(masks, confidences, togethers, drawns)
def test_settling_twice_or_in_another_order_gives_the_same(claimed, confidence, together, drawn):
    settled = settle(claimed, confidence, together=together, drawn=drawn)
    again = settle(settled, confidence, together=together, drawn=drawn)
    turned = settle(dict(reversed(claimed.items())), confidence, together=together, drawn=drawn)

    assert all(np.array_equal(settled[track], again[track]) for track in TRACKS)
    assert all(np.array_equal(settled[track], turned[track]) for track in TRACKS)


@given(masks, confidences, togethers, drawns)
def test_what_people_drew_comes_back_as_it_is(claimed, confidence, together, drawn):
    before = {track: mask.copy() for track, mask in claimed.items()}

    settled = settle(claimed, confidence, together=together, drawn=drawn)

    assert all(settled[track] is claimed[track] for track in drawn)
    assert all(np.array_equal(claimed[track], before[track]) for track in TRACKS)


@given(masks, togethers)
def test_where_no_boxes_of_tracks_drawn_apart_overlap_settling_changes_nothing(claimed, together):
    boxes = {track: box_of(mask) for track, mask in claimed.items()}
    if contested(boxes, together):
        return

    settled = settle(claimed, dict.fromkeys(TRACKS, 0), together=together)

    assert all(settled[track] is claimed[track] for track in TRACKS)


@given(arrays.arrays(np.bool_, SIZE))
def test_the_box_from_runs_holds_the_mask_and_is_as_narrow(mask):
    exact, quick = box_of(mask), box_of_runs(runs_of_mask(mask), height=SIZE[0])

    assert (exact is None) == (quick is None)
    if exact and quick:
        assert (quick[0], quick[2]) == (exact[0], exact[2])
        assert quick[1] <= exact[1]
        assert quick[3] >= exact[3]


def test_tracks_that_people_drew_over_each_other_keep_what_they_share():
    cup, hand = square(5, 20), square(15, 30)

    together = shared_by({1: cup, 2: hand, 3: square(30, 38)})
    settled = settle({1: cup, 2: hand}, {1: 10, 2: 200}, together=together)

    assert together == {frozenset((1, 2))}
    assert settled[1] is cup
    assert settled[2] is hand


def test_outlines_that_overlap_by_a_hair_were_drawn_side_by_side():
    one, other = square(0, 20), square(20, 40)
    one[5, 20] = True

    assert shared_by({1: one, 2: other}) == frozenset()


def test_each_of_two_that_overlap_a_little_keeps_what_lies_deeper_in_it():
    left, right = square(2, 22), square(18, 38)

    settled = settle({1: left, 2: right}, {1: 90, 2: 90})

    assert np.array_equal(settled[1][10], square(2, 20)[10])
    assert np.array_equal(settled[2][10], square(20, 38)[10])


def test_a_computed_mask_gives_way_to_a_drawn_one():
    drawn, computed = square(5, 20), square(10, 30)

    settled = settle({1: drawn, 2: computed}, {1: 255, 2: 255}, drawn={1})

    assert np.array_equal(settled[2], square(20, 30))
