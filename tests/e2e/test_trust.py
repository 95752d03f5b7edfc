"""Trust, from the inspector's queue to the keyframe that mends it: the least trusted masks come first, the dip is where
the computed mask is wrong, a keyframe is asked for and drawn there; previews and other predictors' masks beside it."""

from __future__ import annotations

import base64
import io
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.annotator.formats import barcode
from tests.e2e import darting_clip
from tests.e2e.axe import bring_axe, violations_in_both_themes
from tests.e2e.masks_work import MasksWork, ask, open_masks_work, saved, store, stored, wait_for_picture
from tests.e2e.pictures import picture
from tests.e2e.product import Product
from tests.processes import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
UNDER = """() => {
    const video = document.querySelector('.under video')
    const canvas = document.createElement('canvas')
    canvas.width = video.videoWidth
    canvas.height = video.videoHeight
    canvas.getContext('2d').drawImage(video, 0, 0)
    return canvas.toDataURL('image/png').split(',')[1]
}"""
PAINTED = """() => {
    const canvas = document.querySelector('canvas.pl-overlay')
    if (!canvas) return 0
    const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data
    let count = 0
    for (let i = 3; i < data.length; i += 4) count += data[i] > 0 ? 1 : 0
    return count
}"""


@dataclass
class Propagated:
    """A clip whose masks are drawn, handed in and computed, with the people who have to do with it."""

    work: MasksWork
    drawer: Page
    inspector: Page

    @property
    def address(self) -> str:
        return self.work.address


@pytest.fixture(scope="module")
def propagated(tether: Product, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Propagated]:
    clip = darting_clip.render(tmp_path_factory.mktemp("clips") / "dart.mp4", seed=1)
    done = tether.command("import_videos", "demo", str(clip), "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    video = int(tether.rows("SELECT id FROM videos_video WHERE name = 'dart.mp4'")[0][0])
    work, drawer = open_masks_work(tether, browser, video=video, caption=darting_clip.CAPTION)
    store(work, drawer, {(n, frame): darting_clip.outline(n, frame) for frame in work.frames for n in (1, 2)})
    ask(tether, drawer, "POST", f"/api/work/{work.number}/submit")
    work.tether.wait_until_propagated(work.video)
    inspector = tether.sign_in(browser, "inspector")
    for page in (drawer, inspector):
        bring_axe(page)
    yield Propagated(work, drawer, inspector)
    for page in (drawer, inspector):
        page.context.close()


def frame_of(page: Page) -> int:
    return int(page.get_by_test_id("mask-canvas").get_attribute("data-frame") or -1)


def shown_number(page: Page, frame: int) -> int:
    """The number in the picture of the video under the canvas, once the canvas says that it can be drawn on."""
    canvas = page.get_by_test_id("mask-canvas")
    expect(canvas).to_have_attribute("data-frame", str(frame))
    expect(canvas).to_have_attribute("data-seen", "true", timeout=30_000)
    page.wait_for_timeout(300)  # the picture of a finished seek is composed on the next turn
    png = base64.b64decode(page.evaluate(UNDER))
    return barcode.read(np.asarray(Image.open(io.BytesIO(png)).convert("RGB")))


def test_the_queue_leads_the_inspector_to_where_the_masks_are_trusted_least(propagated: Propagated) -> None:
    page = propagated.inspector
    page.goto(f"{propagated.work.tether.address}/p/demo/queue")

    review = page.get_by_role("region", name="To review")
    place = review.get_by_role("link", name=re.compile(r"Trust \d\.\d\d"))
    expect(place).to_be_visible()
    expect(review.get_by_role("radio", name="Least trusted first")).to_be_checked()
    picture(page, "queue-trust")
    assert violations_in_both_themes(page) == []
    review.get_by_role("radio", name="Oldest first").click()
    expect(review.get_by_role("radio", name="Oldest first")).to_be_checked()
    review.get_by_role("radio", name="Least trusted first").click()
    place.click()

    expect(page).to_have_url(re.compile(r"/masks\?frame=\d+&object=1$"))
    frame = int(re.search(r"frame=(\d+)", page.url)[1])  # type: ignore[index]
    assert frame in darting_clip.DART, "the ball's dart is where the machine is least sure"
    expect(page.get_by_test_id("frame-index")).to_contain_text(f"frame {frame} of")


def test_a_keyframe_that_is_asked_for_at_a_dip_is_drawn_there(propagated: Propagated) -> None:
    dip = ask_for_a_keyframe(propagated)
    page = propagated.drawer
    page.goto(propagated.address)
    wait_for_picture(page)
    columns = page.get_by_role("grid").get_by_role("columnheader")
    before = columns.count()
    page.keyboard.press("F8")

    assert shown_number(page, dip) == dip, "the canvas shows the very frame"
    assert page.evaluate(PAINTED) > 0, "the computed masks lie under what is drawn"
    page.keyboard.press("k")
    page.get_by_role("button", name="Accept and edit").wait_for()
    picture(page, "masks-between")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=re.compile("^object 1, .*, drawn, edited"))).to_be_visible()
    assert columns.count() == before + 1
    expect(page.get_by_role("button", name=re.compile("object 2, .*, computed, nothing to do"))).to_be_visible()
    saved(page)
    picture(page, "masks-keyframe")
    assert stored(propagated.work, page)[1, dip]
    page.keyboard.press("Control+z")
    expect(columns).to_have_count(before)
    saved(page)
    assert (1, dip) not in stored(propagated.work, page)
    page.keyboard.press("Control+Shift+z")
    expect(columns).to_have_count(before + 1)
    saved(page)
    page.keyboard.press("Shift+T")
    expect(page.get_by_role("region", name="Trust")).to_be_visible()
    page.keyboard.press("Shift+F")
    picture(page, "masks-trust")
    assert violations_in_both_themes(page) == []
    assert page.faults == []  # type: ignore[attr-defined]


def ask_for_a_keyframe(propagated: Propagated) -> int:
    """The inspector goes to the first dip, asks for a keyframe there and returns the work; gives the frame."""
    page = propagated.inspector
    page.goto(propagated.address)
    page.get_by_text(re.compile(r"dips? below 0\.80")).wait_for()
    page.keyboard.press("g")
    page.get_by_role("button", name="Add keyframe here").wait_for()
    picture(page, "review-trust")
    assert violations_in_both_themes(page) == []
    page.keyboard.press("k")
    told = page.get_by_test_id("pin-place").inner_text()
    dip = int(re.search(r"Frame (\d+)", told)[1])  # type: ignore[index]
    expect(page.get_by_role("textbox", name="What to change")).to_have_value(re.compile("Add a keyframe here"))
    page.get_by_role("button", name="Loose boundary").click()
    page.get_by_role("button", name="Add finding").click()
    page.get_by_role("button", name="Return to").click()
    query = "SELECT state FROM work_workitem WHERE id = ?"
    wait_for(lambda: propagated.work.tether.rows(query, propagated.work.number) == [("returned",)])
    claim_again(propagated)
    assert dip in darting_clip.DART
    return dip


def test_what_keyframes_would_do_is_previewed_and_is_not_kept(propagated: Propagated) -> None:
    page, work = propagated.drawer, propagated.work
    claim_again(propagated)
    counting = ask(work.tether, page, "GET", f"/api/videos/{work.video}/propagation")["version"]
    page.goto(f"{propagated.address}?frame=90&object=1")
    wait_for_picture(page)
    card = page.get_by_role("region", name="Preview of the propagation")

    began = time.monotonic()
    page.keyboard.press("Control+e")

    expect(card).to_contain_text("Trusted least at frame", timeout=60_000)
    print(f"a preview of one second was shown after {time.monotonic() - began:.2f} s")
    page.wait_for_function("() => document.querySelector('.under video')?.currentTime > 3.2")
    picture(page, "masks-preview")
    page.keyboard.press("Shift+P")
    expect(page.get_by_role("button", name="Play (Shift P)")).to_be_visible()
    assert 90 <= frame_of(page) < 120, "the preview runs between the two keyframes, and the editor goes where it stops"
    page.keyboard.press("Shift+D" if frame_of(page) > 105 else "Shift+F")
    page.wait_for_timeout(300)
    assert page.evaluate(PAINTED) > 0
    assert violations_in_both_themes(page) == []
    assert ask(work.tether, page, "GET", f"/api/videos/{work.video}/propagation")["version"] == counting
    page.keyboard.press("r")
    for key in (".", "ArrowRight"):
        page.keyboard.press(key)
    expect(card).to_contain_text("no longer what it would be")
    page.keyboard.press("Control+z")
    expect(card).to_contain_text("Trusted least at frame")
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    assert page.faults == []  # type: ignore[attr-defined]


def claim_again(propagated: Propagated) -> None:
    """Have the masks in the drawer's hands, whichever test came before."""
    work = propagated.work
    [(state,)] = work.tether.rows("SELECT state FROM work_workitem WHERE id = ?", work.number)
    if state == "submitted":
        finding = {"reason": "flicker", "text": "Look again."}
        ask(work.tether, propagated.inspector, "POST", f"/api/work/{work.number}/return", {"findings": [finding]})
        state = "returned"
    if state == "returned":
        ask(work.tether, propagated.drawer, "POST", f"/api/work/{work.number}/claim")


def test_another_predictors_masks_are_compared_and_put_in_their_place(propagated: Propagated) -> None:
    page, work = propagated.inspector, propagated.work
    hand_in(propagated)
    page.goto(propagated.address)

    page.get_by_role("button", name="Compare", exact=True).click()
    page.get_by_role("menuitem", name="Compute with flow-fast").click()

    views = page.get_by_role("radiogroup", name="Run")
    expect(views.get_by_role("radio", name="B, flow-fast")).to_be_checked()
    use = page.get_by_role("button", name="Use this run")
    expect(use).not_to_have_attribute("aria-disabled", "true", timeout=120_000)
    page.keyboard.press("s")
    expect(views.get_by_role("radio", name="Difference")).to_be_checked()
    largest = page.get_by_role("button", name="Largest difference")
    expect(largest).not_to_have_attribute("aria-disabled", "true", timeout=60_000)
    page.keyboard.press("n")
    expect(page.get_by_text(re.compile(r"^1 of \d+: object [12], 0\.\d\d$"))).to_be_visible()
    picture(page, "review-compare")
    assert violations_in_both_themes(page) == []
    page.keyboard.press("w")
    expect(views.get_by_role("radio", name="B, flow-fast")).to_be_checked()
    use.click()

    expect(page.get_by_text("flow-fast counts now.")).to_be_visible()
    wait_for(
        lambda: (
            work.tether.rows("SELECT predictor FROM annotations_run WHERE video_id = ? AND current = 1", work.video)
            == [("flow-fast",)]
        )
    )
    assert page.faults == []  # type: ignore[attr-defined]


def hand_in(propagated: Propagated) -> None:
    """Have the masks waiting for the inspector, and computed."""
    work = propagated.work
    [(state,)] = work.tether.rows("SELECT state FROM work_workitem WHERE id = ?", work.number)
    if state != "submitted":
        claim_again(propagated)
        ask(work.tether, propagated.drawer, "POST", f"/api/work/{work.number}/submit")
    work.tether.wait_until_propagated(work.video)


def test_the_page_machines_shows_who_computed_and_that_nothing_waits(propagated: Propagated) -> None:
    page = propagated.inspector
    hand_in(propagated)

    page.goto(f"{propagated.work.tether.address}/p/demo/machines")

    expect(page.get_by_role("heading", level=1, name="Machines")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Idle").first).to_be_visible()
    expect(page.get_by_text("Nothing to compute")).to_be_visible()
    assert violations_in_both_themes(page) == []
    picture(page, "machines")
