"""A lead chooses what a release is, sees it built, and reads on its page what it holds and which pairs to look at."""

from __future__ import annotations

import json
import random
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect
from pycocotools import mask as coco

from tests.annotator.formats import clips
from tests.annotator.releases import vicas_set
from tests.e2e.axe import bring_axe, violations_in_both_themes
from tests.e2e.masks_work import ask
from tests.e2e.pictures import picture
from tests.e2e.product import Product

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
FIRST, CLIPS = 101, 8
BOX = [[[20.0, 20.0], [40.0, 20.0], [40.0, 40.0], [20.0, 40.0]]]


def write_clip(root: Path, number: int) -> None:
    """A finished clip of a length of its own, whose film shows what all others show."""
    document = vicas_set.document(number, random.Random(number), (20 + number,))
    vicas_set.write_annotation(root, document)
    height, width = document["image_size"]
    film = clips.cfr(30, (len(document["segmentations"]) + 0.01) / 30, width=width, height=height)
    (root / "videos").mkdir(exist_ok=True)
    clips.render(film, root / "videos", document["filename"].removesuffix(".mp4"))


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight finished clips without splits."""
    root = tmp_path_factory.mktemp("dataset")
    for number in range(FIRST, FIRST + CLIPS):
        write_clip(root, number)
    return root


@pytest.fixture(scope="module")
def lead(tether: Product, browser: Browser, dataset: Path) -> Iterator[Page]:
    page = tether.sign_in(browser, "lead")
    bring_axe(page)
    yield page
    page.context.close()


def open_releases(tether: Product, page: Page) -> None:
    page.goto(f"{tether.address}/p/demo/releases")
    expect(page.get_by_role("heading", level=1, name="Releases")).to_be_visible()


def make(page: Page, version: str) -> None:
    """Freeze all that is ready, as the dialog proposes it, and wait until it is published."""
    page.get_by_role("button", name="New release").click()
    page.get_by_role("dialog").get_by_label("Version").fill(version)
    page.get_by_role("dialog").get_by_role("button", name="Freeze and build").click()
    published(page, version)


def published(page: Page, version: str) -> None:
    expect(page.get_by_role("dialog")).to_be_hidden()
    table = page.get_by_role("table", name=f"Splits of {version}")
    expect(table.get_by_role("row", name="All").get_by_text("words")).to_be_visible(timeout=240_000)


def redraw(tether: Product, browser: Browser, lead: Page, number: int) -> int:
    """Another word brings an object back; who takes it draws it elsewhere on frame 30. Gives the object's number."""
    [(video,)] = tether.rows("SELECT id FROM videos_video WHERE number = ?", number)
    works = dict(tether.rows("SELECT step, id FROM work_workitem WHERE video_id = ?", video))
    author, drawer, inspector = (tether.sign_in(browser, name) for name in ("annotator1", "annotator2", "inspector"))
    ask(tether, inspector, "POST", f"/api/work/{works['caption']}/reopen")
    take(tether, lead, author, works["caption"])
    seen = ask(tether, author, "GET", f"/api/videos/{video}/captions/en")
    words = {"text": seen["text"].replace("[A ", "[One ", 1), "seen_revision": seen["revision"]}
    ask(tether, author, "PUT", f"/api/videos/{video}/captions/en", words)
    ask(tether, author, "POST", f"/api/work/{works['caption']}/submit")
    ask(tether, inspector, "POST", f"/api/work/{works['caption']}/approve")
    take(tether, lead, drawer, works["masks"])
    tracks = ask(tether, drawer, "GET", f"/api/videos/{video}/tracks")["tracks"]
    [track] = [track for track in tracks if not track["locked"]]
    [cell] = [cell for cell in track["keyframes"] if cell["frame"] == 30]
    shape = {"rings": BOX, "absent": False, "seen_revision": cell["revision"]}
    ask(tether, drawer, "PUT", f"/api/tracks/{track['id']}/keyframes/30", shape)
    ask(tether, drawer, "POST", f"/api/work/{works['masks']}/submit")
    tether.wait_until_propagated(video)
    ask(tether, inspector, "POST", f"/api/work/{works['masks']}/approve")
    for page in (author, drawer, inspector):
        page.context.close()
    return int(track["number"])


def take(tether: Product, lead: Page, person: Page, work: int) -> None:
    """Work of the accounts that imported it goes to somebody who is here."""
    ask(tether, lead, "POST", f"/api/work/{work}/release", {})
    ask(tether, person, "POST", f"/api/work/{work}/claim")


def masks_of(tether: Product, version: str, number: int) -> dict[int, np.ndarray]:
    """Each track's masks in a published release [T, H, W]; where it is not listed they are empty."""
    place = tether.data / "releases/demo" / version / "annotations" / version / f"{number:06d}.json"
    document = json.loads(place.read_text())
    size = len(document["segmentations"]), *document["image_size"]
    found = {track: np.zeros(size, bool) for track in document["all_track_ids"]}
    for index, frame in enumerate(document["segmentations"]):
        for track, mask in zip(frame["track_ids"], frame["mask_rles"], strict=True):
            found[track][index] = coco.decode(mask)
    return found


def overlaps(old: dict[int, np.ndarray], new: dict[int, np.ndarray]) -> list[tuple[float, int, int, int]]:
    """Each track that is another, those that changed most first: its IoU, number, frames, drawn ones of them."""
    found = []
    for track, before in old.items():
        after = new[track]
        changed = (before != after).any(axis=(1, 2))
        if changed.any():
            iou = float((before & after).sum() / (before | after).sum())
            found.append((iou, track, int(changed.sum()), int(changed[::30].sum())))
    return sorted(found)


def test_before_anything_is_ready_the_page_says_what_is_missing(tether: Product, lead: Page) -> None:

    open_releases(tether, lead)

    expect(lead.get_by_text("No release yet")).to_be_visible()
    expect(lead.get_by_role("button", name="New release")).to_have_attribute("aria-disabled", "true")
    assert violations_in_both_themes(lead) == []


def test_a_lead_chooses_a_release_and_reads_what_it_became(tether: Product, lead: Page, dataset: Path) -> None:
    page = lead
    done = tether.command("import_annotations", "demo", str(dataset), "--json")
    assert json.loads(done.stdout)["imported"] == CLIPS, done.stdout + done.stderr
    unasked = sum(not document["object_referrals"] for document in vicas_set.documents(dataset).values())
    lacking = f"No reviewed prompt for {unasked} of {CLIPS} clips: released without any."
    open_releases(tether, page)
    page.get_by_role("button", name="New release").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Train").fill("60")
    expect(dialog.get_by_role("alert")).to_have_text("The parts add up to 90 %, not to 100 %.")
    dialog.get_by_role("radio", name="Numbers of clips").click()
    dialog.get_by_role("textbox", name="Validation").fill("2")
    dialog.get_by_role("textbox", name="Test").fill("2")
    dialog.get_by_label("Seed").fill("11")
    dialog.get_by_role("checkbox", name="mevis").check()
    dialog.get_by_role("combobox", name="Licence").fill("cc-by-nc-sa-4.0")
    expect(dialog.get_by_text(lacking)).to_be_visible()
    assert violations_in_both_themes(page) == []
    picture(page, "new-release")

    dialog.get_by_role("button", name="Freeze and build").click()
    published(page, "v1.0.0")

    table = page.get_by_role("table", name="Splits of v1.0.0")
    rows = [table.get_by_role("row", name=name).get_by_role("cell").first for name in ("Train", "Validation", "Test")]
    assert [cell.text_content() for cell in rows] == ["4", "2", "2"]
    expect(page.get_by_text("licence cc-by-nc-sa-4.0 · splits rest,2,2, seed 11")).to_be_visible()
    assert "demo-v1.0.0/formats/mevis/LOSSES.json" in names_in(download(page, "MeViS"))
    expect(page.get_by_text(lacking)).to_be_visible()
    picture(page, "releases")
    pairs = page.get_by_role("region", name="Pairs to look at")
    stills = pairs.get_by_role("listitem").first.get_by_role("img")
    expect(stills).to_have_count(2)
    stills.first.scroll_into_view_if_needed()
    page.wait_for_function(
        "Array.from(document.querySelectorAll('.leak-stills img')).slice(0, 2).every(i => i.naturalWidth > 0)"
    )
    assert violations_in_both_themes(page) == []
    assert page.faults == []  # type: ignore[attr-defined]


def download(page: Page, part: str) -> Path:
    """Fetch a part of the release by its link."""
    with page.expect_download() as fetched:
        page.get_by_role("region", name="Download").get_by_role("link", name=part).click()
    return Path(fetched.value.path())


def names_in(archive: Path) -> list[str]:
    """What an archive holds."""
    with zipfile.ZipFile(archive) as opened:
        return opened.namelist()


def test_two_releases_are_compared_once_and_what_changed_is_read(tether: Product, lead: Page, dataset: Path) -> None:
    page = lead
    write_clip(dataset, FIRST + CLIPS)
    done = tether.command("import_annotations", "demo", str(dataset), "--json")
    assert json.loads(done.stdout)["imported"] == 1, done.stdout + done.stderr
    with closing(sqlite3.connect(tether.data / "db.sqlite3", timeout=60)) as rows, rows:
        rows.execute("UPDATE annotations_caption SET text = replace(text, ' pass ', ' swim past ') WHERE field = 'en'")
    open_releases(tether, page)
    make(page, "v1.0.1")

    page.get_by_role("link", name="Compare…").click()
    page.get_by_role("button", name="Compare").click()

    changed = page.get_by_role("region", name="From v1.0.0 to v1.0.1")
    expect(changed.get_by_text("+1")).to_be_visible(timeout=60_000)
    expect(page.get_by_text(f"{FIRST + CLIPS:06d}")).to_be_visible()
    expect(page.get_by_role("table", name="Numbers that moved").get_by_role("row", name="Videos")).to_contain_text("+1")
    captions = page.get_by_role("region", name="Captions").get_by_role("listitem")
    expect(captions.first.locator("ins").first).to_contain_text("swim")
    assert violations_in_both_themes(page) == []
    picture(page, "release-changes")
    page.get_by_role("combobox", name="To").select_option("v1.0.0")
    expect(page.get_by_text("Not compared yet")).to_be_visible()
    assert page.faults == []  # type: ignore[attr-defined]


def test_masks_that_changed_are_listed_with_how_much_they_overlap(
    tether: Product, browser: Browser, lead: Page
) -> None:
    page = lead
    track = redraw(tether, browser, page, FIRST)
    open_releases(tether, page)
    make(page, "v1.0.2")

    page.get_by_role("link", name="Compare…").click()
    page.get_by_role("button", name="Compare").click()

    table = page.get_by_role("table", name="Masks that changed")
    expect(table.get_by_role("row").nth(1)).to_be_visible(timeout=60_000)  # below the heads
    rows = [[cell.text_content() for cell in row.get_by_role("cell").all()] for row in table.get_by_role("row").all()]
    wanted = overlaps(masks_of(tether, "v1.0.1", FIRST), masks_of(tether, "v1.0.2", FIRST))
    assert rows[1:] == [
        [f"{FIRST:06d}", str(number), str(frames), str(drawn), f"{iou:.3f}"] for iou, number, frames, drawn in wanted
    ]
    assert track in [number for _, number, _, _ in wanted]
    mean = sum(iou for iou, *_ in wanted) / len(wanted)
    expect(page.get_by_role("region", name="Overlap with before")).to_contain_text(f"IoU, mean {mean:.3f}")
    assert violations_in_both_themes(page) == []
    table.scroll_into_view_if_needed()
    picture(page, "release-masks")
    assert page.faults == []  # type: ignore[attr-defined]


def test_a_damaged_clip_is_named_and_a_lead_builds_without_it(tether: Product, lead: Page) -> None:
    page, number = lead, FIRST + 1
    [(folder,)] = tether.rows("SELECT media FROM videos_video WHERE number = ?", number)
    video = tether.data / "media" / folder / "canonical.mp4"
    video.rename(video.with_suffix(".away"))
    open_releases(tether, page)
    page.get_by_role("button", name="New release").click()
    page.get_by_role("dialog").get_by_label("Version").fill("v1.0.3")
    page.get_by_role("dialog").get_by_role("button", name="Freeze and build").click()
    stopped = f"v1.0.3 could not be built: 1 of {CLIPS + 1} clips damaged, all others are written"
    expect(page.get_by_role("alert")).to_contain_text(stopped, timeout=240_000)
    damaged = page.get_by_role("region", name="Damaged clips").get_by_role("listitem")
    expect(damaged).to_have_count(1)
    expect(damaged).to_contain_text(f"{number:06d}")
    expect(damaged).to_contain_text("its canonical video is missing")
    assert violations_in_both_themes(page) == []
    picture(page, "release-damaged")

    page.get_by_role("button", name="Build without it…").click()
    page.get_by_role("dialog").get_by_role("button", name="Build without it").click()
    published(page, "v1.0.3")

    expect(page.get_by_role("region", name="Left out")).to_contain_text(f"{number:06d}")
    row = page.get_by_role("table", name="Splits of v1.0.3").get_by_role("row", name="All")
    expect(row.get_by_role("cell").first).to_have_text(str(CLIPS))
    video.with_suffix(".away").rename(video)
    assert violations_in_both_themes(page) == []
    assert page.faults == []  # type: ignore[attr-defined]


def test_numbers_that_do_not_arrive_are_asked_for_again(tether: Product, lead: Page) -> None:
    lead.route("**/api/releases/*/statistics", lambda route: route.fulfill(status=500, body="{}"))
    open_releases(tether, lead)
    expect(lead.get_by_text("The numbers could not be loaded")).to_be_visible(timeout=30_000)
    assert violations_in_both_themes(lead) == []

    lead.unroute("**/api/releases/*/statistics")
    lead.get_by_role("button", name="Try again").click()

    expect(lead.get_by_role("region", name="Caption length")).to_be_visible()
