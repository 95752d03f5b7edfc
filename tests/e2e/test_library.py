"""Who runs a large project finds its clips, narrowed, ordered and kept by name, and plans many of them at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e import masks_work
from tests.e2e.axe import violations_in_both_themes
from tests.e2e.large_project import open_large, open_page
from tests.e2e.pictures import picture
from tests.e2e.product import Product

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def lead(tether: Product, browser: Browser) -> Iterator[Page]:
    page = open_large(tether, browser)
    yield page
    page.context.close()


def test_a_list_is_narrowed_ordered_and_found_again_under_its_name(tether: Product, lead: Page) -> None:
    page = lead
    open_page(tether, page, "videos")
    page.get_by_label("State").select_option("ready")
    page.get_by_label("Source").select_option("UVO")
    with page.expect_response(lambda answer: "sort=length" in answer.url):
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


def test_a_list_without_clips_says_so_and_offers_all(tether: Product, lead: Page) -> None:
    page = lead
    open_page(tether, page, "videos?search=nowhere to be found")
    expect(page.get_by_text("No clip matches")).to_be_visible()
    assert violations_in_both_themes(page) == []

    page.get_by_role("button", name="Show all").first.click()

    expect(page.get_by_role("table", name="Clips").get_by_role("row")).to_have_count(51)
    assert page.faults == []  # type: ignore[attr-defined]


def selected(page: Page) -> Locator:
    return page.get_by_role("region", name="Selected clips").get_by_role("status")


def boxes(page: Page) -> Locator:
    return page.get_by_role("table", name="Clips").get_by_role("checkbox")


def open_plan(page: Page, kind: str) -> Locator:
    page.get_by_role("region", name="Selected clips").get_by_role("button", name=kind).click()
    return page.get_by_role("dialog")


def test_clips_are_selected_by_hand_by_range_by_key_and_all_that_match(tether: Product, lead: Page) -> None:
    page = lead
    open_page(tether, page, "videos?stage=to_caption")
    match = page.get_by_role("search").get_by_role("status")
    expect(match).to_contain_text("match")
    all_of_it = (match.text_content() or "").removesuffix(" match")

    boxes(page).nth(1).click()
    boxes(page).nth(4).click(modifiers=["Shift"])
    expect(selected(page)).to_have_text("4 clips selected")
    page.get_by_role("table", name="Clips").get_by_role("row").nth(6).click()
    page.keyboard.press("x")
    expect(selected(page)).to_have_text("5 clips selected")
    assert violations_in_both_themes(page) == []
    picture(page, "library-selection")
    page.get_by_role("button", name="Select all").click()

    expect(selected(page)).to_have_text(f"{all_of_it} clips selected")
    page.keyboard.press("Escape")
    expect(selected(page)).to_have_count(0)


def test_a_plan_is_tried_done_and_taken_back(tether: Product, lead: Page) -> None:
    page = lead
    open_page(tether, page, "videos?stage=to_caption")
    boxes(page).nth(1).click()
    boxes(page).nth(3).click(modifiers=["Shift"])
    before = tether.rows("SELECT id, priority FROM work_workitem ORDER BY id")

    dialog = open_plan(page, "Priority")
    dialog.get_by_label("Priority").fill("77")
    dialog.get_by_role("button", name="See what changes").click()
    expect(dialog.get_by_role("status")).to_have_text("3 clips change.")
    assert tether.rows("SELECT id, priority FROM work_workitem ORDER BY id") == before
    assert violations_in_both_themes(page) == []
    dialog.get_by_role("button", name="Change 3 clips").click()
    expect(dialog.get_by_role("status")).to_have_text("3 clips changed.")
    assert tether.rows("SELECT count(*) FROM work_workitem WHERE priority = 77") == [(6,)]
    dialog.get_by_role("button", name="Undo").click()

    expect(dialog.get_by_role("status")).to_contain_text("Taken back: 3 clips changed.")
    assert tether.rows("SELECT id, priority FROM work_workitem ORDER BY id") == before
    dialog.get_by_role("button", name="Close").click()


def test_what_is_refused_is_named_with_its_reason_and_the_rest_is_done(tether: Product, lead: Page) -> None:
    page = lead
    open_page(tether, page, "videos?stage=to_caption,ready")
    rows = page.get_by_role("table", name="Clips").get_by_role("row")
    waiting, ready = rows.filter(has_text="To caption").first, rows.filter(has_text="Ready").first
    for row in (waiting, ready):
        row.get_by_role("checkbox").click()
    number = (ready.get_by_role("cell").nth(2).text_content() or "")[:6]

    dialog = open_plan(page, "Assign to")
    dialog.get_by_label("Assign to").select_option("First Annotator")
    dialog.get_by_role("button", name="See what changes").click()
    expect(dialog.get_by_role("status")).to_have_text("1 clip changes, 1 refused.")
    expect(dialog.get_by_role("list", name="Refused")).to_contain_text(
        f"{number} The caption is approved; reopen it first to give it to somebody."
    )
    assert violations_in_both_themes(page) == []
    picture(page, "library-plan")
    dialog.get_by_role("button", name="Change clip").click()

    expect(dialog.get_by_role("status")).to_have_text("1 clip changed, 1 refused.")
    reserved = "SELECT count(*) FROM work_workitem w JOIN accounts_user u ON u.id = w.reserved_for_id"
    assert tether.rows(f"{reserved} WHERE u.username = 'annotator1'") == [(1,)]
    dialog.get_by_role("button", name="Undo").click()
    expect(dialog.get_by_role("status")).to_contain_text("Taken back")
    assert tether.rows(f"{reserved} WHERE u.username = 'annotator1'") == [(0,)]
    page.keyboard.press("Escape")


def test_undo_gives_back_what_was_in_hand_and_names_what_somebody_began_since(
    tether: Product, browser: Browser, lead: Page
) -> None:
    had, gets = (tether.sign_in(browser, f"annotator{number}") for number in (1, 2))
    taken = [
        masks_work.ask(tether, had, "POST", "/api/projects/large/queue/next", {"step": "caption"}) for _ in range(2)
    ]
    page = lead
    open_page(tether, page, "videos?stage=captioning&author=annotator1")
    for place in (1, 2):
        boxes(page).nth(place).click()
    dialog = open_plan(page, "Assign to")
    dialog.get_by_label("Assign to").select_option("Second Annotator")
    dialog.get_by_role("button", name="See what changes").click()
    expect(dialog).to_contain_text("2 clips will be taken from who has it now. What they saved is kept.")
    dialog.get_by_role("button", name="Change 2 clips").click()
    expect(dialog.get_by_role("status")).to_have_text("2 clips changed.")
    masks_work.ask(tether, gets, "POST", f"/api/work/{taken[0]['id']}/claim", {})

    dialog.get_by_role("button", name="Undo").click()

    expect(dialog.get_by_role("status")).to_have_text("Taken back: 1 clip changed, 1 refused.")
    [[number]] = tether.rows("SELECT number FROM videos_video WHERE id = ?", taken[0]["video"])
    refused = f"{number:06} Second Annotator has begun it since, so it stays theirs."
    expect(dialog.get_by_role("list", name="Refused")).to_have_text(refused)
    assert violations_in_both_themes(page) == []
    picture(page, "library-taken-back")
    who = "SELECT a.username, r.username FROM work_workitem w LEFT JOIN accounts_user a ON a.id = w.author_id "
    who += "LEFT JOIN accounts_user r ON r.id = w.reserved_for_id WHERE w.id = ?"
    now = [tether.rows(who, item["id"])[0] for item in taken]
    assert (now[0][0], now[1]) == ("annotator2", (None, "annotator1"))
    page.keyboard.press("Escape")
    for each in (had, gets):
        each.context.close()


def test_a_new_batch_whose_first_clips_do_not_get_through_is_filled_by_the_next_try(
    tether: Product, lead: Page
) -> None:
    page = lead
    open_page(tether, page, "videos?stage=to_caption")
    boxes(page).last.click()
    dialog = open_plan(page, "Batch")
    dialog.get_by_label("Batch", exact=True).select_option("A new batch…")
    dialog.get_by_label("Its name").fill("Half way")
    dialog.get_by_role("button", name="See what changes").click()
    expect(dialog.get_by_role("status")).to_have_text("1 clip changes.")
    page.route("**/api/projects/large/plan", lambda route: route.abort())

    dialog.get_by_role("button", name="Change clip").click()
    told = "The batch “Half way” is there, still empty; try again to fill it."
    expect(dialog.get_by_role("alert")).to_contain_text(told)
    assert violations_in_both_themes(page) == []
    page.unroute("**/api/projects/large/plan")
    dialog.get_by_role("button", name="Change clip").click()

    expect(dialog.get_by_role("status")).to_have_text("1 clip changed.")
    filled = "SELECT count(DISTINCT w.video_id) FROM work_batch b JOIN work_workitem w ON w.batch_id = b.id"
    assert tether.rows(f"{filled} WHERE b.name = 'Half way'") == [(1,)]
    page.keyboard.press("Escape")


def batch_row(page: Page, name: str) -> Locator:
    rows = page.get_by_role("table", name="Batches").get_by_role("row")
    return rows.filter(has=page.get_by_role("link", name=name, exact=True))


def test_a_batch_is_made_of_a_selection_frozen_found_and_renamed(tether: Product, lead: Page) -> None:
    page = lead
    open_page(tether, page, "videos?stage=to_caption,to_mask,ready")
    boxes(page).nth(1).click()
    boxes(page).nth(20).click(modifiers=["Shift"])
    dialog = open_plan(page, "Batch")
    dialog.get_by_label("Batch", exact=True).select_option("A new batch…")
    dialog.get_by_label("Its name").fill("First")
    dialog.get_by_label("Frozen").check()
    dialog.get_by_role("button", name="See what changes").click()
    dialog.get_by_role("button", name="Change 20 clips").click()
    expect(dialog.get_by_role("status")).to_have_text("20 clips changed.")
    dialog.get_by_role("button", name="Close").click()

    page.get_by_role("link", name="Batches").click()
    row = batch_row(page, "First")
    expect(row).to_contain_text("20 clips")
    expect(row).to_contain_text("Frozen")
    assert violations_in_both_themes(page) == []
    row.get_by_role("button", name="Actions for First").click()
    page.get_by_role("menuitem", name="Rename").click()
    page.get_by_role("textbox", name="Name").fill("First of all")
    page.get_by_role("textbox", name="Name").press("Enter")
    row = batch_row(page, "First of all")
    expect(row).to_be_visible()
    row.get_by_role("button", name="Actions").click()
    page.get_by_role("menuitem", name="Deadline of all").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Deadline", exact=True).fill("2027-12-24T12:00")
    dialog.get_by_role("button", name="See what changes").click()
    dialog.get_by_role("button", name="Change 20 clips").click()
    expect(dialog.get_by_role("status")).to_have_text("20 clips changed.")
    dialog.get_by_role("button", name="Close").click()
    expect(row).to_contain_text("24 Dec, 12:00")
    picture(page, "batches")
    number = row.get_by_role("link", name="First of all, ").first
    count = number.text_content()
    number.click()
    expect(page.get_by_role("search").get_by_role("status")).to_have_text(f"{count} match")

    line = page.get_by_role("region", name="Batch First of all")
    line.get_by_role("button", name="Let it go on").click()
    expect(line.get_by_role("button", name="Freeze")).to_be_visible()
    assert violations_in_both_themes(page) == []


def test_one_clip_is_taken_from_its_person_with_a_reason_where_it_is_looked_at(
    tether: Product, browser: Browser, lead: Page
) -> None:
    annotator = tether.sign_in(browser, "annotator1")
    annotator.goto(f"{tether.address}/p/large/queue")
    taken = masks_work.ask(tether, annotator, "POST", "/api/projects/large/queue/next", {})
    page = lead
    open_page(
        tether, page, f"videos?author=annotator1&stage={'captioning' if taken['step'] == 'caption' else 'masking'}"
    )
    page.get_by_role("table", name="Clips").get_by_role("row").nth(1).click()

    page.get_by_role("button", name="Plan").click()
    page.get_by_role("menuitem", name="Take the").click()
    assert violations_in_both_themes(page) == []
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Why").fill("You are away today.")
    dialog.get_by_role("button", name="Give it to everybody").click()

    expect(dialog).to_have_count(0)
    assert tether.rows("SELECT text FROM work_move WHERE verb = 'release'") == [("You are away today.",)]
    assert page.faults == []  # type: ignore[attr-defined]
    annotator.context.close()
