"""The front door: who is signed in, what a foreign page cannot do in their name, and what the page allows itself."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django_vite.core.asset_loader import DjangoViteAssetLoader

from annotator.accounts.models import ApiToken
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody_tried_yet")]


def sign_in(client: Client, username: str, password: str = make.PASSWORD, **headers: str):
    body = {"username": username, "password": password}
    return client.post("/api/session", body, content_type="application/json", headers=headers)


def test_signing_in_names_the_person_and_their_projects_and_signing_out_forgets_them(member):
    client = Client()
    [place] = member.memberships.all()

    before = client.get("/api/session").json()
    signed_in = sign_in(client, member.username)
    during = client.get("/api/session").json()
    signed_out = client.delete("/api/session")
    after = client.get("/api/session").json()

    assert before == after == signed_out.json() == {"person": None, "projects": [], "organisation": None}
    assert signed_in.status_code == 200
    assert during == signed_in.json()
    assert during["person"] == {"id": member.pk, "username": member.username, "name": member.username}
    assert during["projects"] == [
        {"slug": place.project.slug, "name": place.project.name, "role": "annotator", "role_name": "Annotator"}
    ]
    assert client.get(f"/api/projects/{place.project.slug}").status_code == 401


def test_a_session_cookie_is_out_of_reach_of_scripts_and_foreign_pages(member):
    cookie = sign_in(Client(), member.username).cookies["sessionid"]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize("fault", ["wrong password", "unknown name", "left the house"])
def test_whatever_is_wrong_with_a_sign_in_the_answer_is_the_same(member, fault):
    if fault == "left the house":
        member.is_active = False
        member.save()
    client = Client()

    answer = sign_in(
        client,
        "nobody" if fault == "unknown name" else member.username,
        "wrong" if fault == "wrong password" else make.PASSWORD,
    )

    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "authentication_failed"
    assert "do not belong together" in answer.json()["error"]["text"]
    assert "sessionid" not in client.cookies


@pytest.mark.parametrize("body", [{}, {"username": "x"}, {"username": ["x"], "password": {}}, [], "x", None])
def test_a_sign_in_of_another_form_is_refused_in_our_shape(body):
    answer = Client().post("/api/session", json.dumps(body), content_type="application/json")

    assert answer.status_code == 400
    assert set(answer.json()["error"]) == {"code", "text", "fields"}


def test_a_form_of_a_foreign_page_cannot_sign_anybody_in(member):
    answer = Client().post("/api/session", {"username": member.username, "password": make.PASSWORD})

    assert answer.status_code == 415


def test_a_write_by_session_needs_the_csrf_token_and_one_by_token_does_not(member):
    client = Client(enforce_csrf_checks=True)
    sign_in(client, member.username)
    good = client.cookies["csrftoken"].value

    without = client.post("/api/tokens", {"label": "x"}, content_type="application/json")
    wrong = client.post(
        "/api/tokens", {"label": "x"}, content_type="application/json", headers={"X-CSRFToken": "w" * 32}
    )
    signed_out = client.delete("/api/session")
    body = {"label": "x", "scopes": ["work"]}
    right = client.post("/api/tokens", body, content_type="application/json", headers={"X-CSRFToken": good})
    program = Client(enforce_csrf_checks=True).put(
        "/api/me/keymap",
        {"bindings": {"undo": ["U"]}},
        content_type="application/json",
        headers={"Authorization": f"Token {right.json()['key']}"},
    )
    member.refresh_from_db()

    assert [a.status_code for a in (without, wrong, signed_out, right, program)] == [403, 403, 403, 201, 200]
    assert without.json()["error"]["code"] == "permission_denied"
    assert [token.label for token in ApiToken.objects.order_by("id")] == ["x"]
    assert member.keymap == {"undo": ["U"]}


def test_a_token_is_shown_once_kept_as_a_hash_and_ends_when_revoked(member):
    browser = make.browser(member)

    made = browser.post("/api/tokens", {"label": "notebook"}, content_type="application/json").json()
    program = {"Authorization": f"Token {made['key']}"}
    used = Client().get("/api/session", headers=program).json()
    listed = browser.get("/api/tokens").json()
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(t)::text FROM accounts_apitoken t")
        kept = cursor.fetchone()[0]
    revoked = browser.delete(f"/api/tokens/{made['id']}")
    later = Client().get("/api/tokens", headers=program)

    assert used["person"]["id"] == member.pk
    assert len(made["key"]) >= 40
    assert [token["label"] for token in listed] == ["notebook"]
    assert "key" not in listed[0]
    assert listed[0]["last_used"]
    assert made["key"] not in kept
    assert revoked.status_code == 204
    assert later.status_code == 401


@pytest.mark.parametrize("header", ["Token", "Token ", "Token nonsense", "Token \x00", "token ünïcödé"])
def test_a_token_that_is_none_opens_nothing(header):
    answer = Client().get("/api/tokens", headers={"Authorization": header})

    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "authentication_failed"


def test_nobody_revokes_or_sees_the_tokens_of_others(member):
    other = make.annotator(make.project())
    made = make.browser(member).post("/api/tokens", {"label": "mine"}, content_type="application/json").json()

    answer = make.browser(other).delete(f"/api/tokens/{made['id']}")

    assert answer.status_code == 404
    assert make.browser(other).get("/api/tokens").json() == []
    assert ApiToken.objects.count() == 1


def test_somebody_who_left_has_no_token_any_more(member):
    made = make.browser(member).post("/api/tokens", {"label": "mine"}, content_type="application/json").json()
    member.is_active = False
    member.save()

    assert Client().get("/api/tokens", headers={"Authorization": f"Token {made['key']}"}).status_code == 401


@pytest.mark.parametrize("disguise", ["none", "forwarded", "signed in"])
@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])  # twenty guesses, quickly
def test_guessing_passwords_is_slowed_down_whatever_the_guesser_pretends(member, disguise):
    client = make.browser(make.person()) if disguise == "signed in" else Client()
    headers = [{"X-Forwarded-For": f"10.0.0.{n}"} if disguise == "forwarded" else {} for n in range(21)]

    answers = [sign_in(client, f"nobody{n}", "guess", **header) for n, header in enumerate(headers)]

    assert [answer.status_code for answer in answers] == [401] * 20 + [429]
    assert answers[-1].json()["error"]["code"] == "throttled"
    assert 0 < int(answers[-1]["Retry-After"]) <= 60
    assert client.get("/api/session").status_code == 200


def test_a_body_that_would_fill_the_memory_or_the_stack_is_refused():
    client = Client()

    large = client.post(
        "/api/session", b" " * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1), content_type="application/json"
    )
    deep = client.post("/api/session", b"[" * 200_000, content_type="application/json")

    assert (large.status_code, large.json()["error"]["code"]) == (413, "body_too_large")
    assert (deep.status_code, deep.json()["error"]["code"]) == (400, "parse_error")


@pytest.mark.parametrize("number", ["1e999", "-1e999", "9" * 19, "-" + "9" * 400, "1" + "0" * 400])
def test_a_number_that_nothing_holds_is_refused_by_its_value(number):
    body = f'{{"username": "somebody", "password": [{{"a": [0, {number}]}}]}}'

    answer = Client().post("/api/session", body, content_type="application/json")

    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (400, "parse_error")
    assert (number if "e" not in number else "inf")[:30] in error["text"]


@pytest.fixture
def built_page(tmp_path: Path):
    """What a build of the page leaves, so that this test needs none."""
    manifest = tmp_path / "manifest.json"
    manifest.write_text(
        json.dumps({"src/main.tsx": {"file": "assets/main.js", "src": "src/main.tsx", "isEntry": True}})
    )
    before = DjangoViteAssetLoader._instance
    DjangoViteAssetLoader._instance = None
    options = settings.DJANGO_VITE["default"] | {"manifest_path": str(manifest)}
    with override_settings(DJANGO_VITE={"default": options}):
        yield
    DjangoViteAssetLoader._instance = before


@pytest.mark.parametrize("address", ["/", "/projects/demo/queue", "/masks/17?frame=30"])
def test_the_page_allows_only_its_own_scripts_and_styles_with_its_nonce(built_page, address):
    answer = Client().get(address)

    page, policy = answer.content.decode(), answer["Content-Security-Policy"]
    directives = {directive.strip() for directive in policy.split(";")}
    assert answer.status_code == 200
    [nonce] = re.findall(r'<meta name="csp-nonce" content="([^"]{16,})">', page)
    assert {"default-src 'none'", "script-src 'self'", f"style-src 'self' 'nonce-{nonce}'"} <= directives
    assert "unsafe" not in policy
    assert '<script type="module" crossorigin="" src="/static/app/assets/main.js"></script>' in page
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Cache-Control"] == "no-store"
    assert "csrftoken" in answer.cookies


def test_each_page_has_a_nonce_of_its_own(built_page):
    nonces = {re.search(r"nonce-([^']+)'", Client().get("/")["Content-Security-Policy"]).group(1) for _ in range(3)}

    assert len(nonces) == 3


@pytest.mark.parametrize("address", ["/api/nothing", "/api/projects", "/media/nothing", "/media/videos/1/x/../y"])
def test_an_address_that_leads_nowhere_is_not_the_page(address):
    answer = Client().get(address)

    assert answer.status_code in (401, 404)
    assert b"root" not in answer.content


def test_a_running_process_is_healthy_and_ready():
    assert Client().get("/healthz").json() == {"ok": True}
    ready = Client().get("/readyz")
    assert (ready.status_code, ready.json()["ok"]) == (200, True)
    assert ready.json()["checks"] == {"database": True, "migrations": True, "free_space": True, "storage": True}


def test_a_full_disk_is_named_by_readyz_and_leaves_healthz_alone():
    with override_settings(FREE_SPACE_BYTES=10**15):
        ready = Client().get("/readyz")
        healthy = Client().get("/healthz")

    assert ready.status_code == 503
    assert ready.json()["checks"] == {"database": True, "migrations": True, "free_space": False, "storage": True}
    assert healthy.status_code == 200


def test_a_missing_migration_is_named_by_readyz():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'releases'")

    ready = Client().get("/readyz")

    assert ready.status_code == 503
    assert ready.json()["checks"]["migrations"] is False


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_is_named_by_readyz_and_leaves_healthz_alone(monkeypatch):
    connection.close()
    connection.close_pool()
    monkeypatch.setitem(connection.settings_dict, "NAME", "nowhere")
    monkeypatch.setitem(connection.settings_dict["OPTIONS"]["pool"], "timeout", 0.5)
    try:
        ready = Client().get("/readyz")
        healthy = Client().get("/healthz")
    finally:
        connection.close()
        connection.close_pool()

    assert ready.status_code == 503
    assert ready.json()["checks"]["database"] is False
    assert healthy.status_code == 200
