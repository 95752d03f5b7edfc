"""The two files of a video, read for scoring: which masks were asked for, and which came.

The corrected protocol refuses what would silently make a score wrong. The official one refuses only what ends the
published scorer, and says how it ends; what that scorer takes without a word is taken.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import isfinite
from pathlib import Path
from typing import Any, Literal, cast

import numpy as np

from annotator.errors import AnnotatorError
from annotator.formats import rle
from annotator.formats.rle import DamagedRle, Rle
from annotator.scoring.lgvis.corrected import MOST_PREDICTIONS
from annotator.scoring.lgvis.overlap import Integers, Masks, Overlap, Track, overlap

Protocol = Literal["official", "corrected"]
ABSENT = 0  # the place of the mask without a pixel


class TruthRefused(AnnotatorError):
    """A ground truth that cannot be scored against; `video` says which."""

    code = "truth_refused"


class PredictionRefused(AnnotatorError):
    """A prediction that cannot be scored; `video` says which."""

    code = "prediction_refused"


@dataclass(frozen=True, slots=True)
class ReadPrompt:
    """One prompt: its tracks in the order of the files, and the predictions' scores where the file gives them."""

    text: str
    truth: tuple[Track, ...]
    predictions: tuple[Track, ...]
    scores: tuple[float, ...] | None


@dataclass(frozen=True, slots=True)
class ReadVideo:
    """One video's masks and the prompts that refer to them."""

    video_id: int
    masks: Masks
    prompts: tuple[ReadPrompt, ...]

    def overlaps(self) -> list[Overlap]:
        """How every prompt's predictions and ground truths overlap, in the order of the files."""
        truth = list(dict.fromkeys(track for prompt in self.prompts for track in prompt.truth))
        column = {track: at for at, track in enumerate(truth)}
        predictions = [track for prompt in self.prompts for track in prompt.predictions]
        whole = overlap(self.masks, predictions, truth)
        found, first = [], 0
        for prompt in self.prompts:
            rows = range(first, first := first + len(prompt.predictions))
            found.append(whole.of(rows, [column[track] for track in prompt.truth]))
        return found


@dataclass
class _Reader:
    """One video while it is read: every mask gets a place, and a name for the one who has to mend it."""

    video_id: int
    protocol: Protocol
    size: list[int]
    sizes: dict[tuple[int, int], int] = field(default_factory=dict)
    of_mask: list[int] = field(default_factory=list)
    rles: list[Rle] = field(default_factory=list)
    names: list[tuple[type[AnnotatorError], tuple[object, ...]]] = field(default_factory=list)
    refused: type[AnnotatorError] = TruthRefused

    def __post_init__(self) -> None:
        height, width = self.size
        self.sizes[height, width] = 0

    def refuse(self, fault: str, *, ends: str | None = None) -> AnnotatorError:
        """An error for the reader of a report; `ends` is the exception by which the published scorer ends there."""
        told = f" The published scorer ends here with {ends}." if ends and self.protocol == "official" else ""
        return self.refused(f"Video {self.video_id:06d}, {fault}.{told}", video=self.video_id)

    def add(self, mask: Any, *name: object) -> int:
        """Take a mask in and give its place. Args: name: a text with gaps, and what stands in them if it is needed."""
        if mask is None and self.protocol == "corrected":
            return ABSENT
        if not isinstance(mask, dict) or not isinstance(mask.get("counts"), str) or not _is_size(mask.get("size")):
            told = f'{_told(name)}: {mask!r:.60} is no {{"size": [h, w], "counts": "…"}}'
            raise self.refuse(told, ends="a TypeError")
        size = mask["size"]
        if size == self.size:
            self.of_mask.append(0)
        elif self.protocol == "corrected":
            raise self.refuse(f"{_told(name)}: size {size}, the video's is {self.size} (height, width)")
        else:
            self.of_mask.append(self.sizes.setdefault((size[0], size[1]), len(self.sizes)))
        self.rles.append(cast("Rle", mask))
        self.names.append((self.refused, name))
        return len(self.rles) - 1

    def masks(self) -> Masks:
        """All masks, each checked."""
        of_mask = np.array(self.of_mask)
        areas = np.zeros(len(self.rles), dtype=np.int64)
        for (height, width), number in self.sizes.items():
            places = np.flatnonzero(of_mask == number)
            areas[places] = self._areas(places, height, width)
        return Masks(self.rles, areas, of_mask)

    def _areas(self, places: Integers, height: int, width: int) -> Integers:
        try:
            return rle.areas_of_counts([self.rles[at]["counts"] for at in places], height=height, width=width)
        except DamagedRle as error:
            refused, name = self.names[places[int(str(error.fields["place"]))]]
            raise refused(f"Video {self.video_id:06d}, {_told(name)}: {error}", video=self.video_id) from error


def read_video(truth: Path, prediction: Path, *, video_id: int, protocol: Protocol) -> ReadVideo:
    """Read the ground truth and the prediction of a video.

    Args:
        truth: An annotation file of the ViCaS layout; only its frames with `is_gt` are evaluated.
        prediction: A file with `pred_lgvis_masks` and, if the model gives any, `pred_scores`.

    Raises:
        TruthRefused, PredictionRefused: what is wrong with a file, with the frame and the prompt.
    """
    wanted = opened(truth, video_id, TruthRefused)
    try:
        size = [int(side) for side in wanted["image_size"]]
        reader = _Reader(video_id, protocol, size)
        reader.add(_empty(*size), "the mask of an absent object")
        entries = {entry["filename"]: entry for entry in wanted["segmentations"]}
        frames = sorted(entry["filename"] for entry in wanted["segmentations"] if entry["is_gt"])
        referrals = [(str(one["prompt"]), list(one["track_ids"])) for one in wanted["object_referrals"]]
        tracks = _truth_tracks(reader, [entries[name] for name in frames], {i for _, ids in referrals for i in ids})
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise TruthRefused(
            f"{truth} is no annotation file ({type(error).__name__}: {error}).", video=video_id
        ) from error
    if referrals and not frames and protocol == "official":
        raise reader.refuse("there are prompts, but no frame with is_gt", ends="an AssertionError")
    reader.refused = PredictionRefused
    answers, scores = _answers(reader, opened(prediction, video_id, PredictionRefused), len(referrals))
    prompts = []
    for place, (text, ids) in enumerate(referrals):
        predictions = _predicted_tracks(reader, answers[place], frames, place)
        of_prompt = _scores(reader, scores[place], len(predictions), place) if scores else None
        if of_prompt is None and len(predictions) > MOST_PREDICTIONS and protocol == "corrected":
            raise reader.refuse(
                f"prompt {place}: {len(predictions)} predictions without scores; {MOST_PREDICTIONS} count: add "
                "pred_scores or leave the least sure out"
            )
        asked = ids if protocol == "official" else list(dict.fromkeys(ids))
        prompts.append(ReadPrompt(text, tuple(tracks[i] for i in asked), predictions, of_prompt))
    return ReadVideo(video_id, reader.masks(), tuple(prompts))


def _truth_tracks(reader: _Reader, entries: list[Mapping[str, Any]], ids: set[int]) -> dict[int, Track]:
    tracks: dict[int, list[int]] = {track: [] for track in ids}
    for entry in entries:
        here = {track: place for place, track in reversed(list(enumerate(entry["track_ids"])))}  # the first one counts
        for track, places in tracks.items():
            if track in here:
                mask = entry["mask_rles"][here[track]]
                places.append(reader.add(mask, "track {}, {}", track, entry["filename"]))
            else:
                places.append(ABSENT)
    return {track: tuple(places) for track, places in tracks.items()}


def _answers(reader: _Reader, document: Mapping[str, Any], prompts: int) -> tuple[list[Any], list[Any] | None]:
    answers, scores = document.get("pred_lgvis_masks"), document.get("pred_scores")
    if not isinstance(answers, list):
        raise reader.refuse("the prediction has no list pred_lgvis_masks", ends="a KeyError or TypeError")
    if len(answers) < prompts:
        raise reader.refuse(f"pred_lgvis_masks answers {len(answers)} of {prompts} prompts", ends="an IndexError")
    if reader.protocol == "official":
        return answers, None  # it reads no scores, and no answer beyond the last prompt
    if len(answers) > prompts:
        raise reader.refuse(f"pred_lgvis_masks answers {len(answers)} prompts, there are {prompts}")
    if scores is not None and (not isinstance(scores, list) or len(scores) != prompts):
        raise reader.refuse(f"pred_scores is no list of {prompts}, one list for each prompt")
    return answers, scores


def _predicted_tracks(reader: _Reader, answer: Any, frames: list[str], place: int) -> tuple[Track, ...]:
    evaluated = set(frames)
    try:
        listed = [(entry["filename"], list(entry["mask_rles"])) for entry in answer if entry["filename"] in evaluated]
    except (KeyError, TypeError) as error:
        raise reader.refuse(
            f'prompt {place}: no list of {{"filename", "mask_rles"}} ({type(error).__name__})',
            ends="an error of its own",
        ) from error
    by_frame = dict(listed)
    missing = [name for name in frames if name not in by_frame]
    if missing:
        fault = f"prompt {place}: {len(missing)} of {len(frames)} evaluated frames are missing, first {missing[0]}"
        raise reader.refuse(fault, ends="a ValueError")
    if len(by_frame) < len(listed) and reader.protocol == "corrected":
        raise reader.refuse(f"prompt {place}: a frame is listed twice")
    counts = {len(masks): name for name, masks in reversed(by_frame.items())}
    if len(counts) > 1:
        some = " and ".join(f"{count} on {name}" for count, name in sorted(counts.items())[:2])
        raise reader.refuse(f"prompt {place}: not one count of masks on all frames ({some})", ends="an AssertionError")
    columns = [
        [reader.add(mask, "prompt {}, {}, mask {}", place, name, at) for at, mask in enumerate(by_frame[name])]
        for name in frames
    ]
    return tuple(zip(*columns, strict=True))


def _scores(reader: _Reader, given: Any, predictions: int, place: int) -> tuple[float, ...]:
    if not isinstance(given, list) or len(given) != predictions:
        raise reader.refuse(f"prompt {place}: pred_scores has not one score for each of {predictions} predictions")
    wrong = [one for one in given if type(one) not in (int, float) or not isfinite(one)]
    if wrong:
        raise reader.refuse(f"prompt {place}: score {wrong[0]!r:.40} is no finite number")
    return tuple(map(float, given))


def opened(path: Path, video_id: int, refused: type[AnnotatorError]) -> dict[str, Any]:
    """One video's file, as the JSON object that it must be.

    Raises:
        refused: It is not there, no JSON, or no object.
    """
    try:
        document = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise refused(f"{path} cannot be read ({type(error).__name__}: {error}).", video=video_id) from error
    if not isinstance(document, dict):
        raise refused(f"{path} holds no JSON object.", video=video_id)
    return document


@lru_cache(maxsize=16)
def _empty(height: int, width: int) -> Rle:
    return rle.empty(height, width)


def _told(name: tuple[object, ...]) -> str:
    text, *gaps = name
    return str(text).format(*gaps)


def _is_size(size: Any) -> bool:
    if type(size) is not list or len(size) != 2:
        return False
    height, width = size
    return type(height) is type(width) is int and 0 < height <= 65_536 and 0 < width <= 65_536
