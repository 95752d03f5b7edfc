"""The raster convention holds to the pixel, and tracing loses nothing."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.formats import raster, ring, rle
from annotator.formats.raster import Mask
from annotator.formats.ring import Shape

WIDTH, HEIGHT = 12, 9
points = st.tuples(st.integers(-20, 16 * WIDTH + 20), st.integers(-20, 16 * HEIGHT + 20))
shapes = st.lists(st.lists(points, min_size=3, max_size=8).map(tuple), max_size=3).map(tuple)
sizes = st.tuples(st.integers(1, 14), st.integers(1, 14))
masks = sizes.flatmap(
    lambda size: st.binary(min_size=size[0] * size[1], max_size=size[0] * size[1]).map(
        lambda raw: (np.frombuffer(raw, dtype=np.uint8).reshape(size) & 1).astype(bool)
    )
)


def inside_by_definition(shape: Shape, row: int, column: int) -> bool:
    """Count, in exact fractions, the edges that a ray from the centre to the left crosses or that the centre is on."""
    x, y, crossings = 16 * column + 8, 16 * row + 8, 0
    for points_of_ring in shape:
        for (x0, y0), (x1, y1) in zip(points_of_ring, (*points_of_ring[1:], points_of_ring[0]), strict=True):
            if min(y0, y1) <= y < max(y0, y1) and x0 + Fraction((y - y0) * (x1 - x0), y1 - y0) <= x:
                crossings += 1
    return crossings % 2 == 1


@given(shapes)
def test_a_pixel_is_inside_exactly_when_its_centre_is(shape: Shape) -> None:
    mask = raster.rasterise(shape, width=WIDTH, height=HEIGHT)

    expected = [[inside_by_definition(shape, row, column) for column in range(WIDTH)] for row in range(HEIGHT)]
    assert mask.dtype == np.bool_
    assert mask.tolist() == expected


def test_edges_are_half_open_so_that_touching_boxes_share_no_pixel() -> None:
    left = ring.parse([[[0.5, 0.5], [4.5, 0.5], [4.5, 4.5], [0.5, 4.5]]], width=8, height=8)
    right = ring.parse([[[4.5, 0.5], [7.5, 0.5], [7.5, 4.5], [4.5, 4.5]]], width=8, height=8)

    first, second = (raster.rasterise(shape, width=8, height=8) for shape in (left, right))

    assert np.argwhere(first).min() == 0
    assert raster.area(first) == 16
    assert not (first & second).any()
    assert raster.area(first | second) == 28


def test_a_ring_within_a_ring_is_a_hole() -> None:
    outer, inner = [[0, 0], [8, 0], [8, 8], [0, 8]], [[2, 2], [6, 2], [6, 6], [2, 6]]

    mask = raster.rasterise(ring.parse([outer, inner], width=8, height=8), width=8, height=8)

    assert raster.area(mask) == 64 - 16
    assert not mask[4, 4]


def test_no_rings_make_an_empty_mask() -> None:
    mask = raster.rasterise((), width=7, height=5)

    assert mask.shape == (5, 7)
    assert raster.area(mask) == 0
    assert raster.trace(mask) == ()


@settings(max_examples=300)
@given(masks)
def test_run_lengths_to_rings_to_run_lengths_is_exact(mask: Mask) -> None:
    height, width = mask.shape
    written = rle.encode(mask)

    shape = raster.trace(rle.decode(written))

    assert rle.encode(raster.rasterise(shape, width=width, height=height)) == written


@given(masks)
def test_a_traced_outline_passes_the_door_for_drawn_rings_unchanged(mask: Mask) -> None:
    height, width = mask.shape
    shape = raster.trace(mask)

    if shape:
        assert ring.parse(ring.to_floats(shape), width=width, height=height) == shape


@pytest.mark.parametrize("spans", [1, 40])
def test_few_long_and_many_short_spans_are_painted_alike(spans: int) -> None:
    starts = np.arange(spans, dtype=np.int64) * 5
    line = np.zeros(300, dtype=np.uint8)

    raster.paint(line, starts, starts + 3)

    assert np.flatnonzero(line).tolist() == [at + i for at in starts.tolist() for i in range(3)]
