"""A bundle keeps every mask of its segment, gives COCO strings without pixels, and notices damage."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from annotator.formats import bundle, rle
from annotator.formats.raster import Mask


def drawn(seed: int, *, masks: int = 30, height: int = 40, width: int = 60) -> list[Mask]:
    noise = np.random.default_rng(seed).random((masks, height, width)) < 0.2
    noise[0], noise[1] = False, True
    return list(noise)


sizes = st.tuples(st.integers(1, 5), st.integers(1, 12), st.integers(1, 12))
sequences = sizes.flatmap(
    lambda size: st.binary(min_size=size[0] * size[1] * size[2], max_size=size[0] * size[1] * size[2]).map(
        lambda raw: list((np.frombuffer(raw, dtype=np.uint8).reshape(size) & 1).astype(bool))
    )
)


@given(sequences, st.integers(0, 900), st.booleans())
def test_every_mask_comes_back_at_its_frame(masks: list[Mask], first: int, measured: bool) -> None:
    confidence = [i * 50 for i in range(len(masks))] if measured else None

    read = bundle.decode(bundle.encode(masks, first=first, confidence=confidence))

    assert (read.first, read.frame_count, (read.height, read.width)) == (first, len(masks), masks[0].shape)
    assert read.confidence == (tuple(confidence) if confidence is not None else None)
    assert all((left == right).all() for left, right in zip(read.masks, masks, strict=True))


def test_strings_and_areas_come_out_without_pixels() -> None:
    masks = drawn(1)

    read = bundle.decode(bundle.encode(masks, first=60, confidence=None))

    assert [read.rle(60 + i) for i in range(30)] == [rle.encode(mask) for mask in masks]
    assert [read.area(60 + i) for i in range(30)] == [int(mask.sum()) for mask in masks]


def test_run_lengths_make_the_bundle_that_their_masks_make() -> None:
    masks = drawn(2)
    runs = [rle.runs_of_mask(mask) for mask in masks]

    assert bundle.encode_runs(runs, height=40, width=60, first=30) == bundle.encode(masks, first=30)
    with pytest.raises(ValueError, match="0 masks"):
        bundle.encode_runs([], height=40, width=60, first=30)


@pytest.mark.parametrize("frame", [59, 90])
def test_a_frame_of_another_segment_is_not_in_the_bundle(frame: int) -> None:
    read = bundle.decode(bundle.encode(drawn(2), first=60, confidence=None))

    with pytest.raises(KeyError):
        read.mask(frame)


def test_equal_masks_make_equal_bytes() -> None:
    assert bundle.encode(drawn(3), first=0, confidence=None) == bundle.encode(drawn(3), first=0, confidence=None)


def test_masks_of_two_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match="one size"):
        bundle.encode([np.zeros((3, 4), dtype=bool), np.zeros((4, 3), dtype=bool)], first=0, confidence=None)


def test_a_missing_confidence_is_refused() -> None:
    with pytest.raises(ValueError, match="29 confidences for 30 masks"):
        bundle.encode(drawn(4), first=0, confidence=[9] * 29)


def test_every_cut_and_every_changed_byte_of_the_masks_is_noticed() -> None:
    raw = bundle.encode(drawn(5, masks=3, height=8, width=9), first=0, confidence=None)
    header = 16

    for at in range(len(raw)):
        with pytest.raises(bundle.DamagedBundle):
            bundle.decode(raw[:at])
    for at in range(header, len(raw)):
        changed = raw[:at] + bytes([raw[at] ^ 0x55]) + raw[at + 1 :]
        with pytest.raises(bundle.DamagedBundle):
            bundle.decode(changed)


@given(st.binary(max_size=60))
def test_foreign_bytes_are_refused(raw: bytes) -> None:
    with pytest.raises(bundle.DamagedBundle):
        bundle.decode(raw)


@given(arrays.arrays(np.bool_, (2, 3, 6, 5)))
def test_two_bundles_overlap_as_their_pixels_do(masks: np.ndarray) -> None:
    one, other = (bundle.decode(bundle.encode(list(of), first=7)) for of in masks)

    found = bundle.overlaps(one, other)

    assert found == pytest.approx([rle.iou(mine, theirs) for mine, theirs in zip(*masks, strict=True)])


def test_bundles_of_other_frames_are_not_compared() -> None:
    blank = np.zeros((6, 5), bool)
    one, other = (bundle.decode(bundle.encode([blank], first=first)) for first in (0, 30))

    with pytest.raises(ValueError, match="do not compare"):
        bundle.overlaps(one, other)
