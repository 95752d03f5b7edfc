"""A metric study in the browser: predictions of models for it, its raters, and the pages that lead to it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from annotator.formats import release as layout
from tests.annotator.benchmark.predicted import zipped
from tests.e2e.board_scene import predictions
from tests.e2e.product import Product

RATERS = {
    "annotator1": "First Annotator",
    "annotator2": "Second Annotator",
    "inspector": "Demo Inspector",
    "researcher": "Demo Researcher",
    "lead": "Demo Lead",
}


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


def fill_in(tether: Product, page: Page, name: str, *, models: Iterable[str], samples: int, pairs: int) -> Locator:
    """Say in the dialog what a study is of: models, all five raters, and how much."""
    page.goto(f"{tether.address}/p/demo/studies")
    page.get_by_role("button", name="New study").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name", exact=True).fill(name)
    for one in (*models, *RATERS.values()):
        dialog.get_by_role("checkbox", name=one).check()
    dialog.get_by_label("Samples").fill(str(samples))
    dialog.get_by_label("Pairs").fill(str(pairs))
    return dialog


def open_study(tether: Product, page: Page, name: str) -> None:
    page.goto(f"{tether.address}/p/demo/studies")
    page.get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def shown_row(page: Page, method: str) -> list[str]:
    """What the table says of a measure: r, r avg, r max, Δ PN, and how many samples each threshold keeps."""
    cells = page.get_by_role("table", name="Measures held against people").get_by_role("row", name=method)
    expect(cells).to_be_visible()
    return [cell.inner_text().split("\n")[0] for cell in cells.get_by_role("cell").all()]
