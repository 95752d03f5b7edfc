"""The caption workspace for everybody: axe objects to nothing in any of its states."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.axe import bring_axe, violations
from tests.e2e.caption_work import CaptionWork, editor, open_caption_work, select_back
from tests.e2e.pictures import picture
from tests.e2e.product import Product

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
TEXT = (
    "[A striped ring]<mask_1> rolls rolls past [a green bottle]<mask_2> on a table until [both boxes]<mask_1,3,4> are "
    "hidden, and [a yellow star drops in."
)
NAMES = {1: "striped ring", 2: "green bottle", 3: "teal box", 4: "box", 5: "kite"}
OBJECTS = [{"number": number, "name": name} for number, name in NAMES.items()]


@pytest.fixture(scope="module")
def opened(tether: Product, browser: Browser) -> Iterator[tuple[CaptionWork, Page]]:
    work, page = open_caption_work(tether, browser, video=1)
    bring_axe(page)
    work.begin(page, TEXT, OBJECTS)
    yield work, page
    page.context.close()


@pytest.fixture
def page(opened: tuple[CaptionWork, Page]) -> Page:
    return opened[1]


def checks(page: Page) -> None:
    """As the page opens, with faults and doubts."""


def raw(page: Page) -> None:
    """With the raw syntax shown."""
    page.keyboard.press("Control+/")


def choosing(page: Page) -> None:
    """With words selected and the objects offered."""
    select_back(page, 1)


def removing(page: Page) -> None:
    """With the question what happens when an object goes."""
    page.get_by_role("button", name="More about object 1").click()
    page.get_by_role("menuitem", name="Remove…").click()
    page.get_by_role("dialog").wait_for()


def history(page: Page) -> None:
    """With the versions listed."""
    page.get_by_role("button", name="History").click()
    page.get_by_role("dialog").wait_for()


def guideline(page: Page) -> None:
    """With the guideline to read."""
    page.get_by_role("button", name="Read the guideline").click()
    page.get_by_role("dialog").get_by_role("heading").first.wait_for()


def keys(page: Page) -> None:
    """With the keys listed."""
    page.get_by_role("button", name="Keyboard shortcuts").click()
    page.get_by_role("dialog").wait_for()


def cleaned(page: Page) -> None:
    """With the cleaned text beside the written one."""
    page.get_by_role("radio", name="Cleaned").click()


STATES = [checks, raw, choosing, removing, history, guideline, keys, cleaned]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_axe_finds_no_violation(
    opened: tuple[CaptionWork, Page], page: Page, state: Callable[[Page], None], theme: str
) -> None:
    page.evaluate("theme => localStorage.setItem('tether-theme', theme)", theme)
    page.goto(opened[0].address)
    editor(page).focus()
    page.keyboard.press("Control+End")
    state(page)

    found = violations(page)
    if theme == "dark":
        picture(page, f"caption-{state.__name__}")

    assert not found, "\n" + "\n".join(found)
