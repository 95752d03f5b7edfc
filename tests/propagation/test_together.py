"""A worker whose engine computes several segments at once holds several parts, and answers for each by itself."""

import os
from collections import Counter
from pathlib import Path

import pytest
import torch
from django.db import close_old_connections, transaction

from annotator.annotations.actions import propagations
from annotator.annotations.actions.keyframes import save_keyframe
from annotator.annotations.actions.steering import steer
from annotator.annotations.masks_document import KIND, propagation_state
from annotator.annotations.models import Segment
from annotator.jobs import actions as jobs
from annotator.jobs.models import Job
from annotator.videos.models import Video
from annotator.work.admission import admit_file
from propagation import worker
from propagation.predictor import Together
from tests import factories as make
from tests import processes
from tests.annotator.formats import clips
from tests.processes import QUICK, Process, wait_for
from tests.propagation.untrained_worker import engine

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PARTS = [0, 4, 8, 12, 16]


@pytest.fixture(autouse=True)
def _one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def video(tmp_path: Path) -> Video:
    """A clip with one object, drawn on four frames and absent from a fifth on: five parts, all of them waiting."""
    project = make.project()
    small = clips.cfr(30, seconds=4.1, width=128, height=80)
    clip = admit_file(project, clips.render(small, tmp_path), source="Rendered", by=None)
    drawer = make.annotator(project)
    [track] = make.masking(clip, drawer, text="[A disc]<mask_1> crosses.")
    for frame in PARTS[:4]:
        x = 8 + frame
        rings = [[[x, 30], [x + 32, 30], [x + 32, 60], [x, 60]]]
        save_keyframe(drawer, track_id=track.pk, frame=frame, rings=rings, absent=False, seen_revision=0)
    save_keyframe(drawer, track_id=track.pk, frame=PARTS[4], rings=None, absent=True, seen_revision=0)
    start(clip)
    return clip


def start(video: Video) -> None:
    with transaction.atomic():
        propagations.start_propagation(video)


def work_off(monkeypatch, segments: int) -> tuple[dict[int, str], list[int]]:
    """Have a worker do what waits: the checksum of each segment's bundle, and the rows of each step that it took."""
    loaded = engine(segments)
    steps: list[int] = []
    alike = loaded.tracker._alike
    loaded.tracker._alike = lambda walks: steps.append(len(walks)) or alike(walks)
    monkeypatch.setattr(worker, "engine_called", lambda name: loaded)
    while (job := Job.objects.filter(kind=KIND, state="queued").first()) is not None:
        worker.run(job.pk)
    return stored(), steps


def stored() -> dict[int, str]:
    close_old_connections()
    return dict(Segment.objects.values_list("first", "bundle_sha256"))


def forget_everything(video: Video) -> None:
    Segment.objects.all().delete()
    Job.objects.all().delete()
    start(video)


def states() -> dict[int, str]:
    close_old_connections()
    return dict(Job.objects.filter(kind=KIND).values_list("part", "state"))


def test_parts_computed_at_once_are_those_computed_one_by_one_in_fewer_steps(video, monkeypatch):
    apart, one_by_one = work_off(monkeypatch, segments=1)
    forget_everything(video)

    at_once, together = work_off(monkeypatch, segments=4)

    assert list(apart) == PARTS
    assert at_once == apart
    assert sum(together) == sum(one_by_one)  # as many rows
    assert len(one_by_one) == 3 + 3 + 3 + 4  # the last, with one drawn end, goes on to the other
    assert len(together) == 4
    assert states() == dict.fromkeys(PARTS, "done")
    assert propagation_state(video)["state"] == "done"
    assert set(Segment.objects.values_list("computed", flat=True)) == {1}


def test_a_worker_killed_while_it_holds_three_parts_loses_none_and_none_is_computed_twice(video, monkeypatch, tmp_path):
    expected, _ = work_off(monkeypatch, segments=1)
    forget_everything(video)
    environment = {**os.environ, **QUICK, "TETHER_JOB_LEASE_SECONDS": "1", "DATABASE_URL": processes.test_rows()}
    log = tmp_path / "worker.log"
    command = ["-m", "tests.propagation.untrained_worker", "3"]

    first = Process("untrained", log, environment, command)
    wait_for(lambda: Counter(states().values())["running"] == 3, log=log)
    first.kill()
    held = dict(Job.objects.filter(kind=KIND).values_list("part", "attempt"))
    before = stored()
    wait_for(lambda: jobs.requeue_expired() == [] and "running" not in states().values(), log=log)
    second = Process("untrained", log, environment, command)
    assert second.child.wait(timeout=120) == 0
    second.kill()

    assert (held, before) == ({0: 1, 4: 1, 8: 1, 12: 0, 16: 0}, {})
    assert stored() == expected
    assert set(Segment.objects.values_list("computed", flat=True)) == {1}
    assert states() == dict.fromkeys(PARTS, "done")


def test_a_part_lost_to_another_worker_is_left_alone_and_the_others_are_stored(video, monkeypatch):
    expected, _ = work_off(monkeypatch, segments=1)
    forget_everything(video)
    begin, begun = propagations.begin, []

    def lose_the_second(lease, run, **more):
        begun.append(lease.part)
        found = begin(lease, run, **more)
        if lease.part == 8:
            Job.objects.filter(kind=KIND, part=4).update(fence=99, leased_by="other")
        return found

    monkeypatch.setattr(propagations, "begin", lose_the_second)
    work_off(monkeypatch, segments=4)

    assert begun == PARTS
    assert stored() == {first: expected[first] for first in (0, 8, 12, 16)}
    assert states() == {0: "done", 4: "running", 8: "done", 12: "done", 16: "done"}


def test_of_parts_computed_at_once_only_the_one_that_cannot_be_computed_fails(video, monkeypatch):
    expected, _ = work_off(monkeypatch, segments=1)
    forget_everything(video)
    reader_of = worker.reader_of

    def torn(clip):
        read = reader_of(clip)
        return lambda first, last: [*read(first, last)][: None if first != 4 else -1]

    monkeypatch.setattr(worker, "reader_of", torn)
    work_off(monkeypatch, segments=4)

    assert states() == {0: "done", 4: "failed", 8: "done", 12: "done", 16: "done"}
    assert stored() == {first: expected[first] for first in (0, 8, 12, 16)}
    assert Job.objects.get(kind=KIND, part=4).error_code == "frames_missing"


def test_a_clip_cancelled_while_its_parts_are_computed_at_once_keeps_nothing_more(video, monkeypatch):
    lead, store = make.lead(video.project), propagations.store_segment

    def cancel_then_store(lease, target, wanted, computed):
        if wanted.first == 4:
            steer(lead, video_id=video.pk, verb="cancel")
        return store(lease, target, wanted, computed)

    monkeypatch.setattr(propagations, "store_segment", cancel_then_store)
    work_off(monkeypatch, segments=4)

    assert list(stored()) == [0]
    assert set(states().values()) == {"cancelled"}


def test_an_engine_that_computes_one_segment_at_a_time_holds_one_part_at_a_time(video, monkeypatch):
    held, begin = [], propagations.begin
    monkeypatch.setattr(
        propagations,
        "begin",
        lambda lease, run, **more: (
            held.append(Job.objects.filter(kind=KIND, state="running").count()) or begin(lease, run, **more)
        ),
    )

    work_off(monkeypatch, segments=1)

    assert isinstance(engine(1), Together)
    assert held == [1] * 5
