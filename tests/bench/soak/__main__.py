"""`python -m tests.bench.soak`: a team works while workers, web processes, Redis and PostgreSQL are killed under it.

Everything is real: PostgreSQL with its own durable settings, Redis that keeps nothing, two web processes and one for
sockets, two propagation workers, the machine's worker, the dispatcher, a socket a person. Ends with 1 when a promise
was broken; which, it says.
"""

from __future__ import annotations

import argparse
import logging
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

from tests.bench.ending import end_when_asked
from tests.services import Server, environment_for_tests, make_database, postgres_in, redis_in

if TYPE_CHECKING:
    from tests.bench.soak.courier import Courier
    from tests.bench.soak.crew import Journal
    from tests.bench.soak.faults import Hand
    from tests.bench.team.judgement import Day
    from tests.bench.team.people import Person
    from tests.bench.team.world import Colleague
    from tests.fleet import Fleet

JOB_LEASE_SECONDS, WORK_LEASE_SECONDS = 6, 60
REST_SECONDS = 180  # within which the machine has to be through with what the day left it


def main() -> int:
    """Set the stage, let them work, judge."""
    options = arguments()
    end_when_asked()
    with tempfile.TemporaryDirectory(prefix="tether-soak-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL may run as another user, in a folder of its own below
        database, broker = start_servers(folder)
        project = prepare()
        from annotator.accounts.models import Role  # models need the settings
        from tests.bench.team import world

        people = world.make_people(project, options.annotators, options.inspectors)
        people.append(world.make_person(project, "courier", Role.LEAD))
        say(f"• Making {options.clips:,} clips")
        world.make_clips(project, options.clips, folder)
        settings = {
            "TETHER_JOB_LEASE_SECONDS": str(JOB_LEASE_SECONDS), "TETHER_JOB_RING_SECONDS": "3",
            "TETHER_WORK_LEASE_SECONDS": str(WORK_LEASE_SECONDS),
        }  # fmt: skip
        with world.services(folder, **settings) as fleet:
            return soak(fleet, people, database, broker, options)


def start_servers(folder: Path) -> tuple[Server, Server]:
    """PostgreSQL and Redis, both of which will be killed; where they are goes into the environment."""
    database, address = postgres_in(folder / "postgres", "max_connections=200")
    broker, redis_address = redis_in(folder / "redis")
    for server in (database, broker):
        server.start()
    os.environ |= {"TEST_DATABASE_URL": address, "TEST_REDIS_URL": redis_address}
    return database, broker


def prepare() -> Any:
    """An empty, migrated database and a project in it."""
    os.environ.update(environment_for_tests())
    os.environ["DJANGO_SETTINGS_MODULE"] = "annotator.settings"
    make_database(os.environ["DATABASE_URL"])
    subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0", "--skip-checks"], check=True)
    django.setup()
    logging.getLogger("axes").setLevel(logging.ERROR)
    from tests.bench.team.world import make_project

    return make_project()


def soak(
    fleet: Fleet, people: list[Colleague], database: Server, broker: Server, options: argparse.Namespace
) -> int:  # fmt: skip
    """The day with its faults, the rest after it, and the verdict."""
    from tests.bench.soak import verdict
    from tests.bench.soak.courier import Courier
    from tests.bench.soak.crew import Journal
    from tests.bench.soak.faults import Hand
    from tests.bench.team.judgement import Day, Ears

    day, journal, home = Day(options.clips, lease_seconds=WORK_LEASE_SECONDS), Journal(), threading.Event()
    hand = Hand(fleet, database, broker, os.environ["DATABASE_URL"], lease_seconds=JOB_LEASE_SECONDS)
    say(f"• {options.annotators} annotators and {options.inspectors} inspectors begin")
    courier = Courier(people[-1], fleet.doors.pages, day.notes, home, fleet.folder / "clip.mp4")
    crew = [*crew_of(people[:-1], fleet, day, journal, home, options), courier]
    with Ears(people, fleet.doors.sockets, fleet.folder) as ears:
        day.begun = time.time()
        work(day, crew, hand, fleet, home, options)
        say("• They went home; the machine has its rest")
        rest()
        day.end()
    if options.plot:
        from tests.bench.soak.plot import draw

        draw(journal.requests, hand.done, begun=day.begun, path=options.plot)
    found = verdict.promises(day, journal, courier, ears.heard)
    verdict.show(day, journal, courier, hand.done, ears.heard, found)
    broken = sum(len(promise.broken) for promise in found)
    say(f"{broken} promises broken" if broken else "Every promise held.")
    if broken and options.keep_logs:
        keep_logs(fleet.folder, options.keep_logs)
    return 1 if broken else 0


def crew_of(
    people: list[Colleague], fleet: Fleet, day: Day, journal: Journal, home: threading.Event,
    options: argparse.Namespace,
) -> list[Person]:  # fmt: skip
    """Everybody at their browsers."""
    from tests.bench.soak.crew import SteadyBrowser
    from tests.bench.team.people import Person

    think = options.think_seconds
    return [
        Person(
            who, SteadyBrowser(who, fleet.doors.pages, day.notes, journal, home, seconds_to_think=think), day.notes,
            home, seed=options.seed,
        )
        for who in people
    ]  # fmt: skip


def work(
    day: Day, crew: Sequence[Person | Courier], hand: Hand, fleet: Fleet, home: threading.Event,
    options: argparse.Namespace,
) -> None:  # fmt: skip
    """Everybody works until the day is over; this thread brings the faults."""
    from tests.bench.soak.faults import due, plan

    seconds = options.minutes * 60
    counts = {kind: getattr(options, f"{kind}_faults") for kind in KINDS}
    webs = sorted(fleet.ports, reverse=True)  # that with the sockets first
    planned = plan(counts, seconds=seconds, webs=webs, seed=options.seed)
    threads = [threading.Thread(target=one.work) for one in crew]
    for thread in threads:
        thread.start()
    try:
        while (time.time() - day.begun < seconds or planned) and any(thread.is_alive() for thread in threads):
            for fault in due(planned, begun=day.begun):
                say(f"  {time.time() - day.begun:5.0f} s  {fault.kind} {fault.target}")
                hand.strike(fault)
            hand.thaw()
            time.sleep(0.2)
    finally:
        hand.thaw(all_of_them=True)
        home.set()
        for thread in threads:
            thread.join()


def rest() -> None:
    """Until the machine has done what waits, or is given up."""
    from django.db import connection

    from annotator.jobs.models import Job

    connection.close()
    connection.close_pool()  # its lines are those of a server that was ended
    until = time.monotonic() + REST_SECONDS
    while Job.objects.filter(state__in=Job.LIVE).exists() and time.monotonic() < until:
        time.sleep(1)


def keep_logs(folder: Path, kept: Path) -> None:
    """Copies of what every process printed, to look into what was broken."""
    kept.mkdir(parents=True, exist_ok=True)
    for log in folder.glob("*.log"):
        (kept / log.name).write_bytes(log.read_bytes())


KINDS = {"worker": 10, "web": 3, "redis": 2, "postgres": 2, "pause": 1}


def arguments() -> argparse.Namespace:
    """What may be asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--annotators", type=int, default=64)
    parser.add_argument("--inspectors", type=int, default=9)
    parser.add_argument("--clips", type=int, default=1000)
    parser.add_argument("--think-seconds", type=float, default=2, help="before each request, more or less")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plot", type=Path, metavar="FILE", help="requests and faults over time, .svg or .png")
    parser.add_argument("--keep-logs", type=Path, metavar="FOLDER", help="where logs go if a promise was broken")
    for kind, count in KINDS.items():
        parser.add_argument(f"--{kind}-faults", type=int, default=count, metavar="N")
    return parser.parse_args()


def say(text: str) -> None:
    """Tell whoever watches."""
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
