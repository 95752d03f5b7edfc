"""Makes a backup: rows first, then files, so that every file which the rows name is among what is copied.

What a folder of backups already holds is not copied again. A file whose path, size and time of writing the last backup
knows is not even read; what is made again on demand is left out.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from django.conf import settings
from django.db import connection

from annotator.errors import AnnotatorError
from annotator.formats.whole_file import PART, sha256_of, write_whole
from annotator.operations import database_copy
from annotator.operations.backup_folder import FILES, HEAD, Head, KeptFile, Store, as_line, blocks_of
from annotator.storage.store import aside_of
from annotator.storage.store import store as storage

FOLDERS = ("media", "releases", "uploads", "checkpoints")
KEPT = ("media", "releases")  # which a bucket may hold
Seen = Callable[[int], None]


class BackupRefused(AnnotatorError):
    """A backup cannot be made there."""

    code = "backup_refused"
    status = 409


@dataclass(frozen=True)
class Made:
    """A backup that was made: how many files it lists, and how much of them was copied now."""

    name: str
    files: int
    bytes: int
    copied: int
    copied_bytes: int


def roots() -> dict[str, Path]:
    """The folders of everything that is kept in files."""
    kept = (settings.MEDIA_ROOT, settings.RELEASES_ROOT, settings.UPLOADS_ROOT, settings.CHECKPOINTS_ROOT)
    return dict(zip(FOLDERS, map(Path, kept), strict=True))


def back_up(root: Path, *, read_all: bool = False, seen: Seen = lambda done: None) -> Made:
    """Make a backup in a folder, which may hold earlier ones; killed at any point, those stay as they are.

    Args:
        read_all: Read files too whose checksum is known from the last backup.
        seen: Called with how many files were looked at.

    Raises:
        BackupRefused: The folder is one of those that are kept, or another backup is being made in it.
        DatabaseProgramFailed: The rows could not be written down.
        BackupDamaged: The last backup cannot be read.
    """
    inside = [place for place in roots().values() if root.resolve().is_relative_to(place.resolve())]
    if inside:
        raise BackupRefused(f"{root} lies in {inside[0]}, which is kept itself; name a folder elsewhere.")
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    store, name = Store(root), f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}"
    with (root / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BackupRefused(f"Another backup into {root} is running; wait for it.") from None
        store.clear_halves()
        folder = store.backups / f".{name}{PART}"
        folder.mkdir(mode=0o700)
        try:
            return _fill(store, folder, name, _known(store, read_all=read_all), seen)
        finally:
            shutil.rmtree(folder, ignore_errors=True)  # gone already where all went well


def _fill(store: Store, folder: Path, name: str, known: dict[str, KeptFile], seen: Seen) -> Made:
    """Rows, files and the head, in a folder that then takes its place."""
    made_at, applied = datetime.now(UTC).isoformat(), database_copy.applied_migrations()
    rows = database_copy.dump(folder)
    files = size = copied = copied_bytes = 0
    with (folder / FILES).open("w") as lines:
        for path, place in chain(_kept(), ((name, None) for name in _in_bucket())):
            kept, fresh = _keep(store, path, place, known.get(path))
            if kept is None:
                continue
            lines.write(as_line(kept))
            files, size = files + 1, size + kept.bytes
            copied, copied_bytes = copied + fresh, copied_bytes + fresh * kept.bytes
            seen(files)
        lines.flush()
        os.fsync(lines.fileno())
    head = Head(
        made_at=made_at, database=connection.vendor, rows=rows.name, rows_sha256=sha256_of(rows),
        listed=sha256_of(folder / FILES), files=files, bytes=size, migrations=applied,
    )  # fmt: skip
    write_whole(folder / HEAD, head.as_json().encode())
    folder.rename(store.backups / name)
    return Made(name, files, size, copied, copied_bytes)


def _kept() -> Iterator[tuple[str, Path]]:
    """Every file to keep, with its path below the data folder, in order: no halves, nothing that is made again."""
    for name, root in roots().items():
        for folder, folders, files in os.walk(root):
            below = Path(folder).relative_to(root)
            folders[:] = sorted(one for one in folders if not _made_again(name, below / one))
            for file in sorted(files):
                place = Path(folder) / file
                if not file.endswith(PART) and not place.is_symlink():
                    yield str(Path(name) / below / file), place


def _made_again(name: str, folder: Path) -> bool:
    """Whether a folder is cached, or half written: who needs it writes it."""
    parts = folder.parts
    if name == "releases":
        return parts[-1].startswith(".")
    return name == "media" and (parts == ("masks",) or (parts[0] == "videos" and parts[2:] == ("between",)))


def _in_bucket() -> Iterator[str]:
    """Every file that is kept in a bucket, by its name; none where a disk is the storage."""
    if settings.STORAGE == "disk":
        return
    for below in KEPT:
        for one in storage().listed(below):
            yield one.name


def _keep(store: Store, path: str, place: Path | None, before: KeptFile | None) -> tuple[KeptFile | None, bool]:
    """Keep one file; None where it went, and whether it was copied now.

    Args:
        place: Where it lies on this disk; None: in the bucket.
    """
    for one in (path, aside_of(path)):  # it may be put aside between the list and the look
        try:
            if place is None:
                size, mtime_ns, content = _of_bucket(one)
            else:
                own = place.with_name(Path(one).name)
                size, mtime_ns, content = own.stat().st_size, own.stat().st_mtime_ns, blocks_of(own)
            if before and (before.bytes, before.mtime_ns) == (size, mtime_ns):
                return before, False
            sha256, size, fresh = store.add(content)
            return KeptFile(path, size, sha256, mtime_ns), fresh
        except FileNotFoundError:
            continue
    return None, False


def _of_bucket(name: str) -> tuple[int, int, Iterator[bytes]]:
    found = storage().look(name)
    if found is None:
        raise FileNotFoundError(name)
    return found.bytes, int(found.modified * 1e9), storage().blocks(name)


def _known(store: Store, *, read_all: bool) -> dict[str, KeptFile]:
    """What the last backup knows, by path, of contents that are there."""
    names = store.whole()
    if read_all or not names:
        return {}
    return {file.path: file for file in store.files_of(names[-1]) if store.object_of(file.sha256).exists()}
