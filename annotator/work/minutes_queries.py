"""Reading the time that people spent: of one piece of work, and of many for their medians."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, QuerySet

from annotator.accounts.models import User
from annotator.work.models import Stint, WorkItem

MOST_STINTS = 5000  # bounds what a page reads; the newest are enough for a median


def seconds_on(item: WorkItem, person: User) -> float:
    """How long a person was active on an item, in seconds."""
    return total(Stint.objects.filter(item=item, person=person))


def total(stints: Iterable[Stint]) -> float:
    """The length of stints together, in seconds."""
    return sum((stint.last_at - stint.began_at).total_seconds() for stint in stints)


def newest(project_id: int, *, since: datetime, person: User | None = None) -> QuerySet[Stint]:
    """The newest stints of work in a project, reviews left out, with their items."""
    rows = Stint.objects.filter(item__video__project=project_id, last_at__gte=since, review=False)
    if person is not None:
        rows = rows.filter(person=person)
    return rows.select_related("item").filter(last_at__gt=F("began_at")).order_by("-last_at")[:MOST_STINTS]


def seconds_a_frame(stints: Iterable[Stint]) -> dict[tuple[int, int, int], float]:
    """Seconds that a person spent on each frame of masks, all its objects together: by person, item, frame."""
    spent: dict[tuple[int, int, int], float] = {}
    for stint in stints:
        if stint.item.step == WorkItem.Step.MASKS and stint.frame is not None:
            key = (stint.person_id, stint.item_id, stint.frame)
            spent[key] = spent.get(key, 0) + total([stint])
    return spent


def seconds_a_caption(stints: Iterable[Stint]) -> dict[tuple[int, int], float]:
    """Seconds that a person spent on each caption that was handed in: by person, item."""
    spent: dict[tuple[int, int], float] = {}
    for stint in stints:
        if stint.item.step == WorkItem.Step.CAPTION and stint.item.state in ("submitted", "approved"):
            key = (stint.person_id, stint.item_id)
            spent[key] = spent.get(key, 0) + total([stint])
    return spent
