"""`manage.py doctor`: what ails the place where Tether runs is named in a line, with what to do."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models.functions import Now
from django.test import override_settings

from annotator.accounts.models import Role
from annotator.jobs.models import Job
from annotator.jobs.regular import start_due
from annotator.jobs.workers import Machine, see
from annotator.operations import signs
from annotator.videos.models import Project
from tests import factories as make
from tests.contracts.source import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]


def told() -> dict[str, list[dict[str, str]]]:
    """What the command says to a program, by the sign's name."""
    out = io.StringIO()
    try:
        call_command("doctor", "--json", stdout=out)
    except CommandError:
        assert not json.loads(out.getvalue())["well"]
    found: dict[str, list[dict[str, str]]] = {}
    for sign in json.loads(out.getvalue())["signs"]:
        found.setdefault(sign["name"], []).append(sign)
    return found


def bad(name: str) -> dict[str, str]:
    """The one thing that is bad by a sign."""
    [sign] = [sign for sign in told()[name] if sign["state"] == "bad"]
    return sign


def test_a_place_that_is_well_has_nothing_bad():
    start_due()
    for queue in ("propagation", "assist"):
        see(Machine(f"{queue}@here", queue, "flow", "cpu"))

    with override_settings(ALLOWED_HOSTS=["127.0.0.1"]):
        found = told()
    found.pop("pages")  # tests of rows run without pages

    assert [sign for several in found.values() for sign in several if sign["state"] != "ok" or sign["cure"]] == []
    assert set(found) == set(signs.LOOKS) - {"pages"}


def test_what_is_right_on_a_laptop_is_bad_where_others_come_in():
    make.person(make.project(), Role.LEAD)
    Project.objects.update(slug="demo")

    with override_settings(ALLOWED_HOSTS=["tether.example.org"], HTTPS=False, DEBUG=True):
        found = [sign["cure"] for sign in told()["safety"] if sign["state"] == "bad"]

    assert found == [
        "set TETHER_DEBUG=0",
        "put TLS in front and set TETHER_HTTPS=1",
        "close them on the page People of the demo",
    ]


def test_a_dispatcher_that_is_not_there_is_named():
    start_due()
    Job.objects.update(created_at=Now() - timedelta(hours=2))

    assert "python -m docker.services dispatch" in bad("dispatcher")["cure"]


def test_work_that_nobody_takes_is_named_with_its_worker():
    Job.objects.create(kind="releases.build", subject=1, queue="machine")
    Job.objects.update(created_at=Now() - timedelta(minutes=2))

    sign = bad("workers")

    assert sign["says"].startswith("1 jobs wait in machine")
    assert sign["cure"] == "start a worker: python -m docker.services machine"


def test_a_full_disk_is_named():
    with override_settings(FREE_SPACE_BYTES=10**15):
        assert {sign["state"] for sign in told()["disk"]} == {"bad"}


def test_a_missing_migration_is_named():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'releases'")

    assert "releases.0001_initial first" in bad("migrations")["says"]


def test_clocks_that_disagree_are_told(monkeypatch):
    class Behind(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(UTC) - timedelta(minutes=5)

    monkeypatch.setattr(signs, "datetime", Behind)

    [sign] = told()["clock"]

    assert sign["state"] == "look"
    assert "the database is 300 s ahead of this host" in sign["says"]


def test_a_database_and_a_broker_that_are_away_are_named_in_lines_for_people():
    away = {"DATABASE_URL": "postgresql://nobody:x@127.0.0.1:1/nowhere", "CELERY_BROKER_URL": "redis://127.0.0.1:1/0"}

    ended = subprocess.run(
        [sys.executable, "manage.py", "doctor"], env=os.environ | away, cwd=ROOT, capture_output=True, text=True
    )

    assert ended.returncode == 1
    lines = {line.split()[1]: line for line in ended.stdout.splitlines()}
    assert lines["database"].startswith("BAD   database")
    assert lines["database"].endswith("start it, and look at DATABASE_URL")
    assert lines["broker"].startswith("BAD   broker")
    assert lines["disk"].startswith("ok    disk")
    assert "Not well: database, migrations, clock, broker," in ended.stderr
