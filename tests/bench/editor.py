"""`make bench-editor`: what a drag, a pan, a zoom and a step cost the mask workspace in a real Chromium.

A 1280×720 still, 10 objects of 200 vertices each, on every keyframe. Measured, per input event: all work of the page's
main thread from the handler to the paint (trace.py), by the clock and in processor time ("cpu": without what other
processes of the machine took); from the key to the compositor's frame that shows the next still (a screencast, each
still known by the grey of its corner); and, beside it, how regularly this machine runs requestAnimationFrame on an
empty page, and how soon that page shows another colour. The same drag is done in a peer editor (peer.py).
"""

from __future__ import annotations

import argparse
import base64
import math
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from playwright.sync_api import Browser, Page

from tests.bench import still_clip
from tests.bench.peer import PEER, peer_page
from tests.bench.stage import import_clip, machine, stage
from tests.bench.trace import CATEGORIES, MARK, costs, percentile
from tests.e2e.masks_work import MasksWork, ask, go, on_screen, open_masks_work, store, wait_for_picture

EVENTS = 300
STEPS = 40
DRAG_TARGET_MS, STEP_TARGET_MS = 16.7, 50.0
INTERVALS = """(seconds) => new Promise((resolve) => {
    const found = []
    const end = performance.now() + seconds * 1000
    const tick = (before) => (now) => {
        found.push(now - before)
        if (now < end) requestAnimationFrame(tick(now))
        else resolve(found.slice(2))
    }
    requestAnimationFrame((now) => requestAnimationFrame(tick(now)))
})"""
ONLY_GREY = """([first, second]) => addEventListener('keydown', ({ key }) => {
    document.body.style.background = `rgb(${Array(3).fill(key === 'r' ? second : first)})`
})"""
NOTE_KEYS = """() => {
    window.pressed = []
    addEventListener('keydown', (event) => window.pressed.push(performance.timeOrigin + event.timeStamp), true)
}"""


@dataclass(frozen=True)
class Row:
    """A line of the table: milliseconds, and the target where the issue names one."""

    what: str
    values: list[float]
    processor: list[float] | None = None
    target: float | None = None

    def __str__(self) -> str:
        middle, high, most = (f"{percentile(self.values, share):7.1f}" for share in (0.5, 0.95, 1.0))
        work = f"{percentile(self.processor, 0.95):7.1f}" if self.processor else "      –"
        verdict = f"≤ {self.target:g}: {self.judged()}" if self.target is not None else ""
        return f"{self.what:<58}{len(self.values):>5}{middle}{high}{most}{work}  {verdict}"

    def judged(self) -> str:
        """Whether the target holds for 95 of a hundred: by the clock and, where it is known, of the work alone."""
        met = [percentile(each, 0.95) <= (self.target or 0) for each in (self.values, self.processor) if each]
        words = ["met" if one else "MISSED" for one in met]
        return words[0] if len(set(words)) == 1 else f"{words[0]} by the clock, {words[1]} by cpu"


def traced(
    browser: Browser, page: Page, kind: str, what: str, act: Callable[[], None], target: float | None = None
) -> Row:
    """Do something under a trace; the row of what its events cost."""
    if not page.evaluate("(kind) => performance.getEntriesByName(`bench marks ${kind}`).length", kind):
        page.evaluate("(kind) => performance.mark(`bench marks ${kind}`)", kind)
        page.evaluate(MARK, kind)
    browser.start_tracing(page=page, categories=CATEGORIES)
    act()
    found = costs(browser.stop_tracing(), kind)
    return Row(what, [cost.wall for cost in found], [cost.processor for cost in found], target)


def circle(page: Page, x: float, y: float, *, radius: float = 8) -> None:
    """Press at a point, move around it, let go: one move for each animation frame, as a mouse does."""
    page.mouse.move(x, y)
    page.mouse.down()
    for k in range(EVENTS):
        angle = 2 * math.pi * k / 60
        page.mouse.move(x + radius * math.sin(angle), y + radius * (1 - math.cos(angle)))
    page.mouse.up()


def drag_vertex(page: Page, work: MasksWork) -> None:
    """Move the first vertex of the first object, and see that it is where it was let go."""
    go(page, work, 1, 0)
    page.keyboard.press("v")
    circle(page, *on_screen(page, *still_clip.outline(0)[0]))


def zoom(page: Page) -> None:
    """Turn the wheel in and out over the picture."""
    page.mouse.move(*on_screen(page, 640, 360))
    for k in range(EVENTS):
        page.mouse.wheel(0, -120 if k // 8 % 2 == 0 else 120)
    page.keyboard.press("z")


def pan(page: Page) -> None:
    """Zoom in a little and drag the picture."""
    for _ in range(3):
        page.keyboard.press("+")
    page.keyboard.press("p")
    circle(page, *on_screen(page, 640, 360), radius=60)
    page.keyboard.press("v")
    page.keyboard.press("z")


def step(page: Page) -> None:
    """Go one keyframe on and back, many times, at a pace that leaves each time to be painted."""
    for k in range(STEPS):
        page.keyboard.press("r" if k % 2 == 0 else "e")
        page.wait_for_timeout(60)


def to_pixels(page: Page, x: float, y: float) -> list[float]:
    """Milliseconds from each step's key to the compositor's frame with the next grey at a point of the window."""
    shown: list[tuple[float, int]] = []
    screencast = page.context.new_cdp_session(page)

    def note(frame: dict[str, Any]) -> None:
        picture = cv2.imdecode(np.frombuffer(base64.b64decode(frame["data"]), np.uint8), cv2.IMREAD_GRAYSCALE)
        assert picture is not None
        scale = picture.shape[1] / frame["metadata"]["deviceWidth"]
        grey = int(picture[round(y * scale), round(x * scale)])
        shown.append(
            (frame["metadata"]["timestamp"] * 1000, min(range(5), key=lambda s: abs(still_clip.grey_of(s) - grey)))
        )
        screencast.send("Page.screencastFrameAck", {"sessionId": frame["sessionId"]})

    screencast.on("Page.screencastFrame", note)
    screencast.send("Page.startScreencast", {"format": "jpeg", "quality": 60, "maxWidth": 720, "maxHeight": 450})
    page.evaluate(NOTE_KEYS)
    page.keyboard.press("Home")
    found = []
    for k in range(STEPS):
        page.wait_for_timeout(80)
        count, wanted = len(shown), (k + 1) % 2
        page.keyboard.press("r" if wanted else "e")
        until = time.monotonic() + 3
        while not any(second == wanted for _, second in shown[count:]):
            if time.monotonic() > until:
                raise SystemExit(f"The still of second {wanted} was not seen within three seconds of its key.")
            page.wait_for_timeout(5)
        at = next(when for when, second in shown[count:] if second == wanted)
        found.append(at - page.evaluate("() => window.pressed.at(-1)"))
    screencast.send("Page.stopScreencast")
    return found


def prepare(folder: Path, tether: Any, browser: Browser) -> tuple[MasksWork, Page, bytes]:
    """The clip with its hundred thousand coordinates stored, the open page, and the first still."""
    video = import_clip(tether, still_clip.render(folder / "still_clip.mp4"))
    work, page = open_masks_work(tether, browser, video=video, caption=still_clip.CAPTION)
    drawn = [[list(point) for point in still_clip.outline(place)] for place in range(still_clip.OBJECTS)]
    numbers = [(place + 1) % 10 for place in range(still_clip.OBJECTS)]
    store(work, page, {(n, frame): [drawn[place]] for place, n in enumerate(numbers) for frame in work.frames})
    url = ask(tether, page, "GET", f"/api/videos/{video}")["stills"][0]["url"]
    still = page.request.get(f"{tether.address}{url}").body()
    page.goto(work.address)
    wait_for_picture(page)
    page.wait_for_timeout(2000)  # every still is there and decoded, as after the first look at a clip
    return work, page, still


def measure_ours(browser: Browser, work: MasksWork, page: Page) -> list[Row]:
    """Every row about our page."""
    rows = [
        traced(browser, page, "pointermove", "vertex drag: main-thread work per event",
               lambda: drag_vertex(page, work), DRAG_TARGET_MS),
        traced(browser, page, "wheel", "zoom by wheel: main-thread work per event", lambda: zoom(page)),
        traced(browser, page, "pointermove", "pan: main-thread work per event", lambda: pan(page)),
    ]  # fmt: skip
    page.evaluate(f"() => {{ window.intervals = ({INTERVALS})(4) }}")
    drag_vertex(page, work)
    rows.append(Row("vertex drag: time between animation frames", page.evaluate("() => window.intervals")))
    page.keyboard.press("Home")
    rows.append(traced(browser, page, "keydown", "frame step: main-thread work per key", lambda: step(page)))
    pixels = to_pixels(page, *on_screen(page, *still_clip.CORNER_MIDDLE))
    rows.append(Row("frame step: key to the pixels of the next still", pixels, None, STEP_TARGET_MS))
    return rows


def measure_machine(browser: Browser) -> list[Row]:
    """What this machine gives a page that does nothing, and one that only turns its background to another grey."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    rows = [Row("this machine: requestAnimationFrame on an empty page", page.evaluate(INTERVALS, 4))]
    page.set_content("<body></body>")
    page.evaluate(ONLY_GREY, [still_clip.grey_of(0), still_clip.grey_of(1)])
    rows.append(Row("this machine: key to the pixels of an empty page's colour", to_pixels(page, 80, 60)))
    page.close()
    return rows


def measure_peer(browser: Browser, still: bytes) -> Row:
    """The same drag in the peer, on the same still with the same outlines."""
    outlines = [still_clip.outline(place) for place in range(still_clip.OBJECTS)]
    with tempfile.TemporaryDirectory(prefix="peer-") as folder, peer_page(Path(folder), still, outlines) as address:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(address)
        page.locator(".a9s-annotationlayer").first.wait_for(state="attached")
        page.wait_for_timeout(1500)
        before = page.evaluate("() => window.handles()")
        x, y = outlines[0][0]
        row = traced(browser, page, "pointermove", f"the same drag in {PEER}", lambda: circle(page, x, y))
        moved = page.evaluate("() => window.handles()") != before
        page.close()
    if not moved:
        raise SystemExit("The peer's vertex did not move: nothing was measured.")
    return row


def main() -> None:
    """Measure, and print the table."""
    argparse.ArgumentParser(prog="python -m tests.bench.editor", description=__doc__).parse_args()
    with stage() as (tether, browser), tempfile.TemporaryDirectory() as folder:
        rows = measure_machine(browser)
        work, page, still = prepare(Path(folder), tether, browser)
        rows.append(Row("this machine: the same on the open workspace, idle", page.evaluate(INTERVALS, 4)))
        rows += measure_ours(browser, work, page)
        rows.append(measure_peer(browser, still))
        print(f"\n{machine(browser)}\n1280×720 still, 10 objects × 200 vertices; milliseconds\n")
        print(f"{'':<58}{'n':>5}{'p50':>7}{'p95':>7}{'max':>7}{'p95 cpu':>9}  target for p95")
        for row in rows:
            print(row)


if __name__ == "__main__":
    main()
