"""The one way to say that something happened, and the one way to say that somebody is there."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.db.models.functions import Now

from annotator.events.models import Event, Presence
from annotator.events.whence import here

PRESENT = timedelta(seconds=45)  # twice as long as a page waits before it says so again, and a little


def announce(project: int, topic: str, verb: str, payload: dict[str, Any], *, actor: int | None = None) -> None:
    """Write an event in the running transaction; whoever listens hears of it once that commits.

    Args:
        project: The project's row number.
        topic: The noun, for example `caption`; `docs/events.md` lists all.
        verb: What happened to it, in the past.
        payload: Row numbers and states only: never texts or pictures of a project.
        actor: The person's row number, None for the machine.
    """
    whence, video = here(), payload.get("video")
    Event.objects.create(
        project=project, topic=topic, verb=verb, payload=payload, actor=actor, video=video,
        via=whence.via, address=whence.address, request=whence.request,
    )  # fmt: skip


def arrive(project: int, *, video: int, person: int, name: str) -> None:
    """Note that somebody has a clip open; said again while they have, it holds for `PRESENT` each time."""
    until = Now() + PRESENT
    Presence.objects.bulk_create(
        [Presence(project=project, video=video, person=person, name=name[:200], until=until)],
        update_conflicts=True,
        unique_fields=["video", "person"],
        update_fields=["until", "name"],
    )


def leave(*, video: int, person: int) -> None:
    """They closed it; also forgets who fell silent."""
    Presence.objects.filter(Q(video=video, person=person) | Q(until__lt=Now())).delete()
