"""Quality in a browser: a lead has captions done twice and reads where two people part; who writes learns nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.axe import bring_axe, violations_in_both_themes
from tests.e2e.masks_work import ask
from tests.e2e.pictures import PICTURES, picture
from tests.e2e.product import Product

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
FIRST = "[A striped ring]<mask_1> rolls past [a teal box]<mask_2>, then [a yellow star]<mask_3> drops in."
SECOND = "[A ring]<mask_1> with stripes rolls past [a teal box]<mask_3>, then [a bottle]<mask_2> falls over."


@pytest.fixture(scope="module")
def people(tether: Product, browser: Browser) -> Iterator[dict[str, Page]]:
    pages = {name: tether.sign_in(browser, name) for name in ("lead", "annotator1", "annotator2", "inspector")}
    for page in pages.values():
        bring_axe(page)
        page.reload()
    yield pages
    for page in pages.values():
        page.context.close()


def hand_in(tether: Product, page: Page, text: str) -> int:
    """Take the next work, write it as a caption, hand it in; gives the clip."""
    item = ask(tether, page, "POST", "/api/projects/demo/queue/next", {"step": "caption"})
    body = {"text": text, "seen_revision": 0}
    ask(tether, page, "PUT", f"/api/videos/{item['video']}/captions/en", body)
    ask(tether, page, "POST", f"/api/work/{item['id']}/submit")
    return int(item["video"])


def test_a_lead_has_captions_done_twice_and_reads_where_two_people_part(
    tether: Product, people: dict[str, Page]
) -> None:
    lead = people["lead"]
    lead.get_by_role("link", name="Quality").click()
    expect(lead.get_by_text("Nothing was handed in yet")).to_be_visible()
    expect(lead.get_by_text("No clip was annotated a second time yet")).to_be_visible()
    assert violations_in_both_themes(lead) == []

    lead.get_by_label("Have done twice").fill("100")
    lead.get_by_role("button", name="Save the rule").click()
    expect(lead.get_by_text("The rule holds for what is handed in from now on.")).to_be_visible()
    first = hand_in(tether, people["annotator1"], FIRST)
    second = hand_in(tether, people["annotator2"], SECOND)

    assert first != second
    pairs = lead.get_by_role("table", name="Second annotations")
    row = pairs.get_by_role("row", name="Clip 000001, caption")
    expect(row).to_contain_text("Phrases", timeout=60_000)
    row.focus()
    lead.keyboard.press("Enter")
    phrases = lead.get_by_role("table", name="Phrases")
    expect(phrases.get_by_role("row").filter(has_text="a teal box")).to_contain_text("the same")
    expect(phrases.get_by_role("row").filter(has_text="a bottle")).to_contain_text("others")
    expect(lead.get_by_role("table", name="People").get_by_role("img").first).to_be_visible()
    assert violations_in_both_themes(lead) == []
    if PICTURES:
        lead.get_by_role("button", name="Close this message").click()
        picture(lead, "quality")
    assert lead.faults == []  # type: ignore[attr-defined]


def test_a_clip_that_is_not_finished_is_refused_as_gold_with_the_reason(people: dict[str, Page]) -> None:
    lead = people["lead"]
    lead.get_by_label("Clip's number").fill("1")
    lead.get_by_role("button", name="Name as gold").click()

    expect(lead.get_by_text("Only a clip whose caption and masks are both approved can be gold")).to_be_visible()
    lead.get_by_label("Clip's number").fill("77")
    lead.get_by_role("button", name="Name as gold").click()
    expect(lead.get_by_text("This project has no clip 77.")).to_be_visible()
    assert violations_in_both_themes(lead) == []


def test_an_inspector_reads_quality_and_sets_no_rule(people: dict[str, Page]) -> None:
    inspector = people["inspector"]

    inspector.get_by_role("link", name="Quality").click()

    expect(inspector.get_by_role("table", name="People")).to_be_visible()
    expect(inspector.get_by_role("heading", name="Sampling")).to_have_count(0)
    expect(inspector.get_by_role("heading", name="Gold clips")).to_have_count(0)


def test_who_annotates_finds_no_page_about_quality_and_is_refused_at_its_address(
    tether: Product, people: dict[str, Page]
) -> None:
    annotator = people["annotator2"]
    expect(annotator.get_by_role("link", name="Guideline")).to_be_visible()
    assert annotator.get_by_role("link", name="Quality").count() == 0

    annotator.goto(f"{tether.address}/p/demo/quality")

    expect(annotator.get_by_text("Quality could not be loaded")).to_be_visible()
    assert violations_in_both_themes(annotator) == []
