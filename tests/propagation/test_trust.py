"""What is promised about a mask falls with every reason for doubt, and edges are measured as DAVIS measures them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from propagation import trust
from propagation.contour import boundary_f
from tests.propagation.scenes import ellipse

GOOD = trust.Signals(agreement=0.75, certainty=0.85, soft=0.93, residual=12.0, distance=8)


@pytest.mark.parametrize(
    "doubt",
    [{"agreement": 0.5}, {"certainty": 0.6}, {"soft": 0.7}, {"residual": 40.0}, {"residual": np.inf}],
    ids=str,
)
def test_every_reason_for_doubt_lowers_the_promise(doubt):
    assert trust.expected_overlap(replace(GOOD, **doubt)) < trust.expected_overlap(GOOD)


def test_an_empty_mask_where_guesses_claim_something_is_hardly_trusted():
    lost = trust.Signals(agreement=0.0, certainty=0.2, soft=0.0, residual=np.inf, distance=15)

    assert trust.expected_overlap(lost) < 0.3


def test_the_table_from_scores_to_overlaps_rises_from_nothing_to_nearly_everything():
    assert list(trust.SCORES) == sorted(trust.SCORES)
    assert list(trust.OVERLAPS) == sorted(trust.OVERLAPS)
    assert trust.OVERLAPS[0] == 0
    assert trust.as_confidence(trust.OVERLAPS[-1]) == trust.CERTAIN - 1  # certain is only what a person drew
    assert len(trust.SCORES) == len(trust.OVERLAPS)


def test_an_absence_is_believed_more_the_longer_it_lasts():
    frames = [trust.confidence(GOOD, absent_for) for absent_for in (1, 5, 12)]

    assert frames == sorted(frames)
    assert frames[0] < frames[-1] == trust.CERTAIN


def test_what_a_person_drew_is_certain():
    assert trust.confidence(None) == trust.CERTAIN


def test_an_edge_counts_as_met_within_its_tolerance_and_not_beyond():
    shape = ellipse((90, 60), (30, 20), 0)  # the frame's diagonal is 231 pixels, 0.8 % of it two

    assert boundary_f(shape, shape) == 1.0
    assert boundary_f(np.roll(shape, 2, axis=1), shape) == 1.0
    assert boundary_f(np.roll(shape, 12, axis=1), shape) < 0.5


def test_nothing_matches_nothing_and_something_does_not():
    shape, nothing = ellipse((90, 60), (30, 20), 0), np.zeros((128, 192), dtype=bool)

    assert boundary_f(nothing, nothing) == 1.0
    assert boundary_f(shape, nothing) == boundary_f(nothing, shape) == 0.0
