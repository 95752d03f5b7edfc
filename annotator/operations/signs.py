"""Signs of health of the place where Tether runs, each with one line, and with what to do where it is not well."""

from __future__ import annotations

import importlib.util
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from uuid import uuid4

import psycopg
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Min

from annotator.accounts.models import User
from annotator.celery import app
from annotator.jobs.actions import later
from annotator.jobs.models import Job
from annotator.jobs.regular import REGULAR
from annotator.jobs.workers import alive
from annotator.operations.backup import roots
from annotator.operations.database_copy import applied_migrations
from annotator.operations.former_migrations import WHERE_THEY_WERE, lacking, too_old
from annotator.storage.store import store

State = Literal["ok", "look", "bad"]
LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}
OLDEST_POSTGRESQL = 15
SKEW_SECONDS = 5.0
UNANSWERED_SECONDS = 60.0
LATE_SECONDS = 120.0  # behind its time, a regular job says that nobody starts it
GIB = 1 << 30


@dataclass(frozen=True)
class Sign:
    """What was found, in a line. `look`: it works, and somebody should know; `bad`: it does not, or is not safe.

    Args:
        cure: What to do; empty where nothing is to be done.
    """

    name: str
    state: State
    says: str
    cure: str = ""


def signs() -> Iterator[Sign]:
    """All of them; one that cannot even be looked for is bad, and the others are looked for all the same."""
    away = False
    for name, look in LOOKS.items():
        if away and name in OF_ROWS:
            yield Sign(name, "bad", "not looked at: the database is away", "mend the database first")
            continue
        try:
            for state, says, cure in look():
                yield Sign(name, state, says, cure)
        except Exception as error:
            away = away or name == "database"
            told = str(error).strip().splitlines()[0] if str(error).strip() else ""
            yield Sign(name, "bad", f"{type(error).__name__}: {told}"[:300], CURES.get(name, "mend that first"))


Found = Iterator[tuple[State, str, str]]


def database() -> Found:
    began = time.monotonic()
    if connection.vendor == "postgresql":  # past the pool, which waits for long and does not say why
        told = connection.get_connection_params()
        plain = {name: told[name] for name in ("dbname", "host", "port", "user", "password") if told.get(name)}
        psycopg.connect(**plain, connect_timeout=5).close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    spent = f"{(time.monotonic() - began) * 1000:.1f} ms"
    if connection.vendor == "sqlite":
        yield (
            ("ok" if _only_here() else "look"),
            f"SQLite at {connection.settings_dict['NAME']}, {spent}",
            (
                ""
                if _only_here()
                else "SQLite is for one machine and about fifteen people: set DATABASE_URL to PostgreSQL"
            ),
        )
        return
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        version = int(cursor.fetchone()[0]) // 10000
    old = version < OLDEST_POSTGRESQL
    yield (
        "bad" if old else "ok",
        f"PostgreSQL {version}, {spent}",
        (f"use PostgreSQL {OLDEST_POSTGRESQL} or newer" if old else ""),
    )


def migrations() -> Found:
    if lacks := lacking(applied_migrations()):
        cure = f"run manage.py migrate with that of commit {WHERE_THEY_WERE}, then come back to this one"
        yield "bad", f"the rows are {too_old(lacks)}", cure
        return
    executor = MigrationExecutor(connection)
    waiting = [f"{one.app_label}.{one.name}" for one, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    if waiting:
        yield "bad", f"{len(waiting)} were not run, {waiting[0]} first", "stop the services, run manage.py migrate"
    else:
        yield "ok", "the rows are as this Tether expects them", ""


def clock() -> Found:
    with connection.cursor() as cursor:
        before = datetime.now(UTC)
        cursor.execute("SELECT CURRENT_TIMESTAMP" if connection.vendor == "sqlite" else "SELECT clock_timestamp()")
        told = cursor.fetchone()[0]
    there = datetime.fromisoformat(told).replace(tzinfo=UTC) if isinstance(told, str) else told
    skew = (there - before).total_seconds()
    if abs(skew) > SKEW_SECONDS:
        says = f"the database is {abs(skew):.0f} s {'ahead of' if skew > 0 else 'behind'} this host"
        yield "look", says, "leases go by the database's clock; set both clocks by NTP, for logs and sign-in codes"
    else:
        yield "ok", "this host and the database agree", ""


def broker() -> Found:
    told = settings.CELERY_BROKER_URL
    where = told.partition(":")[0]
    with app.connection_for_write() as line:
        line.ensure_connection(max_retries=1, timeout=3)
    bare = told.startswith("redis://") and "@" not in told and not _only_here()
    yield "look" if bare else "ok", f"{where} answers", "give Redis a password, in CELERY_BROKER_URL" if bare else ""


def disk() -> Found:
    for name, root in roots().items():
        with tempfile.TemporaryFile(dir=root):
            pass
        free = shutil.disk_usage(root).free
        full = free < settings.FREE_SPACE_BYTES
        says = f"{name}: {free / GIB:.1f} GiB free, {settings.FREE_SPACE_BYTES / GIB:.1f} GiB are kept in reserve"
        yield "bad" if full else "ok", says, f"make room on the disk of {root}" if full else ""


def storage() -> Found:
    """Whether files can be kept, read and taken away again."""
    kept, name = store(), f"media/.doctor-{uuid4().hex}"
    where = kept.probe()
    kept.write(name, b"well")
    try:
        well = b"".join(kept.blocks(name)) == b"well"
    finally:
        kept.remove(name)
    cure = "" if well else "look at its log: what it gives back is not what it was given"
    yield "ok" if well else "bad", where, cure


def dispatcher() -> Found:
    late = []
    for regular in REGULAR:
        rows = Job.objects.filter(kind=regular.kind)
        if not rows.filter(created_at__gt=later(-regular.seconds - LATE_SECONDS)).exists():
            late.append(regular.kind)
    if late:
        says = f"nobody starts what is due regularly: {', '.join(late)}"
        yield "bad", says, "start it: python -m docker.services dispatch; its log says what ails it"
    else:
        yield "ok", "what is due regularly was started", ""


def workers() -> Found:
    unanswered = Job.objects.filter(state=Job.State.QUEUED, created_at__lt=later(-UNANSWERED_SECONDS))
    recent = Job.objects.filter(started_at__gt=later(-UNANSWERED_SECONDS)).values_list("queue", flat=True)
    busy = set(recent.distinct()) | set(Job.objects.filter(state=Job.State.RUNNING).values_list("queue", flat=True))
    for row in unanswered.values("queue").annotate(n=Count("pk"), oldest=Min("created_at")).order_by("queue"):
        if row["queue"] not in busy:
            says = f"{row['n']} jobs wait in {row['queue']}, the oldest since {row['oldest']:%Y-%m-%d %H:%M:%S}"
            yield "bad", says, f"start a worker: python -m docker.services {row['queue']}"
    for queue in ("propagation", "assist"):
        heard = list(alive().filter(queue__contains=queue).values_list("device", flat=True))
        says = f"{queue}: {len(heard)} heard of lately{', on ' + ', '.join(sorted(set(heard))) if heard else ''}"
        yield "ok" if heard else "look", says, "" if heard else f"start one: python -m docker.services {queue}"


def video() -> Found:
    import av

    lacking = [name for name in ("libx264",) if not _has_codec(name)]
    yield (
        "bad" if lacking else "ok",
        f"PyAV {av.__version__}",
        (
            f"its libraries lack {', '.join(lacking)}; install PyAV's wheel as requirements/web.txt names it"
            if lacking
            else ""
        ),
    )


def _has_codec(name: str) -> bool:
    """Whether clips can be written in this coding."""
    import av

    try:
        return av.codec.Codec(name, "w") is not None
    except Exception:
        return False


def predictor() -> Found:
    name = settings.CONFIGURED_PREDICTOR
    if settings.PREDICTOR != "sam2":
        yield "ok", f"{name}, which needs no weights", ""
        return
    lacking = [one for one in ("torch", "sam2") if importlib.util.find_spec(one) is None]
    if lacking:
        yield "look", f"{name}, and {', '.join(lacking)} is not here", "run make sam2 where propagation runs"
        return
    given = settings.PREDICTOR_OPTIONS["weights"]
    kept = [Path(given)] if given else sorted(Path(settings.PREDICTOR_OPTIONS["folder"]).glob("sam2*.pt"))
    there = [place for place in kept if place.is_file()]
    says = f"{name}, weights {there[0] if there else given or 'not fetched yet'}"
    cure = "name a file in TETHER_SAM2_WEIGHTS" if given else "the first worker fetches them; it needs the network once"
    yield ("ok" if there else "bad" if given else "look"), says, "" if there else cure


def backups() -> Found:
    if connection.vendor == "sqlite":
        yield "ok", "manage.py backup needs no program of others", ""
        return
    lacking = [
        one for one in ("pg_dump", "pg_restore") if shutil.which(one, path=settings.POSTGRES_BIN or None) is None
    ]
    cure = "install PostgreSQL's client programs, or name their folder in TETHER_POSTGRES_BIN"
    yield (
        "look" if lacking else "ok",
        f"{' and '.join(lacking)} not here" if lacking else "pg_dump is here",
        (cure if lacking else ""),
    )


def safety() -> Found:
    """What is right on a laptop, and not where others come in."""
    key = Path(settings.DATA_DIR) / "secret_key"
    if key.exists() and key.stat().st_mode & 0o077:
        yield "bad", f"others on this host may read {key}", f"chmod 600 {key}; then change the key"
    if "*" in settings.ALLOWED_HOSTS:
        yield "bad", "TETHER_HOSTS lets any host name in", "name the host names that people use"
    if _only_here():
        yield "ok", "reached from this machine only", ""
        return
    if settings.DEBUG:
        yield "bad", "TETHER_DEBUG shows settings to whoever makes an error", "set TETHER_DEBUG=0"
    if not settings.HTTPS:
        yield "bad", "cookies go over plain http, where others can read them", "put TLS in front and set TETHER_HTTPS=1"
    demo = User.objects.filter(memberships__project__slug="demo", is_active=True).distinct().count()
    if demo:
        yield "bad", f"the demo's {demo} accounts share one password", "close them on the page People of the demo"
    yield "ok", f"reached as {', '.join(settings.ALLOWED_HOSTS)}", ""


def pages() -> Found:
    built = (Path(settings.FRONTEND_DIST) / ".vite" / "manifest.json").is_file()
    yield (
        "ok" if built else "bad",
        "built" if built else "the pages were not built",
        "" if built else "run make run once",
    )


def _only_here() -> bool:
    """Whether the server answers to names of this machine only."""
    return set(settings.ALLOWED_HOSTS) <= LOOPBACK


LOOKS: dict[str, Callable[[], Found]] = {
    "database": database,
    "migrations": migrations,
    "clock": clock,
    "broker": broker,
    "disk": disk,
    "storage": storage,
    "dispatcher": dispatcher,
    "workers": workers,
    "video": video,
    "predictor": predictor,
    "backups": backups,
    "safety": safety,
    "pages": pages,
}
OF_ROWS = {"migrations", "clock", "dispatcher", "workers", "safety"}
CURES = {
    "database": "start it, and look at DATABASE_URL",
    "broker": "start it, and look at CELERY_BROKER_URL; jobs that wait ring again by themselves",
    "disk": "let this user write to the folders of TETHER_DATA",
    "storage": "mend that first; until then media answer 503 and jobs wait",
    "dispatcher": "mend the migrations first",
    "workers": "mend the migrations first",
    "safety": "mend the migrations first",
}
