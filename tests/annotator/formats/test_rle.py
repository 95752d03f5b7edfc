"""Run lengths equal the reference library's, and damaged ones are refused instead of read past their end."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycocotools import mask as coco

from annotator.formats import rle
from annotator.formats.raster import Mask

sizes = st.tuples(st.integers(1, 20), st.integers(1, 20))
masks = sizes.flatmap(
    lambda size: st.binary(min_size=size[0] * size[1], max_size=size[0] * size[1]).map(
        lambda raw: (np.frombuffer(raw, dtype=np.uint8).reshape(size) > 100).astype(bool)
    )
)


@given(masks)
def test_the_string_is_the_reference_librarys_and_reads_back(mask: Mask) -> None:
    written = rle.encode(mask)

    assert written["counts"] == coco.encode(np.asfortranarray(mask.astype(np.uint8)))["counts"].decode()
    assert written["size"] == list(mask.shape)
    assert (rle.decode(written) == mask).all()
    assert rle.area(written) == mask.sum()


@pytest.mark.parametrize("value", [False, True])
def test_a_uniform_frame_of_real_size_reads_back(value: bool) -> None:
    mask = np.full((720, 1280), value)

    assert (rle.decode(rle.encode(mask)) == mask).all()


def test_an_empty_frame_equals_the_encoding_of_an_empty_mask() -> None:
    assert rle.empty(72, 128) == rle.encode(np.zeros((72, 128), dtype=bool))
    assert rle.area(rle.empty(72, 128)) == 0


@pytest.mark.parametrize("order", ["C", "F"])
def test_masks_of_any_memory_order_are_encoded_alike(order: str) -> None:
    mask = np.random.default_rng(3).random((30, 50)) < 0.4

    assert rle.encode(np.array(mask, order=order)) == rle.encode(mask)  # type: ignore[call-overload]


@given(masks, st.lists(st.integers(0, 400), max_size=4))
def test_run_lengths_of_any_form_become_those_of_an_encoder(mask: Mask, places: list[int]) -> None:
    runs = rle.runs_of_mask(mask).tolist()
    for place in places:
        at = place % len(runs)
        runs[at : at + 1] = [runs[at] // 2, 0, runs[at] - runs[at] // 2]  # the same pixels, said with an empty run

    made = rle.merged(np.array(runs))

    assert made.tolist() == rle.runs_of_mask(mask).tolist()


@given(masks, st.data())
def test_a_cut_string_is_refused(mask: Mask, data: st.DataObject) -> None:
    written = rle.encode(mask)
    length = data.draw(st.integers(0, len(written["counts"]) - 1))

    with pytest.raises(rle.DamagedRle):
        rle.decode({"size": written["size"], "counts": written["counts"][:length]})


@given(st.text(max_size=12))
def test_foreign_text_is_refused_or_read_but_never_crashes(counts: str) -> None:
    try:
        mask = rle.decode({"size": [6, 5], "counts": counts})
    except rle.DamagedRle:
        return
    assert mask.shape == (6, 5)


def test_iou_counts_pixels_and_two_empty_masks_agree() -> None:
    left, right = np.zeros((4, 4), dtype=bool), np.zeros((4, 4), dtype=bool)
    assert rle.iou(left, right) == 1.0

    left[:2], right[1:3] = True, True

    assert rle.iou(left, right) == pytest.approx(4 / 12)


@given(st.lists(masks, max_size=6).map(lambda made: [np.resize(mask, (5, 7)) for mask in made]))
def test_many_strings_at_a_time_have_the_areas_that_each_has_alone(many: list[Mask]) -> None:
    written = [rle.encode(mask)["counts"] for mask in many]

    assert rle.areas_of_counts(written, height=5, width=7).tolist() == [int(mask.sum()) for mask in many]


@given(st.lists(st.text(alphabet="0123oPQ_`abn", max_size=6), min_size=1, max_size=5), st.integers(0, 5))
def test_among_many_strings_the_first_damaged_one_is_named(many: list[str], place: int) -> None:
    many.insert(place, rle.empty(5, 7)["counts"])
    areas, damaged = [], None
    for at, counts in enumerate(many):
        try:
            areas.append(rle.area({"size": [5, 7], "counts": counts}))
        except rle.DamagedRle:
            damaged = at
            break

    if damaged is None:
        assert rle.areas_of_counts(many, height=5, width=7).tolist() == areas
        return
    with pytest.raises(rle.DamagedRle) as refused:
        rle.areas_of_counts(many, height=5, width=7)
    assert refused.value.fields["place"] == damaged
