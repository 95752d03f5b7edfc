"""A segment is many small equal pieces of work; they run side by side on the cores there are, and give the same bits.

OpenCV lets go of Python's lock, so threads are enough. Its own threads are turned off meanwhile: they would get in each
other's way, and its optical flow cuts the picture into as many stripes as it has threads, which changes the result.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import TypeVar

import cv2

Item = TypeVar("Item")
Result = TypeVar("Result")


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True)
class Lanes:
    """Some threads, inside `open_lanes`; None: all work is done where it is asked for."""

    _pool: ThreadPoolExecutor | None

    def each(self, work: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
        """Do the work on every item; the results come in the order of the items. Work never asks for lanes itself."""
        return list((self._pool.map if self._pool else map)(work, items))


@contextmanager
def open_lanes(threads: int) -> Iterator[Lanes]:
    """Threads for the time of a segment."""
    with _single_opencv():
        if threads == 1:
            yield Lanes(None)
            return
        with ThreadPoolExecutor(threads, thread_name_prefix="flow") as pool:
            yield Lanes(pool)


_lock = Lock()
_inside: list[int] = []  # what OpenCV's thread count was, once for everyone who is inside


@contextmanager
def _single_opencv() -> Iterator[None]:
    """OpenCV on one thread a call. The setting is the whole process's: only the last to leave puts it back."""
    with _lock:
        _inside.append(_inside[0] if _inside else cv2.getNumThreads())
        cv2.setNumThreads(1)
    try:
        yield
    finally:
        with _lock:
            before = _inside.pop()
            if not _inside:
                cv2.setNumThreads(before)
