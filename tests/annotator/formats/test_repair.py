"""What is offered in place of a broken outline is always a shape, and covers what the outline covered."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats import raster, ring
from annotator.formats.repair import repair
from annotator.formats.ring import InvalidRing, to_floats

SQUARE = [[10.0, 10.0], [20.0, 10.0], [20.0, 20.0], [10.0, 20.0]]
coordinates = st.integers(-80, 80 * 16).map(lambda value: value / 16)
corners = st.lists(coordinates, min_size=2, max_size=2)
# No point twice: where a ring goes over its own line again, even-odd says nothing and `make_valid` an area.
outlines = st.lists(st.lists(corners, min_size=3, max_size=12, unique_by=tuple), min_size=1, max_size=3)


def test_a_good_outline_stays_and_nothing_is_said() -> None:
    mended = repair([SQUARE], width=64, height=48)

    assert mended.note == ""
    assert set(mended.shape[0]) == {(160, 160), (320, 160), (320, 320), (160, 320)}


def test_both_lobes_of_a_figure_eight_are_kept() -> None:
    mended = repair([[[0, 0], [20, 20], [20, 0], [0, 20]]], width=64, height=48)

    assert len(mended.shape) == 2
    assert raster.area(raster.rasterise(mended.shape, width=64, height=48)) == pytest.approx(200, abs=20)


def test_a_ring_within_a_ring_stays_a_hole() -> None:
    hole = [[12, 12], [18, 12], [18, 18], [12, 18]]

    mended = repair([SQUARE, hole], width=64, height=48)

    assert raster.area(raster.rasterise(mended.shape, width=64, height=48)) == 100 - 36


def test_what_leaves_the_frame_is_cut_off_at_its_border() -> None:
    mended = repair([[[-10, -10], [10, -10], [10, 10], [-10, 10]]], width=64, height=48)

    assert ring.bounds(mended.shape) == (0, 0, 10, 10)
    assert "outside the frame was cut off" in mended.note


@given(outlines)
def test_what_is_offered_is_a_shape_whose_pixels_differ_only_on_the_outline(drawn: list[list[list[float]]]) -> None:
    try:
        mended = repair(drawn, width=64, height=48)
    except InvalidRing:
        return

    assert ring.parse(to_floats(mended.shape), width=64, height=48)
    as_drawn = tuple(tuple((round(x * 16), round(y * 16)) for x, y in points) for points in drawn)
    before, after = (raster.rasterise(shape, width=64, height=48) for shape in (as_drawn, mended.shape))
    lines = [shapely.LinearRing(points) for points in drawn]
    centres = shapely.points(np.argwhere(before ^ after)[:, ::-1] + 0.5)
    assert all(shapely.distance(centres, shapely.MultiLineString(lines)) <= 2 / 16)  # crossings snap to 1/16 px
