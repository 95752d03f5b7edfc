"""A recorded user study, put through the product's pages: `python -m tests.acceptance.metric_study_pages STUDY.json`.

The file is that of `tests.acceptance.metric_study`. A product is started on a dataset that is large enough; in Chromium
a lead deals as many samples and pairs out to five raters as were recorded. Each rater gives the recorded scores to what
they are shown, and writes their pairs: the first few by hand, the others as their page sends them. The lead closes the
study, fetches its file, brings the recorded measure's scores, and the page has to show the recorded numbers.
Prints each number beside its expected one and ends with 1 where they differ. Takes some minutes; not part of the test
suite: such files are not ours to ship.
"""

from __future__ import annotations

import json
import math
import random
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

from docker import install
from tests.acceptance.metric_study import TOLERANCE
from tests.annotator.releases import vicas_set
from tests.e2e.board_scene import publish_set
from tests.e2e.conftest import FLAGS
from tests.e2e.masks_work import ask
from tests.e2e.product import Product, product
from tests.e2e.study_scene import RATERS, enter, fill_in, open_study, shown_row
from tests.machine import find_chromium

NAME, METHOD = "As recorded", "recorded"
FIRST = 300  # number of a video that the demo does not have
BY_HAND = 3  # ratings and pairs of each rater
DEALT = """SELECT r.id, s.place, (SELECT count(*) FROM benchmark_rating o WHERE o.sample_id = s.id AND o.id < r.id)
    FROM benchmark_rating r JOIN benchmark_sample s ON s.id = r.sample_id"""


def main(path: Path) -> int:
    """Play the study; everything it makes goes with it.

    Returns:
        0 where every number is the recorded one.
    """
    recorded = json.loads(path.read_text("utf-8"))
    expected, human = recorded.pop("expected"), recorded.pop("human")
    install.build_frontend()
    with tempfile.TemporaryDirectory(prefix="tether-study-") as root, sync_playwright() as playwright:
        folder = Path(root)
        (folder / "product").mkdir()
        with product(folder / "product") as tether:
            chromium = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
            lead = tether.sign_in(chromium, "lead")
            deal_out(tether, lead, folder, samples=len(human), pairs=len(recorded["hard_positive"]))
            given = {who: rate_all(tether, chromium, who, human) for who in RATERS}
            say(f"rated: {', '.join(f'{who} {count}' for who, count in given.items())}")
            wrong = [] if sum(given.values()) == 2 * len(human) else ["ratings"]
            open_study(tether, lead, NAME)
            wrong += close(lead, human) + read(tether, lead, folder / "study.json", recorded, expected)
    say(f"not as recorded: {', '.join(wrong)}" if wrong else "every number is as recorded")
    return 1 if wrong else 0


def deal_out(tether: Product, lead: Page, folder: Path, *, samples: int, pairs: int) -> None:
    """A release whose validation split holds enough videos for the pairs, enough models for the samples, the study."""
    root = folder / "set"
    videos = max(pairs, 2)
    for number in range(FIRST, FIRST + videos + 1):
        vicas_set.write_annotation(root, vicas_set.document(number, random.Random(number), (121,)))
    release = publish_set(tether, root, videos=videos + 1, splits=f"1,{videos},0")
    models = [f"Model {number}" for number in range(1, 1 + math.ceil(samples / videos))]
    for name in models:
        enter(tether, lead, release, folder, name)
    dialog = fill_in(tether, lead, NAME, models=models, samples=samples, pairs=pairs)
    dialog.get_by_role("button", name="Deal it out").click()
    expect(lead.get_by_role("link", name=NAME)).to_be_visible()
    say(f"dealt out: {samples} samples of {len(models)} models, {pairs} pairs")


def rate_all(tether: Product, browser: Browser, who: str, human: list[list[float]]) -> int:
    """Give the recorded scores as one rater, and write their pairs; how many ratings were given."""
    page = tether.sign_in(browser, who)
    open_study(tether, page, NAME)
    address = f"/api/studies/{page.url.rsplit('/', 1)[1]}"
    places = {rating: (place, which) for rating, place, which in tether.rows(DEALT)}
    work, given = ask(tether, page, "GET", address), 0
    while sample := work["sample"]:
        place, which = places[sample["id"]]
        points = round(2 * human[place][which])
        if given < BY_HAND:
            expect(page.locator(".sample dd").nth(1)).to_have_text(sample["prediction"])
            page.get_by_role("slider").click()
            page.get_by_role("slider").fill(str(points))
            page.get_by_role("button", name="Save, next").click()
            expect(page.get_by_text(f"{given + 1} of {work['own_ratings']['total']} rated")).to_be_visible()
            work = ask(tether, page, "GET", address)
        else:
            body = {"half_points": points}
            work = ask(tether, page, "PUT", f"{address}/ratings/{sample['id']}", body)
        given += 1
    write_pairs(tether, page, address, work["pairs"])
    page.context.close()
    return given


def write_pairs(tether: Product, page: Page, address: str, pairs: list[dict[str, Any]]) -> None:
    """Write a right and a wrong caption for each."""
    for place, pair in enumerate(pairs):
        positive, negative = f"In other words: {pair['truth']}", f"Nearly: {pair['truth']}"
        if place < BY_HAND:
            form = page.get_by_role("form", name=f"Caption {place + 1}", exact=True)
            form.get_by_label("Right, in other words").fill(positive)
            form.get_by_label("Wrong, in nearly the same words").fill(negative)
            form.get_by_role("button", name="Save", exact=True).click()
            expect(form.get_by_role("button", name="Saved")).to_be_visible()
        else:
            ask(tether, page, "PUT", f"{address}/pairs/{pair['id']}", {"positive": positive, "negative": negative})


def close(lead: Page, human: list[list[float]]) -> list[str]:
    """Close the study; what its file says of the ratings otherwise than was recorded."""
    lead.get_by_role("button", name="Close the study").click()
    with lead.expect_download() as fetched:
        lead.get_by_role("link", name="Fetch its file").click()
    document = json.loads(Path(fetched.value.path()).read_text())
    say(f"the study's file holds {len(document['human'])} samples and {len(document['pairs'])} pairs")
    return [] if document["human"] == human else ["the ratings in the study's file"]


def read(tether: Product, lead: Page, file: Path, method: dict[str, Any], expected: dict[str, Any]) -> list[str]:
    """Hold the recorded scores against the study; what is then said otherwise than was recorded."""
    file.write_text(json.dumps({"methods": {METHOD: method}}))
    lead.get_by_label("Scores of measures").set_input_files(file)
    shown, names, wrong = shown_row(lead, METHOD), ("r", "r_avg", "r_max", "delta_pn"), []
    told = [f"{expected[name]:.1f}" for name in names] + [", ".join(str(at["n"]) for at in expected["thresholds"])]
    for name, ours, theirs in zip((*names, "n"), shown, told, strict=True):
        say(f"on the page, {name}: {ours} (recorded {theirs})")
        wrong += [] if ours == theirs else [f"{name} on the page"]
    [found] = ask(tether, lead, "GET", f"/api/studies/{lead.url.rsplit('/', 1)[1]}/results")["methods"]
    pairs = [(name, found[name], expected[name]) for name in names]
    for ours, theirs in zip(found["thresholds"], expected["thresholds"], strict=True):
        pairs += [(f"{name} at {theirs['alpha']}", ours[name], theirs[name]) for name in ("n", "r")]
    for name, ours, theirs in pairs:
        say(f"behind the page, {name}: {ours} (recorded {theirs})")
        wrong += [] if ours is not None and abs(ours - theirs) <= TOLERANCE else [name]
    return wrong + [str(fault) for fault in lead.faults]  # type: ignore[attr-defined]


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    raise SystemExit(main(Path(sys.argv[1])))
