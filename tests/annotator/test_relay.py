"""The relay to sockets begins late, for the database was away just then: who came meanwhile hears of everything."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import psycopg
import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.db import connection

from annotator.consumers import ProjectConsumer
from annotator.events.actions import announce
from tests import factories as make
from tests import processes

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_MS = 300


@pytest.fixture
def impatient(transactional_db: None) -> Iterator[None]:
    """New connections give up waiting for a lock after a moment, as they do for a database that is away."""
    name = connection.ops.quote_name(connection.settings_dict["NAME"])
    with psycopg.connect(processes.test_rows(), autocommit=True) as rows:
        rows.execute(f"ALTER DATABASE {name} SET lock_timeout = {PATIENCE_MS}")
        connection.close()
        connection.close_pool()
        yield
        rows.execute(f"ALTER DATABASE {name} RESET lock_timeout")
        connection.close()
        connection.close_pool()


@sync_to_async
def scene():
    project = make.project()
    return project, make.annotator(project)


tell = sync_to_async(lambda project, number: announce(project.pk, "video", "added", {"video": number}))


async def test_a_socket_that_came_while_the_relay_could_not_begin_misses_nothing(impatient):
    project, member = await scene()
    socket = WebsocketCommunicator(ProjectConsumer.as_asgi(), f"/ws/projects/{project.slug}")
    socket.scope |= {"user": member, "url_route": {"kwargs": {"slug": project.slug}}}

    locked = psycopg.connect(processes.test_rows())
    locked.execute("LOCK TABLE events_event IN ACCESS EXCLUSIVE MODE")
    await socket.connect()
    await asyncio.sleep(1.5 * PATIENCE_MS / 1000)  # the relay's first look has failed, the next one is under way
    locked.close()
    hello = await socket.receive_json_from(timeout=10)
    await tell(project, 1)
    heard = await socket.receive_json_from(timeout=10)

    assert (hello["topic"], heard["payload"]) == ("hello", {"video": 1})
    await socket.disconnect()
