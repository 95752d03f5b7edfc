"""Long commands need a sign of life: every preparing step says what it does, how long it has taken, and why it failed.

A step's output goes to a log; the terminal gets the title, a line every few seconds with the last thing the command
said, and the time at the end. A failure becomes one sentence where its cause is known (no network, disk full), else the
output's tail.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path

from docker.errors import DiskFull, NetworkMissing, StepFailed

HEARTBEAT_SECONDS = 5.0
TAIL_LINES = 20
NETWORK_SIGNS = (
    "Temporary failure in name resolution",
    "Name or service not known",
    "NewConnectionError",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "Cannot connect to proxy",
    "Max retries exceeded",
    "Network is unreachable",
    "ENOTFOUND",
    "EAI_AGAIN",
    "ECONNREFUSED",
    "ETIMEDOUT",
    "ENETUNREACH",
    "ERR_SOCKET_TIMEOUT",
)
DISK_SIGNS = ("No space left on device", "ENOSPC", "Disk quota exceeded")


def say(line: str) -> None:
    """One line to the terminal, at once."""
    print(line, flush=True)


def run_step(
    title: str, command: Sequence[str], *, log: Path, cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> None:
    """Run a command to its end while showing that it lives.

    Args:
        title: What it does, as a person would say it.
        log: Where its whole output goes (appended).

    Raises:
        NetworkMissing, DiskFull: Its output shows one of these causes.
        StepFailed: Any other failure; the text carries the output's last lines.
    """
    say(f"• {title} …")
    started = time.monotonic()
    tail: deque[str] = deque(maxlen=TAIL_LINES)
    log.parent.mkdir(parents=True, exist_ok=True)
    child = subprocess.Popen(
        list(command), cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, errors="replace",
    )  # fmt: skip
    reader = threading.Thread(target=_copy, args=(child, log, tail), daemon=True)
    reader.start()
    try:
        _show_life(reader, tail, started)
        code = child.wait()
    except BaseException:
        child.terminate()
        child.wait()
        raise
    if code:
        raise _failure(title, code, list(tail), log)
    say(f"  done in {time.monotonic() - started:.0f} s")


def _copy(child: subprocess.Popen[str], log: Path, tail: deque[str]) -> None:
    """The command's output into the log and the tail, until it closes its end."""
    assert child.stdout is not None  # noqa: S101  # Popen above asked for a pipe
    with log.open("a", encoding="utf-8") as file:
        for line in child.stdout:
            file.write(line)
            if line.strip():
                tail.append(line.rstrip())


def _show_life(reader: threading.Thread, tail: deque[str], started: float) -> None:
    """A line every few seconds, until the output ends."""
    while True:
        reader.join(HEARTBEAT_SECONDS)
        if not reader.is_alive():
            return
        told = next((line for line in reversed(list(tail)) if not line.startswith(("WARNING", "npm warn"))), "…")
        say(f"  {time.monotonic() - started:4.0f} s  {told.strip()[:90]}")


def _failure(title: str, code: int, tail: list[str], log: Path) -> NetworkMissing | DiskFull | StepFailed:
    """The most telling error for what the command printed last."""
    text = "\n".join(tail)
    if any(sign in text for sign in DISK_SIGNS):
        return DiskFull(f"The disk is full: “{title}” could not write. Free some gigabytes and run the command again.")
    if any(sign in text for sign in NETWORK_SIGNS):
        return NetworkMissing(
            f"No network: “{title}” could not reach its registry. Connect (or set your proxy) and run the command "
            f"again; what is already there is kept. Details: {log}"
        )
    return StepFailed(f"{text}\n“{title}” failed with code {code}; the lines above are its last, all are in {log}")


def run_visible(command: Sequence[str], *, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> int:
    """Run a command whose own output is the point (a test runner, a linter); its exit code comes back."""
    sys.stdout.flush()
    child = subprocess.Popen(list(command), cwd=cwd, env=env)
    try:
        return child.wait()
    except BaseException:
        child.terminate()
        child.wait()
        raise
