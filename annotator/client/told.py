"""Answers in words for a terminal, and how far something long is."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from annotator.client.errors import FileUnusable
from annotator.client.fetching import Pulled
from annotator.client.schema import Board, ModelDraft, PredictionSet, Queue, Releases, Session, Uploads

EVERY = 0.2  # seconds between two lines on a terminal
PLAIN = 10.0  # and where nobody looks on, such as in a log


class Terminal:
    """Progress on standard error: one line that is written over, or, into a file, a line now and then."""

    def __init__(self) -> None:
        self.live = sys.stderr.isatty()
        self.next = 0.0

    def __call__(self, name: str, done: int, total: int) -> None:
        ready = done >= total
        if time.monotonic() < self.next and not ready:
            return
        self.next = time.monotonic() + (EVERY if self.live else PLAIN)
        share = 100 * done // total if total else 100
        line = f"{share:3d} %  {size(done)} of {size(total)}  {name}"
        sys.stderr.write(f"\r\x1b[K{line}" + ("\n" if ready else "") if self.live else f"{line}\n")
        sys.stderr.flush()


def size(count: int) -> str:
    """Bytes in the unit that people read."""
    for unit, factor in (("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)):
        if count >= factor:
            return f"{count / factor:.1f} {unit}"
    return f"{count} B"


def lines(rows: Iterable[str], *, otherwise: str = "") -> str:
    """Rows, each on a line; what is said where there are none."""
    return "".join(f"{row}\n" for row in rows) or (f"{otherwise}\n" if otherwise else "")


def session(told: Session) -> str:
    """Who somebody is."""
    person = told["person"]
    who = f"{person['name']} ({person['username']})" if person else "nobody"
    return lines([who, *(f"  {one['slug']}  {one['role']}  {one['name']}" for one in told["projects"])])


def progress(told: Any) -> str:
    """Where a project's clips are, and files on their way."""
    counts = [f"{count:7d}  {stage}" for stage, count in told["counts"].items()]
    return lines([f"{told['name']}, as {told['role']}", *counts]) + uploaded(told)


def uploaded(told: Uploads) -> str:
    """Files on their way, or what became of them."""
    rows = []
    for one in told["uploads"]:
        clip = f"clip {one['number']}" if one["number"] is not None else f"{100 * one['progress']:.0f} %"
        rows.append(f"{one['state']:>9}  {clip:>9}  {one['name']}" + (f": {one['text']}" if one["text"] else ""))
    return lines(rows)


def queue(told: Queue) -> str:
    """A person's own work."""
    groups = [("next", [told["next"]] if told["next"] else [])]
    groups += [("returned", told["returned"]), ("begun", told["in_progress"]), ("to review", told["to_review"])]
    rows = [
        f"{name:>9}  {one['step']:7}  clip {one['clip']['number']:06d}  {one['clip']['name']}"
        for name, cards in groups
        for one in cards
    ]
    return lines(rows, otherwise="Nothing waits for you.")


def releases(told: Releases) -> str:
    """Releases."""
    rows = [
        f"{one['version']:>9}  {one['state']:9}  {one['videos']} clips, {one['tracks']} objects"
        for one in told["releases"]
    ]
    return lines(rows, otherwise="No release yet.")


def board(told: Board) -> str:
    """The board, its corrected mAP first."""
    return lines((predictions(one).rstrip("\n") for one in told["sets"]), otherwise="Nothing was brought yet.")


def predictions(one: PredictionSet) -> str:
    """One set of predictions."""
    numbers = "".join(
        f"  {score['protocol']} mAP {score['map']:.1f}" for score in one["scores"] if score["map"] is not None
    )
    return f"{one['id']:5d}  {one['state']:8}  {one['release']['version']} {one['split']}  {one['name']}{numbers}\n"


def draft(told: ModelDraft) -> str:
    """A draft that was handed in."""
    shapes = f", {told['shapes']} masks" if told["step"] == "masks" else ""
    return f"draft {told['id']} of the {told['step']} by {told['model']} is {told['state']}{shapes}\n"


def pulled(told: Pulled) -> str:
    """A release that lies here."""
    came = f"{size(told.fetched)} came now" if told.fetched else "it was here already"
    return f"{told.folder} is {told.version}: {told.files} files, {size(told.bytes)}, each proved; {came}.\n"


def learned_from(provenance: Path) -> tuple[int, ...]:
    """The videos that a checkpoint's provenance.json says it learned from.

    Raises:
        FileUnusable: It cannot be read, or does not say.
    """
    try:
        return tuple(int(number) for number in json.loads(provenance.read_bytes())["trained_on"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise FileUnusable(f"{provenance} has no readable list `trained_on`: {error}.", file=str(provenance)) from error
