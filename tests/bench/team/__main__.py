"""`python -m tests.bench.team`: 64 annotators and 9 inspectors take 1,000 clips through the line; prints what it cost.

Everything is real: PostgreSQL, Redis, two web processes and one for sockets, two propagation workers, the dispatcher,
a socket a person.
Ends with 1 when a promise of the line was broken; which, it says.
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
from pathlib import Path

import django

from tests.bench.ending import end_when_asked
from tests.services import environment_for_tests, make_database


def main() -> int:
    """Set the stage, let them work, judge."""
    options = arguments()
    end_when_asked()
    os.environ.update(environment_for_tests())
    os.environ["DJANGO_SETTINGS_MODULE"] = "annotator.settings"
    make_database(os.environ["DATABASE_URL"])
    subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0", "--skip-checks"], check=True)
    django.setup()
    logging.getLogger("axes").setLevel(logging.ERROR)  # which tells of each of 73 sign-ins
    from tests.bench.team import judgement, world  # they import models, which need the settings

    project = world.make_project()
    people = world.make_people(project, options.annotators, options.inspectors)
    with tempfile.TemporaryDirectory(prefix="tether-team-") as folder:
        say(f"• Making {options.clips:,} clips")
        world.make_clips(project, options.clips, Path(folder))
        with world.services(Path(folder)) as fleet:
            say(f"• {options.annotators} annotators and {options.inspectors} inspectors begin")
            day = judgement.Day(options.clips)
            heard = play(people, fleet.doors, day, Path(folder), options)
        faults = judgement.judge(day, heard)
    return 1 if faults else 0


def play(people: list, doors, day, folder: Path, options: argparse.Namespace) -> dict:  # type: ignore[no-untyped-def, type-arg]
    """The day itself; what the sockets heard."""
    from tests.bench.team.judgement import Ears
    from tests.bench.team.people import Browser, Person

    home = threading.Event()
    with Ears(people, doors.sockets, folder) as ears:
        team = [
            Person(
                who, Browser(doors.pages[who.number % len(doors.pages)], who.session, day.notes), day.notes, home,
                seed=options.seed,
            )
            for who in people
        ]  # fmt: skip
        threads = [threading.Thread(target=person.work) for person in team]
        for thread in threads:
            thread.start()
        until = time.monotonic() + options.seconds
        try:
            while day.is_open() and any(thread.is_alive() for thread in threads) and time.monotonic() < until:
                time.sleep(1)
                say(f"\r  {day.progress()}", end="")
        finally:
            home.set()
        for thread in threads:
            thread.join()
        say("")
        day.end()
    return ears.heard


def arguments() -> argparse.Namespace:
    """What may be asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.team", description=__doc__)
    parser.add_argument("--annotators", type=int, default=64)
    parser.add_argument("--inspectors", type=int, default=9)
    parser.add_argument("--clips", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=3600, help="go home after so long, whatever is left")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def say(text: str, end: str = "\n") -> None:
    """Tell whoever watches."""
    print(text, end=end, flush=True)


if __name__ == "__main__":
    sys.exit(main())
