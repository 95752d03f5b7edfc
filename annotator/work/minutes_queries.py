"""Reading the time that people spent: of one piece of work, and of many for their medians."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import F, FloatField, Func, QuerySet, Sum

from annotator.accounts.models import User
from annotator.work.models import Stint, WorkItem

MOST_STINTS = 5000  # bounds what a page reads; the newest are enough for a median


class Spell(NamedTuple):
    """A stint with what its item is now: thousands are read at once, so they are no rows."""

    person: int
    item: int
    step: str
    state: str
    frame: int | None
    seconds: float


class Seconds(Func):
    """A stretch between two times as seconds: thousands of times cost more to read than all else about them."""

    template = "EXTRACT(EPOCH FROM %(expressions)s)::float8"
    output_field = FloatField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="%(expressions)s / 1000000.0", **context)


LENGTH = Seconds(F("last_at") - F("began_at"))
COLUMNS = ("person", "item", "item__step", "item__state", "frame", LENGTH)


def seconds_on(item: WorkItem, person: User) -> float:
    """How long a person was active on an item, in seconds."""
    return added_up(Stint.objects.filter(item=item, person=person))


def seconds_since(project_id: int, person: User, since: datetime) -> float:
    """How long a person worked in a project in stints that began since then, in seconds; reviews are left out."""
    return added_up(
        Stint.objects.filter(item__video__project=project_id, person=person, review=False, began_at__gte=since)
    )


def added_up(stints: QuerySet[Stint]) -> float:
    """The seconds of some stints together."""
    return stints.aggregate(seconds=Sum(LENGTH))["seconds"] or 0.0


def newest(project_id: int, *, since: datetime, person: User | None = None) -> list[Spell]:
    """The newest stints of work in a project, reviews left out."""
    rows = Stint.objects.filter(item__video__project=project_id, last_at__gte=since, review=False)
    if person is not None:
        rows = rows.filter(person=person)
    rows = rows.filter(last_at__gt=F("began_at")).order_by("-last_at")
    return [Spell(*row) for row in rows.values_list(*COLUMNS)[:MOST_STINTS]]


def seconds_a_frame(stints: Iterable[Spell]) -> dict[tuple[int, int, int], float]:
    """Seconds that a person spent on each frame of masks, all its objects together: by person, item, frame."""
    spent: dict[tuple[int, int, int], float] = {}
    for stint in stints:
        if stint.step == WorkItem.Step.MASKS and stint.frame is not None:
            key = (stint.person, stint.item, stint.frame)
            spent[key] = spent.get(key, 0) + stint.seconds
    return spent


def seconds_a_caption(stints: Iterable[Spell]) -> dict[tuple[int, int], float]:
    """Seconds that a person spent on each caption that was handed in: by person, item."""
    spent: dict[tuple[int, int], float] = {}
    for stint in stints:
        if stint.step == WorkItem.Step.CAPTION and stint.state in ("submitted", "approved"):
            key = (stint.person, stint.item)
            spent[key] = spent.get(key, 0) + stint.seconds
    return spent
