"""Takes a backup over: all of it proved first, files beside their places, then the rows at once, then the files.

Until the rows are there, the place is as it was; nothing is ever written over: what was there is put aside.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import connection

from annotator.errors import AnnotatorError
from annotator.operations import database_copy
from annotator.operations.backup import FOLDERS, KEPT, roots
from annotator.operations.backup_folder import BackupDamaged, Head, Store
from annotator.operations.former_migrations import WHERE_THEY_WERE, lacking, too_old
from annotator.storage.store import store as storage

NAMED = 20
Seen = Callable[[int, int], None]


class RestoreRefused(AnnotatorError):
    """A backup cannot be restored here as asked."""

    code = "restore_refused"
    status = 409


@dataclass(frozen=True)
class Restored:
    """A backup that stands here now, and where what was here before is."""

    name: str
    files: int
    migrated: bool
    aside: list[str] = field(default_factory=list)


def restore(root: Path, *, name: str | None, replace: bool, seen: Seen = lambda done, total: None) -> Restored:
    """Restore a backup into this database and these folders.

    Args:
        name: Which; the newest whole one if none is named.
        replace: Put aside what is here, in place of refusing.
        seen: Called with files taken over, and files in all.

    Raises:
        RestoreRefused: There is no such backup, it does not fit this database, or something is here already.
        BackupDamaged: Any of its files is not what was written; nothing was changed here.
        StorageAway: The bucket does not take the files; no row was changed.
        DatabaseProgramFailed: The rows could not be taken over; the database is as empty as it was.
    """
    store = Store(root)
    name = chosen(store, name)
    head = store.head_of(name)
    refuse_unfit(name, head)
    there = what_is_here()
    if there and not replace:
        raise RestoreRefused(f"Here is something already ({', '.join(there)}); --replace puts it aside.", there=there)
    if faults := list(islice(store.faults(name), NAMED)):
        raise BackupDamaged(f"The backup {name} is damaged, nothing was restored: {'; '.join(faults)}.", faults=faults)
    staged = stage(store, name, head, seen)
    send(staged)
    stamp, aside = f"{datetime.now(UTC):%Y%m%dT%H%M%S}", []
    if not database_copy.is_empty():
        aside.append(database_copy.put_aside(stamp))
    database_copy.load(store.backups / name / head.rows)
    aside += put_in_place(staged, stamp)
    return Restored(name, head.files, database_copy.is_migrated(), aside)


def chosen(store: Store, name: str | None) -> str:
    """The backup's name.

    Raises:
        RestoreRefused: There is none, or none of that name.
    """
    names = store.whole()
    if not names:
        raise RestoreRefused(f"{store.root} holds no whole backup; name a folder that manage.py backup wrote to.")
    if name is not None and name not in names:
        raise RestoreRefused(f"{store.root} holds no backup {name!r}; there are: {', '.join(names[-NAMED:])}.")
    return name or names[-1]


def refuse_unfit(name: str, head: Head) -> None:
    """Let only rows pass that this database and this Tether can hold.

    Raises:
        RestoreRefused: They are of the other kind of database, of a newer Tether, or of one too old.
    """
    if head.database != connection.vendor:
        raise RestoreRefused(
            f"The backup {name} is of {head.database}, and DATABASE_URL names {connection.vendor}; set it to the like."
        )
    if unknown := database_copy.unknown_migrations(head.migrations):
        raise RestoreRefused(f"The backup {name} is of a newer Tether ({', '.join(unknown[:3])}); install that first.")
    if lacks := lacking(head.migrations):
        raise RestoreRefused(
            f"The backup {name} is {too_old(lacks)}; with that of commit {WHERE_THEY_WERE} restore it, run manage.py "
            "migrate and back it up again."
        )


def what_is_here() -> list[str]:
    """What would be in the way: tables, and folders with files."""
    tables = [] if database_copy.is_empty() else ["tables in the database"]
    if settings.STORAGE != "disk" and any(any(storage().listed(name)) for name in KEPT):
        tables.append("files in the bucket")
    return tables + [f"files in {place}" for place in roots().values() if any(files for *_, files in os.walk(place))]


def stage(store: Store, name: str, head: Head, seen: Seen) -> dict[str, Path]:
    """Lay the files beside their places, each checked as it is copied.

    Raises:
        BackupDamaged: One changed since it was proved, or leads out of its folder.
    """
    staged = {one: place.with_name(f".{place.name}.restoring") for one, place in roots().items()}
    for place in staged.values():
        shutil.rmtree(place, ignore_errors=True)  # left by a restoration that was killed
        place.mkdir(parents=True)
    for done, kept in enumerate(store.files_of(name), 1):
        root, _, below = kept.path.partition("/")
        if root not in FOLDERS or ".." in Path(below).parts or Path(below).is_absolute():
            raise BackupDamaged(f"The backup {name} lists {kept.path!r}, which is no place below the data folder.")
        place = staged[root] / below
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(store.object_of(kept.sha256), place)
        os.utime(place, ns=(kept.mtime_ns, kept.mtime_ns))
        if place.stat().st_size != kept.bytes:
            raise BackupDamaged(f"{kept.path} changed while it was copied; nothing was restored.")
        seen(done, head.files)
    return staged


def send(staged: dict[str, Path]) -> None:
    """Bring to the bucket, where one is the storage, what is kept there; what has other names there stays.

    Raises:
        StorageAway: It does not take it; no row was changed.
    """
    if settings.STORAGE == "disk":
        return
    for name in KEPT:
        storage().keep(staged[name], name)
        shutil.rmtree(staged[name])
        staged[name].mkdir()


def put_in_place(staged: dict[str, Path], stamp: str) -> list[str]:
    """Rename the staged folders; returns where those are that were there."""
    aside = []
    for name, place in roots().items():
        if place.exists() and any(place.iterdir()):
            old = place.with_name(f"{place.name}.{database_copy.ASIDE}{stamp}")
            place.replace(old)
            aside.append(str(old))
        staged[name].replace(place)
    return aside
