"""A worker that is killed while it sends a clip or a release to the bucket leaves nothing that a row refers to."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from annotator.jobs.actions import enqueue
from annotator.jobs.models import Job
from annotator.releases import actions, collection
from annotator.releases.models import Release, ReleaseFile
from annotator.releases.queries import KIND
from annotator.releases.tasks import run as build
from annotator.storage.store import store
from annotator.videos.actions import ADMIT
from annotator.videos.models import Video
from annotator.work.tasks import run as admit
from tests import factories as make
from tests import processes
from tests.annotator.formats import clips
from tests.annotator.storage.clip import finished_anywhere
from tests.annotator.videos.sender import send
from tests.processes import Process
from tests.stalling import Stalling

pytestmark = [pytest.mark.django_db(transaction=True)]
ONE_JOB = "import django; django.setup(); from {module} import run; run({job})"


@pytest.fixture
def stalling(bucket: dict[str, str]) -> Iterator[Stalling]:
    line = Stalling(int(bucket["ENDPOINT"].rpartition(":")[2]), verb="PUT", let=4)
    yield line
    line.close()


def die_half_way(line: Stalling, bucket: dict[str, str], log: Path, *, module: str, job: int) -> None:
    """Let a worker of its own begin a job, and kill it once the line holds back what it sends."""
    environment = {
        **os.environ,
        "DATABASE_URL": processes.test_rows(),
        "TETHER_DATA": str(Path(settings.MEDIA_ROOT).parent),
        "TETHER_STORAGE": "s3",
        **{f"TETHER_S3_{name}": value for name, value in bucket.items()},
        "TETHER_S3_ENDPOINT": f"http://127.0.0.1:{line.own_port}",
    }
    worker = Process("worker", log, environment, ["-c", ONE_JOB.format(module=module, job=job)])
    assert line.stalled.wait(60), log.read_text()
    assert worker.child.poll() is None
    worker.kill()


def silence(job: int) -> None:
    """Let the killed worker's lease run out."""
    Job.objects.filter(pk=job).update(state="queued", lease_until=None, leased_by="")


def test_a_clip_half_sent_is_nobody_s_and_comes_in_whole_the_next_time(stalling, bucket, tmp_path):
    film = clips.render(clips.cfr(30, 135 / 30, width=64, height=48), tmp_path, "a clip")
    project = make.project()
    send(make.browser(make.lead(project)), project, film.read_bytes())
    job = Job.objects.get(kind=ADMIT).pk

    die_half_way(stalling, bucket, tmp_path / "log", module="annotator.work.tasks", job=job)
    half, rows = {one.name for one in store().listed("media/videos")}, Video.objects.count()
    silence(job)
    admit(job)

    video = Video.objects.get()
    whole = {one.name for one in store().listed(f"media/{video.folder}")}
    assert rows == 0
    assert 0 < len(half) < len(whole)
    assert half <= whole  # the same content has the same name


def test_a_clip_half_sent_that_never_comes_again_is_collected(stalling, bucket, tmp_path):
    film = clips.render(clips.cfr(30, 135 / 30, width=64, height=48), tmp_path, "a clip")
    project = make.project()
    send(make.browser(make.lead(project)), project, film.read_bytes())

    die_half_way(stalling, bucket, tmp_path / "log", module="annotator.work.tasks", job=Job.objects.get(kind=ADMIT).pk)
    for _ in range(2):
        collection.collect(older_than_hours=-1 / 3600)

    assert list(store().listed("media")) == []


def test_a_release_half_sent_is_not_published_and_the_next_build_ends_it(stalling, bucket, footage, tmp_path):
    clip = finished_anywhere(footage)
    release = actions.freeze(clip.project, version="v1.0", note="", by=None)
    job = enqueue(KIND, release.pk, queue="machine").pk

    die_half_way(stalling, bucket, tmp_path / "log", module="annotator.releases.tasks", job=job)
    half = {one.name for one in store().listed("releases")}
    state, files = Release.objects.get().state, ReleaseFile.objects.count()
    silence(job)
    build(job)

    assert (state, files) == ("verifying", 0)
    assert len(half) > 0
    assert Release.objects.get().state == "published"
    assert len(list(store().listed("releases"))) == ReleaseFile.objects.count() > len(half)
