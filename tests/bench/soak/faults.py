"""What goes wrong, and when: a plan drawn from a seed, and the hand that carries it out while the team works.

Processes are started again at once, as a container engine does. Workers are struck while they hold a job where one is
to be had, for that is when something could be lost.
"""

from __future__ import annotations

import itertools
import os
import random
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg

from tests.fleet import Fleet
from tests.services import Server

FIRST, LAST = 0.06, 0.85  # of the day; after it everything is left in peace
HELD_SECONDS, CHECKS = 12.0, 0.02
REDIS_SECONDS, POSTGRES_SECONDS = 1.0, 1.0  # how long a server stays away before it is started again
WORKERS = ("propagation-1", "propagation-2", "machine-1", "dispatch-1", "propagation-1", "propagation-2")
HOLDERS = "SELECT leased_by FROM jobs_job WHERE state = 'running'"


@dataclass(frozen=True)
class Planned:
    """A fault to come: so many seconds after the day began."""

    at: float
    kind: str
    target: str


@dataclass(frozen=True)
class Fault:
    """A fault that was: from when to when by the clock, and whether its worker held a job just then."""

    kind: str
    target: str
    begun: float
    ended: float
    held_a_job: bool = False


def plan(counts: dict[str, int], *, seconds: float, webs: list[str], seed: int) -> list[Planned]:
    """Faults in a random order, evenly over the day with some play.

    Args:
        counts: How many of each kind: worker, web, redis, postgres, pause.
        seconds: How long the day is.
        webs: The web processes' names, each in its turn.
    """
    chance = random.Random(seed)
    targets = {"worker": itertools.cycle(WORKERS), "web": itertools.cycle(webs), "pause": itertools.cycle(WORKERS[:2])}
    kinds = [kind for kind, count in counts.items() for _ in range(count)]
    chance.shuffle(kinds)
    between = (LAST - FIRST) * seconds / max(1, len(kinds))
    return [
        Planned(
            FIRST * seconds + between * (place + chance.uniform(0, 0.5)),
            kind,
            next(targets[kind]) if kind in targets else kind,
        )
        for place, kind in enumerate(kinds)
    ]


class Hand:
    """Carries the plan out, from the thread that started the processes: Linux ends a child with its starter."""

    def __init__(self, fleet: Fleet, database: Server, broker: Server, address: str, *, lease_seconds: float) -> None:
        self._fleet, self._database, self._broker, self._address = fleet, database, broker, address
        self._pause_seconds = 2 * lease_seconds + 2
        self._frozen: dict[str, tuple[float, bool]] = {}
        self.done: list[Fault] = []

    def strike(self, planned: Planned) -> None:
        """One fault of the plan; a pause ends later, by `thaw`."""
        begun, held = time.time(), False
        if planned.kind == "redis":
            self._broker.end(signal.SIGKILL)
            time.sleep(REDIS_SECONDS)
            self._broker.start()
        elif planned.kind == "postgres":
            self._database.end(signal.SIGQUIT)
            time.sleep(POSTGRES_SECONDS)
            self._database.start()
        elif planned.kind == "pause":
            held = self._freeze_at_work(planned.target)
            self._frozen[planned.target] = time.time(), held
            return
        else:
            target = "dispatch-1" if planned.target in self._frozen else planned.target
            if planned.kind == "worker" and target != "dispatch-1":
                held = self._freeze_at_work(target)
            self._fleet.kill(target)
            self._fleet.start(target)
        self.done.append(Fault(planned.kind, planned.target, begun, time.time(), held))

    def thaw(self, *, all_of_them: bool = False) -> None:
        """Let those go on that stood still for longer than their lease."""
        for name, (begun, held) in list(self._frozen.items()):
            if all_of_them or time.time() - begun > self._pause_seconds:
                self._fleet.processes[name].signal(signal.SIGCONT)
                self.done.append(Fault("pause", name, begun, time.time(), held))
                del self._frozen[name]

    def _freeze_at_work(self, name: str) -> bool:
        """Stop a worker while it holds a job, if it takes one within some seconds; whether it did. It stands still."""
        process, until = self._fleet.processes[name], time.monotonic() + HELD_SECONDS
        with psycopg.connect(self._address, autocommit=True) as rows:
            while time.monotonic() < until:
                if self._holds(rows, process.child.pid):
                    process.signal(signal.SIGSTOP)
                    if self._holds(rows, process.child.pid):
                        return True
                    process.signal(signal.SIGCONT)
                time.sleep(CHECKS)
        process.signal(signal.SIGSTOP)
        return False

    def _holds(self, rows: psycopg.Connection[tuple[object, ...]], group: int) -> bool:
        """Whether a process of a group holds a job."""
        return any(group_of(str(worker)) == group for (worker,) in rows.execute(HOLDERS))


def group_of(worker: str) -> int | None:
    """The process group of a worker by its name, `host:number`; None when it is gone."""
    try:
        return os.getpgid(int(worker.rpartition(":")[2]))
    except ProcessLookupError:
        return None


def due(planned: list[Planned], *, begun: float) -> Iterator[Planned]:
    """Those whose time has come, taken out of the plan."""
    while planned and time.time() - begun >= planned[0].at:
        yield planned.pop(0)
