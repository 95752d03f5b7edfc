"""The metric study in the browser: dealt out by a lead, rated blind by five, and told as the command tells it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e import study_scene
from tests.e2e.axe import bring_axe, violations_in_both_themes
from tests.e2e.board_scene import publish
from tests.e2e.pictures import picture
from tests.e2e.product import ROOT, Product
from tests.e2e.study_scene import RATERS, enter, open_study, shown_row

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]
MODELS = ("First model", "Second model")
SAMPLES = 5
DEALT = """SELECT count(*), count(DISTINCT r.rater_id) FROM benchmark_rating r
    JOIN benchmark_sample s ON s.id = r.sample_id JOIN benchmark_study t ON t.id = s.study_id WHERE t.name = ?"""


@pytest.fixture(scope="module")
def two_models(tether: Product, lead: Page, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A release, and the predictions of two models for it, scored."""
    release = publish(tether, tmp_path_factory.mktemp("dataset"))
    for name in MODELS:
        enter(tether, lead, release, tmp_path_factory.mktemp("predictions"), name)


def fill_in(tether: Product, page: Page, name: str) -> Locator:
    """Both models, all five raters, and one pair to write."""
    return study_scene.fill_in(tether, page, name, models=MODELS, samples=SAMPLES, pairs=1)


def test_before_there_is_a_study_the_page_says_so(tether: Product, lead: Page) -> None:

    lead.goto(f"{tether.address}/p/demo/studies")

    expect(lead.get_by_text("No study")).to_be_visible()
    assert violations_in_both_themes(lead) == []


def test_a_lead_deals_a_study_out_to_five(tether: Product, lead: Page, two_models: None) -> None:
    page = lead
    dialog = fill_in(tether, page, "Dealt out")
    assert violations_in_both_themes(page) == []
    picture(page, "study-new")

    dialog.get_by_role("button", name="Deal it out").click()

    expect(page.get_by_role("link", name="Dealt out")).to_be_visible()
    picture(page, "studies")
    assert tether.rows(DEALT, "Dealt out") == [(2 * SAMPLES, len(RATERS))]


def rate(page: Page, username: str) -> int:
    """Rate all that waits for somebody: a script by what they are shown, which is all that they know."""
    dealt = int(re.search(r"of (\d+) rated", page.get_by_text(re.compile(r"0 of \d+ rated")).inner_text())[1])  # type: ignore[index]
    for rated in range(dealt):
        shown = page.locator(".sample dd").nth(1).inner_text()
        assert "model says that" in shown
        expect(page.get_by_role("slider")).to_be_focused()
        page.get_by_role("slider").click()  # which is a score already: that of its middle
        page.get_by_role("slider").fill(str((sum(map(ord, shown)) * 7 + len(username)) % 21))
        if username == "annotator1" and rated == 0:
            assert violations_in_both_themes(page) == []
            picture(page, "study-rating")
        if rated % 2:
            page.keyboard.press("Enter")
        else:
            page.get_by_role("button", name="Save, next").click()
        expect(page.get_by_text(f"{rated + 1} of {dealt} rated")).to_be_visible()
    expect(page.get_by_text("You have rated all that was dealt to you")).to_be_visible()
    return dealt


def test_five_raters_come_to_what_the_command_prints(
    tether: Product, browser: Browser, lead: Page, two_models: None, tmp_path: Path
) -> None:
    page, given = lead, 0
    fill_in(tether, page, "Which measure").get_by_role("button", name="Deal it out").click()
    expect(page.get_by_role("link", name="Which measure")).to_be_visible()
    for username in RATERS:
        own = page if username == "lead" else tether.sign_in(browser, username)
        if own is not page:
            bring_axe(own)
        open_study(tether, own, "Which measure")
        given += rate(own, username)
        if own.get_by_role("form", name="Caption 1").count():
            own.get_by_label("Right, in other words").fill("Something else moves by.")
            own.get_by_label("Wrong, in nearly the same words").fill("A brown dog pass a crowd of cats.")
            own.get_by_role("button", name="Save", exact=True).click()
            expect(own.get_by_role("button", name="Saved")).to_be_visible()
        if own is not page:
            own.context.close()
    assert given == 2 * SAMPLES
    open_study(tether, page, "Which measure")
    expect(page.get_by_text(f"{2 * SAMPLES} of {2 * SAMPLES} ratings")).to_be_visible()
    page.get_by_role("button", name="Close the study").click()
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Fetch its file").click()
    study = json.loads(Path(fetched.value.path()).read_text())
    study["methods"] = {
        "words": {"scores_per_ground_truth": [[place, place % 3] for place in range(SAMPLES)], "score_range": [0, 5],
                  "hard_positive": [4], "hard_negative": [1]},
    }  # fmt: skip
    file = tmp_path / "study.json"
    file.write_text(json.dumps(study))

    page.get_by_label("Scores of measures").set_input_files(file)

    shown = shown_row(page, "words")
    command = [sys.executable, "-m", "annotator.scoring.metric_study", str(file), "--out", str(tmp_path / "out.json")]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    found = json.loads((tmp_path / "out.json").read_text())
    row = found["methods"]["words"]
    numbers = [row[name] for name in ("r", "r_avg", "r_max", "delta_pn")]
    assert shown[:4] == ["–" if number is None else f"{number:.1f}" for number in numbers]
    assert shown[4] == ", ".join(str(kept["n"]) for kept in row["thresholds"])
    assert "| words |" in printed
    single = found["raters"]["icc_single"]
    expect(page.get_by_text(f"ICC of one {'–' if single is None else f'{single:.3f}'}")).to_be_visible()
    assert violations_in_both_themes(page) == []
    picture(page, "study-results")
    assert page.faults == []  # type: ignore[attr-defined]
