"""The socket: members hear of every change in order, across a reconnect, and nobody else hears anything."""

import asyncio

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.contrib.auth.models import AnonymousUser
from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from annotator.asgi import application
from annotator.consumers import ProjectConsumer
from annotator.events import queries
from annotator.events.actions import announce
from annotator.events.models import Event
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)


def socket_of(person, slug: str, since: int | None = None) -> WebsocketCommunicator:
    query = "" if since is None else f"?since={since}"
    socket = WebsocketCommunicator(ProjectConsumer.as_asgi(), f"/ws/projects/{slug}{query}")
    socket.scope |= {"user": person, "url_route": {"kwargs": {"slug": slug}}}
    return socket


@sync_to_async
def world():
    project = make.project()
    return project, make.annotator(project)


@sync_to_async
@transaction.atomic
def tell_all(project, numbers) -> None:
    for number in numbers:
        announce(project.pk, "video", "added", {"video": number})


tell = sync_to_async(lambda project, number: announce(project.pk, "video", "added", {"video": number}))


async def test_a_member_hears_of_changes_while_connected():
    project, member = await world()
    socket = socket_of(member, project.slug)
    await socket.connect()
    assert (await socket.receive_json_from())["topic"] == "hello"
    await asyncio.sleep(0.3)

    await tell(project, 1)

    heard = await socket.receive_json_from(timeout=5)
    assert (heard["topic"], heard["payload"]) == ("video", {"video": 1})
    await socket.disconnect()


async def test_what_happened_during_a_gap_is_sent_once_and_in_order():
    project, member = await world()
    await tell(project, 1)
    first = await sync_to_async(queries.last)()
    for number in range(2, 30):
        await tell(project, number)

    socket = socket_of(member, project.slug, since=first)
    await socket.connect()
    await socket.receive_json_from()
    heard = [(await socket.receive_json_from(timeout=5))["payload"]["video"] for _ in range(28)]

    assert heard == list(range(2, 30))
    assert await socket.receive_nothing(timeout=0.6)
    await socket.disconnect()


async def test_many_changes_at_once_all_reach_every_socket_in_order():
    project, member = await world()
    sockets = [socket_of(member, project.slug) for _ in range(2)]
    for socket in sockets:
        await socket.connect()
        await socket.receive_json_from()
    await asyncio.sleep(0.3)

    await tell_all(project, range(400))

    for socket in sockets:
        heard = [(await socket.receive_json_from(timeout=5))["payload"]["video"] for _ in range(400)]
        assert heard == list(range(400))
        await socket.disconnect()


async def test_outsiders_and_strangers_are_turned_away():
    project, _ = await world()
    _, outsider = await world()

    codes = []
    for person in (outsider, AnonymousUser()):
        socket = socket_of(person, project.slug)
        await socket.connect()
        codes.append((await socket.receive_output(timeout=5))["code"])

    assert codes == [4404, 4401]


async def test_a_socket_from_a_foreign_page_is_refused():
    project, _ = await world()
    headers = [(b"origin", b"http://evil.example"), (b"host", b"127.0.0.1")]

    connected, _ = await WebsocketCommunicator(application, f"/ws/projects/{project.slug}", headers).connect()

    assert not connected


def test_an_event_of_a_change_that_failed_never_existed():
    project = make.project()

    def announce_and_fail() -> None:
        with transaction.atomic():
            announce(project.pk, "video", "added", {"video": 1})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        announce_and_fail()

    assert not Event.objects.exists()


def test_an_event_is_held_back_while_an_earlier_one_is_still_being_written():
    project = make.project()
    slow = connection.copy()
    try:
        with slow.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(
                "INSERT INTO events_event (project, topic, verb, payload, at) "
                "VALUES (%s, 'video', 'added', '{}', now())",
                [project.pk],
            )
            announce(project.pk, "video", "added", {"video": 2})
            held_back = queries.after(0)
            cursor.execute("COMMIT")
        settled = queries.after(0)
    finally:
        slow.close()
        connections.close_all()

    assert held_back == []
    assert [event.payload for event in settled] == [{}, {"video": 2}]


@sync_to_async
def tell_the_second_first(project) -> BaseDatabaseWrapper:
    """Two events at once: the one that began later has the smaller number and is not committed yet."""
    begun_later = connection.copy()
    with transaction.atomic(), begun_later.cursor() as cursor:
        make.annotator(project)  # gives this transaction its place, before the other has one
        cursor.execute("BEGIN")
        cursor.execute(
            "INSERT INTO events_event (project, topic, verb, payload, at) "
            "VALUES (%s, 'video', 'added', '{\"video\": 1}', now())",
            [project.pk],
        )
        announce(project.pk, "video", "added", {"video": 2})
    return begun_later


@sync_to_async
def commit(late: BaseDatabaseWrapper) -> None:
    late.cursor().execute("COMMIT")
    late.close()


async def test_an_event_that_is_committed_late_is_told_though_its_number_is_smaller():
    project, member = await world()
    socket = socket_of(member, project.slug)
    await socket.connect()
    await socket.receive_json_from()
    await asyncio.sleep(0.3)

    late = await tell_the_second_first(project)
    first = await socket.receive_json_from(timeout=5)
    await commit(late)
    second = await socket.receive_json_from(timeout=5)

    assert [first["payload"], second["payload"]] == [{"video": 2}, {"video": 1}]
    assert second["id"] < first["id"]
    await socket.disconnect()


async def test_after_a_gap_nothing_is_missed_or_repeated_that_was_committed_late():
    project, member = await world()
    late = await tell_the_second_first(project)
    number = await sync_to_async(queries.last)()
    await commit(late)

    back = socket_of(member, project.slug, since=number)
    await back.connect()
    await back.receive_json_from()
    heard = await back.receive_json_from(timeout=5)
    again = socket_of(member, project.slug, since=heard["id"])
    await again.connect()
    await again.receive_json_from()

    assert heard["payload"] == {"video": 1}
    assert await again.receive_nothing(timeout=0.6)
    await back.disconnect()
    await again.disconnect()
