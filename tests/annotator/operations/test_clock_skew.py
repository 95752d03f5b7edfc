"""Processes whose clocks are five minutes wrong: leases go by the database's clock, so nothing ends early or twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from django.db import close_old_connections, connection

from annotator.annotations.models import Segment
from annotator.events.models import Event
from annotator.jobs.models import Job
from annotator.jobs.workers import alive
from annotator.work.models import WorkItem
from tests import factories as make
from tests import processes
from tests.annotator.operations.desks import room_of, web
from tests.bench.soak.losses import lost_edits
from tests.machine import find_faketime
from tests.processes import QUICK, running, wait_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.timeout(300)]
AHEAD, BEHIND = "+300s", "-300s"
ROUNDS = 4
SLEEP = """
import select, time
time.sleep = lambda seconds: select.select([], [], [], seconds) and None
"""  # Python sleeps until a monotonic moment, which libfaketime 0.9.10 calls an invalid argument


def skewed(by: str, data: Path) -> dict[str, str]:
    """The environment of a process whose clock is wrong; what it waits for still takes as long as it takes."""
    library = find_faketime()
    assert library is not None, "libfaketime is missing; run `python -m tests.machine` (or `make test`) once."
    (data / "sitecustomize.py").write_text(SLEEP)
    return {
        **os.environ, **QUICK, "DATABASE_URL": processes.test_rows(), "TETHER_DATA": str(data),
        "LD_PRELOAD": str(library), "PYTHONPATH": str(data), "FAKETIME": by, "DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1", "TETHER_WORK_LEASE_SECONDS": "60",
    }  # fmt: skip


def database_now() -> datetime:
    """What the database takes for the time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


@pytest.mark.parametrize("by", [AHEAD, BEHIND])
def test_work_that_is_handed_out_by_a_wrong_clock_is_kept_as_long_as_any(
    by: str, tmp_path: Path, own_folders: Path
) -> None:
    project = make.project()
    clip, other = make.video(project), BEHIND if by == AHEAD else AHEAD

    with web(tmp_path, skewed(by, own_folders)) as port:
        room = room_of(2, [port], project)
        taken = room.desks[0].browser.ask("POST", f"/api/projects/{project.slug}/queue/next", {"step": "caption"})
        before = database_now()
        for each in (by, other):
            watch(each, own_folders)
        for thread in room.save_at_once(2):
            thread.join(60)

    lease = WorkItem.objects.get(pk=taken["id"])
    assert (lease.video_id, lease.state) == (clip.pk, "annotating"), "the watch took it back"
    assert 30 < (lease.lease_until - before).total_seconds() < 61
    assert (len(room.journal.saves), list(lost_edits(room.journal)), room.notes.broken) == (4, [], [])
    wrong = abs((Event.objects.latest("pk").at - database_now()).total_seconds())
    assert wrong > 200, "its clock was not wrong at all"


def watch(by: str, data: Path) -> None:
    """Some rounds of a dispatcher whose clock is wrong."""
    for _ in range(ROUNDS):
        subprocess.run([sys.executable, "manage.py", "dispatch", "--once"], env=skewed(by, data), check=True)


def test_two_workers_ten_minutes_apart_compute_everything_once(
    tmp_path: Path, footage: make.Footage, own_folders: Path
) -> None:
    project = make.project()
    clips = [make.filmed(project, footage) for _ in range(4)]
    places = [tmp_path / name for name in ("ahead", "behind")]
    for place in places:
        place.mkdir()

    with (
        running(places[0], "propagation", "dispatch", environment=skewed(AHEAD, own_folders)),
        running(places[1], "propagation", environment=skewed(BEHIND, own_folders)),
    ):
        wait_for(lambda: alive("propagation").count() == 2, log=places[0] / "propagation.log")
        for clip in clips:
            make.submitted_masks(clip, make.annotator(project))
        wait_for(computed, log=places[0] / "propagation.log")

    assert Job.objects.filter(queue="propagation").count() >= len(clips)
    assert set(Job.objects.filter(queue="propagation").values_list("state", "attempt")) == {("done", 1)}
    times = list(Segment.objects.values_list("computed", flat=True))
    assert max(times) == 1, "alike clips take over each other's masks; none were computed twice"


def computed() -> bool:
    """Whether all masks that were asked for are there."""
    close_old_connections()
    return not Job.objects.filter(queue="propagation").exclude(state="done").exists()


def test_the_doctor_says_that_a_clock_is_wrong(own_folders: Path) -> None:
    asked = [sys.executable, "manage.py", "doctor", "--json"]
    done = subprocess.run(asked, env=skewed(AHEAD, own_folders), capture_output=True, text=True, check=False)

    [sign] = [sign for sign in json.loads(done.stdout)["signs"] if sign["name"] == "clock"]
    assert sign["state"] == "look"
    assert "the database is 300 s behind this host" in sign["says"]
