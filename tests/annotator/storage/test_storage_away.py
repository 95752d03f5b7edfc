"""A bucket that cannot be used is said so, where it is asked; nothing is refused for it, and nothing is half there."""

from __future__ import annotations

import io
import json

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from annotator.jobs.actions import enqueue
from annotator.jobs.models import Job
from annotator.releases import actions
from annotator.releases.models import Release
from annotator.releases.queries import KIND
from annotator.releases.tasks import run as build
from annotator.storage.store import store
from annotator.videos.actions import ADMIT
from annotator.videos.models import Upload, Video
from annotator.work.tasks import run as admit
from tests import factories as make
from tests.annotator.folders import kept_by
from tests.annotator.formats import clips
from tests.annotator.storage.clip import finished_anywhere
from tests.annotator.videos.sender import send
from tests.services import free_port

pytestmark = pytest.mark.django_db

AWAY = {
    "a wrong secret": ({"SECRET_KEY": "x" * 40}, "refuses our keys for the bucket"),
    "a key that is nobody's": ({"ACCESS_KEY": "AKIANOBODY0000000000"}, "refuses our keys for the bucket"),
    "a bucket that is not there": ({"BUCKET": "not-made-yet"}, "The bucket 'not-made-yet' is not at"),
    "a server that is down": ({"ENDPOINT": "down"}, "does not answer"),
}


@pytest.fixture(params=AWAY, ids=[name.replace(" ", "-") for name in AWAY])
def away(request, told, own_folders):
    """Settings of which one is wrong, and what is to be said of it."""
    wrong, says = AWAY[request.param]
    if "ENDPOINT" in wrong:
        wrong = {"ENDPOINT": f"http://127.0.0.1:{free_port()}"}
    return told | wrong, says


def signs() -> dict[str, dict[str, str]]:
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("doctor", "--json", stdout=out)
    return {sign["name"]: sign for sign in json.loads(out.getvalue())["signs"]}


def test_readiness_says_so_and_doctor_says_what_to_do(client, away, own_folders):
    settings_of, says = away

    with kept_by(settings_of, own_folders / "cache"):
        ready = client.get("/readyz")
        found = signs()["storage"]

    assert (ready.status_code, ready.json()["checks"]["storage"]) == (503, False)
    assert found["state"] == "bad"
    assert says in found["says"]
    assert settings_of["SECRET_KEY"] not in json.dumps(found)


@pytest.mark.django_db(transaction=True)
def test_a_file_that_came_in_waits_and_is_refused_by_nobody(told, away, own_folders, tmp_path_factory):
    film = clips.render(clips.cfr(30, 135 / 30, width=64, height=48), tmp_path_factory.mktemp("film"), "a clip")
    project = make.project()
    lead = make.browser(make.lead(project))
    send(lead, project, film.read_bytes())
    job = Job.objects.get(kind=ADMIT)

    with kept_by(away[0], own_folders / "cache"):
        for _ in range(int(settings.JOB_ATTEMPTS) + 1):
            admit(job.pk)
        meanwhile = (Job.objects.get(pk=job.pk).state, Upload.objects.get().state, Video.objects.count())
    with kept_by(told, own_folders / "cache"):
        admit(job.pk)
        there = store().look(f"media/{Video.objects.get().folder}/canonical.mp4")

    assert meanwhile == ("queued", "checking", 0)
    assert Upload.objects.get().state == "accepted"
    assert there is not None


def test_media_answer_that_they_are_out_of_reach_for_now(away, own_folders):
    video = make.video(make.project())
    member = make.browser(make.annotator(video.project))

    with kept_by(away[0], own_folders / "cache"):
        answer = member.get(f"/media/videos/{video.pk}/{video.sha256[:8]}/frames.json.gz")

    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert answer.json()["error"]["code"] == "storage_away"


@pytest.mark.django_db(transaction=True)
def test_a_release_waits_and_no_clip_of_it_is_called_damaged(told, away, own_folders, footage):
    with kept_by(told, own_folders / "cache"):
        clip = finished_anywhere(footage)
        release = actions.freeze(clip.project, version="v1.0", note="", by=None)
        job = enqueue(KIND, release.pk, queue="machine")

    with kept_by(away[0], own_folders / "elsewhere"):
        build(job.pk)
        state = (Job.objects.get(pk=job.pk).state, Release.objects.get().state)
        damage = list(release.videos.values_list("damage", flat=True))
    with kept_by(told, own_folders / "cache"):
        build(job.pk)

    assert state == ("queued", "building")
    assert damage == [""]
    assert Release.objects.get().state == "published"
