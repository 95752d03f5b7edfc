"""Who runs a large project: from a number of the overview to its clips, narrowed, ordered and kept by name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.axe import bring_axe, violations_in_both_themes
from tests.e2e.product import Product

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
PICTURES = os.environ.get("PICTURES")
SIZE = ("--videos", "120", "--tracks", "380", "--keyframes", "3000", "--twins", "0", "--people", "16")


@pytest.fixture(scope="module")
def lead(tether: Product, browser: Browser) -> Iterator[Page]:
    tether.command("seed_large", "large", *SIZE)
    for name in ("lead", "inspector", "annotator1"):
        tether.command("add_person", "large", name, name.rstrip("1"))
    page = tether.sign_in(browser, "lead")
    bring_axe(page)
    yield page
    page.context.close()


@pytest.fixture
def people(lead: Page) -> dict[str, Page]:
    return {"lead": lead}


def open_page(tether: Product, page: Page, path: str) -> None:
    page.goto(f"{tether.address}/p/large/{path}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png")


def test_a_number_of_the_overview_leads_to_the_clips_that_it_counts(tether: Product, people: dict[str, Page]) -> None:
    page = people["lead"]
    open_page(tether, page, "overview")
    number = page.get_by_role("list", name="Clips by stage").get_by_role("link", name="Ready")
    count = int((number.text_content() or "").replace(",", ""))
    expect(page.get_by_role("img", name="Clips captioned and masked")).to_be_visible()
    picture(page, "overview")
    assert violations_in_both_themes(page) == []

    number.click()

    expect(page).to_have_url(f"{tether.address}/p/large/videos?stage=ready")
    expect(page.get_by_role("search").get_by_role("status")).to_have_text(f"{count} match")


def test_a_day_and_a_person_lead_to_their_clips_too(tether: Product, people: dict[str, Page]) -> None:
    page = people["lead"]
    open_page(tether, page, "overview")
    page.get_by_role("radio", name="Table").click()
    day = page.get_by_role("table", name="Clips per day").get_by_role("link").first
    count = day.text_content()
    day.click()
    expect(page.get_by_role("search").get_by_role("status")).to_have_text(f"{count} match")

    page.go_back()
    person = page.get_by_role("table", name="People").get_by_role("link").first
    count = person.text_content()
    person.click()

    expect(page.get_by_role("search").get_by_role("status")).to_have_text(f"{count} match")


def test_a_list_is_narrowed_ordered_and_found_again_under_its_name(tether: Product, people: dict[str, Page]) -> None:
    page = people["lead"]
    open_page(tether, page, "videos")
    page.get_by_label("State").select_option("ready")
    page.get_by_label("Source").select_option("UVO")
    page.get_by_role("button", name="Length").click()
    expect(page.get_by_role("columnheader", name="Length")).to_have_attribute("aria-sort", "descending")
    status = page.get_by_role("search").get_by_role("status")
    expect(status).to_contain_text("match")
    kept = status.text_content() or ""
    picture(page, "library")
    assert violations_in_both_themes(page) == []

    page.get_by_role("button", name="Views").click()
    page.get_by_role("menuitem", name="Save this list").click()
    page.get_by_label("Name").fill("Finished UVO")
    assert violations_in_both_themes(page) == []
    page.get_by_label("Name").press("Enter")
    expect(page.get_by_role("button", name="Finished UVO", exact=True)).to_be_visible()
    page.get_by_role("button", name="Show all").click()
    page.reload()
    page.get_by_role("button", name="Views").click()
    page.get_by_role("menuitemradio", name="Finished UVO").click()

    expect(status).to_have_text(kept)
    expect(page.get_by_role("columnheader", name="Length")).to_have_attribute("aria-sort", "descending")


def test_a_list_without_clips_says_so_and_offers_all(tether: Product, people: dict[str, Page]) -> None:
    page = people["lead"]
    open_page(tether, page, "videos?search=nowhere to be found")
    expect(page.get_by_text("No clip matches")).to_be_visible()
    assert violations_in_both_themes(page) == []

    page.get_by_role("button", name="Show all").first.click()

    expect(page.get_by_role("table", name="Clips").get_by_role("row")).to_have_count(51)
    assert page.faults == []  # type: ignore[attr-defined]


def test_the_overview_is_not_for_who_annotates_and_says_so(tether: Product, browser: Browser) -> None:
    page = tether.sign_in(browser, "annotator1")
    bring_axe(page)

    open_page(tether, page, "overview")

    expect(page.get_by_text("The overview is for who runs the line")).to_be_visible()
    assert violations_in_both_themes(page) == []
    page.context.close()
