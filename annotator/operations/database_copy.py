"""The rows in one file, and back: by PostgreSQL's own programs, or by SQLite's online backup."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from annotator.errors import AnnotatorError
from annotator.operations.former_migrations import FORMER, lacking

NAMES = {"postgresql": "database.dump", "sqlite": "database.sqlite3"}
ASIDE = "before_restore_"
ALL_PAST = """
    ALTER TABLE events_event DISABLE TRIGGER USER;
    UPDATE events_event SET written_by_transaction = 0 WHERE written_by_transaction <> 0;
    ALTER TABLE events_event ENABLE TRIGGER USER;
"""


class DatabaseProgramFailed(AnnotatorError):
    """pg_dump or pg_restore is missing or does not do its work; the text has what it said."""

    code = "database_program_failed"
    status = 500


def dump(folder: Path) -> Path:
    """Write all rows as of one moment into a new file of a folder; who writes to the database meanwhile does not wait.

    Raises:
        DatabaseProgramFailed
    """
    place = folder / NAMES[connection.vendor]
    if connection.vendor == "postgresql":
        _run("pg_dump", "-Fc", "--no-owner", "--no-privileges", "-N", f"{ASIDE}*", "-f", str(place), _name())
        return place
    connection.ensure_connection()
    with closing(sqlite3.connect(place)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without another beside it
    return place


def load(place: Path) -> None:
    """Take rows over from a file, all or none, into a database without tables.

    Raises:
        DatabaseProgramFailed
    """
    if connection.vendor == "postgresql":
        connection.close()
        _run("pg_restore", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", "-d", _name(),
             str(place))  # fmt: skip
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(ALL_PAST)  # their numbers are of transactions of another PostgreSQL
        return
    connection.close()
    target = Path(_name())
    beside = target.with_name(f".{target.name}.restoring")
    shutil.copyfile(place, beside)
    for tail in ("-wal", "-shm"):
        Path(f"{target}{tail}").unlink(missing_ok=True)
    beside.replace(target)


def put_aside(stamp: str) -> str:
    """Empty the database by renaming what is in it; returns where that is now."""
    if connection.vendor == "postgresql":
        schema = f"{ASIDE}{stamp.lower().replace('.', '_')}"
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f'ALTER SCHEMA public RENAME TO "{schema}"')
            cursor.execute("CREATE SCHEMA public")
        return f"the schema {schema}"
    connection.close()
    target = Path(_name())
    aside = target.with_name(f"{target.name}.{ASIDE}{stamp}")
    for tail in ("-wal", "-shm", ""):
        if Path(f"{target}{tail}").exists():
            Path(f"{target}{tail}").replace(f"{aside}{tail}")
    return str(aside)


def is_empty() -> bool:
    """Whether the database has no table."""
    return not connection.introspection.table_names()


def applied_migrations() -> list[str]:
    """All migrations that the rows have gone through, each as `room.name`."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def unknown_migrations(applied: list[str]) -> list[str]:
    """Those of some migrations that this Tether does not know: they are of a newer one."""
    known = {f"{app}.{name}" for app, name in MigrationExecutor(connection).loader.disk_migrations}
    return sorted(set(applied) - known - FORMER)


def is_migrated() -> bool:
    """Whether the rows are as this Tether expects them."""
    executor = MigrationExecutor(connection)
    if lacking(f"{app}.{name}" for app, name in executor.loader.applied_migrations):
        return False
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _name() -> str:
    """The database's name; of SQLite its file."""
    return str(connection.settings_dict["NAME"])


def _run(program: str, *words: str) -> None:
    """Run one of PostgreSQL's programs on our database.

    Raises:
        DatabaseProgramFailed
    """
    found = shutil.which(program, path=settings.POSTGRES_BIN or None)
    if found is None:
        raise DatabaseProgramFailed(
            f"{program} is not here; install PostgreSQL's client programs, or name their folder in TETHER_POSTGRES_BIN."
        )
    told = connection.settings_dict
    place = {"PGHOST": told["HOST"], "PGPORT": told["PORT"], "PGUSER": told["USER"], "PGPASSWORD": told["PASSWORD"]}
    env = os.environ | {name: str(value) for name, value in place.items() if value}
    ended = subprocess.run([found, *words], env=env, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise DatabaseProgramFailed(
            f"{program} ended with {ended.returncode}: {ended.stderr.strip()[-2000:]} "
            "(it has to be as new as the server; TETHER_POSTGRES_BIN names the folder of another)."
        )
