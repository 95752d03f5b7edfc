"""Which things captions speak of: nouns and noun phrases in the words that are tied to objects.

The tagger is NLTK's averaged perceptron for English. Its weights, which NLTK downloads when they are first wanted, lie
here as JSON, so that counting needs no network and nothing is unpickled. They come from M. Honnibal's
textblob-aptagger, whose MIT licence lies beside them.

Source: Athar et al., "ViCaS" (2024), counts "unique nouns/noun-phrases" by NLTK and gives no grammar; ours is a
maximal run of adjectives and nouns that ends with nouns, its last word in the singular.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import inflection

_WEIGHTS = Path(__file__).with_name("averaged_perceptron_tagger_eng.json.gz")
_GROUNDING = re.compile(r"\[([^\[\]<>]+)\]<mask_[0-9?](?:,[0-9?])*>")


class Nouns(NamedTuple):
    """Of one grounding phrase, each once, in lower case and in the singular."""

    nouns: frozenset[str]
    phrases: frozenset[str]


def grounding_phrases(raw: str) -> list[str]:
    """The words of a raw caption that are tied to objects; brackets that are not whole tie nothing."""
    return _GROUNDING.findall(raw)


@lru_cache(maxsize=1 << 16)
def nouns_of(phrase: str) -> Nouns:
    """The nouns of a grounding phrase, and its noun phrases of two words and more: "a tattooed man" has both.

    Args:
        phrase: English words without grounding syntax.
    """
    tagged = _tagged(phrase)
    single = frozenset(_singular(word, tag) for word, tag in tagged if tag.startswith("NN"))
    return Nouns(single, frozenset(_phrases(tagged)))


def _phrases(tagged: list[tuple[str, str]]) -> Iterator[str]:
    """Maximal `<JJ.*|NN.*>*<NN.*>+` of at least two words."""
    for belongs, run in groupby(tagged, key=lambda one: one[1].startswith(("JJ", "NN"))):
        words = list(run)
        while words and not words[-1][1].startswith("NN"):
            words.pop()
        if belongs and len(words) > 1:
            yield " ".join([*(word.lower() for word, _ in words[:-1]), _singular(*words[-1])])


def _singular(word: str, tag: str) -> str:
    lowered = word.lower()
    return inflection.singularize(lowered) if tag in ("NNS", "NNPS") else lowered


def _tagged(phrase: str) -> list[tuple[str, str]]:
    """Words with their Penn Treebank tags; marks between words are left out."""
    tokenizer, tagger = _nltk()
    tagged = tagger.tag(tokenizer.tokenize(phrase))
    return [(word, tag) for word, tag in tagged if any(char.isalnum() for char in word)]


@cache
def _nltk() -> tuple[Any, Any]:
    """NLTK's tokenizer and tagger, loaded when the first phrase comes: its import alone takes seconds."""
    from nltk.tag.perceptron import PerceptronTagger
    from nltk.tokenize import NLTKWordTokenizer

    weights = json.loads(gzip.decompress(_WEIGHTS.read_bytes()))
    tagger = PerceptronTagger(load=False)
    tagger.model.weights, tagger.tagdict = weights["weights"], weights["tagdict"]
    tagger.classes = tagger.model.classes = set(weights["classes"])
    return NLTKWordTokenizer(), tagger
