"""A project of 120 clips in every stage, and its lead at their pages."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.e2e.axe import bring_axe
from tests.e2e.product import Product

SIZE = ("--videos", "120", "--tracks", "380", "--keyframes", "3000", "--twins", "0", "--people", "16")


def open_large(tether: Product, browser: Browser) -> Page:
    """Make the project `large`, let the demo's people in, and sign its lead in."""
    tether.command("seed_large", "large", *SIZE)
    for name in ("lead", "inspector", "annotator1", "annotator2"):
        tether.command("add_person", "large", name, name.rstrip("12"))
    page = tether.sign_in(browser, "lead")
    bring_axe(page)
    return page


def open_page(tether: Product, page: Page, path: str) -> None:
    """Go to a page of the project."""
    page.goto(f"{tether.address}/p/large/{path}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
