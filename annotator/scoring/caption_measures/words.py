"""BLEU-4, METEOR, ROUGE-L and CIDEr by the COCO captioning evaluation, whose numbers papers print.

Source: `pycocoevalcap`, the evaluation of Chen et al., "Microsoft COCO Captions" (2015) for Python 3; METEOR is the
1.5 of Denkowski and Lavie in Java, which the package carries.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from shutil import which
from typing import Any

from annotator.scoring.caption_measures.measure import COCO, PACKAGES, Corpus, Scored

BLEU_ORDER = 4


@dataclass(frozen=True)
class CocoMeasure:
    """A scorer of the package, by its module and class."""

    name: str
    module: str
    scorer: str
    span: tuple[float, float] | None
    java: bool = False

    def lacks(self) -> str | None:
        """The package, or Java."""
        if find_spec(COCO) is None:
            return f"the package {COCO} ({PACKAGES})"
        return "java" if self.java and not which("java") else None

    def score(self, corpus: Corpus) -> Scored:
        """Compute it on words, all ground truths of a video together."""
        truths, predictions = corpus.words
        scorer: Any = getattr(import_module(f"{COCO}.{self.module}"), self.scorer)
        if self.name == "BLEU-4":
            values, of_videos = scorer(BLEU_ORDER).compute_score(truths, predictions, verbose=0)
            value, each = values[-1], of_videos[-1]
        else:
            value, each = scorer().compute_score(truths, predictions)
        return Scored(float(value), tuple(map(float, each)))


COCO_MEASURES = (
    CocoMeasure("BLEU-4", "bleu.bleu", "Bleu", (0.0, 1.0)),
    CocoMeasure("METEOR", "meteor.meteor", "Meteor", (0.0, 1.0), java=True),
    CocoMeasure("ROUGE-L", "rouge.rouge", "Rouge", (0.0, 1.0)),
    CocoMeasure("CIDEr", "cider.cider", "Cider", None),
)
