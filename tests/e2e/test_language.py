"""The pages in Chinese: found by the browser's language, chosen by hand, remembered; no word too wide for its place."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.axe import bring_axe, violations_in_both_themes
from tests.e2e.caption_work import open_caption_work
from tests.e2e.fit import too_wide
from tests.e2e.masks_work import ask
from tests.e2e.pictures import picture
from tests.e2e.product import Product

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
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


def speak_chinese(page: Page, address: str) -> None:
    """As the person's menu does, on a page that has no menu."""
    page.evaluate("localStorage.setItem('tether-language', 'zh')")
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")


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


def test_a_clip_is_described_and_its_masks_drawn_on_pages_in_chinese_whose_words_fit(
    tether: Product, browser: Browser
) -> None:
    [(video,)] = tether.rows("SELECT video_id FROM work_workitem WHERE step = 'caption'")
    [(masks,)] = tether.rows("SELECT id FROM work_workitem WHERE step = 'masks' AND video_id = ?", video)
    work, author = open_caption_work(tether, browser, video=video)
    bring_axe(author)
    work.write(author, CAPTION, [{"number": 1, "name": "person"}, {"number": 2, "name": "parked car"}])

    speak_chinese(author, work.address)

    expect(author.get_by_text("已保存").first).to_be_visible()
    assert too_wide(author) == []
    assert violations_in_both_themes(author) == []
    picture(author, "caption-zh")
    author.get_by_role("button", name="提交审核").click()
    expect(author.get_by_text("已提交审核。")).to_be_visible()
    inspector, drawer = tether.sign_in(browser, "inspector"), tether.sign_in(browser, "annotator2")
    ask(tether, inspector, "POST", f"/api/work/{work.number}/approve")
    ask(tether, drawer, "POST", f"/api/work/{masks}/claim")
    bring_axe(drawer)

    speak_chinese(drawer, f"{tether.address}/work/{masks}")

    expect(drawer.get_by_text("待画").first).to_be_visible()
    assert too_wide(drawer) == []
    assert violations_in_both_themes(drawer) == []
    picture(drawer, "masks-zh")
    drawer.keyboard.press("?")
    expect(drawer.get_by_role("dialog")).to_contain_text("复制到下一关键帧")
    assert too_wide(drawer) == []
    for page in (author, inspector, drawer):
        page.context.close()
