"""A full disk: what was being written is not there at all, the rest stays, and work goes on once there is room."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from annotator.annotations.actions import propagations
from annotator.annotations.models import Segment
from annotator.jobs.models import Job
from annotator.operations.file_invariants import FILES
from annotator.operations.invariant import look_at
from annotator.videos.models import Upload, Video
from annotator.work.tasks import run as admit
from propagation.worker import run as compute
from tests import factories as make
from tests.annotator.folders import folders_in
from tests.annotator.formats import clips
from tests.annotator.operations.full_disk import WAYS, Limit, Mounted
from tests.annotator.videos.sender import Sender, code

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4  # more than a job has attempts here


@pytest.fixture(params=WAYS)
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Limit | Mounted]:
    """A disk that holds all that the product keeps in files."""
    place = tmp_path / "disk"
    place.mkdir()
    with ExitStack() as stack:
        disk = stack.enter_context(WAYS[request.param](place))
        stack.enter_context(folders_in(place))
        stack.enter_context(override_settings(JOB_ATTEMPTS=2))
        yield disk


@pytest.fixture
def sender() -> Sender:
    project = make.project(min_seconds=1)
    return Sender(make.browser(make.lead(project)), project)


@pytest.fixture
def original(tmp_path: Path) -> bytes:
    """A small clip, as somebody would send it."""
    return clips.render(clips.cfr(30, 1.2, width=64, height=48), tmp_path).read_bytes()


def send(sender: Sender, content: bytes) -> Upload:
    sender.begin(len(content))
    sender.append(content, 0)
    return sender.row()


def tries(job: Job, task, rounds: int) -> list[tuple[str, int]]:
    """Run a job several times; how it stands after each."""
    found = []
    for _ in range(rounds):
        task(job.pk)
        job.refresh_from_db()
        found.append((job.state, job.attempt))
    return found


def broken_files() -> list[str]:
    """What contradicts the rows in the files."""
    return [place for finding in look_at(FILES, most=5) for place in finding.first]


def left_over() -> list[str]:
    """Parts of files that nobody finished."""
    return [path.name for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file() and path.suffix == ".part"]


def test_a_file_on_its_way_is_refused_with_what_to_do_and_goes_on_where_it_stopped(disk, sender, original):
    half = len(original) // 2
    sender.begin(len(original))
    sender.append(original[:half], 0)

    with disk.full():
        refused = [sender.append(original[half:], half) for _ in range(2)]
    asked = sender.ask()
    sent = sender.append(original[half:], half)

    assert [code(answer) for answer in refused] == [(507, "disk_full")] * 2
    assert asked.headers["Upload-Offset"] == str(half)
    assert sent.status_code == 204
    admit(Job.objects.get(kind="work.admit_upload").pk)
    assert sender.row().state == "accepted", sender.row()
    assert broken_files() == []


def test_a_clip_that_cannot_be_written_is_not_called_broken_and_comes_in_once_there_is_room(disk, sender, original):
    upload = send(sender, original)
    job = Job.objects.get(kind="work.admit_upload")

    with disk.full():
        held_up = tries(job, admit, ROUNDS)
    done = tries(job, admit, 1)

    if isinstance(disk, Mounted):  # a limit of ours does not reach the child that decodes: it has its own
        assert (held_up, done) == ([("queued", 0)] * ROUNDS, [("done", 1)])
    upload.refresh_from_db()
    assert (upload.state, job.state) == ("accepted", "done")
    assert Video.objects.count() == 1
    assert broken_files() == left_over() == []


def test_masks_that_cannot_be_written_are_computed_once_there_is_room(disk, sender, original):
    send(sender, original)
    admit(Job.objects.get(kind="work.admit_upload").pk)
    clip = Video.objects.get()
    make.awaited_masks(clip)
    job = Job.objects.filter(kind=propagations.KIND).earliest("pk")

    with disk.full():
        held_up = tries(job, compute, ROUNDS)
        kept = Segment.objects.count()
    while (waiting := Job.objects.filter(kind=propagations.KIND, state="queued").first()) is not None:
        compute(waiting.pk)

    assert (held_up, kept) == ([("queued", 0)] * ROUNDS, 0)
    assert list(Segment.objects.values_list("computed", flat=True).distinct()) == [1]
    assert not Job.objects.exclude(state="done").filter(kind=propagations.KIND).exists()
    assert broken_files() == left_over() == []
