"""What a segment promises, whoever computes it."""

from __future__ import annotations

import numpy as np
import pytest

from propagation.errors import FramesMissing, PredictorUnknown, TaskImpossible
from propagation.flow import FlowPredictor
from propagation.propagate import SegmentTask, propagate
from propagation.registry import predictor_by_name
from tests.propagation.scenes import HEIGHT, WIDTH, Scene, crossing, texture


def segment(scene: Scene, track: int, first: int, last: int) -> SegmentTask:
    return SegmentTask(track, first, last, scene.masks[track][first], scene.masks[track][last])


def same(a: list[np.ndarray], b: list[np.ndarray]) -> bool:
    return len(a) == len(b) and all(np.array_equal(x, y) for x, y in zip(a, b, strict=True))


class Unasked:
    """An engine that must not be needed."""

    name, digest = "unasked", ""

    def propagate_segment(self, frames, left, right):
        raise AssertionError("The engine was asked although no track is drawn.")


def test_human_frames_come_out_bit_for_bit_as_drawn():
    scene = crossing(9)
    drawn = scene.masks[1][0].copy()
    drawn[3, 5] = True  # a speck that every engine would drop

    answer = next(propagate(scene.read_frames, [SegmentTask(1, 0, 8, drawn, scene.masks[1][8])], FlowPredictor()))

    assert np.array_equal(answer.masks[0], drawn)
    assert np.array_equal(answer.masks[-1], scene.masks[1][8])
    assert answer.confidence[0] == answer.confidence[-1] == 255
    assert len(answer.masks) == len(answer.confidence) == 9


def test_a_track_absent_at_both_ends_is_empty_without_asking_the_engine():
    scene = crossing(31)
    tasks = [SegmentTask(1, 0, 30, None, None), SegmentTask(1, 30, 30, None, None, open_end=True)]

    answers = list(propagate(scene.read_frames, tasks, Unasked()))

    assert [len(answer.masks) for answer in answers] == [31, 1]
    assert not any(mask.any() for answer in answers for mask in answer.masks)
    assert all(mask.shape == (HEIGHT, WIDTH) for mask in answers[0].masks)


def test_an_absence_declared_on_a_keyframe_is_kept():
    scene = crossing(9)
    tasks = [SegmentTask(1, 0, 8, scene.masks[1][0], None), SegmentTask(2, 0, 8, None, scene.masks[1][8])]

    leaving, coming = propagate(scene.read_frames, tasks, FlowPredictor())

    assert not leaving.masks[-1].any()
    assert not coming.masks[0].any()


def test_tracks_of_one_range_share_one_reading_of_its_frames():
    scene = crossing(17, tracks=2)
    tasks = [segment(scene, track, first, first + 8) for first in (0, 8) for track in (1, 2)]

    list(propagate(scene.read_frames, tasks, FlowPredictor()))

    assert scene.reads == [(0, 8), (8, 16)]


def test_a_segment_computed_alone_equals_the_joint_run():
    scene = crossing(17, tracks=2)
    tasks = [segment(scene, track, first, first + 8) for first in (0, 8) for track in (1, 2)]

    joint = list(propagate(scene.read_frames, tasks, FlowPredictor()))
    alone = [next(propagate(scene.read_frames, [task], FlowPredictor())) for task in tasks]

    assert all(same(a.masks, b.masks) and a.confidence == b.confidence for a, b in zip(joint, alone, strict=True))


def test_the_first_range_is_given_before_the_second_is_read():
    scene = crossing(17)
    answers = propagate(scene.read_frames, [segment(scene, 1, 0, 8), segment(scene, 1, 8, 16)], FlowPredictor())

    next(answers)

    assert scene.reads == [(0, 8)]


@pytest.mark.parametrize("drawn", ["left", "right"])
def test_no_mask_crosses_a_cut(drawn):
    scene = crossing(21)
    scene.frames[10:] = [texture(99, low=150, high=255)[:, ::-1]] * 11
    task = SegmentTask(
        1, 0, 20,
        scene.masks[1][0] if drawn == "left" else None,
        scene.masks[1][20] if drawn == "right" else None,
    )  # fmt: skip

    masks = next(propagate(scene.read_frames, [task], FlowPredictor())).masks

    own, other = (masks[:10], masks[10:]) if drawn == "left" else (masks[10:], masks[:10])
    assert all(mask.any() for mask in own)
    assert not any(mask.any() for mask in other)


def test_a_shot_between_two_cuts_has_no_mask_and_no_trust():
    scene = crossing(21)
    scene.frames[7:14] = [texture(99, low=150, high=255)] * 7

    answer = next(propagate(scene.read_frames, [segment(scene, 1, 0, 20)], FlowPredictor()))

    assert not any(mask.any() for mask in answer.masks[7:14])
    assert answer.confidence[7:14] == [0] * 7
    assert answer.masks[5].any()
    assert answer.masks[15].any()


def test_a_camera_flash_is_not_taken_for_a_cut():
    scene = crossing(21)
    scene.frames[10] = np.full_like(scene.frames[10], 250)

    answer = next(propagate(scene.read_frames, [segment(scene, 1, 0, 20)], FlowPredictor()))

    assert all(mask.any() for mask in answer.masks)


@pytest.mark.parametrize(
    ("task", "named"),
    [
        (SegmentTask(7, 30, 30, None, None), "Track 7, frames 30 to 30"),
        (SegmentTask(7, -1, 30, None, None), "frames -1 to 30"),
        (SegmentTask(7, 0, 9, None, np.ones((4, 4), dtype=bool), open_end=True), "open tail"),
        (SegmentTask(7, 0, 9, np.ones((4, 4), dtype=np.uint8), None), "left mask is uint8"),
        (SegmentTask(7, 0, 9, np.ones((4, 4), dtype=bool), np.ones((5, 4), dtype=bool)), "4x4"),
    ],
)
def test_an_impossible_task_is_refused_by_its_value_before_anything_is_read(task, named):
    scene = crossing(2)

    with pytest.raises(TaskImpossible, match=named):
        list(propagate(scene.read_frames, [task], Unasked()))

    assert scene.reads == []


def test_a_reader_that_gives_too_few_frames_is_named():
    scene = crossing(6)
    task = SegmentTask(1, 0, 8, scene.masks[1][0], None)

    with pytest.raises(FramesMissing, match="0 to 8 are 9, but the video gave 6"):
        list(propagate(scene.read_frames, [task], FlowPredictor()))


def test_frames_of_another_size_than_the_masks_are_refused():
    scene = crossing(4)
    task = SegmentTask(1, 0, 3, np.ones((50, 60), dtype=bool), None)

    with pytest.raises(FramesMissing, match=r"Frame 0 is uint8 \(128, 192, 3\)"):
        list(propagate(scene.read_frames, [task], FlowPredictor()))


def test_an_unknown_engine_or_option_is_refused_by_name():
    with pytest.raises(PredictorUnknown, match="'magic'; choose one of flow, flow-fast, flow-preview, sam2"):
        predictor_by_name("magic")
    with pytest.raises(PredictorUnknown, match="no option 'speed'"):
        predictor_by_name("flow", {"speed": "9"})

    assert predictor_by_name("flow").name == "flow"
