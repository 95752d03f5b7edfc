"""Sampling by hash: the same for whoever knows the seed, even, and growing with the share."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.scoring.sampling import chosen, draw, is_inspected, is_sampled

SEEDS = st.integers(0, 2**31)


@given(SEEDS, st.integers(0, 10**6), st.integers(0, 100), st.integers(0, 100))
def test_whoever_is_drawn_stays_drawn_at_a_higher_share(seed, number, one, other):
    low, high = sorted((one, other))

    assert not is_sampled(seed, "gold", number, percent=low) or is_sampled(seed, "gold", number, percent=high)
    assert not is_sampled(seed, "gold", number, percent=0)
    assert is_sampled(seed, "gold", number, percent=100)


def test_a_share_is_kept_and_one_purpose_says_nothing_about_another():
    gold = [is_sampled(7, "gold", number, percent=20) for number in range(10_000)]
    double = [is_sampled(7, "double", number, percent=20) for number in range(10_000)]

    assert 0.18 < sum(gold) / len(gold) < 0.22
    assert 0.03 < sum(map(all, zip(gold, double, strict=True))) / len(gold) < 0.05


@given(SEEDS, st.integers(0, 999), st.integers(0, 30), st.integers(0, 20), st.integers(0, 100))
def test_all_first_clips_are_inspected_and_a_share_of_the_later_ones(seed, item, earlier, first_clips, percent):
    found = is_inspected(seed, item, earlier=earlier, first_clips=first_clips, later_percent=percent)

    assert found == (earlier < first_clips or draw(seed, "inspect", item) * 100 < percent)


@given(SEEDS, st.sets(st.integers(1, 10**6), max_size=8))
def test_the_choice_is_one_of_them_and_does_not_depend_on_their_order(seed, numbers):
    found = chosen(seed, "gold", 5, sorted(numbers))

    assert found == chosen(seed, "gold", 5, sorted(numbers, reverse=True))
    assert found in numbers or (found is None and not numbers)


def test_the_choice_is_even():
    found = [chosen(3, "gold", number, (10, 20, 30, 40)) for number in range(4000)]

    assert all(900 < found.count(candidate) < 1100 for candidate in (10, 20, 30, 40))
