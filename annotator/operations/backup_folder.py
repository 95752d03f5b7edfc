"""What a folder of backups looks like: contents by their checksum, each once, and whole backups that list them.

    objects/ab/<sha256>          what a file holds; only ever added
    backups/20261130T025724Z…/   one backup: its rows, `files.jsonl` (a line a file), and `backup.json`, written last

A backup takes its place when it is whole, by one rename; what a killed one left begins with a dot and counts for
nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from annotator.errors import AnnotatorError
from annotator.formats.whole_file import PART, sha256_of

FORMAT = 1
HEAD, FILES = "backup.json", "files.jsonl"
BLOCK = 1 << 20


class BackupDamaged(AnnotatorError):
    """A backup is not what was written; the text names the first bad files."""

    code = "backup_damaged"
    status = 500


@dataclass(frozen=True)
class KeptFile:
    """A file as a backup lists it: its path below the data folder, and what it held.

    `mtime_ns` is when it was last written to, so that the next backup need not read it again.
    """

    path: str
    bytes: int
    sha256: str
    mtime_ns: int


@dataclass(frozen=True)
class Head:
    """What a backup says of itself.

    Args:
        database: The kind, `postgresql` or `sqlite`.
        rows: The name of the file with the rows, in the backup's folder, and its checksum.
        listed: The checksum of the list of files.
        migrations: All that the rows had gone through, each as `room.name`.
    """

    made_at: str
    database: str
    rows: str
    rows_sha256: str
    listed: str
    files: int
    bytes: int
    migrations: list[str] = field(default_factory=list)
    format: int = FORMAT

    def as_json(self) -> str:
        """As it is written down."""
        return json.dumps(asdict(self), indent=1, sort_keys=True) + "\n"


@dataclass(frozen=True)
class Store:
    """A folder of backups."""

    root: Path

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    def whole(self) -> list[str]:
        """The names of all whole backups, the oldest first."""
        if not self.backups.is_dir():
            return []
        return sorted(place.parent.name for place in self.backups.glob(f"[0-9]*/{HEAD}"))

    def object_of(self, sha256: str) -> Path:
        """Where a content lies."""
        return self.root / "objects" / sha256[:2] / sha256

    def clear_halves(self) -> None:
        """Make the folders, and remove what killed backups left; while nobody else writes here."""
        objects = self.root / "objects"
        for place in (objects, self.backups):
            place.mkdir(mode=0o700, exist_ok=True)
        for place in self.backups.glob(f".*{PART}"):
            shutil.rmtree(place)
        for place in objects.glob(f".*{PART}"):
            place.unlink()

    def add(self, content: Iterable[bytes]) -> tuple[str, int, bool]:
        """Keep a content, read once; one that is here already is left alone.

        Returns:
            Its checksum, how many bytes it has, and whether it was not here yet.

        Raises:
            FileNotFoundError: The file that it is read from went.
            OSError: The disk is full or cannot be written; nothing is left behind.
        """
        part = self.root / "objects" / f".{uuid4().hex}{PART}"
        digest, size = hashlib.sha256(), 0
        try:
            with part.open("wb") as copy:
                for block in content:
                    digest.update(block)
                    copy.write(block)
                    size += len(block)
                copy.flush()
                os.fsync(copy.fileno())
            place = self.object_of(digest.hexdigest())
            fresh = not place.exists()
            if fresh:
                place.parent.mkdir(exist_ok=True)
                part.replace(place)
        finally:
            part.unlink(missing_ok=True)
        return digest.hexdigest(), size, fresh

    def head_of(self, name: str) -> Head:
        """What a backup says of itself.

        Raises:
            BackupDamaged: It cannot be read, or was written by a newer Tether.
        """
        try:
            told: dict[str, Any] = json.loads((self.backups / name / HEAD).read_bytes())
            if told["format"] != FORMAT:
                raise BackupDamaged(f"The backup {name} is of format {told['format']}; restore it with a newer Tether.")
            return Head(**told)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BackupDamaged(
                f"The backup {name} cannot be read: {error}; take an older one with --backup."
            ) from error

    def files_of(self, name: str) -> Iterator[KeptFile]:
        """The files of a backup, in order of their paths.

        Raises:
            BackupDamaged: The list cannot be read.
        """
        try:
            with (self.backups / name / FILES).open() as lines:
                for line in lines:
                    yield KeptFile(**json.loads(line))
        except (OSError, ValueError, TypeError) as error:
            raise BackupDamaged(f"The backup {name} has no list of files that can be read: {error}.") from error

    def faults(self, name: str) -> Iterator[str]:
        """Everything in a backup that is not what was written, by reading all of it.

        Raises:
            BackupDamaged: Not even its head can be read.
        """
        head, folder = self.head_of(name), self.backups / name
        for file, sha256 in ((head.rows, head.rows_sha256), (FILES, head.listed)):
            if fault := _fault(folder / file, sha256):
                yield f"{file} of {name} {fault}"
                if file == FILES:
                    return  # a list that was changed names anything
        for kept in self.files_of(name):
            if fault := _fault(self.object_of(kept.sha256), kept.sha256):
                yield f"{kept.path} (objects/{kept.sha256[:2]}/{kept.sha256}) {fault}"


def _fault(place: Path, sha256: str) -> str:
    """What is wrong with a file; empty if nothing."""
    try:
        return "" if sha256_of(place) == sha256 else "was changed"
    except OSError as error:
        return f"cannot be read ({error.strerror})"


def blocks_of(place: Path) -> Iterator[bytes]:
    """What a file of this disk holds."""
    with place.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def as_line(file: KeptFile) -> str:
    """A file's line in the list."""
    return json.dumps(asdict(file), sort_keys=True) + "\n"
