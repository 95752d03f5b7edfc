"""An outline for editing keeps the mask, in few points, and is always a shape that can be saved."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats import raster, ring, rle
from annotator.formats.outline import MOST_POINTS, outline


def disc(radius: int, *, side: int = 200) -> np.ndarray:
    y, x = np.mgrid[:side, :side] - side / 2 + 0.5
    return x**2 + y**2 <= radius**2


def blobs(seed: int) -> np.ndarray:
    """Ragged regions with holes and islands, as a cut leaves them."""
    noise = np.random.default_rng(seed).normal(size=(240, 320)).astype(np.float32)
    return cv2.GaussianBlur(noise, (0, 0), 6) > 0.02


@pytest.mark.parametrize("radius", [3, 8, 30, 90])
def test_a_disc_keeps_its_pixels_in_few_points(radius: int) -> None:
    mask = disc(radius)

    shape = outline(mask)

    assert rle.iou(raster.rasterise(shape, width=200, height=200), mask) >= 0.98
    assert sum(map(len, shape)) <= 70


@pytest.mark.parametrize("seed", range(6))
def test_a_ragged_mask_becomes_an_outline_that_can_be_saved(seed: int) -> None:
    mask = blobs(seed)

    shape = outline(mask)

    assert ring.parse(ring.to_floats(shape), width=320, height=240)
    assert rle.iou(raster.rasterise(shape, width=320, height=240), mask) >= 0.95
    assert sum(map(len, shape)) < sum(map(len, raster.trace(mask))) / 2


def test_a_hole_stays_a_hole() -> None:
    mask = disc(60) & ~disc(20)

    shape = outline(mask)

    assert len(shape) == 2
    assert sum(map(len, shape)) < MOST_POINTS


def test_an_empty_mask_has_no_outline() -> None:
    assert outline(np.zeros((5, 5), dtype=np.bool_)) == ()


@given(st.integers(0, 2**32 - 1), st.integers(1, 48), st.integers(1, 48), st.floats(0.02, 0.98))
def test_no_mask_however_ragged_loses_more_than_a_twentieth(seed: int, height: int, width: int, share: float) -> None:
    noise = np.random.default_rng(seed).random((height, width)).astype(np.float32)
    mask = (cv2.GaussianBlur(noise, (0, 0), 1.2) if seed % 2 else noise) < share

    shape = outline(mask)

    overlap = rle.iou(raster.rasterise(shape, width=width, height=height), mask)
    assert overlap >= 0.95
    assert not mask.any() or ring.parse(ring.to_floats(shape), width=width, height=height)


def test_a_line_one_pixel_wide_with_specks_around_it_is_kept() -> None:
    mask = disc(80) & ~disc(79)
    mask[5::40, 5::40] = True

    overlap = rle.iou(raster.rasterise(outline(mask), width=200, height=200), mask)

    assert overlap >= 0.95
