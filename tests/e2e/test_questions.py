"""A doubt about the caption while drawing: asked and answered it moves no work, and a changed caption moves little."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from annotator.videos import demo_clip
from tests.e2e.axe import bring_axe, violations
from tests.e2e.masks_work import MasksWork, Rings, ask, on_screen, open_masks_work, store, wait_for_picture
from tests.e2e.product import Product

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
SQUARE: Rings = [[[200, 150], [320, 150], [320, 270], [200, 270]]]
QUESTION, ANSWER = "Does the lid belong to the box?", "Yes, the lid is part of it."


@pytest.fixture(scope="module")
def opened(tether: Product, browser: Browser) -> Iterator[tuple[MasksWork, dict[str, Page]]]:
    work, drawer = open_masks_work(tether, browser, video=1, caption=demo_clip.CAPTION)
    author, inspector = tether.sign_in(browser, "annotator1"), tether.sign_in(browser, "inspector")
    pages = {"annotator2": drawer, "annotator1": author, "inspector": inspector}
    for page in pages.values():
        bring_axe(page)
    yield work, pages
    for page in pages.values():
        page.context.close()


@pytest.fixture
def people(opened: tuple[MasksWork, dict[str, Page]]) -> dict[str, Page]:
    return opened[1]


def draw_everything(work: MasksWork, page: Page) -> None:
    """Decide every cell, as a drawer's earlier work."""
    store(work, page, {(number, 0): SQUARE for number in work.tracks})
    for track in work.tracks.values():
        for frame in work.frames[1:]:
            body = {"rings": None, "absent": True, "seen_revision": 0}
            ask(work.tether, page, "PUT", f"/api/tracks/{track}/keyframes/{frame}", body)


def tracks_of(work: MasksWork, page: Page) -> dict[int, Any]:
    listed = ask(work.tether, page, "GET", f"/api/videos/{work.video}/tracks")["tracks"]
    return {track["number"]: track for track in listed}


def test_a_question_is_asked_and_answered_while_its_asker_goes_on_drawing(
    opened: tuple[MasksWork, dict[str, Page]], people: dict[str, Page]
) -> None:
    work, _ = opened
    drawer, author = people["annotator2"], people["annotator1"]
    drawer.goto(work.address)
    wait_for_picture(drawer)

    drawer.keyboard.press("2")
    drawer.keyboard.press("w")
    drawer.get_by_label("Your question").fill(QUESTION)
    assert violations(drawer) == []
    drawer.get_by_role("button", name="Point at a place").click()
    drawer.mouse.click(*on_screen(drawer, 860, 320))
    drawer.keyboard.press("Control+Enter")
    expect(drawer.get_by_role("region", name="Questions to the captioner")).to_contain_text(QUESTION)
    expect(drawer.get_by_test_id("mask-canvas")).to_be_focused()  # the next key draws

    author.goto(f"{work.tether.address}/p/demo/queue")
    assert violations(author) == []
    author.get_by_role("article", name="Question on Clip 000001").get_by_role("link", name="Answer").click()
    questions = author.get_by_role("region", name="Questions", exact=True)
    expect(questions).to_contain_text("a teal box")
    questions.get_by_label("Your answer to").fill(ANSWER)
    author.keyboard.press("Control+Enter")
    expect(questions).to_contain_text("Answered")
    assert violations(author) == []

    expect(drawer.get_by_role("region", name="Questions to the captioner")).to_contain_text(ANSWER)
    states = dict(work.tether.rows("SELECT step, state FROM work_workitem WHERE video_id = ?", work.video))
    assert states == {"caption": "approved", "masks": "annotating"}


def test_a_changed_caption_opens_only_the_objects_whose_words_changed(
    opened: tuple[MasksWork, dict[str, Page]], people: dict[str, Page]
) -> None:
    work, _ = opened
    drawer, author, inspector = people["annotator2"], people["annotator1"], people["inspector"]
    tether = work.tether
    draw_everything(work, drawer)
    ask(tether, drawer, "POST", f"/api/work/{work.number}/submit")
    (caption,) = tether.rows("SELECT id FROM work_workitem WHERE video_id = ? AND step = 'caption'", work.video)[0]

    ask(tether, inspector, "POST", f"/api/work/{caption}/reopen")
    written = ask(tether, author, "GET", f"/api/videos/{work.video}/captions/en")
    body = {"text": written["text"].replace("a teal box", "a teal crate"), "seen_revision": written["revision"]}
    ask(tether, author, "PUT", f"/api/videos/{work.video}/captions/en", body)
    ask(tether, author, "POST", f"/api/work/{caption}/submit")
    ask(tether, inspector, "POST", f"/api/work/{caption}/approve")

    drawer.goto(work.address)
    wait_for_picture(drawer)
    panel = drawer.get_by_role("region", name="Objects", exact=True)
    expect(panel).to_contain_text("Words changed: “a teal box” → “a teal crate”")
    expect(drawer.get_by_role("button", name="Submit for review")).to_have_attribute("aria-disabled", "true")
    assert violations(drawer) == []
    drawer.keyboard.press("1")
    drawer.keyboard.press("o")
    expect(drawer.get_by_text("Object 1 keeps its approval")).to_be_visible()
    panel.get_by_role("button", name="Masks still fit").click()
    expect(panel).to_contain_text("The masks fit")
    assert violations(drawer) == []

    reopened = {number: track["reopened"] for number, track in tracks_of(work, drawer).items()}
    assert reopened == {1: "no", 2: "settled", 3: "no"}
    assert not [cell for cell in tracks_of(work, drawer)[1]["keyframes"] if cell["frame"] == 0 and cell["absent"]]
    drawer.keyboard.press("Control+Enter")
    drawer.wait_for_url("**/queue")
