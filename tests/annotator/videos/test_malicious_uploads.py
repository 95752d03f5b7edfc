"""Files made to do harm, through the real door: sent over HTTP, taken by a real worker that lives on, nothing left."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import close_old_connections

from annotator.jobs.models import Job
from annotator.videos.actions import ADMIT
from annotator.videos.models import Upload, Video
from tests import factories as make
from tests import processes
from tests.annotator.formats import mutations
from tests.annotator.videos.sender import code, send
from tests.processes import running, wait_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
CHOSEN = (  # of each family some; those that get farthest into a decoder first
    "flipped-mp4-4", "flipped-webm-anywhere-1", "flipped-avi-3", "flipped-mkv-anywhere-2", "cut-mp4-9",
    "sized-mkv-3", "claims-many-small-samples", "claims-frames-far-apart", "claims-avi-fast", "claims-coded-huge",
    "spliced-mov-twice", "polyglot-page-behind", "polyglot-archive-in-a-box", "playlist-hls-file", "playlist-concat",
    "playlist-dash", "no-video-svg", "no-video-gzip-bomb", "no-video-deep-movie", "bomb-wide", "bomb-year",
    "bomb-frames-in-a-moment", "bomb-many-streams", "bomb-attachment", "bomb-strange-title",
)  # fmt: skip


def everything() -> Iterator[Path]:
    """Every file and folder where the product or its processes could leave one."""
    for root in (settings.DATA_DIR, settings.MEDIA_ROOT, settings.UPLOADS_ROOT):
        yield from Path(root).rglob("*")


def left_in(temporary: Path) -> list[str]:
    """What lies in the workers' folder for temporary files, but for the bell's."""
    return sorted(path.name for path in temporary.iterdir() if not path.name.startswith("pymp-"))


def settled() -> bool:
    close_old_connections()
    return not Upload.objects.exclude(state__in=(Upload.State.ACCEPTED, Upload.State.REFUSED)).exists()


def test_each_is_a_clip_or_has_its_reason_and_the_worker_lives_on(tmp_path):
    (tmp_path / "temporary").mkdir()
    (tmp_path / "made").mkdir()
    files = mutations.made(tmp_path / "made")
    project = make.project(min_seconds=1, max_seconds=6)
    browser = make.browser(make.lead(project))
    before = set(everything())
    environment = {**os.environ, "TMPDIR": str(tmp_path / "temporary"), "TETHER_JOB_RING_SECONDS": "0.5"}
    environment["DATABASE_URL"] = processes.test_rows()

    with running(tmp_path, "machine", "dispatch", environment=environment) as [machine, dispatch]:
        answers = {name: send(browser, project, files[name], name=f"{name}.mp4") for name in CHOSEN}
        wait_for(settled, log=tmp_path / "machine.log")
        sound = send(browser, project, mutations.bases(tmp_path / "made")["mp4"], name="sound.mp4")
        wait_for(settled, log=tmp_path / "machine.log")

        assert (machine.child.poll(), dispatch.child.poll()) == (None, None)
    uploads = {upload.name: upload for upload in Upload.objects.all()}
    assert {answer.status_code for answer in (*answers.values(), sound)} == {200}
    assert uploads["sound.mp4"].state == Upload.State.ACCEPTED
    for name in CHOSEN:
        upload = uploads[f"{name}.mp4"]
        assert (upload.state == Upload.State.ACCEPTED) == (upload.code == ""), name
        assert upload.code != "admission_failed", name
        assert upload.text or upload.video_id, name
    jobs = Job.objects.filter(kind=ADMIT)
    assert set(jobs.values_list("state", "attempt")) == {(Job.State.DONE, 1)}
    videos = Path(settings.MEDIA_ROOT) / "videos"
    kept = {videos, *(Path(settings.MEDIA_ROOT) / video.folder for video in Video.objects.all())}
    stray = [path for path in set(everything()) - before - kept if not kept & set(path.parents) - {videos}]
    assert stray == []
    assert left_in(tmp_path / "temporary") == []


def test_an_empty_file_is_refused_before_it_is_sent(own_folders):
    project = make.project()

    answer = send(make.browser(make.lead(project)), project, b"", name="empty.mp4")

    assert code(answer) == (422, "not_a_video")
    assert not Upload.objects.exists()
