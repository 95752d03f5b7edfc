"""The caption page in a browser: its clip, its objects, and what becomes of a text that cannot be stored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.masks_work import ask, saved
from tests.e2e.product import Product
from tests.e2e.test_accessibility import AXE, FOUND
from tests.processes import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
VIDEO = 1
CAPTION = f"/api/videos/{VIDEO}/captions/en"
TEXT = "[A ring]<mask_1> rolls past [a box]<mask_2> and [the box]<mask_2> stays; then [a star]<mask_3> drops."
OBJECTS = [{"number": 1, "name": "ring"}, {"number": 2, "name": "box"}, {"number": 3, "name": "star"}]
WATCH = """() => {
    const video = document.querySelector('video')
    window.frames_shown = []
    const note = (_, { mediaTime }) => {
        window.frames_shown.push(Math.round(mediaTime * 30))
        video.requestVideoFrameCallback(note)
    }
    video.requestVideoFrameCallback(note)
}"""


@pytest.fixture(scope="module")
def opened(tether: Product, browser: Browser) -> Iterator[tuple[int, Page]]:
    page = tether.sign_in(browser, "annotator1")
    page.add_init_script(path=AXE)
    ((work,),) = tether.rows("SELECT id FROM work_workitem WHERE video_id = ? AND step = 'caption'", VIDEO)
    ask(tether, page, "POST", f"/api/work/{work}/claim")
    yield work, page
    page.context.close()


@pytest.fixture
def author(tether: Product, opened: tuple[int, Page]) -> Page:
    """The author at the page, with the ring, the box and the star written."""
    work, page = opened
    store(tether, page, TEXT)
    page.goto(f"{tether.address}/work/{work}")
    expect(page.get_by_role("textbox", name="Caption")).to_contain_text("A ring")
    return page


@pytest.fixture
def people(author: Page) -> dict[str, Page]:
    """For the picture that is kept when a test fails."""
    return {"annotator1": author}


def store(tether: Product, page: Page, text: str) -> None:
    """Put a caption straight into the server, over whatever is there."""
    seen = ask(tether, page, "GET", CAPTION)["revision"]
    body = {"text": text, "objects": OBJECTS, "ticked": [], "seen_revision": seen}
    ask(tether, page, "PUT", CAPTION, body)


def stored(tether: Product, page: Page) -> dict[str, Any]:
    """What the server holds, once everything is there."""
    saved(page)
    answer: dict[str, Any] = ask(tether, page, "GET", CAPTION)
    return answer


def text_field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Caption")


def order(page: Page) -> list[str | None]:
    """The objects' numbers as the list shows them."""
    return [row.get_attribute("data-object") for row in page.locator("[data-object]").all()]


def choose(page: Page, number: int, item: str) -> Locator:
    """One of an object's further gestures; gives the dialog that shows it first."""
    page.get_by_role("button", name=f"More about object {number}").click()
    page.get_by_role("menuitem", name=item).click()
    return page.get_by_role("dialog")


def test_a_loop_set_while_typing_shows_its_first_and_last_frame_and_none_outside(
    author: Page, people: dict[str, Page]
) -> None:
    text_field(author).focus()
    for key in ("Alt+Shift+ArrowRight", "Alt+[", "Alt+Shift+ArrowRight"):
        author.keyboard.press(key)
        author.wait_for_timeout(300)
    author.keyboard.press("Alt+]")
    author.keyboard.press("Alt+,")
    expect(author.get_by_role("slider", name="Loop start")).to_have_attribute("aria-valuenow", "10")
    expect(author.get_by_role("slider", name="Loop end")).to_have_attribute("aria-valuenow", "20")

    author.keyboard.press("Control+Space")
    author.wait_for_timeout(500)
    author.evaluate(WATCH)
    author.keyboard.type("and so on ", delay=100)
    author.wait_for_timeout(4000)
    shown = author.evaluate("window.frames_shown")
    author.keyboard.press("Control+Space")

    assert (min(shown), max(shown)) == (10, 20)
    assert text_field(author).inner_text().count("and so on") == 1


def test_the_loops_ends_are_dragged_on_the_film(author: Page, people: dict[str, Page]) -> None:
    text_field(author).press("Control+l")
    end = author.get_by_role("slider", name="Loop end")
    box = end.bounding_box()
    assert box is not None

    author.mouse.move(box["x"] + 7, box["y"] + 20)
    author.mouse.down()
    author.mouse.move(box["x"] - 200, box["y"] + 20, steps=4)
    author.mouse.up()

    frame = int(end.get_attribute("aria-valuenow") or 0)
    assert 100 < frame < 150
    expect(author.get_by_test_id("frame-index")).to_contain_text(f"frame {frame} of")
    end.press("Shift+ArrowLeft")
    expect(end).to_have_attribute("aria-valuenow", str(frame - 10))


def test_objects_are_named_and_ordered_by_keys_and_undone_by_one_history(
    tether: Product, author: Page, people: dict[str, Page]
) -> None:
    name = author.get_by_label("Name of object 2")
    name.fill("teal box")
    name.press("Enter")
    author.get_by_role("button", name="Ground the selected words as object 3").press("Alt+ArrowUp")
    wait_for(lambda: order(author) == ["1", "3", "2"])
    after = stored(tether, author)["objects"]

    for _ in range(2):
        text_field(author).press("Control+z")

    assert [(one["number"], one["name"]) for one in after] == [(1, "ring"), (3, "star"), (2, "teal box")]
    wait_for(lambda: order(author) == ["1", "2", "3"])
    wait_for(lambda: stored(tether, author)["objects"] == OBJECTS)


def test_an_object_is_dragged_to_another_place(author: Page, people: dict[str, Page]) -> None:
    row, first = author.locator("[data-object='3']"), author.locator("[data-object='1']")
    row.hover()
    grip, top = row.get_by_title("Drag to order").bounding_box(), first.bounding_box()
    assert grip is not None
    assert top is not None

    author.mouse.move(grip["x"] + 6, grip["y"] + 10)
    author.mouse.down()
    author.mouse.move(grip["x"] + 6, top["y"] + 5, steps=4)
    author.mouse.up()

    wait_for(lambda: order(author) == ["3", "1", "2"])


def test_merging_shows_the_caption_first_and_ctrl_z_takes_it_back(
    tether: Product, author: Page, people: dict[str, Page]
) -> None:
    dialog = choose(author, 3, "Merge into…")
    dialog.get_by_role("button", name="object 1").click()
    expect(dialog.get_by_label("The caption, before and after")).to_be_visible()
    assert stored(tether, author)["text"] == TEXT

    author.keyboard.press("Enter")
    wait_for(lambda: stored(tether, author)["text"] == TEXT.replace("mask_3", "mask_1"))
    author.keyboard.press("Control+z")

    wait_for(lambda: stored(tether, author)["text"] == TEXT)
    assert order(author) == ["1", "2", "3"]


def test_a_number_in_use_changes_places(tether: Product, author: Page, people: dict[str, Page]) -> None:
    dialog = choose(author, 1, "Renumber…")
    dialog.get_by_role("button", name="object 2").click()
    expect(dialog).to_contain_text("change places")
    author.keyboard.press("Enter")

    meant = "[A ring]<mask_2> rolls past [a box]<mask_1> and [the box]<mask_1> stays; then [a star]<mask_3> drops."
    wait_for(lambda: stored(tether, author)["text"] == meant)
    assert [(one["number"], one["name"]) for one in stored(tether, author)["objects"]][:2] == [(2, "ring"), (1, "box")]


def test_selected_words_are_tied_by_a_click_on_an_object(
    tether: Product, author: Page, people: dict[str, Page]
) -> None:
    text_field(author).press("Control+End")
    author.keyboard.type(" It shines")
    author.keyboard.press("Shift+Control+ArrowLeft")

    author.get_by_role("button", name="Ground the selected words as object 3").click()

    wait_for(lambda: stored(tether, author)["text"] == f"{TEXT} It [shines]<mask_3>")


def test_a_newer_caption_is_shown_with_what_differs_and_ones_own_is_kept(
    tether: Product, author: Page, people: dict[str, Page]
) -> None:
    author.context.set_offline(True)
    text_field(author).press("Control+End")
    author.keyboard.type(" Mine.")
    expect(author.get_by_test_id("save-state")).to_have_attribute("data-status", "offline", timeout=20_000)
    author.context.set_offline(False)
    # The line is back, yet the page waits its turn to try again; meanwhile another tab is faster.
    store(tether, author, TEXT.replace("drops", "falls"))

    dialog = author.get_by_role("dialog")
    expect(dialog.get_by_label("Differences")).to_contain_text("falls", timeout=20_000)
    dialog.get_by_role("button", name="Keep mine").click()

    wait_for(lambda: stored(tether, author)["text"] == f"{TEXT} Mine.")


def test_what_the_server_refuses_stays_here_until_the_person_goes_back(
    tether: Product, author: Page, people: dict[str, Page]
) -> None:
    text_field(author).press("Control+End")
    author.keyboard.insert_text(" again" * 900)
    notice = author.get_by_role("region", name="Not saved")
    expect(notice).to_contain_text("5,000", timeout=20_000)
    assert text_field(author).inner_text().endswith("again")

    notice.get_by_role("button", name="Back to what is saved").click()

    expect(text_field(author)).not_to_contain_text("again")
    assert stored(tether, author)["text"] == TEXT


def test_f6_goes_round_the_parts_of_the_page(author: Page, people: dict[str, Page]) -> None:
    text_field(author).press("Control+End")
    author.keyboard.type(" [open")
    author.get_by_role("list", name="Checks").get_by_role("button").first.wait_for()
    seen = []
    for _ in range(4):
        author.keyboard.press("F6")
        seen.append(author.evaluate("document.activeElement.closest('[data-scope]')?.dataset.scope"))

    assert seen == ["checks", "player", "objects", "text"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_no_violation(author: Page, people: dict[str, Page], theme: str) -> None:
    author.evaluate("theme => localStorage.setItem('tether-theme', theme)", theme)
    author.reload()
    text_field(author).press("Control+l")
    found = objections(author)
    dialog = choose(author, 1, "Renumber…")
    dialog.get_by_role("button", name="number 9").click()
    found += objections(author)
    author.keyboard.press("Escape")
    author.get_by_role("button", name="Keyboard shortcuts").click()
    found += objections(author)
    author.keyboard.press("Escape")

    assert not found, "\n" + "\n".join(found)


def objections(page: Page) -> list[str]:
    page.wait_for_timeout(300)  # what fades in has faded in: axe would read the contrast in between
    found: list[str] = page.evaluate(FOUND)
    return found


def test_drawn_masks_are_named_before_their_object_is_removed(
    tether: Product, browser: Browser, opened: tuple[int, Page], author: Page, people: dict[str, Page]
) -> None:
    work, _ = opened
    text_field(author).press("Control+Enter")
    author.wait_for_url("**/queue")
    inspector, drawer = tether.sign_in(browser, "inspector"), tether.sign_in(browser, "annotator2")
    ask(tether, inspector, "POST", f"/api/work/{work}/approve")
    draw_box(tether, drawer)

    inspector.goto(f"{tether.address}/work/{work}")
    inspector.get_by_role("button", name="Change the caption…").click()
    inspector.get_by_role("button", name="Open the caption again").click()
    expect(inspector.get_by_role("button", name="Change the caption…")).to_have_count(0)
    author.goto(f"{tether.address}/work/{work}")
    dialog = choose(author, 2, "Remove…")

    expect(dialog).to_contain_text("2 drawn masks of object 2 become stale")
    dialog.get_by_role("button", name="Leave it").click()
    assert stored(tether, author)["text"] == TEXT
    for page in (inspector, drawer):
        page.context.close()


def draw_box(tether: Product, page: Page) -> None:
    """Claim the clip's masks and draw the box on two keyframes."""
    ((masks,),) = tether.rows("SELECT id FROM work_workitem WHERE video_id = ? AND step = 'masks'", VIDEO)
    ask(tether, page, "POST", f"/api/work/{masks}/claim")
    tracks = ask(tether, page, "GET", f"/api/videos/{VIDEO}/tracks")["tracks"]
    (box,) = (track["id"] for track in tracks if track["number"] == 2)
    for frame in (0, 30):
        body = {"rings": [[[200, 150], [320, 150], [320, 270]]], "absent": False, "seen_revision": 0}
        ask(tether, page, "PUT", f"/api/tracks/{box}/keyframes/{frame}", body)
