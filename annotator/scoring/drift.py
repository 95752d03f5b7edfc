"""Whether somebody's work is becoming other than it was: newest scores against their earlier ones, with an interval."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

RECENT = 10
FEWEST = 5
RESAMPLES = 2000
LEVEL = 0.95
DECIMALS = 12  # beyond them sums of the same numbers differ by how they were added up


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
    low, high = interval(tuple(newest), tuple(before))
    now, then = statistics.fmean(newest), statistics.fmean(before)
    return Drift(now, then, now - then, low, high)


@lru_cache(maxsize=4096)  # a page shows some hundreds, and of those few change from one time to the next
def interval(newest: tuple[float, ...], before: tuple[float, ...]) -> tuple[float, float]:
    """The 95 % interval of the difference of two means.

    Source: as `drift`.
    """
    chance = np.random.default_rng(len(newest) + len(before))
    now, then = (resampled_means(np.array(scores), chance) for scores in (newest, before))
    differences = np.sort((now - then).round(DECIMALS))
    tail = round((1 - LEVEL) / 2 * RESAMPLES)
    return float(differences[tail]), float(differences[-tail - 1])


def resampled_means(scores: npt.NDArray[np.float64], chance: np.random.Generator) -> npt.NDArray[np.float64]:
    """The means of as many scores, drawn again from them with replacement, once for each resample."""
    means: npt.NDArray[np.float64] = scores[chance.integers(len(scores), size=(RESAMPLES, len(scores)))].mean(axis=1)
    return means
