"""The whole product as `make run` starts it (SQLite, a folder as broker, five processes), and people at browsers."""

from __future__ import annotations

import os
import secrets
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from docker import services
from tests.processes import Process, running, wait_for
from tests.services import free_port

ROOT = Path(__file__).resolve().parents[2]
FOREIGN = ("TETHER_", "DATABASE_URL", "CELERY_BROKER_URL")
SERVICES = tuple(services.chosen())
PAGES = (
    "overview", "queue", "videos", "batches", "review", "people", "log", "you", "quality", "guideline", "machines",
    "releases", "board", "studies", "models", "wordings", "webhooks", "notices", "reasons",
)  # fmt: skip  # of a project, below its address


@dataclass
class Product:
    """A running product, its folder, and the demo accounts' password."""

    address: str
    data: Path
    password: str
    environment: dict[str, str]
    processes: list[Process] = field(default_factory=list)

    def kill_web(self) -> None:
        """End the web process as a power cut would."""
        self.processes[SERVICES.index("web")].kill()

    def start_web(self) -> None:
        """Start it again on the same port, and wait until it answers."""
        log = self.data / "web.log"
        self.processes[SERVICES.index("web")] = Process("web", log, self.environment)
        wait_for(lambda: is_ready(self.address), log=log)

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """`manage.py` with the product's environment."""
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows straight from the database, to see what no page shows."""
        with sqlite3.connect(f"file:{self.data / 'db.sqlite3'}?mode=ro", uri=True) as database:
            return database.execute(query, values).fetchall()

    def wait_until_propagated(self, video: int, *, seconds: float = 300) -> None:
        """The workers have computed every part of a clip: the last part may well be done before an earlier one is."""
        query = "SELECT DISTINCT state FROM jobs_job WHERE kind = 'annotations.propagate' AND subject = ?"
        wait_for(
            lambda: {state for (state,) in self.rows(query, video)} - {"cancelled"} == {"done"},
            seconds=seconds,
            log=self.data / "propagation.log",
        )

    def sign_in(self, browser: Browser, username: str) -> Page:
        """A person in a browser of their own, at their first page."""
        context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.faults = []  # type: ignore[attr-defined]
        page.on("pageerror", lambda error: page.faults.append(str(error)))  # type: ignore[attr-defined]
        page.on("console", lambda message: note_fault(page, message))
        page.goto(self.address)
        page.get_by_label("User name").fill(username)
        page.get_by_label("Password").fill(self.password)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.get_by_role("navigation").first.wait_for()
        return page


def note_fault(page: Page, message: Any) -> None:
    """Remember what a browser complains of: scripts that fail, and anything the content policy stopped."""
    stopped = ("Content Security Policy", "Trusted", "Uncaught")
    if message.type == "error" and any(word in message.text for word in stopped):
        page.faults.append(message.text)  # type: ignore[attr-defined]


@contextmanager
def product(folder: Path) -> Iterator[Product]:
    """Make the demo in an empty folder and run it, see `run`."""
    seed(folder)
    with run(folder) as running_one:
        yield running_one


def seed(folder: Path) -> None:
    """The demo's database and media, in an empty folder. It can be copied: nothing in it says where it lies."""
    command = [sys.executable, "-m", "docker.rows", "--demo", str(folder / "welcome.txt")]
    done = subprocess.run(command, cwd=ROOT, env=environment_for(folder), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@contextmanager
def run(folder: Path, **settings: str) -> Iterator[Product]:
    """Start everything on a seeded folder, wait until it is ready, and leave no process behind."""
    port = free_port()
    environment = {**environment_for(folder), **settings, "PORT": str(port)}
    password = (folder / "demo_password").read_text().strip()
    made = Product(f"http://127.0.0.1:{port}", folder, password, environment)
    with running(folder, *SERVICES, environment=environment) as made.processes:
        wait_for(lambda: is_ready(made.address), log=folder / "web.log")
        yield made


def environment_for(folder: Path) -> dict[str, str]:
    """The variables of a product on a folder, and none of whoever runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    secret = secrets.token_urlsafe(48)
    ours = {"TETHER_DATA": str(folder), "TETHER_SECRET_KEY": secret, "TETHER_FREE_SPACE_BYTES": "0"}
    return {**kept, **ours, "TMPDIR": str(folder)}  # what killed workers leave there goes with the folder


def is_ready(address: str) -> bool:
    """Whether `/readyz` says yes."""
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
