"""The one way to say that something happened."""

from typing import Any

from annotator.events.models import Event


def announce(project: int, topic: str, verb: str, payload: dict[str, Any], *, actor: int | None = None) -> None:
    """Write an event in the running transaction; whoever listens hears of it once that commits.

    Args:
        project: The project's row number.
        topic: The noun, for example `caption`; `docs/events.md` lists all.
        verb: What happened to it, in the past.
        payload: Row numbers and states only: never texts or pictures of a project.
        actor: The person's row number, None for the machine.
    """
    Event.objects.create(project=project, topic=topic, verb=verb, payload=payload, actor=actor)
