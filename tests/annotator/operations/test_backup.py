"""The drill: what is backed up stands elsewhere as it was, whatever happened to the backup in between."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from annotator.operations.former_migrations import FORMER
from tests.annotator.releases.finished import files_below
from tests.contracts.source import ROOT
from tests.processes import Process
from tests.services import make_database

KILLS = 4
COUNT_TABLES = """
import django; django.setup()
from django.db import connection; print(len(connection.introspection.table_names()))
"""
KEPT = ("media", "releases", "uploads")
pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Place:
    """A Tether of its own: a database and a data folder."""

    data: Path
    database: str | None

    @property
    def environment(self) -> dict[str, str]:
        """What a process of it reads."""
        env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        told = {"TETHER_DATA": str(self.data), "CELERY_BROKER_URL": "filesystem://"}
        return env | told | ({"DATABASE_URL": self.database} if self.database else {})

    def run(self, *words: object) -> subprocess.CompletedProcess[str]:
        """A command of this place, to its end."""
        command = [sys.executable, *map(str, words)]
        return subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False)

    def manage(self, *words: object) -> dict:
        """What a command that does well says to a program."""
        ended = self.run("manage.py", *words, "--json")
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return json.loads(ended.stdout)

    def files(self) -> dict[str, bytes]:
        """Every file that a backup keeps."""
        kept = {f"{name}/{path}": held for name in KEPT for path, held in files_below(self.data / name).items()}
        return {path: held for path, held in kept.items() if not path.startswith("media/masks/")}

    def tables(self) -> int:
        """How many tables there are."""
        code = COUNT_TABLES
        ended = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True,
            env=self.environment | {"DJANGO_SETTINGS_MODULE": "annotator.settings"},
        )  # fmt: skip
        return int(ended.stdout)


class Places:
    """Makes places of one kind of database, and takes their databases away at the end."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.kind, self.folder = kind, folder
        self.server = os.environ["DATABASE_URL"].rpartition("/")[0]
        self.made: list[str] = []

    def new(self, name: str) -> Place:
        database = None
        if self.kind == "postgresql":
            self.made.append(f"drill_{name}")
            database = f"{self.server}/drill_{name}"
            make_database(database)
        return Place(self.folder / name, database)

    def close(self) -> None:
        for name in self.made:
            with psycopg.connect(f"{self.server}/postgres", autocommit=True) as connection:
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def places(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    made = Places(request.param, tmp_path_factory.mktemp("places"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def source(places: Places) -> Place:
    """A place with a published release."""
    place = places.new("source")
    ended = place.run("-m", "tests.annotator.operations.published")
    assert ended.returncode == 0, ended.stderr
    return place


@pytest.fixture(scope="module")
def kept(places: Places, source: Place) -> Path:
    """A folder with one whole backup of it."""
    folder = places.folder / "kept"
    source.manage("backup", folder)
    return folder


def test_what_is_restored_elsewhere_is_whole_and_every_file_is_byte_for_byte_the_same(places, source, kept):
    target = places.new("whole")

    restored = target.manage("restore", kept)

    assert restored["migrated"]
    assert restored["aside"] == []
    assert target.files() == source.files()
    assert any(path.startswith("releases/") and path.endswith("manifest.json") for path in target.files())
    assert target.manage("check_invariants", "--files")["clean"]
    assert kept.stat().st_mode & 0o077 == 0


def test_a_second_backup_copies_nothing_that_is_there(source, kept):
    again = source.manage("backup", kept)
    read = source.manage("backup", kept, "--read-all")

    assert (again["copied"], read["copied"]) == (0, 0)
    assert again["files"] == read["files"] == len(source.files())


def test_a_place_that_is_not_empty_is_left_alone_unless_told(places, source, kept):
    target = places.new("taken")
    target.run("-m", "docker.rows")
    before = target.tables()
    (target.data / "uploads" / "theirs").write_text("somebody's")

    refused = target.run("manage.py", "restore", kept)
    between = (target.tables(), (target.data / "uploads" / "theirs").exists())
    told = target.manage("restore", kept, "--replace")

    assert refused.returncode == 1
    assert "Here is something already (tables in the database, files in" in refused.stderr
    assert between == (before, True)
    assert len(told["aside"]) == 2
    assert [Path(place, "theirs").read_text() for place in told["aside"] if Path(place).is_dir()] == ["somebody's"]
    assert target.files() == source.files()
    assert target.manage("check_invariants")["clean"]


def test_a_backup_that_is_killed_leaves_the_last_whole_one_and_the_next_is_whole(places, source, kept):
    whole = {place.name: place.stat().st_mtime_ns for place in (kept / "backups").iterdir()}
    chance, killed = random.Random(7), 0
    for _ in range(KILLS):
        (source.data / "uploads" / "grows").write_bytes(chance.randbytes(1 << 22))
        process = Process("backup", places.folder / "log", source.environment, ["manage.py", "backup", str(kept)])
        while process.child.poll() is None and not list((kept / "backups").glob(".*")):
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.2))
        killed += process.child.poll() is None
        process.kill()
    first, second = places.new("from_earlier"), places.new("from_next")

    (source.data / "uploads" / "grows").unlink()
    first.manage("restore", kept, "--backup", min(whole))
    made = source.manage("backup", kept)
    second.manage("restore", kept, "--backup", made["name"])

    assert killed > 0
    assert all((kept / "backups" / name).stat().st_mtime_ns == at for name, at in whole.items())
    assert first.files() == second.files() == source.files()
    assert not [name for name in os.listdir(kept / "backups") + os.listdir(kept / "objects") if name[0] == "."]


def test_a_byte_that_changed_in_a_backup_is_named_and_nothing_is_restored(places, source):
    kept, target = places.folder / "damaged", places.new("spared")
    name = source.manage("backup", kept)["name"]
    lines = (kept / "backups" / name / "files.jsonl").read_text().splitlines()
    file = next(line for line in map(json.loads, lines) if line["path"].endswith("manifest.json"))
    place = kept / "objects" / file["sha256"][:2] / file["sha256"]
    content = bytearray(place.read_bytes())
    content[len(content) // 2] ^= 1
    place.write_bytes(content)

    ended = target.run("manage.py", "restore", kept)

    assert ended.returncode == 1
    assert f"{file['path']} (objects/{file['sha256'][:2]}/{file['sha256']}) was changed" in ended.stderr
    assert target.tables() == 0
    assert target.files() == {}


def test_what_cannot_be_restored_here_is_refused_with_the_reason(places, source, kept, tmp_path):
    target = places.new("refusing")
    other = Place(tmp_path, None if places.kind == "postgresql" else f"{places.server}/postgres")
    name = source.manage("backup", tmp_path / "newer")["name"]
    head = tmp_path / "newer" / "backups" / name / "backup.json"
    told = json.loads(head.read_text())
    head.write_text(json.dumps(told | {"migrations": [*told["migrations"], "work.9999_of_tomorrow"]}))
    older = source.manage("backup", tmp_path / "older")["name"]
    head = tmp_path / "older" / "backups" / older / "backup.json"
    head.write_text(json.dumps(told | {"migrations": [*told["migrations"], *sorted(FORMER)[:-1]]}))

    reasons = {
        "holds no whole backup": target.run("manage.py", "restore", tmp_path / "nowhere"),
        "holds no backup 'never'": target.run("manage.py", "restore", kept, "--backup", "never"),
        f"is of {places.kind}": other.run("manage.py", "restore", kept),
        "of a newer Tether (work.9999_of_tomorrow)": target.run("manage.py", "restore", tmp_path / "newer"),
        f"too old for this one (1 migrations short, {max(FORMER)} first)": target.run(
            "manage.py", "restore", tmp_path / "older"
        ),
        "which is kept itself": source.run("manage.py", "backup", source.data / "media" / "mine"),
    }

    assert {reason: ended.returncode for reason, ended in reasons.items()} == dict.fromkeys(reasons, 1)
    assert [(reason, ended.stderr) for reason, ended in reasons.items() if reason not in ended.stderr] == []
