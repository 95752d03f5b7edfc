"""Pictures of the screens for the documentation, dark and light, where PICTURES names a folder for them."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Page

PICTURES = os.environ.get("PICTURES")
SETTLED = 800  # milliseconds in which what fades in has come, and what was loaded is drawn
CHOOSE = """theme => {
    localStorage.setItem('tether-theme', theme)
    dispatchEvent(new StorageEvent('storage', { key: 'tether-theme' }))
}"""


def picture(page: Page, name: str) -> None:
    """Keep `NAME.png` and, as somebody sees the page who chose the light theme in another window, `NAME-light.png`."""
    if not PICTURES:
        return
    for theme, file in (("light", f"{name}-light"), ("dark", name)):
        page.evaluate(CHOOSE, theme)
        page.wait_for_timeout(SETTLED)
        page.screenshot(path=Path(PICTURES) / f"{file}.png")


def wide_picture(page: Page, name: str) -> None:
    """The same, and `NAME-1920.png` on a larger screen."""
    picture(page, name)
    narrow = page.viewport_size
    if PICTURES and narrow:
        page.set_viewport_size({"width": 1920, "height": 1080})
        picture(page, f"{name}-1920")
        page.set_viewport_size(narrow)
        page.wait_for_timeout(SETTLED)
