"""Carries events from rows to the sockets of this process: a short poll, so that processes need no broker.

Who has which clip open goes the same way, but without a number: it is not in the log, and nobody catches up on it.
"""

import asyncio
import json
import weakref
from collections import defaultdict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import structlog
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import close_old_connections

from annotator.events import queries
from annotator.events.models import Event

log = structlog.get_logger()
Work = Callable[[], Coroutine[Any, Any, None]]
_running: dict[Work, asyncio.Task[None]] = {}
_begun: weakref.WeakSet[asyncio.Task[Any]] = weakref.WeakSet()  # relays that know from where on they tell
_told: list[int] = []  # the number told last, once there is one
SECONDS_BETWEEN_LOOKS = 1.0
SECONDS_TO_BEGIN = 0.05


@dataclass(frozen=True, slots=True)
class Message:
    """An event as sockets are told it: written down once, whoever hears it. `person` is whom its payload names."""

    turn: queries.Turn
    project: int
    topic: str
    person: int | None
    text: str

    def __deepcopy__(self, memo: dict[int, object]) -> "Message":
        return self  # the channel layer copies what it carries, once for each socket


def read_after(event: int, *, project: int | None = None) -> list[Message]:
    """The next events as messages for sockets."""
    close_old_connections()
    return [message_of(row) for row in queries.after(event, project=project)]


def message_of(row: Event) -> Message:
    """An event as a message."""
    text = json.dumps({"id": row.id, "topic": row.topic, "verb": row.verb, "payload": row.payload})
    turn = queries.Turn(row.written_by_transaction, row.id)
    return Message(turn, row.project, row.topic, row.payload.get("person"), text)


async def carry() -> None:
    """Poll for ever; a database that is away for a while is asked again."""
    layer = get_channel_layer()
    assert layer is not None  # noqa: S101  # CHANNEL_LAYERS is fixed in the settings
    seen: int | None = None
    while True:
        try:
            if seen is None:
                seen = await sync_to_async(read_last)()
                _note_beginning()
            batches: dict[int, list[Message]] = defaultdict(list)
            found = await sync_to_async(read_after)(seen)
            for message in found:
                batches[message.project].append(message)
            for project, messages in batches.items():
                await layer.group_send(f"project-{project}", {"type": "events", "messages": messages})
            seen = found[-1].turn.number if found else seen
            _told[:] = [seen]
        except asyncio.CancelledError:
            raise
        except Exception:
            log.exception("relay.failed", seen=seen)
            await asyncio.sleep(2)
        await asyncio.sleep(settings.EVENT_POLL_SECONDS)


def read_last() -> int:
    """Where a relay begins."""
    close_old_connections()
    return queries.last()


def _note_beginning() -> None:
    """This relay knows from where on it tells."""
    task = asyncio.current_task()
    assert task is not None  # noqa: S101  # it runs in one
    _begun.add(task)


async def begun() -> None:
    """Wait, after `keep_running`, until the relay knows from where on it tells.

    Who caught up before that would miss what happens in between: the database may have been away for the relay alone.
    """
    while _running.get(carry) not in _begun:
        await asyncio.sleep(SECONDS_TO_BEGIN)


def told() -> int | None:
    """The number of the event that this process told last; None where nobody ever listened."""
    return _told[0] if _told else None


def read_present() -> queries.Present:
    """Who is where, for the loop below."""
    close_old_connections()
    return queries.present()


async def watch_presence() -> None:
    """Tell each project which of its clips has other people in it than a moment ago; for ever."""
    layer = get_channel_layer()
    assert layer is not None  # noqa: S101  # as above
    told: queries.Present = {}
    while True:
        try:
            now = await sync_to_async(read_present)()
            for place in [*now, *(set(told) - set(now))]:
                people = now.get(place, [])
                if people != told.get(place, []):
                    message = {"type": "presence", "video": place.video, "people": people}
                    await layer.group_send(f"project-{place.project}", message)
            told = now
        except asyncio.CancelledError:
            raise
        except Exception:
            log.exception("presence.failed")
            await asyncio.sleep(2)
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)


def keep_running(*works: Work) -> None:
    """Start endless works in this process's loop, each once."""
    here = asyncio.get_running_loop()
    for work in works:
        task = _running.get(work)
        if task is None or task.done() or task.get_loop() is not here:
            _running[work] = here.create_task(work())
