"""Where nobody is there to draft, whoever waits hears it, and a lead hears what waits and since when."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from annotator.annotations.models import ModelDraft
from annotator.assist.queries import QUEUE
from annotator.jobs import workers
from annotator.jobs.models import Worker
from annotator.jobs.workers import Machine
from annotator.videos.models import Project
from tests import factories as make
from tests.annotator.assist import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]
WORKER = Machine("gpu-1:7", QUEUE, "model", "cuda:0")


@pytest.fixture
def project(tmp_path) -> Project:
    one = make.project()
    scene.with_model(one, tmp_path / "live")
    return one


def asked(project: Project, *, minutes: int) -> Any:
    """Somebody, and the clip for which they asked for a draft some minutes ago."""
    video = make.video(project, frame_count=31)
    author = scene.writing(video)
    draft = scene.ask(author, video).json()["id"]
    ModelDraft.objects.filter(pk=draft).update(asked_at=timezone.now() - timedelta(minutes=minutes, seconds=5))
    return author, video


def line(project: Project) -> dict[str, Any]:
    return make.browser(make.lead(project)).get(f"/api/projects/{project.slug}/assist/line").json()


def test_who_waits_hears_for_how_long_and_that_no_worker_is_there(project) -> None:
    author, video = asked(project, minutes=7)

    told = scene.look(author, video)["line"]

    assert (told["waiting"], told["minutes"], told["workers"], told["heard"]) == (1, 7, 0, None)


def test_a_worker_of_the_model_is_counted_and_one_of_another_queue_is_not(project) -> None:
    author, video = asked(project, minutes=1)
    workers.see(Machine("gpu-1:8", "propagation", "flow", "cpu"))

    alone = scene.look(author, video)["line"]["workers"]
    workers.see(WORKER)

    assert (alone, scene.look(author, video)["line"]["workers"]) == (0, 1)


def test_a_worker_that_fell_silent_is_told_by_when_it_was_last_heard_of(project) -> None:
    asked(project, minutes=3)
    workers.see(WORKER)
    Worker.objects.update(seen_at=timezone.now() - timedelta(hours=1))

    told = line(project)

    assert (told["workers"], told["heard"]) == (0, Worker.objects.get().seen_at.isoformat().replace("+00:00", "Z"))


def test_one_that_went_home_is_told_by_the_last_draft_that_it_made(project) -> None:
    scene.drafted(make.video(project, frame_count=31))

    assert line(project)["heard"] is not None


def test_a_lead_hears_how_many_wait_in_this_project_and_since_when(project, tmp_path) -> None:
    asked(project, minutes=2)
    asked(project, minutes=12)
    other = make.project()
    scene.with_model(other, tmp_path / "other", seed=1)
    asked(other, minutes=60)

    told = line(project)

    assert (told["waiting"], told["minutes"]) == (2, 12)


def test_nothing_is_told_of_a_line_once_the_draft_has_come(project) -> None:
    author, video = asked(project, minutes=2)
    scene.say()

    assert scene.look(author, video)["line"] is None
    assert (line(project)["waiting"], line(project)["since"], line(project)["minutes"]) == (0, None, None)
