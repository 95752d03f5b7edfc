"""Old Pythons must be told so in one sentence, so this file is written in what they can still read (3.6 and newer)."""

import os
import shutil
import sys

NEEDED = (3, 11)


def require_python():  # type: () -> None
    """Go on with Python 3.11 or newer: this one, else a newer one on PATH, else end with one sentence."""
    if sys.version_info >= NEEDED:
        return
    for name in ("python3.13", "python3.12", "python3.11", "python3.14"):
        newer = shutil.which(name)
        if newer:
            os.execv(newer, [newer, "-m", "docker.bootstrap", *sys.argv[1:]])  # noqa: S606  # the same command, newer Python
    sys.exit(
        f"Tether needs Python 3.11 or newer and found {sys.version_info[0]}.{sys.version_info[1]} ({sys.executable}); "
        "install one (for example python3.11 and python3.11-venv), or name it: make run PYTHON=/path/to/python3.11"
    )
