"""The database has no connection left, or commits as on a slow disk: people wait, and nothing is lost."""

from __future__ import annotations

import json
import os
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import close_old_connections, connection

from annotator.annotations.models import KeyframeRevision
from annotator.celery import app
from annotator.jobs import actions as jobs
from annotator.jobs.models import Job
from tests import factories as make
from tests import processes
from tests.annotator.operations.desks import lives, room_of, web
from tests.bench.soak.losses import lost_edits
from tests.processes import QUICK, running, wait_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.timeout(300)]
COMMIT_SECONDS = 0.4
SLOW = """
CREATE FUNCTION take_its_time() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_sleep({seconds}); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER slow_events AFTER INSERT ON events_event
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION take_its_time();
CREATE CONSTRAINT TRIGGER slow_jobs AFTER INSERT OR UPDATE ON jobs_job
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION take_its_time();
"""


@contextmanager
def every_connection_taken() -> Iterator[None]:
    """Open connections until PostgreSQL has no more to give, and keep them."""
    with ExitStack() as taken:
        while True:
            try:
                taken.enter_context(psycopg.connect(processes.test_rows()))
            except psycopg.OperationalError:
                break
        yield


@contextmanager
def slow_commits() -> Iterator[None]:
    """Whatever announces something or moves a job commits as slowly as on a disk that takes so long for a flush."""
    with connection.cursor() as cursor:
        cursor.execute(SLOW.format(seconds=COMMIT_SECONDS))
    try:
        yield
    finally:
        close_old_connections()
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION take_its_time() CASCADE")


def readiness(port: int) -> tuple[int, bool]:
    """What a process says of itself and of its database."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=60) as answer:
            return answer.status, json.load(answer)["checks"]["database"]
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)["checks"]["database"]


def test_people_are_put_off_while_every_connection_is_taken_and_nothing_is_lost(tmp_path: Path) -> None:
    with web(tmp_path, ready=False) as port:
        room = room_of(8, [port])
        with every_connection_taken():
            wait_for(lambda: lives(port))
            threads = room.save_at_once(3)
            away = readiness(port)
        for thread in threads:
            thread.join(120)
        back = readiness(port)

    assert not any(thread.is_alive() for thread in threads)
    assert (away, back) == ((503, False), (200, True))
    assert "put off" in {how for _, how in room.journal.requests}
    assert room.notes.broken == []
    assert len(room.journal.saves) == 24
    assert list(lost_edits(room.journal)) == []
    assert KeyframeRevision.objects.count() == 24, "each was kept once"


def test_commits_that_take_their_time_cost_nobody_their_lease_or_their_shapes(
    tmp_path: Path, footage: make.Footage, own_folders: Path
) -> None:
    clip = make.filmed(make.project(), footage)
    drawer = make.annotator(clip.project)
    make.submitted_masks(clip, drawer)
    environment = {**os.environ, **QUICK, "DATABASE_URL": processes.test_rows(), "TETHER_DATA": str(own_folders)}

    with slow_commits(), web(tmp_path, {"TETHER_DATA": str(own_folders)}) as port:
        room = room_of(6, [port])
        with running(tmp_path, "propagation", "dispatch", environment=environment):
            begun = time.monotonic()
            threads = room.save_at_once(3)
            for thread in threads:
                thread.join(120)
            took = time.monotonic() - begun
            wait_for(lambda: done(clip.pk), log=tmp_path / "propagation.log")

    assert took > 3 * COMMIT_SECONDS
    assert room.notes.broken == []
    assert (len(room.journal.saves), list(lost_edits(room.journal))) == (18, [])
    assert set(Job.objects.filter(subject=clip.pk).values_list("state", "attempt")) == {("done", 1)}


def test_a_worker_that_answers_a_bell_at_once_finds_its_job_though_commits_take_their_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken: list[jobs.Lease | None] = []

    def answer(kind: str, args: list[int], **words: object) -> None:
        def work() -> None:
            time.sleep(COMMIT_SECONDS / 4)
            taken.append(jobs.claim(args[0], "worker"))
            connection.close()

        workers.append(threading.Thread(target=work))
        workers[-1].start()

    workers: list[threading.Thread] = []
    monkeypatch.setattr(app, "send_task", answer)
    with slow_commits():
        job = jobs.enqueue("annotations.propagate", 7, queue="propagation")
        for worker in workers:
            worker.join(60)

    assert [lease.job if lease else None for lease in taken] == [job.pk]


def done(clip: int) -> bool:
    """Whether a clip's masks are all computed."""
    close_old_connections()
    return not Job.objects.filter(subject=clip).exclude(state="done").exists()
