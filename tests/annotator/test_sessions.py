"""Where somebody is signed in: seen and ended by them alone, and over by itself after the operator's times."""

from __future__ import annotations

from datetime import timedelta

import pytest
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.test import Client
from django.utils import timezone

from annotator import consumers
from annotator.accounts.models import Session
from annotator.asgi import application
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody_tried_yet")]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def signed_in(person, agent: str = FIREFOX) -> Client:
    browser = Client(headers={"User-Agent": agent})
    body = {"username": person.username, "password": make.PASSWORD}
    assert browser.post("/api/session", body, content_type="application/json").status_code == 200
    return browser


def is_in(browser: Client) -> bool:
    return browser.get("/api/session").json()["person"] is not None


def test_each_session_is_listed_with_its_browser_and_never_with_its_key(member):
    here, there = signed_in(member), signed_in(member, "curl/8")
    signed_in(make_other(member))

    answer = here.get("/api/me/sessions")

    [newest, oldest] = answer.json()
    assert (newest["agent"], newest["here"], oldest["agent"], oldest["here"]) == ("curl/8", False, FIREFOX, True)
    assert newest["began"]
    assert newest["seen"]
    for browser in (here, there):
        assert browser.cookies["sessionid"].value not in answer.content.decode()


def make_other(member):
    other = make.annotator(member.memberships.get().project)
    other.set_password(make.PASSWORD)
    other.save()
    return other


def test_one_session_is_ended_by_its_owner_alone(member):
    here, there, stranger = signed_in(member), signed_in(member), signed_in(make_other(member))
    [number] = [one["id"] for one in here.get("/api/me/sessions").json() if not one["here"]]

    by_stranger = stranger.delete(f"/api/me/sessions/{number}")
    still = is_in(there)
    by_owner = here.delete(f"/api/me/sessions/{number}")

    assert (by_stranger.status_code, still, by_owner.status_code) == (404, True, 204)
    assert (is_in(there), is_in(here), is_in(stranger)) == (False, True, True)
    assert there.get("/api/me").status_code == 401


def test_all_others_are_ended_at_once(member):
    here, others = signed_in(member), [signed_in(member) for _ in range(3)]

    assert here.delete("/api/me/sessions").status_code == 204

    assert is_in(here)
    assert not any(is_in(other) for other in others)
    assert [one["here"] for one in here.get("/api/me/sessions").json()] == [True]


def test_a_session_ends_where_nobody_used_it_for_as_long_as_the_operator_says(member, settings):
    settings.SESSION_IDLE_SECONDS = 3600
    used, unused = signed_in(member), signed_in(member)
    ago = timezone.now() - timedelta(seconds=3500)
    Session.objects.update(seen_at=ago)
    assert is_in(used)

    Session.objects.filter(seen_at=ago).update(seen_at=ago - timedelta(seconds=200))

    assert (is_in(used), is_in(unused)) == (True, False)


def test_a_session_ends_some_time_after_its_sign_in_however_much_it_is_used(member, settings):
    settings.SESSION_COOKIE_AGE = 3600
    browser = signed_in(member)
    Session.objects.update(began_at=timezone.now() - timedelta(seconds=3500))
    before = is_in(browser)

    Session.objects.update(began_at=timezone.now() - timedelta(seconds=3700))

    assert (before, is_in(browser)) == (True, False)


def test_using_a_session_is_written_down_once_a_minute_and_no_more(member):
    browser = signed_in(member)
    long_ago = timezone.now() - timedelta(minutes=5)
    Session.objects.update(seen_at=long_ago)

    browser.get("/api/me")
    seen = Session.objects.get().seen_at
    browser.get("/api/me")

    assert seen > long_ago
    assert Session.objects.get().seen_at == seen


def test_a_new_password_ends_every_row_but_the_one_that_chose_it(member):
    here, there = signed_in(member), signed_in(member)
    body = {"current": make.PASSWORD, "new": "quite another phrase"}

    answer = here.put("/api/me/password", body, content_type="application/json")

    assert answer.status_code == 204
    assert (is_in(here), is_in(there)) == (True, False)
    assert Session.objects.filter(person=member).count() == 1


def test_rows_of_sessions_that_are_over_go_at_the_next_sign_in(member):
    signed_in(member)
    Session.objects.update(expire_date=timezone.now() - timedelta(days=1))

    signed_in(member)

    assert Session.objects.count() == 1


@pytest.mark.django_db(transaction=True)
async def test_the_socket_of_a_session_that_was_ended_is_closed(monkeypatch):
    monkeypatch.setattr(consumers, "SECONDS_BETWEEN_CHECKS", 0.1)

    def prepare():
        project = make.project()
        person = make.annotator(project)
        person.set_password(make.PASSWORD)
        person.save()
        return project, signed_in(person).cookies["sessionid"].value

    project, key = await database_sync_to_async(prepare)()
    headers = [(b"cookie", f"sessionid={key}".encode()), (b"origin", b"http://127.0.0.1"), (b"host", b"127.0.0.1")]
    socket = WebsocketCommunicator(application, f"/ws/projects/{project.slug}", headers=headers)
    connected, _ = await socket.connect()
    assert connected
    await socket.receive_json_from()

    await database_sync_to_async(Session.objects.all().delete)()
    message = await socket.receive_output(timeout=5)

    assert (message["type"], message["code"]) == ("websocket.close", 4401)
