"""What `docker/compose.yaml` would start, started here: its commands, its environment, its secrets, its health checks.

No engine runs where tests run. So each service is a process of this machine; host names become ports of loopback, and
`/run/secrets` and `/tmp` become folders of the test's own.
"""

from __future__ import annotations

import os
import re
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import redis
import yaml

from tests.contracts.source import ROOT
from tests.fleet import Fleet
from tests.machine import find_nginx, find_redis
from tests.processes import wait_for
from tests.services import Server, free_port, make_database, postgres_in

SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "docker" / "compose.yaml").read_text())["services"]
OURS = [
    name for name in SERVICES if name not in {"postgres", "redis", "rows", "propagation-gpu"}
]  # the last needs a card
SERVERS = ("rest", "sockets", "nginx")


@dataclass
class Engine:
    """Starts what the file declares, as far as that goes without containers."""

    folder: Path
    ports: dict[str, int]
    started: Fleet = field(init=False)

    def __post_init__(self) -> None:
        self.started = Fleet(self.folder, {}, {})

    def placed(self, text: str) -> str:
        """A text of the file, with our places in place of a container's."""
        text = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", text).replace("$$", "$")
        for name, port in self.ports.items():
            text = re.sub(rf"\b{name}:\d+", f"127.0.0.1:{port}", text)
        return text.replace("/tmp", f"{self.folder}/tmp").replace("/run/secrets", f"{self.folder}/secrets")

    def environment(self, name: str) -> dict[str, str]:
        """What a container would have: the image's variables and the declared ones, none of ours."""
        declared = {key: self.placed(value) for key, value in SERVICES[name].get("environment", {}).items()}
        declared["TETHER_ALIVE_FILE"] = str(self.folder / f"{name}.alive")  # one /tmp for all, here
        image = {"PATH": os.environ["PATH"], "TETHER_DATA": str(self.folder / "data"), "PYTHONDONTWRITEBYTECODE": "1"}
        here = {"TETHER_NGINX": find_nginx() or "", "TETHER_FREE_SPACE_BYTES": "0", "OMP_NUM_THREADS": "1"}
        return {**image, **here, **declared, "PORT": str(self.ports.get(name, 0))}

    def start(self, name: str) -> None:
        """A service of ours by the images' entry point."""
        [service] = SERVICES[name]["command"]
        self.started.environment = self.environment(name)
        self.started.start_as(name, service)

    def is_well(self, name: str) -> subprocess.CompletedProcess[str]:
        """The declared health check."""
        _, program, *words = SERVICES[name]["healthcheck"]["test"]
        assert program == "python"
        return subprocess.run(
            [sys.executable, *words], cwd=ROOT, env=self.environment(name), capture_output=True, text=True, check=False
        )


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder that PostgreSQL's user may enter, as pytest's own are not."""
    with tempfile.TemporaryDirectory(prefix="tether-containers-") as made:
        Path(made).chmod(0o755)
        yield Path(made)


@pytest.fixture(scope="module")
def engine(folder: Path) -> Iterator[Engine]:
    """PostgreSQL and Redis as declared, the rows brought up to date, then every service of ours."""
    for name in ("secrets", "tmp", "data"):
        (folder / name).mkdir()
    postgres, address = postgres_in(folder / "postgres")
    made = Engine(folder, {"postgres": postgres.port, "redis": free_port(), **{name: free_port() for name in SERVERS}})
    for name, secret in {"secret_key": "", "redis_password": "", "postgres_password": password_in(address)}.items():
        (folder / "secrets" / name).write_text(f"{secret or secrets.token_hex(32)}\n")
    bell = redis_of(made)
    try:
        postgres.start()
        bell.start()
        make_database(address)
        entry = [sys.executable, "-m", "docker.services", *SERVICES["rows"]["command"]]
        subprocess.run(entry, cwd=ROOT, env=made.environment("rows"), check=True)
        for name in OURS:
            made.start(name)
        yield made
    finally:
        for process in made.started.processes.values():
            process.kill()
        bell.end()
        postgres.end()


def password_in(address: str) -> str:
    """The password of an address."""
    return address.split("@")[0].rpartition(":")[2]


def redis_of(engine: Engine) -> Server:
    """Redis by the declared command, on a port of ours."""
    program = find_redis()
    assert program is not None
    shell, options, script = SERVICES["redis"]["command"]
    listening = engine.placed(script).replace(
        "requirepass", rf"bind 127.0.0.1\nport {engine.ports['redis']}\nrequirepass", 1
    )
    env = {**program.environment, "PATH": f"{Path(program.program).parent}:{os.environ['PATH']}"}
    return Server([shell, options, listening], engine.folder / "redis.log", engine.ports["redis"], env=env)


@pytest.mark.parametrize("name", OURS)
def test_every_service_starts_by_the_same_entry_point_and_its_health_check_says_so(engine: Engine, name: str) -> None:
    wait_for(lambda: engine.is_well(name).returncode == 0, log=engine.started.log(name))

    assert engine.started.processes[name].child.poll() is None
    assert "Traceback" not in engine.started.log(name).read_text()


def test_redis_lets_nobody_in_without_the_password_and_its_health_check_has_it(engine: Engine) -> None:
    program = find_redis()
    assert program is not None
    check = engine.placed(SERVICES["redis"]["healthcheck"]["test"][1])
    env = {**program.environment, "PATH": f"{Path(program.program).parent}:{os.environ['PATH']}"}
    there = check.replace("redis-cli", f"redis-cli -p {engine.ports['redis']}")

    with pytest.raises(redis.AuthenticationError):
        redis.Redis(port=engine.ports["redis"]).ping()
    assert subprocess.run(["sh", "-c", there], env=env, check=False).returncode == 0
    wrong = there.replace("secrets/redis_password", "secrets/secret_key")
    assert subprocess.run(["sh", "-c", wrong], env=env, check=False, stderr=subprocess.DEVNULL).returncode != 0


def test_no_process_shows_a_secret_in_its_environment_or_its_arguments(engine: Engine) -> None:
    hidden = [path.read_text().strip().encode() for path in (engine.folder / "secrets").iterdir()]
    for process in engine.started.processes.values():
        for what in ("environ", "cmdline"):
            shown = Path(f"/proc/{process.child.pid}/{what}").read_bytes()
            assert not any(secret in shown for secret in hidden)


def test_a_service_that_stands_still_is_not_well(engine: Engine) -> None:
    wait_for(lambda: engine.is_well("dispatch").returncode == 0)
    engine.started.processes["dispatch"].signal(signal.SIGSTOP)
    an_hour_ago = time.time() - 3600
    os.utime(engine.folder / "dispatch.alive", (an_hour_ago, an_hour_ago))

    still = engine.is_well("dispatch")
    engine.started.processes["dispatch"].signal(signal.SIGCONT)

    assert still.returncode == 1
    assert "was last touched 3600 s ago" in still.stderr
    wait_for(lambda: engine.is_well("dispatch").returncode == 0)


def test_a_server_is_asked_by_a_name_that_it_answers_to(engine: Engine) -> None:
    named = {"TETHER_HOSTS": "tether.example.org"}
    env = {**engine.environment("rest"), **named, "PORT": str(free_port()), "TETHER_DATA": str(engine.folder / "data")}
    engine.started.environment = env
    engine.started.start_as("named", "rest")
    check = [sys.executable, "-m", "docker.alive", "readyz"]

    wait_for(lambda: subprocess.run(check, cwd=ROOT, env=env, check=False, capture_output=True).returncode == 0)
    engine.started.kill("named")
    gone = subprocess.run(check, cwd=ROOT, env=env, check=False, capture_output=True, text=True)

    assert gone.returncode == 1
    assert "Connection refused" in gone.stderr
