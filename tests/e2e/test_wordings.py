"""Drafted wordings: a lead sees the cost and starts, a reviewer decides by keys beside the clip, draft after draft."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.axe import bring_axe, violations_in_both_themes
from tests.e2e.masks_work import ask
from tests.e2e.pictures import picture
from tests.e2e.product import Product, run
from tests.language_server import LanguageServer, serving

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
CAPTION = "[A man in a dark coat]<mask_1> walk past [two parked cars]<mask_2,3> and [another car]<mask_4> drives off."


@pytest.fixture(scope="module")
def server() -> Iterator[LanguageServer]:
    with serving() as one:
        yield one


@pytest.fixture(scope="module")
def tether(tmp_path_factory: pytest.TempPathFactory, seeded: Path, server: LanguageServer) -> Iterator[Product]:
    """A product whose operator named a language endpoint."""
    folder = tmp_path_factory.mktemp("worded")
    shutil.copytree(seeded, folder, dirs_exist_ok=True)
    told = {"URL": server.url, "MODEL": "scripted-synthetic", "PRICE_IN": "3", "PRICE_OUT": "15", "CAP": "2"}
    with run(folder, **{f"TETHER_LANGUAGE_{name}": value for name, value in told.items()}) as running:
        yield running


@pytest.fixture(scope="module")
def people(tether: Product, browser: Browser) -> Iterator[dict[str, Page]]:
    pages = {name: tether.sign_in(browser, name) for name in ("annotator1", "inspector", "lead")}
    for page in pages.values():
        bring_axe(page)
    yield pages
    for page in pages.values():
        page.context.close()


def approve_caption(tether: Product, people: dict[str, Page]) -> int:
    """The demo's clip with an approved caption; its row number."""
    [(video, work)] = tether.rows("SELECT video_id, id FROM work_workitem WHERE step = 'caption'")
    author, inspector = people["annotator1"], people["inspector"]
    ask(tether, author, "POST", f"/api/work/{work}/claim")
    ask(tether, author, "PUT", f"/api/videos/{video}/captions/en", {"text": CAPTION, "seen_revision": 0})
    ask(tether, author, "POST", f"/api/work/{work}/submit")
    ask(tether, inspector, "POST", f"/api/work/{work}/approve")
    return int(video)


def write_drafts(tether: Product, lead: Page, server: LanguageServer) -> None:
    """See what it would cost, and have drafts written."""
    lead.goto(f"{tether.address}/p/demo/wordings")
    lead.get_by_role("button", name="Write drafts").click()
    dialog = lead.get_by_role("dialog")
    expect(dialog).to_contain_text("3 texts for 1 clip: 5 questions. About 0.0")
    assert server.heard == []
    assert violations_in_both_themes(lead) == []
    picture(lead, "wordings-start")
    dialog.get_by_label("Stop at").fill("1.50")
    dialog.get_by_role("button", name="Write", exact=True).click()
    run_line = lead.get_by_role("region", name="The newest run")
    expect(run_line).to_contain_text("Written")
    expect(run_line).to_contain_text("3 of 3")
    assert server.answered == 5


def decide(inspector: Page) -> None:
    """Accept, edit and dismiss all drafts, by keys."""
    prompts = inspector.get_by_role("region", name="Prompts")
    expect(prompts).to_contain_text("Where is the man in a dark coat?")
    expect(prompts).to_contain_text("“other” needs the one before it")
    assert violations_in_both_themes(inspector) == []
    inspector.keyboard.press("a")
    expect(inspector.get_by_text("1 of 7 decided")).to_be_visible()
    inspector.keyboard.press("a")
    expect(inspector.get_by_text("2 of 7 decided")).to_be_visible()
    picture(inspector, "wordings")
    inspector.keyboard.press("e")
    words = inspector.get_by_label("The words that a release will hold")
    words.fill("Is the car leaving?")
    words.press("Control+Enter")
    expect(inspector.get_by_role("alert")).to_contain_text("it is not one sentence that begins with")
    words.fill("Where is the car that drives off?")
    words.press("Control+Enter")
    expect(inspector.get_by_text("3 of 7 decided")).to_be_visible()
    expect(prompts).to_contain_text("Edited by")
    assert violations_in_both_themes(inspector) == []
    inspector.keyboard.press("a")  # the cleaned caption
    expect(inspector.get_by_text("4 of 7 decided")).to_be_visible()
    for decided in ("5 of 7 decided", "6 of 7 decided"):
        inspector.keyboard.press("x")
        expect(inspector.get_by_text(decided)).to_be_visible()
    inspector.keyboard.press("a")
    expect(inspector.get_by_text("Every draft is decided")).to_be_visible()
    assert violations_in_both_themes(inspector) == []


def test_drafts_are_started_with_their_cost_in_sight_and_decided_by_keys(
    tether: Product, people: dict[str, Page], server: LanguageServer
) -> None:
    lead, inspector = people["lead"], people["inspector"]
    inspector.goto(f"{tether.address}/p/demo/wordings")
    expect(inspector.get_by_text("Nothing is drafted yet")).to_be_visible()
    assert violations_in_both_themes(inspector) == []
    video = approve_caption(tether, people)

    write_drafts(tether, lead, server)
    inspector.goto(f"{tether.address}/p/demo/wordings")
    decide(inspector)

    told = ask(tether, inspector, "GET", f"/api/videos/{video}/wordings")
    accepted = [draft["final"] for draft in told["drafts"] if draft["what"] == "prompts"]
    assert accepted[2] == "Where is the car that drives off?"
    cleaned = ask(tether, inspector, "GET", f"/api/videos/{video}/captions/en_gpt")
    assert (cleaned["source"], cleaned["text"]) == ("machine", CAPTION.rstrip(".") + " in a synthetic answer.")
    assert inspector.faults == []  # type: ignore[attr-defined]
    assert lead.faults == []  # type: ignore[attr-defined]
