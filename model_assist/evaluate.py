"""A trained model on clips that it never saw: the files that the LG-VIS scorer reads, its numbers and captions'.

    python -m model_assist.evaluate CHECKPOINT RELEASE --split val --out FOLDER

Two more rows say what the numbers are worth: the language model shown another clip (what the question alone gives
away), and every score the same (what ranking is worth).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from annotator.errors import AnnotatorError
from annotator.formats import rle
from annotator.formats.grounding import parse
from annotator.formats.release import Release, ReleaseVideo, read_release
from annotator.formats.whole_file import write_whole
from annotator.scoring.lgvis.split import find_files, score_corrected
from annotator.scoring.text_similarity import chrf
from model_assist.checkpoint import Checkpoint, load_checkpoint
from model_assist.errors import ModelAssistError
from model_assist.predict import Predictor, Seen, Track

NEAR = 0.15  # of a caption's words may differ


class TrainedOnIt(ModelAssistError):
    """A model is not scored on videos that it learned from."""

    code = "trained_on_it"


def evaluate(checkpoint: Checkpoint, release: Release, split: str, out: Path) -> dict[str, Any]:
    """Predict a split and score it.

    Args:
        out: Gets `predictions/`, `wrong_video/`, `constant_scores/` and `scores.json`.

    Raises:
        TrainedOnIt: the split holds videos that the checkpoint learned from.
    """
    ids = release.splits[split]
    if seen_before := sorted(set(ids) & set(checkpoint.provenance.trained_on)):
        raise TrainedOnIt(
            f"The checkpoint learned from {len(seen_before)} of the {len(ids)} videos of {split}, "
            f"{seen_before[0]} among them; score it on others.",
            videos=seen_before,
        )
    predictor = Predictor(checkpoint.model, checkpoint.vocabulary)
    captions = predict_split(predictor, release, ids, out)
    report: dict[str, Any] = {"checkpoint": checkpoint.sha256, "split": split, "captions": captions}
    for row in ("predictions", "wrong_video", "constant_scores"):
        report[row] = _scored(release, split, out / row)
    write_whole(out / "scores.json", json.dumps(report, indent=1).encode() + b"\n")
    return report


def predict_split(predictor: Predictor, release: Release, ids: Sequence[int], out: Path) -> dict[str, float]:
    """Write one file a video and row; what the captions are like."""
    told: list[tuple[str, str]] = []
    wrong: Seen | None = None
    for video_id in [*ids[-1:], *ids]:  # the first of all looks at the last one's clip
        video = release.video(video_id)
        drawn = [at for at, frame in enumerate(video.segmentations) if frame.is_gt]
        seen = predictor.see_video(release.video_file(video), frame_count=len(video.segmentations), frames=drawn)
        if wrong is not None:
            told.append((predictor.caption(seen), parse(video.caption_raw_en_gpt).plain))
            answers = [predictor.point(seen, referral.prompt) for referral in video.object_referrals]
            _write(out / "predictions", video, seen, answers)
            alike = [tuple(replace(track, score=1.0) for track in tracks) for tracks in answers]
            _write(out / "constant_scores", video, seen, alike)
            mixed = replace(seen, cache=wrong.cache)
            blind = [predictor.point(mixed, referral.prompt) for referral in video.object_referrals]
            _write(out / "wrong_video", video, seen, blind)
        wrong = seen
    return caption_measures(told)


def caption_measures(pairs: Sequence[tuple[str, str]]) -> dict[str, float]:
    """Shares of captions that are right to the letter and nearly right, and means over all."""
    edits = [word_edit(said, wanted) for said, wanted in pairs]
    count = max(len(pairs), 1)
    return {
        "exact": sum(said == wanted for said, wanted in pairs) / count,
        "near": sum(edit <= NEAR for edit in edits) / count,
        "word_edit": sum(edits) / count,
        "chrf": sum(chrf(said, wanted) for said, wanted in pairs) / count,
    }


def word_edit(said: str, wanted: str) -> float:
    """The words to change, add and leave out, over the words of the longer text. Source: Levenshtein, 1966."""
    one, other = said.split(), wanted.split()
    row = list(range(len(other) + 1))
    for i, word in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, wanted_word in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (word != wanted_word))
    return row[-1] / max(len(one), len(other), 1)


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


def main(arguments: list[str] | None = None) -> int:
    """Predict and score a split with a checkpoint.

    Returns:
        0, or 1 with one sentence where that is refused.
    """
    program = argparse.ArgumentParser(prog="python -m model_assist.evaluate", description=main.__doc__)
    program.add_argument("checkpoint", type=Path)
    program.add_argument("release", type=Path)
    program.add_argument("--split", choices=("val", "test"), default="val")
    program.add_argument("--out", type=Path, required=True)
    program.add_argument("--device", default="cpu")
    chosen = program.parse_args(arguments)
    try:
        checkpoint = load_checkpoint(chosen.checkpoint, device=chosen.device)
        report = evaluate(checkpoint, read_release(chosen.release), chosen.split, chosen.out)
    except (ModelAssistError, AnnotatorError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(json.dumps(report, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
