"""The main story, through the pages alone: a clip is imported, described, approved, outlined, propagated, played,
returned once, mended, approved and released; then the release is read back and is what people made."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from annotator.formats import raster, release, ring, rle
from annotator.formats.frames import keyframes, read_frames
from tests.e2e.pictures import picture, wide_picture
from tests.e2e.product import ROOT, Product
from tests.e2e.story_clips import StoryClip, story_clip
from tests.processes import wait_for

WIDE = ("masks",)  # shown on a larger screen too
PROPAGATION_SECONDS = 600


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> StoryClip:
    return story_clip(tmp_path_factory.mktemp("clip"))


@pytest.fixture(scope="module")
def people(tether: Product, browser: Browser, clip: StoryClip) -> Iterator[dict[str, Page]]:
    names = ("lead", "annotator1", "annotator2", "inspector")
    door = browser.new_page(viewport={"width": 1440, "height": 900})
    door.goto(tether.address)
    door.get_by_label("User name").wait_for()
    look(door, "login", clip)
    door.close()
    pages = {name: tether.sign_in(browser, name) for name in names}
    yield pages
    for page in pages.values():
        page.context.close()


def look(page: Page, name: str, clip: StoryClip) -> None:
    """Keep a picture of the page for the documentation, if the clip is our own."""
    if clip.ours:
        (wide_picture if name in WIDE else picture)(page, name)


def work_of(tether: Product, clip: StoryClip, step: str) -> int:
    """The number of a step's work for the story's clip."""
    query = "SELECT w.id FROM work_workitem w JOIN videos_video v ON v.id = w.video_id WHERE v.name = ? AND w.step = ?"
    return int(tether.rows(query, clip.path.name, step)[0][0])


def state_of(tether: Product, work: int) -> str:
    return str(tether.rows("SELECT state FROM work_workitem WHERE id = ?", work)[0][0])


def get_json(page: Page, tether: Product, path: str) -> dict:
    answer = page.request.get(f"{tether.address}{path}")
    assert answer.ok, answer.text()
    return answer.json()


def draw(page: Page, outlines: list[list[tuple[float, float]]]) -> None:
    """Outline the chosen object on the frame in view: first its outer line, then holes; or declare it absent."""
    canvas = page.get_by_test_id("mask-canvas")
    canvas.locator("image").wait_for(state="attached")
    canvas.focus()
    if not outlines:
        page.keyboard.press("o")
        return
    for place, outline in enumerate(outlines):
        page.keyboard.press("Shift+X" if place else "n")
        box = canvas.bounding_box()
        scale, left, top = (float(canvas.get_attribute(f"data-{name}")) for name in ("scale", "x", "y"))
        for x, y in outline:
            page.mouse.move(box["x"] + x * scale + left, box["y"] + y * scale + top)
            page.mouse.click(box["x"] + x * scale + left, box["y"] + y * scale + top)
        page.keyboard.press("Enter")


def saved(page: Page) -> None:
    """Wait until the page says that everything is on the server."""
    expect(page.get_by_test_id("save-state")).to_have_attribute("data-status", "saved", timeout=60_000)


@pytest.mark.timeout(1500)
def test_a_clip_becomes_a_released_grounded_masked_scored_video(
    tether: Product, people, clip: StoryClip, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    import_clip(tether, people["lead"], clip)
    write_caption(tether, people["annotator1"], clip)
    approve_caption(tether, people["inspector"], clip)
    draw_masks(tether, people["annotator2"], clip)
    wait_until_propagated(tether, clip)
    before = computed(tether, clip)
    play_and_return(tether, people["inspector"], clip)
    rework(tether, people["annotator2"], clip)
    wait_until_propagated(tether, clip)
    again = {key for key, count in computed(tether, clip).items() if count > before[key]}
    assert again == {(1, 30), (1, 60)}, "only the two segments beside the redrawn keyframe are computed again"
    approve_masks(tether, people["inspector"], clip)
    archive = make_release(tether, people["lead"], clip)
    read_back(tether, people["lead"], clip, archive, tmp_path)
    score(tether, people["lead"], clip, tmp_path_factory.mktemp("scored"))
    assert {name: page.faults for name, page in people.items()} == {name: [] for name in people}


def import_clip(tether: Product, lead: Page, clip: StoryClip) -> None:
    lead.goto(f"{tether.address}/p/demo/videos")
    lead.locator("input[type=file]").first.set_input_files(clip.path)
    expect(lead.get_by_role("table").get_by_text(clip.path.name)).to_be_visible(timeout=240_000)
    look(lead, "videos", clip)


def write_caption(tether: Product, author: Page, clip: StoryClip) -> None:
    author.goto(f"{tether.address}/p/demo/queue")
    expect(author.get_by_role("button", name="Start next task")).to_be_visible()
    look(author, "queue", clip)
    work = work_of(tether, clip, "caption")
    claim(tether, author, work)
    editor = author.get_by_role("textbox", name="Caption")
    editor.focus()
    author.keyboard.insert_text(clip.caption.replace("]<mask_1>", "<mask_1>", 1))
    expect(author.get_by_role("button", name="Submit for review")).to_have_attribute("aria-disabled", "true")
    author.keyboard.press("Control+A")
    author.keyboard.insert_text(clip.caption)
    author.get_by_role("list", name="Checks").get_by_role("button", name=re.compile("^Add (them|object)")).click()
    saved(author)
    look(author, "caption", clip)
    author.get_by_role("button", name="Submit for review").click()
    wait_for(lambda: state_of(tether, work) == "submitted", seconds=60)


def claim(tether: Product, page: Page, work: int) -> None:
    """Open a piece of work from its address, as from a link, and take it."""
    token = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "csrftoken")
    headers = {"X-CSRFToken": token, "Referer": tether.address}
    answer = page.request.post(f"{tether.address}/api/work/{work}/claim", headers=headers)
    assert answer.ok, answer.text()
    page.goto(f"{tether.address}/work/{work}")


def approve_caption(tether: Product, inspector: Page, clip: StoryClip) -> None:
    inspector.goto(f"{tether.address}/p/demo/review")
    expect(inspector.get_by_text(clip.path.name).or_(inspector.get_by_text("caption")).first).to_be_visible()
    look(inspector, "review", clip)
    work = work_of(tether, clip, "caption")
    inspector.goto(f"{tether.address}/work/{work}")
    approve = inspector.get_by_role("button", name="Approve")
    approve.wait_for()
    look(inspector, "review-caption", clip)
    approve.click()
    wait_for(lambda: state_of(tether, work) == "approved", seconds=60)


def draw_masks(tether: Product, drawer: Page, clip: StoryClip) -> None:
    work = work_of(tether, clip, "masks")
    claim(tether, drawer, work)
    expect(drawer.get_by_test_id("mask-canvas")).to_be_visible()
    video = get_json(drawer, tether, f"/api/work/{work}")["clip"]
    numbers = [track["number"] for track in get_json(drawer, tether, f"/api/videos/{video['id']}/tracks")["tracks"]]
    for place, frame in enumerate(keyframes(video["frame_count"])):
        if place:
            drawer.keyboard.press("r")
        expect(drawer.get_by_test_id("mask-canvas")).to_have_attribute("data-frame", str(frame))
        for number in numbers:
            outlines = clip.outlines(number, frame)
            drawer.keyboard.press(str(number))
            draw(drawer, outlines)
            cell = f"object {number}, 0:{frame // 30:02d}, {'drawn' if outlines else 'absent'}"
            expect(drawer.get_by_role("button", name=cell)).to_be_visible()
        if place == 2:
            look(drawer, "masks", clip)
    saved(drawer)
    drawer.get_by_role("button", name="Submit for review").click()
    wait_for(lambda: state_of(tether, work) == "submitted", seconds=60)


def wait_until_propagated(tether: Product, clip: StoryClip) -> None:
    """The worker has computed every segment."""
    video = tether.rows("SELECT id FROM videos_video WHERE name = ?", clip.path.name)[0][0]
    tether.wait_until_propagated(video, seconds=PROPAGATION_SECONDS)


def computed(tether: Product, clip: StoryClip) -> dict[tuple[int, int], int]:
    """How often each segment was computed, by object number and first frame."""
    rows = tether.rows(
        "SELECT t.number, s.first, s.computed FROM annotations_segment s JOIN annotations_track t ON t.id = s.track_id "
        "JOIN videos_video v ON v.id = t.video_id WHERE v.name = ?",
        clip.path.name,
    )
    return {(number, first): count for number, first, count in rows}


def play_and_return(tether: Product, inspector: Page, clip: StoryClip) -> None:
    work = work_of(tether, clip, "masks")
    inspector.goto(f"{tether.address}/work/{work}")
    inspector.get_by_role("button", name="Play", exact=True).wait_for()
    shown = watch(inspector, seconds=3)
    assert shown == sorted(shown)
    assert shown[-1] - shown[0] >= 30, f"played from frame {shown[0]} to {shown[-1]} in 3 s"
    assert painted(inspector), "the masks lie over the playing video"
    pin_and_return(inspector, clip)
    wait_for(lambda: state_of(tether, work) == "returned", seconds=60)


def watch(page: Page, *, seconds: float) -> list[int]:
    """Play for a while and note every frame index that the label shows."""
    page.evaluate(
        """() => {
            const label = document.querySelector('[data-testid=frame-index]')
            window.seen = []
            window.watcher = new MutationObserver(() => {
                const frame = /frame (\\d+)/.exec(label.textContent)
                if (frame && window.seen.at(-1) !== Number(frame[1])) window.seen.push(Number(frame[1]))
            })
            window.watcher.observe(label, { childList: true, characterData: true, subtree: true })
        }"""
    )
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_timeout(seconds * 1000)
    page.get_by_role("button", name="Pause", exact=True).click()
    page.wait_for_timeout(300)
    return page.evaluate("() => { window.watcher.disconnect(); return window.seen }")


def painted(page: Page) -> int:
    """How many pixels the mask overlay colours now."""
    return page.evaluate(
        """() => [...document.querySelectorAll('canvas')].reduce((sum, canvas) => {
            const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data
            let count = 0
            for (let i = 3; i < data.length; i += 4) count += data[i] > 0 ? 1 : 0
            return sum + count
        }, 0)"""
    )


def pin_and_return(inspector: Page, clip: StoryClip) -> None:
    """Go to frame 60, pin a finding on object 1, and return the work."""
    inspector.keyboard.press("Home")
    for _ in range(6):
        inspector.keyboard.press("Shift+ArrowRight")
    expect(inspector.get_by_test_id("frame-index")).to_contain_text("frame 60 ")
    inspector.get_by_role("button", name="Place a pin on the picture").click(position={"x": 400, "y": 200})
    inspector.get_by_role("button", name="Object 1", exact=True).first.click()
    inspector.get_by_role("button", name="Loose boundary").click()
    inspector.get_by_role("textbox", name="What to change").fill("The outline is too wide on the left.")
    look(inspector, "review-masks", clip)
    inspector.get_by_role("button", name="Add finding").click()
    inspector.get_by_role("button", name="Return to").click()


def rework(tether: Product, drawer: Page, clip: StoryClip) -> None:
    work = work_of(tether, clip, "masks")
    drawer.goto(f"{tether.address}/p/demo/queue")
    expect(drawer.get_by_text("The outline is too wide on the left.")).to_be_visible()
    look(drawer, "queue-returned", clip)
    drawer.goto(f"{tether.address}/work/{work}")
    expect(drawer.get_by_role("region", name="Returned findings")).to_contain_text("Loose boundary")
    drawer.get_by_test_id("mask-canvas").locator("image").wait_for(state="attached")
    drawer.keyboard.press("F8")
    expect(drawer.get_by_test_id("mask-canvas")).to_have_attribute("data-frame", "60")
    expect(drawer.get_by_role("button", name="Finding 1: Loose boundary")).to_be_visible()
    drawer.keyboard.press("1")
    expect(drawer).to_have_url(re.compile(r"/p/demo/clips/\d{6}/masks\?frame=60&object=1$"))
    look(drawer, "masks-returned", clip)
    drawer.keyboard.press("Shift+Delete")
    drawer.get_by_role("dialog").get_by_role("button", name="only").click()
    outlines = clip.outlines(1, 60)
    smaller = [[(x * 0.98 + 4, y) for x, y in outline] for outline in outlines]
    draw(drawer, smaller)
    saved(drawer)
    drawer.get_by_role("button", name="Submit for review").click()
    wait_for(lambda: state_of(tether, work) == "submitted", seconds=60)


def approve_masks(tether: Product, inspector: Page, clip: StoryClip) -> None:
    work = work_of(tether, clip, "masks")
    inspector.goto(f"{tether.address}/work/{work}")
    inspector.get_by_role("button", name="Approve").click()
    wait_for(lambda: state_of(tether, work) == "approved", seconds=60)


def make_release(tether: Product, lead: Page, clip: StoryClip) -> bytes:
    """Make v1.0 in the page, wait until it is published, and download it."""
    lead.goto(f"{tether.address}/p/demo/releases")
    lead.get_by_role("button", name="New release").click()
    lead.get_by_label("Version").fill("v1.0")
    lead.get_by_role("dialog").get_by_role("button", name="Freeze and build").click()
    expect(lead.get_by_role("link", name="ViCaS JSON")).to_be_visible(timeout=240_000)
    look(lead, "releases", clip)
    number = tether.rows("SELECT id FROM releases_release WHERE version = 'v1.0'")[0][0]
    answer = lead.request.get(f"{tether.address}/api/releases/{number}/archive.zip")
    assert answer.ok, answer.text()
    return answer.body()


def read_back(tether: Product, lead: Page, clip: StoryClip, archive: bytes, folder: Path) -> None:
    """The downloaded release is whole, and holds exactly what people wrote and drew and what the player shows."""
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        files.extractall(folder)
    [root] = folder.iterdir()
    verified = release.verify(root)
    read = release.read_release(root)
    [video_id] = read.video_ids
    video = read.video(video_id)
    row = get_json(lead, tether, f"/api/work/{work_of(tether, clip, 'masks')}")["clip"]
    masks = get_json(lead, tether, f"/api/videos/{row['id']}/masks.json")
    tracks = get_json(lead, tether, f"/api/videos/{row['id']}/tracks")["tracks"]

    assert (verified.videos, verified.frames) == (1, row["frame_count"])
    assert video.caption_raw_en == clip.caption
    assert video.object_referrals == (), "nobody approved a prompt"
    assert tuple(video.image_size) == (row["height"], row["width"])
    assert sum(1 for _ in read_frames(read.video_file(video))) == row["frame_count"]
    order = [track["number"] for track in masks["tracks"]]
    for frame, counts in zip(video.segmentations, masks["frames"], strict=True):
        written = {track: entry["counts"] for track, entry in zip(frame.track_ids, frame.mask_rles, strict=True)}
        assert written == dict(zip(order, counts, strict=True))
    for track in tracks:
        for keyframe in track["keyframes"]:
            shape = ring.parse(keyframe["rings"], width=row["width"], height=row["height"]) if keyframe["rings"] else ()
            drawn = raster.rasterise(shape, width=row["width"], height=row["height"])
            entry = video.segmentations[keyframe["frame"]]
            released = rle.decode(entry.mask_rles[entry.track_ids.index(track["number"])])
            np.testing.assert_array_equal(released, drawn)
            assert entry.is_gt
    assert json.loads((root / "splits" / "v1.0" / "train.json").read_text()) == [video_id]
    gzip.decompress(lead.request.get(f"{tether.address}{table_of(lead, tether, row)}").body())


def table_of(lead: Page, tether: Product, row: dict) -> str:
    """The address of a clip's frame table."""
    return str(get_json(lead, tether, f"/api/videos/{row['id']}")["frame_table"])


def score(tether: Product, lead: Page, clip: StoryClip, folder: Path) -> None:
    """The tutorial's last step, by its own commands: a release with prompts is fetched, and a model of it scored."""
    lead.get_by_role("button", name="New release").click()
    lead.get_by_label("Version").fill("v1.1")
    lead.get_by_role("dialog").get_by_text("Also by rule").click()
    lead.get_by_role("dialog").get_by_role("button", name="Freeze and build").click()
    wait_for(
        lambda: tether.rows("SELECT state FROM releases_release WHERE version = 'v1.1'") == [("published",)],
        log=tether.data / "machine.log",
    )
    page = (ROOT / "docs" / "tutorial.md").read_text()
    (folder / "still.py").write_text(re.findall(r"```python\n(.*?)```", page, flags=re.DOTALL)[0])
    told = {"TETHER_SERVER": tether.address, "TETHER_TOKEN": token_of(tether, lead), "PYTHONPATH": str(ROOT)}
    told |= {"HOME": str(folder), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    commands = re.findall(r"^\$ (.*)$", page, flags=re.MULTILINE)
    for command in commands:
        done = subprocess.run(["sh", "-c", command], cwd=folder, env=told, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (command, done.stderr)

    assert len(commands) == 3
    lead.goto(f"{tether.address}/p/demo/board")
    expect(lead.get_by_text("Nothing moves").first).to_be_visible()
    look(lead, "story-board", clip)


def token_of(tether: Product, page: Page) -> str:
    """A token with the scopes that the tutorial asks for."""
    secret = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "csrftoken")
    headers = {"X-CSRFToken": secret, "Referer": tether.address}
    body = {"label": "tutorial", "scopes": ["read", "upload", "manage"]}
    answer = page.request.post(f"{tether.address}/api/tokens", headers=headers, data=body)
    assert answer.ok, answer.text()
    return str(answer.json()["key"])
