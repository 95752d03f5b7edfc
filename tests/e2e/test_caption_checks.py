"""The checks beside a caption, in the browser: each offers its mend, and spelling needs no network."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.masks_work import ask
from tests.e2e.product import Product
from tests.processes import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
VIDEO = 1
CAPTION = f"/api/videos/{VIDEO}/captions/en"


@pytest.fixture(scope="module")
def author(tether: Product, browser: Browser) -> Iterator[Page]:
    page = tether.sign_in(browser, "annotator1")
    ((work,),) = tether.rows("SELECT id FROM work_workitem WHERE video_id = ? AND step = 'caption'", VIDEO)
    ask(tether, page, "POST", f"/api/work/{work}/claim")
    page.goto(f"{tether.address}/work/{work}")
    page.get_by_role("textbox", name="Caption").wait_for()
    yield page
    page.context.close()


def write(page: Page, text: str) -> None:
    """The text in place of all that is there."""
    page.get_by_role("textbox", name="Caption").focus()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


def mend(page: Page, label: str) -> None:
    """Press a mend in the list of checks."""
    page.get_by_role("list", name="Checks").get_by_role("button", name=label).first.click()


@pytest.mark.parametrize(
    ("typed", "label", "meant"),
    [
        ("[Both cups]<mask_1,2,3> fall.", "Use 1, 2:", "[Both cups]<mask_1,2> fall."),
        ("[Two cups]<mask_1,2,3> fall.", "Write “Three”:", "[Three cups]<mask_1,2,3> fall."),
        ("[A man]<mask_1,2> falls.", "Use 2:", "[A man]<mask_2> falls."),
        ("[A man]<mask_1> sees [a man]<mask_2>.", "Write “another”", "[A man]<mask_1> sees [another man]<mask_2>."),
        ("[A box]<mask_1>[red cup]<mask_2>", "Insert a space", "[A box]<mask_1> [red cup]<mask_2>"),
        ("🔴 The the [cat]<mask_1> sits.", "Remove “the”", "🔴 The [cat]<mask_1> sits."),
        ("[A cat]<mask_1> eats loudly.", "Remove “loudly”", "[A cat]<mask_1> eats."),
        ("👪 with [a skatebord]<mask_1> walk.", "skateboard:", "👪 with [a skateboard]<mask_1> walk."),
        ("[A cat sits", "Remove “[”", "A cat sits"),
    ],
)
def test_a_check_is_mended_by_its_button_and_saved(
    tether: Product, author: Page, typed: str, label: str, meant: str
) -> None:
    write(author, typed)

    mend(author, label)

    wait_for(lambda: ask(tether, author, "GET", CAPTION)["text"] == meant, seconds=30)


def test_a_number_without_an_object_gets_one_and_an_object_without_words_goes(tether: Product, author: Page) -> None:
    def numbers() -> set[int]:
        return {one["number"] for one in ask(tether, author, "GET", CAPTION)["objects"]}

    write(author, "[A cat]<mask_1> by [a rug]<mask_5>.")
    mend(author, "Add object 5")
    wait_for(lambda: 5 in numbers(), seconds=30)

    write(author, "[A cat]<mask_1>.")
    mend(author, "Remove object 5")
    wait_for(lambda: 5 not in numbers(), seconds=30)


def test_a_doubt_that_is_let_stand_is_struck_through_and_counts_no_more_even_tomorrow(author: Page) -> None:
    write(author, "[Both cups]<mask_1,2,3> stand.")
    checks = author.get_by_role("list", name="Checks")
    said = "“Both” says 2, the objects are 1, 2, 3"
    checks.get_by_role("button", name=f"Use 1, 2: {said}").hover()
    expect(checks.get_by_role("deletion")).to_have_text("Both cups ‹1, 2, 3›")
    expect(checks.get_by_role("insertion")).to_have_text("Both cups ‹1, 2›")

    checks.get_by_role("button", name=f"Ignore: {said}").click()

    expect(checks.get_by_role("button", name=f"Count again: {said}")).to_be_visible()
    expect(checks.get_by_role("button", name=f"Use 1, 2: {said}")).to_have_count(0)
    expect(author.get_by_test_id("save-state")).to_have_attribute("data-status", "saved")
    author.reload()
    expect(checks.get_by_role("button", name=f"Count again: {said}")).to_be_visible()


def test_spelling_works_without_a_network_and_learns_a_persons_words(author: Page) -> None:
    write(author, "[A cat]<mask_1> on a skatebord.")
    checks = author.get_by_role("list", name="Checks")
    expect(checks.get_by_role("button", name="skateboard:")).to_be_visible()

    author.context.set_offline(True)
    write(author, "[A zorb]<mask_1> and a bicyle.")

    expect(checks.get_by_role("button", name="bicycle:")).to_be_visible()
    doubt = checks.get_by_text("“zorb” is not in the dictionary")
    checks.get_by_role("button", name="Add to my words: “zorb”").click()
    expect(doubt).to_have_count(0)
    expect(checks.locator(":focus")).to_have_count(1)  # the keyboard goes on in the list
    author.context.set_offline(False)
    faults = [one for one in author.faults if "ERR_INTERNET_DISCONNECTED" not in one]  # type: ignore[attr-defined]
    assert not any("Content Security Policy" in one for one in faults), faults
