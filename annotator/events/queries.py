"""Reading the outbox in an order that never skips: on PostgreSQL, numbers become visible out of order."""

from typing import NamedTuple

from django.db import connection
from django.db.models import Max, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now

from annotator.events.models import Event, Presence


class Place(NamedTuple):
    """A clip of a project, by row numbers."""

    project: int
    video: int


Present = dict[Place, list[dict[str, object]]]


def settled() -> QuerySet[Event]:
    """Events that no transaction still running could precede, in order.

    Source: PostgreSQL's snapshot horizon (`pg_snapshot_xmin`); a row written by a transaction at or above it may
    still be joined by an earlier number that commits later.
    """
    rows = Event.objects.order_by("id")
    if connection.vendor == "postgresql":
        rows = rows.filter(
            written_by_transaction__lt=RawSQL("(pg_snapshot_xmin(pg_current_snapshot())::text::bigint)", [])
        )
    return rows


def after(event: int, *, project: int | None = None, most: int = 1000) -> list[Event]:
    """The next settled events behind number `event`, of one project or of all."""
    rows = settled().filter(id__gt=event)
    if project is not None:
        rows = rows.filter(project=project)
    return list(rows[:most])


def last() -> int:
    """The number of the newest settled event; 0 when there is none."""
    return settled().order_by().aggregate(last=Max("id"))["last"] or 0


def present(project: int | None = None) -> Present:
    """Who has which clip open just now, in one project or in all: clips to people in the order of their numbers."""
    rows = Presence.objects.filter(until__gte=Now()).order_by("person")
    if project is not None:
        rows = rows.filter(project=project)
    found: Present = {}
    for row in rows:
        found.setdefault(Place(row.project, row.video), []).append({"id": row.person, "name": row.name})
    return found
