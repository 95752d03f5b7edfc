"""BERTScore and sentence embeddings, for who has weights: none are fetched, a folder with them is given.

Source: Zhang et al., "BERTScore" (ICLR 2020), as `bert-score` computes it; Reimers and Gurevych, "Sentence-BERT" (EMNLP
2019), as `sentence-transformers` does.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import fmean

from annotator.scoring.caption_measures.measure import Corpus, Scored


@dataclass(frozen=True)
class BertScore:
    """The F-score of matched token embeddings, of each video with its best ground truth; neither idf nor rescaling.

    Args:
        weights: A folder with a Hugging Face model and its tokenizer.
        layer: Whose states are compared; which one is best for a model is the package's to say.
    """

    weights: Path | None
    layer: int | None
    name: str = "BERTScore"
    span: tuple[float, float] | None = (-1.0, 1.0)

    def lacks(self) -> str | None:
        """The package, weights, or a layer."""
        if find_spec("bert_score") is None:
            return "the package bert-score"
        if self.weights is None or not self.weights.is_dir() or self.layer is None:
            return "weights: give --bert-weights DIR and --bert-layer N"
        return None

    def score(self, corpus: Corpus) -> Scored:
        """Compute it on the texts as they are."""
        predictions = [one.prediction for one in corpus.videos]
        truths = [list(one.truths) for one in corpus.videos]
        score = import_module("bert_score").score
        *_, f_scores = score(predictions, truths, model_type=str(self.weights), num_layers=self.layer)
        each = tuple(map(float, f_scores))
        return Scored(fmean(each), each)


@dataclass(frozen=True)
class SentenceSimilarity:
    """The cosine of sentence embeddings, the mean over ground truths, then over videos.

    Args:
        weights: A folder with a model of `sentence-transformers`.
    """

    weights: Path | None
    name: str = "sentence embedding"
    span: tuple[float, float] | None = (-1.0, 1.0)

    def lacks(self) -> str | None:
        """The package, or weights."""
        if find_spec("sentence_transformers") is None:
            return "the package sentence-transformers"
        if self.weights is None or not self.weights.is_dir():
            return "weights: give --sentence-weights DIR"
        return None

    def score(self, corpus: Corpus) -> Scored:
        """Compute it on the texts as they are."""
        model = import_module("sentence_transformers").SentenceTransformer(str(self.weights), local_files_only=True)
        texts = [text for one in corpus.videos for text in (one.prediction, *one.truths)]
        vectors = model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
        each, first = [], 0
        for one in corpus.videos:
            last = first + len(one.truths)
            each.append(float((vectors[first + 1 : last + 1] @ vectors[first]).mean()))
            first = last + 1
        return Scored(fmean(each), tuple(each))
