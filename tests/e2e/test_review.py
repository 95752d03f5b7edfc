"""The second pair of eyes: judged part by part, talked about, returned; then what changed comes first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from annotator.videos import demo_clip
from tests.e2e.axe import bring_axe, violations_in_both_themes
from tests.e2e.caption_work import CaptionWork, open_caption_work
from tests.e2e.fit import too_wide
from tests.e2e.held import Held
from tests.e2e.masks_work import ask
from tests.e2e.pictures import picture
from tests.e2e.product import Product
from tests.processes import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
FIRST = demo_clip.CAPTION.replace("a teal box", "a box")
SQUARE = [[[200, 150], [320, 150], [320, 270], [200, 270]]]
NARROW = [[[200, 150], [260, 150], [260, 270], [200, 270]]]


@dataclass
class Line:
    """One clip on its way, with everybody who has to do with it."""

    work: CaptionWork
    masks: int
    author: Page
    drawer: Page
    inspector: Page
    lead: Page

    @property
    def tether(self) -> Product:
        return self.work.tether

    def open(self, page: Page, work: int) -> None:
        page.goto(f"{self.tether.address}/work/{work}")

    def state(self, work: int) -> str:
        return str(self.tether.rows("SELECT state FROM work_workitem WHERE id = ?", work)[0][0])

    def submit_caption(self, text: str) -> None:
        body = {"text": text, "seen_revision": self.work.stored(self.author)["revision"]}
        ask(self.tether, self.author, "PUT", f"/api/videos/{self.work.video}/captions/en", body)
        ask(self.tether, self.author, "POST", f"/api/work/{self.work.number}/submit")

    def draw(self, number: int, frame: int, rings: object, seen: int = 0) -> None:
        listed = ask(self.tether, self.drawer, "GET", f"/api/videos/{self.work.video}/tracks")["tracks"]
        track = next(one["id"] for one in listed if one["number"] == number)
        body = {"rings": rings, "absent": rings is None, "seen_revision": seen}
        ask(self.tether, self.drawer, "PUT", f"/api/tracks/{track}/keyframes/{frame}", body)

    def submit_masks(self) -> None:
        ask(self.tether, self.drawer, "POST", f"/api/work/{self.masks}/submit")
        address = f"/api/videos/{self.work.video}/propagation"
        wait_for(lambda: ask(self.tether, self.drawer, "GET", address)["state"] == "done", seconds=120)


@pytest.fixture(scope="module")
def line(tether: Product, browser: Browser) -> Iterator[Line]:
    work, author = open_caption_work(tether, browser, video=1)
    [(masks,)] = tether.rows("SELECT id FROM work_workitem WHERE video_id = 1 AND step = 'masks'")
    others = [tether.sign_in(browser, name) for name in ("annotator2", "inspector", "lead")]
    made = Line(work, masks, author, *others)
    for page in (author, *others):
        bring_axe(page)
    yield made
    for page in (author, *others):
        page.context.close()


def assert_sound(page: Page) -> None:
    assert too_wide(page) == []
    assert violations_in_both_themes(page) == []
    assert page.faults == []  # type: ignore[attr-defined]


def test_the_lead_changes_why_work_is_returned(line: Line) -> None:
    page = line.lead
    page.goto(f"{line.tether.address}/p/demo/reasons")
    captions = page.get_by_role("region", name="Captions")
    expect(page.get_by_role("button", name="Save")).to_have_attribute("aria-disabled", "true")
    assert_sound(page)

    captions.get_by_role("button", name="Add a reason for captions").click()
    captions.get_by_role("textbox").last.fill("Colour missing")
    captions.get_by_role("button", name="Move Colour missing up").click()
    captions.get_by_role("button", name="Retire Language").click()
    picture(page, "reasons")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("Saved. Reviewers choose from these now.")).to_be_visible()
    assert_sound(page)
    offered = ask(line.tether, page, "GET", "/api/projects/demo/reasons")["reasons"]
    assert [row["code"] for row in offered if row["step"] == "caption"][-2:] == [
        "one_frame_is_enough",
        "colour_missing",
    ]


def test_a_caption_is_judged_phrase_by_phrase_and_goes_back_with_a_question(line: Line) -> None:
    page = line.inspector
    line.submit_caption(FIRST)
    line.open(page, line.work.number)
    phrases = page.get_by_role("list", name="Phrases")
    phrases.get_by_role("listitem").first.wait_for()
    expect(phrases.get_by_role("listitem").first).to_have_attribute("aria-current", "true")
    assert_sound(page)

    held = Held(page, "**/api/work/*/verdicts")
    page.keyboard.press("a")
    page.keyboard.press("r")
    for _ in range(2):  # both are seen while the first is on its way, and while the second is
        held.wait()
        expect(phrases.get_by_role("radio", name="Approved")).to_be_checked()
        expect(page.get_by_test_id("verdict-reason")).to_contain_text("Say why “a box” is rejected.")
        held.let_go()
    held.end()
    page.get_by_role("textbox", name="What to change").fill("Which box is meant?")
    page.get_by_role("button", name="Ask").click()
    page.get_by_text("Which box is meant?").wait_for()
    page.get_by_role("button", name="Colour missing").click()
    expect(phrases.get_by_role("listitem").nth(1)).to_contain_text("Colour missing")
    expect(page.get_by_role("list", name="Phrases").get_by_role("radio", name="Rejected")).to_be_checked()
    expect(page.get_by_role("region", name="Threads")).to_contain_text("Which box is meant?")
    assert_sound(page)
    page.keyboard.press("Control+Enter")

    wait_for(lambda: line.state(line.work.number) == "returned")
    assert page.faults == []  # type: ignore[attr-defined]


def test_the_author_answers_where_their_day_begins_and_in_the_text(line: Line) -> None:
    page = line.author
    page.goto(f"{line.tether.address}/p/demo/queue")
    asked = page.get_by_role("region", name="Questions back")
    expect(asked).to_contain_text("Which box is meant?")
    assert_sound(page)
    asked.get_by_role("link", name="Answer").click()

    threads = page.get_by_role("region", name="Threads")
    question = threads.get_by_role("listitem").filter(has_text="Which box is meant?")
    question.get_by_role("textbox").fill("The teal one.")
    page.keyboard.press("Control+Enter")
    expect(question).to_contain_text("The teal one.")
    found = threads.get_by_role("listitem").filter(has_text="Colour missing")
    found.get_by_role("button", name="Resolve").click()
    expect(threads.get_by_role("button", name="1 resolved thread")).to_be_visible()
    assert_sound(page)

    line.submit_caption(demo_clip.CAPTION)


def test_the_next_round_opens_on_what_changed_and_keeps_the_rest(line: Line) -> None:
    page = line.inspector
    line.open(page, line.work.number)
    phrases = page.get_by_role("list", name="Phrases")

    rows = phrases.get_by_role("listitem")
    rows.first.wait_for()
    expect(rows.nth(0)).to_contain_text("a teal box")
    expect(phrases.get_by_text("kept")).to_have_count(1)
    expect(page.locator(".caption-diff ins").first).to_contain_text("teal")
    page.get_by_role("radio", name="Side by side").click()
    expect(page.locator(".rc-beside .caption-text")).to_have_count(2)
    assert_sound(page)
    page.get_by_role("radio", name="Changes").click()
    picture(page, "review-caption-round")
    page.get_by_role("button", name="Edit in place").click()
    field = page.get_by_role("textbox", name="Caption, raw")
    field.fill(demo_clip.CAPTION.replace("drops in", "falls in"))
    assert_sound(page)
    field.press("Control+Enter")
    expect(page.get_by_text("mended by Demo Inspector")).to_be_visible()
    thread = page.get_by_role("region", name="Threads").get_by_role("listitem").filter(has_text="The teal one.")
    thread.get_by_role("button", name="Resolve").click()
    expect(thread).to_have_count(0)
    expect(page.get_by_role("button", name="Approve with the edit")).to_be_visible()
    page.keyboard.press("Control+Enter")

    wait_for(lambda: line.state(line.work.number) == "approved")


def test_masks_are_judged_object_by_object(line: Line) -> None:
    page = line.inspector
    ask(line.tether, line.drawer, "POST", f"/api/work/{line.masks}/claim")
    for number in (1, 2, 3):
        for frame in range(0, 180, 30):
            line.draw(number, frame, SQUARE if frame < 60 else None)
    line.submit_masks()
    line.open(page, line.masks)
    objects = page.get_by_role("list", name="Objects")
    objects.get_by_role("listitem").first.wait_for()
    expect(objects.get_by_role("listitem")).to_have_count(3)
    page.keyboard.press("m")
    expect(page.get_by_text("No keyframe was made from a suggestion.")).to_be_visible()
    page.keyboard.press("p")
    read_the_words_blind(page)
    assert line.tether.rows("SELECT phrase, hit FROM review_blindtest ORDER BY id") == [
        ("A striped ring", 1),
        ("a teal box", 1),
    ]

    page.keyboard.press("a")
    page.keyboard.press("r")
    page.keyboard.press("2")
    expect(objects.get_by_role("listitem").nth(1)).to_contain_text("Loose boundary")
    assert_sound(page)
    page.get_by_role("button", name="Place a pin on the picture").click(position={"x": 300, "y": 200})
    page.get_by_role("textbox", name="What to change").fill("Too wide on the right.")
    page.get_by_role("button", name="Add finding").click()
    expect(page.get_by_test_id("verdict-reason")).to_contain_text("1 approved, 1 rejected, 1 open, 1 finding")
    picture(page, "review-masks-verdicts")
    page.get_by_role("heading", name="Verdict per object").click()
    page.keyboard.press("Control+Enter")

    wait_for(lambda: line.state(line.masks) == "returned")


def read_the_words_blind(page: Page) -> None:
    """Two phrases blind: all three squares lie on each other, and the first object's lies on top."""
    page.keyboard.press("b")
    card = page.get_by_role("region", name="Blind test", exact=True)
    film = page.get_by_role("button", name="Place a pin on the picture")
    box = film.bounding_box()
    assert box is not None
    inside = {"x": box["width"] * 250 / 960, "y": box["height"] * 200 / 540}
    expect(card).to_contain_text("Click A striped ring")
    film.click(position=inside)
    expect(card).to_contain_text("Hit")
    card.get_by_role("button", name="Next phrase").click()
    expect(card).to_contain_text("a teal box")
    film.click(position=inside)
    expect(card).to_contain_text("Miss: object 1 in place of 2")
    assert_sound(page)
    picture(page, "review-masks-blind")
    card.get_by_role("button", name="End the test").click()
    expect(page.get_by_role("region", name="Blind tests")).to_contain_text("ambiguous")


def test_redrawn_outlines_are_laid_over_each_other_and_the_rest_keeps_its_approval(line: Line) -> None:
    drawer, page = line.drawer, line.inspector
    line.open(drawer, line.masks)
    thread = drawer.get_by_role("region", name="Threads").get_by_role("listitem")
    expect(thread).to_contain_text("Too wide on the right.")
    assert_sound(drawer)
    thread.get_by_role("textbox").fill("Narrower now.")
    thread.get_by_role("button", name="Reply").click()
    expect(thread).to_contain_text("Narrower now.")
    line.draw(2, 30, NARROW, seen=1)
    line.submit_masks()

    line.open(page, line.masks)
    expect(page.get_by_role("list", name="Steps of this clip")).to_contain_text("Round 2")
    since = page.get_by_role("region", name="Since round 1")
    expect(since).to_contain_text("1 frame changed")
    since.get_by_role("button", name="redrawn, IoU 0.50").click()
    expect(page.get_by_role("img", name="Both rounds' outlines")).to_be_visible()
    rows = page.get_by_role("list", name="Objects").get_by_role("listitem")
    expect(rows.nth(0)).to_contain_text("a teal box")
    expect(rows.nth(1)).to_contain_text("kept")
    expect(page.get_by_role("region", name="Threads")).to_contain_text("Narrower now.")
    assert_sound(page)
    picture(page, "review-masks-round")
    for _ in range(2):
        page.keyboard.press("a")
    page.keyboard.press("Control+Enter")

    wait_for(lambda: line.state(line.masks) == "approved")
    states = line.tether.rows("SELECT state FROM review_thread WHERE item_id = ?", line.masks)
    assert states == [("resolved",)]
