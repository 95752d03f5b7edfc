"""A disk that is full when a test likes: one of its own where that may be mounted, else a limit on what is written.

The first gives ENOSPC, as a real full disk does. The second, which everybody may set, gives EFBIG for every byte.
"""

from __future__ import annotations

import os
import resource
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SIZE = 8 << 20  # bytes


class Limit:
    """A folder, and this process and its children may write to no file at all while it is full."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def full(self) -> Iterator[None]:
        """For as long as the block, nothing can be written."""
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


class Mounted:
    """A disk of a few MiB in memory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def full(self) -> Iterator[None]:
        """For as long as the block, there is no byte left."""
        ballast, size = self.folder / "ballast", 1 << 20
        with ballast.open("wb", buffering=0) as file:
            while size:
                try:
                    file.write(bytes(size))
                except OSError:
                    size //= 2
        try:
            yield
        finally:
            ballast.unlink()


@contextmanager
def mounted(folder: Path, *, size: int = SIZE) -> Iterator[Mounted]:
    """A disk of its own, of so many bytes, in a folder, for as long as the block."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tether", str(folder)], check=True)
    try:
        yield Mounted(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextmanager
def limited(folder: Path) -> Iterator[Limit]:
    """A limit, which needs nothing to be set up."""
    yield Limit(folder)


def may_mount() -> bool:
    """Whether this machine lets us mount something."""
    if os.geteuid():
        return False
    with tempfile.TemporaryDirectory() as folder:
        asked = ["mount", "-t", "tmpfs", "-o", "size=65536", "tether", folder]
        if subprocess.run(asked, capture_output=True, check=False).returncode:
            return False
        return subprocess.run(["umount", folder], capture_output=True, check=False).returncode == 0


WAYS = {"a limit on files": limited} | ({"a disk of its own": mounted} if may_mount() else {})
