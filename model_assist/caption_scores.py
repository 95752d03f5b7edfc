"""How near a model's captions come to what people approved: to any of a clip's wordings, for they are all right."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.scoring.text_similarity import chrf, word_edit

NEAR = 0.15  # of a caption's words may differ


def caption_measures(pairs: Sequence[tuple[str, Sequence[str]]]) -> dict[str, float]:
    """Shares of captions that are right to the letter and nearly right, and means over all.

    Args:
        pairs: What was said, and every wording that would have been right; the nearest counts.
    """
    count = max(len(pairs), 1)
    edits = [min(word_edit(said, wording) for wording in wordings) for said, wordings in pairs]
    return {
        "exact": sum(said in wordings for said, wordings in pairs) / count,
        "near": sum(edit <= NEAR for edit in edits) / count,
        "word_edit": sum(edits) / count,
        "chrf": sum(max(chrf(said, wording) for wording in wordings) for said, wordings in pairs) / count,
    }
