"""A reviewer mends a mask instead of returning it: on the author's screen, as their own, and everybody sees who did."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from annotator.formats.outline import outline
from annotator.formats.ring import to_floats
from annotator.videos import demo_clip
from tests.e2e.axe import bring_axe, violations_in_both_themes
from tests.e2e.masks_work import MasksWork, Rings, ask, on_screen, open_masks_work, saved, stored
from tests.e2e.pictures import picture
from tests.e2e.product import Product
from tests.processes import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
ASTRAY = (2, 60)  # the teal box, drawn beside where it stands
APART = 40.0  # px


@dataclass
class Desk:
    """The demo clip's masks, handed in and computed, with one shape astray."""

    work: MasksWork
    drawer: Page
    inspector: Page
    lead: Page

    def state(self) -> str:
        return str(self.work.tether.rows("SELECT state FROM work_workitem WHERE id = ?", self.work.number)[0][0])

    def computed(self) -> dict[tuple[int, int], int]:
        """How often each segment was computed, by object number and first frame."""
        query = """SELECT t.number, s.first, s.computed FROM annotations_segment s
            JOIN annotations_track t ON t.id = s.track_id JOIN annotations_run r ON r.id = s.run_id
            WHERE r.current AND t.video_id = ?"""
        return {(number, first): times for number, first, times in self.work.tether.rows(query, self.work.video)}

    def wait_until_computed(self) -> None:
        address = f"/api/videos/{self.work.video}/propagation"
        wait_for(lambda: ask(self.work.tether, self.drawer, "GET", address)["state"] == "done", seconds=400)


def truth(number: int, frame: int, *, right: float = 0.0) -> Rings:
    """Where an object is on a frame, moved to the right."""
    shape = to_floats(outline(demo_clip.masks(frame)[number]))
    return [[[x + right, y] for x, y in ring] for ring in shape]


def drawn(number: int, frame: int) -> Rings:
    """What is handed in: the box about the frame where it is astray, the others on that frame only: few segments."""
    if frame not in ((30, 60, 90) if number == ASTRAY[0] else (60,)):
        return []
    return truth(number, frame, right=APART if (number, frame) == ASTRAY else 0.0)


@pytest.fixture(scope="module")
def desk(tether: Product, browser: Browser) -> Iterator[Desk]:
    work, drawer = open_masks_work(tether, browser, video=1, caption=demo_clip.CAPTION)
    for frame in work.frames:
        for number, track in work.tracks.items():
            rings = drawn(number, frame)
            body = {"rings": rings or None, "absent": not rings, "seen_revision": 0}
            ask(tether, drawer, "PUT", f"/api/tracks/{track}/keyframes/{frame}", body)
    ask(tether, drawer, "POST", f"/api/work/{work.number}/submit")
    made = Desk(work, drawer, tether.sign_in(browser, "inspector"), tether.sign_in(browser, "lead"))
    made.wait_until_computed()
    for page in (made.drawer, made.inspector, made.lead):
        bring_axe(page)
    yield made
    for page in (made.drawer, made.inspector, made.lead):
        page.context.close()


def drag(page: Page, rings: Rings, right: float) -> None:
    """Move an outline with the pointer, held at half its height, half-way from its left side to the next."""
    sides = sorted(x for ring in rings for x in (min(x for x, _ in ring), max(x for x, _ in ring)))
    heights = [y for ring in rings for _, y in ring]
    held, height = (sides[0] + sides[1]) / 2, (min(heights) + max(heights)) / 2
    page.mouse.move(*on_screen(page, held, height))
    page.mouse.down()
    page.mouse.move(*on_screen(page, held + right, height), steps=6)
    page.mouse.up()


def assert_sound(page: Page) -> None:
    assert violations_in_both_themes(page) == []
    assert page.faults == []  # type: ignore[attr-defined]


def test_a_reviewer_mends_one_cell_and_goes_back_to_masks_computed_anew(desk: Desk) -> None:
    page, (number, frame) = desk.inspector, ASTRAY
    before = desk.computed()
    page.goto(f"{desk.work.address}?frame={frame}")
    page.get_by_role("list", name="Objects").get_by_role("listitem").first.wait_for()
    page.keyboard.press("a")
    expect(page.get_by_text("1 of 3 decided")).to_be_visible()
    assert_sound(page)

    page.keyboard.press("e")
    note = page.get_by_text("You correct Second's masks: what you draw is recorded as yours.")
    expect(note).to_be_visible()
    canvas = page.get_by_test_id("mask-canvas")
    expect(canvas).to_have_attribute("data-frame", str(frame))
    canvas.locator("image").first.wait_for(state="attached")
    canvas.focus()
    page.keyboard.press(str(number))
    page.keyboard.press("v")
    drag(page, truth(number, frame, right=APART), -APART)
    saved(page)
    mended = page.get_by_role("region", name="Corrected in review")
    expect(mended).to_contain_text("redrawn")
    assert_sound(page)
    picture(page, "correct-masks")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("heading", name="Verdict per object")).to_be_visible()
    desk.wait_until_computed()
    after = desk.computed()
    assert {cell for cell, times in after.items() if times != before.get(cell)} == {(number, 30), (number, frame)}
    rows = desk.work.tether.rows(
        """SELECT t.number, k.frame, r.revision, u.username FROM annotations_keyframerevision r
        JOIN annotations_keyframe k ON k.id = r.keyframe_id JOIN annotations_track t ON t.id = k.track_id
        JOIN accounts_user u ON u.id = r.by_id WHERE r.corrected_round IS NOT NULL"""
    )
    assert {row[:2] for row in rows} == {ASTRAY}
    assert {row[3] for row in rows} == {"inspector"}


def test_the_review_shows_what_was_mended_and_asks_for_its_verdict(desk: Desk) -> None:
    page = desk.inspector
    mended = page.get_by_role("region", name="Corrected in review")
    expect(mended.get_by_role("listitem")).to_have_count(1)
    expect(mended).to_contain_text("Demo Inspector")
    expect(page.get_by_text("1 of 3 decided")).to_be_visible()
    mended.get_by_role("button").click()
    assert_sound(page)
    picture(page, "review-masks-corrected")

    page.keyboard.press("a")
    page.keyboard.press("a")
    expect(page.get_by_role("button", name="Approve with the edit")).to_be_visible()
    expect(page.get_by_test_id("verdict-reason")).to_contain_text("3 approved", timeout=60_000)


def test_a_colleague_who_corrects_too_late_is_told_and_keeps_what_they_drew(desk: Desk) -> None:
    page, (_, frame) = desk.lead, ASTRAY
    page.goto(f"{desk.work.address}?correct=true&frame={frame}&object=1")
    expect(page.get_by_text("You correct Second's masks: what you draw is recorded as yours.")).to_be_visible()
    page.get_by_test_id("mask-canvas").locator("image").first.wait_for(state="attached")
    page.context.set_offline(True)
    page.keyboard.press("v")
    drag(page, truth(1, frame), 60.0)
    expect(page.get_by_test_id("save-state")).to_have_attribute("data-status", "offline")

    desk.inspector.keyboard.press("Control+Enter")
    wait_for(lambda: desk.state() == "approved")
    page.context.set_offline(False)

    expect(page.get_by_text("Second's masks are approved now and closed to corrections.")).to_be_visible(timeout=60_000)
    refused = page.get_by_role("alert", name="Not saved")
    expect(refused).to_contain_text("what you drew is kept here", timeout=60_000)
    picture(page, "correct-masks-late")
    assert_sound(page)
    assert stored(desk.work, desk.drawer)[1, frame] == truth(1, frame)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="Review", exact=True)).to_be_visible()


def test_the_author_is_told_and_reads_who_drew_what(desk: Desk) -> None:
    page, (number, frame) = desk.drawer, ASTRAY
    page.goto(f"{desk.work.tether.address}/p/demo/notices")
    told = page.get_by_role("list", name="Notices").get_by_role("listitem").first
    expect(told).to_contain_text("approved your masks of clip 000001, corrected in review", timeout=60_000)
    assert_sound(page)
    told.get_by_role("link").click()

    mended = page.get_by_role("region", name="Corrected in review")
    mended.get_by_role("button").click()
    expect(page.get_by_test_id("mask-canvas")).to_have_attribute("data-frame", str(frame))
    page.get_by_role("button", name="History of this object").click()
    decisions = page.get_by_role("list", name="Decisions")
    expect(decisions).to_contain_text("Demo Inspector, correcting")
    expect(decisions).to_contain_text("Second Annotator")
    assert_sound(page)
    picture(page, "corrected-history")
    [ring], [mended] = truth(number, frame), stored(desk.work, page)[ASTRAY]
    apart = [max(abs(x - u), abs(y - v)) for (x, y), (u, v) in zip(ring, mended, strict=True)]
    assert max(apart) < 2  # px: the pointer moves by whole pixels of the window


def test_a_comment_leads_whom_it_concerns_to_its_place(desk: Desk) -> None:
    page, tether = desk.drawer, desk.work.tether
    body = {"step": "masks", "text": "A fine star.", "number": 3, "frame": 90}
    ask(tether, desk.inspector, "POST", f"/api/videos/{desk.work.video}/threads", body)
    page.goto(f"{tether.address}/p/demo/notices")
    told = page.get_by_role("list", name="Notices").get_by_role("listitem").first
    expect(told).to_contain_text("Demo Inspector wrote about the masks", timeout=60_000)
    assert_sound(page)
    told.get_by_role("link").click()

    expect(page.get_by_test_id("mask-canvas")).to_have_attribute("data-frame", "90")
    thread = page.get_by_role("region", name="Threads").get_by_role("listitem").filter(has_text="A fine star.")
    expect(thread).to_have_attribute("aria-current", "true")
    assert_sound(page)
    picture(page, "thread-told")
