"""A benchmark that is ended half way, asked or not, takes with it every process that it started."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from docker import install
from tests.processes import wait_for

ROOT = Path(__file__).resolve().parents[2]
OURS = ("TETHER_", "TEST_", "PYTEST_", "DATABASE_URL", "CELERY_BROKER_URL", "DJANGO_SETTINGS_MODULE")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@dataclass(frozen=True)
class Benchmark:
    """A benchmark, and a word of the command of everything that it has started once it measures."""

    words: tuple[str, ...]
    starts: tuple[str, ...]


BENCHMARKS = {
    "a page in Chromium": Benchmark(
        ("tests.bench.caption",), ("uvicorn", "machine@", "propagation@", "assist@", "dispatch", "--type=renderer")
    ),
    "a day of a team": Benchmark(
        ("tests.bench.team", "--clips", "6", "--annotators", "4", "--inspectors", "1"),
        ("postgres", "redis", "gunicorn", "uvicorn", "propagation@", "machine@", "dispatch", "tests.bench.team.ears"),
    ),
}


@dataclass(frozen=True)
class Running:
    """A living process; its number is given again to others, its start is its own."""

    number: int
    begun: int
    parent: int
    command: str


def living() -> dict[int, Running]:
    """Every process of this machine but those that only wait to be buried."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            state, parent, *rest = (entry / "stat").read_text().rpartition(") ")[2].split()
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if state != "Z":
            found[int(entry.name)] = Running(int(entry.name), int(rest[17]), int(parent), command)
    return found


def started_by(ancestor: int) -> set[Running]:
    """A process's children, theirs, and so on."""
    everybody = living().values()
    family, numbers = set[Running](), {ancestor}
    while new := {each for each in everybody if each.parent in numbers} - family:
        family |= new
        numbers = {each.number for each in new}
    return family


@contextmanager
def measuring(benchmark: Benchmark, folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], set[Running]]]:
    """A benchmark with its folders in a folder, once all that it starts is there; and what that is."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    log = folder.with_suffix(".log")
    with log.open("wb") as written:
        child = subprocess.Popen(
            [sys.executable, "-m", *benchmark.words], cwd=ROOT, env={**kept, "TMPDIR": str(folder)}, stdout=written,
            stderr=written, process_group=0,
        )  # fmt: skip
    family = set[Running]()

    def complete() -> bool:
        assert child.poll() is None, log.read_text(errors="replace")[-4000:]
        family.update(started_by(child.pid))
        commands = [each.command for each in family]
        return all(any(word in command for command in commands) for word in benchmark.starts)

    try:
        wait_for(complete, seconds=240, log=log)
        yield child, family
    finally:
        child.kill()
        child.wait()
        for left in family & set(living().values()):
            os.kill(left.number, signal.SIGKILL)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder for temporary ones: its path is short enough for a socket, and PostgreSQL's own user may enter it."""
    made = Path(tempfile.mkdtemp(prefix="ended-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)
    made.with_suffix(".log").unlink()


def gone(family: set[Running]) -> bool:
    """Whether none of them lives, whoever is their parent now."""
    still = living()
    return not any(each.number in still and still[each.number].begun == each.begun for each in family)


@pytest.mark.parametrize("name", BENCHMARKS)
def test_a_benchmark_that_is_killed_takes_its_processes_with_it(name: str, folder: Path) -> None:
    install.build_frontend()

    with measuring(BENCHMARKS[name], folder) as (child, family):
        child.kill()

        wait_for(lambda: gone(family), seconds=20)


@pytest.mark.parametrize("name", BENCHMARKS)
def test_a_benchmark_that_is_asked_to_end_leaves_neither_processes_nor_folders(name: str, folder: Path) -> None:
    install.build_frontend()

    with measuring(BENCHMARKS[name], folder) as (child, family):
        child.terminate()

        assert child.wait(60) == 128 + signal.SIGTERM
        wait_for(lambda: gone(family), seconds=20)
        assert list(folder.iterdir()) == []
