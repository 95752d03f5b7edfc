"""Masks of the frames that a model is surest of reach the others by a real predictor, never over a change of shot."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from annotator.formats import rle
from annotator.formats.release import read_release
from model_assist.carrying import Draft
from model_assist.clip import read_indices
from model_assist.dataset import mask_of
from model_assist.drafting.evaluate import main
from model_assist.drafting.memory import CarriedMemory
from model_assist.recipe import Stage
from model_assist.shapes_release import write_release
from model_assist.train import train
from propagation.registry import predictor_by_name
from tests.model_assist.micro import micro_recipe


@pytest.fixture(scope="module")
def shapes(tmp_path_factory):
    root = tmp_path_factory.mktemp("releases") / "shapes"
    write_release(root, clips=2, held_out=2, keyframes=3)
    return read_release(root)


@pytest.fixture(scope="module")
def memory():
    return CarriedMemory(predictor_by_name("flow-preview", {"threads": "1"}))


def steady_object(release):
    """A clip, five frames a second, with the masks of an object that is seen on all of them and moves."""
    for video_id in release.splits["train"] + release.splits["val"] + release.splits["test"]:
        video = release.video(video_id)
        indices = range(0, len(video.segmentations), 6)
        for track in video.all_track_ids:
            masks = [mask_of(video.segmentations[index], track, video.image_size) for index in indices]
            if all(mask.sum() > 40 for mask in masks) and rle.iou(masks[0], masks[-1]) < 0.5:
                return list(read_indices(release.video_file(video), list(indices))), masks
    raise AssertionError("no clip of the release has an object that moves and stays in sight")


def test_a_mask_drawn_on_two_frames_follows_its_object_between_them(shapes, memory) -> None:
    frames, masks = steady_object(shapes)
    middle = len(frames) // 2

    carried = memory.hold(frames).carry({0: masks[0], len(frames) - 1: masks[-1]}, middle)

    assert rle.iou(carried, masks[middle]) > 0.5 > rle.iou(masks[0], masks[-1])


def test_a_frame_on_which_the_object_is_drawn_keeps_its_mask(shapes, memory) -> None:
    frames, masks = steady_object(shapes)

    assert memory.hold(frames).carry({3: masks[3]}, 3) is masks[3]


def test_no_mask_crosses_a_change_of_shot(shapes, memory) -> None:
    frames, masks = steady_object(shapes)
    bright = [255 - frame for frame in frames]

    held = memory.hold([*frames, *bright])

    assert held.carry({0: masks[0]}, len(frames) + 2) is None
    assert held.carry({0: masks[0]}, 2) is not None


def test_the_surest_mask_reaches_the_frames_on_which_the_model_failed(shapes, memory) -> None:
    frames, masks = steady_object(shapes)
    places = [0, 3, 6]
    logits = [np.where(masks[place], 9.0, -9.0).astype(np.float32) for place in places]
    logits[1] = np.full_like(logits[1], -9.0)
    draft = Draft(logits, (0.9, 0.6, 0.8), (0.9, 0.1, 0.9), 1.0)

    track = draft.carried(memory.hold(frames), places, "keyframe_propagate")

    assert not draft.track().masks[1].any()
    assert rle.iou(track.masks[1], masks[3]) > 0.5
    assert np.array_equal(track.masks[0], masks[0])


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["keyframe_propagate", "fuse"])
def test_a_split_is_predicted_with_carried_masks_by_the_command(shapes, tmp_path, capsys, mode) -> None:
    stage = Stage("3", {"language": 1e-3, "new_tokens": 1e-2}, batch=2, steps=1, tasks={"grounded": 1.0, "lgvis": 1.0})
    train(replace(micro_recipe(), stages=(stage,)), shapes.root, tmp_path / "run", verified=True)

    code = main([
        str(tmp_path / "run" / "stage_3"), str(shapes.root), "--out", str(tmp_path / "scores"),
        "--masks", mode, "--carrier", "flow-preview", "--option", "threads=1",
    ])  # fmt: skip

    printed = json.loads(capsys.readouterr().out)
    assert code == 0
    assert printed["masks"] == mode
    assert printed == json.loads((tmp_path / "scores" / "scores.json").read_text())


def test_a_carrier_that_does_not_exist_is_refused_in_a_sentence(tmp_path, capsys) -> None:
    code = main([str(tmp_path), str(tmp_path), "--out", str(tmp_path), "--carrier", "pigeon"])

    assert code == 1
    assert "pigeon" in capsys.readouterr().err
