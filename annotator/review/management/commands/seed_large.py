"""Makes a project as large as the line is meant for, so that lists can be measured and tried at their size."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import av
import numpy as np
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from annotator.accounts.models import Role, User
from annotator.formats.canonical import Canonical
from annotator.formats.clock import FPS
from annotator.formats.frames import Limits, canonicalise
from annotator.review import large_cells, large_history, large_plan
from annotator.review.large_rows import Line, People
from annotator.review.large_twins import Twins
from annotator.review.spent import note_spent
from annotator.videos.models import Membership, Project, Video
from annotator.videos.queries import clip_folder, clips_root

WIDTH, HEIGHT = 160, 90


class Command(BaseCommand):
    help = "Make a project with many clips in every stage of the line, their annotations and the people who made them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="its slug; it must be new")
        parser.add_argument("--videos", type=int, default=20_000)
        parser.add_argument("--tracks", type=int, default=65_000)
        parser.add_argument("--keyframes", type=int, default=640_000)
        parser.add_argument("--twins", type=int, help="second annotations of them; a tenth as many unless told")
        parser.add_argument("--people", type=int, default=73, help="one of eight inspects, the others annotate")
        parser.add_argument("--seed", type=int, default=6, help="the same seed makes the same project")

    def handle(self, *args: Any, **options: Any) -> None:
        began, chance = time.monotonic(), random.Random(options["seed"])  # noqa: S311  # a project, not a secret
        slug = options["project"]
        if Project.objects.filter(slug=slug).exists():
            raise CommandError(f"There is a project {slug!r} already; give the new one another slug.")
        if settings.STORAGE != "disk":
            raise CommandError("Its clips are links to a few files, which only a disk has; set TETHER_STORAGE=disk.")
        if options["people"] < 3:
            raise CommandError("It takes at least three people: two who annotate, and one who inspects.")
        totals = {name: options[name] for name in ("videos", "tracks", "keyframes")}
        twins = options["videos"] // 10 if options["twins"] is None else options["twins"]
        try:
            clips = large_plan.plan(chance, **totals)
        except large_plan.UnreachableTotal as error:
            raise CommandError(str(error)) from error
        with tempfile.TemporaryDirectory(dir=settings.UPLOADS_ROOT) as folder:
            lengths = {seconds: film(Path(folder), seconds) for seconds in sorted({clip.seconds for clip in clips})}
            project = fill(slug, clips, chance, lengths, people=options["people"], twins=twins)
            link_media(project, Path(folder))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # or the planner takes every table for the empty one that it was
        told = ", ".join(f"{count} {name}" for name, count in totals.items())
        self.stdout.write(f"{slug}: {told}, {options['people']} people in {time.monotonic() - began:.0f} s")


@transaction.atomic
def fill(
    slug: str, clips: list[large_plan.PlannedClip], chance: random.Random, lengths: dict[int, Canonical], *,
    people: int, twins: int,
) -> Project:  # fmt: skip
    """All rows of the project, or none."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # thinking up the rows takes longer than the settings let it be idle
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    project = Project.objects.create(slug=slug, name=f"Large {slug}")
    line = Line(project, admit_people(project, people), chance, timezone.now(), lengths)
    line.add(clips)
    keys = [row["id"] for row in line.rows.of[Video]]
    Twins(line).add(twins)
    line.rows.insert()
    Project.objects.filter(pk=project.pk).update(next_number=project.next_number + len(line.rows.of[Video]))
    large_cells.fill_cells(lengths)
    large_cells.draw(keys[0], keys[-1])
    leave_undrawn(keys, clips)
    large_cells.remember(keys[0], keys[-1])
    large_history.tell_of_keyframes(project.pk, keys[0], keys[-1])
    large_cells.compute(keys[0], keys[-1], line.now)
    note_spent(project)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE large_cell")
    return project


def admit_people(project: Project, count: int) -> People:
    """Inspectors and annotators without passwords: nobody signs in as them until one is set."""
    inspecting = max(1, count // 8)
    names = [f"{project.slug}-{number + 1:02d}" for number in range(count)]
    users = User.objects.bulk_create(User(username=name, first_name="Person", last_name=name[-2:]) for name in names)
    roles = [Role.INSPECTOR] * inspecting + [Role.ANNOTATOR] * (count - inspecting)
    Membership.objects.bulk_create(
        Membership(project=project, user=user, role=role) for user, role in zip(users, roles, strict=True)
    )
    keys = [user.pk for user in users]
    return People(annotators=keys[inspecting:], inspectors=keys[:inspecting])


def leave_undrawn(keys: list[int], clips: list[large_plan.PlannedClip]) -> None:
    """Take out the cells that a clip in drawing still has open."""
    for key, clip in zip(keys, clips, strict=True):
        if clip.undrawn:
            large_cells.erase(key, clip.undrawn)


def film(folder: Path, seconds: int) -> Canonical:
    """The media of every clip of a length: a small moving gradient."""
    original = folder / f"{seconds}.mp4"
    with av.open(str(original), "w") as container:
        stream = container.add_stream("libx264", rate=FPS, options={"preset": "ultrafast", "threads": "1"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        rows = np.linspace(30, 200, HEIGHT)[:, None, None] + np.zeros((1, WIDTH, 3))
        for frame in range(seconds * FPS):
            picture = np.roll(rows, frame, axis=0).astype(np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())
    return canonicalise(original, folder / str(seconds), limits=Limits(min_seconds=1))


def link_media(project: Project, films: Path) -> None:
    """Every clip has its folder; the files in it are the same few on the disk."""
    clips_root()
    for video in Video.objects.filter(project=project, twin_of=None).only("pk", "twin_of", "frame_count"):
        place = clip_folder(video)
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(films / str(video.frame_count // FPS), place, copy_function=os.link)
