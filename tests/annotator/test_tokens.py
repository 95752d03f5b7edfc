"""A token may do less than its person and ends by itself; only somebody at the page makes, lists or ends one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from annotator.accounts.authentication import PERSON, HasScope
from annotator.accounts.models import ApiToken, Scope
from annotator.work.models import WorkItem
from tests import factories as make

pytestmark = pytest.mark.django_db
WRITES = {"post", "put", "patch", "delete"}


def program(person, *scopes: str, **more: object) -> Client:
    """A program with a token of these scopes, made at the page."""
    body = {"label": "program", "scopes": list(scopes), **more}
    key = make.browser(person).post("/api/tokens", body, content_type="application/json").json()["key"]
    return Client(headers={"Authorization": f"Token {key}"})


def test_every_door_that_writes_names_the_scope_that_a_token_needs_for_it():
    views = [pattern.callback.view_class for pattern in get_resolver().url_patterns if hasattr(pattern.callback, "cls")]
    allowed = {*Scope.values, PERSON}

    bad = [
        view.__name__
        for view in views
        if WRITES & set(dir(view)) and (getattr(view, "scope", None) not in allowed or not guarded(view))
    ]

    assert len(views) > 40
    assert bad == []


def guarded(view) -> bool:
    return HasScope in view.permission_classes


def test_a_token_reads_and_writes_only_what_its_scopes_say():
    project = make.project()
    lead = make.lead(project)
    item = make.caption_item(make.video(project))
    claim, slug = f"/api/work/{item.pk}/claim", f"/api/projects/{project.slug}"

    reader, worker = program(lead, "read"), program(lead, "work")
    answers = [reader.get(slug), reader.post(claim), worker.get(slug), worker.post(claim)]

    assert [answer.status_code for answer in answers] == [200, 403, 403, 200]
    assert [answer.json()["error"]["code"] for answer in answers[1:3]] == ["scope_missing"] * 2
    assert [answer.json()["error"]["fields"] for answer in answers[1:3]] == [{"scope": "work"}, {"scope": "read"}]
    assert WorkItem.objects.get(pk=item.pk).author == lead


def test_a_scope_gives_nothing_that_the_person_s_role_does_not():
    project = make.project()

    answer = program(make.viewer(project), *Scope.values).get(f"/api/projects/{project.slug}/people")

    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not_allowed")


def test_a_token_without_scopes_named_only_reads():
    person = make.annotator(make.project())

    made = make.browser(person).post("/api/tokens", {"label": "x"}, content_type="application/json").json()

    assert (made["scopes"], made["expires"]) == (["read"], None)


@pytest.mark.parametrize(
    "body",
    [
        {"label": "x", "scopes": []},
        {"label": "x", "scopes": ["everything"]},
        {"label": "x", "expires": "2020-01-01T00:00:00Z"},
        {"label": ""},
    ],
)
def test_a_token_of_no_use_is_not_made(body):
    answer = make.browser(make.annotator(make.project())).post("/api/tokens", body, content_type="application/json")

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_body")
    assert not ApiToken.objects.exists()


def test_a_token_ends_at_its_time():
    person = make.annotator(make.project())
    client = program(person, "read", expires=(timezone.now() + timedelta(days=1)).isoformat())

    before = client.get("/api/me")
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    after = client.get("/api/me")

    assert (before.status_code, after.status_code) == (200, 401)
    assert after.json()["error"]["code"] == "authentication_failed"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("post", "/api/tokens", {"label": "more", "scopes": ["manage"]}),
        ("put", "/api/me/password", {"current": "x", "new": "quite another phrase"}),
        ("post", "/api/session", {"username": "x", "password": "y"}),
        ("delete", "/api/session", None),
    ],
)
def test_no_token_reaches_what_only_a_person_may_do(method, path, body):
    person = make.annotator(make.project())
    client = program(person, *Scope.values)

    answer = getattr(client, method)(path, body, content_type="application/json")

    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "scope_missing")
    assert ApiToken.objects.count() == 1
