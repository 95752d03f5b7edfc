"""The whole circle: annotated clips are released, a model learns from them, and drafts for who annotates next.

The model is the smallest that has every part, and learns for seconds: it says of every clip what it was taught, which
is enough to see that what it says comes to a person, is taken, changed, counted and marked.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, Page, expect

from annotator.formats.contents import provenance
from model_assist.shapes_release import write_release
from tests.annotator.formats import clips
from tests.e2e.axe import bring_axe, violations_in_both_themes
from tests.e2e.caption_work import editor
from tests.e2e.masks_work import MasksWork, ask, go, saved, store, wait_for_picture
from tests.e2e.pictures import picture
from tests.e2e.product import ROOT, Product
from tests.model_assist.micro import CHANGES
from tests.processes import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
TAUGHT, NEW = 3, "unseen"
RATES = {
    "projector": 3e-3, "language": 3e-3, "new_tokens": 3e-3, "prompt_head": 1e-3, "segmentation_encoder": 1e-3,
    "segmentation_decoder": 1e-3,
}  # fmt: skip


@pytest.fixture(scope="module")
def people(tether: Product, browser: Browser) -> Iterator[dict[str, Page]]:
    pages = {name: tether.sign_in(browser, name) for name in ("annotator1", "annotator2", "inspector", "lead")}
    for page in pages.values():
        bring_axe(page)
    yield pages
    for page in pages.values():
        page.context.close()


def python(tether: Product, *words: str) -> str:
    """A command of the model, in the product's environment; what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, env={**tether.environment, "OMP_NUM_THREADS": "2"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def manage(tether: Product, *words: str) -> str:
    done = tether.command(*words)
    assert done.returncode == 0, done.stderr
    return done.stdout


def annotated(tether: Product, folder: Path) -> None:
    """Finished clips of one caption, as people and propagation leave them, and a clip that nobody has begun."""
    write_release(folder / "shapes", clips=TAUGHT + 1, held_out=0, keyframes=5)
    taken_in = tether.command("import_annotations", "demo", str(folder / "shapes"))
    assert f"{TAUGHT} imported" in taken_in.stdout, taken_in.stdout  # the demo has a clip number 1 already
    clip = clips.render(clips.cfr(30), folder, NEW)
    manage(tether, "import_videos", "demo", str(clip))


def recipe(folder: Path) -> Path:
    """One short stage of the smallest model."""
    stage = {"name": "3", "rates": RATES, "batch": 3, "steps": 150, "turns": 1, "tasks": {"grounded": 1.0}}
    path = folder / "circle.yaml"
    path.write_text(yaml.safe_dump({"extends": "tiny", "stages": [stage]}))
    return path


def trained(tether: Product, folder: Path) -> Path:
    """A checkpoint that learned from a release of the demo project for some seconds."""
    manage(tether, "make_release", "demo", "v1.0", "--out", str(folder / "v1.0"), "--splits", "rest,0,0")
    changes = [word for change in CHANGES for word in ("--set", change)]
    python(
        tether, "model_assist.train", str(recipe(folder)), str(folder / "v1.0"), "--out", str(folder / "run"),
        "--verified", *changes,
    )  # fmt: skip
    return folder / "run" / "stage_3"


def promoted(tether: Product, lead: Page, checkpoint: Path) -> None:
    """The lead sees the candidate and promotes it; from then on all work may be drafted for."""
    told = json.loads(manage(tether, "register_checkpoint", "demo", str(checkpoint), "--name", "0.1", "--json"))
    assert told["ours"]
    lead.goto(f"{tether.address}/p/demo/models")
    expect(lead.get_by_role("navigation", name="All models")).to_contain_text("Candidate")
    assert violations_in_both_themes(lead) == []
    lead.get_by_role("button", name="Promote…").click()
    lead.get_by_role("dialog").get_by_role("button", name="Promote", exact=True).click()
    expect(lead.get_by_role("navigation", name="All models")).to_contain_text("Live")
    lead.get_by_label("Work without drafts, as control, in %").fill("0")
    lead.get_by_role("button", name="Save", exact=True).click()
    expect(lead.get_by_role("button", name="Save", exact=True)).to_have_attribute("aria-disabled", "true")


def test_what_people_annotate_comes_back_as_drafts_that_they_take_and_change(
    tether: Product, people: dict[str, Page], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("circle")
    annotated(tether, folder)
    promoted(tether, people["lead"], trained(tether, folder))
    [(video,)] = tether.rows("SELECT id FROM videos_video WHERE name LIKE ?", f"{NEW}%")
    works = dict(tether.rows("SELECT step, id FROM work_workitem WHERE video_id = ?", video))

    write_from_draft(tether, people["annotator1"], video, works["caption"])
    ask(tether, people["inspector"], "POST", f"/api/work/{works['caption']}/approve")
    draw_from_draft(tether, people["annotator2"], video, works["masks"])
    wait_for(lambda: is_computed(tether, people["inspector"], video))
    ask(tether, people["inspector"], "POST", f"/api/work/{works['masks']}/approve")

    lead = people["lead"]
    lead.goto(f"{tether.address}/p/demo/models")
    kept = lead.get_by_role("region", name="What people kept")
    expect(kept).to_contain_text("1 of 1 draft taken")
    assert violations_in_both_themes(lead) == []
    picture(lead, "models")
    manage(tether, "make_release", "demo", "v1.1", "--out", str(folder / "v1.1"), "--splits", "rest,0,0")
    [number] = [number for (number,) in tether.rows("SELECT number FROM videos_video WHERE id = ?", video)]
    line = dict(provenance.read(folder / "v1.1"))[number]
    assert (line["caption"]["origin"], line["caption"]["model"]) == ("edited", "0.1")
    assert sum(track["suggested"] for track in line["tracks"]) >= 1
    assert sum(track["edited"] for track in line["tracks"]) >= 1


def write_from_draft(tether: Product, page: Page, video: int, work: int) -> None:
    """The model's caption is asked for and taken by key, changed by a word, and handed in."""
    ask(tether, page, "POST", f"/api/work/{work}/claim")
    page.goto(f"{tether.address}/work/{work}")
    draft = page.get_by_role("region", name="The model's draft")
    expect(draft.get_by_role("button", name="Draft it")).to_be_visible()
    editor(page).focus()
    page.keyboard.press("Alt+m")
    expect(draft).to_contain_text("0.1 looks at the clip")
    python(tether, "model_assist.worker", "--drain")
    expect(draft.get_by_role("button", name="Use it")).to_be_visible()
    expect(draft).to_contain_text("by 0.1")
    assert violations_in_both_themes(page) == []
    picture(page, "caption-draft")
    page.keyboard.press("Alt+m")
    expect(draft).to_contain_text("Taken")
    editor(page).focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Slowly.")
    saved(page)
    ask(tether, page, "POST", f"/api/work/{work}/submit")


def draw_from_draft(tether: Product, page: Page, video: int, work: int) -> None:
    """The model's masks are asked for by key; one is taken as it is, one is moved, the others are drawn by hand."""
    ask(tether, page, "POST", f"/api/work/{work}/claim")
    listed = ask(tether, page, "GET", f"/api/videos/{video}/tracks")
    tracks = {track["number"]: track["id"] for track in listed["tracks"]}
    masks = MasksWork(tether, work, video, listed["frames"], tracks)
    page.goto(masks.address)
    wait_for_picture(page)
    expect(page.get_by_role("button", name="Draft all")).to_be_visible()
    page.keyboard.press("Shift+g")
    python(tether, "model_assist.worker", "--drain")
    expect(page.get_by_role("region", name="The model's masks")).to_contain_text("masks drafted")
    drafts = ask(tether, page, "GET", f"/api/videos/{video}/suggestions")["suggestions"]
    first, second = drafts[:2]
    numbers = {key: number for number, key in tracks.items()}
    go(page, masks, numbers[first["track"]], first["frame"])
    card = page.get_by_role("region", name="Suggestion")
    expect(card).to_contain_text("From the model")
    assert violations_in_both_themes(page) == []
    picture(page, "masks-draft")
    page.keyboard.press("Tab")
    saved(page)
    square = [[[20.0, 20.0], [60.0, 20.0], [60.0, 60.0], [20.0, 60.0]]]
    body = {"rings": square, "absent": False, "seen_revision": 0, "suggestion": second["id"]}
    ask(tether, page, "PUT", f"/api/tracks/{second['track']}/keyframes/{second['frame']}", body)
    done = {(numbers[cell["track"]], cell["frame"]) for cell in (first, second)}
    store(masks, page, {(n, f): square for n in tracks for f in listed["frames"] if (n, f) not in done})
    ask(tether, page, "POST", f"/api/work/{work}/submit")


def is_computed(tether: Product, page: Page, video: int) -> bool:
    return ask(tether, page, "GET", f"/api/videos/{video}/propagation")["state"] == "done"
