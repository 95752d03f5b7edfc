"""The start: a bad value stops it with one sentence that names the variable, and nothing secret is told."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contracts import source

SECRET = "a secret of more than thirty-two characters"
READ = "import django; django.setup(); from django.conf import settings; print('DEBUG', settings.DEBUG)"


def start(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """A process that reads the settings in an environment of its own."""
    environment = {
        "PATH": os.environ["PATH"],
        "TETHER_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "annotator.settings",
    }
    command = [sys.executable, "-c", READ]
    return subprocess.run(
        command, env=environment | variables, cwd=source.ROOT, capture_output=True, text=True, check=False
    )


BAD = {
    "TETHER_DATA": "/dev/null/data",
    "TETHER_SECRET_KEY": "short",
    "TETHER_SECRET_KEY_FILE": "/nowhere/key",
    "TETHER_DEBUG": "maybe",
    "TETHER_HTTPS": "sometimes",
    "TETHER_ORIGINS": "tether.example.org",
    "TETHER_LOG_LEVEL": "LOUD",
    "DATABASE_URL": "mysql://me:hunter2@somewhere/rows",
    "CELERY_BROKER_URL": "carrier-pigeon://me:hunter2@somewhere",
    "TETHER_JOB_LEASE_SECONDS": "0",
    "TETHER_JOB_RING_SECONDS": "soon",
    "TETHER_JOB_ATTEMPTS": "-1",
    "TETHER_WORK_LEASE_SECONDS": "nan",
    "TETHER_EVENT_POLL_SECONDS": "inf",
    "TETHER_PREDICTOR": "crystal-ball",
    "TETHER_RUN_PREDICTORS": "flow,crystal-ball",
    "TETHER_SAM2_SIZE": "enormous",
    "TETHER_FREE_SPACE_BYTES": "1 GB",
}
ANY_WORD = {"TETHER_HOSTS", "TETHER_SAM2_WEIGHTS", "TETHER_SAM2_SHA256", "TETHER_DEVICE"}  # whatever is given is taken


@pytest.mark.parametrize("name", BAD)
def test_a_bad_value_stops_the_start_and_names_itself(tmp_path: Path, name: str) -> None:
    good = {} if name.startswith("TETHER_SECRET_KEY") else {"TETHER_SECRET_KEY": SECRET}

    ended = start(tmp_path, **good | {name: BAD[name]})

    assert ended.returncode != 0
    last = ended.stderr.strip().splitlines()[-1]
    assert last.startswith("django.core.exceptions.ImproperlyConfigured: ")
    assert name in last
    assert "hunter2" not in ended.stderr


def test_every_setting_that_can_be_wrong_is_tried_here() -> None:
    assert source.settings() == set(BAD) | ANY_WORD


@pytest.mark.parametrize("url", ["nonsense", "", "postgresql://me:hunter2@host:port/rows", "mysql:hunter2"])
def test_a_database_address_that_is_none_is_refused_without_its_password(tmp_path: Path, url: str) -> None:
    ended = start(tmp_path, TETHER_SECRET_KEY=SECRET, DATABASE_URL=url)

    assert ended.returncode != 0
    assert "DATABASE_URL" in ended.stderr.strip().splitlines()[-1]
    assert "hunter2" not in ended.stderr.strip().splitlines()[-1]


def test_the_data_folder_may_have_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "my data #1 50% ünïcödé"
    show = "from django.conf import settings; print(settings.DATABASES['default']['NAME'])"
    environment = {"PATH": os.environ["PATH"], "TETHER_DATA": str(folder), "TETHER_SECRET_KEY": SECRET}
    command = [sys.executable, "-c", show]

    shown = subprocess.check_output(
        command, env=environment | {"DJANGO_SETTINGS_MODULE": "annotator.settings"}, cwd=source.ROOT, text=True
    )

    assert shown.strip() == str(folder / "db.sqlite3")


def test_without_a_secret_key_nothing_starts(tmp_path: Path) -> None:
    ended = start(tmp_path)

    assert ended.returncode != 0
    assert "TETHER_SECRET_KEY has 0 characters" in ended.stderr


@pytest.mark.parametrize("where", ["named", "written by make run"])
def test_the_secret_key_may_lie_in_a_file_and_debug_is_off(tmp_path: Path, where: str) -> None:
    file = tmp_path / ("elsewhere" if where == "named" else "secret_key")
    file.write_text(SECRET + "\n")

    ended = start(tmp_path, **{"TETHER_SECRET_KEY_FILE": str(file)} if where == "named" else {})

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == "DEBUG False\n"


@pytest.mark.parametrize(
    ("hosts", "starts"),
    [(None, True), ("localhost", True), ("127.0.0.1, localhost", True), ("0.0.0.0", False), ("*", False),
     ("localhost,tether.example.org", False)],
)  # fmt: skip
def test_debug_is_for_loopback_only(tmp_path: Path, hosts: str | None, starts: bool) -> None:
    given = {} if hosts is None else {"TETHER_HOSTS": hosts}

    ended = start(tmp_path, TETHER_SECRET_KEY=SECRET, TETHER_DEBUG="1", **given)

    assert (ended.returncode == 0) is starts
    assert ended.stdout == ("DEBUG True\n" if starts else "")
    assert starts or "TETHER_DEBUG='1' is not usable" in ended.stderr
