"""So many clients that ask as fast as they are answered, and what that cost the server's own processes."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Load:
    """What was asked of a server, and what it cost: seconds of each answer, CPU seconds of its processes.

    `rows_cpu` is what PostgreSQL's processes used meanwhile.
    """

    clients: int
    seconds: Sequence[float]
    wall: float
    cpu: float
    rows_cpu: float

    @property
    def cpu_ms(self) -> float:
        """CPU milliseconds of the server's processes for each request."""
        return self.cpu * 1000 / len(self.seconds)

    @property
    def rows_ms(self) -> float:
        """CPU milliseconds of PostgreSQL for each request."""
        return self.rows_cpu * 1000 / len(self.seconds)

    def percentile(self, share: float) -> float:
        """Milliseconds within which so many of 100 answers came."""
        return float(np.percentile(np.array(self.seconds) * 1000, share))


def put(
    asks: Sequence[Callable[[], None]], *, seconds: float, cpu: Callable[[], float], rows_cpu: Callable[[], float]
) -> Load:
    """Let a thread a client ask again and again; whoever has begun when the time is up is waited for.

    Args:
        asks: A request each, by one client; it raises where the answer is not the expected one.
        seconds: How long.
        cpu: CPU seconds that the server's processes have used so far.
        rows_cpu: The same of PostgreSQL's.

    Raises:
        RuntimeError: A request failed.
    """
    taken: list[list[float]] = [[] for _ in asks]
    failed: list[BaseException] = []

    def client(ask: Callable[[], None], times: list[float]) -> None:
        try:
            while time.perf_counter() < until:
                begun = time.perf_counter()
                ask()
                times.append(time.perf_counter() - begun)
        except BaseException as error:
            failed.append(error)

    for ask in asks:
        ask()  # opens its line
    until = time.perf_counter() + seconds
    threads = [threading.Thread(target=client, args=pair) for pair in zip(asks, taken, strict=True)]
    begun, before, rows_before = time.perf_counter(), cpu(), rows_cpu()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall, used, rows_used = time.perf_counter() - begun, cpu() - before, rows_cpu() - rows_before
    if failed:
        raise RuntimeError(f"{len(failed)} of {len(asks)} clients stopped, the first by {failed[0]!r}")
    return Load(len(asks), [one for times in taken for one in times], wall, used, rows_used)


def family_cpu(roots: Sequence[int]) -> float:
    """CPU seconds, user and system, of processes and all that they started, with those that have ended."""
    parents, used = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(") ")[2].split()
        except OSError:
            continue
        number = int(stat.parent.name)
        parents[number] = int(fields[1])
        used[number] = sum(map(int, fields[11:15])) / TICKS  # user, system, and those of buried children
    family = set(roots)
    while more := {number for number, parent in parents.items() if parent in family} - family:
        family |= more
    return sum(used.get(number, 0.0) for number in family)
