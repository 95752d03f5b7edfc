"""One product and one Chromium for all browser tests; when one fails, a picture of every open page."""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

from docker import install
from tests.e2e.axe import bring_axe
from tests.e2e.product import Product, run, seed
from tests.machine import KEPT, find_chromium

FLAGS = [
    "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required",
]  # fmt: skip
expect.set_options(
    timeout=20_000
)  # milliseconds: a busy machine's server may answer late, and that is no fault of a page


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    install.build_frontend()  # a browser test of yesterday's pages proves nothing
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seeded")
    seed(folder)
    return folder


@pytest.fixture(scope="module")
def tether(tmp_path_factory: pytest.TempPathFactory, seeded: Path) -> Iterator[Product]:
    """A product of each module's own, on a copy of the demo: making it takes far longer than starting on it."""
    folder = tmp_path_factory.mktemp("tether")
    shutil.copytree(seeded, folder, dirs_exist_ok=True)
    with run(folder) as running:
        yield running


@pytest.fixture(scope="module")
def lead(tether: Product, browser: Browser) -> Iterator[Page]:
    """The demo's lead at their pages, with axe."""
    page = tether.sign_in(browser, "lead")
    bring_axe(page)
    yield page
    page.context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):  # a generator for pluggy
    """Keep a picture of every open page when a browser test fails."""
    report = yield
    browser = getattr(item, "funcargs", {}).get("browser")
    if report.failed and report.when == "call" and browser:
        folder = KEPT / "failed"
        folder.mkdir(parents=True, exist_ok=True)
        pages = [page for context in browser.contexts for page in context.pages]
        for number, page in enumerate(pages, 1):
            with suppress(Error):
                page.screenshot(path=folder / f"{item.name}-{number}.png", timeout=5000)
        report.sections.append(("pages", f"pictures of the open pages: {folder}"))
    return report
