"""Who came in, who was refused and what changed at accounts is in the log, for those who answer for the project."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client

from annotator.events import relay
from annotator.events.models import Event
from tests import factories as make
from tests.authenticator import code_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("nobody_tried_yet")]
WRONG = "a wrong password"


@pytest.fixture(autouse=True)
def three_guesses(settings):
    settings.AXES_FAILURE_LIMIT = 3


def try_in(person, password: str = make.PASSWORD, username: str = "") -> Client:
    browser = Client()
    body = {"username": username or person.username, "password": password}
    browser.post("/api/session", body, content_type="application/json")
    return browser


def told(person, actor=None, query: str = "?topic=account") -> list[tuple[str, str, dict]]:
    """What the log of the person's project tells of accounts, newest first: whose, what, the rest."""
    project = person.memberships.get().project
    answer = make.browser(actor or make.lead(project)).get(f"/api/projects/{project.slug}/log{query}")
    assert answer.status_code == 200
    rows = []
    for event in answer.json()["events"]:
        payload = dict(event["payload"])
        assert payload.pop("person") == event["by"]["id"]
        rows.append((event["by"]["username"], payload.pop("change"), payload))
    return rows


def test_sign_ins_that_succeed_fail_and_are_locked_are_told_and_who_signs_out(member):
    try_in(member).delete("/api/session")
    for _ in range(4):
        try_in(member, WRONG)

    assert told(member) == [
        (member.username, "sign_in_locked", {}),
        (member.username, "sign_in_locked", {}),
        (member.username, "sign_in_failed", {}),
        (member.username, "sign_in_failed", {}),
        (member.username, "signed_out", {}),
        (member.username, "signed_in", {"way": "password"}),
    ]


def test_a_name_that_nobody_has_is_not_written_down_for_it_may_be_a_password(member):
    before = Event.objects.count()

    try_in(member, WRONG, username="my secret password, in the wrong field")

    assert Event.objects.count() == before


def test_passwords_tokens_sessions_and_second_factors_are_told_without_their_secrets(member):
    browser = try_in(member)
    try_in(member)
    body = {"label": "x", "scopes": ["read", "work"]}
    made = browser.post("/api/tokens", body, content_type="application/json").json()
    browser.delete(f"/api/tokens/{made['id']}")
    browser.delete("/api/me/sessions")
    secret = browser.post("/api/me/second_factor").json()["secret"]
    codes = browser.put("/api/me/second_factor", {"code": code_of(secret)}, content_type="application/json").json()
    browser.post("/api/me/second_factor/off", {"code": codes["codes"][0]}, content_type="application/json")
    phrase = {"current": make.PASSWORD, "new": "quite another phrase"}
    browser.put("/api/me/password", phrase, content_type="application/json")

    rows = [(change, rest) for _, change, rest in told(member)]

    assert rows == [
        ("password_changed", {}), ("second_factor_off", {}), ("second_factor_on", {}), ("sessions_ended", {"count": 1}),
        ("token_revoked", {"token": made["id"]}), ("token_made", {"token": made["id"], "scopes": ["read", "work"]}),
        ("signed_in", {"way": "password"}), ("signed_in", {"way": "password"}),
    ]  # fmt: skip
    kept = str(list(Event.objects.values()))
    assert not [word for word in (made["key"], secret, *codes["codes"], make.PASSWORD) if word in kept]


def test_a_wrong_code_counts_and_is_told_as_a_refused_sign_in(member):
    browser = try_in(member)
    secret = browser.post("/api/me/second_factor").json()["secret"]
    browser.put("/api/me/second_factor", {"code": code_of(secret)}, content_type="application/json")
    body = {"username": member.username, "password": make.PASSWORD, "code": "000000"}

    Client().post("/api/session", body, content_type="application/json")

    assert told(member)[0] == (member.username, "sign_in_failed", {"code": True})


def test_only_those_who_answer_for_a_project_of_theirs_read_it_and_addresses_are_for_admins(member, settings):
    settings.LOG_ADDRESSES = True
    project = member.memberships.get().project
    try_in(member)
    elsewhere = make.lead(make.project())
    path = f"/api/projects/{project.slug}/log?topic=account"

    by_admin = make.browser(make.admin(project)).get(path).json()["events"]
    by_lead = make.browser(make.lead(project)).get(path).json()["events"]
    of_other = make.browser(elsewhere).get(
        f"/api/projects/{elsewhere.memberships.get().project.slug}/log?topic=account"
    )

    assert [event["address"] for event in by_admin] == ["127.0.0.1"]
    assert [event["address"] for event in by_lead] == [None]
    assert of_other.json()["events"] == []
    assert make.browser(member).get(path).status_code == 403


def test_no_socket_hears_of_accounts(member):
    try_in(member)

    heard = relay.read_after(0, project=member.memberships.get().project_id)

    assert [message for message in heard if message.topic == "account"] == []


def test_a_change_of_role_says_from_what_to_what(member):
    project = member.memberships.get().project
    lead = make.browser(make.lead(project))
    path = f"/api/projects/{project.slug}/people/{member.pk}"

    lead.put(path, {"role": "inspector", "skills": ["masks"]}, content_type="application/json")
    lead.delete(path)
    call_command("add_person", project.slug, member.username, "viewer")

    rows = lead.get(f"/api/projects/{project.slug}/log?topic=person").json()["events"]
    assert [(row["payload"]["before"], row["payload"]["role"], row["via"]) for row in rows] == [
        (None, "viewer", "shell"), ("inspector", None, "page"), ("annotator", "inspector", "page"),
    ]  # fmt: skip
    assert rows[-1]["payload"]["skills"] == ["masks"]
