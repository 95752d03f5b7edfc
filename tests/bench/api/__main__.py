"""`python -m tests.bench.api`: what saving a polygon and reading a task cost here and in Label Studio.

Both run on this machine, one after the other, in two processes, on one PostgreSQL with its own durable settings (Label
Studio on SQLite where that PostgreSQL lacks `pg_trgm`). Clients ask as fast as they are answered. Ends with 1 when the
goal is missed: a fifth of the CPU for a save, a third of its p95.
"""

from __future__ import annotations

import argparse
import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import django

from tests.bench.api import load, peer
from tests.bench.ending import end_when_asked
from tests.services import Server, environment_for_tests, make_database, postgres_in

CPU_SHARE, P95_SHARE = 1 / 5, 1 / 3
POINTS = 40
WARM_SECONDS = 3.0


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    who: str
    what: str
    load: load.Load


def main() -> int:
    """Measure one side, then the other; say what came of it."""
    options = arguments()
    end_when_asked()
    peer.install()
    with tempfile.TemporaryDirectory(prefix="tether-api-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL may run as another user, in a folder of its own below
        database, address = postgres_in(folder / "postgres", "max_connections=300")
        database.start()
        os.environ["TEST_DATABASE_URL"] = address
        rows = [*measure_ours(folder, database, options), *measure_peer(folder, database, address, options)]
    return show(rows, options.clients)


def measure_ours(folder: Path, database: Server, options: argparse.Namespace) -> list[Row]:
    """Tether's rows."""
    os.environ.update(environment_for_tests())
    os.environ["DJANGO_SETTINGS_MODULE"] = "annotator.settings"
    make_database(os.environ["DATABASE_URL"])
    subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0", "--skip-checks"], check=True)
    django.setup()
    logging.getLogger("axes").setLevel(logging.ERROR)
    from tests.bench.api.ours import Ours
    from tests.bench.team import world

    project, most = world.make_project(), max(options.clients)
    people = world.make_people(project, most, 0)
    world.make_clips(project, most, folder)
    with world.services(folder) as fleet:
        ours = Ours(project, people, fleet.doors, points=POINTS)
        roots = [fleet.processes[name].child.pid for name in fleet.ports if name.startswith("rest-")]
        return measured(ours, {"get": ours.gets, "save": ours.saves}, roots, database, options)


def measure_peer(folder: Path, database: Server, address: str, options: argparse.Namespace) -> list[Row]:
    """Label Studio's rows."""
    own = f"{address.rpartition('/')[0]}/peer"
    make_database(own)
    side = peer.Peer(folder, own, clients=max(options.clients), points=POINTS)
    try:
        kind = "PostgreSQL, as ours" if side.on_postgresql else "SQLite, for this PostgreSQL lacks pg_trgm"
        say(f"Label Studio's rows are in {kind}")
        asks = {"get": side.gets, "save": side.saves, "create": side.creates}
        return measured(side, asks, [side.process.child.pid], database, options)
    finally:
        side.process.kill()


def measured(
    side: Any, asks: dict[str, Callable[[int], Sequence[Callable[[], None]]]], roots: list[int], database: Server,
    options: argparse.Namespace,
) -> list[Row]:  # fmt: skip
    """A side's rows: each request at each number of clients, warm."""
    assert database.child is not None
    cpu, rows_cpu = partial(load.family_cpu, roots), partial(load.family_cpu, [database.child.pid])
    rows = []
    for what, of in asks.items():
        load.put(of(min(8, max(options.clients))), seconds=WARM_SECONDS, cpu=cpu, rows_cpu=rows_cpu)
        for clients in options.clients:
            found = load.put(of(clients), seconds=options.seconds, cpu=cpu, rows_cpu=rows_cpu)
            rows.append(Row(side.name, what, found))
            say(line(rows[-1]))
    return rows


def line(row: Row) -> str:
    """A row in figures."""
    one = row.load
    return (
        f"{row.who:<14}{row.what:<8}{one.clients:>8}{len(one.seconds):>9,}{one.cpu_ms:>9.1f}{one.rows_ms:>9.1f}"
        f"{one.percentile(50):>10.1f}{one.percentile(95):>10.1f}{len(one.seconds) / one.wall:>10.1f}"
    )


def show(rows: list[Row], clients: Sequence[int]) -> int:
    """The table, what each request does, and whether the goal is met."""
    from tests.bench.api.ours import SAYS

    titles = (
        ("clients", 8),
        ("requests", 9),
        ("CPU ms", 9),
        ("rows ms", 9),
        ("p50 ms", 10),
        ("p95 ms", 10),
        ("a sec.", 10),
    )
    say(f"\n{'':<22}" + "".join(f"{title:>{width}}" for title, width in titles))
    for row in rows:
        say(line(row))
    say(f"\nCPU ms: of the server's own processes for each request; rows ms: PostgreSQL's; {POINTS} points a polygon.")
    for who, says in (("Tether", SAYS), ("Label Studio", peer.SAYS)):
        for what, text in says.items():
            say(f"{who} {what}: {text}")
    missed = []
    for number in clients:
        missed += faults({(row.who, row.what): row.load for row in rows if row.load.clients == number})
    say("\n".join(missed) or "The goal is met at every number of clients.")
    return 1 if missed else 0


def faults(found: dict[tuple[str, str], load.Load]) -> list[str]:
    """What of the goal is missed at one number of clients; a save is held against the cheaper of theirs."""
    missed = []
    for what, theirs in (("save", ("save", "create")), ("get", ("get",))):
        ours, others = found["Tether", what], [found["Label Studio", name] for name in theirs]
        cpu = ours.cpu_ms / min(other.cpu_ms for other in others)
        p95 = ours.percentile(95) / min(other.percentile(95) for other in others)
        say(f"{what} at {ours.clients} clients: {cpu:.3f} of its CPU, {p95:.3f} of its p95")
        if what == "save" and cpu > CPU_SHARE:
            missed.append(f"MISSED  {what} at {ours.clients} clients: {cpu:.2f} of its CPU, more than {CPU_SHARE:.2f}")
        if p95 > P95_SHARE:
            missed.append(f"MISSED  {what} at {ours.clients} clients: {p95:.2f} of its p95, more than {P95_SHARE:.2f}")
    return missed


def arguments() -> argparse.Namespace:
    """What may be asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.api", description=__doc__)
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 16, 64])
    parser.add_argument("--seconds", type=float, default=20, help="for each request and number of clients")
    return parser.parse_args()


def say(text: str) -> None:
    """Tell whoever watches."""
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
