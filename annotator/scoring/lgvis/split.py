"""A protocol taken through all videos of a split, one video in memory at a time for each worker."""

from __future__ import annotations

import json
import platform
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from annotator.errors import AnnotatorError
from annotator.scoring.lgvis import corrected, official
from annotator.scoring.lgvis.corrected import CorrectedPrompt
from annotator.scoring.lgvis.official import OfficialPrompt, TieOrder
from annotator.scoring.lgvis.reading import PredictionRefused, TruthRefused, read_video

T = TypeVar("T")
_NAMED = 10  # missing videos that an error names
_CHUNK = 8  # videos a worker takes at a time


class SplitRefused(AnnotatorError):
    """A split that cannot be scored: the list is none, or videos of it have no files."""

    code = "split_refused"


@dataclass(frozen=True, slots=True)
class Files:
    """The split's video numbers, ascending, and where their files are: `NNNNNN.json`, as the public ones."""

    videos: tuple[int, ...]
    truth: Path
    predictions: Path

    def of(self, video_id: int) -> tuple[Path, Path]:
        """The ground truth and the prediction of a video."""
        name = f"{video_id:06d}.json"
        truth = self.truth / name
        # Older public ground truths carry the clip's name too; take it, as the published scorer does, if it is alone.
        longer = [] if truth.exists() else list(self.truth.glob(f"{video_id:06d}_*.json"))
        return longer[0] if len(longer) == 1 else truth, self.predictions / name


def find_files(truth: Path, predictions: Path, split_file: Path) -> Files:
    """Read a split and make sure that each of its videos has both files.

    Args:
        split_file: A JSON list of distinct video numbers, in any order.

    Raises:
        SplitRefused: the list is none, or files are missing; up to ten of them are named.
    """
    try:
        listed = json.loads(split_file.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise SplitRefused(f"{split_file} cannot be read ({type(error).__name__}: {error}).") from error
    if not isinstance(listed, list) or any(type(one) is not int or not 0 <= one <= 999_999 for one in listed):
        raise SplitRefused(f"{split_file} is no JSON list of video numbers from 0 to 999999.")
    twice = sorted({one for one in listed if listed.count(one) > 1}) if len(set(listed)) < len(listed) else []
    if twice:
        raise SplitRefused(f"{split_file} lists {_some(twice)} more than once.")
    files = Files(tuple(sorted(listed)), truth, predictions)
    for side, folder in enumerate((truth, predictions)):
        missing = [video for video in files.videos if not files.of(video)[side].is_file()]
        if missing:
            raise SplitRefused(
                f"{folder} lacks {len(missing)} of {len(listed)} videos: {_some(missing)}.", missing=missing[:_NAMED]
            )
    return files


def faults_of(files: Files, *, progress: Callable[[int], None] | None = None) -> Iterator[AnnotatorError]:
    """What keeps each video of a split from being scored by the corrected protocol, one fault a video at most."""
    for count, video_id in enumerate(files.videos, start=1):
        truth, prediction = files.of(video_id)
        try:
            read_video(truth, prediction, video_id=video_id, protocol="corrected")
        except (TruthRefused, PredictionRefused) as error:
            yield error
        if progress:
            progress(count)


def score_official(
    files: Files, *, tie_order: TieOrder = "numpy-default", workers: int = 1,
    progress: Callable[[int], None] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The published scorer's numbers, with the environment that they belong to.

    Raises:
        TruthRefused, PredictionRefused, PublishedScorerStops: what ends the published scorer, and what no scorer reads.
    """
    prompts: list[OfficialPrompt] = []
    with _over(files, partial(_official_video, tie_order=tie_order), workers) as found:
        for count, of_video in enumerate(found, start=1):
            prompts += of_video
            if progress:
                progress(count)
    predictions = sum(prompt.hits.shape[1] for prompt in prompts)
    return {
        "protocol": "official",
        **official.combine(prompts, tie_order=tie_order),
        "videos": len(files.videos),
        "prompts": len(prompts),
        "tracks": sum(prompt.truth for prompt in prompts),
        "predictions": predictions,
        "environment": {
            **environment(),
            "tie_order": tie_order,
            "default_sort_keeps_these_ties": official.keeps_ties(sum(prompt.scores for prompt in prompts)),
        },
    }


def score_corrected(
    files: Files, *, resamples: int = 1000, workers: int = 1, progress: Callable[[int], None] | None = None
) -> dict[str, Any]:
    """The measures as COCO defines them, their intervals, and a row for each prompt.

    Raises:
        TruthRefused, PredictionRefused: a file that cannot be scored, with the frame and the prompt.
    """
    prompts: list[CorrectedPrompt] = []
    scored: dict[bool, int] = {}
    with _over(files, _corrected_video, workers) as found:
        for count, (video, has_scores, of_video) in enumerate(found, start=1):
            prompts += of_video
            if has_scores is not None:
                scored.setdefault(has_scores, video)
            if progress:
                progress(count)
    if len(scored) > 1:
        raise SplitRefused(
            f"Video {scored[True]:06d} has pred_scores and video {scored[False]:06d} has none; give all or none."
        )
    pooled = corrected.pool(prompts)
    return {
        "protocol": "corrected",
        **corrected.measures(pooled),
        "intervals": {"level": 0.95, "resamples": resamples, **corrected.intervals(pooled, resamples=resamples)},
        "matching": "best overlap, by score" if True in scored else "optimal, one group",
        "videos": len(files.videos),
        "prompts": len(prompts),
        "tracks": sum(prompt.truth for prompt in prompts),
        "ignored_tracks": sum(prompt.ignored_truth for prompt in prompts),
        "predictions": sum(len(prompt.scores) for prompt in prompts),
        "ignored_predictions": sum(prompt.ignored_predictions for prompt in prompts),
        "dropped_predictions": sum(prompt.dropped for prompt in prompts),
        "environment": environment(),
        "per_prompt": _rows(prompts),
    }


def environment() -> dict[str, Any]:
    """What the last bits of a number may depend on: versions, and the processor's features that NumPy uses."""
    features = np.show_config(mode="dicts")["SIMD Extensions"]
    return {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "machine": platform.machine(),
        "cpu_features": [*features["baseline"], *features["found"]],
    }


def _official_video(files: Files, video_id: int, *, tie_order: TieOrder) -> list[OfficialPrompt]:
    truth, prediction = files.of(video_id)
    video = read_video(truth, prediction, video_id=video_id, protocol="official")
    return [
        official.match(pixels, tie_order=tie_order, where=f"Video {video_id:06d}, prompt {place}")
        for place, pixels in enumerate(video.overlaps())
    ]


def _corrected_video(files: Files, video_id: int) -> tuple[int, bool | None, list[CorrectedPrompt]]:
    """The video, whether its predictions have scores (None without predictions), and its prompts."""
    truth, prediction = files.of(video_id)
    video = read_video(truth, prediction, video_id=video_id, protocol="corrected")
    answered = [prompt.scores is not None for prompt in video.prompts if prompt.predictions]
    return (
        video_id,
        answered[0] if answered else None,
        [
            corrected.match_prompt(
                video.masks, prompt.predictions, prompt.truth, prompt.scores, pixels,
                video_id=video_id, place=place, text=prompt.text,
            )
            for place, (prompt, pixels) in enumerate(zip(video.prompts, video.overlaps(), strict=True))
        ],
    )  # fmt: skip


def _rows(prompts: list[CorrectedPrompt]) -> list[dict[str, Any]]:
    """A row for each prompt; `prompts` is emptied on the way, so that a split never stands in memory twice."""
    rows = []
    prompts.reverse()
    while prompts:
        rows.append(_row(prompts.pop()))
    return rows


def _row(prompt: CorrectedPrompt) -> dict[str, Any]:
    found = prompt.hits.sum(axis=1).tolist()
    return {
        "video_id": prompt.video_id,
        "prompt": prompt.place,
        "text": prompt.text,
        "AP": corrected.mean_precision(prompt),
        "tracks": prompt.truth,
        "predictions": len(prompt.scores),
        **{name.replace("AP", "found"): found[at] for name, at in corrected.REPORTED.items()},
        "ignored_tracks": prompt.ignored_truth,
        "ignored_predictions": prompt.ignored_predictions,
        "dropped_predictions": prompt.dropped,
    }


@contextmanager
def _over(files: Files, read: Callable[[Files, int], T], workers: int) -> Iterator[Iterator[T]]:
    """What comes of each video, in their order."""
    if workers == 1 or len(files.videos) <= _CHUNK:
        yield map(partial(read, files), files.videos)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as processes:
        yield processes.map(partial(read, files), files.videos, chunksize=_CHUNK)


def _some(videos: Sequence[int]) -> str:
    named = ", ".join(f"{video:06d}" for video in videos[:_NAMED])
    return f"{named} and {len(videos) - _NAMED} more" if len(videos) > _NAMED else named
