"""Trusted Types in a real browser: pages work under them, and a text that wants to be HTML or a script is stopped."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.product import PAGES, Product

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
SINKS = {
    "markup": "document.body.innerHTML = '<b>bold</b>'",
    "markup beside": "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=alert(1)>')",
    "a document": "new DOMParser().parseFromString('<script>alert(1)</script>', 'text/html')",
    "a frame's page": "document.createElement('iframe').srcdoc = '<script>alert(1)</script>'",
    "a script's text": "document.createElement('script').text = 'alert(1)'",
    "a script's address": "document.createElement('script').src = '/media/x.js'",
    "a thread": "new Worker('/static/app/assets/other.js')",
    "a policy of one's own": "trustedTypes.createPolicy('mine', {createHTML: text => text})",
    "our policy again": "trustedTypes.createPolicy('tether', {createHTML: text => text})",
    "a policy for all": "trustedTypes.createPolicy('default', {createHTML: text => text})",
}


@pytest.fixture(scope="module")
def lead(tether: Product, browser: Browser) -> Iterator[Page]:
    page = tether.sign_in(browser, "lead")
    yield page
    page.context.close()


@pytest.mark.parametrize("sink", SINKS)
def test_a_text_never_becomes_a_script_or_a_page(lead: Page, sink: str) -> None:
    lead.wait_for_load_state("networkidle")  # what is counted below has come to rest
    before = lead.locator("*").count()

    refused = lead.evaluate(
        f"() => {{ try {{ {SINKS[sink]}; return 'done'; }} catch (error) {{ return error.name; }} }}"
    )

    assert refused == "TypeError"
    assert lead.locator("*").count() == before
    lead.faults.clear()


def test_every_page_of_a_project_works_without_a_complaint_of_the_browser(tether: Product, lead: Page) -> None:
    lead.faults.clear()

    for name in PAGES:
        lead.goto(f"{tether.address}/p/demo/{name}")
        lead.get_by_role("heading", level=1).first.wait_for()
        lead.wait_for_load_state("networkidle")

    assert lead.faults == []


HOSTILE = (
    "<img src=x onerror=\"window.struck=1\">", "<svg onload=window.struck=1>", "<script>window.struck=1</script>",
    "[click](javascript:window.struck=1)", "![x](x\" onerror=\"window.struck=1)",
    "<a href=\"javascript:struck=1\">a</a>",
    "{{constructor.constructor('window.struck=1')()}}", "\"><iframe srcdoc='<script>parent.struck=1</script>'>",
    "<math><mtext></mtext><mglyph><style><img src=x onerror=struck=1>", "`<b onmouseover=struck=1>b</b>`",
)  # fmt: skip


def write(page: Page, tether: Product, method: str, path: str, body: dict) -> None:
    """Send as the page would; what is refused is refused."""
    token = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "csrftoken")
    answer = page.request.fetch(f"{tether.address}{path}", method=method, data=body, headers={"X-CSRFToken": token})
    assert answer.status < 500, (path, answer.text())


def test_what_people_write_is_shown_as_they_wrote_it_and_runs_nowhere(tether: Product, lead: Page) -> None:
    dialogs: list[str] = []
    lead.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    lead.faults.clear()
    for number, text in enumerate(HOSTILE):
        write(lead, tether, "POST", "/api/projects/demo/batches", {"name": f"{text[:70]}{number}"})
        write(lead, tether, "POST", "/api/tokens", {"label": text[:80]})
        write(lead, tether, "POST", "/api/videos/1/threads", {"step": "caption", "text": text})
    for number, text in enumerate(HOSTILE[:2]):  # a command takes seconds
        tether.command("add_person", "demo", f"hostile{number}", "annotator", "--name", text)
    guideline = {"text": "# Ours\n\n" + "\n\n".join(HOSTILE), "seen_version": 1}
    write(lead, tether, "PUT", "/api/projects/demo/guideline", guideline)

    for name in ("guideline", "batches", "people", "you", "log", "overview", "videos", "clips/1/caption"):
        lead.goto(f"{tether.address}/p/demo/{name}")
        lead.wait_for_load_state("networkidle")
        assert lead.evaluate("() => window.struck") is None, name
        assert lead.locator("img[src='x'], iframe, mglyph, a[href^='javascript:']").count() == 0, name

    assert "onerror" in lead.request.get(f"{tether.address}/api/projects/demo/people").text()
    assert (dialogs, lead.faults) == ([], [])
