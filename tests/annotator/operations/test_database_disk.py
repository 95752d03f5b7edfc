"""The disk of the database is full: what was saved is there, what was not is sent again, and there it goes on.

A PostgreSQL of the test's own, durable as in production, on a disk in memory (as root), and everywhere with a limit of
0 bytes on the files that it writes to. Where only tables find no room it goes on; where its log finds none, it stops.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest

from annotator.formats import ring
from tests import processes
from tests.annotator.operations.desks import Room, lives, room_of, web
from tests.annotator.operations.full_disk import may_mount, mounted
from tests.annotator.operations.test_database_faults import readiness
from tests.bench.team.world import HEIGHT, WIDTH
from tests.machine import find_postgres
from tests.processes import wait_for
from tests.services import Server, make_database, postgres_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.timeout(600)]
DISK_BYTES = 192 << 20
PEOPLE, TIMES = 6, 40
WAYS = ["a limit on files"] + (["a disk of its own"] if may_mount() else [])


@dataclass
class Small:
    """A PostgreSQL whose disk is full for as long as a block likes."""

    server: Server
    address: str
    full: Callable[[], AbstractContextManager[None]]

    def answers(self) -> bool:
        """Whether it does; if it stopped, it is started first, as whoever runs it would."""
        if self.server.child is None or self.server.child.poll() is not None:
            self.server.start()
        with suppress(psycopg.OperationalError), psycopg.connect(self.address) as line:
            return line.execute("SELECT 1").fetchone() == (1,)
        return False

    def saved(self) -> dict[tuple[int, int], bytes]:
        """The shapes in its history, by track and revision."""
        asked = """SELECT k.track_id, r.revision, r.rings FROM annotations_keyframerevision r
                   JOIN annotations_keyframe k ON k.id = r.keyframe_id"""
        with psycopg.connect(self.address) as line:
            return {(track, revision): bytes(rings) for track, revision, rings in line.execute(asked)}


@contextmanager
def limited(server: Server) -> Iterator[None]:
    """No process of a server may write to a file, whether it runs or is started meanwhile."""
    limit_family(server, "0")
    try:
        yield
    finally:
        limit_family(server, "unlimited")


def limit_family(server: Server, size: str) -> None:
    """How far a server and its children may write into a file; as their own user, who alone may say so everywhere."""
    root = server.child.pid if server.child and server.child.poll() is None else None
    children = Path(f"/proc/{root}/task/{root}/children")
    for process in [str(root), *children.read_text().split()] if root else []:
        command = ["prlimit", "--pid", process, f"--fsize={size}:unlimited"]
        told = subprocess.run(command, user=server.user, capture_output=True, text=True, check=False)
        assert told.returncode == 0 or not Path(f"/proc/{process}").exists(), told.stderr


@pytest.fixture(params=WAYS)
def small(request: pytest.FixtureRequest) -> Iterator[Small]:
    """Not below pytest's folders, which are shut to the user that PostgreSQL runs as."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="tether-small-")))
        folder.chmod(0o755)
        disk = stack.enter_context(mounted(folder, size=DISK_BYTES)) if request.param == WAYS[-1] != WAYS[0] else None
        server, address = postgres_in(folder / "p")
        stack.callback(server.end)
        server.start()
        make_database(address)
        yield Small(server, address, disk.full if disk else lambda: limited(server))


def copy_rows(address: str) -> None:
    """The test's own rows, in another database too."""
    programs = find_postgres()
    assert programs is not None
    dump = subprocess.run([programs / "pg_dump", "-Fc", processes.test_rows()], check=True, capture_output=True)
    restore = [programs / "pg_restore", "--no-owner", "--exit-on-error", "-d", address]
    subprocess.run(restore, input=dump.stdout, check=True)


def put_off(room: Room) -> int:
    """How often somebody was asked to send again, or got no answer."""
    return sum(how != "answered" for _, how in room.journal.requests)


def test_what_was_saved_is_kept_and_the_rest_is_sent_again_when_the_databases_disk_was_full(
    small: Small, tmp_path: Path
) -> None:
    with web(tmp_path, {"DATABASE_URL": small.address}, ready=False) as port:
        room = room_of(PEOPLE, [port])
        copy_rows(small.address)
        wait_for(lambda: lives(port) and readiness(port) == (200, True))
        for thread in room.save_at_once(1):
            thread.join(60)
        with small.full():
            threads = room.save_at_once(TIMES)
            wait_for(lambda: put_off(room) >= PEOPLE)
            with suppress(psycopg.OperationalError), psycopg.connect(small.address, autocommit=True) as line:
                line.execute("SELECT pg_switch_wal()")  # its log wants another file, and does not get it
            told = len(room.journal.saves)
        stopped = small.server.child is not None and small.server.child.poll() is not None
        wait_for(small.answers)
        for thread in threads:
            thread.join(120)
        back = readiness(port)

    rows = small.saved()
    print(f"\n{told} saved before and while it was full, {put_off(room)} put off; PostgreSQL stopped: {stopped}")
    assert not any(thread.is_alive() for thread in threads)
    assert back == (200, True)
    assert room.notes.broken == []
    assert len(room.journal.saves) == len(rows) == PEOPLE * (TIMES + 1), "each was kept once"
    for save in room.journal.saves:
        expected = ring.pack(ring.parse(save.content, width=WIDTH, height=HEIGHT))
        assert rows[save.place[0], save.revision] == expected
