"""Signing in through an organisation at a browser, with a real provider beside the product."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.authenticator import code_of
from tests.e2e.axe import bring_axe, violations_in_both_themes
from tests.e2e.masks_work import ask
from tests.e2e.pictures import picture
from tests.e2e.product import Product, note_fault, run
from tests.oidc_provider import Organisation, organisation

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Organisation]:
    with organisation(tmp_path_factory.mktemp("oidc") / "log") as running:
        running.knows("kim", email="kim@example.org")
        running.knows("stranger", email="stranger@example.org")
        running.knows("unverified", email="kim@example.org", verified=False)
        running.knows("boss", email="boss@example.org")
        yield running


@pytest.fixture(scope="module")
def tether(tmp_path_factory: pytest.TempPathFactory, seeded: Path, there: Organisation) -> Iterator[Product]:
    folder = tmp_path_factory.mktemp("tether")
    shutil.copytree(seeded, folder, dirs_exist_ok=True)
    names = {"ISSUER": there.issuer, "CLIENT_ID": "tether", "CLIENT_SECRET": "a secret", "NAME": "Example"}
    with run(folder, **{f"TETHER_OIDC_{name}": value for name, value in names.items()}) as running:
        yield running


@pytest.fixture
def visitor(tether: Product, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.faults = []  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.faults.append(str(error)))  # type: ignore[attr-defined]
    page.on("console", lambda message: note_fault(page, message))
    bring_axe(page)
    page.goto(f"{tether.address}/p/demo/guideline")
    yield page
    context.close()


@pytest.fixture
def people(lead: Page, visitor: Page) -> dict[str, Page]:
    return {"lead": lead, "visitor": visitor}


@pytest.fixture(scope="module")
def kim(tether: Product, browser: Browser, lead: Page) -> Page:
    """Somebody who came in by an invitation to the e-mail that the organisation knows them by."""
    body = {"email": "kim@example.org", "role": "annotator", "skills": []}
    invited = ask(tether, lead, "POST", "/api/projects/demo/invitations", body)
    page = browser.new_context().new_page()
    page.goto(tether.address)
    joined = {"username": "kim", "name": "Kim Doe", "password": "quite another phrase"}
    ask(tether, page, "POST", f"/api/join/{invited['secret']}", joined)
    return page


def consent(page: Page, subject: str | None) -> None:
    """At the organisation's page, say who one is; None declines."""
    page.get_by_role("button", name="Sign in with Example").click()
    if subject is None:
        page.get_by_role("button", name="Deny").click()
        return
    page.get_by_placeholder("sub").fill(subject)
    page.get_by_role("button", name="Authorize").click()


@pytest.mark.usefixtures("kim")
def test_somebody_with_an_account_comes_in_and_where_they_wanted_to_go(
    tether: Product, people: dict[str, Page]
) -> None:
    page = people["visitor"]
    expect(page.get_by_role("button", name="Sign in with Example")).to_be_visible()
    picture(page, "login-organisation")
    assert violations_in_both_themes(page) == []

    consent(page, "kim")

    expect(page).to_have_url(f"{tether.address}/p/demo/guideline")
    expect(page.get_by_text("Kim Doe").first).to_be_visible()
    assert page.faults == []  # type: ignore[attr-defined]


@pytest.mark.usefixtures("kim")
@pytest.mark.parametrize(
    ("subject", "words"),
    [
        (None, "You did not agree at Example"),
        ("stranger", "Ask the lead of your project to invite you"),
        ("unverified", "Example has not verified your e-mail"),
    ],
)
def test_who_does_not_come_in_reads_why_and_may_use_their_password(
    tether: Product, people: dict[str, Page], subject: str | None, words: str
) -> None:
    page = people["visitor"]

    consent(page, subject)

    expect(page.get_by_role("alert")).to_contain_text(words)
    picture(page, f"login-{subject or 'cancelled'}")
    assert violations_in_both_themes(page) == []
    page.get_by_label("User name").fill("kim")
    page.get_by_label("Password").fill("quite another phrase")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("Kim Doe").first).to_be_visible()
    assert page.faults == []  # type: ignore[attr-defined]


def test_an_account_is_linked_and_unlinked_on_its_own_page(tether: Product, people: dict[str, Page]) -> None:
    page, visitor = people["lead"], people["visitor"]
    page.goto(f"{tether.address}/p/demo/you")
    panel = page.get_by_role("region", name="Sign-in with Example")

    panel.get_by_role("button", name="Link").click()
    page.get_by_placeholder("sub").fill("boss")
    page.get_by_role("button", name="Authorize").click()

    expect(page).to_have_url(f"{tether.address}/p/demo/you")
    expect(panel.get_by_text("Linked")).to_be_visible()
    picture(page, "you-linked")
    assert violations_in_both_themes(page) == []
    consent(visitor, "boss")
    expect(visitor.get_by_text("Demo Lead").first).to_be_visible()
    panel.get_by_role("button", name="Unlink").click()
    expect(panel.get_by_role("button", name="Link", exact=True)).to_be_visible()
    panel.get_by_role("button", name="Link", exact=True).click()
    page.get_by_role("button", name="Deny").click()
    expect(panel.get_by_role("alert")).to_contain_text("You did not agree at Example")
    assert page.faults == []  # type: ignore[attr-defined]


def test_a_second_factor_is_asked_for_after_the_organisation(
    tether: Product, people: dict[str, Page], kim: Page
) -> None:
    page = people["visitor"]
    secret = ask(tether, kim, "POST", "/api/me/second_factor", None)["secret"]
    kept = ask(tether, kim, "PUT", "/api/me/second_factor", {"code": code_of(secret)})["codes"]

    consent(page, "kim")

    expect(page.get_by_label("Code")).to_be_visible()
    assert violations_in_both_themes(page) == []
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("This code is wrong")
    page.get_by_label("Code").fill(kept[0])
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(f"{tether.address}/p/demo/guideline")
    assert page.faults == []  # type: ignore[attr-defined]
