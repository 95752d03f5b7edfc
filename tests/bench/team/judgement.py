"""Whether the line held, from its own rows: who had what when, what the log says, what the sockets heard."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Count, F, Max
from django.db.models.functions import Now

from annotator.accounts.models import User
from annotator.events.models import Event
from annotator.work.models import Move, WorkItem
from tests.bench.team.people import Notes
from tests.bench.team.world import LEASE_SECONDS, SLUG, Colleague
from tests.children import ends_with_us

State = WorkItem.State
COMES_BY = timedelta(seconds=10)  # how long an idle dispatcher may need for its round on a busy machine


class Day:
    """One day of the team: what was noted, and how far it is."""

    def __init__(self, clips: int, *, lease_seconds: float = LEASE_SECONDS) -> None:
        self.clips, self.lease_seconds = clips, lease_seconds
        self.notes = Notes()
        self.begun = self.ended = time.time()
        self.last_event = 0

    def is_open(self) -> bool:
        """Whether a clip has not reached the end."""
        return WorkItem.objects.filter(step="masks", state=State.APPROVED).count() < self.clips

    def progress(self) -> str:
        """How many items are in which state."""
        rows = WorkItem.objects.values_list("step", "state").annotate(n=Count("pk")).order_by("step", "state")
        told = ", ".join(f"{step} {state} {n}" for step, state, n in rows)
        return f"{time.time() - self.begun:5.0f} s  {told:<150.150}"

    def end(self) -> None:
        """Everybody goes home."""
        self.ended = time.time()
        self.last_event = Event.objects.aggregate(last=Max("id"))["last"] or 0


class Ears:
    """The process with everybody's socket, for as long as the block."""

    def __init__(self, people: Sequence[Colleague], port: int, folder: Path) -> None:
        self._file = folder / "ears.json"
        listed = [{"number": who.number, "name": who.name, "session": who.session} for who in people]
        self._file.write_text(json.dumps({"port": port, "slug": SLUG, "people": listed}))
        self.heard: dict[str, Any] = {}

    def __enter__(self) -> Ears:
        command = [sys.executable, "-m", "tests.bench.team.ears", str(self._file)]
        self._child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, preexec_fn=ends_with_us()
        )
        assert self._child.stdout is not None
        if self._child.stdout.readline().strip() != "listening":
            raise RuntimeError("The sockets did not open; see what is printed above.")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._child.kill()
        self._child.communicate()
        if error is None:
            self.heard = json.loads(self._file.read_text())


def judge(day: Day, heard: dict[str, Any]) -> list[str]:
    """Print what was seen; the promises that were broken."""
    checks = (broken, unfinished, twice, unheard, dead_leases, log_differs, moves_differ, own_work)
    faults = [fault for check in checks for fault in check(day)]
    faults += list(missed(day.last_event, heard))
    show(day, heard)
    for fault in faults[:30]:
        print(f"BROKEN  {fault}")
    print(f"{len(faults)} promises broken" if faults else "Every promise held.")
    return faults


def broken(day: Day) -> Iterator[str]:
    """Crashes, and people who could not go on."""
    yield from day.notes.broken


def unfinished(day: Day) -> Iterator[str]:
    """Clips that did not reach the end."""
    left = WorkItem.objects.exclude(state=State.APPROVED).count()
    if left:
        yield f"{left} work items are not approved"


def twice(day: Day) -> Iterator[str]:
    """Work handed to two people at once: by the log, what is handed out was ready since it was handed out before."""
    for item, states in histories().items():
        for before, after in itertools.pairwise(states):
            if before == after == State.ANNOTATING:
                yield f"work {item} was handed out twice"


def unheard(day: Day) -> Iterator[str]:
    """Hand-outs that the log tells of and nobody got, or the other way round."""
    handed = sum(states.count(State.ANNOTATING) for states in histories().values())
    if handed != len(day.notes.taken):
        yield f"the log tells of {handed} hand-outs, the people of {len(day.notes.taken)}"


def dead_leases(day: Day) -> Iterator[str]:
    """Leases that ran out and were not taken back, though the dispatcher came by since, as it does every second."""
    for item in WorkItem.objects.filter(state=State.ANNOTATING, lease_until__lt=Now() - COMES_BY):
        yield f"work {item.pk} is held by {item.author_id} beyond its lease"


def log_differs(day: Day) -> Iterator[str]:
    """Folding the log gives what stands."""
    told = {item: states[-1] for item, states in histories().items()}
    for item, state in WorkItem.objects.values_list("pk", "state"):
        if item in told and told[item] != state:
            yield f"work {item} is {state}, the log says {told[item]}"


def moves_differ(day: Day) -> Iterator[str]:
    """Every step of the table is a row and an event: as many of each, item by item."""
    rows = dict(Move.objects.values_list("item").annotate(Count("pk")).order_by())
    told = {item: len(states) for item, states in histories().items()}
    for item in {*rows, *told}:
        if rows.get(item) != told.get(item):
            yield f"work {item} has {rows.get(item)} moves and {told.get(item)} events"


def own_work(day: Day) -> Iterator[str]:
    """Nobody drew masks for their own caption, nobody judged their own work."""
    captions = dict(WorkItem.objects.filter(step="caption").values_list("video", "author"))
    for video, author in WorkItem.objects.filter(step="masks").values_list("video", "author"):
        if author is not None and captions[video] == author:
            yield f"clip {video} has one person for both steps"
    for item in WorkItem.objects.filter(inspector=F("author")):
        yield f"work {item.pk} was judged by its author"


def missed(last: int, heard: dict[str, Any]) -> Iterator[str]:
    """Events of the day that a socket did not hear, or heard twice, or in another order."""
    rows = Event.objects.filter(id__lte=last).order_by("written_by_transaction", "id")  # as they are told
    known = list(rows.values_list("id", "topic", "verb", "payload"))
    place = {number: turn for turn, (number, *_) in enumerate(known)}
    numbers = dict(User.objects.values_list("username", "pk"))
    for person, notes in heard.items():
        mine = numbers[person]
        due = [  # a notice to somebody else is not ours to hear
            number
            for number, topic, _, payload in known[place[notes["hello"]] + 1 :]
            if topic != "notice" or payload["person"] == mine
        ]
        ids = [number for number in notes["ids"] if number <= last]
        if ids != due:
            kinds = {number: f"{topic}.{verb}" for number, topic, verb, _ in known}
            lost = ", ".join(f"{n} × {kind}" for kind, n in Counter(kinds[one] for one in {*due} - {*ids}).items())
            counted = f"{len(ids)} events ({len(set(ids))} different) of {len(due)}"
            yield f"{person}'s socket heard {counted}; not {lost or 'in their order'}"


def histories() -> dict[int, list[str]]:
    """Each item's states in the log's order."""
    found: dict[int, list[str]] = defaultdict(list)
    for payload in Event.objects.filter(topic="work", verb="changed").order_by("id").values_list("payload", flat=True):
        found[payload["work"]].append(payload["state"])
    return found


def show(day: Day, heard: dict[str, Any]) -> None:
    """The day in numbers."""
    moves = sum(len(states) for states in histories().values())
    expired = Event.objects.filter(topic="work", verb="expired").count()
    print(
        f"{day.ended - day.begun:.0f} s, {day.clips:,} clips, {len(day.notes.taken):,} hand-outs, {moves:,} moves, "
        f"{expired} leases of {day.lease_seconds:g} s ran out, {Event.objects.count():,} events, {vendor()}"
    )
    print("refusals:", ", ".join(f"{n} × {code}" for code, n in sorted(day.notes.refusals.items())) or "none")
    rows = sorted(day.notes.seconds.items())
    at = {event: stamp.timestamp() for event, stamp in Event.objects.values_list("id", "at")}
    late = [now - at[event] for notes in heard.values() for event, now in zip(notes["ids"], notes["at"], strict=True)]
    floor = day.notes.seconds.get("floor: a page that asks nothing") or [float("nan")]
    least = np.percentile(np.array(floor) * 1000, 95)
    print(f"{'':<34}{'number':>9}{'p50 ms':>9}{'p95 ms':>9}{'p95 of floor':>14}")
    for what, seconds in [*rows, ("event, row to socket", late)]:
        if seconds:
            middle, high = np.percentile(np.array(seconds) * 1000, [50, 95])
            print(f"{what:<34}{len(seconds):>9,}{middle:>9.1f}{high:>9.1f}{high / least:>14.2f}")


def vendor() -> str:
    """Which database it was."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0]}"
