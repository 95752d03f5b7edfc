"""Commands of the product as processes that are killed at random moments, and what such a death must not leave."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import close_old_connections

from annotator.releases.models import ImportedVideo, Release
from annotator.releases.queries import building_folder_of
from annotator.videos.models import Project, Video
from annotator.videos.queries import clip_folder
from annotator.work.models import WorkItem
from tests.annotator.releases import vicas_set
from tests.processes import Process, test_rows


@dataclass
class Commands:
    """Runs `manage.py` on the rows of this process, with what it says in a file.

    Args:
        folder: For the output.
        chance: Says when to kill.
        longest_wait: Seconds between a sign of progress and a kill, at most.
    """

    folder: Path
    chance: random.Random
    longest_wait: float = 0.5

    @property
    def environment(self) -> dict[str, str]:
        """This process's, with the database that it writes to."""
        return {**os.environ, "DATABASE_URL": test_rows()}

    def run(self, *words: object) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        command = [sys.executable, "manage.py", *map(str, words)]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)

    def run_and_kill(self, *words: object, progress: Callable[[], int]) -> bool:
        """Start a command, and kill it when it has made some progress and a random while went by.

        Returns:
            Whether it was alive then.
        """
        process = Process("command", self.folder / "killed.log", self.environment, ["manage.py", *map(str, words)])
        before = progress()
        while process.child.poll() is None and progress() == before:
            time.sleep(0.01)
        time.sleep(self.chance.uniform(0, self.longest_wait))
        alive = process.child.poll() is None
        process.kill()
        return alive


def imported_into(slug: str) -> int:
    """How many videos have come into a project."""
    close_old_connections()
    return ImportedVideo.objects.filter(video__project__slug=slug).count()


def written(project: Project) -> int:
    """How many annotations a release that is being built has by now."""
    release = Release(project=project, version=vicas_set.VERSION)
    return len(list(building_folder_of(release).glob("annotations/*/*.json")))


def halves_in(slug: str) -> list[str]:
    """Clips of a project that are there in part: without their origin, their media, or with work that is not done."""
    close_old_connections()
    clips = Video.objects.filter(project__slug=slug)
    open_work = WorkItem.objects.filter(video__in=clips).exclude(state="approved").values_list("video", flat=True)
    return [
        str(clip)
        for clip in clips.select_related("imported")
        if not hasattr(clip, "imported") or clip.pk in open_work or not (clip_folder(clip) / "canonical.mp4").exists()
    ]
