"""Questions for the objects of a caption by rule, so that a release has LG-VIS prompts without a language model.

Every grounding phrase that names tracks becomes "Where is/are the …?". Phrases with a crowd ("?") have no masks to ask
for and give none. Rules read words, not grammar: each prompt says by its flags where a person should look.

Source: the wording of the ViCaS prompts as its paper shows it; the rules are ours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from annotator.formats.grounding import CROWD, Caption, Phrase

Flag = Literal["relative", "possessive", "pronoun", "number", "ambiguous"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


DETERMINERS = _words("a an the this that these those some")
POSSESSIVES = _words("my your his her its our their")
RELATIVES = _words("another other")
QUANTITIES = _words(
    "two three four five six seven eight nine ten several many few multiple various numerous both all "
    "2 3 4 5 6 7 8 9 10"
)
PRONOUNS = {
    "he": "he", "him": "he", "himself": "he", "she": "she", "her": "she", "herself": "she", "it": "it", "itself": "it",
    "they": "they", "them": "they", "themselves": "they", "i": "the person", "we": "the people", "us": "the people",
    "you": "the person", "one": "the one", "someone": "the person", "somebody": "the person",
}  # fmt: skip
STOPS = _words(
    "of in on at with without from to into onto by near under over above below behind beside between around against "
    "along across for through inside outside next who whom whose which that as holding wearing carrying sitting "
    "standing"
)
COLLECTIVES = _words(
    "group crowd pair couple team herd flock bunch set row line pack family band stack pile bundle crew"
)
PAIR_NOUNS = _words(
    "jeans pants trousers shorts scissors glasses sunglasses goggles binoculars tongs pliers tights clothes"
)
IRREGULAR_PLURALS = _words("people children feet teeth mice geese oxen cattle police lice wolves knives leaves calves")
EITHER_NUMBER = _words("sheep fish deer aircraft series species moose bison shrimp")
SINGULAR_IN_S = _words("bus gas lens canvas tennis octopus walrus cactus atlas christmas bias iris trellis chess news")


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question and the tracks that answer it, in the order of the tag."""

    text: str
    track_ids: tuple[int, ...]
    flags: tuple[Flag, ...]


def prompts(caption: Caption) -> tuple[Prompt, ...]:
    """Ask for every grounding phrase without "?", in reading order."""
    asked = [phrase for phrase in caption.phrases if CROWD not in phrase.ids]
    names: dict[str, set[frozenset[str]]] = {}
    for phrase in asked:
        names.setdefault(_bare(phrase), set()).add(frozenset(phrase.ids))
    return tuple(_prompt(caption, phrase, ambiguous=len(names[_bare(phrase)]) > 1) for phrase in asked)


def _prompt(caption: Caption, phrase: Phrase, *, ambiguous: bool) -> Prompt:
    flags: list[Flag] = []
    ids = tuple(int(written) for written in phrase.ids)
    words = _lowered(caption, phrase).split()
    if len(words) == 1 and words[0].lower() in PRONOUNS:
        subject = PRONOUNS[words[0].lower()]
        plural = subject in ("they", "the people")
        flags.append("pronoun")
    else:
        words, flags = _definite(words)
        subject = " ".join(words)
        plural, doubtful = _is_plural(words, several=len(ids) > 1)
        if doubtful:
            flags.append("number")
    if ambiguous:
        flags.append("ambiguous")
    return Prompt(f"Where {'are' if plural else 'is'} {subject}?", ids, tuple(flags))


def _bare(phrase: Phrase) -> str:
    words = phrase.text.lower().split()
    return " ".join(words[1:] if words[0] in DETERMINERS | POSSESSIVES and len(words) > 1 else words)


def _lowered(caption: Caption, phrase: Phrase) -> str:
    """The phrase without the capital that only the beginning of a sentence gave it."""
    before = caption.plain[: phrase.start].rstrip()
    begins = not before or before[-1] in ".!?:"
    first = phrase.text.split()[0]
    known = first.lower() in DETERMINERS | POSSESSIVES | RELATIVES | QUANTITIES
    if known or (begins and first[0].isupper() and (first[1:].islower() or len(first) == 1)):
        return phrase.text[0].lower() + phrase.text[1:]
    return phrase.text


def _definite(words: list[str]) -> tuple[list[str], list[Flag]]:
    """Give the phrase its "the": for an article, a possessive or nothing; "another" becomes "the other"."""
    flags: list[Flag] = []
    first = words[0].lower()
    if first in RELATIVES:
        flags.append("relative")
        words = ["the", "other", *words[1:]]
    elif first in POSSESSIVES and len(words) > 1:
        flags.append("possessive")
        words = ["the", *words[1:]]
    elif first in DETERMINERS and len(words) > 1:
        words = ["the", *words[1:]]
    elif first not in ("both", "all"):
        words = ["the", *words]
    if re.search(r"['’]s?$", words[-1]) and len(words) > 1:
        flags.append("possessive")
        words = [*words[:-1], re.sub(r"['’]s?$", "", words[-1])]
    joined = [
        "the" if words[i - 1].lower() == "and" and word.lower() in ("a", "an") else word for i, word in enumerate(words)
    ]
    return joined, flags


def _is_plural(words: list[str], *, several: bool) -> tuple[bool, bool]:
    """Whether the verb is "are", and whether that disagrees with how many tracks the phrase has."""
    own = [word.lower().strip(",;") for word in words if word.lower() not in DETERMINERS | {"other"}]
    joined = _is_joined([word.lower() for word in words], several=several)
    head_words = _before_stop(own)
    head = head_words[-1] if head_words else ""
    if any(word in COLLECTIVES for word in head_words[-1:]) and not joined:
        return False, False
    if joined or any(word in QUANTITIES for word in own[:2]):
        return True, not several
    if head in PAIR_NOUNS:
        return True, False
    if head in EITHER_NUMBER:
        return several, False
    plural = _is_plural_noun(head)
    return plural, plural != several


def _before_stop(words: list[str]) -> list[str]:
    """The words up to the head noun: what stands before a preposition, a relative or a participle after the noun."""
    for i, word in enumerate(words):
        participle = word.endswith(("ing", "ed")) and i > 0 and words[i - 1] not in QUANTITIES and len(word) > 4
        if i > 0 and (word in STOPS or participle or word == "and"):
            return words[:i]
    return words


def _is_joined(words: list[str], *, several: bool) -> bool:
    opens = DETERMINERS | POSSESSIVES | QUANTITIES | RELATIVES
    return any(
        word == "and" and 0 < i < len(words) - 1 and (several or words[i + 1] in opens) for i, word in enumerate(words)
    )


def _is_plural_noun(noun: str) -> bool:
    if noun in IRREGULAR_PLURALS or (noun.endswith("men") and noun not in ("specimen", "omen", "abdomen")):
        return True
    return noun.endswith("s") and not noun.endswith(("ss", "us", "is")) and noun not in SINGULAR_IN_S
