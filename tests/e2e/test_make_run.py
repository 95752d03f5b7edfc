"""`make run` as a stranger types it: the embedded default, a port of its own, an empty data folder."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.services import free_port

ROOT = Path(__file__).resolve().parents[2]
OURS = ("TETHER_", "TEST_", "PYTEST_", "DATABASE_URL", "CELERY_BROKER_URL", "DJANGO_SETTINGS_MODULE", "MAKE", "MFLAGS")
READY_SECONDS = 180.0


def plain_environment(data: Path, port: int) -> dict[str, str]:
    """A stranger's environment: nothing of the test run's but where the data goes and the port."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return {**kept, "TETHER_DATA": str(data), "PORT": str(port)}


@contextmanager
def make_run(data: Path, port: int) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """`make run` until it says that it is ready; what it printed up to then."""
    child = subprocess.Popen(
        ["make", "run"], cwd=ROOT, env=plain_environment(data, port), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, process_group=0,
    )  # fmt: skip
    printed: list[str] = []
    try:
        assert child.stdout is not None
        for line in child.stdout:
            printed.append(line.rstrip())
            if line.startswith("Ctrl-C stops it"):
                break
        yield child, printed
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGTERM)
            child.communicate(timeout=30)


def processes_naming(words: str) -> list[str]:
    """Command lines and environments of living processes in which some words stand."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            told = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes()
            state = (entry / "stat").read_text().rsplit(") ", 1)[1][0]
        except OSError:
            continue
        if words.encode() in told and state != "Z" and int(entry.name) != os.getpid():
            found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found


def get(address: str) -> tuple[int, str]:
    """An answer's status and text."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def process_of(data: Path, words: str) -> int:
    """The first process of a start whose command holds some words."""
    for entry in sorted(Path("/proc").glob("[0-9]*"), key=lambda path: int(path.name)):
        try:
            if str(data).encode() in (entry / "environ").read_bytes():
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                if words in command:
                    return int(entry.name)
        except OSError:
            continue
    raise AssertionError(f"no process of this start runs “{words}”")


@pytest.mark.timeout(600)
def test_make_run_starts_survives_stops_and_starts_again_quickly(tmp_path: Path) -> None:
    data, port = tmp_path / "data", free_port()
    address = f"http://127.0.0.1:{port}"

    with make_run(data, port) as (child, printed):
        assert f"Tether is ready: {address}" in printed, "\n".join(printed)
        assert any("Password" in line for line in printed)
        assert get(f"{address}/healthz")[0] == 200
        assert json.loads(get(f"{address}/readyz")[1])["ok"] is True
        assert "<script" in get(f"{address}/")[1]
        assert (data / "secret_key").stat().st_mode & 0o077 == 0
        for service in ("propagation.worker", "manage.py dispatch", "-A annotator"):
            process_of(data, service)
        web = process_of(data, "uvicorn")
        os.kill(web, signal.SIGKILL)
        until = time.monotonic() + 60
        while time.monotonic() < until and not answers(address):
            time.sleep(0.2)
        assert process_of(data, "uvicorn") != web
        os.killpg(child.pid, signal.SIGINT)  # what Ctrl-C sends to everybody in the terminal
        rest, _ = child.communicate(timeout=30)
    assert "Tether has stopped." in rest
    assert processes_naming(str(data)) == []

    begun = time.monotonic()
    with make_run(data, port) as (_, printed):
        seconds = time.monotonic() - begun
        assert f"Tether is ready: {address}" in printed, "\n".join(printed)
    assert processes_naming(str(data)) == []
    assert seconds < 30, f"the second start took {seconds:.1f} s"  # under 10 s on a quiet machine; tests share theirs


def answers(address: str) -> bool:
    """Whether the server can be reached at all."""
    try:
        return get(f"{address}/healthz")[0] == 200
    except OSError:
        return False
