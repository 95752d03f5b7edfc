"""An organisation's sign-in: a real OpenID Connect provider, a process of its own, whose people a test names."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.processes import wait_for
from tests.services import free_port


@dataclass(frozen=True)
class Organisation:
    """A running provider, and how it is told of its people."""

    issuer: str

    def knows(self, subject: str, *, email: str, verified: bool = True) -> None:
        """Have it know somebody."""
        claims = {"email": email, "email_verified": verified, "name": subject.title()}
        request = urllib.request.Request(
            f"{self.issuer}/users/{subject}",
            data=json.dumps(claims).encode(),
            headers={"Content-Type": "application/json"},
            method="PUT",
        )
        urllib.request.urlopen(request, timeout=5).close()


@contextmanager
def organisation(log: Path) -> Iterator[Organisation]:
    """A provider that wants a nonce with every request, until the end of the block."""
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce"]
    with log.open("wb") as written:
        process = subprocess.Popen(command, stdout=written, stderr=subprocess.STDOUT)
        try:
            made = Organisation(f"http://127.0.0.1:{port}")
            wait_for(lambda: answers(f"{made.issuer}/.well-known/openid-configuration"), log=log, seconds=60)
            yield made
        finally:
            process.kill()
            process.wait()


@contextmanager
def impostor(folder: Path, **told: str) -> Iterator[str]:
    """A server whose description of itself is what the test says; the address that leads to it."""
    place = folder / ".well-known" / "openid-configuration"
    place.parent.mkdir(parents=True)
    place.write_text(json.dumps(told))
    port = free_port()
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(lambda: answers(f"{address}/.well-known/openid-configuration"), seconds=60)
        yield address
    finally:
        process.kill()
        process.wait()


def answers(address: str) -> bool:
    """Whether somebody serves there."""
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
