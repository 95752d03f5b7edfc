"""The default engine must be worth its time, and say so when it is not."""

from __future__ import annotations

import numpy as np
import pytest

from propagation.flow import FlowPredictor
from propagation.propagate import SegmentTask, propagate
from propagation.trust import overlap
from tests.propagation.scenes import Scene, crossing, texture


def carried(scene: Scene, track: int = 1, *, last: int = 30) -> list[np.ndarray]:
    masks = scene.masks[track]
    task = SegmentTask(track, 0, last, masks[0], masks[last])
    return next(propagate(scene.read_frames, [task], FlowPredictor())).masks


def mean_overlap(guessed: list[np.ndarray], true: list[np.ndarray]) -> float:
    return float(np.mean([overlap(a, b) for a, b in zip(guessed[1:-1], true[1:-1], strict=True)]))


def nearest_copy(true: list[np.ndarray]) -> list[np.ndarray]:
    return [true[0] if index <= len(true) // 2 else true[-1] for index in range(len(true))]


@pytest.mark.parametrize("occluder", [False, True], ids=["free", "behind a bar"])
def test_a_turning_moving_shape_is_followed_where_the_nearest_copy_fails(occluder):
    scene = crossing(31, occluder=occluder)
    true = scene.masks[1]

    guessed = carried(scene)

    assert mean_overlap(nearest_copy(true), true) < 0.4
    assert mean_overlap(guessed, true) > 0.85


def test_both_halves_of_a_shape_cut_by_a_bar_are_kept():
    scene = crossing(31, occluder=True)

    guessed = carried(scene)

    assert min(overlap(a, b) for a, b in zip(guessed, scene.masks[1], strict=True)) > 0.8


def test_a_shape_declared_absent_later_is_followed_until_it_leaves():
    scene = crossing(31, visible=range(14))

    guessed = carried(scene)

    assert mean_overlap(guessed[:12], scene.masks[1][:12]) > 0.8
    assert not any(mask.any() for mask in guessed[16:])


def test_a_shape_declared_absent_before_appears_when_it_does():
    scene = crossing(31, visible=range(16, 31))

    guessed = carried(scene)

    assert not any(mask.any() for mask in guessed[:14])
    assert mean_overlap(guessed[18:], scene.masks[1][18:]) > 0.8


def test_an_open_tail_is_carried_to_its_end():
    scene = crossing(13)
    task = SegmentTask(1, 0, 12, scene.masks[1][0], None, open_end=True)

    tail = next(propagate(scene.read_frames, [task], FlowPredictor()))

    assert mean_overlap([*tail.masks, tail.masks[-1]], [*scene.masks[1], scene.masks[1][-1]]) > 0.85


def test_frames_that_are_hard_are_trusted_less():
    scene = crossing(31)
    easy = SegmentTask(1, 0, 30, scene.masks[1][0], scene.masks[1][30])
    wrong = SegmentTask(2, 0, 30, scene.masks[1][0], np.roll(scene.masks[1][30], 40, axis=0))

    answers = list(propagate(scene.read_frames, [easy, wrong], FlowPredictor()))

    right_trust, wrong_trust = (np.mean(answer.confidence[1:-1]) for answer in answers)
    assert right_trust > wrong_trust + 30
    assert min(answers[1].confidence) < 0.5 * 255 < min(answers[0].confidence)
    assert answers[0].cycle_iou > answers[1].cycle_iou


def test_the_same_input_gives_the_same_masks():
    scene = crossing(9)

    first, second = carried(scene, last=8), carried(scene, last=8)

    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


def test_a_small_still_object_in_a_frame_too_small_for_the_motion_engine_is_kept():
    frames = [texture(3, low=0, high=255, width=24, height=20)] * 4
    mask = np.zeros((20, 24), dtype=bool)
    mask[5:12, 6:14] = True

    answer = FlowPredictor().propagate_segment(frames, {1: mask}, {1: mask})

    assert all(overlap(frame.mask, mask) > 0.9 for frame in answer[1].frames)


def test_a_frame_larger_than_the_working_size_comes_back_in_its_own_size():
    y, x = np.mgrid[:840, :1600]
    frames = [np.stack([(x * 3 + y * 5) % 251] * 3, axis=-1).astype(np.uint8) for _ in range(3)]
    mask = (x - 800) ** 2 + (y - 400) ** 2 < 100**2

    answer = FlowPredictor().propagate_segment(frames, {1: mask}, {1: mask})

    assert answer[1].frames[1].mask.shape == (840, 1600)
    assert overlap(answer[1].frames[1].mask, mask) > 0.9
