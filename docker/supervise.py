"""Keeps the product's processes up on one machine, and leaves none behind.

Each service runs in its own process group with its output in a log file. A service that ends is started again after a
growing pause. Ctrl-C or SIGTERM asks every service to finish (a worker may end its task), and what still lives after
eight seconds is killed with its whole group; should the supervisor itself be killed, Linux passes a SIGTERM on.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from docker.errors import StartError, StepFailed
from docker.services import chosen
from docker.steps import run_step, say

STOP_SECONDS = 8.0
STEADY_SECONDS = 60.0
PAUSE_MOST_SECONDS = 30.0
HOPELESS_ENDS = 3
UNREADY_SECONDS = 60.0
LOG_BYTES = 10 * 1024 * 1024
PR_SET_PDEATHSIG = 1


@dataclass
class Service:
    """One supervised process: how to start it, and how its starts have gone."""

    name: str
    command: Sequence[str]
    log: Path
    child: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    ends: int = 0
    next_start: float = 0.0
    tail_from: int = field(default=0, repr=False)

    def start(self) -> None:
        """Start it in a process group of its own, its output appended to its log."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as output:
            self.tail_from = output.tell()
            self.child = subprocess.Popen(
                list(self.command), stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                process_group=0, preexec_fn=_end_with_parent,  # safe: this process has one thread
            )  # fmt: skip
        self.started = time.monotonic()

    def last_lines(self, count: int = 15) -> str:
        """What it printed last since its latest start."""
        with self.log.open("rb") as file:
            file.seek(self.tail_from)
            return "\n".join(file.read().decode(errors="replace").splitlines()[-count:])

    def signal_group(self, which: int) -> None:
        """Send a signal to everything it started."""
        if self.child is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.child.pid, which)


def _end_with_parent() -> None:
    """Ask Linux to end this child when its parent dies unasked; elsewhere there is no such wish to make."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Starts services, watches them, ends them."""

    def __init__(self, services: Sequence[Service]) -> None:
        self.services = services
        self.stopping = False
        self.ready = False

    def ask_to_stop(self, number: int, frame: object) -> None:
        """The signals' answer; a second one no longer waits."""
        if self.stopping:
            for service in self.services:
                service.signal_group(signal.SIGKILL)
        self.stopping = True

    def keep_up(self) -> None:
        """Start again what has ended, once its pause is over.

        Raises:
            StepFailed: A service ends again and again before the product was ever ready.
        """
        now = time.monotonic()
        for service in self.services:
            if service.child is None:
                if now >= service.next_start:
                    service.start()
                continue
            code = service.child.poll()
            if code is None:
                if now - service.started > STEADY_SECONDS:
                    service.ends = 0
                continue
            self._note_end(service, code, now)

    def _note_end(self, service: Service, code: int, now: float) -> None:
        """Clear up after a service that ended unasked and plan its next start."""
        service.signal_group(signal.SIGKILL)
        service.child = None
        service.ends += 1
        if service.ends >= HOPELESS_ENDS and not self.ready:
            raise StepFailed(
                f"{service.last_lines()}\n“{service.name}” does not stay up; its whole log is {service.log}"
            )
        pause = min(2.0 ** (service.ends - 1), PAUSE_MOST_SECONDS)
        service.next_start = now + pause
        say(f"{service.name} ended with code {code}; it starts again in {pause:.0f} s. Its log: {service.log}")

    def stop(self) -> None:
        """Ask every service to finish, wait, then kill what is left with its group."""
        living = [service for service in self.services if service.child is not None]
        for service in living:
            if service.child is not None:
                service.child.terminate()
        until = time.monotonic() + STOP_SECONDS
        while time.monotonic() < until and any(s.child is not None and s.child.poll() is None for s in living):
            time.sleep(0.05)
        for service in living:
            service.signal_group(signal.SIGKILL)
            if service.child is not None:
                service.child.wait()


def readiness(address: str) -> tuple[bool, str]:
    """Whether `/readyz` says yes, and what it says."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # loopback never goes through a proxy
    try:
        with opener.open(f"{address}/readyz", timeout=2) as answer:
            return answer.status == 200, str(answer.read(2000), "utf-8", "replace")
    except urllib.error.HTTPError as error:
        return False, str(error.read(2000), "utf-8", "replace")
    except OSError as error:
        return False, str(error)


def prepare(data: Path) -> str:
    """Bring the rows up to date and be sure of the demo project; what people should read comes back.

    Raises:
        StepFailed: Migrations or the demo failed.
    """
    welcome = data / "welcome.txt"
    command = [sys.executable, "-m", "docker.rows", "--demo", str(welcome)]
    run_step("Bringing the database and the demo project up to date", command, log=data / "log" / "prepare.log")
    return welcome.read_text().strip()


def watch(supervisor: Supervisor, address: str, welcome: str) -> None:
    """Keep the services up until somebody asks to stop; greet when the product is ready."""
    begun = time.monotonic()
    complained = False
    while not supervisor.stopping:
        supervisor.keep_up()
        if not supervisor.ready:
            supervisor.ready, words = readiness(address)
            if supervisor.ready:
                logs = supervisor.services[0].log.parent
                say(f"\nTether is ready: {address}\n\n{welcome}\n\nCtrl-C stops it. Logs: {logs}")
            elif not complained and time.monotonic() - begun > UNREADY_SECONDS:
                complained = True
                say(f"Not ready after {UNREADY_SECONDS:.0f} s; /readyz says: {_checks(words)}")
        time.sleep(0.2)


def _checks(words: str) -> str:
    """The checks that fail, from an answer of `/readyz`; the answer itself where it is something else."""
    try:
        checks = json.loads(words)["checks"]
    except (ValueError, KeyError, TypeError):
        return words
    return json.dumps({name: value for name, value in checks.items() if value not in (True, "ok")})


def main() -> int:
    """Prepare the rows, start everything, stay until asked to stop."""
    data = Path(os.environ["TETHER_DATA"])
    address = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
    supervisor = Supervisor(
        [Service(name, command, data / "log" / f"{name}.log") for name, command in chosen().items()]
    )
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))  # so that preparing ends what it started
    try:
        welcome = prepare(data)
        for which in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(which, supervisor.ask_to_stop)
        (data / "running").write_text(f"process {os.getpid()}, {address}\n")
        say("• Starting the services …")
        watch(supervisor, address, welcome)
    except StartError as error:
        say(f"\n{error}")
        return 1
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130
    finally:
        supervisor.stop()
    say("\nTether has stopped.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
