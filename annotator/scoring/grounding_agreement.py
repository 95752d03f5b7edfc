"""Whether two captions tie the same words to the same things; numbers are each author's own and are matched first."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from annotator.formats.caption import Caption, Phrase

ARTICLES = frozenset(("a", "an", "the"))
CROWD = "?"


@dataclass(frozen=True)
class PhraseMatch:
    """A phrase of one caption and the phrase of the other that says most of it; `other` is None when none says any.

    `words` (0..1) is how much they share, `agrees` whether they stand for the same objects under the matching.
    """

    text: str
    ids: tuple[str, ...]
    other: str | None
    other_ids: tuple[str, ...]
    words: float
    agrees: bool


@dataclass(frozen=True)
class GroundingAgreement:
    """`value` is 0..1; `numbers` says which id of the other caption each id of the first one was taken for."""

    value: float
    numbers: dict[str, str]
    phrases: tuple[PhraseMatch, ...]


def grounding_agreement(one: Caption, other: Caption) -> GroundingAgreement:
    """How much of what two captions ground is the same: F1 over pairs of word and matched object.

    Articles and case do not count. Two captions that ground nothing agree.

    Source: our own: Dice's coefficient over the matching of objects that makes it largest (Kuhn, "The Hungarian method
    for the assignment problem", 1955; here by dynamic programming, for there are eleven ids at most).
    """
    mine, theirs = _words_of_ids(one), _words_of_ids(other)
    total = sum(words.total() for words in (*mine.values(), *theirs.values()))
    shared, numbers = _best_matching(mine, theirs)
    matches = tuple(_matched(phrase, other.phrases, numbers) for phrase in one.phrases)
    return GroundingAgreement(2 * shared / total if total else 1.0, numbers, matches)


def words_of(text: str) -> list[str]:
    """The words of a phrase without articles, in one case: pieces between blanks, stripped of punctuation."""
    pieces = ("".join(char for char in piece if unicodedata.category(char)[0] in "LN") for piece in text.split())
    words = [piece.casefold() for piece in pieces if piece]
    return [word for word in words if word not in ARTICLES] or words


def _words_of_ids(caption: Caption) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for phrase in caption.phrases:
        for number in phrase.ids:
            found.setdefault(number, Counter()).update(words_of(phrase.text))
    return found


def _best_matching(mine: dict[str, Counter[str]], theirs: dict[str, Counter[str]]) -> tuple[int, dict[str, str]]:
    """The pairs of ids that share most words in sum, and that sum. A crowd is matched with a crowd only."""
    left, right = sorted(mine), sorted(theirs)

    @cache
    def best(at: int, taken: int) -> tuple[int, tuple[tuple[str, str], ...]]:
        if at == len(left):
            return 0, ()
        choices = [best(at + 1, taken)]
        for place, number in enumerate(right):
            shared = (mine[left[at]] & theirs[number]).total()
            if taken & (1 << place) or not shared or (left[at] == CROWD) != (number == CROWD):
                continue
            more, pairs = best(at + 1, taken | 1 << place)
            choices.append((shared + more, ((left[at], number), *pairs)))
        return max(choices, key=lambda choice: choice[0])

    shared, pairs = best(0, 0)
    return shared, dict(pairs)


def _matched(phrase: Phrase, others: Sequence[Phrase], numbers: dict[str, str]) -> PhraseMatch:
    words = Counter(words_of(phrase.text))
    wanted = {numbers.get(number) for number in phrase.ids}

    def likeness(other: Phrase) -> tuple[float, bool]:
        theirs = Counter(words_of(other.text))
        either = words.total() + theirs.total()
        return 2 * (words & theirs).total() / either if either else 0.0, set(other.ids) == wanted

    best = max(others, key=likeness, default=None)
    if best is None or not likeness(best)[0]:
        return PhraseMatch(phrase.text, phrase.ids, None, (), 0.0, agrees=False)
    shared, agrees = likeness(best)
    return PhraseMatch(phrase.text, phrase.ids, best.text, best.ids, shared, agrees)
