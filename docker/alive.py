"""Whether a service is well, asked from beside it: the health check of containers, the probes of Kubernetes.

`python -m docker.alive readyz` (or `healthz`) asks the web server here; `python -m docker.alive loop` looks whether a
service without a port still goes round, by the age of the file TETHER_ALIVE_FILE. It ends with 1 where it is not well.
"""

from __future__ import annotations

import os
import sys
import time
import urllib.request
from pathlib import Path

SILENT_SECONDS = 60.0


def loop_alive(file: Path) -> str:
    """What is wrong with a service that touches a file; empty: nothing."""
    try:
        silent = time.time() - file.stat().st_mtime
    except OSError as error:
        return f"{file}: {error.strerror}"
    return f"{file} was last touched {silent:.0f} s ago" if silent > SILENT_SECONDS else ""


def server_alive(page: str) -> str:
    """What is wrong with the server at our port; empty: nothing. It is asked by a name that it answers to."""
    name = (os.environ.get("TETHER_HOSTS") or "127.0.0.1").split(",")[0].strip().lstrip(".")
    address = f"http://127.0.0.1:{os.environ.get('PORT') or '8000'}/{page}"
    asked = urllib.request.Request(address, headers={"Host": "127.0.0.1" if name == "*" else name})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # loopback never goes through a proxy
    try:
        opener.open(asked, timeout=5).close()
    except OSError as error:
        return f"{address}: {error}"
    return ""


def main() -> None:
    """Look, and say what is wrong."""
    what = sys.argv[1] if len(sys.argv) == 2 else ""
    if what == "loop":
        sys.exit(loop_alive(Path(os.environ.get("TETHER_ALIVE_FILE") or "/tmp/alive")) or None)  # noqa: S108  # a container's
    if what in {"readyz", "healthz"}:
        sys.exit(server_alive(what) or None)
    sys.exit("usage: python -m docker.alive readyz|healthz|loop")


if __name__ == "__main__":
    main()
