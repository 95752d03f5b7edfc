"""Predictions onto the board: the file sent, put forward for a split, and waited for."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.client.connection import Connection
from annotator.client.errors import FileRefused, TooSlow
from annotator.client.fetching import release_of
from annotator.client.progress import Watcher, nobody
from annotator.client.schema import PredictionSet
from annotator.client.sending import Sending

LOOK_AGAIN = 1.0  # seconds


@dataclass(frozen=True)
class Entry:
    """What is said of predictions.

    Args:
        version, split: The published release and the part of it that they are for.
        name: What stands on the board.
        checkpoint: If named, what it learned from has to be said: `trained_on`, or a release's train split.
        trained_on: Numbers of videos.
        trained_on_version: A release of this project.
    """

    version: str
    split: str
    name: str
    notes: str = ""
    licence: str = ""
    checkpoint: str = ""
    trained_on: tuple[int, ...] | None = None
    trained_on_version: str | None = None


def push_predictions(line: Connection, slug: str, place: Path, entry: Entry, watch: Watcher = nobody) -> PredictionSet:
    """Send a file of predictions and put it forward; scoring follows, see `await_predictions`.

    Raises:
        NotReady: There is no such release.
        Refused: The server does not take it: `trained_on_it`, `predictions_refused`, and others.
    """
    body: dict[str, Any] = {
        "release": release_of(line, slug, entry.version)["id"], "split": entry.split, "name": entry.name,
        "notes": entry.notes, "licence": entry.licence, "checkpoint": entry.checkpoint,
    }  # fmt: skip
    if entry.trained_on is not None:
        body["trained_on"] = list(entry.trained_on)
    if entry.trained_on_version is not None:
        body["trained_on_release"] = release_of(line, slug, entry.trained_on_version)["id"]
    body["upload"] = Sending(line, slug, place, purpose="predictions").send(watch)["key"]
    answer: PredictionSet = line.ask("enter_predictions", slug=slug, body=body)
    return answer


def await_predictions(line: Connection, set_id: int, *, seconds: float = 3600) -> PredictionSet:
    """Wait until predictions are scored.

    Raises:
        FileRefused: They were looked through and refused; the text has the first faults.
        TooSlow: They were not scored in this time.
    """
    until = time.monotonic() + seconds
    while True:
        board: PredictionSet = line.ask("get_predictions", set_id=set_id)
        if board["state"] == "refused":
            faults = "".join(f"\n  {fault}" for fault in board["faults"])
            words = f"{board['name']} was refused ({board['code']}): {board['text']}{faults}"
            raise FileRefused(words, reason=board["code"], faults=board["faults"])
        if board["state"] == "scored":
            return board
        if time.monotonic() > until:
            raise TooSlow(f"{board['name']} is {board['state']} still after {seconds:g} s; look again later.")
        time.sleep(LOOK_AGAIN)
