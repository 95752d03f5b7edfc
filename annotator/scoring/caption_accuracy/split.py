"""A judge taken through all videos of a split: what it would cost, and the report."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import fmean
from typing import Any

import numpy as np

from annotator.language.endpoint import Endpoint
from annotator.scoring.caption_accuracy.answers import Reading
from annotator.scoring.caption_accuracy.folder import AnswerFolder, digest_of
from annotator.scoring.caption_accuracy.judging import BILLION, Judge, Verdict
from annotator.scoring.caption_accuracy.prompt import Prompt
from annotator.scoring.captioned_video import CaptionedVideo, read_captions
from annotator.scoring.lgvis.split import Files

MOST_UNREADABLE = 0.01  # of all verdicts; beyond it no mean is published
LEVEL = 0.95


@dataclass
class Estimate:
    """What judging a split takes: questions, how many were answered before, tokens and cost (billionths) of the rest.

    Nothing is counted for questions that have to be asked again because an answer cannot be read.
    """

    videos: int = 0
    questions: int = 0
    remembered: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: int = 0

    def as_json(self) -> dict[str, Any]:
        """The cost in the operator's currency."""
        return vars(self) | {"cost": self.cost / BILLION}


@dataclass(frozen=True)
class JudgedVideo:
    """A video with a verdict for each of its ground truths, in their order."""

    video: CaptionedVideo
    verdicts: tuple[Verdict, ...]

    @property
    def score(self) -> float | None:
        """The mean over ground truths whose answer could be read, 0..5; None where none could."""
        scores = [one.score for one in self.verdicts if one.score is not None]
        return fmean(scores) if scores else None


def estimate(files: Files, prompt: Prompt, endpoint: Endpoint, folder: AnswerFolder) -> Estimate:
    """Count what judging would ask, and price it; nothing is asked.

    Raises:
        TruthRefused, PredictionRefused: What of a split cannot be judged.
    """
    told, seen = Estimate(videos=len(files.videos)), set()
    for video_id in files.videos:
        video = read_captions(files, video_id)
        for truth in video.truths:
            question = prompt.question(video.prediction, truth)
            digest = digest_of(question, endpoint)
            if digest in seen:
                continue
            seen.add(digest)
            told.questions += 1
            if folder.find(digest):
                told.remembered += 1
                continue
            told.tokens_in += question.tokens()
            told.tokens_out += question.expected
            told.cost += question.likely_cost(endpoint)
    return told


def score_split(
    files: Files, judge: Judge, *, reading: Reading, resamples: int = 1000, at_once: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Judge every video of a split and report.

    Args:
        at_once: Videos that are judged side by side; 1 for numbers that are published, since a server that answers
            several at a time may answer otherwise.

    Raises:
        TruthRefused, PredictionRefused, CapReached, EndpointRefused, EndpointFailed: There is no report; answers are
            kept, and the same call goes on with them.
        OSError: Answers cannot be kept.
    """
    judged = []
    for count, one in enumerate(_each(files, judge, reading, at_once), start=1):
        judged.append(one)
        if progress:
            progress(count, len(files.videos))
    return report(judged, judge, reading=reading, resamples=resamples, at_once=at_once)


def report(
    judged: Sequence[JudgedVideo], judge: Judge, *, reading: Reading, resamples: int, at_once: int
) -> dict[str, Any]:
    """What came of all videos, with everything that the number depends on."""
    answers = [answer for one in judged for verdict in one.verdicts for answer in verdict.answers]
    verdicts = sum(len(one.verdicts) for one in judged)
    unreadable = sum(not verdict.readable for one in judged for verdict in one.verdicts)
    scores = [one.score for one in judged if one.score is not None]
    withheld = _withheld(scores, unreadable if reading == "strict" else 0, verdicts)
    endpoint, spending = judge.line.endpoint, judge.spending
    return {
        "measure": "CA",
        "reading": reading,
        "CA": None if withheld else fmean(scores),
        "withheld": withheld,
        "synthetic": any(answer.synthetic for answer in answers),
        "interval": None if withheld else {"level": LEVEL, "resamples": resamples, "CA": interval(scores, resamples)},
        "videos": len(judged),
        "videos_without_score": len(judged) - len(scores),
        "verdicts": verdicts,
        "unreadable": unreadable,
        "ground_truths": {str(n): many for n, many in sorted(Counter(len(one.verdicts) for one in judged).items())},
        "cleaned_is_a_copy": sum(one.video.copied for one in judged),
        "judge": {
            "url": endpoint.url, "model": endpoint.model,
            "answered_by": sorted({answer.model for answer in answers}),
            "fingerprints": sorted({answer.fingerprint for answer in answers}),
            "prompt": judge.prompt.name, "prompt_version": judge.prompt.version,
            "temperature": 0, "seed": 1, "at_once": at_once,
        },
        "asked": spending.asked,
        "cost": spending.spent / BILLION,
        "per_video": [_row(one) for one in judged],
    }  # fmt: skip


def interval(scores: Sequence[float], resamples: int, *, seed: int = 0) -> list[float] | None:
    """How far the mean would move with other videos of the same kind, `LEVEL` of the time; None without resamples.

    Source: percentile bootstrap, Efron and Tibshirani, "An Introduction to the Bootstrap" (1993).
    """
    if not resamples:
        return None
    chance, values = np.random.default_rng(seed), np.array(scores)
    means = [float(chance.choice(values, size=len(values)).mean()) for _ in range(resamples)]
    low, high = np.percentile(means, [50 * (1 - LEVEL), 50 * (1 + LEVEL)])
    return [float(low), float(high)]


def _withheld(scores: Sequence[float], unreadable: int, verdicts: int) -> str | None:
    """Why no mean is told, as a sentence; None where it is."""
    if not scores:
        return "no video has a score"
    if unreadable > MOST_UNREADABLE * verdicts:
        return f"{unreadable} of {verdicts} answers could not be read, more than {MOST_UNREADABLE:.0%}"
    if any(map(math.isnan, scores)):
        return "the judge answered nan, which makes the published scorer's mean nan"
    return None


def _row(one: JudgedVideo) -> dict[str, Any]:
    return {
        "video_id": one.video.video_id,
        "CA": _finite(one.score),
        "scores": [_finite(verdict.score) for verdict in one.verdicts],
        "unreadable": sum(not verdict.readable for verdict in one.verdicts),
        "answers": [[answer.text for answer in verdict.answers] for verdict in one.verdicts],
    }


def _finite(score: float | None) -> float | None:
    """JSON has no nan; the answers beside it say what was."""
    return None if score is None or math.isnan(score) else score


def _each(files: Files, judge: Judge, reading: Reading, at_once: int) -> Iterator[JudgedVideo]:
    """The videos in their order, judged."""

    def judged(video_id: int) -> JudgedVideo:
        video = read_captions(files, video_id)
        return JudgedVideo(
            video, tuple(judge.verdict(video.prediction, truth, reading=reading) for truth in video.truths)
        )

    if at_once == 1:
        yield from map(judged, files.videos)
        return
    with ThreadPoolExecutor(at_once) as threads:
        yield from threads.map(judged, files.videos)  # which lets go of the rest when one fails
