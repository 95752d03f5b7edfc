"""Reading one's own notices; nobody reads another person's."""

from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet

from annotator.accounts.models import User
from annotator.accounts.queries import person
from annotator.notices.models import Notice, Wish
from annotator.videos.queries import membership

SHOWN = 100


def notices_of(actor: User, project_id: int) -> QuerySet[Notice]:
    """The actor's notices of a project, newest first, with what their JSON needs."""
    rows = Notice.objects.filter(person=actor, project=project_id)
    return rows.select_related("by", "video", "item", "question", "thread__track").order_by("-id")


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
        "thread": row.thread_id,
        "frame": row.thread.frame if row.thread else None,
        "number": row.thread.track.number if row.thread and row.thread.track else None,
        "made": row.made_at,
        "read": row.read_at is not None,
    }


def wishes_of(person: User) -> list[str]:
    """The kinds of notices of which somebody wants an e-mail."""
    found = Wish.objects.filter(person=person).first()
    return list(Wish.BY_DEFAULT) if found is None else found.mail


def wishes_for(actor: User) -> dict[str, Any]:
    """The same in JSON, and whether any e-mail can reach them."""
    return {"mail": wishes_of(actor), "possible": bool(settings.MAIL and actor.email)}


def to_mail() -> QuerySet[Notice]:
    """Unread notices of which no e-mail went yet, for people who still are in the project and have an address."""
    rows = Notice.objects.filter(read_at__isnull=True, mailed_at__isnull=True, person__is_active=True)
    here = rows.filter(project__memberships__user=F("person")).exclude(person__email="")
    return here.select_related("person", "project", "video", "item").order_by("id")
