"""What the team finds in the morning: PostgreSQL, Redis, a project with its people and clips, the running services."""

from __future__ import annotations

import hashlib
import os
import shutil
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
from tests.fleet import Fleet, fleet

SLUG = "team"
WIDTH, HEIGHT, FRAMES = 64, 48, 31
TEAM = {"rest": 2, "sockets": 1, "propagation": 2, "machine": 1, "dispatch": 1}
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
    return [make_person(project, f"{role}{number}", role) for number, role in enumerate(roles, 1)]


def make_person(project: Project, name: str, role: Role) -> Colleague:
    """One of them."""
    user = User.objects.create(username=name)
    Membership.objects.create(project=project, user=user, role=role)
    browser = Client()
    browser.force_login(user)
    assert browser.session[SESSION_KEY] == str(user.pk)
    return Colleague(user.pk, user.username, role, browser.cookies["sessionid"].value)


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


@contextmanager
def services(folder: Path, **settings: str) -> Iterator[Fleet]:
    """The product's processes on these rows, ready; whatever is left of them is killed at the end."""
    told = {
        "TETHER_WORK_LEASE_SECONDS": str(LEASE_SECONDS), "OMP_NUM_THREADS": "1", "TETHER_LOG_LEVEL": "WARNING",
        **settings,
        "TMPDIR": str(folder),  # what killed workers leave there goes with the folder
    }  # fmt: skip
    with fleet(folder, told, TEAM) as running:
        yield running
