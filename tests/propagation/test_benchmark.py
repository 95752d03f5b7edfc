"""A benchmark that flatters is worse than none."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PIL import Image as PillowImage

from propagation import baselines
from propagation.benchmark import main, settled
from propagation.propagate import SegmentMasks, SegmentTask
from propagation.trust import overlap
from tests.propagation.scenes import crossing, ellipse


@pytest.fixture
def clip(tmp_path):
    """A rendered clip on disk: frames/ and masks/."""
    scene = crossing(13, tracks=2)
    for name in ("frames", "masks"):
        (tmp_path / name).mkdir()
    for index, frame in enumerate(scene.frames):
        PillowImage.fromarray(frame).save(tmp_path / "frames" / f"{index:05d}.png")
        label = scene.masks[1][index] * 1 + (scene.masks[2][index] & ~scene.masks[1][index]) * 2
        PillowImage.fromarray(label.astype(np.uint8)).save(tmp_path / "masks" / f"{index:05d}.png")
    return tmp_path


def test_the_engine_and_both_baselines_are_measured_in_one_run(clip, capsys):
    code = main([str(clip / "frames"), str(clip / "masks"), "--keyframe-step", "12"])

    said = json.loads(capsys.readouterr().out)
    assert code == 0
    assert said["frames"] == 2 * 11
    assert said["J"] > said["J_linear_polygons"] > said["J_nearest_copy"] > 0
    assert said["F"] > said["F_linear_polygons"] > 0
    assert said["ratio_to_nearest_copy"] == pytest.approx(said["J"] / said["J_nearest_copy"], abs=0.01)


def test_a_mask_that_is_a_colour_picture_is_refused_by_name(clip, capsys):
    wrong = clip / "masks" / "00004.png"
    PillowImage.open(wrong).convert("RGBA").save(wrong)

    code = main([str(clip / "frames"), str(clip / "masks")])

    assert code == 2
    assert f"{wrong} is a picture of mode RGBA" in capsys.readouterr().err


def test_a_clip_and_masks_of_different_length_are_refused(clip, capsys):
    (clip / "frames" / "00012.png").unlink()

    code = main([str(clip / "frames"), str(clip / "masks")])

    assert code == 2
    assert "holds 12 frames, but there are 13 masks" in capsys.readouterr().err


def test_linear_polygons_follow_a_straight_move_exactly():
    left, middle, right = (ellipse((x, 60), (24, 12), 20) for x in (50, 66, 82))

    blended = baselines.linear_polygons(left, right, 3)

    assert overlap(blended[0], left) > 0.97
    assert overlap(blended[1], middle) > 0.97


def test_objects_drawn_apart_share_no_pixel_in_what_is_measured_and_keyframes_stay():
    ends = [ellipse((50, 60), (24, 12), 0), ellipse((140, 60), (24, 12), 0)]
    between = [ellipse((80, 60), (24, 12), 0), ellipse((110, 60), (24, 12), 0)]
    answers = [
        SegmentMasks(SegmentTask(track, 0, 2, end, end), [end, middle, end], [9, 9, 9])
        for track, (end, middle) in enumerate(zip(ends, between, strict=True))
    ]

    one, other = settled(answers)

    assert (between[0] & between[1]).any()
    assert not (one.masks[1] & other.masks[1]).any()
    assert np.array_equal(one.masks[1] | other.masks[1], between[0] | between[1])
    assert one.masks[0] is ends[0]
