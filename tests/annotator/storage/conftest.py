"""Both storages, so that one sentence is held against each: a folder, and a bucket of a real server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.annotator.folders import kept_by
from tests.s3_server import S3Server, start_s3


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> S3Server:
    return start_s3(tmp_path_factory.mktemp("s3"))


@pytest.fixture
def told(s3: S3Server) -> dict[str, str]:
    """What the settings say of a new, empty bucket."""
    bucket = f"files-{uuid4().hex[:12]}"
    s3.client().create_bucket(Bucket=bucket)
    return {"ENDPOINT": s3.endpoint, "BUCKET": bucket, "ACCESS_KEY": s3.access_key, "SECRET_KEY": s3.secret_key}


@pytest.fixture
def bucket(own_folders: Path, told: dict[str, str]) -> Iterator[dict[str, str]]:
    """Files of this test are kept in a bucket of their own."""
    with kept_by(told, own_folders / "cache"):
        yield told


@pytest.fixture(params=["disk", "bucket"])
def anywhere(request: pytest.FixtureRequest, own_folders: Path) -> Iterator[str]:
    """Once on a disk, once in a bucket."""
    if request.param == "disk":
        yield "disk"
        return
    with kept_by(request.getfixturevalue("told"), own_folders / "cache"):
        yield "bucket"
