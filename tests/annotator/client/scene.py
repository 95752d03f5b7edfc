"""The client as people run it: a process of its own, with a token, at the end of a line to the real server."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.accounts.actions import make_token
from annotator.accounts.models import Scope, User
from tests.annotator.client.wire import Wire

ROOT = Path(__file__).resolve().parents[3]
FOREIGN = ("TETHER_", "DATABASE_URL", "CELERY_BROKER_URL", "DJANGO_")


@dataclass
class Server:
    """A running web process, and the line to it."""

    folder: Path
    wire: Wire
    address: str
    environment: dict[str, str]  # of its processes


@dataclass
class Shell:
    """A person's shell with a token in it."""

    server: Server
    home: Path
    token: str
    without: str = ""  # the name of a variable that is not set

    def environment(self) -> dict[str, str]:
        """Nothing of the server's, but where it is and who asks."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith((*FOREIGN, "XDG_"))}
        told = {"TETHER_SERVER": self.server.address, "TETHER_TOKEN": self.token}
        every = {**kept, **told, "HOME": str(self.home), "PYTHONPATH": str(ROOT)}
        return {name: value for name, value in every.items() if name != self.without}

    def run(self, *words: object) -> subprocess.CompletedProcess[str]:
        """A command to its end."""
        command = [sys.executable, "-m", "annotator.client", *map(str, words)]
        return subprocess.run(
            command, cwd=self.home, env=self.environment(), capture_output=True, text=True, check=False, timeout=120
        )

    def answer(self, *words: object) -> Any:
        """What a command that works tells a program."""
        done = self.run("--json", "--quiet", *words)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def start(self, *words: object) -> subprocess.Popen[bytes]:
        """A command that goes on while the test does, and hears Ctrl-C also where whoever runs the tests does not."""
        command = [sys.executable, "-m", "annotator.client", *map(str, words)]
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            return subprocess.Popen(
                command, cwd=self.home, env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
            )
        finally:
            signal.signal(signal.SIGINT, before)


def token_of(person: User, *scopes: Scope) -> str:
    """A new token's key; of all scopes where none is named."""
    return make_token(person, label="a program", scopes=scopes or list(Scope))[1]
