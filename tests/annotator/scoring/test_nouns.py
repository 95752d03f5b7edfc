"""Nouns are what a person would underline in the words that are tied to objects, without a network and at once."""

from __future__ import annotations

import pytest

from annotator.scoring.nouns import grounding_phrases, nouns_of

PHRASES = [
    ("A tattooed man in shorts", {"man", "short"}, {"tattooed man"}),
    ("three yellow balls inside it", {"ball"}, {"yellow ball"}),
    ("two skateboards", {"skateboard"}, set()),
    ("The children", {"child"}, set()),
    ("rubber band", {"rubber", "band"}, {"rubber band"}),
    ("it", set(), set()),
    ("…", set(), set()),
]


@pytest.mark.parametrize(("phrase", "nouns", "phrases"), PHRASES, ids=[phrase for phrase, *_ in PHRASES])
def test_a_phrase_has_these_nouns(phrase, nouns, phrases):
    found = nouns_of(phrase)

    assert (found.nouns, found.phrases) == (nouns, phrases)


def test_only_words_that_are_tied_to_objects_are_phrases_even_in_a_caption_that_breaks_off():
    raw = "[A dog]<mask_1> chases [two cats]<mask_2,3>, [a crowd]<mask_?> watches a bird and [a cup"

    assert grounding_phrases(raw) == ["A dog", "two cats", "a crowd"]
