"""What a person sees who starts the product on a machine that lacks something: one sentence, and nothing half done.

The supervisor is tried with processes that misbehave as ours may: they die, they ignore SIGTERM, they leave children.
"""

from __future__ import annotations

import ast
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from docker import checks, install
from docker.errors import AlreadyRunning, DiskFull, NetworkMissing, NodeMissing, PortUnusable, StepFailed
from docker.steps import run_step
from docker.supervise import Service, Supervisor
from tests.contracts.source import ROOT

STUBBORN = "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    """A supervisor of one service that ignores SIGTERM and of one that simply waits."""
    services = [
        Service("stubborn", [sys.executable, "-c", STUBBORN], tmp_path / "stubborn.log"),
        Service("patient", ["sh", "-c", "sleep 600 & sleep 600"], tmp_path / "patient.log"),
    ]
    made = Supervisor(services)
    yield made
    made.stop()


def bootstrap(word: str, **env: str) -> subprocess.CompletedProcess[str]:
    """A command of the Makefile with a changed environment."""
    command = [sys.executable, "-m", "docker.bootstrap", word]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **env}, capture_output=True, text=True, check=False, timeout=60
    )


def group_lives(leader: int) -> bool:
    """Whether any process of a group is left that is not merely waiting to be counted."""
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, group = entry.read_text().rsplit(") ", 1)[1].split()[:3]
        except OSError:
            continue
        if int(group) == leader and state != "Z":
            return True
    return False


def keep_up_for(supervisor: Supervisor, *, seconds: float) -> None:
    """What the supervisor does all day, for a while."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        supervisor.keep_up()
        time.sleep(0.02)


def test_a_taken_port_is_one_sentence_that_offers_another(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        answer = bootstrap("run", PORT=str(port), TETHER_DATA=str(tmp_path / "data"))

    assert answer.returncode == 1
    assert f"Port {port} is taken" in answer.stdout
    assert "PORT=" in answer.stdout
    assert "Traceback" not in answer.stdout + answer.stderr


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1", "80 80"])
def test_a_port_that_is_none_is_refused_by_its_value(port: str) -> None:
    with pytest.raises(PortUnusable, match=port):
        checks.port_from(port)


def test_too_little_space_is_one_sentence_with_both_sizes(tmp_path: Path) -> None:
    answer = bootstrap("run", TETHER_DATA=str(tmp_path / "data"), TETHER_FREE_SPACE_BYTES=str(10**15))

    assert answer.returncode == 1
    assert "GiB free" in answer.stdout
    assert "931322.6 GiB" in answer.stdout
    assert not (tmp_path / "data").exists()


def test_a_second_start_on_the_same_data_names_the_first(tmp_path: Path) -> None:
    lock = checks.hold(tmp_path)
    (tmp_path / "running").write_text("process 7, http://127.0.0.1:8000\n")

    answer = bootstrap("run", TETHER_DATA=str(tmp_path))
    os.close(lock)

    assert answer.returncode == 1
    assert "already runs" in answer.stdout
    assert "process 7" in answer.stdout


def test_the_data_folder_is_free_again_once_its_holder_is_gone(tmp_path: Path) -> None:
    os.close(checks.hold(tmp_path))

    lock = checks.hold(tmp_path)
    with pytest.raises(AlreadyRunning):
        checks.hold(tmp_path)
    os.close(lock)


def test_missing_node_is_one_sentence_that_says_where_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(NodeMissing, match=r"20\.19.*nodejs\.org"):
        checks.require_node()


def test_an_old_node_is_named_with_its_version(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("node", "npm"):
        (tmp_path / name).write_text("#!/bin/sh\necho v18.20.1\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")

    with pytest.raises(NodeMissing, match=r"v18\.20\.1"):
        checks.require_node()


@pytest.mark.parametrize("name", ["__init__", "bootstrap", "python_version"])
def test_an_old_python_can_still_read_the_file_that_turns_it_away(name: str) -> None:
    words = (ROOT / "docker" / f"{name}.py").read_text()

    assert ast.parse(words, feature_version=(3, 6))


def test_an_old_python_is_turned_away_in_one_sentence(tmp_path: Path) -> None:
    pretend = "import sys; sys.version_info = (3, 9, 2, 'final', 0); import docker.bootstrap as b; b.main()"
    command = [sys.executable, "-c", pretend]

    answer = subprocess.run(command, cwd=ROOT, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False)

    assert answer.returncode == 1
    assert answer.stderr.startswith("Tether needs Python 3.11 or newer and found 3.9")
    assert answer.stderr.count("\n") == 1


def test_no_network_is_one_sentence_about_the_network(tmp_path: Path) -> None:
    nowhere = {**os.environ, "HTTPS_PROXY": "http://127.0.0.1:9", "PIP_CONFIG_FILE": os.devnull}
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--retries",
        "1",
        "--no-deps",
        "-d",
        str(tmp_path),
        "six==1.16.0",
    ]

    with pytest.raises(NetworkMissing, match="No network: “Fetching” could not reach its registry"):
        run_step("Fetching", command, log=tmp_path / "log", env=nowhere)


def test_a_full_disk_in_the_middle_of_a_step_is_one_sentence_about_the_disk(tmp_path: Path) -> None:
    command = ["sh", "-c", "cat /dev/zero > /dev/full"]

    with pytest.raises(DiskFull, match="The disk is full"):
        run_step("Unpacking", command, log=tmp_path / "log")


def test_a_step_that_fails_shows_its_last_lines_and_its_log(tmp_path: Path) -> None:
    with pytest.raises(StepFailed, match=r"(?s)the reason.*code 3.*log"):
        run_step("Building", ["sh", "-c", "echo the reason; exit 3"], log=tmp_path / "log")


def test_the_secret_key_is_long_private_and_written_once(tmp_path: Path) -> None:
    first = install.write_secret_key(tmp_path).read_text()

    again = install.write_secret_key(tmp_path)

    assert again.read_text() == first
    assert len(first) >= 50
    assert stat.S_IMODE(again.stat().st_mode) == 0o600


def test_commands_find_the_key_that_the_start_wrote_and_refuse_to_run_without_any(tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("TETHER_")}
    command = [sys.executable, "manage.py", "check"]

    def check() -> subprocess.CompletedProcess[str]:
        told = {**env, "TETHER_DATA": str(tmp_path)}
        return subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, check=False)

    without = check()
    install.write_secret_key(tmp_path)
    with_key = check()

    assert without.returncode != 0
    assert "TETHER_SECRET_KEY has 0 characters" in without.stderr
    assert with_key.returncode == 0, with_key.stderr


def test_nothing_that_a_start_writes_is_seen_by_git() -> None:
    written = [
        "var/secret_key",
        "var/db.sqlite3",
        ".venv/bin/python",
        "frontend/dist/index.html",
        "frontend/node_modules/x",
    ]

    answer = subprocess.run(["git", "check-ignore", *written], cwd=ROOT, capture_output=True, text=True, check=False)

    assert answer.stdout.split() == written


def test_a_service_that_is_killed_is_started_again(supervisor: Supervisor) -> None:
    supervisor.keep_up()
    first = supervisor.services[1].child
    assert first is not None
    first.kill()
    first.wait()

    until = time.monotonic() + 10
    while supervisor.services[1].child in (first, None) and time.monotonic() < until:
        supervisor.keep_up()
        time.sleep(0.05)

    second = supervisor.services[1].child
    assert second is not None
    assert second.pid != first.pid
    assert not group_lives(first.pid)


def test_stopping_leaves_no_process_even_of_services_that_ignore_it(supervisor: Supervisor) -> None:
    supervisor.keep_up()
    time.sleep(0.5)
    leaders = [service.child.pid for service in supervisor.services if service.child]
    begun = time.monotonic()

    supervisor.stop()

    assert len(leaders) == 2
    assert not any(group_lives(leader) for leader in leaders)
    assert time.monotonic() - begun < 12


def test_a_service_that_never_stays_up_ends_the_start_with_its_last_lines(tmp_path: Path) -> None:
    supervisor = Supervisor([Service("broken", ["sh", "-c", "echo no such table; exit 1"], tmp_path / "broken.log")])

    with pytest.raises(StepFailed, match=r"(?s)no such table.*“broken” does not stay up"):
        keep_up_for(supervisor, seconds=20)


def test_services_end_when_their_supervisor_is_killed(tmp_path: Path) -> None:
    script = (
        "import time; from pathlib import Path; from docker.supervise import Service, Supervisor;"
        f"s = Service('patient', ['sleep', '600'], Path({str(tmp_path / 'log')!r}));"
        "Supervisor([s]).keep_up(); print(s.child.pid, flush=True); time.sleep(600)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    leader = int(parent.stdout.readline())

    parent.send_signal(signal.SIGKILL)
    parent.wait()

    until = time.monotonic() + 5
    while group_lives(leader) and time.monotonic() < until:
        time.sleep(0.05)
    assert not group_lives(leader)
