"""Whether somebody's work is becoming other than it was: newest scores against their earlier ones, with an interval."""

from __future__ import annotations

import random
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

RECENT = 10
FEWEST = 5
RESAMPLES = 2000
LEVEL = 0.95


@dataclass(frozen=True)
class Summary:
    """Some scores in short: how many, their mean, median and quartiles."""

    count: int
    mean: float
    median: float
    low: float
    high: float


@dataclass(frozen=True)
class Drift:
    """The mean of the newest scores less that of the earlier ones, with its 95 % interval."""

    recent: float
    earlier: float
    difference: float
    low: float
    high: float

    @property
    def certain(self) -> bool:
        """Whether the interval leaves out 0, which chance alone would hardly give."""
        return self.low > 0 or self.high < 0


def summarise(scores: Sequence[float]) -> Summary | None:
    """Count, mean, median and quartiles; None of nothing.

    Source: quartiles between neighbours, as `statistics.quantiles(method="inclusive")` computes them.
    """
    if not scores:
        return None
    low, median, high = statistics.quantiles(scores, n=4, method="inclusive") if len(scores) > 1 else list(scores) * 3
    return Summary(len(scores), statistics.fmean(scores), median, low, high)


def drift(scores: Sequence[float], *, recent: int = RECENT) -> Drift | None:
    """Compare the last `recent` scores of a person with all their earlier ones.

    Args:
        scores: In order of time, the oldest first.

    Returns:
        None while there are fewer than five on either side: an interval of less says nothing.

    Source: percentile bootstrap of a difference of means, Efron and Tibshirani, "An Introduction to the Bootstrap"
    (1993); resampled from a fixed seed, so that the same scores give the same interval.
    """
    newest = scores[-recent:]
    before = scores[: -len(newest)] if newest else []
    if len(newest) < FEWEST or len(before) < FEWEST:
        return None
    chance = random.Random(len(scores))  # noqa: S311  # statistics, not secrets
    differences = sorted(
        statistics.fmean(chance.choices(newest, k=len(newest)))
        - statistics.fmean(chance.choices(before, k=len(before)))
        for _ in range(RESAMPLES)
    )
    tail = round((1 - LEVEL) / 2 * RESAMPLES)
    now, then = statistics.fmean(newest), statistics.fmean(before)
    return Drift(now, then, now - then, differences[tail], differences[-tail - 1])
