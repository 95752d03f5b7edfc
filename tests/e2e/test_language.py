"""The pages in Chinese: found by the browser's language, chosen by hand, remembered; no word too wide for its place."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.axe import bring_axe, violations_in_both_themes
from tests.e2e.caption_work import CaptionWork, open_caption_work
from tests.e2e.masks_work import MasksWork, open_masks_work
from tests.e2e.product import Product

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
PICTURES = os.environ.get("PICTURES")
CAPTION = "A [person]<mask_1> walks past a [parked car]<mask_2>, then waves."


@pytest.fixture
def people(tether: Product, browser: Browser) -> Iterator[dict[str, Page]]:
    """Somebody whose browser asks for Chinese, at the first page."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    context.set_default_timeout(60_000)
    page = context.new_page()
    bring_axe(page)
    page.goto(tether.address)
    yield {"annotator1": page}
    context.close()


@pytest.fixture(scope="module")
def clips(tether: Product, browser: Browser) -> Iterator[tuple[CaptionWork, Page, MasksWork, Page]]:
    """A caption and masks that are open to be worked on."""
    videos = [video for (video,) in tether.rows("SELECT DISTINCT video_id FROM work_workitem ORDER BY video_id DESC")]
    masks, drawer = open_masks_work(tether, browser, video=videos[0], caption=CAPTION)
    caption, author = open_caption_work(tether, browser, video=videos[-1])
    yield caption, author, masks, drawer
    author.context.close()
    drawer.context.close()


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png")


def speak_chinese(page: Page, address: str) -> None:
    """As the person's menu does, on a page that has no menu."""
    page.evaluate("localStorage.setItem('tether-language', 'zh')")
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")


def too_wide(page: Page) -> list[str]:
    """Buttons and links whose words do not fit, and the page itself where it can be pushed aside."""
    found: list[str] = page.evaluate(
        """() => [
          ...[...document.querySelectorAll("button, a.btn, h1, h2, th, .pill")].filter(
            (e) => e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 1 &&
              getComputedStyle(e).textOverflow !== "ellipsis",
          ).map((e) => e.textContent),
          ...(document.documentElement.scrollWidth > window.innerWidth ? ["the page"] : []),
        ]"""
    )
    return found


def test_a_chinese_browser_is_greeted_in_chinese_and_english_is_one_press_away(
    tether: Product, people: dict[str, Page]
) -> None:
    page = people["annotator1"]
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    page.get_by_label("用户名").fill("annotator1")
    page.get_by_label("密码").fill("no such password")
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_text("用户名与密码不匹配")).to_be_visible()
    assert violations_in_both_themes(page) == []
    page.get_by_label("密码").fill(tether.password)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("heading", name="我的队列")).to_be_visible()
    expect(page.get_by_role("link", name="规范")).to_be_visible()
    assert too_wide(page) == []
    assert violations_in_both_themes(page) == []
    picture(page, "queue-zh")

    page.get_by_role("button", name=re.compile("标注员")).click()
    page.get_by_role("menuitem", name="English").click()

    expect(page.get_by_role("heading", name="My queue")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="My queue")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en-GB")


def test_the_caption_page_is_chinese_and_its_words_fit(
    clips: tuple[CaptionWork, Page, MasksWork, Page],
) -> None:
    work, page, _, _ = clips
    bring_axe(page)
    work.write(page, CAPTION, [{"number": 1, "name": "person"}, {"number": 2, "name": "parked car"}])

    speak_chinese(page, work.address)

    expect(page.get_by_role("button", name="提交审核")).to_be_visible()
    expect(page.get_by_text("已保存").first).to_be_visible()
    assert too_wide(page) == []
    assert violations_in_both_themes(page) == []
    picture(page, "caption-zh")


def test_the_masks_page_and_its_keys_are_chinese_and_their_words_fit(
    clips: tuple[CaptionWork, Page, MasksWork, Page],
) -> None:
    _, _, work, page = clips
    bring_axe(page)

    speak_chinese(page, work.address)

    expect(page.get_by_text("待画").first).to_be_visible()
    assert too_wide(page) == []
    assert violations_in_both_themes(page) == []
    picture(page, "masks-zh")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("复制到下一关键帧")
    assert too_wide(page) == []
