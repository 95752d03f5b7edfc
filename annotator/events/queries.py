"""Reading the outbox in an order that never skips: on PostgreSQL, numbers become visible out of order."""

from typing import NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now

from annotator.events.models import Event, Presence


class Place(NamedTuple):
    """A clip of a project, by row numbers."""

    project: int
    video: int


Present = dict[Place, list[dict[str, object]]]


class Turn(NamedTuple):
    """When an event is told: by the transaction that wrote it, then by its number.

    Numbers alone will not do. They are given out while transactions run beside each other, so one that began later may
    get the smaller number and commit after the larger one was told. On SQLite every transaction is 0.
    """

    transaction: int
    number: int


def settled() -> QuerySet[Event]:
    """Events that nothing still running could precede, in the order of telling.

    Source: PostgreSQL's snapshot horizon (`pg_snapshot_xmin`): what is below it has ended, and whatever still commits
    is at or above it.
    """
    rows = Event.objects.order_by("written_by_transaction", "id")
    if connection.vendor == "postgresql":
        rows = rows.filter(
            written_by_transaction__lt=RawSQL("(pg_snapshot_xmin(pg_current_snapshot())::text::bigint)", [])
        )
    return rows


def turn_of(event: int) -> Turn:
    """When the event of a number was told; where there is none of that number, the one before it; of 0, before all."""
    row = Event.objects.filter(id__lte=event).order_by("-id").values_list("written_by_transaction", "id").first()
    return Turn(*row) if row else Turn(0, 0)


def after(event: int, *, project: int | None = None, most: int = 1000) -> list[Event]:
    """The next settled events behind number `event`, of one project or of all, in the order of telling."""
    told = turn_of(event)
    rows = settled().filter(written_by_transaction__gte=told.transaction)  # a range of the index; then its first few
    rows = rows.exclude(written_by_transaction=told.transaction, id__lte=told.number)
    if project is not None:
        rows = rows.filter(project=project)
    return list(rows[:most])


def last() -> int:
    """The number of the settled event that was told last; 0 when there is none."""
    return settled().reverse().values_list("id", flat=True).first() or 0


def present(project: int | None = None) -> Present:
    """Who has which clip open just now, in one project or in all: clips to people in the order of their numbers."""
    rows = Presence.objects.filter(until__gte=Now()).order_by("person")
    if project is not None:
        rows = rows.filter(project=project)
    found: Present = {}
    for row in rows:
        found.setdefault(Place(row.project, row.video), []).append({"id": row.person, "name": row.name})
    return found
