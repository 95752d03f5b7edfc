"""Odd drawings and clips are part of a working day: the engine takes them, and its answer does not depend on cores."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from propagation import lanes
from propagation.errors import PredictorUnknown
from propagation.flow import FlowPredictor
from propagation.propagate import SegmentTask, propagate
from propagation.registry import predictor_by_name
from propagation.trust import overlap
from tests.propagation.scenes import HEIGHT, WIDTH, Scene, crossing, ellipse

EFFORTS = ("flow", "flow-fast", "flow-preview")


def answers_of(scene: Scene, tasks: list[SegmentTask], name: str = "flow", threads: int = 1):
    return list(propagate(scene.read_frames, tasks, predictor_by_name(name, {"threads": str(threads)})))


def between(scene: Scene, track: int, last: int) -> SegmentTask:
    return SegmentTask(track, 0, last, scene.masks[track][0], scene.masks[track][last])


@pytest.mark.parametrize("name", EFFORTS)
def test_the_number_of_threads_does_not_change_a_bit(name):
    scene = crossing(9, tracks=2)
    tasks = [between(scene, track, 8) for track in (1, 2)]

    runs = [answers_of(scene, tasks, name, threads) for threads in (1, 2, 5)]

    for other in runs[1:]:
        for a, b in zip(runs[0], other, strict=True):
            assert all(np.array_equal(x, y) for x, y in zip(a.masks, b.masks, strict=True))
            assert (a.confidence, a.cycle_iou) == (b.confidence, b.cycle_iou)


def test_opencv_gets_its_own_threads_back_afterwards():
    before = cv2.getNumThreads()
    cv2.setNumThreads(2)
    scene = crossing(3)

    answers_of(scene, [between(scene, 1, 2)], threads=2)

    after = cv2.getNumThreads()
    cv2.setNumThreads(before)
    assert after == 2


def test_every_core_that_the_process_may_use_is_used_unless_told_otherwise():
    assert FlowPredictor()._threads == lanes.cores()
    assert predictor_by_name("flow", {"threads": "3"})._threads == 3


@pytest.mark.parametrize("threads", ["0", "-1", "many"])
def test_a_number_of_threads_that_is_none_is_refused(threads):
    with pytest.raises(PredictorUnknown, match=f"threads is '{threads}'; give a whole number"):
        predictor_by_name("flow", {"threads": threads})


@pytest.mark.parametrize("name", EFFORTS)
def test_a_single_pixel_stays_small_and_near(name):
    scene = crossing(9)
    pixel = np.zeros((HEIGHT, WIDTH), dtype=bool)
    pixel[60, 100] = True

    answer = answers_of(scene, [SegmentTask(1, 0, 8, pixel, pixel)], name)[0]

    for mask in answer.masks:
        assert mask.sum() <= 25
        assert not mask[:45].any()
        assert not mask[75:].any()


@pytest.mark.parametrize("name", EFFORTS)
def test_an_object_that_fills_the_frame_goes_on_filling_it(name):
    scene = crossing(9)
    full = np.ones((HEIGHT, WIDTH), dtype=bool)

    answer = answers_of(scene, [SegmentTask(1, 0, 8, full, full)], name)[0]

    assert all(overlap(mask, full) > 0.95 for mask in answer.masks)


def test_a_clip_of_one_second_with_one_keyframe_is_carried_to_its_end():
    scene = crossing(30)

    answer = answers_of(scene, [SegmentTask(1, 0, 29, scene.masks[1][0], None, open_end=True)])[0]

    assert len(answer.masks) == 30
    assert np.mean([overlap(a, b) for a, b in zip(answer.masks, scene.masks[1], strict=True)]) > 0.7


def test_ten_objects_over_each_other_are_each_what_they_are_alone():
    scene = crossing(5)
    drawn = {
        track: [ellipse((90 + 2 * track + shift, 60), (10 + 3 * track, 30), 9 * track) for shift in (0, 4)]
        for track in range(10)
    }
    tasks = [SegmentTask(track, 0, 4, left, right) for track, (left, right) in drawn.items()]

    joint = answers_of(scene, tasks, "flow-fast", threads=2)
    alone = [answers_of(scene, [task], "flow-fast")[0] for task in tasks[::4]]

    assert len(joint) == 10
    assert all(mask.any() for answer in joint for mask in answer.masks)
    for a, b in zip(joint[::4], alone, strict=True):
        assert all(np.array_equal(x, y) for x, y in zip(a.masks, b.masks, strict=True))


def disc_on_a_path(path: list[tuple[float, float]]) -> Scene:
    ground = crossing(1, visible=range(0)).frames[0]
    masks = [ellipse(centre, (13, 11), 0) for centre in path]
    return Scene([np.where(mask[..., None], np.uint8((240, 60, 20)), ground) for mask in masks], {1: masks})


@pytest.mark.parametrize("name", EFFORTS)
def test_an_object_that_darts_up_and_back_is_found_off_the_straight_way(name):
    scene = disc_on_a_path([(30 + 15 * index, 95 - 14 * (4 - abs(4 - index))) for index in range(9)])

    answer = answers_of(scene, [between(scene, 1, 8)], name)[0]

    assert np.mean([overlap(a, b) for a, b in zip(answer.masks, scene.masks[1], strict=True)]) > 0.7


@pytest.mark.parametrize("name", EFFORTS)
def test_an_object_is_gone_once_it_has_left_the_picture_and_not_before(name):
    scene = disc_on_a_path([(100 + 8 * index, 60) for index in range(21)])
    inside = [mask.sum() > 200 for mask in scene.masks[1]]

    answer = answers_of(scene, [SegmentTask(1, 0, 20, scene.masks[1][0], None)], name)[0]

    assert all(mask.any() for mask, seen in zip(answer.masks, inside, strict=True) if seen)
    assert not any(mask.any() for mask in answer.masks[inside.index(False) + 2 :])
