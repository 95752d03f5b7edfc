"""The product's processes, by name, as commands: the supervisor of `make run` and the containers start the same ones.

On one machine `web` answers everything. Where many come, `rest` and `sockets` do it apart, any number of each, behind
`nginx`. `model` drafts with a model of the project's own, after `make model`. `rows` brings the database up to date.

`python -m docker.services web` becomes that process (the containers' entry point).
"""

from __future__ import annotations

import os
import sys

THREADS = 8  # of a process; as many as it may hold connections to the database
ONE_MACHINE = ("web", "machine", "propagation", "assist", "model", "dispatch")
WORKER_OPTIONS = ["-c", "1", "--without-gossip", "--without-mingle", "--loglevel", "INFO"]


def commands(python: str = sys.executable) -> dict[str, list[str]]:
    """Each service's command; the port and address come from PORT and TETHER_BIND."""
    host, port = os.environ.get("TETHER_BIND", "127.0.0.1"), os.environ.get("PORT", "8000")
    web = [
        python, "-m", "uvicorn", "annotator.asgi:application", "--host", host, "--port", port,
        "--timeout-graceful-shutdown", "5",  # without it an open socket holds the process for ever
        "--no-access-log",
    ]  # fmt: skip
    return {
        "web": web,
        "rest": [
            python, "-m", "gunicorn", "annotator.wsgi:application", "--bind", f"{host}:{port}",
            "--worker-class", "gthread", "--workers", "1", "--threads", str(THREADS),
            "--keep-alive", "75",  # longer than nginx keeps a line, or it would send into one that just closed
            "--limit-request-line", "8190", "--graceful-timeout", "5", "--log-level", "warning", "--no-control-socket",
        ],
        "sockets": web,
        "nginx": [python, "-m", "docker.proxy"],
        "rows": [python, "-m", "docker.rows"],
        "machine": _worker(python, "annotator", "machine"),
        "propagation": _worker(python, "propagation.worker", "propagation"),
        "assist": _worker(python, "propagation.worker", "assist"),
        "model": _worker(python, "model_assist.worker", "model"),
        "dispatch": [python, "manage.py", "dispatch"],
    }  # fmt: skip


def _worker(python: str, app: str, queue: str) -> list[str]:
    """A worker of a queue, one job at a time; its name holds our number, so that several may run on one machine."""
    name = f"{queue}@%h.{os.getpid()}"
    return [python, "-m", "celery", "-A", app, "worker", "-Q", queue, "-n", name, *WORKER_OPTIONS]


def chosen(python: str = sys.executable) -> dict[str, list[str]]:
    """The services that run together on one machine: all, and `model` where TETHER_MODEL is 1."""
    every, wanted = commands(python), os.environ.get("TETHER_MODEL", "0") == "1"
    return {name: every[name] for name in ONE_MACHINE if name != "model" or wanted}


def main() -> None:
    """Become the named service."""
    known = commands()
    if len(sys.argv) != 2 or sys.argv[1] not in known:
        sys.exit(f"usage: python -m docker.services {'|'.join(known)}")
    command = known[sys.argv[1]]
    os.execv(command[0], command)  # noqa: S606  # a fixed command from the table above


if __name__ == "__main__":
    main()
