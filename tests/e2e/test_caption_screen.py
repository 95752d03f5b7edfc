"""The caption page around its text: the clip that loops while one types, the list of objects, a refused text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.caption_work import CaptionWork, editor, open_caption_work
from tests.e2e.masks_work import ask, saved
from tests.e2e.product import Product
from tests.processes import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
TEXT = "[A ring]<mask_1> rolls past [a box]<mask_2> and [the box]<mask_2> stays; then [a star]<mask_3> drops."
OBJECTS = [{"number": 1, "name": "ring"}, {"number": 2, "name": "box"}, {"number": 3, "name": "star"}]
# What a person sees, taken whenever the page may have painted: the loop's picture if there is one, else the video.
SEEN = """() => {
    const [width, height] = [160, 90]
    const small = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
    const cover = document.querySelector('.pl-fit > canvas.pl-cover')
    const video = document.querySelector('.pl-fit > video')
    const take = () => {
        small.drawImage(cover.hidden ? video : cover, 0, 0, width, height)
        return small.getImageData(0, 0, width, height).data
    }
    const apart = (one, other) => one.reduce((sum, value, at) => sum + Math.abs(value - other[at]), 0)
    const known = new Map()
    const learn = (_, { mediaTime }) => {
        requestAnimationFrame(() => known.set(Math.round(mediaTime * 30), take()))
        learning = video.requestVideoFrameCallback(learn)
    }
    let learning = video.requestVideoFrameCallback(learn)
    window.known = known
    window.watch = () => {
        video.cancelVideoFrameCallback(learning)
        const pictures = []
        const note = () => { pictures.push(take()); watching = requestAnimationFrame(note) }
        let watching = requestAnimationFrame(note)
        window.seen = () => {
            cancelAnimationFrame(watching)
            return pictures.map((picture) =>
                [...known].reduce((best, [frame, of]) => {
                    const distance = apart(picture, of)
                    return distance < best.distance ? { frame, distance } : best
                }, { frame: null, distance: Infinity }).frame)
        }
    }
}"""


@pytest.fixture(scope="module")
def opened(tether: Product, browser: Browser) -> Iterator[tuple[CaptionWork, Page]]:
    work, page = open_caption_work(tether, browser, video=1)
    yield work, page
    page.context.close()


@pytest.fixture
def work(opened: tuple[CaptionWork, Page]) -> CaptionWork:
    return opened[0]


@pytest.fixture
def author(opened: tuple[CaptionWork, Page]) -> Iterator[Page]:
    """The author at the page, with the ring, the box and the star written; nothing unsent is left to the next test."""
    work, page = opened
    work.begin(page, TEXT, OBJECTS)
    expect(editor(page)).to_contain_text("A ring")
    yield page
    saved(page)


def stored(work: CaptionWork, page: Page) -> dict[str, Any]:
    """What the server holds, once everything is there."""
    saved(page)
    return work.stored(page)


def order(page: Page) -> list[str | None]:
    """The objects' numbers as the list shows them."""
    return [row.get_attribute("data-object") for row in page.locator("[data-object]").all()]


def choose(page: Page, number: int, item: str) -> Locator:
    """One of an object's further gestures; gives the dialog that shows it first."""
    page.get_by_role("button", name=f"More about object {number}").click()
    page.get_by_role("menuitem", name=item).click()
    return page.get_by_role("dialog")


def test_a_loop_set_while_typing_shows_its_first_and_last_frame_and_none_outside(author: Page) -> None:
    editor(author).press("Control+l")
    author.evaluate(SEEN)
    for frame in range(1, 31):
        author.keyboard.press("Alt+ArrowRight")
        author.wait_for_function("frame => known.has(frame)", arg=frame)
    for end in ("Alt+]", "Alt+["):
        author.keyboard.press("Alt+Shift+ArrowLeft")
        author.keyboard.press(end)
    author.keyboard.press("Alt+,")
    expect(author.get_by_role("slider", name="Loop start")).to_have_attribute("aria-valuenow", "10")
    expect(author.get_by_role("slider", name="Loop end")).to_have_attribute("aria-valuenow", "20")

    author.keyboard.press("Control+Space")
    author.wait_for_timeout(500)
    author.evaluate("watch()")
    author.keyboard.type("and so on ", delay=100)
    author.wait_for_timeout(4000)
    seen = author.evaluate("seen()")
    author.keyboard.press("Control+Space")

    assert (min(seen), max(seen)) == (10, 20)
    assert editor(author).inner_text().count("and so on") == 1


def test_the_loops_ends_are_dragged_on_the_film(author: Page) -> None:
    editor(author).press("Control+l")
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


def test_objects_are_named_and_ordered_by_keys_and_undone_by_one_history(work: CaptionWork, author: Page) -> None:
    name = author.get_by_label("Name of object 2")
    name.fill("teal box")
    name.press("Enter")
    author.get_by_role("button", name="Ground the selected words as object 3").press("Alt+ArrowUp")
    wait_for(lambda: order(author) == ["1", "3", "2"])
    after = stored(work, author)["objects"]

    for _ in range(2):
        editor(author).press("Control+z")

    assert [(one["number"], one["name"]) for one in after] == [(1, "ring"), (3, "star"), (2, "teal box")]
    wait_for(lambda: order(author) == ["1", "2", "3"])
    wait_for(lambda: stored(work, author)["objects"] == OBJECTS)


def test_an_object_is_dragged_to_another_place(author: Page) -> None:
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


def test_merging_shows_the_caption_first_and_ctrl_z_takes_it_back(work: CaptionWork, author: Page) -> None:
    dialog = choose(author, 3, "Merge into…")
    dialog.get_by_role("button", name="object 1").click()
    expect(dialog.get_by_label("The caption, before and after")).to_be_visible()
    assert stored(work, author)["text"] == TEXT

    author.keyboard.press("Enter")
    wait_for(lambda: stored(work, author)["text"] == TEXT.replace("mask_3", "mask_1"))
    author.keyboard.press("Control+z")

    wait_for(lambda: stored(work, author)["text"] == TEXT)
    assert order(author) == ["1", "2", "3"]


def test_a_number_in_use_changes_places(work: CaptionWork, author: Page) -> None:
    dialog = choose(author, 1, "Renumber…")
    dialog.get_by_role("button", name="object 2").click()
    expect(dialog).to_contain_text("change places")
    author.keyboard.press("Enter")

    meant = "[A ring]<mask_2> rolls past [a box]<mask_1> and [the box]<mask_1> stays; then [a star]<mask_3> drops."
    wait_for(lambda: stored(work, author)["text"] == meant)
    assert [(one["number"], one["name"]) for one in stored(work, author)["objects"]][:2] == [(2, "ring"), (1, "box")]


def test_selected_words_are_tied_by_a_click_on_an_object(work: CaptionWork, author: Page) -> None:
    editor(author).press("Control+End")
    author.keyboard.type(" It shines")
    author.keyboard.press("Shift+Control+ArrowLeft")

    author.get_by_role("button", name="Ground the selected words as object 3").click()

    wait_for(lambda: stored(work, author)["text"] == f"{TEXT} It [shines]<mask_3>")


def test_what_the_server_refuses_stays_here_until_the_person_goes_back(work: CaptionWork, author: Page) -> None:
    editor(author).press("Control+End")
    author.keyboard.insert_text(" again" * 900)
    notice = author.get_by_role("region", name="Not saved")
    expect(notice).to_contain_text("5,000", timeout=20_000)
    assert editor(author).inner_text().endswith("again")

    notice.get_by_role("button", name="Back to what is saved").click()

    expect(editor(author)).not_to_contain_text("again")
    assert stored(work, author)["text"] == TEXT


def test_f6_goes_round_the_parts_of_the_page(author: Page) -> None:
    editor(author).press("Control+End")
    author.keyboard.type(" [open")
    author.get_by_role("list", name="Checks").get_by_role("button").first.wait_for()
    seen = []
    for _ in range(4):
        author.keyboard.press("F6")
        seen.append(author.evaluate("document.activeElement.closest('[data-scope]')?.dataset.scope"))

    assert seen == ["checks", "player", "objects", "text"]


def test_drawn_masks_are_named_before_their_object_is_removed(
    tether: Product, browser: Browser, work: CaptionWork, author: Page
) -> None:
    editor(author).press("Control+Enter")
    author.wait_for_url("**/queue")
    inspector, drawer = tether.sign_in(browser, "inspector"), tether.sign_in(browser, "annotator2")
    ask(tether, inspector, "POST", f"/api/work/{work.number}/approve")
    draw_box(work, drawer)

    inspector.goto(work.address)
    inspector.get_by_role("button", name="Change the caption…").click()
    inspector.get_by_role("button", name="Open the caption again").click()
    expect(inspector.get_by_role("button", name="Change the caption…")).to_have_count(0)
    author.goto(work.address)
    dialog = choose(author, 2, "Remove…")

    expect(dialog).to_contain_text("2 drawn masks of object 2 become stale")
    dialog.get_by_role("button", name="Leave it").click()
    assert stored(work, author)["text"] == TEXT
    for page in (inspector, drawer):
        page.context.close()


def draw_box(work: CaptionWork, page: Page) -> None:
    """Claim the clip's masks and draw the box on two keyframes."""
    tether = work.tether
    query = "SELECT id FROM work_workitem WHERE video_id = ? AND step = 'masks'"
    ((masks,),) = tether.rows(query, work.video)
    ask(tether, page, "POST", f"/api/work/{masks}/claim")
    tracks = ask(tether, page, "GET", f"/api/videos/{work.video}/tracks")["tracks"]
    (box,) = (track["id"] for track in tracks if track["number"] == 2)
    for frame in (0, 30):
        body = {"rings": [[[200, 150], [320, 150], [320, 270]]], "absent": False, "seen_revision": 0}
        ask(tether, page, "PUT", f"/api/tracks/{box}/keyframes/{frame}", body)
