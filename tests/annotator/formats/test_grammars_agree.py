"""The grammar is written twice, and both must be one: on captions and texts at random, and on every character there is.

Everyday sizes cost a few seconds. `GRAMMAR_STRINGS=200000 GRAMMAR_CAPTIONS=50000` is the full size; `SEED=7` asks about
others.
"""

from __future__ import annotations

import os
import random
import sys
from bisect import bisect_right

import pytest

from annotator.formats import grounding
from tests.annotator.formats import grammars
from tests.annotator.formats.grammars import Asked

SEED = int(os.environ.get("SEED", "20261122"))
STRINGS = int(os.environ.get("GRAMMAR_STRINGS", "12000"))
CAPTIONS = int(os.environ.get("GRAMMAR_CAPTIONS", "3000"))
CHUNK = 25_000  # texts for each child of node: what a full run holds in memory at once


def texts() -> list[str]:
    dice = random.Random(SEED)
    return [grammars.random_text(dice) for _ in range(STRINGS)]


def captions() -> list[str]:
    dice = random.Random(SEED + 1)
    return [grounding.render(grammars.random_caption(dice)) for _ in range(CAPTIONS)]


@pytest.mark.timeout(1500)
@pytest.mark.parametrize("made", [texts, captions])
def test_python_and_typescript_give_one_answer_word_for_word(made) -> None:
    asked: list[Asked] = [(text, language) for text in made() for language in grammars.LANGUAGES]
    accepted = {"strict": 0, "lenient": 0}

    for first in range(0, len(asked), CHUNK):
        chunk = asked[first : first + CHUNK]
        for one, theirs in zip(chunk, grammars.browser_answers(chunk), strict=True):
            ours = grammars.answers(*one)
            assert theirs == ours, one
            for reading, answer in ours.items():
                accepted[reading] += answer["ok"]

    print(f"{made.__name__}: {len(asked)} readings in each grammar alike; accepted {accepted}")
    assert len(asked) / 20 < accepted["strict"] <= accepted["lenient"]  # refusals alone would prove little


def test_every_character_that_both_unicodes_know_is_read_alike() -> None:
    runs = grammars.browser_characters()
    firsts = [first for first, _ in runs]

    differing = [
        (f"U+{point:04X}", ours, theirs)
        for point in range(sys.maxunicode + 1)
        if (ours := grammars.character_kind(chr(point))) != (theirs := runs[bisect_right(firsts, point) - 1][1])
        and "unassigned" not in (ours, theirs)
    ]

    assert differing == []


def test_a_character_that_one_unicode_does_not_know_is_refused_by_that_side_at_its_place() -> None:
    runs = grammars.browser_characters()
    firsts = [first for first, _ in runs]
    newer = [
        point
        for point in range(sys.maxunicode + 1)
        if grammars.character_kind(chr(point)) == "unassigned"
        and runs[bisect_right(firsts, point) - 1][1] not in ("unassigned", "forbidden")
    ]

    for point in newer[:: max(1, len(newer) // 50)]:
        refused = grammars.answers(f"A [🔴 man]<mask_1> {chr(point)}", "en")["lenient"]

        assert not refused["ok"]
        assert (refused["error"]["code"], refused["error"]["position"]) == ("E_CONTROL", 18)
