"""The caption workspace through the door that annotators use: a real editor in a real browser, by keys alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page, Route, expect

from tests.e2e.caption_work import CaptionWork, editor, open_caption_work, presses, raw, select_back
from tests.e2e.masks_work import saved
from tests.e2e.product import Product

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
CAT = (
    "[A white cat]<mask_1> sniffs [a purple cup]<mask_2> while [three yellow balls]<mask_3,4,5> roll past, "
    "and then [the cat]<mask_1> jumps over [them]<mask_3,4,5>."
)


@pytest.fixture(scope="module")
def opened(tether: Product, browser: Browser) -> tuple[CaptionWork, Any]:
    work, page = open_caption_work(tether, browser, video=1)
    signed_in = page.context.storage_state()
    page.context.close()
    return work, signed_in


@pytest.fixture
def work(opened: tuple[CaptionWork, Any]) -> CaptionWork:
    return opened[0]


@pytest.fixture
def page(opened: tuple[CaptionWork, Any], browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, storage_state=opened[1])
    yield context.new_page()
    context.close()


def ground_last(page: Page, words: int, *digits: str) -> None:
    """Tie the words just typed, and step out behind them."""
    select_back(page, words)
    presses(page, *digits, "Enter")


def write_the_cat(page: Page) -> None:
    """The whole caption with chips, by keys alone."""
    typed = page.keyboard.type
    typed("A white cat")
    ground_last(page, 3, "1")
    typed(" sniffs a purple cup")
    ground_last(page, 3, "2")
    typed(" while three yellow balls")
    ground_last(page, 3, "3", "4", "5")
    typed(" roll past, and then the cat")
    ground_last(page, 2, "1")
    typed(" jumps over them")
    ground_last(page, 1, "3", "4", "5")
    typed(".")


def test_a_grounded_caption_is_written_by_keyboard_alone(work: CaptionWork, page: Page) -> None:
    work.begin(page)

    write_the_cat(page)
    saved(page)

    held = work.stored(page)
    assert (held["text"], held["error"]) == (CAT, None)
    assert numbers(held) == [1, 2, 3, 4, 5]
    assert raw(page) == CAT


def test_grounding_again_adds_and_removes_and_undo_takes_back_text_grounding_and_objects(
    work: CaptionWork, page: Page
) -> None:
    work.begin(page)
    page.keyboard.type("Two dogs")
    select_back(page, 2)
    presses(page, "1", "2", "3")
    assert_raw(page, "[Two dogs]<mask_1,2,3>")

    page.keyboard.press("2")
    assert_raw(page, "[Two dogs]<mask_1,3>")
    for text in ("[Two dogs]<mask_1,2,3>", "[Two dogs]<mask_1,2>", "[Two dogs]<mask_1>", "Two dogs"):
        page.keyboard.press("Control+Z")
        assert_raw(page, text)
    for _ in range(4):
        page.keyboard.press("Control+Shift+Z")
    saved(page)

    held = work.stored(page)
    assert held["text"] == "[Two dogs]<mask_1,3>"
    assert numbers(held) == [1, 3]


def numbers(held: dict) -> list[int]:
    """The objects' numbers in their order."""
    return [one["number"] for one in held["objects"]]


def assert_raw(page: Page, text: str) -> None:
    """The raw view shows exactly this, and going there and back changes nothing."""
    assert raw(page) == text


def test_pasted_raw_syntax_is_kept_as_it_is_and_sloppy_forms_are_mended_only_when_asked(
    work: CaptionWork, page: Page
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    work.begin(page)
    pasted = "Then [two men] <Mask_1 , 2> wave at 【a dog】＜mask_3＞."
    page.evaluate("text => navigator.clipboard.writeText(text)", pasted)
    page.keyboard.press("Control+V")
    assert_raw(page, pasted)

    page.get_by_role("button", name="Fix all 2").first.click()
    saved(page)

    assert work.stored(page)["text"] == "Then [two men]<mask_1,2> wave at [a dog]<mask_3>."
    page.keyboard.press("Control+Z")
    assert_raw(page, pasted)


DOG = [{"number": 1, "name": "dog"}]


CARET = """() => {
    const caret = getSelection().getRangeAt(0).getClientRects()[0]
    const box = document.querySelector('.cap-right').getBoundingClientRect()
    return [caret.top - box.top, box.bottom - caret.bottom]
}"""


WATCH_BADGE = """() => {
    const badge = document.querySelector("[data-testid=save-state]")
    window.said = []
    new MutationObserver(() => window.said.push(badge.textContent))
        .observe(badge, { subtree: true, childList: true, characterData: true })
}"""


def test_the_caret_stays_in_sight_while_a_hand_types_on_below_the_window(work: CaptionWork, page: Page) -> None:
    work.begin(page, "A heron stands on the rim of an old stone well and looks around. " * 34)

    for word in ("and", "then", "a", "gust", "lifts", "the", "paper", "boat") * 6:
        page.keyboard.type(f"{word} ")
        page.evaluate("new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)))")
        assert min(page.evaluate(CARET)) >= 0


def test_the_save_badge_says_one_thing_while_a_hand_types_on_through_several_saves(
    work: CaptionWork, page: Page
) -> None:
    work.begin(page, "A heron stands on the rim of an old stone well.")
    before = work.stored(page)["revision"]
    page.evaluate(WATCH_BADGE)

    for _ in range(60):
        page.keyboard.type("o")
        page.wait_for_timeout(90)
    said = page.evaluate("window.said")

    assert work.stored(page)["revision"] >= before + 2
    assert said == ["Saving 1 change"]
    saved(page)


def test_a_key_pressed_at_once_after_letters_goes_by_the_lines_that_they_made(work: CaptionWork, page: Page) -> None:
    work.begin(page, "A heron stands on the rim of an old stone well.")

    page.keyboard.type(" It waits" * 20)
    presses(page, "ArrowUp", "Home")
    page.keyboard.type("Now ")
    presses(page, "ArrowDown", "ArrowDown", "End")
    page.keyboard.type(" And it goes.")

    saved(page)
    text = work.stored(page)["text"]
    assert text.endswith("It waits And it goes.")
    assert text.count("Now ") == 1
    assert not text.startswith("Now ")


BEFORE_CARET = """() => {
    const { anchorNode, anchorOffset, isCollapsed } = getSelection()
    const words = document.createRange()
    words.setStart(document.querySelector("[data-testid=caption-editor] .cm-content"), 0)
    words.setEnd(anchorNode, anchorOffset)
    const shown = document.createElement("div")
    shown.append(words.cloneContents())
    for (const badge of shown.querySelectorAll("[contenteditable=false]")) badge.remove()
    return isCollapsed ? shown.textContent : null
}"""


def test_the_browsers_caret_stands_behind_each_letter_that_is_typed(work: CaptionWork, page: Page) -> None:
    plain = "👨‍👩‍👧 and 风筝 near كلب بني then a dog."
    work.begin(page, "👨‍👩‍👧 and [风筝]<mask_1> near [كلب بني]<mask_2> then a dog.")

    presses(page, "Control+Home")
    for place in range(len(plain)):
        before = page.evaluate(BEFORE_CARET)
        page.keyboard.type("xy")
        assert page.evaluate(BEFORE_CARET) == f"{before}xy", place
        presses(page, "Backspace", "Backspace")
        assert page.evaluate(BEFORE_CARET) == before, place
        if before == plain:
            break
        presses(page, "ArrowRight")

    saved(page)
    assert work.stored(page)["plain"] == plain


def test_offsets_are_right_behind_emoji_chinese_and_right_to_left_words(work: CaptionWork, page: Page) -> None:
    text = "👨‍👩‍👧 and [风筝]<mask_1> near [كلب بني]<mask_2> then [🏳️‍🌈 flag]<mask_3>"
    work.begin(page)

    page.keyboard.insert_text(text)
    page.keyboard.insert_text(" falls")
    select_back(page, 1)
    presses(page, "4", "Enter")
    saved(page)

    held = work.stored(page)
    assert held["text"] == f"{text} [falls]<mask_4>"
    plain = list(held["plain"])
    assert ["".join(plain[one["start"] : one["end"]]) for one in held["phrases"]] == [
        "风筝", "كلب بني", "🏳️‍🌈 flag", "falls",
    ]  # fmt: skip
    assert_raw(page, held["text"])


def test_what_is_written_without_a_line_survives_a_reload_and_arrives(work: CaptionWork, page: Page) -> None:
    work.begin(page, "[A dog]<mask_1> runs", DOG)
    page.context.set_offline(True)

    page.keyboard.type(" after a ball")
    select_back(page, 2)
    presses(page, "2", "Enter")
    expect(page.get_by_test_id("save-state")).to_have_attribute("data-status", "offline")
    with suppress(Error):
        page.reload()  # the browser's own page: there is no line
    page.context.set_offline(False)
    page.goto(work.address)
    expect(editor(page)).to_contain_text("a ball")
    saved(page)

    held = work.stored(page)
    assert held["text"] == "[A dog]<mask_1> runs after [a ball]<mask_2>"
    assert numbers(held) == [1, 2]


def test_a_server_that_dies_while_somebody_types_gets_it_all_when_it_is_back(work: CaptionWork, page: Page) -> None:
    work.begin(page)
    page.keyboard.type("First it rains,")
    saved(page)

    page.keyboard.type(" then")
    work.tether.kill_web()
    page.keyboard.type(" the sun comes out.")
    expect(page.get_by_test_id("save-state")).to_have_attribute("data-status", "offline")
    work.tether.start_web()
    saved(page)

    assert work.stored(page)["text"] == "First it rains, then the sun comes out."


def test_a_lost_reply_makes_no_second_version(work: CaptionWork, page: Page) -> None:
    work.begin(page)
    before = work.stored(page)["revision"]
    seen: list[str] = []

    def lose_the_first_reply(route: Route) -> None:
        if route.request.method != "PUT":
            return route.fallback()
        seen.append(str((route.request.post_data_json or {}).get("request_id")))
        answer = route.fetch()
        return route.abort("connectionreset") if len(seen) == 1 else route.fulfill(response=answer)

    page.route("**/api/videos/*/captions/en", lose_the_first_reply)
    page.keyboard.insert_text("A dog.")
    page.wait_for_timeout(1000)
    saved(page)
    page.unroute("**/api/videos/*/captions/en")

    assert len(seen) >= 2
    assert len(set(seen)) == 1, "every retry carries the same id"
    assert work.stored(page)["revision"] == before + 1


@pytest.mark.parametrize(("choice", "kept"), [("Keep mine", "Mine."), ("Take theirs", "Theirs.")])
def test_two_hands_on_one_caption_are_shown_both_texts_and_the_person_chooses(
    work: CaptionWork, page: Page, choice: str, kept: str
) -> None:
    work.begin(page)
    page.context.set_offline(True)
    page.keyboard.type("Mine.")
    expect(page.get_by_test_id("save-state")).to_have_attribute("data-status", "offline")
    work.write(page, "Theirs.")
    page.context.set_offline(False)

    dialog = page.get_by_role("dialog")
    for text in ("Mine.", "Theirs."):
        expect(dialog.get_by_text(text).first).to_be_visible()
    dialog.get_by_role("button", name=choice).click()
    saved(page)

    assert work.stored(page)["text"] == kept
    expect(editor(page)).to_contain_text(kept)
