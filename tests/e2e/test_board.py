"""Predictions come onto the board through the page, are looked into where they fail, and held against each other."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from annotator.formats import release as layout
from tests.annotator.benchmark.predicted import Documents, zipped
from tests.e2e.axe import violations_in_both_themes
from tests.e2e.board_scene import predictions, publish
from tests.e2e.pictures import picture
from tests.e2e.product import Product

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
PAINTED = """canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data
    .filter((value, at) => at % 4 === 3 && value > 0).length"""


@pytest.fixture(scope="module")
def release(tether: Product, tmp_path_factory: pytest.TempPathFactory) -> layout.Release:
    return publish(tether, tmp_path_factory.mktemp("dataset"))


def open_board(tether: Product, page: Page) -> None:
    page.goto(f"{tether.address}/p/demo/board")
    expect(page.get_by_role("heading", level=1, name="Board")).to_be_visible()


def bring(page: Page, folder: Path, documents: Documents, name: str, *, learned: bool = False) -> None:
    """Send predictions by the dialog."""
    file = folder / f"{name}.zip"
    file.write_bytes(zipped(documents))
    page.get_by_role("button", name="Bring predictions").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("File", exact=True).set_input_files(file)
    dialog.get_by_label("Name", exact=True).fill(name)
    if learned:
        dialog.get_by_label("Checkpoint").fill("tiny")
        dialog.get_by_label("It learned from").select_option("release")
    dialog.get_by_role("button", name="Send and score").click()


@pytest.fixture(scope="module")
def two_models(tether: Product, lead: Page, release: layout.Release, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Two sets on the board, sent by the dialog and scored: the second finds nothing in the second video."""
    folder = tmp_path_factory.mktemp("predictions")
    open_board(tether, lead)
    for name, wrong in (("Finds all", ()), ("Misses one", (1,))):
        bring(lead, folder, predictions(release, wrong=wrong), name, learned=not wrong)
        expect(lead.get_by_role("dialog")).to_be_hidden(timeout=60_000)
        expect(row(lead, name)).to_contain_text("Measured here", timeout=60_000)


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("table", name="Leaderboard of v1.0.0").get_by_role("row", name=name)


def cells(page: Page, name: str) -> list[str | None]:
    return [cell.text_content() for cell in row(page, name).get_by_role("cell").all()]


def test_before_there_is_a_release_the_board_says_what_is_missing(tether: Product, lead: Page) -> None:

    open_board(tether, lead)

    expect(lead.get_by_text("No release to score on yet")).to_be_visible()
    expect(lead.get_by_role("button", name="Bring predictions")).to_have_attribute("aria-disabled", "true")
    assert violations_in_both_themes(lead) == []


def test_a_split_without_predictions_shows_quoted_numbers_as_such(
    tether: Product, lead: Page, release: layout.Release
) -> None:
    page = lead

    open_board(tether, page)

    expect(page.get_by_text("No predictions for this split yet")).to_be_visible()
    expect(row(page, "Video-LLaVA-Seg")).to_contain_text("Quoted from the ViCaS paper")
    quoted = cells(page, "Video-LLaVA-Seg")
    assert (quoted[1], quoted[2], quoted[7]) == ("3.0", "–", "20.5")
    assert violations_in_both_themes(page) == []


def test_the_dialog_says_what_cannot_be_sent(tether: Product, lead: Page, release: layout.Release) -> None:
    page = lead
    open_board(tether, page)

    page.get_by_role("button", name="Bring predictions").click()
    expect(page.get_by_role("dialog")).to_contain_text("3 videos")
    page.get_by_role("dialog").get_by_label("It learned from").select_option("numbers")
    page.get_by_role("dialog").get_by_label("Video numbers").fill("12, x")

    expect(page.get_by_role("alert")).to_contain_text("“x” is no video number.")
    assert violations_in_both_themes(page) == []
    picture(page, "board-bring")
    page.keyboard.press("Escape")


def test_predictions_are_sent_scored_and_stand_on_the_board(tether: Product, lead: Page, two_models: None) -> None:
    page = lead

    open_board(tether, page)

    expect(row(page, "Finds all")).to_contain_text("Measured here")
    assert cells(page, "Finds all")[2] == "100.0"
    names = page.get_by_role("table", name="Leaderboard of v1.0.0").get_by_role("rowheader").all_text_contents()
    assert names[:3] == ["Finds all", "Misses one", "Video-LLaVA-Seg"]
    assert violations_in_both_themes(page) == []
    picture(page, "board")
    assert page.faults == []  # type: ignore[attr-defined]


def test_a_file_that_cannot_be_scored_is_refused_with_all_that_is_wrong(
    tether: Product, lead: Page, release: layout.Release, tmp_path: Path
) -> None:
    page = lead
    open_board(tether, page)
    documents = predictions(release)
    _, second, third = release.splits["val"]
    del documents[third]
    documents[999] = documents[second]

    bring(page, tmp_path, documents, "Half sent")

    expect(row(page, "Half sent")).to_contain_text("Refused", timeout=60_000)
    page.get_by_role("link", name="Half sent").click()
    faults = page.get_by_role("region", name="What is wrong").get_by_role("listitem")
    expect(faults).to_have_text(
        ["'000999.json': video 000999 is not in this split.", f"1 of 3 videos are missing: {third:06d}."]
    )
    assert violations_in_both_themes(page) == []
    page.get_by_role("button", name="Take off the board…").click()
    page.get_by_role("dialog").get_by_role("button", name="Take off the board").click()
    expect(page.get_by_role("heading", level=1, name="Board")).to_be_visible()
    expect(row(page, "Half sent")).to_be_hidden()


def test_one_looks_where_a_model_fails_masks_over_the_clip(
    tether: Product, lead: Page, release: layout.Release, two_models: None
) -> None:
    page = lead
    open_board(tether, page)
    missed = release.splits["val"][1]
    page.get_by_role("link", name="Misses one").click()
    videos = page.get_by_role("table", name="Videos, the worst first")
    expect(videos.get_by_role("row").nth(1)).to_contain_text(f"{missed:06d}")

    videos.get_by_role("row").nth(1).click()

    prompts = page.get_by_role("table", name="Prompts, the worst first")
    expect(page.get_by_text(f"of clip {missed:06d}, the worst first")).to_be_visible()
    expect(prompts.get_by_role("row").nth(1)).to_contain_text("0.0")
    beside = page.get_by_role("region", name=f"Masks of clip {missed:06d}, Misses one")
    expect(beside.get_by_test_id("scored-frame")).to_have_text("Scored frame 0")
    overlay = beside.locator("canvas.pl-overlay")
    expect(overlay).to_be_visible()
    beside.get_by_role("radio", name="Predicted").click()
    assert overlay.evaluate(PAINTED) == 0
    beside.get_by_role("radio", name="Drawn").click()
    assert overlay.evaluate(PAINTED) > 0
    beside.get_by_role("button", name="Scored frame after").click()
    expect(beside.get_by_test_id("scored-frame")).to_have_text("Scored frame 30")
    beside.get_by_role("radio", name="Both").click()
    assert violations_in_both_themes(page) == []
    picture(page, "board-set")
    assert page.faults == []  # type: ignore[attr-defined]


def test_two_models_are_held_against_each_other_side_by_side(
    tether: Product, lead: Page, release: layout.Release, two_models: None
) -> None:
    page = lead
    open_board(tether, page)
    missed = release.splits["val"][1]

    page.get_by_role("link", name="Compare…").click()

    page.get_by_role("combobox", name="First").select_option(label="Finds all, Validation of v1.0.0")
    expect(page.get_by_text("Misses one is better on 0, worse on 1, the same on 2 videos")).to_be_visible()
    worst = page.get_by_role("table", name="Videos, where the second loses most first").get_by_role("row").nth(1)
    expect(worst).to_contain_text(f"{missed:06d}")
    expect(worst).to_contain_text("−100.0")
    worst.click()
    for name in ("Finds all", "Misses one"):
        beside = page.get_by_role("region", name=f"Masks of clip {missed:06d}, {name}")
        expect(beside.locator("canvas.pl-overlay")).to_be_visible()
    assert violations_in_both_themes(page) == []
    page.get_by_role("region", name=f"Masks of clip {missed:06d}, Finds all").scroll_into_view_if_needed()
    picture(page, "board-compare")
    assert page.faults == []  # type: ignore[attr-defined]
