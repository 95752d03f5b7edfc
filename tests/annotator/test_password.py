"""Somebody changes their own password: the rules are asked, and whoever had the old one is out."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody_tried_yet", "quick_hashes")]
NEW = "quite another phrase"


@pytest.fixture
def member(member):
    member.first_name, member.last_name = "Rosalind", "Fraenkel"
    member.save()
    return member


def change(browser: Client, new: str, current: str = make.PASSWORD):
    return browser.put("/api/me/password", {"current": current, "new": new}, content_type="application/json")


def test_a_new_password_holds_and_ends_every_other_session(member):
    here, elsewhere = make.browser(member), make.browser(member)

    answer = change(here, NEW)

    member.refresh_from_db()
    assert answer.status_code == 204
    assert member.check_password(NEW)
    assert here.get("/api/me").status_code == 200
    assert elsewhere.get("/api/me").status_code == 401


@pytest.mark.parametrize(
    ("new", "reason"),
    [("short one", "10 characters"), ("1234567890", "too common"), ("fraenkel-1920", "similar to the")],
)
def test_a_password_that_breaks_a_rule_is_refused_with_the_rule(member, new, reason):
    answer = change(make.browser(member), new)

    error = answer.json()["error"]
    member.refresh_from_db()
    assert (answer.status_code, error["code"], error["fields"]["current"]) == (400, "password_refused", False)
    assert any(reason in one for one in error["fields"]["reasons"])
    assert member.check_password(make.PASSWORD)


def test_who_does_not_know_the_present_password_changes_nothing(member):
    answer = change(make.browser(member), NEW, current="a wrong password")

    member.refresh_from_db()
    assert (answer.status_code, answer.json()["error"]["fields"]["current"]) == (400, True)
    assert member.check_password(make.PASSWORD)


def test_the_present_password_cannot_be_guessed_quickly(member):
    browser = make.browser(member)

    statuses = [change(browser, NEW, current=f"wrong {number}").status_code for number in range(21)]

    assert statuses == [400] * 20 + [429]


def test_a_person_sees_what_is_recorded_of_them(member):
    answer = make.browser(member).get("/api/me").json()

    assert set(answer) == {"id", "username", "name", "email", "joined", "last_sign_in"}
    assert (answer["id"], answer["name"], answer["email"]) == (member.pk, "Rosalind Fraenkel", "")
