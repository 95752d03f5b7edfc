"""Captions that count, right and wrong: a number word that is another, an object too few, an object too many.

Not every phrase has a number word: of "several ducks" nobody can tell by the words how many there are.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

from annotator.formats.caption import Caption, Phrase
from annotator.formats.grounding import parse, render

LINTS = Path(__file__).with_name("planted_lints.mjs")

CAPTIONS = (
    "[Three cups]<mask_1,2,3> stand on a table, then [a hand]<mask_4> lifts one of them.",
    "[Two dogs]<mask_1,2> chase [a ball]<mask_3> until it rolls under a bench.",
    "[Four boys]<mask_1,2,3,4> run across the yard before they sit down.",
    "[Both women]<mask_1,2> wave while [a bus]<mask_3> drives away.",
    "[Several ducks]<mask_1,2,3> cross a pond, then dive one after the other.",
    "[Two red cars]<mask_1,2> wait at a light, then turn left.",
    "[Three birds]<mask_1,2,3> sit on a wire until [a cat]<mask_4> appears.",
    "[The players]<mask_1,2,3> pass [a ball]<mask_4> before one of them shoots.",
    "[Five candles]<mask_1,2,3,4,5> burn while [a child]<mask_6> leans forward.",
    "[Two sheep]<mask_1,2> graze, then follow [a man]<mask_3> through a gate.",
    "[A pair of gloves]<mask_1,2> lies on a bench until [a boy]<mask_3> takes it.",
    "[Three balloons]<mask_1,2,3> rise while [a girl]<mask_4> looks up.",
    "[The horses]<mask_1,2> trot in a circle, then stop.",
    "[Two cyclists]<mask_1,2> overtake [a truck]<mask_3> before the bend.",
    "[Four plates]<mask_1,2,3,4> spin on sticks until one falls.",
    "[Six cards]<mask_1,2,3,4,5,6> lie in a row, then [a hand]<mask_7> turns one.",
    "[Two goats]<mask_1,2> butt heads while [a third goat]<mask_3> watches.",
    "[Some monkeys]<mask_1,2,3,4> climb a tree, then throw leaves.",
    "[Three boats]<mask_1,2,3> sail past before [a ferry]<mask_4> enters.",
    "[Two cooks]<mask_1,2> stir [a pot]<mask_3>, then taste from it.",
    "[Both twins]<mask_1,2> jump into a pool while [a dog]<mask_3> barks at them.",
    "[Four drones]<mask_1,2,3,4> hover, then land one after the other.",
    "[The skaters]<mask_1,2,3> glide in a line until the last one stumbles.",
    "[Two puppets]<mask_1,2> bow before [a curtain]<mask_3> falls.",
    "[Three skiers]<mask_1,2,3> start together, then one takes the lead.",
)
OTHER_NUMBER = {"Two": "Three", "Three": "Two", "Four": "Three", "Five": "Four", "Six": "Seven", "Both": "All three"}


def miscounted(text: str, way: int) -> str:
    """A caption whose counted phrase does not fit its objects any more.

    Args:
        way: 0 another number word, where there is one; 1 an object too few; 2 an object too many.
    """
    caption = parse(text)
    phrase = next(phrase for phrase in caption.phrases if len(phrase.ids) > 1)
    word = phrase.text.split()[0]
    if way == 0 and word in OTHER_NUMBER:
        return text.replace(word, OTHER_NUMBER[word], 1)
    if way == 2:
        used = {number for each in caption.phrases for number in each.ids}
        return retagged(caption, phrase, (*phrase.ids, next(n for n in "1234567890" if n not in used)))
    return retagged(caption, phrase, phrase.ids[:-1])


def retagged(caption: Caption, phrase: Phrase, ids: Sequence[str]) -> str:
    """The caption with other objects at one phrase."""
    other = Phrase(phrase.text, tuple(ids), phrase.start, phrase.end)
    return render(Caption(caption.plain, tuple(other if each == phrase else each for each in caption.phrases)))


def linted(texts: Sequence[str]) -> list[list[str]]:
    """The doubts that the browser's own checks have about each caption, by their codes."""
    lines = "".join(json.dumps(text) + "\n" for text in texts)
    asked = subprocess.run(["node", str(LINTS)], input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in asked.stdout.splitlines()]
