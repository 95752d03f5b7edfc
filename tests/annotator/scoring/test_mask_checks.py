"""Doubts about drawn masks: each planted fault is named with its frame, and honest movement raises none."""

from __future__ import annotations

import numpy as np

from annotator.scoring.mask_checks import Doubt, doubts

HEIGHT, WIDTH = 60, 120


def box(x: float, y: float, *, size: int = 16) -> np.ndarray:
    mask = np.zeros((HEIGHT, WIDTH), bool)
    mask[int(y) : int(y) + size, int(x) : int(x) + size] = True
    return mask


def walking(*, y: float = 10, step: float = 8, start: float = 4) -> dict[int, np.ndarray | None]:
    return {frame: box(start + step * place, y) for place, frame in enumerate(range(0, 150, 30))}


def test_steady_walkers_raise_no_doubt():
    assert doubts({1: walking(), 2: walking(y=34, step=-6, start=90)}) == []


def test_an_object_that_enters_and_leaves_raises_no_doubt():
    drawn = walking() | {0: None, 120: None}

    assert doubts({1: drawn}) == []


def test_a_shape_far_off_its_path_is_doubted_where_it_is():
    assert doubts({1: walking() | {60: box(20, 34)}}) == [Doubt("off_path", 60, 1)]


def test_a_shape_much_larger_than_both_its_neighbours_is_doubted():
    assert Doubt("area_jump", 60, 1) in doubts({1: walking() | {60: box(14, 4, size=30)}})


def test_objects_that_change_places_on_one_keyframe_are_doubted_together():
    one, other = walking(), walking(y=34)
    one[60], other[60] = other[60], one[60]

    assert Doubt("exchanged", 60, 1, 2) in doubts({1: one, 2: other})


def test_a_keyframe_declared_absent_between_two_drawn_ones_is_doubted():
    assert doubts({1: walking() | {60: None}}) == [Doubt("gap", 60, 1)]


def test_two_objects_on_the_same_pixels_are_doubted():
    drawn = doubts({1: walking(), 2: walking() | {120: None, 90: None, 60: None, 30: None}})

    assert [doubt for doubt in drawn if doubt.check == "overlap"] == [Doubt("overlap", 0, 1, 2)]
