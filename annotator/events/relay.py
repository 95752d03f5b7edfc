"""Carries events from rows to the sockets of this process: a short poll, so that processes need no broker."""

import asyncio

import structlog
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import close_old_connections

from annotator.events import queries

log = structlog.get_logger()
_running: set[asyncio.Task[None]] = set()


def read_after(event: int) -> list[dict[str, object]]:
    """The next events as messages for sockets."""
    close_old_connections()
    return [
        {
            "type": "event",
            "id": row.id,
            "project": row.project,
            "topic": row.topic,
            "verb": row.verb,
            "payload": row.payload,
        }
        for row in queries.after(event)
    ]


async def carry() -> None:
    """Poll for ever; a database that is away for a while is asked again."""
    layer = get_channel_layer()
    assert layer is not None  # noqa: S101  # CHANNEL_LAYERS is fixed in the settings
    seen = await sync_to_async(queries.last)()
    while True:
        try:
            for message in await sync_to_async(read_after)(seen):
                seen = int(str(message["id"]))
                await layer.group_send(f"project-{message['project']}", message)
        except asyncio.CancelledError:
            raise
        except Exception:
            log.exception("relay.failed", seen=seen)
            await asyncio.sleep(2)
        await asyncio.sleep(settings.EVENT_POLL_SECONDS)


def ensure_running() -> None:
    """Start the poll in this process's loop, once."""
    here = asyncio.get_running_loop()
    for task in list(_running):
        if task.done() or task.get_loop() is not here:
            _running.discard(task)
    if not _running:
        _running.add(here.create_task(carry()))
