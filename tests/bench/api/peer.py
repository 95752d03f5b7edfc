"""Label Studio's side: from PyPI in an environment of its own, on the same PostgreSQL, in two gunicorn processes.

What its command starts is a development server, which would be slower.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import subprocess
import venv
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import psycopg

from tests.bench.api.shape import polygon
from tests.machine import KEPT
from tests.processes import Process, wait_for
from tests.services import free_port

PINS = ("label-studio==1.23.2", "gunicorn==27.0.1")
TOKEN = "f" * 40
WIDTH, HEIGHT = 64, 48
CONFIG = """<View><Image name="image" value="$image"/><PolygonLabels name="label" toName="image">
<Label value="object"/></PolygonLabels></View>"""
SAYS = {
    "save": "PATCH /api/annotations/{id}/: validates the result, replaces it, counts the task's and project's figures",
    "create": "POST /api/tasks/{id}/annotations/: the same for a first save",
    "get": "GET /api/tasks/{id}/: the task with its annotations",
}


def install() -> Path:
    """Label Studio's Python, in an environment that stays for the next time."""
    folder = KEPT / "label-studio"
    stamp, python = folder / "pins", folder / "bin" / "python"
    if not (stamp.is_file() and stamp.read_text() == "\n".join(PINS)):
        print("• Installing Label Studio into an environment of its own (about 1 GB)", flush=True)
        venv.create(folder, with_pip=True, clear=True)
        quiet = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([str(python), *quiet, *PINS], check=True)
        stamp.write_text("\n".join(PINS))
    return python


def lacks_trigrams(address: str) -> bool:
    """Whether a PostgreSQL cannot hold Label Studio's rows: it needs an extension that not every build has."""
    with psycopg.connect(address) as rows:
        asked = "SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'"
        return rows.execute(asked).fetchone() is None


class Peer:
    """A running Label Studio with a project, tasks and an annotation on each."""

    name = "Label Studio"

    def __init__(self, folder: Path, address: str, *, clients: int, points: int) -> None:
        self._python, self._points, self.port = install(), points, free_port()
        self.on_postgresql = not lacks_trigrams(address)
        self._environment = environment(folder, address, on_postgresql=self.on_postgresql)
        self._init(folder)
        self._log = folder / "label-studio.log"
        package = Path(self._run("-c", "import label_studio as it; print(it.__path__[0])"))
        serve = [
            "-m",
            "gunicorn",
            "-w",
            "2",
            "--threads",
            "8",
            "-b",
            f"127.0.0.1:{self.port}",
            "--timeout",
            "300",
            "--keep-alive",
            "75",
        ]
        serve += ["--chdir", str(package), "core.wsgi:application"]
        self.process = Process("", self._log, self._environment, serve, python=str(self._python))
        wait_for(self._answers, seconds=180, log=self._log)
        self._desks = self._open(clients)

    def _run(self, *words: str) -> str:
        done = subprocess.run(
            [str(self._python), *words], env=self._environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"Label Studio's {words[:3]} failed:\n{done.stderr[-3000:]}")
        return done.stdout.strip()

    def _init(self, folder: Path) -> None:
        """Its rows, a person and a project."""
        config = folder / "config.xml"
        config.write_text(CONFIG)
        print("• Label Studio migrates its database", flush=True)
        account = ["--username", "bench@example.org", "--password", "a long password", "--user-token", TOKEN]
        self._run(
            "-m", "label_studio.server", "init", "bench", "-q", "--no-browser", "--enable-legacy-api-token",
            "--label-config", str(config), *account,
        )  # fmt: skip

    def _answers(self) -> bool:
        try:
            return self.line().ask("GET", "/health") is not None
        except OSError:
            return False

    def _open(self, clients: int) -> list[Desk]:
        """A task a client, each with an annotation."""
        line = self.line()
        project = line.ask("GET", "/api/projects/")["results"][0]["id"]
        tasks = [{"data": {"image": f"/static/{number}.png"}} for number in range(clients)]
        line.ask("POST", f"/api/projects/{project}/import", tasks)
        found = line.ask("GET", f"/api/tasks/?project={project}&page_size={clients}&fields=all")
        return [Desk(self.line(), task["id"], self._points) for task in found["tasks"]]

    def line(self) -> Line:
        """A connection of one client."""
        return Line(self.port)

    def saves(self, clients: int) -> list[Callable[[], None]]:
        """A save each, of a polygon over the one before."""
        return [desk.save for desk in self._fresh(clients)]

    def creates(self, clients: int) -> list[Callable[[], None]]:
        """A new annotation each."""
        return [desk.create for desk in self._fresh(clients)]

    def gets(self, clients: int) -> list[Callable[[], None]]:
        """A task each."""
        return [desk.get for desk in self._fresh(clients)]

    def _fresh(self, clients: int) -> list[Desk]:
        """Some of them, whose lines the server may have ended since, to be opened anew."""
        for desk in self._desks:
            desk.line.hang_up()
        return self._desks[:clients]


class Line:
    """A connection, kept open, with the token of a person."""

    def __init__(self, port: int) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=300)

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """The answer's JSON.

        Raises:
            RuntimeError: The answer was no.
        """
        headers = {"Authorization": f"Token {TOKEN}", "Content-Type": "application/json"}
        self._http.request(method, path, None if body is None else json.dumps(body), headers)
        answer = self._http.getresponse()
        content = answer.read()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:500]!r}")
        return json.loads(content) if content else None

    def hang_up(self) -> None:
        """End the connection; the next request opens another."""
        self._http.close()


class Desk:
    """One task and its annotation."""

    def __init__(self, line: Line, task: int, points: int) -> None:
        self.line, self._task, self._points, self._chance = line, task, points, random.Random(task)
        self._annotation = self._created()

    def _result(self) -> list[dict[str, Any]]:
        ring = polygon(self._chance, self._points, WIDTH, HEIGHT)
        percent = [[x * 100 / WIDTH, y * 100 / HEIGHT] for x, y in ring]
        value = {"points": percent, "closed": True, "polygonlabels": ["object"]}
        place = {"original_width": WIDTH, "original_height": HEIGHT, "image_rotation": 0}
        names = {"id": "object0001", "from_name": "label", "to_name": "image", "type": "polygonlabels"}
        return [{**place, **names, "value": value}]

    def _created(self) -> int:
        body = {"result": self._result(), "lead_time": 1.0}
        return int(self.line.ask("POST", f"/api/tasks/{self._task}/annotations/", body)["id"])

    def create(self) -> None:
        """Save one more annotation on the task."""
        self._created()

    def save(self) -> None:
        """Draw the object anew."""
        self.line.ask("PATCH", f"/api/annotations/{self._annotation}/", {"result": self._result(), "lead_time": 2.0})

    def get(self) -> None:
        """Read the task."""
        found = self.line.ask("GET", f"/api/tasks/{self._task}/")
        assert len(found["annotations"][0]["result"][0]["value"]["points"]) == self._points


def environment(folder: Path, address: str, *, on_postgresql: bool) -> dict[str, str]:
    """What Label Studio reads: no analytics, no reports, its rows in our PostgreSQL where that can hold them."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TETHER_", "DJANGO_"))}
    told: Mapping[str, str] = {
        "DJANGO_SETTINGS_MODULE": "core.settings.label_studio", "LABEL_STUDIO_BASE_DATA_DIR": str(folder / "peer"),
        "DJANGO_DB": "default" if on_postgresql else "sqlite", "COLLECT_ANALYTICS": "false", "SENTRY_DSN": "",
        "FRONTEND_SENTRY_DSN": "", "LATEST_VERSION_CHECK": "false", "LOG_LEVEL": "ERROR", "DEBUG": "false",
    }  # fmt: skip
    server = psycopg.conninfo.conninfo_to_dict(address)
    rows = {
        "POSTGRE_USER": server["user"], "POSTGRE_PASSWORD": server["password"], "POSTGRE_NAME": server["dbname"],
        "POSTGRE_HOST": server["host"], "POSTGRE_PORT": server["port"],
    }  # fmt: skip
    return {**kept, **told, **{name: str(value) for name, value in rows.items()}}
