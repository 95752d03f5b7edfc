"""Prompts by rule ask for the right tracks in plausible English, and flag what a person should look at."""

from __future__ import annotations

import pytest

from annotator.formats.grounding import parse
from annotator.formats.prompts import prompts


@pytest.mark.parametrize(
    ("caption", "text", "flags"),
    [
        ("[A bearded man in sandals]<mask_1> waves.", "Where is the bearded man in sandals?", ()),
        ("She drops a [plastic bag]<mask_1>.", "Where is the plastic bag?", ()),
        ("[Two paddles]<mask_1,2> float.", "Where are the two paddles?", ()),
        ("The [geese]<mask_1,2> hiss.", "Where are the geese?", ()),
        ("The [firemen in yellow]<mask_1,2> run.", "Where are the firemen in yellow?", ()),
        ("[Another boat]<mask_2> arrives.", "Where is the other boat?", ("relative",)),
        ("A girl ties [her shoe]<mask_1>.", "Where is the shoe?", ("possessive",)),
        ("The dog bites [him]<mask_1>.", "Where is he?", ("pronoun",)),
        ("[a boy and a goat]<mask_1,2> stare", "Where are the boy and the goat?", ()),
        ("a [black and white cow]<mask_1>", "Where is the black and white cow?", ()),
        ("a [group of skaters that are falling]<mask_1,2>", "Where is the group of skaters that are falling?", ()),
        ("he cuts with [scissors]<mask_3>", "Where are the scissors?", ()),
        ("the [sheep]<mask_1>", "Where is the sheep?", ()),
        ("the [sheep]<mask_1,2>", "Where are the sheep?", ()),
        ("the [glass]<mask_1>", "Where is the glass?", ()),
        ("the [ladders]<mask_1>", "Where are the ladders?", ("number",)),
        ("the [ladder]<mask_1,2>", "Where is the ladder?", ("number",)),
        ("[NASA rocket]<mask_1> lifts off", "Where is the NASA rocket?", ()),
    ],
)
def test_a_phrase_becomes_its_question(caption: str, text: str, flags: tuple[str, ...]) -> None:
    (prompt,) = prompts(parse(caption))

    assert (prompt.text, prompt.flags) == (text, flags)


def test_every_phrase_without_a_crowd_is_asked_for_in_order_with_its_tracks() -> None:
    caption = parse("[Fans]<mask_?> watch [a boy and others]<mask_1,?>; [two dogs]<mask_3,0> chase a [ball]<mask_2>.")

    assert [prompt.track_ids for prompt in prompts(caption)] == [(3, 0), (2,)]


def test_equal_words_for_different_objects_are_flagged_as_ambiguous() -> None:
    caption = parse("A boy drops his [kite]<mask_1>; [the kite]<mask_2> of a girl flies. The [kite]<mask_1> tears.")

    assert [prompt.flags for prompt in prompts(caption)] == [("ambiguous",)] * 3
