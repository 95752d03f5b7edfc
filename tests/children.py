"""Children of the tests end with them, however they end. Needs nothing that is not Python's own."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from functools import partial

PR_SET_PDEATHSIG = 1


def ends_with_us(ending: signal.Signals = signal.SIGKILL) -> Callable[[], None]:
    """What a child runs before its program, so that Linux ends it by that signal when we are gone, however we went.

    To Linux the parent is the thread that starts the child, so start it from one that stays.
    """
    return partial(_end_with, os.getpid(), ending)


def _end_with(parent: int, ending: signal.Signals) -> None:
    """Ask Linux to end this process when its parent goes; elsewhere there is no such wish to make."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, ending)
        if os.getppid() != parent:  # it went before we could ask
            os.kill(os.getpid(), ending)
