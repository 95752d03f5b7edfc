"""An inspector looks first where the machine is least sure; these numbers say where that is.

Agreement of independent guesses predicts the true overlap better than anything else we measured (Spearman 0.88 against
0.74 for the cycle), so it ranks the queue; the cycle explains a low rank to a person.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from propagation.predictor import Mask


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
