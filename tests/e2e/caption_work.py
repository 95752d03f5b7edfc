"""A caption ready to be written: claimed by annotator1 through the API, and the hand at the keyboard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.e2e.masks_work import ask
from tests.e2e.product import Product


@dataclass(frozen=True)
class CaptionWork:
    """A clip's open caption work, claimed by annotator1."""

    tether: Product
    number: int
    video: int

    @property
    def address(self) -> str:
        return f"{self.tether.address}/work/{self.number}"

    def stored(self, page: Page, field: str = "en") -> dict[str, Any]:
        """What the server holds."""
        held: dict[str, Any] = ask(self.tether, page, "GET", f"/api/videos/{self.video}/captions/{field}")
        return held

    def write(self, page: Page, text: str, objects: list[dict[str, Any]] | None = None) -> None:
        """Store a text as a hand at another computer does."""
        revision = self.stored(page)["revision"]
        body = {"text": text, "objects": objects or [], "ticked": [], "seen_revision": revision}
        ask(self.tether, page, "PUT", f"/api/videos/{self.video}/captions/en", body)

    def begin(self, page: Page, text: str = "", objects: list[dict[str, Any]] | None = None) -> None:
        """Put a text straight into the server, and look at it."""
        self.write(page, text, objects)
        page.goto(self.address)
        editor(page).focus()
        expect(page.get_by_test_id("save-state")).to_have_attribute("data-status", "saved")
        page.keyboard.press("Control+End")


def open_caption_work(tether: Product, browser: Browser, *, video: int) -> tuple[CaptionWork, Page]:
    """Claim a clip's caption; gives the work and annotator1's page."""
    [(number,)] = tether.rows("SELECT id FROM work_workitem WHERE video_id = ? AND step = 'caption'", video)
    page = tether.sign_in(browser, "annotator1")
    ask(tether, page, "POST", f"/api/work/{number}/claim")
    return CaptionWork(tether, number, video), page


def editor(page: Page) -> Any:
    """The text field."""
    return page.get_by_role("textbox", name="Caption")


def raw(page: Page) -> str:
    """The whole document as raw syntax, read from the screen through the raw view; the view is put back."""
    page.keyboard.press("Control+/")
    expect(page.locator(".cm-editor")).to_have_attribute("data-view", "raw")
    text = str(editor(page).inner_text())
    page.keyboard.press("Control+/")
    return text


def select_back(page: Page, words: int) -> None:
    """Select the last words before the caret, as Shift with Ctrl does."""
    for _ in range(words):
        page.keyboard.press("Control+Shift+ArrowLeft")


def presses(page: Page, *keys: str) -> None:
    """Press keys one after the other."""
    for key in keys:
        page.keyboard.press(key)
