"""The drill with a bucket: rows and files are backed up, and stand whole in another place with a bucket of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.contracts.source import ROOT
from tests.s3_server import S3Server

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Place:
    """A Tether of its own on SQLite, with its own bucket."""

    data: Path
    bucket: str
    s3: S3Server

    def run(self, *words: object) -> subprocess.CompletedProcess[str]:
        """A command of this place, to its end."""
        rest = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        told = {"TETHER_DATA": str(self.data), "CELERY_BROKER_URL": "filesystem://", "TETHER_STORAGE": "s3"}
        told |= {"TETHER_S3_ENDPOINT": self.s3.endpoint, "TETHER_S3_BUCKET": self.bucket}
        told |= {"TETHER_S3_ACCESS_KEY": self.s3.access_key, "TETHER_S3_SECRET_KEY": self.s3.secret_key}
        command = [sys.executable, *map(str, words)]
        return subprocess.run(command, env=rest | told, cwd=ROOT, capture_output=True, text=True, check=False)

    def manage(self, *words: object) -> dict:
        """What a command that does well says to a program."""
        ended = self.run("manage.py", *words, "--json")
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return json.loads(ended.stdout)

    def held(self) -> dict[str, int]:
        """The bucket's objects with their sizes."""
        pages = self.s3.client().get_paginator("list_objects_v2").paginate(Bucket=self.bucket)
        return {one["Key"]: one["Size"] for page in pages for one in page.get("Contents", ())}


@pytest.fixture
def places(s3: S3Server, tmp_path: Path) -> list[Place]:
    for name in ("here-files", "there-files"):
        s3.client().create_bucket(Bucket=name)
    return [Place(tmp_path / name, f"{name}-files", s3) for name in ("here", "there")]


def test_what_was_in_one_bucket_stands_whole_in_another_with_its_rows(places, tmp_path):
    here, there = places
    ended = here.run("-m", "tests.annotator.operations.published")
    assert ended.returncode == 0, ended.stderr

    first = here.manage("backup", tmp_path / "kept")
    second = here.manage("backup", tmp_path / "kept")
    there.manage("restore", tmp_path / "kept")
    again = there.run("manage.py", "restore", tmp_path / "kept")

    assert here.held()
    assert (first["files"], second["copied"]) == (len(here.held()), 0)
    assert there.held() == here.held()
    assert there.manage("check_invariants", "--files")["clean"]
    assert again.returncode == 1
    assert "files in the bucket" in again.stderr
