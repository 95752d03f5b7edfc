"""What every storage can do, and which one this is.

A name is a path below the data folder, such as `media/videos/…/canonical.mp4`. What has a name is finished and never
changes: it is written beside or elsewhere, gets its name in one step, and only then a row may refer to it. Who dies
before that leaves a file that no row refers to, which is collected.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings

ASIDE = ".aside"
BLOCK = 1 << 18  # bytes read at once


@dataclass(frozen=True)
class Stored:
    """A file as the storage lists it; `modified` is when it got its name or was last touched, in seconds."""

    name: str
    bytes: int
    modified: float


class Store(Protocol):
    """A storage. Each of these raises StorageAway where it cannot be reached."""

    def local(self, name: str, *, version: str = "") -> Path:
        """A file on this machine's disk with the content of a name, to be read soon; also one that was put aside.

        Args:
            version: A checksum that tells contents apart which might have had the name one after the other.

        Raises:
            FileNotFoundError: There is none of this name.
        """
        ...

    def gather(self, name: str, files: Iterable[str], *, version: str = "") -> Path:
        """A folder on this machine's disk that holds some files below a name, under their own names, if they are there.

        Args:
            files: Relative to `name`; not looked at where the folder lies here already.
        """
        ...

    def write(self, name: str, content: bytes) -> None:
        """Give a content a name."""
        ...

    def keep(self, folder: Path, name: str) -> None:
        """Give every file of a folder its name below another; those of the same name are replaced.

        The folder may be gone afterwards. A death half way leaves some of them, each whole.
        """
        ...

    def held(self, name: str) -> Path | None:
        """Where a folder lies whole since `keep` brought it there at once; None where that cannot be told."""
        ...

    def look(self, name: str) -> Stored | None:
        """What is there under a name, without reading it."""
        ...

    def listed(self, below: str) -> Iterator[Stored]:
        """Every file below a name, those that were put aside or are half written included."""
        ...

    def blocks(self, name: str, first: int = 0, last: int | None = None) -> Iterator[bytes]:
        """The bytes from one position to another, both included; to the end if none is given.

        Raises:
            FileNotFoundError: When the first is asked for: there is none of this name.
        """
        ...

    def address(self, name: str, *, kind: str, title: str = "") -> str | None:
        """Where a browser may fetch a file for some minutes, if there is such a place; `title`: as a download."""
        ...

    def touch(self, name: str) -> bool:
        """Let a file count as new; whether there is one."""
        ...

    def rename(self, name: str, other: str) -> None:
        """Move a file to another name, where it counts as new; for a moment both may be there.

        Raises:
            FileNotFoundError: There is none of this name.
        """
        ...

    def remove(self, name: str) -> None:
        """Delete a file, if it is there."""
        ...

    def tidy(self, before: float) -> None:
        """Give up what was begun before a time, in seconds, and never got its name."""
        ...

    def probe(self) -> str:
        """Look whether the storage can be used; says what it is.

        Raises:
            StorageAway: What is wrong, and what to do.
        """
        ...


def store() -> Store:
    """The storage that the settings name."""
    if settings.STORAGE == "s3":
        from annotator.storage.bucket import Bucket  # takes half a second to import, which a disk need not wait for

        return Bucket()
    from annotator.storage.disk import Disk

    return Disk()


def aside_of(name: str) -> str:
    """Where the collector puts a file a day before it is deleted; it is still read from there."""
    folder, slash, own = name.rpartition("/")
    return f"{folder}{slash}.{own}{ASIDE}"


def sha256_kept(name: str) -> str:
    """The checksum of what is really kept under a name, in hex.

    Raises:
        FileNotFoundError: There is none of this name.
    """
    digest = hashlib.sha256()
    for block in store().blocks(name):
        digest.update(block)
    return digest.hexdigest()
