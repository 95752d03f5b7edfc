"""A published release with a split to be scored on, predictions made from its truth, and who brings them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client

from annotator.benchmark.models import PredictionSet
from annotator.benchmark.queries import KIND
from annotator.benchmark.tasks import run
from annotator.formats import release as layout
from annotator.jobs.models import Job
from annotator.releases.choices import Choices
from annotator.releases.models import Release
from annotator.videos.models import Project
from tests import factories as make
from tests.annotator.benchmark.predicted import Documents, prediction_of, zipped
from tests.annotator.folders import folder_of
from tests.annotator.releases.finished import finished, made
from tests.annotator.videos.sender import send


def released(project: Project, footage: make.Footage) -> Release:
    """A release of three clips, one to learn from and two to be scored on, with prompts by rule."""
    for _ in range(3):
        finished(project, footage)
    return made(project, choices=Choices(splits="1,2,0", prompts="by-rule"))


def truth_of(release: Release, split: str = "val") -> list[layout.ReleaseVideo]:
    read = layout.read_release(folder_of(release))
    return [read.video(number) for number in read.splits[split]]


def predictions_of(
    release: Release, split: str = "val", *, right: Callable[[int], bool] = lambda place: True
) -> Documents:
    """What a model predicts that finds everything on videos for whose place `right` holds, else nothing."""
    return {
        video.video_id: prediction_of(video, right=right(place)) for place, video in enumerate(truth_of(release, split))
    }


def sent(browser: Client, project: Project, content: bytes, name: str = "predictions.zip") -> str:
    """Send a file of predictions; returns its key."""
    answer = send(browser, project, content, name, purpose="predictions")
    assert answer.status_code == 200, answer.content
    return str(answer.json()["key"])


def enter(browser: Client, release: Release, documents: Documents, name: str = "A model", **more: Any) -> Any:
    """Send predictions and put them forward; the answer, or the refusal."""
    key = sent(browser, release.project, zipped(documents))
    body = {"upload": key, "release": release.pk, "split": "val", "name": name} | more
    return browser.post(f"/api/projects/{release.project.slug}/predictions", body, "application/json")


def work_off(set_id: int) -> Job:
    """What a worker does when the bell rings."""
    job = Job.objects.get(kind=KIND, subject=set_id)
    run(job.pk)
    job.refresh_from_db()
    return job


def scored(
    browser: Client, release: Release, documents: Documents, name: str = "A model", **more: Any
) -> PredictionSet:
    """Predictions that were put forward and scored, or refused."""
    answer = enter(browser, release, documents, name, **more)
    assert answer.status_code == 201, answer.content
    work_off(answer.json()["id"])
    return PredictionSet.objects.get(pk=answer.json()["id"])


def report_of(board: PredictionSet, value: float = 3.5, **more: Any) -> dict[str, Any]:
    """A judge's report for a set, as the command writes it."""
    numbers = board.videos.order_by("number").values_list("number", flat=True)
    return {
        "measure": "CA", "reading": "strict", "CA": value, "withheld": None, "synthetic": False,
        "interval": {"level": 0.95, "resamples": 1000, "CA": [value, value]}, "videos": len(numbers),
        "videos_without_score": 0, "verdicts": 5 * len(numbers), "unreadable": 0,
        "judge": {"model": "Llama-3-70B-Instruct", "answered_by": ["Llama-3-70B-Instruct"], "fingerprints": [""]},
        "per_video": [{"video_id": number, "CA": value} for number in numbers],
    } | more  # fmt: skip
