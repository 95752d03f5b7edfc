"""Drift: silence on little, certainty on much, and the same interval each time."""

from __future__ import annotations

import random
import statistics

from hypothesis import given
from hypothesis import strategies as st

from annotator.scoring.drift import drift, summarise

SCORES = st.lists(st.floats(0, 1), max_size=40)


@given(SCORES)
def test_a_drift_lies_within_its_interval_and_is_not_said_of_too_few(scores):
    found = drift(scores)

    assert (found is None) == (len(scores) < 15)
    if found is not None:
        assert found == drift(scores)
        assert found.low - 1e-9 <= found.difference <= found.high + 1e-9
        assert -1 <= found.low <= found.high <= 1


def test_who_became_worse_is_told_from_who_only_varies():
    chance = random.Random(1)
    steady = [0.9 + chance.uniform(-0.05, 0.05) for _ in range(40)]
    worse = [*steady[:30], *(score - 0.15 for score in steady[30:])]

    assert not drift(steady).certain
    assert drift(worse).certain
    assert drift(worse).high < 0


def test_the_interval_is_about_right():
    """Of people who do not change, hardly more than one in twenty is called certain."""
    chance = random.Random(2)
    called = sum(drift([chance.gauss(0.8, 0.05) for _ in range(60)], recent=30).certain for _ in range(40))

    assert called <= 6


@given(SCORES.filter(bool))
def test_a_summary_is_of_the_scores(scores):
    found = summarise(scores)

    assert found.count == len(scores)
    assert min(scores) <= found.low <= found.median <= found.high <= max(scores)
    assert found.median == statistics.median(scores)
    assert found.mean == statistics.fmean(scores)


def test_of_nothing_there_is_no_summary():
    assert summarise([]) is None
