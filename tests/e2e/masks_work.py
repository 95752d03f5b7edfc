"""Mask work ready to draw on: the steps before it are the story's matter, here they go through the API in a second."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.product import Product

Rings = list[list[list[float]]]


@dataclass(frozen=True)
class MasksWork:
    """A clip's open mask work, claimed by annotator2."""

    tether: Product
    number: int
    video: int
    frames: list[int]
    tracks: dict[int, int]  # an object's number → its track's id

    @property
    def address(self) -> str:
        return f"{self.tether.address}/work/{self.number}"


def ask(tether: Product, page: Page, method: str, path: str, body: object = None) -> Any:
    """One call of the API as the person of the page; fails with what the server said."""
    token = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "csrftoken")
    headers = {"X-CSRFToken": token, "Referer": tether.address}
    answer = page.request.fetch(f"{tether.address}{path}", method=method, headers=headers, data=body)
    assert answer.ok, f"{method} {path}: {answer.status} {answer.text()}"
    return answer.json() if answer.text() else None


def open_masks_work(tether: Product, browser: Browser, *, video: int, caption: str) -> tuple[MasksWork, Page]:
    """Describe a clip, approve that, and claim its masks; gives the work and annotator2's page."""
    works = dict(tether.rows("SELECT step, id FROM work_workitem WHERE video_id = ?", video))
    author, inspector = tether.sign_in(browser, "annotator1"), tether.sign_in(browser, "inspector")
    ask(tether, author, "POST", f"/api/work/{works['caption']}/claim")
    ask(tether, author, "PUT", f"/api/videos/{video}/captions/en", {"text": caption, "seen_revision": 0})
    ask(tether, author, "POST", f"/api/work/{works['caption']}/submit")
    ask(tether, inspector, "POST", f"/api/work/{works['caption']}/approve")
    for page in (author, inspector):
        page.context.close()
    drawer = tether.sign_in(browser, "annotator2")
    ask(tether, drawer, "POST", f"/api/work/{works['masks']}/claim")
    listed = ask(tether, drawer, "GET", f"/api/videos/{video}/tracks")
    tracks = {track["number"]: track["id"] for track in listed["tracks"]}
    return MasksWork(tether, works["masks"], video, listed["frames"], tracks), drawer


def revisions(work: MasksWork, page: Page) -> dict[tuple[int, int], int]:
    """The newest revision of every cell that was ever decided, by object number and frame."""
    listed = ask(work.tether, page, "GET", f"/api/videos/{work.video}/tracks")["tracks"]
    return {
        (track["number"], cell["frame"]): cell["revision"]
        for track in listed
        for cell in [*track["keyframes"], *track["deleted"]]
    }


def stored(work: MasksWork, page: Page) -> dict[tuple[int, int], Rings]:
    """What the server holds of every drawn cell, by object number and frame."""
    listed = ask(work.tether, page, "GET", f"/api/videos/{work.video}/tracks")["tracks"]
    return {(track["number"], cell["frame"]): cell["rings"] for track in listed for cell in track["keyframes"]}


def store(work: MasksWork, page: Page, shapes: dict[tuple[int, int], Rings]) -> None:
    """Put shapes straight into the server, as a drawer's earlier work."""
    seen = revisions(work, page)
    for (number, frame), rings in shapes.items():
        body = {"rings": rings, "absent": False, "seen_revision": seen.get((number, frame), 0)}
        ask(work.tether, page, "PUT", f"/api/tracks/{work.tracks[number]}/keyframes/{frame}", body)


def open_page(work: MasksWork, context: BrowserContext) -> Page:
    """A further tab on the work."""
    page = context.new_page()
    page.goto(work.address)
    wait_for_picture(page)
    return page


def wait_for_picture(page: Page) -> None:
    """The canvas shows its still, so that the pointer draws."""
    page.get_by_test_id("mask-canvas").locator("image").first.wait_for(state="attached")
    page.get_by_test_id("mask-canvas").focus()


def go(page: Page, work: MasksWork, number: int, frame: int) -> None:
    """Choose an object on a keyframe, by keys alone."""
    canvas = page.get_by_test_id("mask-canvas")
    canvas.focus()
    page.keyboard.press("Home")
    for _ in range(work.frames.index(frame)):
        page.keyboard.press("r")
    expect(canvas).to_have_attribute("data-frame", str(frame))
    page.keyboard.press(str(number % 10))


def on_screen(page: Page, x: float, y: float) -> tuple[float, float]:
    """Where a point of the video lies in the window."""
    canvas = page.get_by_test_id("mask-canvas")
    box = canvas.bounding_box()
    assert box is not None
    scale, left, top = (float(canvas.get_attribute(f"data-{name}") or "nan") for name in ("scale", "x", "y"))
    return box["x"] + x * scale + left, box["y"] + y * scale + top


def saved(page: Page, *, seconds: float = 60) -> None:
    """Wait until the page says that everything is on the server."""
    expect(page.get_by_test_id("save-state")).to_have_attribute("data-status", "saved", timeout=seconds * 1000)
