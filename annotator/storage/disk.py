"""Finished files on a disk: a name is a path below the data folder, and gets there by a rename."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings

from annotator.formats.whole_file import write_whole
from annotator.storage.refusals import StorageAway
from annotator.storage.store import BLOCK, Stored, aside_of

ROOTS = {"media": "MEDIA_ROOT", "releases": "RELEASES_ROOT"}


def path_of(name: str) -> Path:
    """Where a name lies on this machine's disk."""
    root, _, below = name.partition("/")
    return Path(getattr(settings, ROOTS[root])) / below


class Disk:
    """The storage of who needs nothing but a disk; several machines may share it."""

    def local(self, name: str, *, version: str = "") -> Path:
        for place in (path_of(name), path_of(aside_of(name))):
            if place.exists():  # whatever cannot be read there is for its reader to say
                return place
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), name)

    def gather(self, name: str, files: Iterable[str], *, version: str = "") -> Path:
        return path_of(name)

    def write(self, name: str, content: bytes) -> None:
        write_whole(path_of(name), content)

    def keep(self, folder: Path, name: str) -> None:
        place = path_of(name)
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            folder.rename(place)
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise
            for file in sorted(path for path in folder.rglob("*") if path.is_file()):
                target = place / file.relative_to(folder)
                target.parent.mkdir(parents=True, exist_ok=True)
                os.utime(file)
                file.replace(target)

    def held(self, name: str) -> Path | None:
        place = path_of(name)
        return place if place.exists() else None

    def look(self, name: str) -> Stored | None:
        return stored(path_of(name), name)

    def listed(self, below: str) -> Iterator[Stored]:
        root = path_of(below)
        for folder, folders, files in os.walk(root):
            folders.sort()
            for file in sorted(files):
                place = Path(folder) / file
                if found := stored(place, f"{below}/{place.relative_to(root)}"):
                    yield found

    def blocks(self, name: str, first: int = 0, last: int | None = None) -> Iterator[bytes]:
        with path_of(name).open("rb") as file:
            file.seek(first)
            left = os.fstat(file.fileno()).st_size - first if last is None else last - first + 1
            while left and (block := file.read(min(BLOCK, left))):
                left -= len(block)
                yield block

    def address(self, name: str, *, kind: str, title: str = "") -> str | None:
        return None

    def touch(self, name: str) -> bool:
        try:
            os.utime(path_of(name))
        except FileNotFoundError:
            return False
        return True

    def rename(self, name: str, other: str) -> None:
        place = path_of(name)
        os.utime(place)
        place.rename(path_of(other))

    def remove(self, name: str) -> None:
        path_of(name).unlink(missing_ok=True)

    def tidy(self, before: float) -> None:
        """Whoever writes sweeps up beside it."""

    def probe(self) -> str:
        try:
            for root in ROOTS:
                with tempfile.TemporaryFile(dir=path_of(root)):
                    pass
        except OSError as error:
            raise StorageAway(f"{settings.DATA_DIR} cannot be written to ({error.strerror}); let this user.") from error
        return f"files on the disk, in {settings.DATA_DIR}"


def stored(place: Path, name: str) -> Stored | None:
    """A file of the disk as a storage lists it; None where there is none."""
    try:
        stat = place.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return Stored(name, stat.st_size, stat.st_mtime) if place.is_file() else None
