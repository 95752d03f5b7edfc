"""The metric study in the browser: dealt out by a lead, rated blind by five, and told as the command tells it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from annotator.formats import release as layout
from tests.annotator.benchmark.predicted import zipped
from tests.e2e.axe import bring_axe, violations_in_both_themes
from tests.e2e.board_scene import predictions, publish
from tests.e2e.large_project import picture
from tests.e2e.product import ROOT, Product

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]
RATERS = {
    "annotator1": "First Annotator",
    "annotator2": "Second Annotator",
    "inspector": "Demo Inspector",
    "researcher": "Demo Researcher",
    "lead": "Demo Lead",
}
MODELS = ("First model", "Second model")
SAMPLES = 5
DEALT = """SELECT count(*), count(DISTINCT r.rater_id) FROM benchmark_rating r
    JOIN benchmark_sample s ON s.id = r.sample_id JOIN benchmark_study t ON t.id = s.study_id WHERE t.name = ?"""


@pytest.fixture(scope="module")
def lead(tether: Product, browser: Browser) -> Iterator[Page]:
    page = tether.sign_in(browser, "lead")
    bring_axe(page)
    yield page
    page.context.close()


@pytest.fixture
def people(lead: Page) -> dict[str, Page]:
    return {"lead": lead}


@pytest.fixture(scope="module")
def two_models(tether: Product, lead: Page, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A release, and the predictions of two models for it, scored."""
    release = publish(tether, tmp_path_factory.mktemp("dataset"))
    for name in MODELS:
        enter(tether, lead, release, tmp_path_factory.mktemp("predictions"), name)


def enter(tether: Product, page: Page, release: layout.Release, folder: Path, name: str) -> None:
    """Have predictions of two words or more for each video scored."""
    documents = predictions(release)
    for number, document in documents.items():
        document["pred_caption"] = f"{name} says that {number} slides."
    file = folder / f"{name}.zip"
    file.write_bytes(zipped(documents))
    page.goto(f"{tether.address}/p/demo/board")
    page.get_by_role("button", name="Bring predictions").click()
    page.get_by_role("dialog").get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("dialog").get_by_label("Name", exact=True).fill(name)
    page.get_by_role("dialog").get_by_role("button", name="Send and score").click()
    row = page.get_by_role("table", name="Leaderboard of v1.0.0").get_by_role("row", name=name)
    expect(row).to_contain_text("Measured here", timeout=60_000)


def fill_in(tether: Product, page: Page, name: str) -> Locator:
    """Say in the dialog what a study is of: both models, all five raters, and one pair to write."""
    page.goto(f"{tether.address}/p/demo/studies")
    page.get_by_role("button", name="New study").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name", exact=True).fill(name)
    for one in (*MODELS, *RATERS.values()):
        dialog.get_by_role("checkbox", name=one).check()
    dialog.get_by_label("Samples").fill(str(SAMPLES))
    dialog.get_by_label("Pairs").fill("1")
    return dialog


def open_study(tether: Product, page: Page, name: str) -> None:
    page.goto(f"{tether.address}/p/demo/studies")
    page.get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def test_before_there_is_a_study_the_page_says_so(tether: Product, people: dict[str, Page]) -> None:
    page = people["lead"]

    page.goto(f"{tether.address}/p/demo/studies")

    expect(page.get_by_text("No study")).to_be_visible()
    assert violations_in_both_themes(page) == []


def test_a_lead_deals_a_study_out_to_five(tether: Product, people: dict[str, Page], two_models: None) -> None:
    page = people["lead"]
    dialog = fill_in(tether, page, "Dealt out")
    assert violations_in_both_themes(page) == []
    picture(page, "study-new")

    dialog.get_by_role("button", name="Deal it out").click()

    expect(page.get_by_role("link", name="Dealt out")).to_be_visible()
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
    tether: Product, browser: Browser, people: dict[str, Page], two_models: None, tmp_path: Path
) -> None:
    page, given = people["lead"], 0
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

    table = page.get_by_role("table", name="Measures held against people")
    expect(table).to_be_visible()
    command = [sys.executable, "-m", "annotator.scoring.metric_study", str(file), "--out", str(tmp_path / "out.json")]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    found = json.loads((tmp_path / "out.json").read_text())
    told = table.get_by_role("row", name="words").get_by_role("cell").all()
    shown = [cell.inner_text().split("\n")[0] for cell in told]
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
