"""The only writes to notices: made from the log by the dispatcher, read by whom they are for."""

from typing import Any

import structlog
from django.db import transaction
from django.db.models.functions import Now

from annotator.accounts.models import User
from annotator.events.actions import announce
from annotator.events.models import Event
from annotator.events.queries import after
from annotator.notices import queries, rules
from annotator.notices.models import Cursor, Notice, Wish
from annotator.notices.webhook_actions import queue_deliveries
from annotator.videos.queries import membership

log = structlog.get_logger()
READER = "notices"


@transaction.atomic
def follow_log() -> int:
    """Read the log on from where it was left, and tell whom each event concerns; returns how many events were read.

    The notices and the place in the log are one transaction: none is lost, none comes twice, several may do this.
    """
    Cursor.objects.get_or_create(name=READER)
    cursor = Cursor.objects.select_for_update(skip_locked=True).filter(name=READER).first()
    if cursor is None:  # another dispatcher is at it
        return 0
    events = after(cursor.event)
    if not events:
        return 0
    for notice in tell(events):
        announce(notice.project_id, "notice", "added", {"person": notice.person_id, "notice": notice.pk})
    queue_deliveries(events)
    Cursor.objects.filter(pk=cursor.pk).update(event=events[-1].pk)
    return len(events)


def tell(events: list[Event]) -> list[Notice]:
    """Write the notices of some events, for people who are still in the project; gives those that are new."""
    members, videos = rules.still_there(events)
    return [
        notice
        for event in events
        if event.video in videos
        for told in rules.told_of(event)
        if (event.project, told.person) in members and (notice := write(event, told))
    ]


def write(event: Event, told: rules.Told) -> Notice | None:
    """One notice; None if it was written before."""
    about = {"project_id": event.project, "video_id": event.video, "item_id": told.item, "question_id": told.question}
    about["thread_id"] = told.thread
    notice, fresh = Notice.objects.get_or_create(
        person_id=told.person, event=event.pk, kind=told.kind, defaults=about | {"by_id": event.actor}
    )
    return notice if fresh else None


@transaction.atomic
def read_until(actor: User, *, slug: str, until: int) -> dict[str, Any]:
    """Note that the actor has read their notices up to one; returns those that they have, in JSON.

    Raises:
        NotFound: No such project for the actor.
    """
    place = membership(actor, slug)
    queries.unread(actor, place.project_id).filter(pk__lte=until).update(read_at=Now())
    return queries.notices_for(actor, slug)


@transaction.atomic
def save_wishes(actor: User, *, mail: list[str]) -> dict[str, Any]:
    """Choose the kinds of notices of which the actor wants an e-mail; returns them in JSON."""
    Wish.objects.update_or_create(person=actor, defaults={"mail": mail})
    return queries.wishes_for(actor)
