"""Preparing a checkout: the virtual environment, the pinned packages, the built pages, the secret key.

Each part carries a stamp with a checksum of what it was made from and is made again only when that differs, so that
a second start does no work.
"""

from __future__ import annotations

import hashlib
import os
import platform
import secrets
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from docker.checks import GIB, require_node, require_space, require_venv
from docker.steps import run_step

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
FRONTEND = ROOT / "frontend"
DIST = FRONTEND / "dist"
LOG = ROOT / "var" / "log" / "prepare.log"
PIP = ["-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off", "--retries", "2"]

# name: (what it is called, its files, further pip options, bytes it needs on disk)
PACKAGES: dict[str, tuple[str, tuple[str, ...], tuple[str, ...], int]] = {
    "run": ("Python packages (about 0.7 GB)", ("requirements.txt",), (), 3 * GIB // 2),
    "dev": ("test and check packages", ("requirements/dev.txt",), (), GIB),
    "readers": ("foreign readers for tests", ("requirements/readers.txt",), ("--no-deps",), GIB // 8),
    "torch": ("torch (about 6 GB)", ("requirements/torch.txt",), ("--no-compile",), 12 * GIB),
    "assist": ("the model's libraries", ("requirements/assist.txt",), ("--no-compile",), GIB),
    "sam2": ("SAM 2", ("requirements/sam2.txt",), ("--no-build-isolation",), GIB),
}


def checksum(paths: Iterable[Path], *, salt: str = "") -> str:
    """One checksum over files' names and contents."""
    digest = hashlib.sha256(salt.encode())
    for path in sorted(paths):
        digest.update(f"\0{path.relative_to(ROOT)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _stamped(stamp: Path, value: str) -> bool:
    """Whether a stamp exists and says the same."""
    return stamp.is_file() and stamp.read_text() == value


def prepare_venv() -> None:
    """A virtual environment of the running Python; one whose Python has vanished is made again.

    Raises:
        VenvMissing, DiskFull, StepFailed
    """
    if PYTHON.exists():
        return
    require_venv()
    require_space(ROOT, needed=2 * GIB, purpose="the first start")
    if VENV.exists():
        shutil.rmtree(VENV)
    run_step("Making the virtual environment .venv", [sys.executable, "-m", "venv", str(VENV)], log=LOG)


def install(*names: str) -> None:
    """The named sets of pinned packages, where they are not installed from these very files.

    Raises:
        NetworkMissing, DiskFull, StepFailed
    """
    prepare_venv()
    pins = ROOT / "requirements" / "pins.txt"
    for name in names:
        title, files, options, needed = PACKAGES[name]
        paths = [ROOT / file for file in files]
        inputs = [*paths, pins, *(ROOT / "requirements").glob("web.txt")]
        value = checksum(inputs, salt=str(PYTHON.resolve()))
        stamp = VENV / f".installed-{name}"
        if _stamped(stamp, value):
            continue
        require_space(ROOT, needed=needed, purpose=f"installing {title}")
        listed = [word for path in paths for word in ("-r", str(path))]
        env = {**os.environ, "SAM2_BUILD_CUDA": "0"}  # its CUDA extension only smooths masks, and needs a compiler
        run_step(f"Installing {title}", [str(PYTHON), *PIP, *options, *listed], log=LOG, env=env)
        stamp.write_text(value)


def install_frontend() -> None:
    """The frontend's packages, exactly as locked.

    Raises:
        NodeMissing, NetworkMissing, DiskFull, StepFailed
    """
    lock = FRONTEND / "package-lock.json"
    stamp = FRONTEND / "node_modules" / ".installed"
    value = checksum([lock], salt=platform.machine())
    if _stamped(stamp, value):
        return
    require_node()
    require_space(ROOT, needed=GIB, purpose="installing the frontend's packages")
    command = ["npm", "ci", "--no-audit", "--no-fund", "--fetch-retries", "1"]
    run_step("Installing the frontend's packages (about 0.3 GB)", command, cwd=FRONTEND, log=LOG)
    stamp.write_text(value)


def build_frontend() -> None:
    """The pages, where their sources changed since they were built.

    Raises:
        NodeMissing, NetworkMissing, DiskFull, StepFailed
    """
    value = checksum(frontend_inputs())
    stamp = DIST / ".inputs"
    if _stamped(stamp, value):
        return
    install_frontend()
    require_node()
    bundle = ["npm", "exec", "--no", "--", "vite", "build"]  # types are `make lint`'s matter, not a start's
    run_step("Building the pages", bundle, cwd=FRONTEND, log=LOG)
    stamp.write_text(value)


def frontend_inputs() -> list[Path]:
    """Every file that the built pages depend on; tests and what is built are not among them."""
    top = [path for path in FRONTEND.iterdir() if path.is_file()]
    below = [
        path
        for folder in ("src", "public")
        for path in (FRONTEND / folder).rglob("*")
        if path.is_file() and ".test." not in path.name
    ]
    return top + below


def write_secret_key(data: Path) -> Path:
    """The signing key in a file that only its owner can read; written once, outside git."""
    path = data / "secret_key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path
