"""A disk whose every flush takes longer than a job's lease: clips come in and masks are computed, each thing once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from django.conf import settings
from django.db import close_old_connections

from annotator.annotations.actions import propagations
from annotator.annotations.models import KeyframeRevision, Segment
from annotator.formats.frames import keyframes
from annotator.jobs.models import Job
from annotator.operations.file_invariants import FILES
from annotator.operations.invariant import look_at
from annotator.videos.models import Project, Upload, Video
from tests import factories as make
from tests import processes
from tests.annotator.formats import clips
from tests.annotator.operations.desks import web
from tests.annotator.operations.slow_disk import SlowDisk
from tests.annotator.videos.sender import CONTENT, SPOKEN, metadata
from tests.processes import QUICK, running, wait_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.timeout(600)]
FLUSH_SECONDS = 1.25 * float(QUICK["TETHER_JOB_LEASE_SECONDS"])
TOKEN = "x" * 32


@pytest.fixture
def disk(tmp_path: Path) -> SlowDisk:
    place = tmp_path / "slow"
    place.mkdir()
    return SlowDisk(place, seconds=FLUSH_SECONDS)


@pytest.fixture
def services(disk: SlowDisk, own_folders: Path, tmp_path: Path) -> Iterator[int]:
    """The product on that disk; the port of its web process."""
    slow = {**disk.environment, "TETHER_DATA": str(own_folders)}
    environment = {**os.environ, **QUICK, "DATABASE_URL": processes.test_rows(), **slow}
    with web(tmp_path, slow) as port, running(tmp_path, "machine", "propagation", "dispatch", environment=environment):
        yield port


def send_in_two(port: int, project: Project, content: bytes) -> list[int]:
    """A file sent in two pieces over HTTP; how each request was answered."""
    session = make.browser(make.lead(project)).cookies["sessionid"].value
    shown = {"Cookie": f"sessionid={session}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN, **SPOKEN}
    half = len(content) // 2
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=shown, timeout=60) as line:
        told = {"Upload-Length": str(len(content)), "Upload-Metadata": metadata(filename="a clip.mp4")}
        begun = line.post(f"/api/projects/{project.slug}/uploads", headers=told)
        answers, address = [begun], urlsplit(begun.headers["Location"]).path
        for offset, piece in ((0, content[:half]), (half, content[half:])):
            spoken = {"Upload-Offset": str(offset), "Content-Type": CONTENT}
            answers.append(line.patch(address, content=piece, headers=spoken))
    return [answer.status_code for answer in answers]


def ended(kind: str) -> bool:
    """Whether there are jobs of a kind, and none of them is still to be done."""
    close_old_connections()
    jobs = Job.objects.filter(kind=kind)
    return jobs.exists() and not jobs.filter(state__in=Job.LIVE).exists()


def test_a_clip_comes_in_and_its_masks_are_computed_once_though_each_flush_takes_longer_than_a_lease(
    services: int, disk: SlowDisk, tmp_path: Path
) -> None:
    project = make.project(min_seconds=1)
    original = clips.render(clips.cfr(30, 2.1, width=64, height=48), tmp_path).read_bytes()

    answers = send_in_two(services, project, original)
    wait_for(lambda: ended("work.admit_upload"), seconds=240, log=tmp_path / "machine.log")
    clip = Video.objects.get()
    make.awaited_masks(clip)
    wait_for(lambda: ended(propagations.KIND), seconds=240, log=tmp_path / "propagation.log")

    print(f"\n{disk.flushes()} flushes of {FLUSH_SECONDS:g} s each")
    assert answers == [201, 204, 204]
    assert Upload.objects.get().state == "accepted"
    assert disk.flushes() >= 4, "two pieces and two bundles at least"
    assert set(Job.objects.values_list("state", "attempt")) == {("done", 1)}
    assert KeyframeRevision.objects.count() == len(keyframes(clip.frame_count))
    assert set(Segment.objects.values_list("computed", flat=True)) == {1}
    assert [place for finding in look_at(FILES, most=5) for place in finding.first] == []
    assert list(Path(settings.MEDIA_ROOT).rglob("*.part")) == []
