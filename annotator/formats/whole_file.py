"""Files that appear whole or not at all: written beside their place, flushed to disk, then renamed."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from uuid import uuid4

PART = ".part"  # what a process that was killed half way leaves behind
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def is_full(error: BaseException) -> bool:
    """Whether there was no room: on the disk, in a quota, or within a process's limit on the size of files."""
    return isinstance(error, OSError) and error.errno in FULL


def write_whole(path: Path, content: bytes) -> None:
    """Write a file, making its folders; whoever looks sees the old file or the new one.

    Raises:
        OSError: the disk is full or not writable; nothing is left behind.
    """
    with beside(path) as file:
        file.write(content)


def copy_whole(source: Path, path: Path) -> None:
    """Copy a file of any size, making the folders; whoever looks sees the old file or the new one.

    Raises:
        OSError: the source cannot be read, the disk is full or not writable; nothing is left behind.
    """
    with source.open("rb") as original, beside(path) as file:
        shutil.copyfileobj(original, file, 1 << 20)


def sha256_of(path: Path) -> str:
    """A file's checksum as it lies there now, in hex.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def beside(path: Path) -> Iterator[IO[bytes]]:
    """A file to write bit by bit, making its folders; it takes its place when the block ends, or leaves nothing.

    Raises:
        OSError: the disk is full or not writable; nothing is left behind.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{uuid4().hex}{PART}")
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
