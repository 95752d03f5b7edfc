"""Whoever asks far too much is told to wait, by whom they are; nobody else is, and nothing is lost by it."""

from __future__ import annotations

import pytest
from django.test import Client

from annotator.accounts.actions import make_token
from annotator.accounts.brake import MOST_KNOWN, Buckets
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def narrow(settings):
    settings.REQUESTS_PER_PERSON = 6
    settings.REQUESTS_PER_STRANGER = 4


def statuses(client: Client, times: int, path: str = "/api/me", **options) -> list[int]:
    return [client.get(path, **options).status_code for _ in range(times)]


def test_a_person_who_asks_too_much_waits_and_others_behind_the_same_address_do_not(narrow):
    project = make.project()
    greedy, other = make.browser(make.annotator(project)), make.browser(make.annotator(project))

    asked = statuses(greedy, 9)
    refused = greedy.get("/api/me")

    assert asked == [200] * 7 + [429] * 2  # the first is counted by address: who it is was not known
    assert refused.json()["error"]["code"] == "throttled"
    assert refused.json()["error"]["fields"]["seconds"] == int(refused["Retry-After"]) == 10
    assert statuses(other, 3) == [200] * 3


def test_all_that_somebody_does_counts_together_by_page_and_by_token(narrow):
    person = make.annotator(make.project())
    browser = make.browser(person)
    _, key = make_token(person, label="x")
    program = Client(headers={"Authorization": f"Token {key}"})

    asked = statuses(browser, 4) + statuses(program, 5)

    assert asked == [200] * 8 + [429]


def test_strangers_wait_by_address_whatever_they_pretend(narrow):
    disguises = [{"Authorization": f"Token {n}"} for n in range(3)] + [{"Cookie": f"sessionid={n}"} for n in range(3)]

    asked = [Client().get("/api/me", headers=one, REMOTE_ADDR="192.0.2.1").status_code for one in disguises]
    elsewhere = Client().get("/api/me", REMOTE_ADDR="192.0.2.2").status_code

    assert asked == [401] * 4 + [429] * 2
    assert elsewhere == 401


def test_the_page_and_the_signs_of_life_are_never_refused(narrow):
    stranger = Client()
    statuses(stranger, 5)

    assert statuses(stranger, 6, "/healthz") == [200] * 6


def test_a_bucket_fills_again_and_only_the_latest_are_remembered():
    now = [0.0]
    buckets = Buckets(clock=lambda: now[0])

    assert [buckets.wait("a", a_minute=60) for _ in range(61)] == [0] * 60 + [1]
    now[0] = 2.5
    assert [buckets.wait("a", a_minute=60) for _ in range(3)] == [0, 0, 0.5]
    assert buckets.wait("b", a_minute=0) == 0
    for number in range(MOST_KNOWN):
        buckets.wait(str(number), a_minute=1)
    assert buckets.wait("a", a_minute=60) == 0
