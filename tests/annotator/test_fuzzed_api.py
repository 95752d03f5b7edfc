"""No request that our own document allows, and no chain of them, ends in an error of the server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.conf import settings

from tests import processes
from tests.annotator.fuzzing import fuzz
from tests.annotator.test_permissions import World
from tests.processes import running, wait_for
from tests.services import free_port

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_folders")]


def answers(address: str) -> bool:
    try:
        with urlopen(f"{address}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """A web process on a world of rows, and what its lead's browser shows it."""
    lead = World().browsers["lead"]
    lead.get("/")
    lead.get("/api/session")
    token = lead.cookies["csrftoken"].value
    shown = {"Cookie": f"sessionid={lead.cookies['sessionid'].value}; csrftoken={token}", "X-CSRFToken": token}
    port = free_port()
    environment = {
        **os.environ, "DATABASE_URL": processes.test_rows(), "PORT": str(port), "TETHER_REQUESTS_PER_PERSON": "0",
        "TETHER_SECRET_KEY": settings.SECRET_KEY,
    }  # fmt: skip
    with running(tmp_path, "web", environment=environment):
        address = f"http://127.0.0.1:{port}"
        wait_for(lambda: answers(address), log=tmp_path / "web.log")
        yield address, shown
        crashes = (tmp_path / "web.log").read_text().count("Traceback")
        assert crashes == 0, (tmp_path / "web.log").read_text()[-6000:]


@pytest.mark.timeout(900)
def test_no_chain_of_requests_ends_in_an_error_of_the_server(server, tmp_path):
    address, shown = server

    fuzzed = fuzz(address, shown, "examples,fuzzing,stateful", folder=tmp_path)

    print(fuzzed.text[-1500:])
    assert fuzzed.status == 0, fuzzed.text[-6000:]
    assert fuzzed.asked > 300, fuzzed.text[-3000:]
