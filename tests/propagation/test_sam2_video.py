"""SAM 2.1 without its weights: the plumbing must equal the official predictor, whatever the weights say."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import numpy as np
import pytest
import torch

from propagation.kept import Kept
from propagation.predictor import Segment
from propagation.propagate import SegmentTask, propagate
from propagation.sam2_features import Stretch
from propagation.sam2_model import Speed, inference
from propagation.sam2_video import fused, lane_of, untrained_predictor
from propagation.sam2_walks import Seen
from tests.propagation.scenes import HEIGHT, WIDTH, crossing
from tests.propagation.untrained import (
    SIDE,
    as_jpegs,
    largest_difference,
    official,
    ours,
    predictor_where_memory_matters,
    segment,
)

LENGTH = 12  # more than the seven memories, so that forgetting takes part


@pytest.fixture(autouse=True)
def _one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def test_both_directions_equal_the_official_predictor_on_the_interval(tmp_path):
    scene = crossing(LENGTH, tracks=2)
    as_jpegs(scene, tmp_path)
    left, right = segment(scene)
    predictor = predictor_where_memory_matters()
    last = LENGTH - 1

    mine = ours(predictor, scene, left, right)

    told = official(predictor.model, tmp_path, left, right, last)
    assert all(set(one) == {(track, index) for track in left for index in range(1, last)} for one in mine)
    assert largest_difference(mine, told) == 0.0
    spread = [float(np.abs(mine[0][key] - mine[1][key]).max()) for key in mine[0]]
    assert min(spread) > 1e-3  # the two directions differ, so equality above says something
    assert all(np.abs(logits).max() < 1000 for logits in mine[0].values())  # and the object was seen


def test_in_bf16_as_well_they_equal_the_official_predictor(tmp_path):
    scene = crossing(3)
    as_jpegs(scene, tmp_path)
    left, right = segment(scene)
    speed = Speed(precision="bf16")
    predictor = predictor_where_memory_matters(speed=speed)

    with inference(torch.device("cpu"), speed):
        told = official(predictor.model, tmp_path, left, right, 2)

    assert largest_difference(ours(predictor, scene, left, right), told) == 0.0


def test_objects_and_directions_batched_differ_by_rounding_only():
    scene = crossing(9, tracks=2)
    left, right = segment(scene)

    plain, amplified = (
        (ours(of(), scene, left, right), ours(of(speed=Speed(batch=3)), scene, left, right))
        for of in (partial(untrained_predictor, seed=3, image_side=SIDE), predictor_where_memory_matters)
    )

    assert largest_difference(*plain) <= 1e-6
    assert largest_difference(*amplified) <= 2e-5  # the amplified attention amplifies rounding as well


def test_the_same_input_gives_the_same_masks_and_drawn_frames_stay():
    scene = crossing(4)
    task = SegmentTask(1, 0, 3, scene.masks[1][0], scene.masks[1][3])

    first, second = (next(propagate(scene.read_frames, [task], predictor_where_memory_matters())) for _ in range(2))

    assert all(np.array_equal(a, b) for a, b in zip(first.masks, second.masks, strict=True))
    assert np.array_equal(first.masks[0], scene.masks[1][0])
    assert np.array_equal(first.masks[-1], scene.masks[1][3])
    assert all(mask.shape == (HEIGHT, WIDTH) for mask in first.masks)


def test_a_track_does_not_depend_on_the_others_beside_it():
    scene = crossing(4, tracks=2)
    left, right = segment(scene)
    predictor = predictor_where_memory_matters()

    joint = predictor.propagate_segment(scene.frames, left, right)
    alone = predictor.propagate_segment(scene.frames, {2: left[2]}, {2: right[2]})

    pairs = zip(joint[2].frames, alone[2].frames, strict=True)
    assert all(np.array_equal(a.mask, b.mask) and a.confidence == b.confidence for a, b in pairs)


def test_one_sided_memory_tells_how_the_left_keyframe_alone_reaches_the_right_one():
    scene = crossing(4)
    left, right = segment(scene)

    one = predictor_where_memory_matters("one").propagate_segment(scene.frames, left, right)
    two = predictor_where_memory_matters("two").propagate_segment(scene.frames, left, right)

    assert one[1].cycle_iou is not None
    assert two[1].cycle_iou is None


def tasks_of(scene, keyframes):
    return [
        SegmentTask(track, first, last, masks[first], masks[last])
        for first, last in pairwise(keyframes)
        for track, masks in scene.masks.items()
    ]


def test_every_frame_of_a_clip_is_encoded_once_for_all_objects_directions_and_segments():
    scene = crossing(10, tracks=2)
    predictor = untrained_predictor(seed=3, image_side=SIDE)

    list(propagate(scene.read_frames, tasks_of(scene, (0, 3, 6, 9)), predictor))

    assert predictor.encoder.encoded == 10


def test_an_edited_keyframe_costs_its_two_segments_only():
    scene = crossing(13)
    predictor = untrained_predictor(seed=3, image_side=SIDE)

    answers = list(propagate(scene.read_frames, tasks_of(scene, (0, 3, 6, 9, 12))[1:3], predictor))

    assert [(answer.task.first, answer.task.last) for answer in answers] == [(3, 6), (6, 9)]
    assert predictor.encoder.encoded == 7


def test_segments_computed_at_once_are_those_computed_one_by_one():
    scene = crossing(8, tracks=2)
    tasks = tasks_of(scene, (0, 2, 5, 7))  # two lengths, as short intervals scale the model's time

    apart = list(propagate(scene.read_frames, tasks, predictor_where_memory_matters()))
    at_once = list(propagate(scene.read_frames, tasks, predictor_where_memory_matters(speed=Speed(segments=3))))

    assert [answer.task for answer in apart] == [answer.task for answer in at_once]
    for a, b in zip(apart, at_once, strict=True):
        assert a.confidence == b.confidence
        assert all(np.array_equal(x, y) for x, y in zip(a.masks, b.masks, strict=True))


def test_a_segment_longer_than_what_is_kept_of_frames_is_the_same_but_for_its_cost():
    scene = crossing(6)
    left, right = segment(scene)
    roomy, narrow = predictor_where_memory_matters(), predictor_where_memory_matters()
    narrow.stretch = lambda frames: Stretch(frames, narrow.encoder, Kept(2))

    assert largest_difference(ours(roomy, scene, left, right), ours(narrow, scene, left, right)) == 0.0
    assert roomy.encoder.encoded == 6
    assert 6 < narrow.encoder.encoded <= 2 * 6


def test_a_frame_that_both_directions_saw_holds_no_logits_any_more():
    scene = crossing(5)
    left, right = segment(scene)
    predictor = untrained_predictor(seed=3, image_side=SIDE)
    lane = lane_of(Segment(scene.frames, left, right), 1)
    ways = {walk: reverse for reverse, walk in predictor.walks(predictor.stretch(scene.frames), lane).items()}

    held = []
    for walk, index, seen in predictor.tracker.follow(list(ways)):
        lane.put(index, seen, reverse=ways[walk])
        held.append(len(lane.waiting))

    assert max(held) == 3  # of six
    assert held[-1] == 0
    assert len(lane.finished().frames) == 5


def seen(level, *, belief, certainty):
    return Seen(np.full((4, 4), level, dtype=np.float32), belief, certainty)


def test_confidence_falls_with_disagreement_and_with_doubt_but_not_with_a_certain_absence():
    sure, doubtful = (seen(5.0, belief=share, certainty=share) for share in (0.9, 0.3))
    gone = seen(-1024.0, belief=0.01, certainty=0.99)

    agreed, unsure, apart, absent = (
        fused(*pair, 0.5, (8, 8)).confidence for pair in ((sure, sure), (sure, doubtful), (sure, gone), (gone, gone))
    )

    assert absent > agreed > unsure
    assert apart < agreed
    assert absent > 250


def test_an_open_tail_and_a_one_sided_object_are_carried_from_the_drawn_side():
    scene = crossing(4)
    left, right = segment(scene)
    predictor = predictor_where_memory_matters()

    tail = predictor.propagate_segment(scene.frames, left, None)
    coming = predictor.propagate_segment(scene.frames, {1: None}, right)

    assert len(tail[1].frames) == len(coming[1].frames) == 4
    assert np.array_equal(coming[1].frames[-1].mask, right[1])
    assert tail[1].cycle_iou is None


def test_the_digest_tells_weights_and_memory_apart():
    digests = {
        untrained_predictor(seed=seed, image_side=SIDE, memory=memory).digest
        for seed, memory in ((1, "two"), (2, "two"), (1, "one"))
    }

    assert len(digests) == 3
