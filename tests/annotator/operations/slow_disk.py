"""A disk that takes its time: in real processes of the product, each flush of a file to disk takes so much longer.

Python itself begins with it (`sitecustomize`), so nothing of ours knows. Whatever the product keeps in files is flushed
before it is named (`whole_file`), so nobody gets past this disk.
"""

from __future__ import annotations

import os
from pathlib import Path

SLOW = """
import os, time

flush = os.fsync


def flush_slowly(file):
    time.sleep({seconds})
    with open({log!r}, "a") as lines:
        lines.write(f"{{os.getpid()}}\\n")
    return flush(file)


os.fsync = flush_slowly
"""


class SlowDisk:
    """Such a disk, for processes that are started with `environment`.

    Args:
        seconds: How much longer a flush takes.
    """

    def __init__(self, folder: Path, *, seconds: float) -> None:
        self._log = folder / "flushes"
        (folder / "sitecustomize.py").write_text(SLOW.format(seconds=seconds, log=str(self._log)))
        found = os.environ.get("PYTHONPATH", "")
        self.environment = {"PYTHONPATH": f"{folder}{os.pathsep}{found}" if found else str(folder)}

    def flushes(self) -> int:
        """How many there were."""
        return len(self._log.read_text().splitlines()) if self._log.exists() else 0
