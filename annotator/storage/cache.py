"""Copies of what a bucket holds, on this machine's disk, for who decodes or builds: the least lately used go first."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from django.conf import settings

from annotator.formats.whole_file import PART, beside

SURE_SECONDS = 3600.0  # whoever was handed a copy has opened it by then
STALE_SECONDS = 6 * 3600.0  # a half copy this old has nobody who writes it

_fetched = 0  # bytes since this process last made room
_lock = threading.Lock()


def copy_of(name: str, version: str) -> Path:
    """Where the copy of a content lies, if there is one."""
    return Path(settings.CACHE_ROOT) / (version[:16] or "named") / name


def copied(name: str, version: str, fetch: Callable[[IO[bytes]], None]) -> Path:
    """The copy of a content, fetched where there is none; it counts as used just now.

    Args:
        fetch: Writes the content; what it raises leaves nothing behind.
    """
    place = copy_of(name, version)
    try:
        os.utime(place)
        return place
    except FileNotFoundError:
        pass
    with beside(place) as file:
        fetch(file)
        size = file.tell()
    _count(size)
    return place


def _count(size: int) -> None:
    """Make room now and then, once a twentieth of the bound came in."""
    global _fetched
    with _lock:
        _fetched += size
        due = _fetched * 20 > settings.CACHE_BYTES
        if due:
            _fetched = 0
    if due:
        make_room()


def make_room() -> int:
    """Delete copies, the least lately used first, until all together are within the bound; returns how many bytes."""
    now, held, copies = time.time(), 0, []
    for folder, _, files in os.walk(settings.CACHE_ROOT):
        for file in files:
            place = Path(folder) / file
            try:
                stat = place.stat()
            except FileNotFoundError:
                continue
            if file.endswith(PART) and now - stat.st_mtime < STALE_SECONDS:
                continue
            held += stat.st_size
            copies.append((0.0 if file.endswith(PART) else stat.st_mtime, stat.st_size, place))
    gone = 0
    for used, size, place in sorted(copies):
        if (held - gone <= settings.CACHE_BYTES and used) or now - used < SURE_SECONDS:
            break
        place.unlink(missing_ok=True)
        gone += size
    return gone
