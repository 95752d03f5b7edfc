"""Minutes, honestly: a page says that its person acts, the server says when. What it counts, the person can see.

The time between two signs of one person counts if it is no longer than the idle rule allows, for the place of the
first. So a page left open counts nothing, two pages at once count once, and only the server's clock matters.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from annotator.accounts.models import User
from annotator.work import minutes_queries, queries
from annotator.work.models import Stint, WorkItem
from annotator.work.transitions import ROLES, WrongState


@transaction.atomic
def note_activity(actor: User, *, item_id: int, frame: int | None, number: int | None) -> dict[str, Any]:
    """Count that the actor is at work on an item now.

    Args:
        frame: On which frame of the clip, for masks.
        number: On which object.

    Returns:
        `seconds` that the actor was active on this item so far, and the idle rule, in seconds.

    Raises:
        NotFound: No such work for the actor.
        NotAllowed: The actor's role does no work.
        WrongState: The actor neither works on it nor may judge it now.
    """
    item = queries.lock_item(actor, item_id, roles=tuple({*ROLES["author"], *ROLES["reviewer"]}))
    review = item.state == WorkItem.State.SUBMITTED and item.author_id != actor.pk
    open_now = item.state in (WorkItem.State.ANNOTATING, WorkItem.State.RETURNED)
    if not review and not (open_now and item.author_id == actor.pk):
        raise WrongState("This work is not in your hands now, so no time is counted.", state=item.state)
    User.objects.select_for_update().get(pk=actor.pk)  # two pages of one person, one after the other
    place = {"item_id": item.pk, "review": review, "frame": frame, "number": number}
    last = Stint.objects.filter(person=actor).order_by("-last_at", "-pk").first()
    recent = Stint.objects.filter(pk=last.pk, last_at__gte=Now() - idle()) if last else Stint.objects.none()
    counting = bool(recent.update(last_at=Now()))
    if last is None or not counting or any(getattr(last, name) != value for name, value in place.items()):
        Stint.objects.create(person=actor, began_at=Now(), last_at=Now(), **place)
    seconds = minutes_queries.seconds_on(item, actor)
    return {"seconds": seconds, "idle_after": settings.IDLE_SECONDS}


def idle() -> timedelta:
    """How long somebody may be silent and still be at work."""
    return timedelta(seconds=settings.IDLE_SECONDS)
