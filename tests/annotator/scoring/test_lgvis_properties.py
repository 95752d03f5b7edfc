"""Laws of the corrected protocol on random sets: COCO's own numbers, and no order that matters."""

from __future__ import annotations

import random
from contextlib import redirect_stdout
from io import StringIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from annotator.formats import rle
from annotator.scoring.lgvis.assignment import best_assignment
from annotator.scoring.lgvis.corrected import intervals, match_prompt, measures, pool
from annotator.scoring.lgvis.overlap import Masks, overlap

FRAMES, HEIGHT, WIDTH = 2, 12, 16
SEEDS = st.integers(0, 2**32 - 1)


def track(chance: np.random.Generator, like: np.ndarray | None = None) -> np.ndarray:
    """Boxes, [frames, height, width], at least a pixel; like another track but for a few pixels, if one is given."""
    if like is not None:
        return like ^ (chance.random(like.shape) < chance.choice([0.02, 0.05])) | (np.arange(WIDTH) == 0)
    made = np.zeros((FRAMES, HEIGHT, WIDTH), dtype=bool)
    for frame in made[: chance.integers(1, FRAMES + 1)]:
        top, left = chance.integers(0, HEIGHT - 4), chance.integers(0, WIDTH - 5)
        frame[top : top + chance.integers(3, HEIGHT), left : left + chance.integers(3, WIDTH)] = True
    return made


def random_set(seed: int, *, scored: bool) -> list[tuple[int, list[np.ndarray], list[np.ndarray], list[float] | None]]:
    """Prompts as (video, ground truths, predictions, scores): some predictions near a ground truth, some anywhere."""
    chance = np.random.default_rng(seed)
    prompts = []
    for place in range(chance.integers(1, 7)):
        truth = [track(chance) for _ in range(chance.integers(0, 4))]
        near = [track(chance, like=one) for one in truth for _ in range(chance.integers(0, 3))]
        predictions = [*near, *(track(chance) for _ in range(chance.integers(0, 3)))]
        predictions += [track(chance) for _ in range(11)] if scored and chance.random() < 0.1 else []
        predictions = predictions if scored else predictions[:10]
        scores = chance.permutation(1000)[: len(predictions)] / 1000 + place / 1e5
        prompts.append((place // 2, truth, predictions, scores.tolist() if scored else None))
    return prompts


def content(one: np.ndarray) -> tuple[str, ...]:
    return tuple(rle.encode(frame)["counts"] for frame in one)


def masks_of(truth, predictions):
    every = [frame for one in (*truth, *predictions) for frame in one]
    rles = [rle.encode(frame) for frame in every]
    places = [tuple(range(at * FRAMES, (at + 1) * FRAMES)) for at in range(len(truth) + len(predictions))]
    areas = np.array([frame.sum() for frame in every], dtype=np.int64)
    return Masks(rles, areas, np.zeros(len(rles), np.int64)), places[: len(truth)], places[len(truth) :]


def pooled(prompts):
    found = []
    for video, truth, predictions, scores in prompts:
        masks, wanted, given_ = masks_of(truth, predictions)
        found.append(match_prompt(masks, given_, wanted, scores, overlap(masks, given_, wanted), video_id=video))
    return pool(found)


def coco_measures(prompts) -> tuple[np.ndarray, float] | None:
    """COCO's AP at each threshold and average recall, with a prompt for an image and a track's frames side by side.

    Its thresholds are lowered by 1e-12, so that its floats take no share of exactly k/20 for less. Of ground truths
    with equal overlap it takes the last, ours the first by content, so they stand here from the last to the first.
    """
    truth, predicted = COCO(), COCO()
    images = [{"id": at, "height": HEIGHT, "width": WIDTH * FRAMES} for at in range(1, len(prompts) + 1)]
    for side, place in ((truth, 1), (predicted, 2)):
        annotations = []
        for image, prompt in enumerate(prompts, start=1):
            tracks = prompt[2] if place == 2 else sorted(prompt[1], key=content, reverse=True)
            for at, one in enumerate(tracks):
                flat = np.concatenate(one, axis=1)
                annotations.append({
                    "id": len(annotations) + 1, "image_id": image, "category_id": 1, "iscrowd": 0,
                    "area": int(flat.sum()), "segmentation": rle.encode(flat),
                    "score": prompt[3][at] if place == 2 else 1.0,
                })  # fmt: skip
        side.dataset = {"images": images, "annotations": annotations, "categories": [{"id": 1, "name": "object"}]}
        side.createIndex()
    evaluation = COCOeval(truth, predicted, "segm")
    evaluation.params.maxDets = [10]
    evaluation.params.areaRng, evaluation.params.areaRngLbl = [[0, 1e10]], ["all"]
    evaluation.params.iouThrs = np.arange(10, 20) / 20 - 1e-12
    evaluation.evaluate()
    evaluation.accumulate()
    precision = evaluation.eval["precision"][:, :, 0, 0, 0]
    return None if (precision == -1).all() else (precision.mean(axis=1), evaluation.eval["recall"].mean())


@settings(deadline=None, max_examples=150)
@given(SEEDS)
def test_with_distinct_scores_the_numbers_are_cocos(seed):
    prompts = random_set(seed, scored=True)
    with redirect_stdout(StringIO()):
        theirs = coco_measures(prompts)

    ours = measures(pooled(prompts))

    if theirs is None:
        assert set(ours.values()) == {None}
        return
    precisions, recall = theirs
    expected = {
        "mAP": precisions.mean(), "AP@50": precisions[0], "AP@75": precisions[5], "AP@90": precisions[8],
        "AR@10": recall,
    }  # fmt: skip
    assert ours == pytest.approx({name: 100 * value for name, value in expected.items()}, abs=1e-9)


@settings(deadline=None, max_examples=100)
@given(SEEDS, st.booleans(), st.randoms(use_true_random=False))
def test_no_order_of_videos_prompts_or_masks_changes_a_number(seed, scored, order: random.Random):
    prompts = random_set(seed, scored=scored)
    shuffled = []
    for video, truth, predictions, scores in order.sample(prompts, len(prompts)):
        places = order.sample(range(len(predictions)), len(predictions))
        shuffled.append((
            video, order.sample(truth, len(truth)), [predictions[at] for at in places],
            None if scores is None else [scores[at] for at in places],
        ))  # fmt: skip

    one, other = pooled(prompts), pooled(shuffled)

    assert measures(one) == measures(other)
    assert intervals(one, resamples=20) == intervals(other, resamples=20)


@settings(deadline=None, max_examples=60)
@given(SEEDS)
def test_ground_truth_as_prediction_gives_100(seed):
    prompts = [(video, truth, truth, None) for video, truth, _, _ in random_set(seed, scored=False)]

    found = measures(pooled(prompts))

    assert set(found.values()) == ({100.0} if any(truth for _, truth, _, _ in prompts) else {None})


@settings(deadline=None, max_examples=100)
@given(SEEDS)
def test_pixels_in_both_and_in_either_are_those_of_decoded_masks(seed):
    for _, truth, predictions, _ in random_set(seed, scored=False):
        masks, wanted, given_ = masks_of(truth, predictions)

        found = overlap(masks, given_, wanted)

        assert found.intersections.tolist() == [[int((p & t).sum()) for t in truth] for p in predictions]
        assert found.unions.tolist() == [[int((p | t).sum()) for t in truth] for p in predictions]


@given(st.integers(1, 5).flatmap(
    lambda columns: st.lists(st.lists(st.integers(0, 9), min_size=columns, max_size=columns), min_size=1, max_size=5)
))  # fmt: skip
def test_no_other_assignment_gains_more(gains):
    found = best_assignment(gains)

    taken = [column for column in found if column is not None]
    assert len(set(taken)) == len(taken)
    assert all(gains[row][column] for row, column in enumerate(found) if column is not None)
    assert sum(gains[row][column] for row, column in enumerate(found) if column is not None) == most(gains, frozenset())


def most(gains, taken: frozenset[int]) -> int:
    """The largest sum by trying everything."""
    if not gains:
        return 0
    first, *rest = gains
    return max(
        [most(rest, taken)] + [gain + most(rest, taken | {at}) for at, gain in enumerate(first) if at not in taken]
    )
