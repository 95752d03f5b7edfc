"""Who runs a large project reads off the overview how it stands, and comes from each number to the clips behind it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.axe import bring_axe, violations_in_both_themes
from tests.e2e.large_project import open_large, open_page
from tests.e2e.pictures import picture
from tests.e2e.product import Product

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def lead(tether: Product, browser: Browser) -> Iterator[Page]:
    page = open_large(tether, browser)
    yield page
    page.context.close()


def test_a_number_of_the_overview_leads_to_the_clips_that_it_counts(tether: Product, lead: Page) -> None:
    page = lead
    open_page(tether, page, "overview")
    number = page.get_by_role("list", name="Clips by stage").get_by_role("link", name="Ready")
    count = int((number.text_content() or "").replace(",", ""))
    expect(page.get_by_role("img", name="Clips captioned and masked")).to_be_visible()
    assert violations_in_both_themes(page) == []

    number.click()

    expect(page).to_have_url(f"{tether.address}/p/large/videos?stage=ready")
    expect(page.get_by_role("search").get_by_role("status")).to_have_text(f"{count} match")


def test_a_day_and_a_person_lead_to_their_clips_too(tether: Product, lead: Page) -> None:
    page = lead
    open_page(tether, page, "overview")
    page.get_by_role("region", name="Clips per day").get_by_role("radio", name="Table").click()
    day = page.get_by_role("table", name="Clips per day").get_by_role("link").first
    count = day.text_content()
    day.click()
    expect(page.get_by_role("search").get_by_role("status")).to_have_text(f"{count} match")

    page.go_back()
    person = page.get_by_role("table", name="People").get_by_role("link").first
    count = person.text_content()
    person.click()

    expect(page.get_by_role("search").get_by_role("status")).to_have_text(f"{count} match")


def test_minutes_stand_beside_the_papers_and_lead_to_the_clips_that_took_them(tether: Product, lead: Page) -> None:
    page = lead
    spend_minutes(tether)
    open_page(tether, page, "overview")
    videos = page.get_by_role("region", name="Minutes per video")
    expect(page.get_by_role("img", name="Minutes per frame on each day")).to_be_visible()
    picture(page, "overview")
    assert violations_in_both_themes(page) == []
    videos.get_by_role("radio", name="Table").click()
    expect(videos.get_by_role("table", name="Minutes by day").get_by_role("row")).to_have_count(15)
    assert violations_in_both_themes(page) == []

    number = page.get_by_role("region", name="Minutes per mask").get_by_role("link", name="Per mask, clips")
    count = number.text_content()
    number.click()

    expect(page.get_by_role("search").get_by_role("status")).to_have_text(f"{count} match")
    expect(page.get_by_role("button", name="time on masks")).to_be_visible()


def spend_minutes(tether: Product) -> None:
    """Time on the work of all clips, as its pages would have counted it over weeks."""
    began = "datetime(w.changed_at, '-' || (200 + w.id * 7 % 300) || ' seconds')"
    own = (
        f"SELECT w.id, w.author_id, false, {{frame}}, {{number}}, {began}, w.changed_at FROM work_workitem w {{joins}} "
        "WHERE w.author_id IS NOT NULL AND w.step = '{step}'"
    )
    drawn = "JOIN annotations_track t ON t.video_id = w.video_id JOIN annotations_keyframe k ON k.track_id = t.id"
    into = "INSERT INTO work_stint (item_id, person_id, review, frame, number, began_at, last_at)"
    with closing(sqlite3.connect(tether.data / "db.sqlite3", timeout=30)) as database, database:
        database.execute(f"{into} {own.format(frame='NULL', number='NULL', joins='', step='caption')}")
        database.execute(f"{into} {own.format(frame='k.frame', number='t.number', joins=drawn, step='masks')}")
        database.execute("UPDATE annotations_keyframe SET origin = 'edited' WHERE id % 3 = 0")


CUT = """(items) => items.filter((item) => [item, ...item.querySelectorAll("*")].some((each) =>
    each.scrollWidth > each.clientWidth && getComputedStyle(each).display !== "inline"
)).map((item) => item.innerText)"""


@pytest.mark.parametrize("width", [1440, 1280])
def test_no_stage_and_no_reason_of_the_overview_is_cut(tether: Product, lead: Page, width: int) -> None:
    page = lead
    page.set_viewport_size({"width": width, "height": 900})
    open_page(tether, page, "overview")
    stages = page.get_by_role("list", name="Clips by stage").get_by_role("listitem")
    expect(stages).to_have_count(10)
    reasons = page.get_by_role("region", name="Step").get_by_role("listitem")

    cut = stages.evaluate_all(CUT) + reasons.evaluate_all(CUT)

    page.set_viewport_size({"width": 1440, "height": 900})
    assert cut == []


def test_the_overview_is_not_for_who_annotates_and_says_so(tether: Product, browser: Browser) -> None:
    page = tether.sign_in(browser, "annotator1")
    bring_axe(page)

    open_page(tether, page, "overview")

    expect(page.get_by_text("The overview is for who runs the line")).to_be_visible()
    assert violations_in_both_themes(page) == []
    page.context.close()
