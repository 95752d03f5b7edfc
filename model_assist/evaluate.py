"""A trained model on clips that it never saw: the files that the LG-VIS scorer reads, its numbers and captions'.

`captions` is the description in words, `grounded` the one with masks, `phrases` the masks under its phrases.

    python -m model_assist.evaluate CHECKPOINT RELEASE --split val --out FOLDER

Two more rows say what the numbers are worth: the language model shown another clip (what the question alone gives
away), and every score the same (what ranking is worth).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from annotator.errors import AnnotatorError
from annotator.formats import rle
from annotator.formats.release import Release, ReleaseVideo, read_release
from annotator.formats.whole_file import write_whole
from annotator.scoring.lgvis.corrected import CorrectedPrompt
from annotator.scoring.lgvis.split import find_files, score_corrected
from model_assist.caption_scores import caption_measures
from model_assist.carrying import Carrying, Track
from model_assist.checkpoint import Checkpoint, load_checkpoint
from model_assist.conversation import wordings
from model_assist.errors import ModelAssistError
from model_assist.grounded_scores import PhraseTrack, grounded_measures, match_phrases, tracks_of_caption
from model_assist.predict import Grounded, Predictor, Seen
from model_assist.shapes_scores import attribute_measures


class TrainedOnIt(ModelAssistError):
    """A model is not scored on videos that it learned from."""

    code = "trained_on_it"


def evaluate(
    checkpoint: Checkpoint, release: Release, split: str, out: Path, carrying: Carrying | None = None
) -> dict[str, Any]:
    """Predict a split and score it.

    Args:
        out: Gets `predictions/`, `wrong_video/`, `constant_scores/` and `scores.json`.
        carrying: The memory that carries masks over time; each frame by itself without.

    Raises:
        TrainedOnIt: the split holds videos that the checkpoint learned from.
    """
    ids = release.splits[split]
    refuse_known(checkpoint, ids, split)
    predictor = Predictor(checkpoint.model, checkpoint.vocabulary, carrying)
    told = predict_split(predictor, release, ids, out)
    masks = "independent" if carrying is None else carrying.masks
    report: dict[str, Any] = {"checkpoint": checkpoint.sha256, "split": split, "masks": masks}
    for row in ("predictions", "wrong_video", "constant_scores"):
        report[row] = {"lgvis": _scored(release, split, out / row)} | (told[row].measures() if row in told else {})
    write_whole(out / "scores.json", json.dumps(report, indent=1).encode() + b"\n")
    return report


def refuse_known(checkpoint: Checkpoint, ids: Sequence[int], split: str) -> None:
    """Let a model be shown only on videos that it did not learn from.

    Raises:
        TrainedOnIt: it did.
    """
    if seen_before := sorted(set(ids) & set(checkpoint.provenance.trained_on)):
        raise TrainedOnIt(
            f"The checkpoint learned from {len(seen_before)} of the {len(ids)} videos of {split}, "
            f"{seen_before[0]} among them; score it on others.",
            videos=seen_before,
        )


@dataclass
class Row:
    """What a model said of each clip of a split, and what would have been right."""

    captions: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    grounded: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    phrases: list[CorrectedPrompt] = field(default_factory=list)

    def add(self, video: ReleaseVideo, caption: str, grounded: Grounded) -> None:
        """Take what was said of one clip."""
        texts = wordings(video)
        self.captions.append((caption, texts))
        self.grounded.append((grounded.answer.caption.plain, texts[:1]))
        self.phrases += match_phrases(video.video_id, _phrase_tracks(grounded), tracks_of_caption(video))

    def measures(self) -> dict[str, Any]:
        """Of captions, and of captions with masks; what of a clip they got right only where it is synthetic."""
        told = {"captions": caption_measures(self.captions), "grounded": caption_measures(self.grounded)}
        for name, pairs in (("captions", self.captions), ("grounded", self.grounded)):
            told[name] |= attribute_measures([(said, texts[0]) for said, texts in pairs]) or {}
        return told | {"phrases": grounded_measures(self.phrases)}


def predict_split(predictor: Predictor, release: Release, ids: Sequence[int], out: Path) -> dict[str, Row]:
    """Write one file a video and row; what was said, by row."""
    rows = {"predictions": Row(), "wrong_video": Row()}
    wrong: Seen | None = None
    for video_id in [*ids[-1:], *ids]:  # the first of all looks at the last one's clip
        video = release.video(video_id)
        drawn = [at for at, frame in enumerate(video.segmentations) if frame.is_gt]
        seen = predictor.see_video(release.video_file(video), frame_count=len(video.segmentations), frames=drawn)
        if wrong is not None:
            prompts = [referral.prompt for referral in video.object_referrals]
            both = predictor.tell([seen, replace(seen, cache=wrong.cache)], prompts)
            for (name, row), told in zip(rows.items(), both, strict=True):
                _write(out / name, video, seen, told.pointed)
                row.add(video, told.caption, told.grounded)
            alike = [tuple(replace(track, score=1.0) for track in tracks) for tracks in both[0].pointed]
            _write(out / "constant_scores", video, seen, alike)
        wrong = seen
    return rows


def _phrase_tracks(grounded: Grounded) -> list[PhraseTrack]:
    """The tracks of a grounded answer under their phrases; one that is nowhere seen is none."""
    return [
        PhraseTrack(phrase.text, track.masks, track.score)
        for phrase, places in zip(grounded.answer.caption.phrases, grounded.answer.segments, strict=True)
        for track in (grounded.tracks[place] for place in places)
        if any(mask.any() for mask in track.masks)
    ]


def _write(folder: Path, video: ReleaseVideo, seen: Seen, answers: Sequence[Sequence[Track]]) -> None:
    """A prediction file as the scorers read it."""
    names = [f"{index:05d}.jpg" for index in seen.clip.segment_indices]
    document = {
        "video_id": video.video_id,
        "pred_lgvis_masks": [
            [
                {"filename": name, "mask_rles": [rle.encode(track.masks[at]) for track in tracks]}
                for at, name in enumerate(names)
            ]
            for tracks in answers
        ],
        "pred_scores": [[track.score for track in tracks] for tracks in answers],
    }
    write_whole(folder / f"{video.video_id:06d}.json", json.dumps(document).encode() + b"\n")


def _scored(release: Release, split: str, predictions: Path) -> Mapping[str, Any]:
    truth = release.root / "annotations" / release.version
    files = find_files(truth, predictions, release.root / "splits" / release.version / f"{split}.json")
    report = score_corrected(files, resamples=200)
    return {name: value for name, value in report.items() if name not in ("per_prompt", "environment")}


def scored(chosen: argparse.Namespace, carrying: Carrying | None = None) -> str:
    """The report, as it is printed, of what the command line chose.

    Raises:
        CheckpointDamaged, TrainedOnIt, and what a release that cannot be read raises.
    """
    checkpoint = load_checkpoint(chosen.checkpoint, device=chosen.device)
    report = evaluate(checkpoint, read_release(chosen.release), chosen.split, chosen.out, carrying)
    return json.dumps(report, indent=1) + "\n"


def words(program: str, description: str) -> argparse.ArgumentParser:
    """What the command line takes."""
    parser = argparse.ArgumentParser(prog=program, description=description)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("release", type=Path)
    parser.add_argument("--split", choices=("val", "test"), default="val")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--device", default="cpu")
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Predict and score a split with a checkpoint, each frame's masks by themselves.

    Returns:
        0, or 1 with one sentence where that is refused.
    """
    chosen = words("python -m model_assist.evaluate", str(main.__doc__)).parse_args(arguments)
    try:
        sys.stdout.write(scored(chosen))
    except (ModelAssistError, AnnotatorError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
