"""`python -m tests.bench.lists`: what pages ask when they open costs in a project of 20,000 clips on PostgreSQL.

The project is the one of `manage.py seed_large`: 65,000 tracks, 640,000 keyframes, 73 people, their moves, minutes and
log. Each address is asked fifty times by whoever opens it, through the whole server in this process: routing, session,
permission, rows, JSON. Printed are the middle and the 95th percentile, the processors' time for one answer (this
process and the database's, which on a busy machine says more), and how many queries an answer takes.

The budget is 200 ms for 95 of 100 answers; the run fails where one address is above it. `--videos`, `--tracks` and
`--keyframes` choose another size; `--keep FOLDER` leaves the project there for the next run.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.lists.addresses import addresses
from tests.bench.trace import percentile
from tests.services import environment_for_tests, make_database, start_postgres

BUDGET_MS = 200.0
FULL = {"videos": 20_000, "tracks": 65_000, "keyframes": 640_000}


def start(keep: Path | None) -> None:
    """Servers, a database with all tables, Django."""
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        keep.chmod(0o755)  # PostgreSQL may run as another user
        os.environ["TEST_DATABASE_URL"] = start_postgres(keep / "postgres", kept=True)
    os.environ.update(environment_for_tests())
    if keep is not None:
        os.environ["TETHER_DATA"] = str(keep / "data")
        (keep / "data").mkdir(exist_ok=True)
    os.environ["DJANGO_SETTINGS_MODULE"] = "annotator.settings"
    make_database(os.environ["DATABASE_URL"])
    import django

    django.setup()
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    setup_test_environment()
    call_command("migrate", verbosity=0)


def fill(totals: dict[str, int]) -> None:
    """The project, unless an earlier run made it."""
    from django.core.management import call_command
    from django.db import connection

    from annotator.videos.models import Project
    from tests.bench.lists.people import settle

    if not Project.objects.filter(slug="large").exists():
        call_command("seed_large", "large", **totals)
        settle(Project.objects.get(slug="large"))
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # as the database does by itself within minutes


@dataclass
class Measured:
    """One address: milliseconds of each answer, of the processors' time for one, and how many queries answers took."""

    took: list[float]
    processor: float
    queries: set[int]


def measure(browser: Any, path: str, *, times: int) -> Measured:
    """Ask an address again and again; queries are counted in rounds of their own."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    queries = set()
    for _ in range(3):
        with CaptureQueriesContext(connection) as captured:
            answer = browser.get(f"/api/{path}")
        queries.add(len(captured))
        if answer.status_code != 200:
            raise SystemExit(f"{path} answers {answer.status_code}: {answer.content[:300]!r}")
    took, spent = [], processor_seconds()
    for _ in range(times):
        began = time.perf_counter()
        browser.get(f"/api/{path}")
        took.append((time.perf_counter() - began) * 1000)
    return Measured(took, (processor_seconds() - spent) / times * 1000, queries)


def processor_seconds() -> float:
    """What this process and the database's that serves it have used so far; a process that helps it is left out."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    fields = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()
    return time.process_time() + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m tests.bench.lists", description=__doc__.splitlines()[0])
    for name, count in FULL.items():
        options.add_argument(f"--{name}", type=int, default=count)
    kept = os.environ.get("KEEP") or None
    options.add_argument(
        "--keep", type=Path, default=kept, help="make the project in this folder, or take it from there"
    )
    options.add_argument("--times", type=int, default=50, help="how often each address is asked")
    options.add_argument("--only", default="", help="only addresses whose name begins so")
    asked = vars(options.parse_args())
    keep, only, times = (asked.pop(name) for name in ("keep", "only", "times"))
    start(keep)
    fill(asked)
    from annotator.loaded import keep_loaded
    from tests.bench.lists.people import who_asks

    keep_loaded()  # as the web process does
    slow = []
    for role, browser, clip in who_asks():
        print(f"\n{role:<28}{'p50 ms':>8}{'p95 ms':>8}{'CPU ms':>8}{'queries':>9}", flush=True)
        for name, path in addresses(role, clip):
            if not name.startswith(only):
                continue
            found = measure(browser, path, times=times)
            late, told = percentile(found.took, 0.95), "/".join(map(str, sorted(found.queries)))
            figures = f"{percentile(found.took, 0.5):8.1f}{late:8.1f}{found.processor:8.1f}{told:>9}"
            print(f"{name:<28}{figures}", flush=True)
            if late > BUDGET_MS:
                slow.append(f"{name} for the {role}: {late:.0f} ms")
    if slow:
        sys.exit(f"\nAbove {BUDGET_MS:.0f} ms: {'; '.join(slow)}")
    print(f"\n95 of 100 answers of every address come within {BUDGET_MS:.0f} ms.")


if __name__ == "__main__":
    main()
