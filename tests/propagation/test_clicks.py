"""Clicks draft an object: the same clicks the same draft, every click held, and no picture encoded twice."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from sam2.sam2_image_predictor import SAM2ImagePredictor

from propagation import trust
from propagation.clicks import Click, Prompt, Still
from propagation.clicks_grabcut import GrabcutClicks
from propagation.clicks_sam2 import PICTURES_KEPT, Sam2Clicks, sam2_clicks
from propagation.flow import FlowPredictor
from propagation.registry import click_predictor_beside
from propagation.sam2_video import untrained_predictor
from tests.propagation.scenes import HEIGHT, WIDTH, crossing

SCENE = crossing(2, tracks=2)
STILL = Still("scene 0", SCENE.frames[0])
ON, OFF = Click(40, 30, True), Click(100, 100, False)


@pytest.fixture(autouse=True)
def _one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def sam2(seed: int = 3) -> Sam2Clicks:
    engine = untrained_predictor(seed=seed, image_side=128)
    engine._model.fill_hole_area = 0  # needs a CUDA extension that the wheel lacks
    return sam2_clicks(engine)


def box_of(mask: np.ndarray) -> tuple[float, float, float, float]:
    y, x = np.nonzero(mask.any(1))[0], np.nonzero(mask.any(0))[0]
    return float(x[0]), float(y[0]), float(x[-1] + 1), float(y[-1] + 1)


def test_the_engine_follows_the_configured_predictor():
    assert click_predictor_beside(FlowPredictor()).name == "grabcut"
    assert click_predictor_beside(untrained_predictor(seed=1, image_side=128)).name == "sam2"


def test_one_click_without_weights_finds_an_object_that_stands_out():
    truth = SCENE.masks[1][0]

    found = GrabcutClicks().predict(STILL, Prompt((ON,)))

    assert trust.overlap(found.mask, truth) > 0.8
    assert 0 <= found.estimate <= 1


def test_a_box_alone_is_enough():
    truth = SCENE.masks[1][0]

    found = GrabcutClicks().predict(STILL, Prompt((), box_of(truth)))

    assert trust.overlap(found.mask, truth) > 0.7
    assert not found.mask[:, int(box_of(truth)[2]) + 1 :].any()


@pytest.mark.parametrize("clicks", [(ON,), (ON, OFF), (ON, OFF, Click(50, 34, True)), (ON, Click(60, 40, False))])
def test_every_click_is_held_and_the_same_clicks_give_the_same_draft(clicks):
    first = GrabcutClicks().predict(STILL, Prompt(clicks))

    second = GrabcutClicks().predict(STILL, Prompt(clicks))

    assert [bool(first.mask[int(c.y), int(c.x)]) for c in clicks] == [c.positive for c in clicks]
    np.testing.assert_array_equal(first.mask, second.mask)


@pytest.mark.parametrize("at", [(0, 0), (WIDTH, HEIGHT), (WIDTH - 0.5, 0)])
def test_a_click_on_the_border_is_a_click(at):
    found = GrabcutClicks().predict(STILL, Prompt((Click(*at, True),)))

    assert found.mask.shape == (HEIGHT, WIDTH)


def test_sam2_answers_as_the_official_predictor_does_click_by_click():
    ours = sam2()
    official = SAM2ImagePredictor(ours._model)
    official._bb_feat_sizes = ours._official._bb_feat_sizes
    official.set_image(STILL.picture)
    prompt = Prompt((ON, OFF))

    points, labels = np.array([(40, 30), (100, 100)], dtype=np.float32), np.array([1, 0])
    _, overlaps, low = official.predict(points[:1], labels[:1], multimask_output=True)
    best = int(np.argmax(overlaps))
    masks, overlaps, _ = official.predict(points, labels, mask_input=low[best][None], multimask_output=False)
    found = ours.predict(STILL, prompt)

    np.testing.assert_array_equal(found.mask, masks[0] > 0)
    assert found.estimate == pytest.approx(float(np.clip(overlaps[0], 0, 1)), abs=1e-5)


def test_sam2_encodes_a_picture_once_and_remembering_changes_no_draft():
    ours = sam2()
    step_by_step = [ours.predict(STILL, Prompt((ON, OFF)[:count])) for count in (1, 2)][-1]

    at_once = sam2().predict(STILL, Prompt((ON, OFF)))

    assert ours.encoded == 1
    np.testing.assert_array_equal(step_by_step.mask, at_once.mask)


def test_sam2_forgets_the_picture_that_was_not_clicked_on_for_longest():
    ours = sam2()
    for number in range(PICTURES_KEPT + 1):
        ours.predict(Still(f"picture {number}", STILL.picture), Prompt((ON,)))

    ours.predict(Still(f"picture {PICTURES_KEPT}", STILL.picture), Prompt((ON,)))
    kept = ours.encoded
    ours.predict(Still("picture 0", STILL.picture), Prompt((ON,)))

    assert (kept, ours.encoded) == (PICTURES_KEPT + 1, PICTURES_KEPT + 2)


def test_sam2_takes_a_box_with_and_without_clicks():
    alone = sam2().predict(STILL, Prompt((), box_of(SCENE.masks[1][0])))
    together = sam2().predict(STILL, Prompt((ON,), box_of(SCENE.masks[1][0])))

    assert alone.mask.shape == together.mask.shape == (HEIGHT, WIDTH)
