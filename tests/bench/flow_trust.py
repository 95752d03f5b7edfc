"""A confidence that is not held against the truth is decoration: this holds it there, and fits it anew on demand.

The fit is small on purpose, a weighted sum of a few signals and a table that turns it into an overlap, and is judged on
clips that were left out of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from propagation import trust
from propagation.flow import FlowPredictor
from propagation.predictor import Mask
from propagation.propagate import ReadFrames, SegmentMasks, SegmentTask, propagate

Numbers = npt.NDArray[np.float64]
Clip = tuple[str, ReadFrames, dict[int, list[Mask]], list[SegmentTask]]

BAD = 0.7  # J below which a frame has to be mended
LOOKED_AT = 0.1  # share of the frames, those least trusted, that a person looks at
BINS = (0, 50, 60, 70, 80, 90, 95, 100)  # per cent of promised overlap
KNOTS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)  # shares of the frames between the table's groups
RIDGE = 1.0
SURE, MOST = 4.6, 0.995  # the score at which the regression expects a J of 1, and what is promised; at 0 it expects 0


def judged(answer: SegmentMasks, true: Sequence[Mask]) -> list[tuple[float, float]]:
    """What an answer promised and what its overlap came to, on frames where it or the truth shows the object.

    Where neither does there is no overlap to speak of.
    """
    return [
        (answer.confidence[index] / 255, trust.overlap(answer.masks[index], there))
        for index in range(1, len(answer.masks) - 1)
        for there in [true[answer.task.first + index]]
        if there.any() or answer.masks[index].any()
    ]


def print_trust(pairs: Sequence[tuple[float, float]]) -> None:
    """Rank correlation, calibration and the share of bad frames caught, over what `judged` gives of all clips."""
    promised, true = np.array(pairs).T
    print(f"\nTrust in flow's masks: {len(true)} masks, {np.mean(true < BAD):.1%} of them bad (J < {BAD})")
    print(f"  rank correlation (Spearman) of confidence and true J: {spearman(promised, true):.3f}")
    print(f"  mean distance of promised and true J: {np.abs(promised - true).mean():.3f}")
    print(f"  bad frames among the {LOOKED_AT:.0%} least trusted: {caught(promised, true):.0%}, "
          f"of at most {best_catch(true):.0%}")  # fmt: skip
    print(f"\n  {'promised J':>12} {'frames':>7} {'promised':>9} {'true J':>7}")
    for low, high in pairwise(BINS):
        here = (promised * 100 >= low) & ((promised * 100 < high) | (high == 100))
        if here.any():
            bar = "#" * round(40 * true[here].mean())
            print(f"  {low:5}-{high:3} % {here.sum():8} {promised[here].mean():9.2f} {true[here].mean():7.2f}  {bar}")


def spearman(a: Numbers, b: Numbers) -> float:
    """Rank correlation; ties share their mean rank."""
    return float(np.corrcoef(_ranks(a), _ranks(b))[0, 1])


def _ranks(values: Numbers) -> Numbers:
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(count) - (count - 1) / 2)[place].astype(np.float64)


def caught(promised: Numbers, true: Numbers) -> float:
    """Share of the bad frames that lie among the least trusted; NaN when none is bad."""
    looked = np.argsort(promised, kind="stable")[: round(LOOKED_AT * len(true))]
    bad = true < BAD
    return float(bad[looked].sum() / bad.sum()) if bad.any() else float("nan")


def best_catch(true: Numbers) -> float:
    """The share that whoever knows the truth would catch."""
    return min(1.0, round(LOOKED_AT * len(true)) / max(1, int((true < BAD).sum())))


def print_fit(clips: Sequence[Clip]) -> None:
    """Weights and table fitted on all clips, and how a fit does on each clip that was left out of it."""
    rows = [(name, *_signals_and_truth(clip)) for name, *clip in clips]
    features = np.vstack([features for _, features, _ in rows])
    true = np.concatenate([true for _, _, true in rows])
    owner = np.concatenate([np.full(len(true), place) for place, (_, _, true) in enumerate(rows)])
    left_out = np.zeros_like(true)
    for place in range(len(rows)):
        weights, table = fit(features[owner != place], true[owner != place])
        left_out[owner == place] = np.interp(-(features[owner == place] @ weights), *table)
    print("On clips left out of the fit:")
    print(f"  rank correlation {spearman(left_out, true):.3f}, mean distance {np.abs(left_out - true).mean():.3f}, "
          f"bad frames caught {caught(left_out, true):.0%} of at most {best_catch(true):.0%}")  # fmt: skip
    weights, table = fit(features, true)
    print("WEIGHTS =", tuple(round(float(weight), 4) for weight in weights))
    print("SCORES =", tuple(round(float(value), 3) for value in table[0]))
    print("OVERLAPS =", tuple(round(float(value), 3) for value in table[1]))


def _signals_and_truth(clip: Sequence[object]) -> tuple[Numbers, Numbers]:
    read_frames, truth, tasks = clip
    features, true = [], []
    for task in tasks:
        with _noted() as seen:
            answer = next(propagate(read_frames, [task], FlowPredictor(threads=1)))
        if len(seen) != len(answer.masks):
            continue  # a change of shot: computed in two runs
        for index, signals in enumerate(seen):
            there = truth[task.track][task.first + index]
            if signals is not None and (there.any() or answer.masks[index].any()):
                features.append(trust.features(signals))
                true.append(trust.overlap(answer.masks[index], there))
    return np.array(features).reshape(len(true), len(trust.WEIGHTS)), np.array(true)


@contextmanager
def _noted() -> Iterator[list[trust.Signals | None]]:
    """The signals of every frame, in the order in which the engine asks what they are worth."""
    seen, asked = [], trust.confidence

    def note(signals: trust.Signals | None, absent_for: int = 0) -> int:
        seen.append(None if absent_for else signals)
        return asked(signals, absent_for)

    trust.confidence = note
    try:
        yield seen
    finally:
        trust.confidence = asked


def fit(features: Numbers, true: Numbers) -> tuple[Numbers, tuple[Numbers, Numbers]]:
    """Ridge regression on the logarithm of the error, then means of groups of frames, finer where trust is low.

    The means never fall as the score rises.

    Returns:
        weights; scores and the overlaps that they stand for, ascending.
    """
    gram = features.T @ features + RIDGE * np.eye(features.shape[1])
    weights = np.linalg.solve(gram, features.T @ np.log(1.01 - true))
    score = -(features @ weights)
    order = np.argsort(score, kind="stable")
    groups = [group for group in np.split(order, [round(share * len(order)) for share in KNOTS]) if len(group)]
    knots = np.array([0.0, *(score[group].mean() for group in groups), SURE])
    values = _never_falling([0.0, *(float(true[group].mean()) for group in groups), MOST])
    return weights, (knots, values)


def _never_falling(values: Sequence[float]) -> Numbers:
    """Pool adjacent violators. Source: Ayer et al., "An Empirical Distribution Function...", 1955."""
    pools: list[tuple[float, int]] = []
    for value in values:
        pools.append((value, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (b, m), (a, n) = pools.pop(), pools.pop()
            pools.append(((a * n + b * m) / (n + m), n + m))
    return np.concatenate([np.full(count, value) for value, count in pools])
