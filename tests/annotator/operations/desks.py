"""People at their masks over HTTP, at real web processes: they send again what is put off, and keep what was taken."""

from __future__ import annotations

import os
import threading
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from annotator.accounts.models import Role
from annotator.videos.models import Project
from tests import factories as make
from tests import processes
from tests.bench.soak.crew import Journal, SteadyBrowser
from tests.bench.team.people import Notes
from tests.bench.team.world import Colleague
from tests.fleet import answers
from tests.processes import QUICK, Process, wait_for
from tests.services import free_port

WORDS = "[A box]<mask_1> slides to the right."


@dataclass
class Desk:
    """One annotator with a clip's masks open."""

    browser: SteadyBrowser
    track: int
    revision: int = 0

    def save(self, frame: int = 0) -> None:
        """Draw a square on a frame, another one each time."""
        left = 2.0 + self.revision
        ring = [[left, 5.0], [left + 20, 5.0], [left + 20, 25.0], [left, 25.0]]
        body = {"rings": [ring], "absent": False, "seen_revision": self.revision}
        answer = self.browser.ask("PUT", f"/api/tracks/{self.track}/keyframes/{frame}", body)
        self.revision = answer["revision"]


@dataclass
class Room:
    """Some desks, what was noted at them, and what the server acknowledged."""

    desks: list[Desk]
    notes: Notes
    journal: Journal

    def save_at_once(self, times: int) -> list[threading.Thread]:
        """Everybody saves so many times, one after the other; the threads, begun."""

        def work(desk: Desk) -> None:
            for _ in range(times):
                desk.save()

        threads = [threading.Thread(target=work, args=[desk], daemon=True) for desk in self.desks]
        for thread in threads:
            thread.start()
        return threads


def room_of(people: int, ports: list[int], project: Project | None = None) -> Room:
    """Annotators with a clip each, its masks begun."""
    project = project or make.project()
    notes, journal, home = Notes(), Journal(), threading.Event()
    desks = []
    for _ in range(people):
        drawer = make.annotator(project)
        [track] = make.masking(make.video(project), drawer, text=WORDS)
        session = make.browser(drawer).cookies["sessionid"].value
        who = Colleague(drawer.pk, drawer.username, Role.ANNOTATOR, session)
        desks.append(Desk(SteadyBrowser(who, ports, notes, journal, home, seconds_to_think=0), track.pk))
    return Room(desks, notes, journal)


@contextmanager
def web(folder: Path, settings: Mapping[str, str] | None = None, *, ready: bool = True) -> Iterator[int]:
    """A web process on the test's own rows, at a port.

    Args:
        ready: Wait until it answers; else whoever asks has to.
    """
    port = free_port()
    environment = {**os.environ, **QUICK, "DATABASE_URL": processes.test_rows(), "PORT": str(port), **(settings or {})}
    log = folder / f"web{port}.log"
    process = Process("web", log, environment)
    try:
        if ready:
            wait_for(lambda: answers(f"http://127.0.0.1:{port}/readyz"), log=log)
        yield port
    finally:
        process.kill()


def lives(port: int) -> bool:
    """Whether a process answers at all, whatever its database does."""
    try:
        return urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).status == 200
    except OSError:
        return False
