"""Which work is looked at: drawn by a hash, so that who knows the seed comes to the same, and nobody else does.

A draw depends on the seed, what it is for and a number, never on when it is made or what was drawn before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def draw(seed: int, purpose: str, *numbers: int) -> float:
    """A number in [0, 1), even over the numbers.

    Source: sampling by hash, as in Duffield and Grossglauser, "Trajectory sampling for direct traffic observation"
    (2001); the first 53 bits of SHA-256.
    """
    words = " ".join(map(str, (seed, purpose, *numbers)))
    return (int.from_bytes(hashlib.sha256(words.encode()).digest()[:8]) >> 11) / 2**53


def is_sampled(seed: int, purpose: str, *numbers: int, percent: int) -> bool:
    """Whether a thing is among the `percent` (0..100) drawn for a purpose; at a higher share it still is."""
    return draw(seed, purpose, *numbers) * 100 < percent


def is_inspected(seed: int, item: int, *, earlier: int, first_clips: int, later_percent: int) -> bool:
    """Whether an inspector looks at a piece of work: at everybody's first ones, then at a share.

    Args:
        earlier: How many pieces of this step the person had handed in before.
        first_clips: How many of a person's first pieces are all looked at.
        later_percent: Of those after, 0..100.
    """
    return earlier < first_clips or is_sampled(seed, "inspect", item, percent=later_percent)


def chosen(seed: int, purpose: str, number: int, among: Iterable[int]) -> int | None:
    """One of some row numbers, each as likely; the same whatever their order. None of none.

    Source: highest random weight, Thaler and Ravishankar (1998).
    """
    return max(among, key=lambda candidate: draw(seed, purpose, number, candidate), default=None)
