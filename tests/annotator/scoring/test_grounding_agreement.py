"""Grounding agreement: the numbers are each author's own, the words are what counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats import grounding
from annotator.scoring.grounding_agreement import grounding_agreement, words_of

WORDS = st.sampled_from(["a dog", "the dog", "two cats", "a red box", "a wall", "The box"])
PHRASES = st.tuples(WORDS, st.sets(st.sampled_from("1234"), min_size=1, max_size=3) | st.just({"?"}))
CAPTIONS = st.lists(PHRASES, max_size=5).map(
    lambda phrases: grounding.parse(
        " and ".join(f"[{words}]<mask_{','.join(sorted(ids))}>" for words, ids in phrases) or "Nothing moves."
    )
)
RENUMBERED = str.maketrans("1234", "4312")


@given(CAPTIONS, CAPTIONS)
def test_agreement_is_symmetric_and_a_share(one, other):
    value = grounding_agreement(one, other).value

    assert value == pytest.approx(grounding_agreement(other, one).value)
    assert 0 <= value <= 1


@given(CAPTIONS)
def test_other_numbers_for_the_same_things_agree_wholly(caption):
    renumbered = grounding.parse(grounding.render(caption).translate(RENUMBERED))

    found = grounding_agreement(caption, renumbered)

    assert found.value == 1
    assert all(phrase.words == 1 for phrase in found.phrases)


def test_each_phrase_says_what_it_was_matched_with_and_whether_it_means_the_same_objects():
    one = grounding.parse("[A red box]<mask_1> meets [two balls]<mask_2,3> by [a wall]<mask_4>.")
    other = grounding.parse("[Two balls]<mask_1,2> pass [the red box]<mask_3>; [balls]<mask_1> roll.")

    found = grounding_agreement(one, other)

    assert [(p.text, p.other, p.agrees) for p in found.phrases] == [
        ("A red box", "the red box", True), ("two balls", "Two balls", True), ("a wall", None, False),
    ]  # fmt: skip
    assert found.numbers["1"] == "3"
    assert 0.8 < found.value < 0.95


def test_a_wrong_count_costs_agreement():
    one = grounding.parse("[Three cups]<mask_1,2,3> stand.")
    other = grounding.parse("[Three cups]<mask_1,2> stand.")

    assert grounding_agreement(one, other).value == pytest.approx(0.8)


def test_articles_case_and_punctuation_do_not_count_unless_nothing_else_is_there():
    assert words_of("The Red, box") == ["red", "box"]
    assert words_of("the") == ["the"]
