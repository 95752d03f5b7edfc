"""The captions of a video, read for scoring: what was predicted, and the ground truths it is held against."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.scoring.lgvis.reading import PredictionRefused, TruthRefused, opened
from annotator.scoring.lgvis.split import Files


@dataclass(frozen=True, slots=True)
class CaptionedVideo:
    """A predicted caption and its ground truths, in the order of the annotation: raw, cleaned, then rewordings.

    `copied` where the cleaned caption is the raw one, letter by letter, so that one text counts twice.
    """

    video_id: int
    prediction: str
    truths: tuple[str, ...]
    copied: bool = False


def read_captions(files: Files, video_id: int) -> CaptionedVideo:
    """Read the captions of one video of a split.

    Raises:
        TruthRefused: The annotation lacks a caption, or one is blank.
        PredictionRefused: The prediction has no text `pred_caption`; an empty one is a prediction.
    """
    truth, prediction = files.of(video_id)
    wanted = opened(truth, video_id, TruthRefused)
    rewordings = wanted.get("reworded_en_captions")
    if not isinstance(rewordings, list):
        raise TruthRefused(f"Video {video_id:06d}: reworded_en_captions is no list in {truth}.", video=video_id)
    named = {name: wanted.get(name) for name in ("caption_parsed_en", "caption_parsed_en_gpt")}
    named |= {f"reworded_en_captions[{at}]": text for at, text in enumerate(rewordings)}
    for name, text in named.items():
        if not isinstance(text, str) or not text.strip():
            raise TruthRefused(f"Video {video_id:06d}: {name} is no text, or blank, in {truth}.", video=video_id)
    predicted = opened(prediction, video_id, PredictionRefused).get("pred_caption")
    if not isinstance(predicted, str):
        raise PredictionRefused(f"Video {video_id:06d}: {prediction} has no text pred_caption.", video=video_id)
    truths = tuple(map(str, named.values()))
    return CaptionedVideo(video_id, predicted, truths, copied=truths[0] == truths[1])
