"""Reading the time that people spent: of one piece of work, and of many for their medians."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import F

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
    began_at: datetime
    last_at: datetime

    @property
    def seconds(self) -> float:
        """How long it was."""
        return (self.last_at - self.began_at).total_seconds()


COLUMNS = ("person", "item", "item__step", "item__state", "frame", "began_at", "last_at")


def seconds_on(item: WorkItem, person: User) -> float:
    """How long a person was active on an item, in seconds."""
    rows = Stint.objects.filter(item=item, person=person).values_list(*COLUMNS)
    return sum(Spell(*row).seconds for row in rows)


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
