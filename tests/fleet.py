"""All services of production without containers: PostgreSQL, Redis, nginx, pages and API, sockets, dispatcher, workers.

The same commands as in `docker/compose.yaml`, on free ports of loopback, each a process that can be killed, frozen and
started again while the others run. `python -m tests.fleet FOLDER` starts them and says where; Ctrl-C ends them.
"""

from __future__ import annotations

import argparse
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.machine import find_nginx, find_postgres
from tests.processes import Process, wait_for
from tests.services import Server, free_port, make_database, postgres_in, redis_in

ROOT = Path(__file__).resolve().parent.parent
USUAL = {"rest": 2, "sockets": 1, "machine": 1, "propagation": 1, "assist": 1, "dispatch": 1, "nginx": 1}
ASKED = {"rest": "readyz", "sockets": "readyz", "nginx": "healthz"}


@dataclass(frozen=True)
class Doors:
    """The web processes' ports, and that of the one to which a proxy sends sockets: news must not wait for pages."""

    pages: list[int]
    sockets: int


@dataclass
class Fleet:
    """Processes by name (`rest-1`, `rest-2`, `nginx-1`, …) on one folder and one environment.

    Args:
        address: nginx's; where there is none, empty.
        servers: PostgreSQL and Redis by name, where they are ours.
    """

    folder: Path
    environment: dict[str, str]
    ports: dict[str, int]
    address: str = ""
    servers: dict[str, Server] = field(default_factory=dict)
    processes: dict[str, Process] = field(default_factory=dict)

    @property
    def doors(self) -> Doors:
        """Where it answers without nginx."""
        return Doors([port for name, port in self.ports.items() if name.startswith("rest-")], self.ports["sockets-1"])

    def start(self, name: str) -> None:
        """Start one that is not there, without waiting for it; PostgreSQL and Redis are there when this returns."""
        if name in self.servers:
            self.servers[name].start()
        else:
            self.start_as(name, name.rpartition("-")[0])

    def start_as(self, name: str, service: str) -> None:
        """Start a service under a name of its own."""
        own = {"PORT": str(self.ports[name])} if name in self.ports else {}
        alive = {"TETHER_ALIVE_FILE": str(self.folder / f"{name}.alive")}
        self.processes[name] = Process(service, self.log(name), self.environment | own | alive)

    def add(self, name: str) -> None:
        """Start one more that has a port, and wait until it is ready."""
        self.ports[name] = free_port()
        self.start(name)
        self.wait()

    def kill(self, name: str) -> None:
        """End one as kill -9 or a power cut would; PostgreSQL at once, without writing anything down."""
        if name in self.servers:
            self.servers[name].end(signal.SIGQUIT if name == "postgres" else signal.SIGKILL)
        else:
            self.processes.pop(name).kill()

    def log(self, name: str) -> Path:
        """What it printed."""
        return self.folder / f"{name}.log"

    def at(self, name: str, page: str = "") -> str:
        """An address of one of the web processes."""
        return f"http://127.0.0.1:{self.ports[name]}/{page}"

    def wait(self) -> None:
        """Until every process that has a port is ready."""
        for name in self.ports:
            page = self.at(name, ASKED[name.rpartition("-")[0]])
            wait_for(lambda page=page: answers(page), log=self.log(name))

    def command(self, *words: str) -> None:
        """`python` with the services' environment."""
        subprocess.run([sys.executable, *words], cwd=ROOT, env=self.environment, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def fleet(folder: Path, environment: Mapping[str, str], counts: Mapping[str, int] = USUAL) -> Iterator[Fleet]:
    """These many of each service, on rows and a bell that the environment names; ready, and gone at the end."""
    names = [f"{service}-{number + 1}" for service, count in counts.items() for number in range(count)]
    ports = {name: free_port() for name in names if name.rpartition("-")[0] in ASKED}
    doors = {
        f"TETHER_{service.upper()}": ",".join(
            f"127.0.0.1:{port}" for name, port in ports.items() if name.startswith(f"{service}-")
        )
        for service in ("rest", "sockets")
    }
    address = f"http://127.0.0.1:{ports['nginx-1']}" if "nginx-1" in ports else ""
    front = {"TETHER_ACCEL": "1", "TETHER_NGINX": find_nginx() or ""} if address else {}
    told = {**os.environ, **environment, **doors, **front}
    made = Fleet(folder, told, ports, address)
    try:
        for name in names:
            made.start(name)
        made.wait()
        yield made
    finally:
        for process in made.processes.values():
            process.kill()


@contextmanager
def whole(folder: Path, counts: Mapping[str, int] = USUAL, **settings: str) -> Iterator[Fleet]:
    """A fleet with a PostgreSQL (durable) and a Redis of its own, the database up to date, no projects in it."""
    folder.chmod(0o755)  # PostgreSQL may run as another user, in a folder of its own below
    postgres, rows = postgres_in(folder / "postgres", "max_connections=200")
    redis, bell = redis_in(folder / "redis")
    data = folder / "data"
    data.mkdir(mode=0o700)
    ours = {
        "DATABASE_URL": rows, "CELERY_BROKER_URL": f"{bell}/0", "TETHER_DATA": str(data),
        "TETHER_SECRET_KEY": secrets.token_urlsafe(48), "TETHER_POSTGRES_BIN": str(find_postgres() or ""),
        "TMPDIR": str(folder), "OMP_NUM_THREADS": "1",
    }  # fmt: skip
    try:
        for server in (postgres, redis):
            server.start()
        make_database(rows)
        told = {**os.environ, **ours, **settings}
        subprocess.run([sys.executable, "-m", "docker.services", "rows"], cwd=ROOT, env=told, check=True)
        with fleet(folder, {**ours, **settings}, counts) as running:
            running.servers = {"postgres": postgres, "redis": redis}
            yield running
    finally:
        for server in (redis, postgres):
            server.end()


def answers(page: str) -> bool:
    """Whether an address answers with 200."""
    try:
        with urllib.request.urlopen(page, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def main() -> None:
    """Start everything on an empty folder, with the demo, and stay."""
    parser = argparse.ArgumentParser(prog="python -m tests.fleet", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", help="an empty folder, kept; else one that goes at the end")
    given = parser.parse_args().folder
    with tempfile.TemporaryDirectory(prefix="tether-fleet-") as fresh:
        folder = given.resolve() if given else Path(fresh)
        folder.mkdir(parents=True, exist_ok=True)
        with whole(folder) as running:
            running.command("manage.py", "seed_demo")
            password = (folder / "data" / "demo_password").read_text().strip()
            print(f"{running.address}, the demo's password is {password}; logs: {folder}", flush=True)
            signal.sigwait({signal.SIGINT, signal.SIGTERM})


if __name__ == "__main__":
    main()
