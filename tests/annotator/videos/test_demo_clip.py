"""The demo clip keeps what the documentation and the demo annotations say of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from annotator.formats import frames, grounding
from annotator.formats.canonical import VIDEO
from annotator.videos import demo_clip


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_clip.render(tmp_path_factory.mktemp("demo") / "demo.mp4")


def test_the_caption_is_valid_and_names_every_object() -> None:
    caption = grounding.parse(demo_clip.CAPTION)

    named = {int(number) for phrase in caption.phrases for number in phrase.ids}

    assert named == set(demo_clip.masks(0))


def test_the_star_comes_late_and_the_box_is_hidden_on_one_keyframe() -> None:
    present = {
        frame: {number for number, mask in demo_clip.masks(frame).items() if mask.any()}
        for frame in frames.keyframes(demo_clip.FRAME_COUNT)
    }

    ring, box, star = demo_clip.RING, demo_clip.BOX, demo_clip.STAR
    assert present == {
        0: {ring, box},
        30: {ring, box},
        60: {ring, box, star},
        90: {ring, star},
        120: {ring, box, star},
        150: {ring, box, star},
    }


def test_the_ring_has_a_hole_and_no_pixel_belongs_to_two_objects() -> None:
    for frame in (0, 60, 120):
        masks = demo_clip.masks(frame)
        rows, columns = np.nonzero(masks[demo_clip.RING])

        assert not masks[demo_clip.RING][round(rows.mean()), round(columns.mean())]
        assert sum(mask.astype(int) for mask in masks.values()).max() == 1


def test_where_a_mask_says_that_an_object_is_the_picture_shows_its_colours() -> None:
    masks, picture = demo_clip.masks(60), demo_clip.picture(60).astype(int)

    red, green, blue = (picture[masks[demo_clip.BOX]].mean(axis=0)).tolist()

    assert blue > red + 30
    assert green > red + 30


def test_canonical_frames_are_the_pictures_in_order(rendered: Path, tmp_path: Path) -> None:
    made = frames.canonicalise(rendered, tmp_path / "made", limits=frames.Limits())

    table = frames.read_table(tmp_path / "made")
    seen = list(frames.read_frames(tmp_path / "made" / VIDEO, 100, 101))

    assert (made.width, made.height) == (demo_clip.WIDTH, demo_clip.HEIGHT)
    assert [entry.source_index for entry in table] == list(range(demo_clip.FRAME_COUNT))
    assert made.notes == ()
    for frame, pixels in zip((100, 101), seen, strict=True):
        assert np.abs(pixels.astype(int) - demo_clip.picture(frame)).mean() < 4
