"""The queue: what is offered and why, leaving it to others, one's own day, and work that goes to somebody else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.axe import bring_axe, violations_in_both_themes
from tests.e2e.masks_work import ask
from tests.e2e.pictures import picture
from tests.e2e.product import Product

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def people(tether: Product, browser: Browser) -> Iterator[dict[str, Page]]:
    pages = {name: tether.sign_in(browser, name) for name in ("annotator1", "lead")}
    for page in pages.values():
        bring_axe(page)
    yield pages
    for page in pages.values():
        page.context.close()


def caption_of(tether: Product) -> int:
    [(number,)] = tether.rows("SELECT id FROM work_workitem WHERE step = 'caption'")
    return int(number)


def test_what_is_urgent_and_due_says_so_and_can_be_left_to_others_with_a_reason(
    tether: Product, people: dict[str, Page]
) -> None:
    annotator, lead, work = people["annotator1"], people["lead"], caption_of(tether)
    due = (dt.datetime.now(dt.UTC) + dt.timedelta(hours=2)).isoformat()
    ask(tether, lead, "POST", f"/api/work/{work}/plan", {"priority": 5, "deadline": due})

    annotator.goto(f"{tether.address}/p/demo/queue")
    card = annotator.get_by_role("region", name="Next for you")
    expect(card).to_contain_text("Urgent")
    expect(card).to_contain_text("Due ")
    day = annotator.get_by_role("region", name="My day")
    expect(day).to_contain_text("ViCaS paper 7")
    expect(day).to_contain_text("ViCaS paper 9")
    assert violations_in_both_themes(annotator) == []
    picture(annotator, "queue-offered")

    annotator.keyboard.press("s")
    dialog = annotator.get_by_role("dialog")
    dialog.get_by_label("Something else").check()
    expect(dialog.get_by_role("button", name="Skip it")).to_have_attribute("aria-disabled", "true")
    assert violations_in_both_themes(annotator) == []
    dialog.get_by_label("In a few words").fill("The sign is in Thai.")
    dialog.get_by_role("button", name="Skip it").click()

    expect(annotator.get_by_text("No new task for you right now")).to_be_visible()
    assert violations_in_both_themes(annotator) == []
    moves = ask(tether, lead, "GET", f"/api/work/{work}/moves")["moves"]
    assert [(move["verb"], move["reason"], move["text"]) for move in moves] == [
        ("skip", "other", "The sign is in Thai.")
    ]


def test_a_reserved_task_appears_by_itself_and_its_time_is_counted_where_the_person_sees_it(
    tether: Product, people: dict[str, Page]
) -> None:
    annotator, lead, work = people["annotator1"], people["lead"], caption_of(tether)
    [(person,)] = tether.rows("SELECT id FROM accounts_user WHERE username = 'annotator1'")

    ask(tether, lead, "POST", f"/api/work/{work}/reassign", {"person": person, "reason": "Please try."})
    expect(annotator.get_by_role("region", name="Next for you")).to_contain_text("Reserved for you")
    annotator.keyboard.press("d")
    annotator.get_by_role("textbox", name="Caption").click()
    annotator.keyboard.type("A teal box")

    clock = annotator.get_by_test_id("activity")
    expect(clock).to_contain_text("It counts while you act and stops after 60 s without input.")
    assert violations_in_both_themes(annotator) == []
    expect(annotator.get_by_test_id("save-state")).to_have_attribute("data-status", "saved")
    assert tether.rows("SELECT count(*) FROM work_stint WHERE item_id = ? AND person_id = ?", work, person) == [(1,)]


def test_a_lead_takes_over_open_work_and_its_author_is_told_at_once_what_became_of_it(
    tether: Product, people: dict[str, Page]
) -> None:
    annotator, lead, work = people["annotator1"], people["lead"], caption_of(tether)

    lead.goto(f"{tether.address}/work/{work}")
    lead.get_by_role("button", name="Take from").click()
    assert violations_in_both_themes(lead) == []
    lead.get_by_role("button", name="Take it over").click()
    expect(lead.get_by_role("textbox", name="Caption")).to_contain_text("A teal box")

    told = annotator.get_by_role("dialog", name="This caption is no longer yours")
    expect(told).to_contain_text("has it now. Everything that was saved is kept")
    assert violations_in_both_themes(annotator) == []
    told.get_by_role("button", name="To my queue").click()
    expect(annotator.get_by_role("region", name="My day")).to_be_visible()
    assert annotator.faults == lead.faults == []  # type: ignore[attr-defined]
