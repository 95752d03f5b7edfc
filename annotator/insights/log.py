"""The log of a project for who answers for it: who did what when, and from where; newest first, a page at a time."""

from typing import Any

from django.db.models import Q

from annotator.accounts.account_log import OF_NO_PROJECT
from annotator.accounts.models import Role, User
from annotator.accounts.queries import person
from annotator.events.models import Event
from annotator.events.queries import settled
from annotator.videos.models import Membership, Video
from annotator.videos.queries import membership

PAGE = 100
KEEPERS = (Role.LEAD, Role.ADMIN)


def log_for(
    actor: User, slug: str, *, clip: int | None = None, username: str = "", topic: str = "", before: int | None = None
) -> dict[str, Any]:
    """One page of a project's log in JSON, with three queries whatever its length.

    Args:
        clip: Only what happened to the clip of this number.
        username: Only what the person of this user name did.
        topic: Only events of this topic.
        before: Only events with a smaller number, to read on.

    Raises:
        NotFound: No such project for the actor.
        NotAllowed: The actor is neither lead nor admin.
    """
    place = membership(actor, slug, roles=KEEPERS)
    members = Membership.objects.filter(project=place.project_id).values("user")
    ours = Q(project=place.project_id) | Q(project=OF_NO_PROJECT, actor__in=members)
    rows = settled().filter(ours).exclude(topic="notice").order_by("-id")
    if clip is not None:
        rows = rows.filter(video__in=Video.objects.filter(project=place.project_id, number=clip).values("pk"))
    if username:
        rows = rows.filter(actor__in=User.objects.filter(username=username).values("pk"))
    if topic:
        rows = rows.filter(topic=topic)
    if before is not None:
        rows = rows.filter(id__lt=before)
    page = list(rows[: PAGE + 1])
    return {
        "events": described(page[:PAGE], with_addresses=place.role == Role.ADMIN),
        "next_before": page[PAGE - 1].pk if len(page) > PAGE else None,
    }


def described(rows: list[Event], *, with_addresses: bool) -> list[dict[str, Any]]:
    """Events in JSON; addresses only for who looks after accounts."""
    people = User.objects.in_bulk({row.actor for row in rows if row.actor is not None})
    clips = dict(Video.objects.filter(pk__in={row.video for row in rows if row.video}).values_list("pk", "number"))
    return [
        {
            "id": row.pk,
            "at": row.at,
            "by": person(people.get(row.actor)) if row.actor is not None else None,
            "topic": row.topic,
            "verb": row.verb,
            "clip": clips.get(row.video) if row.video is not None else None,
            "payload": row.payload,
            "via": row.via,
            "address": row.address if with_addresses else None,
        }
        for row in rows
    ]
