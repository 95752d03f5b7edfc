"""The line to a language endpoint: a real socket that answers wrongly in every way that is known."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from annotator.language.endpoint import Endpoint, EndpointFailed, EndpointRefused, Line, Message, Reply
from tests.language_server import MODEL, LanguageServer, drips, drops, hangs, says, sends, serving

TURNS = (Message("system", "Be brief."), Message("user", "Hello?"))


@pytest.fixture
def server() -> Iterator[LanguageServer]:
    with serving() as one:
        one.otherwise = says("Hello.")
        yield one


def endpoint(server: LanguageServer, **columns: object) -> Endpoint:
    return replace(Endpoint(server.url, "asked-for", seconds=0.5, attempts=4, patience=0.01), **columns)


def complete(server: LanguageServer, **columns: object) -> Reply:
    with Line(endpoint(server, **columns)) as line:
        return line.complete(TURNS, most_tokens=8)


def test_an_answer_says_what_gave_it_and_what_it_took(server) -> None:
    reply = complete(server)

    assert reply == Reply("Hello.", MODEL, "synthetic", True, 100, 10, attempts=1, lost=0)


def test_a_question_is_asked_at_temperature_0_with_its_model_and_bound(server) -> None:
    complete(server)

    [body] = server.heard
    turns = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello?"}]
    assert body == {"model": "asked-for", "messages": turns, "temperature": 0, "seed": 1, "max_tokens": 8}


def test_the_key_goes_as_a_bearer_token_and_no_key_as_nothing(server) -> None:
    complete(server, key="secret")
    complete(server)

    assert server.keys == ["Bearer secret", None]


def test_the_machines_own_proxy_is_not_used(server, monkeypatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")

    assert complete(server).text == "Hello."


PASSING = {
    "too many requests": sends(429, b"slow down"),
    "an error of the server": sends(500, b"oops"),
    "an overloaded server": sends(503),
    "a page of a proxy": sends(200, b"<html><body>Welcome</body></html>"),
    "half an answer": sends(200, b'{"choices": [{"message": {"content": "Hel'),
    "an empty answer": sends(200, b""),
    "no choice": sends(200, b'{"choices": []}'),
    "no text": sends(200, b'{"choices": [{"message": {"content": null}}]}'),
    "a list": sends(200, b"[1]"),
    "a closed connection": drops,
    "silence": hangs,
    "an answer that drips": drips,
}


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING)
def test_what_may_pass_is_asked_again(server, fault) -> None:
    server.script = [fault]

    reply = complete(server)

    assert (reply.text, reply.attempts, len(server.heard)) == ("Hello.", 2, 2)


@pytest.mark.parametrize(("fault", "lost"), [(sends(429), 0), (sends(500), 0), (hangs, 1), (sends(200, b"<html>"), 1)])
def test_an_attempt_that_may_have_been_billed_is_counted_as_lost(server, fault, lost) -> None:
    server.script = [fault]

    assert complete(server).lost == lost


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING)
def test_what_does_not_pass_is_told_after_the_last_attempt(server, fault) -> None:
    server.otherwise = fault

    with pytest.raises(EndpointFailed, match="no answer in 2 attempts"):
        complete(server, attempts=2, seconds=0.2)

    assert len(server.heard) == 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422, 301, 302, 307])
def test_what_another_attempt_would_not_change_stops_at_once(server, status) -> None:
    server.otherwise = sends(status, b"no", Location=f"{server.url}/elsewhere")

    with pytest.raises(EndpointRefused, match=f"status {status}"):
        complete(server)

    assert len(server.heard) == 1


def test_the_endpoint_is_waited_for_as_long_as_it_asks(server) -> None:
    server.script = [sends(429, Retry_After="1")]
    began = time.monotonic()

    complete(server)

    assert time.monotonic() - began >= 1


def test_a_wait_has_its_bound_whatever_the_endpoint_asks_for(server) -> None:
    with Line(endpoint(server)) as line:
        state = type("State", (), {"attempt_number": 30, "outcome": None})()

        assert line._wait(state) <= 60


def test_an_address_where_nobody_listens_is_told(server) -> None:
    with pytest.raises(EndpointFailed, match="cannot be reached"):
        complete(server, url="http://127.0.0.1:9/v1", attempts=2)


def test_an_answer_that_was_cut_off_says_so(server) -> None:
    server.otherwise = says("Hello and", finish="length")

    assert not complete(server).whole


def test_an_endpoint_that_counts_no_tokens_leaves_them_unknown(server) -> None:
    server.otherwise = says("Hello.", usage=False)

    reply = complete(server)

    assert (reply.tokens_in, reply.tokens_out) == (None, None)
