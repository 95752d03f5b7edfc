"""Whether a grounded caption's masks are those of its phrases: LG-VIS's measures, with phrases in place of prompts.

A predicted track can only be right under a phrase that the caption has too, word for word; all others are held against
the model. Predictions of all clips share one ranking, as there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from annotator.formats.grounding import CROWD, parse
from annotator.formats.raster import Mask
from annotator.formats.release import ReleaseVideo
from annotator.formats.rle import Rle, area, encode
from annotator.scoring.lgvis import corrected
from annotator.scoring.lgvis.corrected import CorrectedPrompt
from annotator.scoring.lgvis.overlap import Masks, Track, overlap
from model_assist.dataset import mask_of


@dataclass(frozen=True)
class PhraseTrack:
    """A track under the words of its phrase; masks [height, width] on each evaluated frame."""

    phrase: str
    masks: tuple[Mask, ...]
    score: float = 1.0


def tracks_of_caption(video: ReleaseVideo) -> list[PhraseTrack]:
    """What people grounded, on the frames on which they drew."""
    drawn = [frame for frame in video.segmentations if frame.is_gt]
    return [
        PhraseTrack(phrase.text, tuple(mask_of(frame, int(written), video.image_size) for frame in drawn))
        for phrase in parse(video.caption_raw_en_gpt).phrases
        for written in phrase.ids
        if written != CROWD
    ]


def match_phrases(
    video_id: int, predicted: Sequence[PhraseTrack], wanted: Sequence[PhraseTrack]
) -> list[CorrectedPrompt]:
    """What came of each phrase that was said or wanted."""
    phrases = dict.fromkeys(_plain(track.phrase) for track in [*wanted, *predicted])
    return [
        _match(video_id, place, phrase, _under(phrase, predicted), _under(phrase, wanted))
        for place, phrase in enumerate(phrases)
    ]


def grounded_measures(prompts: Sequence[CorrectedPrompt]) -> dict[str, Any]:
    """mAP and AP at thresholds in percent, over all phrases of all clips."""
    return {
        **corrected.measures(corrected.pool(prompts)),
        "phrases": sum(prompt.truth > 0 for prompt in prompts),
        "tracks": sum(prompt.truth for prompt in prompts),
        "predictions": sum(len(prompt.scores) for prompt in prompts),
    }


def _match(
    video_id: int, place: int, phrase: str, predicted: Sequence[PhraseTrack], wanted: Sequence[PhraseTrack]
) -> CorrectedPrompt:
    rles: list[Rle] = []
    tracks: list[Track] = []
    for track in [*predicted, *wanted]:
        tracks.append(tuple(range(len(rles), len(rles) + len(track.masks))))
        rles += [encode(mask) for mask in track.masks]
    areas = np.array([area(mask) for mask in rles], dtype=np.int64)  # pycocotools stops at 255 at once
    masks = Masks(rles, areas, np.zeros(len(rles), dtype=np.int64))
    said, truth = tracks[: len(predicted)], tracks[len(predicted) :]
    return corrected.match_prompt(
        masks, said, truth, [track.score for track in predicted], overlap(masks, said, truth),
        video_id=video_id, place=place, text=phrase,
    )  # fmt: skip


def _under(phrase: str, tracks: Sequence[PhraseTrack]) -> list[PhraseTrack]:
    return [track for track in tracks if _plain(track.phrase) == phrase]


def _plain(phrase: str) -> str:
    return " ".join(phrase.lower().split())
