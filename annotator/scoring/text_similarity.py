"""How alike two captions are as texts: by their letters, which needs no model and favours no wording list."""

from __future__ import annotations

from collections import Counter

ORDER = 6


def chrf(hypothesis: str, reference: str, *, beta: float = 2) -> float:
    """The character n-gram F-score, 0..1; `beta` says how many times as much recall counts as precision.

    Source: Popović, "chrF: character n-gram F-score for automatic MT evaluation" (WMT 2015), n = 1 … 6, blanks left
    out, averaged over the orders that both texts are long enough for, as sacrebleu computes it.
    """
    precisions, recalls = [], []
    for order in range(1, ORDER + 1):
        mine, theirs = _grams(hypothesis, order), _grams(reference, order)
        if not mine or not theirs:
            continue
        shared = (mine & theirs).total()
        precisions.append(shared / mine.total())
        recalls.append(shared / theirs.total())
    if not precisions:
        return 0.0
    precision, recall = sum(precisions) / len(precisions), sum(recalls) / len(recalls)
    if not precision + recall:
        return 0.0
    return (1 + beta**2) * precision * recall / (beta**2 * precision + recall)


def similarity(one: str, other: str) -> float:
    """How alike two texts are, 0..1, whichever comes first: chrF with equal weights; two empty texts are alike."""
    if not "".join(one.split()) and not "".join(other.split()):
        return 1.0
    return chrf(one, other, beta=1)


def word_edit(said: str, wanted: str) -> float:
    """The words to change, add and leave out, over the words of the longer text. Source: Levenshtein, 1966."""
    one, other = said.split(), wanted.split()
    row = list(range(len(other) + 1))
    for i, word in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, wanted_word in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (word != wanted_word))
    return row[-1] / max(len(one), len(other), 1)


def _grams(text: str, order: int) -> Counter[str]:
    letters = "".join(text.split())
    return Counter(letters[at : at + order] for at in range(len(letters) - order + 1))
