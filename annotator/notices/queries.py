"""Reading one's own notices; nobody reads another person's."""

from typing import Any

from django.db.models import QuerySet

from annotator.accounts.models import User
from annotator.annotations.queries import person
from annotator.notices.models import Notice
from annotator.videos.queries import membership

SHOWN = 100


def notices_of(actor: User, project_id: int) -> QuerySet[Notice]:
    """The actor's notices of a project, newest first, with what their JSON needs."""
    rows = Notice.objects.filter(person=actor, project=project_id)
    return rows.select_related("by", "video", "item", "question").order_by("-id")


def unread(actor: User, project_id: int) -> QuerySet[Notice]:
    """Those that the actor has not read yet."""
    return Notice.objects.filter(person=actor, project=project_id, read_at__isnull=True)


def notices_for(actor: User, slug: str) -> dict[str, Any]:
    """The newest notices of the actor in a project, and how many of all are unread, in JSON.

    Raises:
        NotFound: No such project for the actor.
    """
    project = membership(actor, slug).project
    return {
        "unread": unread(actor, project.pk).count(),
        "notices": [describe(row) for row in notices_of(actor, project.pk)[:SHOWN]],
    }


def describe(row: Notice) -> dict[str, Any]:
    """A notice in JSON."""
    return {
        "id": row.pk,
        "kind": row.kind,
        "by": person(row.by),
        "clip": row.video.number,
        "step": row.item.step if row.item else None,
        "phrase": row.question.phrase if row.question else None,
        "made": row.made_at,
        "read": row.read_at is not None,
    }
