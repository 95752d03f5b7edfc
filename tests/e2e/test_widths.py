"""Every page at every width from a small laptop to a large screen, and at twice the size of everything."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.caption_work import open_caption_work
from tests.e2e.fit import too_wide
from tests.e2e.masks_work import ask, wait_for_picture
from tests.e2e.product import PAGES, Product

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
SIZES = {"laptop": (1280, 720), "usual": (1440, 900), "full HD": (1920, 1080), "large": (2560, 1440)}
SIZES |= {"twice as large": (720, 450)}  # 200 % on 1440 × 900: a browser then tells the page of half the pixels
CAPTION = "A [person]<mask_1> walks past a [parked car]<mask_2>, then waves."
KEEP = os.environ.get("WIDTHS")  # a folder for pictures, to look at


def not_fitting(page: Page, name: str) -> dict[str, list[str]]:
    """What does not fit, by size."""
    found = {}
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(150)  # for what is laid out once the size has settled
        if wide := too_wide(page):
            found[size] = wide
        if KEEP:
            page.screenshot(path=Path(KEEP) / f"{name}-{width}.png")
    return found


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_project_fits(tether: Product, lead: Page, name: str) -> None:
    lead.goto(f"{tether.address}/p/demo/{name}")
    lead.get_by_role("main").wait_for()
    lead.wait_for_load_state("networkidle")

    assert not_fitting(lead, name) == {}


def test_the_workspaces_of_a_clip_fit(tether: Product, browser: Browser) -> None:
    [(video,)] = tether.rows("SELECT video_id FROM work_workitem WHERE step = 'caption'")
    [(masks,)] = tether.rows("SELECT id FROM work_workitem WHERE step = 'masks' AND video_id = ?", video)
    work, author = open_caption_work(tether, browser, video=video)
    work.begin(author, CAPTION, [{"number": 1, "name": "person"}, {"number": 2, "name": "parked car"}])

    assert not_fitting(author, "caption") == {}

    ask(tether, author, "POST", f"/api/work/{work.number}/submit")
    inspector, drawer = tether.sign_in(browser, "inspector"), tether.sign_in(browser, "annotator2")
    inspector.goto(work.address)
    inspector.get_by_role("button", name="Approve").first.wait_for()

    assert not_fitting(inspector, "review-caption") == {}

    ask(tether, inspector, "POST", f"/api/work/{work.number}/approve")
    ask(tether, drawer, "POST", f"/api/work/{masks}/claim")
    drawer.goto(f"{tether.address}/work/{masks}")
    wait_for_picture(drawer)

    assert not_fitting(drawer, "masks") == {}
    for width, height in SIZES.values():
        drawer.set_viewport_size({"width": width, "height": height})
        canvas = drawer.get_by_test_id("mask-canvas").bounding_box()
        assert canvas is not None
        assert canvas["height"] >= 0.45 * height, "the picture has the room that others leave"
    for page in (author, inspector, drawer):
        page.context.close()
