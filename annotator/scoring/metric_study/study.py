"""Which caption measure agrees with people, and which can tell a wrong caption from a right one in other words.

Two raters score each sample, 0 to 10 in half points, against the raw caption. A measure's score of the sample is held
against their mean, over samples on which they differ by at most a threshold: thresholds nest, from strict to lax.

Source: the user study of the ViCaS paper (Table 2); where it leaves a choice open, what we chose is said here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

THRESHOLDS = (0.5, 1.0, 1.5, 2.0, 2.5)  # of the raters' difference, each included
POOLINGS: dict[str, Callable[[Sequence[float]], float]] = {
    "r": lambda of_truths: of_truths[0],  # the raw caption, which the raters saw
    "r_avg": lambda of_truths: sum(of_truths) / len(of_truths),
    "r_max": max,
}
LEVEL = 0.95


@dataclass(frozen=True)
class Method:
    """A caption measure's scores in a study.

    Args:
        scores: For each sample, one for each ground truth, the raw caption's first; None: that ground truth has none.
        span: The lowest and highest score that the measure gives; None where it has no highest.
        hard_positive, hard_negative: For each pair, of the right caption in other words, and of the nearly equal
            caption that is wrong; None as above.
    """

    scores: Sequence[Sequence[float | None]]
    span: tuple[float, float] | None
    hard_positive: Sequence[float | None] = ()
    hard_negative: Sequence[float | None] = ()


def pearson(one: Floats, other: Floats) -> float | None:
    """The correlation of two rows of numbers, -1..1; None for fewer than two, and where one does not vary."""
    if len(one) < 2 or not np.ptp(one) or not np.ptp(other):
        return None
    mine, theirs = one - one.mean(), other - other.mean()
    return float(mine @ theirs / np.sqrt((mine @ mine) * (theirs @ theirs)))


def at_thresholds(human: Floats, scores: Floats) -> list[float | None]:
    """The correlation, in percent, at each of `THRESHOLDS`.

    Args:
        human: [samples, 2 raters].
        scores: [samples].
    """
    apart, mean = np.abs(human[:, 0] - human[:, 1]), human.mean(axis=1)
    found = [pearson(mean[apart <= most], scores[apart <= most]) for most in THRESHOLDS]
    return [None if one is None else 100 * one for one in found]


def correlation(human: Floats, scores: Floats) -> float | None:
    """The mean of the correlations at all thresholds, in percent; None where one of them is undefined."""
    found = at_thresholds(human, scores)
    defined = [one for one in found if one is not None]
    return sum(defined) / len(defined) if len(defined) == len(found) else None


def preference(positive: Floats, negative: Floats, span: tuple[float, float] | None) -> float | None:
    """How much higher the right caption scores than the wrong one, on average; None without a pair.

    Signed: a measure that prefers wrong captions is negative. In percent of the measure's span, if it has one.
    """
    if not len(positive):
        return None
    low, high = span or (0.0, 100.0)
    return float(100 * (positive - negative).mean() / (high - low))


def agreement(human: Floats) -> dict[str, float | None]:
    """How well two raters agree, whoever of them is named first.

    Args:
        human: [samples, 2 raters].

    Returns:
        `icc_single` and `icc_mean`: the intraclass correlation of one rater and of their mean; `difference`: the mean
        of how far they lie apart. None where it is undefined.

    Source: ICC(1,1) and ICC(1,k) of Shrout and Fleiss, "Intraclass correlations" (1979): each sample has raters of its
    own, so that no rater's habit can be taken out.
    """
    samples = len(human)
    if not samples:
        return dict.fromkeys(("icc_single", "icc_mean", "difference"))
    apart = human[:, 0] - human[:, 1]
    inside = float((apart**2).sum() / (2 * samples))
    between = float(2 * human.mean(axis=1).var(ddof=1)) if samples > 1 else 0.0
    return {
        "icc_single": (between - inside) / (between + inside) if between + inside else None,
        "icc_mean": (between - inside) / between if between else None,
        "difference": float(np.abs(apart).mean()),
    }


def interval(
    measure: Callable[..., float | None], *rows: Floats, resamples: int, seed: int = 0
) -> tuple[float, float] | None:
    """How far a measure would move with other samples of the same kind, `LEVEL` of the time.

    Args:
        measure: Of as many arrays as there are `rows`, whose first axes are the same samples or pairs. A draw for
            which it is None is left out.

    Source: percentile bootstrap, Efron and Tibshirani, "An Introduction to the Bootstrap" (1993).
    """
    many = len(rows[0])
    if not many:
        return None
    chance = np.random.default_rng(seed)
    places = (chance.integers(many, size=many) for _ in range(resamples))
    drawn = [measure(*(one[at] for one in rows)) for at in places]
    values = [one for one in drawn if one is not None]
    if not values:
        return None
    low, high = np.percentile(values, [50 * (1 - LEVEL), 50 * (1 + LEVEL)])
    return float(low), float(high)


def study(human: Sequence[Sequence[float]], methods: Mapping[str, Method], *, resamples: int = 1000) -> dict[str, Any]:
    """The whole study: the raters' agreement, and each method's row.

    Args:
        human: [samples, 2 raters], 0..10.
        methods: By name; each with scores of the same samples, in their order.
    """
    ratings = np.array(human, dtype=np.float64).reshape(-1, 2)
    raters = agreement(ratings)
    intervals = {name: interval(partial(_agreed, name), ratings, resamples=resamples) for name in raters}
    return {
        "samples": len(ratings),
        "level": LEVEL,
        "resamples": resamples,
        "raters": raters | {"intervals": intervals, "within": within(ratings)},
        "methods": {name: row(ratings, method, resamples=resamples) for name, method in methods.items()},
    }


def within(human: Floats) -> list[dict[str, Any]]:
    """How many samples each threshold keeps.

    Args:
        human: [samples, 2 raters].
    """
    apart = np.abs(human[:, 0] - human[:, 1])
    return [{"alpha": most, "n": int((apart <= most).sum())} for most in THRESHOLDS]


def row(human: Floats, method: Method, *, resamples: int) -> dict[str, Any]:
    """One method's line of the table; `left_out` and `pairs_left_out` count what lacks a score.

    Args:
        human: [samples, 2 raters].
    """
    known = [at for at, of_truths in enumerate(method.scores) if None not in of_truths]
    ratings = human[known]
    of_known = [[one for one in method.scores[at] if one is not None] for at in known]
    pooled = {name: np.array([pool(one) for one in of_known], dtype=np.float64) for name, pool in POOLINGS.items()}
    both = [pair for pair in zip(method.hard_positive, method.hard_negative, strict=True) if None not in pair]
    right, wrong = np.array(both, dtype=np.float64).reshape(-1, 2).T
    preferred = partial(preference, span=method.span)
    intervals = {name: interval(correlation, ratings, scores, resamples=resamples) for name, scores in pooled.items()}
    at_each = {name: at_thresholds(ratings, scores) for name, scores in pooled.items()}
    return {
        **{name: correlation(ratings, scores) for name, scores in pooled.items()},
        "delta_pn": preferred(right, wrong),
        "intervals": intervals | {"delta_pn": interval(preferred, right, wrong, resamples=resamples)},
        "thresholds": [
            kept | {name: found[place] for name, found in at_each.items()} for place, kept in enumerate(within(ratings))
        ],
        "left_out": len(human) - len(known),
        "pairs": len(both),
        "pairs_left_out": len(method.hard_positive) - len(both),
    }


def _agreed(name: str, human: Floats) -> float | None:
    return agreement(human)[name]
