"""A project with approved captions, an endpoint that answers from a script, and a worker that takes turns."""

from __future__ import annotations

from annotator.annotations.models import Wordings
from annotator.jobs.models import Job
from annotator.jobs.queries import latest
from annotator.review import actions as review
from annotator.videos.models import Project, Video
from annotator.wordings.actions import start_run
from annotator.wordings.models import Draft, Run
from annotator.wordings.queries import KIND, describe_run
from annotator.wordings.tasks import run as take_a_turn
from tests import factories as make
from tests.language_server import LanguageServer

ALL = ["prompts", "cleaned", "rewordings"]


def connect(settings, server: LanguageServer, **columns: object) -> None:
    """Let the server be the operator's endpoint."""
    settings.LANGUAGE = {"url": server.url, "model": "m", "attempts": 2, "patience": 0.01, "seconds": 0.5} | columns


def captioned(project: Project, text: str = make.CAPTION) -> Video:
    """A clip whose caption was approved."""
    clip = make.video(project)
    make.submitted_caption(clip, make.annotator(project), text)
    review.approve(make.inspector(project), item_id=make.caption_item(clip).pk)
    return clip


def asked(project: Project, what: list[str], **choices: object) -> Run:
    """A run that a lead started, worked off until it ends or stops."""
    run = start_run(make.lead(project), slug=project.slug, what=what, **choices)
    work_off(run)
    return Run.objects.get(pk=run.pk)


def work_off(run: Run) -> None:
    """What a worker does when the bell rings, until nothing waits."""
    while (job := latest(KIND, run.pk)) is not None and job.state == Job.State.QUEUED:
        take_a_turn(job.pk)


def told(run: Run) -> dict:
    return describe_run(Run.objects.get(pk=run.pk))


def drafts(video: Video, what: str) -> list[Draft]:
    return list(Draft.objects.filter(video=video, what=what).order_by("place"))


def referrals(video: Video) -> list[str] | None:
    kept = Wordings.objects.get(video=video).referrals
    return None if kept is None else [one["prompt"] for one in kept]
