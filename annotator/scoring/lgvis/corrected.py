"""LG-VIS as COCO measures masks, and the same whatever the order of videos, prompts and masks.

Thresholds are fractions k/20 and are compared in whole numbers. A track without a pixel on the evaluated frames is
neither looked for nor held against a prediction. Predictions of one score are one group: matched together, and one
point of the curve; predictions without scores are all of one group.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotator.scoring.lgvis.assignment import best_assignment
from annotator.scoring.lgvis.overlap import Integers, Masks, Overlap, Track

TWENTIETHS = np.arange(10, 20)
REPORTED = {"AP@50": 0, "AP@75": 5, "AP@90": 8}
MOST_PREDICTIONS = 10
_RECALLS = np.linspace(0, 1, 101)  # COCO's recall points, with its very floats


@dataclass(frozen=True, slots=True)
class CorrectedPrompt:
    """What came of one prompt: `hits` [10 thresholds, predictions] belong to `scores`, the highest first.

    `ignored_truth` and `ignored_predictions` are tracks without a pixel; `dropped` are predictions beyond ten.
    """

    video_id: int
    place: int
    text: str
    hits: NDArray[np.bool_]
    scores: tuple[float, ...]
    truth: int
    ignored_truth: int
    ignored_predictions: int
    dropped: int


@dataclass(frozen=True, slots=True)
class Pool:
    """All prompts together: each cell is one video's share of one score, from the highest score down.

    `predicted` [cells] and `found` [10 thresholds, cells] are counts, `video` [cells] and `truth` [videos] belong to
    the videos in the order of their numbers, `ends` [scores] is the last cell of each score.
    """

    predicted: Integers
    found: Integers
    video: Integers
    truth: Integers
    ends: Integers


def match_prompt(
    masks: Masks, predictions: Sequence[Track], truth: Sequence[Track], scores: Sequence[float] | None,
    pixels: Overlap, *, video_id: int = 0, place: int = 0, text: str = "",
) -> CorrectedPrompt:  # fmt: skip
    """Find which predictions of a prompt are right, at each threshold.

    Args:
        pixels: Of all predictions and ground truths, in their order.
        scores: One for each prediction, or None where the model gives none; without scores at most ten predictions.

    Source: COCO's evaluation of Lin et al., "Microsoft COCO" (ECCV 2014), as pycocotools computes it; groups of equal
    scores, the exact thresholds and the tracks left out are ours.
    """
    shown, seen = _with_pixels(masks, predictions), _with_pixels(masks, truth)
    given = [1.0] * len(predictions) if scores is None else list(scores)
    # What ties are broken by must not be the order of a file: the masks themselves.
    ranked = sorted(shown, key=lambda at: (-given[at], _content(masks, predictions[at])))[:MOST_PREDICTIONS]
    wanted = sorted(seen, key=lambda at: _content(masks, truth[at]))
    ordered = tuple(given[at] for at in ranked)
    return CorrectedPrompt(
        video_id, place, text, hits(pixels.of(ranked, wanted), ordered), ordered, len(wanted),
        ignored_truth=len(truth) - len(wanted), ignored_predictions=len(predictions) - len(shown),
        dropped=len(shown) - len(ranked),
    )  # fmt: skip


def hits(pixels: Overlap, scores: Sequence[float]) -> NDArray[np.bool_]:
    """Whether each prediction finds a ground truth, [10 thresholds, predictions].

    Args:
        pixels: [predictions, ground truths].
        scores: Of the predictions, the highest first. Each takes the best ground truth left; where several have one
            score, they take as many as they can together and, of these ways, the one with most overlap in sum.
    """
    unions = np.maximum(pixels.unions, 1)
    reached = np.clip(20 * pixels.intersections // unions - 9, 0, len(TWENTIETHS))  # how many thresholds, exactly
    levels = np.arange(len(TWENTIETHS))[:, None]
    if ((reached > 0).sum(axis=0) <= 1).all() and ((reached > 0).sum(axis=1) <= 1).all():
        return np.asarray(reached.max(axis=1, initial=0)[None] > levels)
    shares = (pixels.intersections / unions).tolist()
    found = np.zeros((len(TWENTIETHS), len(scores)), dtype=np.bool_)
    for level in range(len(TWENTIETHS)):
        free = set(range(reached.shape[1]))
        for group in _groups(scores):
            # A pair counts more than any overlap, so that as many are made as can be.
            gains = [
                [
                    len(scores) + shares[p][g] if g in free and reached[p, g] > level else 0
                    for g in range(len(shares[p]))
                ]
                for p in group
            ]
            for p, taken in zip(group, best_assignment(gains), strict=True):
                if taken is not None:
                    found[level, p] = True
                    free.discard(taken)
    return found


def pool(prompts: Sequence[CorrectedPrompt]) -> Pool:
    """Bring the prompts of a split together."""
    scores = np.array([score for prompt in prompts for score in prompt.scores], dtype=np.float64)
    videos, of_prompt = np.unique([prompt.video_id for prompt in prompts], return_inverse=True)
    of_prediction = np.repeat(of_prompt, [len(prompt.scores) for prompt in prompts])
    nothing = np.zeros((len(TWENTIETHS), 0), dtype=np.bool_)
    found = np.concatenate([nothing, *(prompt.hits for prompt in prompts)], axis=1)
    _, group = np.unique(-scores, return_inverse=True)
    cells, cell = np.unique(group * max(len(videos), 1) + of_prediction, return_inverse=True)
    of_group = cells // max(len(videos), 1)
    return Pool(
        predicted=np.bincount(cell, minlength=len(cells)),
        found=np.stack([np.bincount(cell[level], minlength=len(cells)) for level in found]),
        video=cells % max(len(videos), 1),
        truth=np.bincount(of_prompt, [prompt.truth for prompt in prompts], minlength=len(videos)).astype(np.int64),
        ends=np.flatnonzero(np.diff(of_group, append=-1)),
    )


def mean_precision(prompt: CorrectedPrompt) -> float | None:
    """The mAP, in percent, of a split that holds this prompt alone; None where it asks for nothing."""
    if not prompt.truth:
        return None
    ends = np.flatnonzero(np.diff(prompt.scores, append=-np.inf))  # of groups with one score, the highest first
    found = np.cumsum(prompt.hits, axis=1, dtype=np.int64)[:, ends]
    return 100 * float(_average_precisions(found, ends + 1, prompt.truth).mean())


def measures(pooled: Pool, weights: Integers | None = None) -> dict[str, float | None]:
    """mAP, AP at three thresholds and the average recall of ten predictions, in percent.

    Args:
        weights: How many times each video counts; once each unless given.

    Returns:
        None for each where there is nothing to find.
    """
    names = ["mAP", *REPORTED, "AR@10"]
    truth = int((pooled.truth if weights is None else pooled.truth * weights).sum())
    if not truth:
        return dict.fromkeys(names)
    times = np.int64(1) if weights is None else weights[pooled.video]
    predicted = np.cumsum(pooled.predicted * times)[pooled.ends]
    found = np.cumsum(pooled.found * times, axis=1)[:, pooled.ends]
    precisions = _average_precisions(found, predicted, truth)
    recall = float((found[:, -1] / truth).mean()) if found.shape[1] else 0.0
    values = [float(precisions.mean()), *(float(precisions[at]) for at in REPORTED.values()), recall]
    return {name: 100 * value for name, value in zip(names, values, strict=True)}


def intervals(pooled: Pool, *, resamples: int, seed: int = 0, level: float = 0.95) -> dict[str, tuple[float, float]]:
    """How far each measure would move with other videos of the same kind: percentiles over videos drawn anew.

    Source: percentile bootstrap, Efron and Tibshirani, "An Introduction to the Bootstrap" (1993). Videos are drawn, not
    prompts: prompts of one video share its difficulty.
    """
    chance = np.random.default_rng(seed)
    videos = len(pooled.truth)
    drawn: dict[str, list[float]] = {}
    for _ in range(resamples if videos else 0):
        weights = np.bincount(chance.integers(videos, size=videos), minlength=videos)
        for name, value in measures(pooled, weights).items():
            if value is not None:
                drawn.setdefault(name, []).append(value)
    tails = [50 * (1 - level), 50 * (1 + level)]
    found = {name: np.percentile(values, tails) for name, values in drawn.items()}
    return {name: (float(low), float(high)) for name, (low, high) in found.items()}


def _average_precisions(found: Integers, predicted: Integers, truth: int) -> NDArray[np.float64]:
    """The mean over 101 recall points of the best precision at that recall or a higher one, for each threshold."""
    precision = np.divide(found, predicted, out=np.zeros(found.shape), where=predicted > 0)
    envelope = np.maximum.accumulate(precision[:, ::-1], axis=1)[:, ::-1]
    points = np.searchsorted(_RECALLS, found / truth, side="right")  # recall points reached by then
    areas: NDArray[np.float64] = (np.diff(points, axis=1, prepend=0) * envelope).sum(axis=1) / len(_RECALLS)
    return areas


def _groups(scores: Sequence[float]) -> list[list[int]]:
    """Places of equal scores, together."""
    groups: dict[float, list[int]] = {}
    for place, score in enumerate(scores):
        groups.setdefault(score, []).append(place)
    return list(groups.values())


def _with_pixels(masks: Masks, tracks: Sequence[Track]) -> list[int]:
    return np.flatnonzero(masks.pixels(tracks)).tolist()


def _content(masks: Masks, track: Track) -> tuple[str, ...]:
    return tuple(masks.rles[place]["counts"] for place in track)
