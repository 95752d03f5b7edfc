"""An inspector looks first where the machine is least sure; these numbers say where that is, and how sure it is.

A confidence is the overlap with the truth to expect, fitted to clips whose truth is known. What the vote itself expects
tells most, then how well the colours fit and how far the keyframes are. Cycle consistency and jumps of the area
correlate with the truth as well, but added nothing to these on clips that were left out of the fit; the cycle stays, to
explain a low confidence to a person. On kinds of clip left out of the fit the rank correlation with the true overlap
was 0.85, the mean error of the promise 0.04, and three of four bad frames lay among the tenth least trusted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from propagation.predictor import Mask, Plane

CERTAIN = 255

# Source: `python -m tests.bench.flow --fit --clip …` on the painted clips and a real one with true masks: ridge
# regression on log(1.01 - J), then means of groups of frames.
WEIGHTS = (-0.6965, 0.4153, 0.3482, 1.0736, 0.3874, -0.1057)
SCORES = (0.0, 0.861, 1.287, 1.582, 2.131, 2.431, 2.604, 2.811, 3.199, 3.539, 3.741, 3.912, 4.218, 4.6)
OVERLAPS = (0.0, 0.522, 0.629, 0.801, 0.893, 0.92, 0.932, 0.934, 0.954, 0.985, 0.988, 0.991, 0.991, 0.995)

SURE_OF_ABSENCE = 0.5, 0.05  # that an object has left: on the first frame without it, and more for each further one


@dataclass(frozen=True)
class Signals:
    """What tells, without the truth, how well one frame's mask fits.

    Args:
        agreement: mean overlap of the guesses with the mask, 0..1.
        certainty: how far the vote is from a draw where any guess claims the object, 0..1.
        soft: overlap of the mask with the vote's probabilities, 0..1.
        residual: how far the best guess's colours are off inside the mask, Lab L1.
        distance: frames to the nearest drawn keyframe.
    """

    agreement: float
    certainty: float
    soft: float
    residual: float
    distance: int


def features(signals: Signals) -> npt.NDArray[np.float64]:
    """The signals as the fit takes them: what is missing to certainty, in logarithms, for errors multiply."""
    return np.array([
        1.0,
        np.log(1.01 - signals.agreement),
        np.log(1.01 - signals.certainty),
        np.log(1.003 - signals.soft),
        np.log1p(min(signals.residual, 200.0)),
        np.log1p(signals.distance),
    ])  # fmt: skip


def expected_overlap(signals: Signals) -> float:
    """Overlap with the truth to expect, 0..1."""
    return float(np.interp(-(features(signals) @ np.array(WEIGHTS)), SCORES, OVERLAPS))


def confidence(signals: Signals | None, absent_for: int = 0) -> int:
    """The stored byte: 255 times the overlap to expect, or the certainty that an object has left.

    Args:
        signals: None where a person drew the mask.
        absent_for: frames that the object has been taken to be gone for, from 1 on; 0: it is there.
    """
    if absent_for:
        return as_confidence(SURE_OF_ABSENCE[0] + SURE_OF_ABSENCE[1] * absent_for)
    return CERTAIN if signals is None else as_confidence(expected_overlap(signals))


def certainty(probability: Plane, claimed: Mask) -> float:
    """Mean |2p - 1| of a vote over the claimed pixels."""
    return float(np.abs(2 * probability[claimed] - 1).mean()) if claimed.any() else 0.0


def soft_overlap(probability: Plane, mask: Mask) -> float:
    """Expected intersection over expected union of a mask with an object that is a pixel with that probability."""
    total = float(np.maximum(probability, mask).sum())
    return float(probability[mask].sum()) / total if total else 1.0


def overlap(a: Mask, b: Mask) -> float:
    """Intersection over union; two empty masks agree fully."""
    union = int(np.count_nonzero(a | b))
    return int(np.count_nonzero(a & b)) / union if union else 1.0


def agreement(candidates: Iterable[Mask], final: Mask) -> float:
    """Mean overlap of the guesses with the mask that was made of them, 0..1."""
    overlaps = [overlap(candidate, final) for candidate in candidates]
    return sum(overlaps) / len(overlaps) if overlaps else 0.0


def as_confidence(share: float) -> int:
    """A share 0..1 as the stored byte 0..255."""
    return round(255 * min(1.0, max(0.0, share)))


def cycle_overlap(carried: Mask, drawn: Mask) -> float:
    """How well one keyframe alone, carried over the whole segment, reaches the other keyframe."""
    return overlap(carried, drawn)
