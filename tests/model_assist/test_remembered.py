"""What frozen encoders make of a clip is kept from one epoch to the next, and nothing is learned otherwise for it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import torch

from model_assist.recipe import Stage
from model_assist.remembered import Remembered
from model_assist.train import train
from tests.model_assist.micro import micro_recipe

MEASURES = ("text", "bce", "dice", "iou", "objectness", "alignment")
READS = Stage(
    name="3", rates=dict.fromkeys(("projector", "language", "new_tokens", "prompt_head", "segmentation_decoder"), 2e-3),
    batch=4, steps=8, turns=3, tasks={"caption": 1.0, "grounded": 1.0, "lgvis": 1.0},
)  # fmt: skip
SEES = replace(READS, rates=READS.rates | {"vision": 2e-3})


def brightness(seen):
    """An encoder that notes how many frames it was shown."""

    def encode(frames):
        seen.append(len(frames))
        return frames.mean((1, 2, 3)), frames.flatten(1)

    return encode


def test_a_clip_is_encoded_once_and_its_features_stand_in_the_order_asked_for() -> None:
    one, two = torch.rand(2, 3, 4, 4), torch.rand(3, 3, 4, 4)
    memory, seen = Remembered(), []

    first = memory.of([1, 2], [one, two], brightness(seen))
    again = memory.of([2, 1], [two, one], brightness(seen))

    assert seen == [2, 3]
    assert [each.shape[0] for each in first] == [5, 5]
    for was, now in zip(first, again, strict=True):
        assert torch.equal(torch.cat((was[2:], was[:2])), now)


def test_what_has_no_room_is_encoded_anew_and_right() -> None:
    clip = torch.rand(2, 3, 4, 4)
    memory, seen = Remembered(most_bytes=8), []

    first, again = (memory.of([1], [clip], brightness(seen)) for _ in range(2))

    assert seen == [2, 2]
    assert all(torch.equal(was, now) for was, now in zip(first, again, strict=True))


def run(release, folder, stage, *, remember):
    """A run's model, and its losses by name, one a step."""
    recipe = replace(micro_recipe(), stages=(stage,), remember_frozen=remember)
    model = train(recipe, release, folder, verified=True).model
    lines = [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]
    return model, {name: [line[name] for line in lines] for name in MEASURES}


@pytest.mark.slow
def test_a_run_that_remembers_learns_what_one_that_looks_again_learns(shapes, tmp_path) -> None:
    model, remembered = run(shapes.root, tmp_path / "remembers", READS, remember=True)
    _, seen = run(shapes.root, tmp_path / "looks", READS, remember=False)

    assert set(model.remembered) == {"vision", "segmentation_encoder"}
    for name in MEASURES:
        assert remembered[name] == pytest.approx(seen[name], rel=1e-3, abs=1e-5)


@pytest.mark.slow
def test_an_encoder_that_is_trained_looks_again(shapes, tmp_path) -> None:
    model, _ = run(shapes.root, tmp_path, replace(SEES, steps=2), remember=True)

    assert set(model.remembered) == {"segmentation_encoder"}
