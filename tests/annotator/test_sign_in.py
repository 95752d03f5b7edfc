"""Guessing is counted for each account and address, in rows; a second factor is asked of those who turned one on."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests import factories as make
from tests.authenticator import code_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody_tried_yet", "quick_hashes")]
WRONG = "a wrong password"


def sign_in(username: str, password: str = make.PASSWORD, *, code: str = "", address: str = "192.0.2.1"):
    cache.delete(f"throttle_login_{address}")  # the brake on each address is another matter
    body = {"username": username, "password": password, "code": code}
    return Client(REMOTE_ADDR=address).post("/api/session", body, content_type="application/json")


def try_wrongly(username: str, times: int, **how: str) -> list[int]:
    return [sign_in(username, WRONG, **how).status_code for _ in range(times)]


def turn_on(person) -> tuple[str, list[str]]:
    """A second factor for somebody: its secret, and the recovery codes."""
    browser = make.browser(person)
    secret = browser.post("/api/me/second_factor").json()["secret"]
    body = {"code": code_of(secret)}
    return secret, browser.put("/api/me/second_factor", body, content_type="application/json").json()["codes"]


def test_an_account_under_attack_is_locked_for_that_address_and_opens_again_by_itself(member):
    tries = int(settings.AXES_FAILURE_LIMIT)

    before = try_wrongly(member.username, tries - 1)
    last = sign_in(member.username, WRONG)
    locked = sign_in(member.username)
    AccessAttempt.objects.update(attempt_time=timezone.now() - settings.AXES_COOLOFF_TIME - timedelta(seconds=1))
    later = sign_in(member.username)

    assert before == [401] * (tries - 1)
    assert (last.status_code, locked.status_code) == (429, 429)
    assert locked.json()["error"]["code"] == "sign_in_locked"
    assert later.status_code == 200


def test_who_attacks_an_account_from_afar_does_not_lock_its_owner_out(member):
    try_wrongly(member.username, 12, address="198.51.100.7")

    assert sign_in(member.username).status_code == 200


def test_an_account_that_is_not_there_is_locked_like_one_that_is(member):
    answers = [[sign_in(name, WRONG).json() for _ in range(11)] for name in (member.username, "nobody")]

    assert answers[0] == answers[1]


def test_signing_in_well_forgets_the_tries_before(member):
    try_wrongly(member.username, 9)
    sign_in(member.username)

    assert try_wrongly(member.username, 9) == [401] * 9


def test_the_count_is_kept_in_rows_without_what_was_typed(member):
    sign_in(member.username, WRONG)

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(t)::text FROM axes_accessattempt t")
        [[kept]] = cursor.fetchall()
    assert member.username in kept
    assert WRONG not in kept


def test_a_second_factor_is_asked_for_at_every_sign_in_and_each_code_is_good_once(member):
    secret, _ = turn_on(member)

    without, wrong = sign_in(member.username), sign_in(member.username, code="000000")
    code = code_of(secret)
    right, again = (sign_in(member.username, code=code) for _ in range(2))

    assert [answer.status_code for answer in (without, wrong, right, again)] == [401, 401, 200, 401]
    assert {answer.json()["error"]["code"] for answer in (without, wrong, again)} == {"code_needed"}
    assert [answer.json()["error"]["fields"]["wrong"] for answer in (without, wrong)] == [False, True]


def test_whether_there_is_a_second_factor_is_told_only_to_who_knows_the_password(member):
    turn_on(member)

    assert sign_in(member.username, WRONG).json()["error"]["code"] == "authentication_failed"


def test_codes_cannot_be_guessed(member):
    secret, _ = turn_on(member)

    answers = [sign_in(member.username, code="000000").status_code for _ in range(10)]

    assert answers == [401] * 9 + [429]
    assert sign_in(member.username, code=code_of(secret)).status_code == 429


def test_a_recovery_code_opens_once(member):
    _, codes = turn_on(member)

    first, second = (sign_in(member.username, code=codes[3]) for _ in range(2))

    assert (first.status_code, second.status_code) == (200, 401)
    assert make.browser(member).get("/api/me/second_factor").json() == {"on": True, "codes_left": len(codes) - 1}


def test_a_second_factor_counts_only_once_the_app_has_given_a_code_back(member):
    browser = make.browser(member)
    begun = browser.post("/api/me/second_factor").json()

    refused = browser.put("/api/me/second_factor", {"code": "000000"}, content_type="application/json")

    assert begun["address"].startswith("otpauth://totp/")
    assert "<svg" in begun["picture"]
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "code_refused")
    assert sign_in(member.username).status_code == 200


def test_turning_it_off_takes_a_code(member):
    secret, _ = turn_on(member)
    browser = make.browser(member)

    wrong, right = (
        browser.post("/api/me/second_factor/off", {"code": code}, content_type="application/json")
        for code in ("000000", code_of(secret))
    )

    assert (wrong.status_code, right.status_code) == (400, 204)
    assert sign_in(member.username).status_code == 200
    assert not Authenticator.objects.exists()


def test_a_second_one_is_not_set_up_over_the_first(member):
    turn_on(member)

    answer = make.browser(member).post("/api/me/second_factor")

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "second_factor_on")


def test_whoever_has_only_the_database_has_no_second_factor_of_anybody(member):
    secret, codes = turn_on(member)

    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(row_to_json(t)::text, '') FROM mfa_authenticator t")
        kept = cursor.fetchone()[0]
    assert not any(word in kept for word in (secret, base64.b32decode(secret).hex(), *codes))
