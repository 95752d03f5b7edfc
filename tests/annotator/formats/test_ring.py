"""Rings are checked at the door, kept exactly, and a refusal names the ring, the point and what to do."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats import ring
from annotator.formats.ring import DamagedShape, InvalidRing

SQUARE = [[10.0, 10.0], [20.0, 10.0], [20.0, 20.0], [10.0, 20.0]]
sixteenths = st.integers(-16, 16 * 4097)
shapes = st.lists(
    st.lists(st.tuples(sixteenths, sixteenths), min_size=3, max_size=20).map(tuple), min_size=1, max_size=4
).map(tuple)


def parsed(*rings: object) -> ring.Shape:
    return ring.parse(list(rings), width=64, height=48)


def test_points_are_snapped_to_sixteenths_of_a_pixel() -> None:
    assert parsed([[1.03, 2.0], [5.5, 2.0], [5.5, 9.97]]) == (((16, 32), (88, 32), (88, 160)),)


def test_a_repeated_closing_point_and_a_double_click_are_dropped() -> None:
    assert set(parsed([*SQUARE, SQUARE[0]])[0]) == set(parsed(SQUARE)[0])
    assert len(parsed([*SQUARE[:2], SQUARE[1], *SQUARE[2:], SQUARE[0]])[0]) == 4


def test_a_point_may_overshoot_the_border_by_one_pixel_and_no_more() -> None:
    parsed([[-1, -1], [65, -1], [65, 49]])

    with pytest.raises(InvalidRing) as refused:
        parsed(SQUARE, [[0, 0], [65.5, 0], [9, 9]])

    assert refused.value.fields == {"ring": 1, "point": 1, "value": [65.5, 0]}
    assert "65.5, 0" in refused.value.text
    assert "64x48" in refused.value.text


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, "7", None, True, 10**400, [1]])
def test_a_coordinate_that_is_no_finite_number_is_refused_at_its_point(value: object) -> None:
    with pytest.raises(InvalidRing) as refused:
        parsed([*SQUARE, [3, value]])

    assert (refused.value.fields["ring"], refused.value.fields["point"]) == (0, 4)


@pytest.mark.parametrize("rings", [None, {}, "[]", 7, [], [7], ["abc"], [[[1]]], [[[1, 2, 3]]], [[]]])
def test_anything_but_lists_of_points_is_refused(rings: Any) -> None:
    with pytest.raises(InvalidRing):
        ring.parse(rings, width=64, height=48)


def test_two_distinct_points_are_no_outline() -> None:
    with pytest.raises(InvalidRing, match="2 distinct points"):
        parsed([[1, 1], [5, 5], [1, 1], [5, 5]])


def test_a_line_has_no_area() -> None:
    with pytest.raises(InvalidRing, match="line without area"):
        parsed([[1, 1], [3, 3], [9, 9]])


def test_a_ring_that_crosses_itself_is_refused_near_the_crossing() -> None:
    with pytest.raises(InvalidRing) as refused:
        parsed(SQUARE, [[0, 0], [10, 10], [10, 0], [0, 10]])

    assert refused.value.fields["ring"] == 1
    assert refused.value.fields["value"] == [5, 5]
    assert "(5, 5)" in refused.value.text


def test_separate_rings_may_overlap_because_the_rule_is_even_odd() -> None:
    hole = [[12, 12], [18, 12], [18, 18]]

    assert len(parsed(SQUARE, hole)) == 2


def test_over_five_thousand_points_are_refused_before_they_are_checked() -> None:
    with pytest.raises(InvalidRing, match="points; it may have 5,000"):
        parsed([[0, 0]] * 5_001)


@given(shapes)
def test_packing_keeps_every_shape_exactly(shape: ring.Shape) -> None:
    assert ring.unpack(ring.pack(shape)) == shape


@given(shapes, shapes)
def test_digests_are_equal_exactly_when_shapes_are(left: ring.Shape, right: ring.Shape) -> None:
    assert (ring.digest(left) == ring.digest(right)) == (left == right)


def test_floats_of_a_shape_are_parsed_back_to_the_same_shape() -> None:
    shape = parsed([[1.0625, 2.5], [40.9375, 3], [20, 30.0625]], SQUARE)

    assert parsed(*ring.to_floats(shape)) == shape


def test_bounds_are_the_smallest_box_in_pixels() -> None:
    assert ring.bounds(parsed(SQUARE, [[1.5, 30], [4, 30], [4, 40.25]])) == (1.5, 10.0, 20.0, 40.25)
    assert ring.bounds(()) == (0.0, 0.0, 0.0, 0.0)


@given(st.binary(max_size=40))
def test_foreign_bytes_are_refused_or_read_but_never_crash(raw: bytes) -> None:
    try:
        ring.unpack(b"\x01" + raw)
    except DamagedShape:
        return


def test_a_cut_shape_is_refused() -> None:
    packed = ring.pack(parsed(SQUARE))

    for length in range(len(packed)):
        with pytest.raises(DamagedShape):
            ring.unpack(packed[:length])
