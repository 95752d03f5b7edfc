"""People in browsers: one is invited, makes an account, a token and a new password, gets another role, and leaves."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.authenticator import code_of
from tests.e2e.axe import bring_axe, violations_in_both_themes
from tests.e2e.pictures import picture
from tests.e2e.product import Product, note_fault

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
PASSWORD = "quite another phrase"


@pytest.fixture(scope="module")
def people(tether: Product, browser: Browser) -> Iterator[dict[str, Page]]:
    pages = {"admin": tether.sign_in(browser, "admin"), "newcomer": fresh(browser)}
    for page in pages.values():
        bring_axe(page)
    yield pages
    for page in pages.values():
        assert page.faults == []  # type: ignore[attr-defined]
        page.context.close()


def fresh(browser: Browser) -> Page:
    """A browser in which nobody is signed in."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.faults = []  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.faults.append(str(error)))  # type: ignore[attr-defined]
    page.on("console", lambda message: note_fault(page, message))
    return page


def test_an_invited_newcomer_comes_in_and_is_seen_by_whoever_has_the_page_open(tether, people):
    admin, newcomer = people["admin"], people["newcomer"]
    admin.goto(f"{tether.address}/p/demo/people")
    admin.get_by_role("table", name="People").wait_for()
    assert violations_in_both_themes(admin) == []

    admin.keyboard.press("i")
    dialog = admin.get_by_role("dialog")
    dialog.get_by_label("E-mail").fill("kim@example.org")
    dialog.get_by_label("Captions").uncheck()
    assert violations_in_both_themes(admin) == []
    dialog.get_by_role("button", name="Make the invitation").click()
    address = dialog.get_by_label("For kim@example.org").input_value()
    dialog.get_by_role("button", name="Done").click()
    expect(admin.get_by_role("table", name="Invitations")).to_contain_text("kim@example.org")
    picture(admin, "people")

    newcomer.goto(address)
    expect(newcomer.get_by_role("main")).to_contain_text("Demo Admin asks you into Demo as annotator")
    assert violations_in_both_themes(newcomer) == []
    picture(newcomer, "join")
    newcomer.get_by_label("Your name").fill("Kim Lee")
    newcomer.get_by_label("User name").fill("kim")
    newcomer.get_by_label("Password").fill("1234567890")
    newcomer.get_by_role("button", name="Make my account").click()
    expect(newcomer.get_by_role("alert")).to_contain_text("too common")
    newcomer.get_by_label("Password").fill(PASSWORD)
    newcomer.get_by_role("button", name="Make my account").click()
    newcomer.wait_for_url("**/p/demo/queue")

    expect(admin.get_by_role("table", name="People")).to_contain_text("Kim Lee")
    assert not admin.get_by_role("group", name="What Kim Lee works on").get_by_label("Captions").is_checked()


def test_a_used_invitation_says_what_to_do(tether, people):
    people["newcomer"].goto(f"{tether.address}/join/nothing")

    expect(people["newcomer"].get_by_role("alert")).to_contain_text("ask for another one")
    assert violations_in_both_themes(people["newcomer"]) == []


def test_somebody_makes_a_token_and_changes_their_password(tether, people):
    page = people["newcomer"]
    page.goto(f"{tether.address}/p/demo/queue")
    page.get_by_role("button", name=re.compile("Kim Lee")).click()
    page.get_by_role("menuitem", name="You, password, tokens").click()
    page.get_by_role("heading", name="You", exact=True).wait_for()

    page.get_by_role("button", name="New token").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("What it is for").fill("notebook")
    dialog.get_by_role("checkbox", name=re.compile("^work")).check()
    assert violations_in_both_themes(page) == []
    dialog.get_by_role("button", name="Make it").click()
    assert len(dialog.get_by_label("Key of notebook").input_value()) >= 40
    dialog.get_by_role("button", name="Done").click()
    expect(page.get_by_role("table", name="Tokens")).to_contain_text("read, work")

    page.get_by_label("Present password").fill("a wrong one")
    page.get_by_label("New password").fill("still another phrase")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_role("alert")).to_contain_text("present password is another one")
    page.get_by_label("Present password").fill(PASSWORD)
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("Password changed.")).to_be_visible()
    assert violations_in_both_themes(page) == []
    picture(page, "you")


def test_who_turns_a_second_factor_on_is_asked_for_a_code(tether, people):
    page = people["newcomer"]
    page.get_by_role("button", name="Turn on").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("img")).to_be_visible()
    assert violations_in_both_themes(page) == []
    secret = dialog.locator("code").inner_text()
    dialog.get_by_label("The code that the app shows").fill(code_of(secret))
    dialog.get_by_role("button", name="Turn on").click()
    code = page.get_by_role("list", name="Recovery codes").get_by_role("listitem").first.inner_text()
    dialog.get_by_role("button", name="I kept them").click()
    expect(page.get_by_role("button", name="Turn off")).to_be_visible()

    page.get_by_role("button", name=re.compile("Kim Lee")).click()
    page.get_by_role("menuitem", name="Sign out").click()
    page.get_by_label("User name").fill("kim")
    page.get_by_label("Password").fill("still another phrase")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Code").fill(code)
    assert violations_in_both_themes(page) == []
    page.get_by_role("button", name="Sign in").click()

    page.wait_for_url("**/p/demo/queue")


def test_a_role_is_changed_on_the_spot_and_who_is_removed_is_out(tether, people):
    admin, kim = people["admin"], people["newcomer"]
    admin.get_by_label("Role of Kim Lee").select_option("inspector")
    expect(admin.get_by_role("group", name="What Kim Lee works on")).to_have_count(0)
    kim.goto(f"{tether.address}/p/demo/review")
    kim.get_by_role("heading", name="Review").wait_for()

    admin.get_by_role("button", name="Remove Kim Lee").click()
    dialog = admin.get_by_role("dialog")
    assert violations_in_both_themes(admin) == []
    dialog.get_by_role("button", name="Remove").click()

    expect(admin.get_by_role("table", name="People")).not_to_contain_text("Kim Lee")
    expect(kim.get_by_role("main")).to_contain_text("There is no project “demo” that you are a member of")
    kim.goto(tether.address)
    expect(kim.get_by_role("main")).to_contain_text("You are in no project yet")


def test_an_account_is_closed_and_its_name_is_gone(tether, people):
    admin = people["admin"]
    admin.get_by_role("button", name="Remove Second Annotator").click()
    dialog = admin.get_by_role("dialog")
    dialog.get_by_role("radio", name="Close the account").click()
    assert violations_in_both_themes(admin) == []
    dialog.get_by_role("button", name="Close for good").click()

    expect(admin.get_by_role("table", name="People")).not_to_contain_text("Second Annotator")
    assert tether.rows("SELECT count(*) FROM accounts_user WHERE last_name LIKE 'annotator %'") == [(1,)]


def test_who_does_not_manage_people_is_told_who_does(tether, browser):
    page = tether.sign_in(browser, "viewer")
    bring_axe(page)
    page.goto(f"{tether.address}/p/demo/people")

    expect(page.get_by_role("main")).to_contain_text("Leads and admins look after the people")
    assert violations_in_both_themes(page) == []
    page.context.close()
