"""What a machine must offer, asked before anything is changed, so that a refusal leaves nothing half done."""

from __future__ import annotations

import errno
import fcntl
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

from docker.errors import AlreadyRunning, DiskFull, NodeMissing, PortUnusable, VenvMissing

NODE_NEEDED = (20, 19)
GIB = 1024**3


def port_from(value: str) -> int:
    """The port that the environment asks for.

    Raises:
        PortUnusable: Not a number from 1 to 65535.
    """
    if not value.isdigit() or not 1 <= int(value) <= 65535:
        raise PortUnusable(
            f"PORT={value!r} is no port; give a number from 1024 to 65535, for example PORT=8123 make run"
        )
    return int(value)


def require_free_port(port: int, *, host: str = "127.0.0.1") -> None:
    """Be sure that we could listen there.

    Raises:
        PortUnusable: Taken by another program, or not ours to take.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EACCES:
                raise PortUnusable(
                    f"Port {port} needs root; choose one above 1023, for example PORT=8123 make run"
                ) from None
            raise PortUnusable(
                f"Port {port} is taken by another program; choose another: PORT={port + 123} make run"
            ) from None


def require_node() -> None:
    """Be sure that Node.js and npm can build the pages.

    Raises:
        NodeMissing: Absent, or older than 20.19.
    """
    wanted = ".".join(map(str, NODE_NEEDED))
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise NodeMissing(
            f"{'Node.js' if node is None else 'npm'} is missing: the pages are built with Node.js {wanted} or newer "
            "and its npm; install it (https://nodejs.org, or your system's nodejs and npm) and run the command again."
        )
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    found = tuple(int(part) for part in re.findall(r"\d+", answer)[:2])
    if found < NODE_NEEDED:
        raise NodeMissing(
            f"Node.js {wanted} or newer is needed and {node} is {answer or 'unusable'}; install a newer one."
        )


def require_venv() -> None:
    """Be sure that this Python can make a virtual environment.

    Raises:
        VenvMissing: Its `venv` or `ensurepip` was left out, as Debian does.
    """
    code = subprocess.run([sys.executable, "-c", "import venv, ensurepip"], capture_output=True, check=False).returncode
    if code:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        raise VenvMissing(
            f"Python's venv is missing; install it (on Debian and Ubuntu: apt-get install python{version}-venv)."
        )


def require_space(folder: Path, *, needed: int, purpose: str) -> None:
    """Be sure of room on the disk that holds a folder, which need not exist yet.

    Args:
        needed: Bytes.

    Raises:
        DiskFull: Less than that is free.
    """
    there = folder
    while not there.exists():
        there = there.parent
    free = shutil.disk_usage(there).free
    if free < needed:
        raise DiskFull(
            f"The disk under {there} has {free / GIB:.1f} GiB free and {purpose} needs {needed / GIB:.1f} GiB; "
            "free some, or move the data with TETHER_DATA=/another/folder."
        )


def hold(data: Path) -> int:
    """Take the data folder for this process and what it becomes; the lock ends with it, however it ends.

    Returns:
        The file descriptor, which must stay open.

    Raises:
        AlreadyRunning: Another Tether holds it.
    """
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = os.open(data / "running", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        where = os.pread(lock, 200, 0).decode(errors="replace").strip() or "it is still starting"
        raise AlreadyRunning(
            f"Tether already runs on the data in {data} ({where}); stop it with Ctrl-C there, or start beside it with "
            "TETHER_DATA=/another/folder PORT=8123 make run"
        ) from None
    os.set_inheritable(lock, True)
    return lock
