"""Who has which clip open: seen by the others within seconds, gone with the page, in no log; and who may listen."""

import asyncio

import pytest
from asgiref.sync import sync_to_async
from django.db.models.functions import Now

from annotator.events.models import Event, Presence
from annotator.videos.models import Membership
from tests import factories as make
from tests.annotator.test_live import socket_of

pytestmark = pytest.mark.django_db(transaction=True)


@sync_to_async
def world():
    project = make.project()
    return project, make.video(project), make.annotator(project), make.inspector(project)


async def joined(person, project):
    socket = socket_of(person, project.slug)
    await socket.connect()
    assert (await socket.receive_json_from(timeout=5))["topic"] == "hello"
    return socket


async def heard(socket):
    message = await socket.receive_json_from(timeout=5)
    assert message["topic"] == "presence"
    assert "id" not in message
    return message["payload"]


async def test_others_hear_who_opened_a_clip_and_who_left_it_and_the_log_does_not():
    project, video, drawer, inspector = await world()
    there, watching = await joined(drawer, project), await joined(inspector, project)
    events = await Event.objects.acount()

    await there.send_json_to({"here": video.pk})
    came = await heard(watching)
    await there.send_json_to({"here": None})
    left = await heard(watching)

    assert came == {"video": video.pk, "people": [{"id": drawer.pk, "name": drawer.name}]}
    assert left == {"video": video.pk, "people": []}
    assert await Event.objects.acount() == events
    await there.disconnect()
    await watching.disconnect()


async def test_who_connects_later_is_told_at_once_who_is_there():
    project, video, drawer, inspector = await world()
    there = await joined(drawer, project)
    await there.send_json_to({"here": video.pk})
    await heard(there)

    late = await joined(inspector, project)

    assert (await heard(late))["people"] == [{"id": drawer.pk, "name": drawer.name}]
    await there.disconnect()
    await late.disconnect()


async def test_a_page_that_is_closed_has_left():
    project, video, drawer, _ = await world()
    there = await joined(drawer, project)
    await there.send_json_to({"here": video.pk})
    await heard(there)

    await there.disconnect()

    assert not await Presence.objects.aexists()


async def test_a_page_that_fell_silent_has_left():
    project, video, drawer, inspector = await world()
    there, watching = await joined(drawer, project), await joined(inspector, project)
    await there.send_json_to({"here": video.pk})
    await heard(watching)

    await Presence.objects.aupdate(until=Now())

    assert (await heard(watching))["people"] == []
    await there.disconnect()
    await watching.disconnect()


async def test_nobody_is_present_in_a_clip_of_another_project_or_in_nonsense():
    project, _, drawer, _ = await world()
    _, foreign, _, _ = await world()
    there = await joined(drawer, project)

    for nonsense in ({"here": foreign.pk}, {"here": "1"}, {"here": [1]}, {}, [], 7, {"here": 10**30}):
        await there.send_json_to(nonsense)

    assert await there.receive_nothing(timeout=1.5)
    assert not await Presence.objects.aexists()
    await there.disconnect()


async def test_the_socket_of_somebody_who_was_taken_out_of_the_project_is_closed():
    project, _, drawer, inspector = await world()
    gone, stays = await joined(drawer, project), await joined(inspector, project)

    await Membership.objects.filter(user=drawer).adelete()

    assert (await gone.receive_output(timeout=10))["code"] == 4404
    assert await stays.receive_nothing(timeout=0.5)
    await stays.disconnect()


async def test_the_socket_of_somebody_whose_account_was_closed_is_closed():
    project, _, drawer, _ = await world()
    gone = await joined(drawer, project)

    drawer.is_active = False
    await drawer.asave()

    assert (await gone.receive_output(timeout=10))["code"] == 4404
    await asyncio.sleep(0)


async def test_a_thousand_events_of_a_broken_line_come_once_each_and_in_order():
    project, *_, inspector = await world()
    first = await joined(inspector, project)
    await first.disconnect()
    rows = [Event(project=project.pk, topic="video", verb="added", payload={"video": n}) for n in range(1000)]
    since = await sync_to_async(lambda: Event.objects.order_by("-id").values_list("id", flat=True).first() or 0)()
    await Event.objects.abulk_create(rows)

    back = socket_of(inspector, project.slug, since=since)
    await back.connect()
    await back.receive_json_from(timeout=5)
    told = [(await back.receive_json_from(timeout=5))["payload"]["video"] for _ in range(1000)]

    assert told == list(range(1000))
    assert await back.receive_nothing(timeout=0.6)
    await back.disconnect()
