"""`manage.py check_invariants`: silent about what is whole, and each thing that is broken is named, with what to do."""

from __future__ import annotations

import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from annotator.operations.management.commands.check_invariants import EVERY
from tests import factories as make
from tests.annotator.checkpoints.scene import registered
from tests.annotator.operations.broken import BREAKS, World, path_out, unguarded
from tests.annotator.releases.finished import finished, made
from tests.contracts.source import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]


def checked(*words: str) -> dict:
    """What the command says to a program."""
    out = io.StringIO()
    try:
        call_command("check_invariants", "--json", *words, stdout=out)
    except CommandError:
        assert not json.loads(out.getvalue())["clean"]
    return json.loads(out.getvalue())


def broken() -> set[str]:
    """What is broken by the command, files read."""
    return {check["name"] for check in checked("--files")["checks"] if check["broken"]}


@pytest.fixture
def world(footage, tmp_path):
    clip = finished(make.project(), footage)
    return World(clip, made(clip.project), registered(clip.project, tmp_path / "model"))


def test_each_invariant_that_is_broken_by_hand_is_named_and_no_other(world, own_folders, tmp_path_factory):
    whole = tmp_path_factory.mktemp("whole")
    shutil.copytree(own_folders, whole, dirs_exist_ok=True, symlinks=True)
    before = broken()

    named = {}
    for name, damage in BREAKS.items():
        with unguarded():
            damage(world)
            named[name] = broken()
        shutil.rmtree(own_folders)
        shutil.copytree(whole, own_folders, symlinks=True)

    assert before == set()
    assert named == {name: {name} for name in BREAKS}
    assert set(BREAKS) == {invariant.name for invariant in EVERY}


def test_a_path_that_leads_out_of_a_release_is_named(world):
    path_out(world)

    found = {check["name"]: check for check in checked()["checks"] if check["broken"]}

    assert set(found) == {"nothing_leads_outside"}
    assert "../../secret_key" in found["nothing_leads_outside"]["first"][0]


def test_people_read_what_is_broken_where_and_what_to_do(world):
    out = io.StringIO()

    with unguarded():
        BREAKS["bundles_are_there"](world)
        with pytest.raises(CommandError, match=r"^Broken: bundles_are_there \(\d+\)\.$"):
            call_command("check_invariants", "--most", "1", stdout=out)

    words = out.getvalue()
    assert "BROKEN bundles_are_there" in words
    assert "is gone" in words
    assert "What to do: restore the file from the backup" in words
    assert "ok     moves_are_numbered" in words


def test_ten_times_the_clips_are_the_same_number_of_queries(world, footage):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert checked()["clean"]
        return len(seen)

    one = queries()
    for _ in range(3):
        finished(world.clip.project, footage)
    made(world.clip.project, "v1.1")

    assert queries() == one


def test_the_demo_is_whole(own_folders):
    with override_settings(DATA_DIR=own_folders):
        call_command("seed_demo", stdout=io.StringIO(), stderr=io.StringIO())

    assert checked("--files")["clean"]


@pytest.mark.slow
def test_the_demo_is_whole_on_sqlite_and_a_trigger_that_is_gone_is_named_there(tmp_path: Path):
    embedded = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    embedded |= {"TETHER_DATA": str(tmp_path / "var"), "CELERY_BROKER_URL": "filesystem://"}

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, *words], env=embedded, cwd=ROOT, capture_output=True, text=True)

    assert run("-m", "docker.rows", "--demo", str(tmp_path / "welcome")).returncode == 0
    whole = run("manage.py", "check_invariants", "--files")
    with sqlite3.connect(tmp_path / "var" / "db.sqlite3") as rows:
        rows.execute("DROP TRIGGER events_event_no_update")
    damaged = run("manage.py", "check_invariants")

    assert whole.returncode == 0, whole.stdout + whole.stderr
    assert damaged.returncode == 1
    assert "the trigger events_event_no_update is gone or off" in damaged.stdout
    assert "Broken: guards_stand (1)." in damaged.stderr


def test_every_invariant_is_documented():
    words = (ROOT / "docs" / "operations.md").read_text()

    assert [one.name for one in EVERY if f"| `{one.name}` | {one.says}" not in words] == []
