"""`python -m tests.bench.lists`: what lists, queues and counts cost in a project of 20,000 clips on PostgreSQL.

The project is the one of `manage.py seed_large`: 65,000 tracks, 640,000 keyframes, 73 people. Each address is asked two
hundred times, by a lead, an inspector and an annotator in turn, through the whole server in this process: routing,
session, permission, rows, JSON. Printed are the middle and the 95th percentile, and how many queries an answer takes.

The budget is 200 ms for 95 of 100 answers; the run fails where one address is above it. `--videos`, `--tracks` and
`--keyframes` choose another size.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from typing import Any

from tests.bench.trace import percentile
from tests.services import environment_for_tests

BUDGET_MS, TIMES = 200.0, 200
LIST, FULL = "projects/large/videos", {"videos": 20_000, "tracks": 65_000, "keyframes": 640_000}
ADDRESSES = {
    "counts": "projects/large",
    "list": LIST,
    "list, page 300": f"{LIST}?page=300",
    "list, number": f"{LIST}?search=012345",
    "list, words": f"{LIST}?search=grey dog",
    "list, stages": f"{LIST}?stage=mask_review,masks_returned",
    "list, by change": f"{LIST}?sort=changed",
    "list, by objects": f"{LIST}?sort=objects",
    "list, by length": f"{LIST}?sort=length&up=true",
    "list, by trust": f"{LIST}?stage=mask_review&sort=trust&up=true",
    "list, by author": f"{LIST}?author=large-40&step=masks",
    "list, returned for": f"{LIST}?did=returned&reason=flicker",
    "list, waits": f"{LIST}?stage=mask_review&waits=48",
    "facets": "projects/large/facets",
    "dashboard": "projects/large/dashboard",
    "queue": "projects/large/queue",
    "queue, oldest": "projects/large/queue?order=oldest",
    "machines": "projects/large/machines",
    "views": "projects/large/views",
}


def start() -> None:
    """Servers, an empty database of its own, Django."""
    os.environ.update(environment_for_tests())
    os.environ["DJANGO_SETTINGS_MODULE"] = "annotator.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.test.utils import setup_databases, setup_test_environment

    setup_test_environment()
    setup_databases(verbosity=0, interactive=False)
    settings.DEBUG = False


def fill(totals: dict[str, int]) -> Iterator[tuple[str, Any]]:
    """The project; then who asks, by role, each with a browser."""
    from django.core.management import call_command

    from annotator.videos.models import Project
    from tests import factories as make

    call_command("seed_large", "large", **totals)
    project = Project.objects.get(slug="large")
    for role in ("lead", "inspector", "annotator"):
        yield role, make.browser(getattr(make, role)(project))


def measure(browser: Any, path: str) -> tuple[list[float], set[int]]:
    """Milliseconds of each answer; and how many queries answers took, counted in rounds of their own."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    queries = set()
    for _ in range(3):
        with CaptureQueriesContext(connection) as captured:
            answer = browser.get(f"/api/{path}")
        queries.add(len(captured))
        if answer.status_code != 200:
            raise SystemExit(f"{path} answers {answer.status_code}: {answer.content[:300]!r}")
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        browser.get(f"/api/{path}")
        took.append((time.perf_counter() - began) * 1000)
    return took, queries


def asked_by(role: str, path: str) -> bool:
    """Whether somebody opens an address at all: queues are everybody's, lists are looked at by leads."""
    return role == "lead" or path.startswith("projects/large/queue") or path == "projects/large"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, count in FULL.items():
        options.add_argument(f"--{name}", type=int, default=count)
    start()
    slow = []
    for role, browser in list(fill(vars(options.parse_args()))):
        print(f"\n{role:<22}{'p50 ms':>8}{'p95 ms':>8}{'queries':>9}", flush=True)
        for name, path in ADDRESSES.items():
            if not asked_by(role, path):
                continue
            took, queries = measure(browser, path)
            late = percentile(took, 0.95)
            told = "/".join(map(str, sorted(queries)))
            print(f"{name:<22}{percentile(took, 0.5):8.1f}{late:8.1f}{told:>9}", flush=True)
            if late > BUDGET_MS:
                slow.append(f"{name} for the {role}: {late:.0f} ms")
    if slow:
        sys.exit(f"\nAbove {BUDGET_MS:.0f} ms: {'; '.join(slow)}")
    print(f"\n95 of 100 answers of every address come within {BUDGET_MS:.0f} ms.")


if __name__ == "__main__":
    main()
