"""The services of production on one machine, without containers: what they stand on is killed, and they go on."""

from __future__ import annotations

import json
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fleet import Fleet, answers, whole
from tests.processes import wait_for


@pytest.fixture(scope="module")
def everything() -> Iterator[Fleet]:
    counts = {"rest": 1, "sockets": 1, "machine": 1, "dispatch": 1, "nginx": 1}
    with tempfile.TemporaryDirectory(prefix="tether-fleet-") as folder, whole(Path(folder), counts) as running:
        yield running


def checks(everything: Fleet) -> dict[str, bool]:
    """What `/readyz` says through nginx."""
    try:
        with urllib.request.urlopen(f"{everything.address}/readyz", timeout=60) as answer:
            return dict(json.load(answer)["checks"])
    except urllib.error.HTTPError as error:
        return dict(json.load(error)["checks"])


@pytest.mark.parametrize("name", ["redis", "postgres"])
def test_what_they_stand_on_may_die_at_once_and_come_back(everything: Fleet, name: str) -> None:
    everything.kill(name)
    while_away = checks(everything)
    everything.start(name)
    wait_for(lambda: answers(f"{everything.address}/readyz"), log=everything.log("rest-1"))

    assert while_away["database"] is (name == "redis")
    assert all(checks(everything).values())
    assert [one.child.poll() for one in everything.processes.values()] == [None] * 5


def test_a_process_that_was_killed_is_started_again_under_its_name(everything: Fleet) -> None:
    before = everything.processes["machine-1"].child.pid
    (everything.folder / "machine-1.alive").unlink(missing_ok=True)

    everything.kill("machine-1")
    everything.start("machine-1")

    wait_for((everything.folder / "machine-1.alive").exists, log=everything.log("machine-1"))
    assert everything.processes["machine-1"].child.pid != before
