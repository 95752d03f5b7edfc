"""What is kept around a caption: the guideline its writer saw, every version, and the texts made from it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.axe import bring_axe, violations
from tests.e2e.masks_work import ask
from tests.e2e.pictures import picture
from tests.e2e.product import Product
from tests.processes import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
FIRST = "[A ring]<mask_1> rolls past [a box]<mask_2>, then stops."
SECOND = "[A striped ring]<mask_1> rolls past [a box]<mask_3>, then stops."


@pytest.fixture(scope="module")
def people(tether: Product, browser: Browser) -> Iterator[dict[str, Page]]:
    pages = {name: tether.sign_in(browser, name) for name in ("annotator1", "lead")}
    for page in pages.values():
        bring_axe(page)
    yield pages
    for page in pages.values():
        page.context.close()


@pytest.fixture(scope="module")
def address(tether: Product, people: dict[str, Page]) -> str:
    """The caption's page, with two versions by its author."""
    author = people["annotator1"]
    (number,) = tether.rows("SELECT id FROM work_workitem WHERE video_id = 1 AND step = 'caption'")[0]
    ask(tether, author, "POST", f"/api/work/{number}/claim")
    for revision, text in enumerate((FIRST, SECOND)):
        ask(tether, author, "PUT", "/api/videos/1/captions/en", {"text": text, "seen_revision": revision})
    return f"{tether.address}/work/{number}"


def guideline(tether: Product, page: Page) -> dict[str, object]:
    return ask(tether, page, "GET", "/api/projects/demo/guideline")  # type: ignore[no-any-return]


def test_a_guideline_counts_as_seen_once_its_text_was_shown(
    tether: Product, people: dict[str, Page], address: str
) -> None:
    author = people["annotator1"]
    author.goto(address)
    panel = author.get_by_role("region", name="Guideline")
    expect(panel).to_contain_text("Not read yet")
    assert guideline(tether, author)["last_seen"] is None

    panel.get_by_label("Main actor and setting named").check()
    panel.get_by_role("button", name="Read the guideline").click()
    expect(author.get_by_role("region", name="Text of the guideline").locator(".chip").first).to_be_visible()
    assert violations(author) == []
    author.keyboard.press("Escape")

    expect(panel).not_to_contain_text("Not read yet")
    assert guideline(tether, author)["last_seen"] == 1
    expect(panel).to_contain_text("1 of 6")
    wait_for(lambda: ask(tether, author, "GET", "/api/videos/1/captions/en")["ticked"] != [])


def test_a_lead_writes_the_next_version_and_its_readers_are_shown_what_changed(
    tether: Product, people: dict[str, Page], address: str
) -> None:
    lead, author = people["lead"], people["annotator1"]
    author.goto(address)
    lead.goto(f"{tether.address}/p/demo/guideline")
    picture(lead, "guideline")
    lead.get_by_role("button", name="Edit").click()
    text = lead.get_by_role("textbox", name="Markdown")
    text.press("Control+End")
    lead.keyboard.type("\n- [ ] Colours named")
    expect(lead.get_by_role("region", name="Preview", exact=True)).to_contain_text("7 checks on the caption page")
    assert violations(lead) == []
    other = ask(tether, lead, "GET", "/api/projects/demo/guideline")["text"] + "\nMeanwhile.\n"
    ask(tether, lead, "PUT", "/api/projects/demo/guideline", {"text": other, "seen_version": 1})

    lead.get_by_role("button", name="Save version").click()
    lead.get_by_role("dialog").get_by_role("button", name="Save mine as version 3").click()
    lead.get_by_role("button", name="Compare", exact=True).click()
    expect(lead.get_by_role("region", name="What changed from version 2 to version 3")).to_contain_text("Colours named")
    assert violations(lead) == []

    panel = author.get_by_role("region", name="Guideline")
    expect(panel).to_contain_text("New version 3")
    panel.get_by_role("button", name="Read what changed").click()
    expect(author.get_by_role("dialog").locator("ins")).to_contain_text("Colours named")
    author.keyboard.press("Escape")


def test_an_old_version_taken_up_again_is_one_edit_and_one_undo(
    tether: Product, people: dict[str, Page], address: str
) -> None:
    author = people["annotator1"]
    author.goto(address)
    author.get_by_role("button", name="History of this text").click()
    history = author.get_by_role("dialog")
    history.get_by_role("button", name="earlier save").click()
    history.get_by_role("button", name="v1", exact=False).last.click()
    assert violations(author) == []

    history.get_by_label("From version").select_option("2")
    difference = history.get_by_role("region", name="What changed")
    expect(difference.locator("del", has_text="striped")).to_be_visible()
    expect(difference.locator("del.ids").get_by_role("img", name="object 3")).to_be_visible()
    expect(difference.locator("ins.ids").get_by_role("img", name="object 2")).to_be_visible()
    history.get_by_role("button", name="Take up version 1 again").click()

    wait_for(lambda: ask(tether, author, "GET", "/api/videos/1/captions/en")["text"] == FIRST)
    author.get_by_role("button", name="Undo").click()
    wait_for(lambda: ask(tether, author, "GET", "/api/videos/1/captions/en")["text"] == SECOND)


def test_a_translation_says_which_ids_it_lost_and_when_it_is_outdated(
    tether: Product, people: dict[str, Page], address: str
) -> None:
    author = people["annotator1"]
    author.goto(address)
    author.get_by_role("radio", name="Chinese").click()
    author.get_by_role("textbox", name="Chinese caption").click()
    author.keyboard.insert_text("[一个条纹圆环]<mask_1>滚过（桌上的）[盒子]<mask_4>。")
    checks = author.get_by_role("list", name="Checks of this text")
    expect(checks).to_contain_text("is in the written text and missing here")
    expect(checks).to_contain_text("“盒子” is not in the written text")
    assert violations(author) == []
    wait_for(lambda: ask(tether, author, "GET", "/api/videos/1/captions/cn")["revision"] == 1)
    error = ask(tether, author, "GET", "/api/videos/1/captions/cn")["error"]
    assert error["code"] == "ids_differ"

    author.get_by_role("button", name="Start from the written text").click()
    expect(checks).to_contain_text("its ids are those of the written text")
    wait_for(lambda: ask(tether, author, "GET", "/api/videos/1/captions/cn")["error"] is None)
    written = ask(tether, author, "GET", "/api/videos/1/captions/en")
    body = {"text": written["text"].replace("then stops", "then tips over"), "seen_revision": written["revision"]}
    ask(tether, author, "PUT", "/api/videos/1/captions/en", body)

    expect(checks).to_contain_text("The written text has changed since")
    expect(author.get_by_role("region", name="Written text").locator("ins")).to_contain_text("tips over")
    checks.get_by_role("button", name="It matches again").click()
    wait_for(lambda: not ask(tether, author, "GET", "/api/videos/1/captions/cn")["outdated"])
