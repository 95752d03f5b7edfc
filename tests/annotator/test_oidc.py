"""Signing in through an organisation: only people who have an account here come in, as who they are there."""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client

from annotator.accounts import sign_in
from annotator.accounts.actions import close_account
from annotator.accounts.models import User
from annotator.accounts.second_factor import TOTP
from tests import factories as make
from tests.authenticator import code_of
from tests.oidc_provider import Organisation, impostor, organisation
from tests.services import free_port

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Organisation]:
    with organisation(tmp_path_factory.mktemp("oidc") / "log") as running:
        yield running


@pytest.fixture(autouse=True)
def configured(settings, there):
    cache.clear()
    use(settings, there.issuer)


def use(settings, issuer: str) -> None:
    settings.OIDC = {"issuer": issuer, "client_id": "tether", "secret": "a secret", "name": "Example"}


def member(email: str = "kim@example.org") -> User:
    person = make.annotator(make.project())
    person.email = email
    person.save()
    return person


def begin(browser: Client, **body: Any) -> Any:
    return browser.post("/api/session/oidc", body, content_type="application/json")


class Stays(urllib.request.HTTPRedirectHandler):
    """Shows where an answer leads instead of going there."""

    def redirect_request(self, *_: Any) -> None:
        return None


def consent(address: str, subject: str | None) -> str:
    """What the organisation sends a browser back with, once somebody consented there; None declines."""
    form = {"action": "deny"} if subject is None else {"sub": subject}
    try:
        urllib.request.build_opener(Stays).open(address, data=urllib.parse.urlencode(form).encode(), timeout=10)
    except urllib.error.HTTPError as answer:
        return str(answer.headers["Location"])
    raise AssertionError("the organisation sent nobody back")


def come(browser: Client, subject: str | None, **body: Any) -> str:
    """Go through the organisation; where one ends up."""
    back = consent(begin(browser, **body).json()["address"], subject)
    assert back.startswith("http://testserver/oidc/callback?")
    return str(browser.get(back.removeprefix("http://testserver"))["Location"])


def who(browser: Client) -> str | None:
    person = browser.get("/api/session").json()["person"]
    return person and person["username"]


def test_somebody_with_an_account_comes_in_by_their_verified_e_mail_and_by_their_number_from_then_on(there):
    person, browser, later = member("Kim@example.org"), Client(), Client()
    there.knows("kim", email="kim@example.org")

    first = come(browser, "kim", next="/p/demo/videos?stage=ready")
    there.knows("kim", email="married@example.org", verified=False)
    second = come(later, "kim")

    assert (first, second) == ("/p/demo/videos?stage=ready", "/")
    assert who(browser) == who(later) == person.username
    kept = SocialAccount.objects.get(user=person)
    assert (kept.provider, kept.uid, kept.extra_data) == (there.issuer, "kim", {})


def test_the_way_there_carries_a_state_a_nonce_and_a_challenge_and_the_page_names_the_organisation(there):
    address = begin(Client()).json()["address"]

    asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query))
    assert address.startswith(f"{there.issuer}/oauth2/authorize?")
    assert asked["redirect_uri"] == "http://testserver/oidc/callback"
    assert (asked["response_type"], set(asked["scope"].split())) == ("code", {"openid", "profile", "email"})
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) >= 43 <= len(asked["state"]) + len(asked["nonce"])
    assert Client().get("/api/session").json()["organisation"] == "Example"


@pytest.mark.parametrize(
    ("subject", "email", "verified", "reason"),
    [
        (None, "kim@example.org", True, "cancelled"),
        ("kim-unverified", "kim@example.org", False, "unverified"),
        ("stranger", "stranger@example.org", True, "unknown"),
        ("shared", "shared@example.org", True, "unknown"),
        ("gone", "gone@example.org", True, "unknown"),
    ],
)
def test_who_does_not_come_in_is_told_why_and_gets_no_account(there, subject, email, verified, reason):
    member()
    member("shared@example.org")
    member("Shared@example.org")
    gone, browser = member("gone@example.org"), Client()
    User.objects.filter(pk=gone.pk).update(is_active=False)
    if subject:
        there.knows(subject, email=email, verified=verified)
    before = User.objects.count()

    ends = come(browser, subject)

    assert ends == f"/login?refused={reason}"
    assert who(browser) is None
    assert User.objects.count() == before
    assert not SocialAccount.objects.exists()


def test_a_linked_account_that_is_closed_or_not_active_lets_nobody_in(there):
    person, closed = member(), member("lee@example.org")
    for name in ("kim", "lee"):
        there.knows(name, email=f"{name}@example.org")
        come(Client(), name)
    User.objects.filter(pk=person.pk).update(is_active=False)
    close_account(User.objects.get(pk=closed.pk), former="annotator")

    ends = [come(Client(), name) for name in ("kim", "lee")]

    assert ends == ["/login?refused=closed", "/login?refused=unknown"]
    assert not SocialAccount.objects.filter(user=closed).exists()


def test_an_account_that_is_locked_for_an_address_is_locked_there_for_the_organisation_too(there, settings):
    settings.AXES_FAILURE_LIMIT = 2
    person, browser = member(), Client()
    there.knows("kim", email="kim@example.org")
    for _ in range(2):
        body = {"username": person.username, "password": "a wrong one"}
        browser.post("/api/session", body, content_type="application/json")

    assert come(browser, "kim") == "/login?refused=locked"
    assert who(browser) is None


def give(browser: Client, code: str) -> Any:
    return browser.post("/api/session/code", {"code": code}, content_type="application/json")


def test_who_has_a_second_factor_is_asked_for_its_code_and_in_only_then(there):
    person, browser = member(), Client()
    TOTP.activate(person, SECRET)
    there.knows("kim", email="kim@example.org")

    ends = come(browser, "kim", next="/p/demo/you")
    before = who(browser)
    wrong = give(browser, "000000")
    between = who(browser)
    right = give(browser, code_of(SECRET))

    assert ends == "/login?ask=code&next=%2Fp%2Fdemo%2Fyou"
    assert (before, between) == (None, None)
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (401, "code_needed")
    assert (right.status_code, right.json()["person"]["username"]) == (200, person.username)
    assert give(browser, code_of(SECRET)).json()["error"]["code"] == "code_refused"


def test_codes_cannot_be_guessed_and_nobody_waits_for_ever(there, settings, monkeypatch):
    settings.AXES_FAILURE_LIMIT = 3
    person, browser = member(), Client()
    TOTP.activate(person, SECRET)
    there.knows("kim", email="kim@example.org")
    come(browser, "kim")
    guesses = [give(browser, "000000").status_code for _ in range(3)]
    locked = give(browser, code_of(SECRET))
    late = Client(REMOTE_ADDR="192.0.2.7")
    come(late, "kim")
    monkeypatch.setattr(sign_in, "WAIT_SECONDS", -1)
    later = Client(REMOTE_ADDR="192.0.2.8")
    come(later, "kim")

    assert (guesses, locked.status_code) == ([401, 401, 429], 429)
    assert give(late, code_of(SECRET)).status_code == 200
    assert give(later, code_of(SECRET)).json()["error"]["code"] == "code_refused"
    assert give(Client(), code_of(SECRET)).status_code == 400


@pytest.mark.parametrize("altered", ["state", "nonce", "code_challenge"])
def test_an_answer_to_another_request_lets_nobody_in(there, altered):
    member()
    there.knows("kim", email="kim@example.org")
    browser = Client()
    address = begin(browser).json()["address"]
    url = urllib.parse.urlsplit(address)
    asked = dict(urllib.parse.parse_qsl(url.query))
    if altered == "code_challenge":  # what came back is used by another browser
        back = consent(address, "kim")
        browser = Client()
    else:
        back = consent(url._replace(query=urllib.parse.urlencode(asked | {altered: "another"})).geturl(), "kim")

    answer = browser.get(back.removeprefix("http://testserver"))

    assert answer["Location"] == "/login?refused=failed"
    assert who(browser) is None
    assert not SocialAccount.objects.exists()


def test_an_answer_is_good_once(there):
    member()
    there.knows("kim", email="kim@example.org")
    browser = Client()
    back = consent(begin(browser).json()["address"], "kim").removeprefix("http://testserver")
    assert browser.get(back)["Location"] == "/"
    browser.delete("/api/session")

    assert browser.get(back)["Location"] == "/login?refused=failed"
    assert who(browser) is None


def test_a_provider_that_calls_itself_otherwise_is_not_believed(there, settings, tmp_path):
    told = {name: f"{there.issuer}/{name}" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
    with impostor(tmp_path, issuer=there.issuer, userinfo_endpoint=there.issuer, **told) as address:
        use(settings, address)

        assert begin(Client()).json()["address"] == "/login?refused=failed"
        assert (
            begin(make.browser(member()), link=True, next="/p/demo/you").json()["address"]
            == "/p/demo/you?refused=failed"
        )


def test_who_was_refused_goes_where_they_wanted_once_they_came_in_otherwise(there):
    assert come(Client(), None, next="/p/demo/queue") == "/login?refused=cancelled&next=%2Fp%2Fdemo%2Fqueue"


def test_a_provider_that_is_away_or_says_nonsense_is_told_of_on_the_page(settings, tmp_path):
    use(settings, f"http://127.0.0.1:{free_port()}")
    away = begin(Client()).json()["address"]
    with impostor(tmp_path, issuer="nobody") as address:
        use(settings, address)
        nonsense = begin(Client()).json()["address"]

    assert away == nonsense == "/login?refused=failed"
    assert Client().get("/oidc/callback")["Location"] == "/login?refused=failed"
    assert Client().get("/oidc/callback?state=x&code=y")["Location"] == "/login?refused=failed"


@pytest.mark.parametrize("to", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x", "you"])
def test_nobody_is_led_to_a_foreign_page(there, to):
    member()
    there.knows("kim", email="kim@example.org")

    assert come(Client(), "kim", next=to) == "/"


def test_somebody_links_and_unlinks_their_own_account_whatever_its_e_mail_is(there):
    person = member("other@example.org")
    browser = make.browser(person)
    there.knows("kim", email="kim@example.org", verified=False)
    before = browser.get("/api/me/oidc").json()

    ends = come(browser, "kim", link=True, next="/p/demo/you")
    linked = browser.get("/api/me/oidc").json()
    came = Client()
    entered = come(came, "kim")
    removed = browser.delete("/api/me/oidc").status_code

    assert (before, linked) == ({"name": "Example", "linked": False}, {"name": "Example", "linked": True})
    assert (ends, entered, who(came)) == ("/p/demo/you", "/", person.username)
    assert removed == 204
    assert come(Client(), "kim") == "/login?refused=unverified"
    assert who(came) == person.username


def test_one_account_there_is_one_account_here(there):
    first, second = make.browser(member("a@example.org")), make.browser(member("b@example.org"))
    for name in ("kim", "lee"):
        there.knows(name, email=f"{name}@example.org")
    come(first, "kim", link=True, next="/p/demo/you")

    ends = [
        come(second, "kim", link=True, next="/p/demo/you"),
        come(first, "lee", link=True, next="/p/demo/you"),
        come(first, "kim", link=True, next="/p/demo/you"),
    ]

    assert ends == ["/p/demo/you?refused=taken", "/p/demo/you?refused=taken", "/p/demo/you"]
    assert SocialAccount.objects.count() == 1


def test_an_e_mail_that_was_given_to_somebody_else_there_does_not_open_the_account_of_who_had_it(there):
    member()
    there.knows("kim", email="kim@example.org")
    come(Client(), "kim")
    there.knows("successor", email="kim@example.org")

    assert come(Client(), "successor") == "/login?refused=taken"


def test_only_who_is_signed_in_links(there):
    browser = Client()

    assert begin(browser, link=True, next="/p/demo/you").status_code == 401
    came = make.browser(member())
    back = consent(begin(came, link=True, next="/p/demo/you").json()["address"], "kim").removeprefix(
        "http://testserver"
    )
    came.delete("/api/session")
    assert came.get(back)["Location"] == "/login?refused=failed"
    assert not SocialAccount.objects.exists()


def test_without_an_organisation_nothing_of_it_is_there(settings):
    settings.OIDC = {}

    assert Client().get("/api/session").json()["organisation"] is None
    assert begin(Client()).status_code == 404
    assert Client().get("/oidc/callback?state=x&code=y").status_code == 404
    assert make.browser(member()).get("/api/me/oidc").json() == {"name": None, "linked": False}
