"""Work that must not be lost: the tab dies, the server dies, the line drops, two tabs meet, the session ends.

After each, the server holds exactly the last shapes that a person made; the changes that it lacks are counted, and
there are none."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Route, expect

from annotator.videos import demo_clip
from tests.e2e.held import Held
from tests.e2e.masks_work import (
    MasksWork,
    Rings,
    ask,
    go,
    on_screen,
    open_masks_work,
    open_page,
    revisions,
    saved,
    store,
    stored,
    wait_for_picture,
)
from tests.e2e.product import Product

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
Cell = tuple[int, int]


def square(shift: int) -> Rings:
    """A square of 120 px, moved to the right: where it is tells which changes it has seen."""
    left = 200 + shift
    return [[[left, 150], [left + 120, 150], [left + 120, 270], [left, 270]]]


@dataclass
class Board:
    """Cells that all begin as the same square, how far the person has moved each since, and in how many changes."""

    work: MasksWork
    page: Page
    moved: dict[Cell, int] = field(default_factory=dict)
    changes: int = 0

    def begin(self, *cells: Cell) -> None:
        """Put the cells at their start, and look at the first."""
        self.moved, self.changes = dict.fromkeys(cells, 0), 0
        store(self.work, self.page, {cell: square(0) for cell in cells})
        self.page.goto(self.work.address)
        wait_for_picture(self.page)

    def choose(self, cell: Cell, page: Page | None = None) -> None:
        """Go to a cell and choose its outline with the pointer."""
        page = page or self.page
        go(page, self.work, *cell)
        page.keyboard.press("v")
        page.mouse.click(*on_screen(page, 260 + self.moved[cell], 210))

    def nudge(self, cell: Cell, times: int, page: Page | None = None) -> None:
        """Move the chosen outline to the right, a pixel a key press: as many changes as presses."""
        for _ in range(times):
            (page or self.page).keyboard.press("ArrowRight")
        self.moved[cell] += times
        self.changes += times

    def drag(self, cell: Cell, pixels: int) -> None:
        """Move an outline with the pointer; ends with the pointer-up."""
        go(self.page, self.work, *cell)
        self.page.keyboard.press("v")
        middle = 260 + self.moved[cell]
        self.page.mouse.move(*on_screen(self.page, middle, 210))
        self.page.mouse.down()
        self.page.mouse.move(*on_screen(self.page, middle + pixels, 210), steps=5)
        self.page.mouse.up()
        self.moved[cell] += pixels
        self.changes += 1

    def lost(self) -> int:
        """How many changes the server lacks: pixels, of which no change here moves less than one."""
        held = stored(self.work, self.page)
        for cell, shift in self.moved.items():
            [[*_, (left, bottom)]] = held[cell]
            assert held[cell] == square(round(left) - 200), f"{cell} is another shape: {held[cell]}"
            assert bottom == 270
            if left != 200 + shift:
                print(f"object {cell[0]}, frame {cell[1]}: {left} instead of {200 + shift}")
        return sum(abs(round(held[cell][0][0][0]) - 200 - shift) for cell, shift in self.moved.items())

    def nothing_is_lost(self, *, after: str) -> None:
        """Count and print the lost changes; there are none."""
        lost = self.lost()
        print(f"\nlost changes after {after}: {lost} of {self.changes}")
        assert lost == 0


@pytest.fixture(scope="module")
def opened(tether: Product, browser: Browser) -> Iterator[tuple[MasksWork, BrowserContext]]:
    work, page = open_masks_work(tether, browser, video=1, caption=demo_clip.CAPTION)
    context = page.context
    page.close()
    yield work, context
    context.close()


@pytest.fixture
def board(opened: tuple[MasksWork, BrowserContext]) -> Iterator[Board]:
    work, context = opened
    board = Board(work, open_page(work, context))
    yield board
    context.set_offline(False)
    for page in context.pages:
        with suppress(Error):
            page.close()


def crash(board: Board) -> None:
    """Kill the tab's process in the middle of whatever it does."""
    with suppress(Error):
        board.page.goto("chrome://crash", timeout=5000)
    with suppress(Error):
        board.page.close()


def test_a_tab_that_dies_between_the_pointer_up_and_the_save_loses_nothing(board: Board) -> None:
    cells = [(number, frame) for number in (1, 2, 3) for frame in (0, 30)]
    board.begin(*cells)

    unsaved = 0
    for cell in cells:
        before = revisions(board.work, board.page)[cell]
        board.drag(cell, 20)
        crash(board)
        board.page = board.page.context.new_page()
        unsaved += revisions(board.work, board.page)[cell] == before
        board.page.goto(board.work.address)
        wait_for_picture(board.page)
    saved(board.page)

    print(f"\n{unsaved} of {len(cells)} tabs died before the server heard of the change")
    assert unsaved > 0
    board.nothing_is_lost(after="6 killed tabs")


def test_a_server_that_is_killed_in_a_burst_of_50_edits_gets_them_all_when_it_is_back(board: Board) -> None:
    cells = [(number, frame) for frame in (60, 90) for number in (1, 2, 3)]
    board.begin(*cells)

    for place, cell in enumerate(cells):
        board.choose(cell)
        board.nudge(cell, 9 if place < 4 else 7)
        if place == 2:
            board.page.wait_for_timeout(700)  # so that the next request is under way
            board.work.tether.kill_web()
    expect(board.page.get_by_test_id("save-state")).to_have_attribute("data-status", "offline")
    board.work.tether.start_web()
    saved(board.page, seconds=30)

    assert board.changes == 50
    board.nothing_is_lost(after="the server's death")


def test_30_edits_without_a_line_survive_a_reload(board: Board) -> None:
    cells = [(number, 120) for number in (1, 2, 3)]
    board.begin(*cells)

    board.page.context.set_offline(True)
    for cell in cells:
        board.choose(cell)
        board.nudge(cell, 10)
    expect(board.page.get_by_test_id("save-state")).to_have_attribute("data-status", "offline")
    with suppress(Error):
        board.page.reload()  # the browser's own page: there is no line
    board.page.context.set_offline(False)
    board.page.goto(board.work.address)
    wait_for_picture(board.page)
    saved(board.page)

    board.nothing_is_lost(after="30 edits offline and a reload")


@pytest.mark.parametrize("choice", ["Keep mine", "Take theirs"])
def test_two_tabs_on_one_keyframe_are_shown_both_shapes_and_the_person_chooses(board: Board, choice: str) -> None:
    cell = (1, 150)
    board.begin(cell)
    other = open_page(board.work, board.page.context)
    for page in (board.page, other):
        board.choose(cell, page)

    first, second = 3, 5
    board.nudge(cell, first)
    board.nudge(cell, second, other)
    board.moved[cell] = second if choice == "Keep mine" else first
    dialog = other.get_by_role("dialog")
    dialog.wait_for()
    for whose in ("Yours", "Second Annotator"):
        expect(dialog.get_by_role("img", name=f"{whose}: 1 outline")).to_be_visible()
    assert len({path.get_attribute("d") for path in dialog.locator("figure path").all()}) == 2
    dialog.get_by_role("button", name=choice).click()
    saved(other)

    board.nothing_is_lost(after=f"two tabs and “{choice}”")
    saved(board.page)


def test_a_session_that_ends_in_the_middle_of_an_outline_is_renewed_in_place(board: Board) -> None:
    cell, open_cell = (2, 150), (3, 150)
    board.begin(cell)
    corners = [(500.0, 150.0), (620.0, 150.0), (620.0, 270.0), (500.0, 270.0)]
    board.choose(cell)
    held = Held(board.page, "**/api/tracks/*/keyframes/*")
    board.nudge(cell, 4)
    go(board.page, board.work, *open_cell)
    board.page.keyboard.press("n")
    for corner in corners[:2]:
        board.page.mouse.click(*on_screen(board.page, *corner))

    end_sessions(board.work.tether)
    held.end()
    dialog = board.page.get_by_role("dialog")
    dialog.wait_for()
    for _ in range(3):
        board.page.keyboard.press("Escape")  # the question stays, whatever the hand does by habit
    dialog.get_by_label("Password").fill(board.work.tether.password)
    expect(board.page.get_by_test_id("save-state")).to_have_attribute("data-status", "signed-out")
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog).to_have_count(0)
    for corner in corners[2:]:
        board.page.mouse.click(*on_screen(board.page, *corner))
    board.page.keyboard.press("Enter")
    saved(board.page)

    board.nothing_is_lost(after="the end of the session")
    [ring] = stored(board.work, board.page)[open_cell]
    assert {(round(x), round(y)) for x, y in ring} == set(corners)


def end_sessions(tether: Product) -> None:
    """Delete everybody's session, as their end does."""
    with sqlite3.connect(tether.data / "db.sqlite3", timeout=30) as database:
        database.execute("DELETE FROM accounts_session")


def test_a_lost_reply_makes_no_second_keyframe(board: Board) -> None:
    cell = (1, 120)
    board.begin(cell)
    before = revisions(board.work, board.page)[cell]
    seen: list[str] = []

    def lose_the_first_reply(route: Route) -> None:
        seen.append(str((route.request.post_data_json or {}).get("request_id")))
        answer = route.fetch()
        if len(seen) == 1:
            route.abort("connectionreset")
        else:
            route.fulfill(response=answer)

    board.page.route("**/api/tracks/*/keyframes/*", lose_the_first_reply)
    board.choose(cell)
    board.nudge(cell, 1)
    board.page.wait_for_timeout(1000)
    saved(board.page)

    assert len(seen) >= 2
    assert len(set(seen)) == 1, "every retry carries the same id"
    assert revisions(board.work, board.page)[cell] == before + 1
    assert ask(board.work.tether, board.page, "GET", "/api/session")["person"]["username"] == "annotator2"
    board.nothing_is_lost(after="a lost reply")
