"""A real server on the test's own rows and folders, a project in it, and a shell of its lead's."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.videos.models import Project
from tests import factories as make
from tests.annotator.client.scene import Server, Shell, token_of
from tests.annotator.client.wire import Wire
from tests.e2e.product import is_ready
from tests.processes import QUICK, running, test_rows, wait_for
from tests.services import free_port


@pytest.fixture
def server(own_folders: Path) -> Iterator[Server]:
    port = free_port()
    told = {"DATABASE_URL": test_rows(), "TETHER_DATA": str(own_folders), "PORT": str(port)}
    environment = {**os.environ, **QUICK, **told}
    with running(own_folders, "web", environment=environment):
        wait_for(lambda: is_ready(f"http://127.0.0.1:{port}"), log=own_folders / "web.log")
        wire = Wire(port)
        yield Server(own_folders, wire, f"http://127.0.0.1:{wire.port}", environment)
        wire.close()


@pytest.fixture
def project() -> Project:
    return make.project()


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a person's own files lie."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def shell(server: Server, project: Project, home: Path) -> Shell:
    return Shell(server, home, token_of(make.lead(project)))
