"""The mask workspace for everybody: axe objects to nothing in any of its states, and the keyboard alone is enough."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from annotator.videos import demo_clip
from tests.e2e.axe import bring_axe, violations
from tests.e2e.masks_work import MasksWork, on_screen, open_masks_work, saved, store, stored, wait_for_picture
from tests.e2e.product import Product
from tests.processes import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
SQUARE = [[[200, 150], [320, 150], [320, 270], [200, 270]]]


@pytest.fixture(scope="module")
def opened(tether: Product, browser: Browser) -> Iterator[tuple[MasksWork, Page]]:
    work, page = open_masks_work(tether, browser, video=1, caption=demo_clip.CAPTION)
    bring_axe(page)
    store(work, page, {(1, 0): SQUARE})
    yield work, page
    page.context.close()


@pytest.fixture
def page(opened: tuple[MasksWork, Page]) -> Page:
    work, page = opened
    page.goto(work.address)
    wait_for_picture(page)
    return page


def fresh(page: Page) -> None:
    """As the page opens."""


def drawing(page: Page) -> None:
    """In the middle of an outline."""
    page.keyboard.press("2")
    page.keyboard.press("n")
    for x, y in ((400, 150), (500, 150), (500, 250)):
        page.mouse.click(*on_screen(page, x, y))


def chosen(page: Page) -> None:
    """With an outline chosen, its vertices shown."""
    page.keyboard.press("v")
    page.mouse.click(*on_screen(page, 260, 210))


def suggestion(page: Page) -> None:
    """With a suggestion to accept or dismiss."""
    page.keyboard.press("r")
    page.keyboard.press("1")
    page.keyboard.press("g")
    page.get_by_role("button", name="Accept").first.wait_for(timeout=120_000)


def deleting(page: Page) -> None:
    """With the question how much is to be deleted."""
    page.keyboard.press("1")
    page.keyboard.press("Shift+Delete")
    page.get_by_role("dialog").wait_for()


def keymap(page: Page) -> None:
    """With the keys listed."""
    page.keyboard.press("?")
    page.get_by_role("dialog").wait_for()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("state", [fresh, drawing, chosen, suggestion, deleting, keymap], ids=lambda s: s.__name__)
def test_axe_finds_no_violation(page: Page, state: Callable[[Page], None], theme: str) -> None:
    page.evaluate("theme => localStorage.setItem('tether-theme', theme)", theme)
    page.reload()
    wait_for_picture(page)
    state(page)
    found = violations(page)

    assert not found, "\n" + "\n".join(found)


def test_a_clip_is_annotated_and_submitted_by_keyboard_alone(opened: tuple[MasksWork, Page], page: Page) -> None:
    work, _ = opened
    presses(page, "1", ".", "ArrowRight", "ArrowRight", "Shift+ArrowDown")  # the first point of what is drawn
    presses(page, "2", "n", "ArrowRight", "a", "Control+ArrowRight", "a", "Control+ArrowDown", "a", "Enter")
    presses(page, "3", "o")
    for _ in work.frames[1:]:
        presses(page, "r", "1", "o", "2", "o", "3", "o")
    saved(page)
    drawn = stored(work, page)

    page.keyboard.press("Control+Enter")

    wait_for(lambda: work.tether.rows("SELECT state FROM work_workitem WHERE id = ?", work.number) == [("submitted",)])
    assert drawn[1, 0] == [[[202, 160], *SQUARE[0][1:]]]
    [[first, second, third]] = drawn[2, 0]
    assert (second[0] - first[0], second[1] - first[1]) == (100, 0)
    assert (third[0] - second[0], third[1] - second[1]) == (0, 100)
    assert all(drawn[cell] == [] for cell in drawn if cell not in {(1, 0), (2, 0)})


def presses(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)
