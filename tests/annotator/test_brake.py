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
    """So few that none comes back while a test runs."""
    settings.REQUESTS_PER_PERSON = 3
    settings.REQUESTS_PER_STRANGER = 2


def statuses(client: Client, times: int, path: str = "/api/me", **options) -> list[int]:
    return [client.get(path, **options).status_code for _ in range(times)]


def at(address: str, client: Client) -> Client:
    """A browser or program at an address: each test has its own, for a process remembers them."""
    client.defaults["REMOTE_ADDR"] = address
    return client


def test_a_person_who_asks_too_much_waits_and_others_behind_the_same_address_do_not(narrow):
    project = make.project()
    greedy, other = (at("192.0.2.1", make.browser(make.annotator(project))) for _ in range(2))

    asked = statuses(greedy, 6)
    refused = greedy.get("/api/me")

    assert asked == [200] * 4 + [429] * 2  # the first is counted by address: who it is was not known
    assert refused.json()["error"]["code"] == "throttled"
    assert 0 < refused.json()["error"]["fields"]["seconds"] == int(refused["Retry-After"]) <= 20
    assert statuses(other, 3) == [200] * 3


def test_all_that_somebody_does_counts_together_by_page_and_by_token(narrow):
    person = make.annotator(make.project())
    browser = at("192.0.2.2", make.browser(person))
    _, key = make_token(person, label="x")
    program = at("192.0.2.2", Client(headers={"Authorization": f"Token {key}"}))

    asked = statuses(browser, 3) + statuses(program, 3)

    assert asked == [200] * 5 + [429]


def test_strangers_wait_by_address_whatever_they_pretend(narrow):
    disguises = [{"Authorization": f"Token {n}"} for n in range(2)] + [{"Cookie": f"sessionid={n}"} for n in range(2)]

    asked = [at("192.0.2.3", Client()).get("/api/me", headers=one).status_code for one in disguises]
    elsewhere = at("192.0.2.4", Client()).get("/api/me").status_code

    assert asked == [401] * 2 + [429] * 2
    assert elsewhere == 401


def test_the_page_and_the_signs_of_life_are_never_refused(narrow):
    stranger = at("192.0.2.5", Client())
    assert statuses(stranger, 3)[-1] == 429

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
