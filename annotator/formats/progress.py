"""How far long work has come, on standard error so that what a program prints for other programs stays clean."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TextIO

Step = Callable[[int, int], None]

_OFTEN, _SELDOM = 0.2, 10.0  # seconds between two signs of life: on a terminal, in a log
_KNOWN = 5.0  # seconds of work after which the rest can be guessed
_WIDTH = 24


class Progress:
    """A bar that moves on a terminal, and a line now and then where the output is a file.

    Args:
        what: What is counted, such as "files".
        out: Where to; standard error by default.
    """

    def __init__(self, what: str, out: TextIO | None = None) -> None:
        self.what = what
        self.out = out or sys.stderr
        self.terminal = self.out.isatty()
        self.began = self.last = time.monotonic()
        self.first: int | None = None  # what was done already when the work began

    def __call__(self, done: int, total: int) -> None:
        """Say that `done` of `total` are done; cheap enough to be called for each. The bar goes when all are."""
        if done >= total:
            self.clear()
            return
        now = time.monotonic()
        if self.first is None:
            self.began, self.first = now, done
        if now - self.last < (_OFTEN if self.terminal else _SELDOM):
            return
        self.last = now
        filled = _WIDTH * done // max(total, 1)
        bar = f"[{'#' * filled}{'.' * (_WIDTH - filled)}] {done} of {total} {self.what}{self._left(now, done, total)}"
        self.out.write(f"\r{bar}\x1b[K" if self.terminal else f"{bar}\n")
        self.out.flush()

    def _left(self, now: float, done: int, total: int) -> str:
        """How long the rest takes if it goes on as it went."""
        passed, advanced = now - self.began, done - (self.first or 0)
        if passed < _KNOWN or not advanced:
            return ""
        seconds = passed * (total - done) / advanced
        return f", {seconds / 60:.0f} min left" if seconds >= 90 else f", {seconds:.0f} s left"

    def clear(self) -> None:
        """Take the bar away before something else is written."""
        if self.terminal:
            self.out.write("\r\x1b[K")
            self.out.flush()
