"""Real processes of the product: started as in production, on the test's own rows, killed however a test likes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from tests.children import ends_with_us

QUICK = {"TETHER_JOB_LEASE_SECONDS": "2", "TETHER_JOB_RING_SECONDS": "0.5", "OMP_NUM_THREADS": "1"}


def test_rows() -> str:
    """The address of the database that the running test writes to."""
    settings = connection.settings_dict
    return f"postgresql://{settings['USER']}:{settings['PASSWORD']}@{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"


class Process:
    """One service in a process group of its own, with its output in a file; or another Python module with arguments.

    Nobody who ends the tests or a benchmark reaches that group, so it ends with them by itself, even after a kill -9.
    """

    def __init__(
        self, name: str, log: Path, environment: Mapping[str, str], command: Sequence[str] = (), *,
        python: str = sys.executable,
    ) -> None:  # fmt: skip
        self.log = log.open("ab")
        self.child = subprocess.Popen(
            [python, *(command or ["-m", "docker.services", name])],
            env=environment,
            stdout=self.log,
            stderr=self.log,
            process_group=0,
            preexec_fn=ends_with_us(),
        )

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process and all that it started."""
        os.killpg(self.child.pid, number)

    def kill(self) -> None:
        """End it at once, as kill -9 or a power cut would."""
        if self.child.poll() is None:
            self.signal(signal.SIGKILL)
        self.child.wait()
        self.log.close()


@contextmanager
def running(folder: Path, *names: str, environment: Mapping[str, str] | None = None) -> Iterator[list[Process]]:
    """Services by name, on the test's own rows unless told otherwise; whatever is left of them is killed at the end."""
    chosen = environment or {**os.environ, **QUICK, "DATABASE_URL": test_rows()}
    started = [Process(name, folder / f"{name}.log", chosen) for name in names]
    try:
        yield started
    finally:
        for process in started:
            process.kill()


def wait_for(fact: Callable[[], object], *, seconds: float = 120, log: Path | None = None) -> None:
    """Wait until something holds; fails with the log's end when it does not."""
    until = time.monotonic() + seconds
    while not fact():
        if time.monotonic() > until:
            tail = log.read_text(errors="replace")[-4000:] if log and log.exists() else ""
            raise AssertionError(f"still not so after {seconds:g} s\n{tail}")
        time.sleep(0.1)
