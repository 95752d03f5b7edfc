"""The published scorer's arithmetic with all its steps, so that a published number can be made again to the last bit.

What it does against expectation is kept on purpose: a prediction takes the last free ground truth above the threshold,
not the best; shares are single precision and thresholds double; every prediction has the same score, so that the order
of videos, prompts and masks decides; more than ten predictions of a prompt end it, or shift all that come after.

Source: the behaviour of Ali2500/ViCaS, `vicas/evaluation`, commit 3d10993 (2025); the text here is ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from annotator.errors import AnnotatorError
from annotator.scoring.lgvis.overlap import Overlap

TieOrder = Literal["numpy-default", "stable"]
THRESHOLDS = np.arange(0.5, 0.95 + 1e-4, 0.05)
REPORTED = {"AP@50": 0, "AP@75": 5, "AP@90": 8}
MOST_PREDICTIONS = 10


class PublishedScorerStops(AnnotatorError):
    """What ends the published scorer; `exception` is the one it ends with."""

    code = "published_scorer_stops"


@dataclass(frozen=True, slots=True)
class OfficialPrompt:
    """`hits` [10 thresholds, predictions]; `scores` is how many scores go with them: less, where the scorer slips."""

    hits: NDArray[np.bool_]
    scores: int
    truth: int


def match(overlap: Overlap, *, tie_order: TieOrder = "numpy-default", where: str = "A prompt") -> OfficialPrompt:
    """Which predictions of a prompt count as found, at each threshold.

    Args:
        overlap: Of all predictions and ground truths, in the order of the files.
        where: The prompt, for the error.

    Raises:
        PublishedScorerStops: more than ten predictions, and the first ten leave a ground truth free.
    """
    count, truth = overlap.intersections.shape
    hits = np.zeros((len(THRESHOLDS), count), dtype=np.bool_)
    if not count or not truth:
        return OfficialPrompt(hits, count, truth)
    order = _sorted(np.ones(count, np.float32), tie_order)[:MOST_PREDICTIONS]
    reached = _shares(overlap)[order][None].astype(np.float64) >= THRESHOLDS[:, None, None]
    sets = reached @ np.array([1 << place for place in range(truth)], dtype=object)  # ground truths as bits
    for level, of_level in enumerate(sets.tolist()):
        taken = 0
        for place, candidates in enumerate(of_level):
            free = candidates & ~taken
            hits[level, place] = bool(free)
            taken |= 1 << free.bit_length() - 1 if free else 0
        if count > MOST_PREDICTIONS and taken.bit_count() < truth:
            raise PublishedScorerStops(
                f"{where} has {count} predictions; the published scorer ends with an IndexError at the eleventh. "
                f"Leave {MOST_PREDICTIONS}, or use the corrected protocol.",
                exception="IndexError",
            )
    return OfficialPrompt(hits, len(order), truth)


def combine(prompts: Sequence[OfficialPrompt], *, tie_order: TieOrder = "numpy-default") -> dict[str, float]:
    """The published measures of a split, in percent.

    Args:
        prompts: In the order in which the scorer meets them: videos by number, prompts by place.

    Raises:
        PublishedScorerStops: there is no prompt.
    """
    if not prompts:
        raise PublishedScorerStops(
            "The split has no prompt; the published scorer ends with a ValueError.", exception="ValueError"
        )
    hits = np.concatenate([prompt.hits for prompt in prompts], axis=1)
    scores = np.ones(sum(prompt.scores for prompt in prompts), np.float32)
    truth = float(sum(prompt.truth for prompt in prompts))
    if not hits.size:
        precisions = np.zeros(len(THRESHOLDS), np.float32)
    elif not truth:
        precisions = np.ones(len(THRESHOLDS), np.float32)
    else:
        # Where a prompt had more predictions than scores, places no longer fit: all that follow are one off.
        precisions = _average_precisions(hits[:, _sorted(scores, tie_order)], truth)
    precisions = precisions * 100.0
    return {"mAP": float(np.mean(precisions))} | {name: float(precisions[at]) for name, at in REPORTED.items()}


def keeps_ties(count: int) -> bool:
    """Whether NumPy's default sort leaves so many equal scores as they are, on this machine."""
    return bool((_sorted(np.ones(count, np.float32), "numpy-default") == np.arange(count)).all())


def _sorted(scores: NDArray[np.float32], tie_order: TieOrder) -> NDArray[np.intp]:
    return np.argsort(-1.0 * scores, kind=None if tie_order == "numpy-default" else "stable")


def _shares(overlap: Overlap) -> NDArray[np.float32]:
    shares = np.zeros(overlap.unions.shape, np.float32)
    np.divide(overlap.intersections, overlap.unions, out=shares, where=overlap.unions > 0, casting="same_kind")
    return shares


def _average_precisions(hits: NDArray[np.bool_], truth: float) -> NDArray[np.float32]:
    """The area under each threshold's curve, every sum in single precision."""
    found = np.cumsum(hits.astype(np.float32), 1)
    wrong = np.cumsum((~hits).astype(np.float32), 1)
    nothing = np.zeros_like(found[:, :1])
    precision = np.concatenate([nothing, found / (found + wrong + 1e-8), nothing], 1)
    recall = np.concatenate([nothing, found / truth, np.ones_like(nothing)], 1)
    areas = np.zeros(len(THRESHOLDS), np.float32)
    for level, (across, up) in enumerate(zip(recall, precision, strict=True)):
        envelope = np.maximum.accumulate(up[::-1])[::-1]
        steps = np.flatnonzero(across[1:] != across[:-1])
        areas[level] = np.sum((across[steps + 1] - across[steps]) * envelope[steps + 1])
    return areas
