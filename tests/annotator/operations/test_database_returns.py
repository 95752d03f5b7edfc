"""A database that was away for long is found soon after it is back, by processes that nobody starts again."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.annotator.operations.desks import lives, web
from tests.processes import wait_for
from tests.services import Server, make_database, postgres_in

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
AWAY_SECONDS, SOON_SECONDS = 17, 8  # a pool that doubles its pauses would look again 14 s later


@pytest.fixture
def database() -> Iterator[tuple[Server, str]]:
    """A PostgreSQL of the test's own, without rows. Not below pytest's folders: each run shuts them to other users."""
    with TemporaryDirectory(prefix="tether-away-") as made:
        folder = Path(made)
        folder.chmod(0o755)  # PostgreSQL may run as another user
        server, address = postgres_in(folder / "postgres", "fsync=off")
        server.start()
        make_database(address)
        yield server, address
        server.end()


def finds_it(port: int) -> bool:
    """Whether the process says that its database answers."""
    try:
        answer = urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=60)
    except urllib.error.HTTPError as error:
        answer = error
    except OSError:
        return False
    return bool(json.load(answer)["checks"]["database"])


def test_a_database_that_was_away_for_long_is_found_within_seconds(
    database: tuple[Server, str], tmp_path: Path
) -> None:
    server, address = database

    with web(tmp_path, {"DATABASE_URL": address, "TETHER_DATA": os.environ["TETHER_DATA"]}, ready=False) as port:
        wait_for(lambda: lives(port) and finds_it(port))
        server.end(signal.SIGQUIT)
        asking = [threading.Thread(target=finds_it, args=[port], daemon=True) for _ in range(4)]
        for one in asking:
            one.start()
        time.sleep(AWAY_SECONDS)
        server.start()
        back = time.monotonic()
        wait_for(lambda: finds_it(port))
        found = time.monotonic() - back

    print(f"\nfound {found:.1f} s after it was back from {AWAY_SECONDS} s away")
    assert found < SOON_SECONDS
