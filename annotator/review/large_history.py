"""How a large project came to be what it is: the moves of its work, the minutes spent on it, and the log of both.

Events are written as of transaction 0, which was over before any other: nobody who listens now is told of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.db import connection
from django.db.models import Model

from annotator.events.models import Event
from annotator.work.models import Move, Stint, WorkItem

MINUTES = {WorkItem.Step.CAPTION: 9, WorkItem.Step.MASKS: 7}  # a video and a frame, as the paper counts them
HOURS = {"unblock": 10, "claim": 6, "submit": 3, "return": 9, "approve": 0}  # before the item stood where it does


class Rows(Protocol):
    """What is to be inserted."""

    def add(self, model: type[Model], **columns: Any) -> int: ...


def move(rows: Rows, project: int, item: dict[str, Any], author: int, inspector: int, at: datetime) -> None:
    """Every step that led an item where it stands, as a row and as an event."""
    for number, (verb, before, after) in enumerate(path_of(item), 1):
        actor = {"unblock": None, "return": inspector, "approve": inspector}.get(verb, author)
        when = at - timedelta(hours=HOURS[verb])
        item["moved"] = number
        rows.add(
            Move, item_id=item["id"], number=number, verb=verb, from_state=before, to_state=after, actor_id=actor,
            person_id=None if verb == "unblock" else author, at=when,
        )  # fmt: skip
        payload = {
            "work": item["id"], "video": item["video_id"], "step": item["step"], "state": after, "verb": verb,
            "author": None if verb == "unblock" else author, "inspector": item["inspector_id"], "reserved_for": None,
            "previous": None if verb in ("unblock", "claim") else author,
        }  # fmt: skip
        tell(rows, project, "work", "changed", payload, actor=actor, at=when)


def place_of(project: int, item: dict[str, Any]) -> dict[str, Any]:
    """What a round is about: its item and what it copies of it."""
    return {"item_id": item["id"], "project_id": project, "video_id": item["video_id"], "step": item["step"]}


def path_of(item: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Verb, state before and state after of each step, from how an item stands and in which round."""
    state = item["state"]
    if item["step"] == WorkItem.Step.MASKS and state != "blocked":
        yield "unblock", "blocked", "ready"
    if state in ("blocked", "ready"):
        return
    yield "claim", "ready", "annotating"
    for number in range(1, item["round"]):
        yield "submit", "annotating" if number == 1 else "returned", "submitted"
        yield "return", "submitted", "returned"
    if state in ("submitted", "approved"):
        yield "submit", "annotating" if item["round"] == 1 else "returned", "submitted"
    if state == "approved":
        yield "approve", "submitted", "approved"


def spend(rows: Rows, item: dict[str, Any], person: int, at: datetime, *, frames: int = 0) -> None:
    """The minutes that somebody was at an item: in one go for a caption, frame by frame for masks."""
    each = timedelta(minutes=MINUTES[item["step"]])
    for place in range(frames or 1):
        began = at - each * (frames - place)
        frame = place * 30 if frames else None
        rows.add(
            Stint, item_id=item["id"], person_id=person, frame=frame, number=1 if frames else None, began_at=began,
            last_at=began + each,
        )  # fmt: skip


def tell(
    rows: Rows, project: int, topic: str, verb: str, payload: dict[str, Any], *, actor: int | None, at: datetime
) -> None:
    """One event of long ago."""
    rows.add(
        Event, project=project, topic=topic, verb=verb, payload=payload, video=payload["video"], actor=actor,
        via="page" if actor else "", at=at, written_by_transaction=0,
    )  # fmt: skip


def tell_of_keyframes(project: int, first: int, last: int) -> None:
    """An event for every keyframe of clips in a range of row numbers, made by the database: there are many."""
    kind = "::jsonb" if connection.vendor == "postgresql" else ""
    statement = f"""
        INSERT INTO events_event (project, actor, topic, verb, payload, video, via, at, written_by_transaction)
        SELECT %s, k.by_id, 'keyframe', 'saved', ('{{"video": ' || t.video_id || ', "track": ' || t.id || ', "frame": '
            || k.frame || ', "revision": 1, "by": ' || k.by_id || '}}'){kind}, t.video_id, 'page', k.saved_at, 0
        FROM annotations_keyframe k JOIN annotations_track t ON t.id = k.track_id
        WHERE t.video_id BETWEEN %s AND %s
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, [project, first, last])
