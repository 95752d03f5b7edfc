"""chrF, which needs nothing that is not here."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean

from annotator.scoring.caption_measures.measure import Corpus, Scored
from annotator.scoring.text_similarity import chrf


@dataclass(frozen=True)
class Chrf:
    """The character n-gram F-score, the mean over ground truths, then over videos."""

    name: str = "chrF"
    span: tuple[float, float] | None = (0.0, 1.0)

    def lacks(self) -> str | None:
        """Nothing."""
        return None

    def score(self, corpus: Corpus) -> Scored:
        """Compute it on the texts as they are."""
        each = tuple(fmean(chrf(one.prediction, truth) for truth in one.truths) for one in corpus.videos)
        return Scored(fmean(each), each)
