"""What the team finds in the morning: PostgreSQL, Redis, a project with its people and clips, the running services."""

from __future__ import annotations

import hashlib
import os
import shutil
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg
import numpy as np
from django.contrib.auth import SESSION_KEY
from django.db import transaction
from django.test import Client

from annotator.accounts.models import Role, User
from annotator.formats.canonical import Canonical
from annotator.videos.actions import add_video, bytes_in, keep_media, make_canonical, media_of
from annotator.videos.models import Membership, Project
from annotator.videos.queries import clips_root
from annotator.work.actions import open_line
from tests.processes import Process, wait_for
from tests.services import free_port

SLUG = "team"
WIDTH, HEIGHT, FRAMES = 64, 48, 31
WEB_PROCESSES, PROPAGATION_PROCESSES = 2, 2
LEASE_SECONDS = 20  # short, so that work that somebody walks away from comes back while the team is still there


@dataclass(frozen=True)
class Colleague:
    """Somebody of the team and the session that their browser would hold."""

    number: int
    name: str
    role: Role
    session: str


def make_project() -> Project:
    """An empty project that takes clips of a second."""
    return Project.objects.create(slug=SLUG, name="Team", min_seconds=0.5)


def make_people(project: Project, annotators: int, inspectors: int) -> list[Colleague]:
    """The team, each signed in; passwords are left out, for hashing 73 of them measures nothing that is asked here."""
    roles = [Role.ANNOTATOR] * annotators + [Role.INSPECTOR] * inspectors
    people = []
    for number, role in enumerate(roles, 1):
        user = User.objects.create(username=f"{role}{number}")
        Membership.objects.create(project=project, user=user, role=role)
        browser = Client()
        browser.force_login(user)
        assert browser.session[SESSION_KEY] == str(user.pk)
        people.append(Colleague(user.pk, user.username, role, browser.cookies["sessionid"].value))
    return people


def make_clips(project: Project, count: int, folder: Path) -> None:
    """Clips that differ by their rows only: one is decoded, the media of the others are links to the same files."""
    original = render(folder / "clip.mp4")
    made, first = make_canonical(project, original)
    kept = folder / "canonical"
    shutil.move(first, kept)
    for number in range(count):
        add_clip(project, made, kept, number)


@transaction.atomic
def add_clip(project: Project, made: Canonical, kept: Path, number: int) -> None:
    """One more clip with its two work items."""
    beside = clips_root() / f".new-{number}"
    shutil.copytree(kept, beside, copy_function=os.link)
    sha256 = hashlib.sha256(str(number).encode()).hexdigest()
    media, size = media_of(beside), bytes_in(beside)
    keep_media(beside, media)
    told = {"name": f"clip {number}", "source": "Team", "sha256": sha256, "by": None}
    open_line(add_video(project, made, media, size=size, **told))


def render(path: Path) -> Path:
    """A second and a frame of two squares that cross."""
    writer = imageio_ffmpeg.write_frames(str(path), (WIDTH, HEIGHT), fps=30, quality=8, macro_block_size=1)
    writer.send(None)
    for frame in range(FRAMES):
        picture = np.full((HEIGHT, WIDTH, 3), 40, np.uint8)
        picture[8:20, 4 + frame : 16 + frame] = (220, 60, 60)
        picture[28:40, 44 - frame : 56 - frame] = (60, 200, 90)
        writer.send(picture)
    writer.close()
    return path


@dataclass(frozen=True)
class Doors:
    """The web processes' ports, and that of the one to which a proxy sends sockets: news must not wait for pages."""

    pages: list[int]
    sockets: int


@contextmanager
def services(folder: Path) -> Iterator[Doors]:
    """The product's processes on these rows."""
    environment = {
        **os.environ, "TETHER_WORK_LEASE_SECONDS": str(LEASE_SECONDS), "OMP_NUM_THREADS": "1",
        "TETHER_LOG_LEVEL": "WARNING", "TMPDIR": str(folder),  # what killed workers leave there goes with the folder
    }  # fmt: skip
    ports = [free_port() for _ in range(WEB_PROCESSES + 1)]
    started = [Process("web", folder / f"web{port}.log", {**environment, "PORT": str(port)}) for port in ports]
    try:
        for number in range(PROPAGATION_PROCESSES):
            options = ["-c", "1", "--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
            queue = ["-m", "celery", "-A", "propagation.worker", "worker", "-Q", "propagation", "-n", f"p{number}@team"]
            started.append(Process("", folder / f"propagation{number}.log", environment, [*queue, *options]))
        started += [Process(name, folder / f"{name}.log", environment) for name in ("machine", "dispatch")]
        for port in ports:
            wait_for(lambda port=port: answers(port), log=folder / f"web{port}.log")
        yield Doors(ports[:-1], ports[-1])
    finally:
        for process in started:
            process.kill()


def answers(port: int) -> bool:
    """Whether a web process is ready."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
