"""The product's processes, by name, as commands: the supervisor of `make run` and the containers start the same ones.

All but `model` are always there. That one drafts with a model of the project's own, after `make model`.

`python -m docker.services web` becomes that process (the containers' entry point).
"""

from __future__ import annotations

import os
import sys

WORKER_OPTIONS = ["-c", "1", "--without-gossip", "--without-mingle", "--loglevel", "INFO"]


def commands(python: str = sys.executable) -> dict[str, list[str]]:
    """Each service's command, web first; the port and address come from PORT and TETHER_BIND."""
    celery = [python, "-m", "celery"]
    return {
        "web": [
            python, "-m", "uvicorn", "annotator.asgi:application",
            "--host", os.environ.get("TETHER_BIND", "127.0.0.1"), "--port", os.environ.get("PORT", "8000"),
            "--timeout-graceful-shutdown", "5",  # without it an open socket holds the process for ever
            "--no-access-log",
        ],
        "machine": [*celery, "-A", "annotator", "worker", "-Q", "machine", "-n", "machine@%h", *WORKER_OPTIONS],
        "propagation": [
            *celery, "-A", "propagation.worker", "worker", "-Q", "propagation", "-n", "propagation@%h", *WORKER_OPTIONS,
        ],
        "assist": [*celery, "-A", "propagation.worker", "worker", "-Q", "assist", "-n", "assist@%h", *WORKER_OPTIONS],
        "model": [*celery, "-A", "model_assist.worker", "worker", "-Q", "model", "-n", "model@%h", *WORKER_OPTIONS],
        "dispatch": [python, "manage.py", "dispatch"],
    }  # fmt: skip


def chosen(python: str = sys.executable) -> dict[str, list[str]]:
    """The services that run together on one machine: all, and `model` where TETHER_MODEL is 1."""
    wanted = os.environ.get("TETHER_MODEL", "0") == "1"
    return {name: command for name, command in commands(python).items() if name != "model" or wanted}


def main() -> None:
    """Become the named service."""
    known = commands()
    if len(sys.argv) != 2 or sys.argv[1] not in known:
        sys.exit(f"usage: python -m docker.services {'|'.join(known)}")
    command = known[sys.argv[1]]
    os.execv(command[0], command)  # noqa: S606  # a fixed command from the table above


if __name__ == "__main__":
    main()
