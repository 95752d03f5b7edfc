"""The command as a process, ended by SIGKILL wherever it happens to be: given again, it ends with the same bytes."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

from annotator.formats import release as layout
from annotator.releases import actions
from annotator.releases.choices import Choices
from annotator.releases.models import Release
from annotator.releases.queries import building_folder_of
from tests import processes
from tests.annotator.folders import folder_of
from tests.annotator.releases.finished import files_below, finished
from tests.processes import Process, wait_for

KILLS = 5
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.usefixtures("own_folders")]


def command(out: Path) -> list[str]:
    project = Release.objects.get().project
    return ["manage.py", "make_release", project.slug, "v1.0", "--out", str(out)]


def environment() -> dict[str, str]:
    """The test's own rows and folders."""
    return {
        **os.environ,
        "DATABASE_URL": processes.test_rows(),
        "TETHER_DATA": str(Path(settings.RELEASES_ROOT).parent),
    }


def killed_while_building(process: Process, release: Release, log: Path, *, after: float) -> bool:
    """Kill a maker so many seconds after its folder is there, or was taken up; whether it was still alive."""
    wait_for(lambda: building_folder_of(release).exists() or process.child.poll() is not None, log=log)
    time.sleep(after)
    alive = process.child.poll() is None
    process.kill()
    return alive


def test_a_release_whose_maker_is_killed_at_random_moments_ends_with_the_same_bytes(project, footage, tmp_path):
    for _ in range(4):
        finished(project, footage)
    choices = Choices(formats=("parquet", "mevis", "davis", "webdataset"))
    release = actions.freeze(project, version="v1.0", note="", by=None, choices=choices)
    log = tmp_path / "log"
    began = time.monotonic()
    undisturbed = tmp_path / "undisturbed"
    ended = subprocess.run([sys.executable, *command(undisturbed)], env=environment(), capture_output=True, text=True)
    whole_s = time.monotonic() - began
    assert ended.returncode == 0, ended.stderr
    shutil.rmtree(folder_of(release))
    Release.objects.update(state="frozen", manifest_sha256="", counts={})
    drawn = random.Random(7)

    killed = 0
    for _ in range(KILLS):
        process = Process("make_release", log, environment(), command(tmp_path / "out"))
        killed += killed_while_building(process, release, log, after=drawn.uniform(0, whole_s / 2))
        shutil.rmtree(tmp_path / "out", ignore_errors=True)
    subprocess.run([sys.executable, *command(tmp_path / "out")], env=environment(), check=True, capture_output=True)

    assert killed > 0
    assert files_below(tmp_path / "out") == files_below(undisturbed)
    assert layout.verify(tmp_path / "out").videos == 4
    assert not building_folder_of(release).exists()
