"""`make bench-effort`: the hand's work for the true masks of a clip at one frame a second, by three ways of drawing.

A scripted annotator redraws the truth on the real page until each keyframe's IoU reaches 0.9: (a) by outlines alone,
(b) from the neighbouring keyframe's outline carried here, (c) by a box and clicks that a model answers. In (b) and (c)
the brush, the eraser and redrawn stretches mend what is wrong, always by what gains most for its seconds; an answer
to clicks that is not worth mending is dismissed for outlines. It knows the truth and does not miss. Seconds are the
hand's by a stated model (hand.py) plus the machine's, measured.

CLIP=folder names a clip: `JPEGImages/` and `Annotations/` with a palette PNG for each, object 1. A clip that is shorter
than the product takes is played forth and back.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2
import imageio_ffmpeg
import numpy as np
from PIL import Image
from playwright.sync_api import Page

from tests.bench import redraw, stretch
from tests.bench.hand import KEY, THOUGHT, Hand
from tests.bench.redraw import Mask
from tests.bench.stage import import_clip, machine, stage
from tests.e2e.masks_work import MasksWork, ask, open_masks_work, revisions, saved, stored, wait_for_picture
from tests.e2e.product import ROOT

TARGET = 0.9
SHORTEST = 120  # frames: the product takes clips from four seconds on
MOST_STROKES, MOST_CLICKS = 15, 6
WORTH_MENDING = 0.5  # IoU: an answer below is dismissed, and the object outlined
END_WITHIN = 6.0  # CSS pixels: so near to the outline a click ends a redrawn stretch, unless Shift is held
CARRIED_MARGIN = 0.005  # the plan's raster and the page's differ by rounding
ENOUGH = TARGET + CARRIED_MARGIN  # what a plan gains beyond it is no gain


@dataclass(frozen=True)
class Effort:
    """What one keyframe took."""

    way: str
    frame: int
    hand: Hand
    moves: int
    suggested: float | None
    reached: float


def load(folder: Path) -> tuple[list[Path], list[Mask]]:
    """The pictures and the true masks of a clip, in the order in which it is played."""
    pictures = sorted((folder / "JPEGImages").glob("*.jpg"))
    masks = [np.asarray(Image.open(path)) == 1 for path in sorted((folder / "Annotations").glob("*.png"))]
    if not pictures or len(pictures) != len(masks):
        raise SystemExit(f"{folder} has {len(pictures)} pictures and {len(masks)} masks; CLIP=folder names another.")
    order = list(range(len(pictures)))
    while len(order) < SHORTEST:
        order += order[::-1]
    return [pictures[place] for place in order], [masks[place] for place in order]


def write_clip(pictures: list[Path], path: Path) -> Path:
    """The pictures as a video of 30 frames a second, nearly without loss."""
    height, width = cv2.imread(str(pictures[0])).shape[:2]  # type: ignore[union-attr]
    writer = imageio_ffmpeg.write_frames(str(path), (width, height), fps=30, quality=9, macro_block_size=1)
    writer.send(None)
    for picture in pictures:
        writer.send(np.ascontiguousarray(np.asarray(Image.open(picture).convert("RGB"))))
    writer.close()
    return path


class Annotator:
    """Draws object 1 on the open page."""

    def __init__(self, work: MasksWork, page: Page, truths: dict[int, Mask]) -> None:
        self.work, self.page, self.truths = work, page, truths
        self.hand = Hand(page)
        self.radius = 12.0  # the page's first, in video pixels
        self.zoom = float(page.get_by_test_id("mask-canvas").get_attribute("data-scale") or 1)  # nobody zooms here

    def drawn(self, frame: int) -> Mask:
        """What the server holds of the keyframe, once everything is saved."""
        saved(self.page)
        truth = self.truths[frame]
        rings = stored(self.work, self.page).get((1, frame), [])
        return redraw.mask_of(rings, truth) if rings else np.zeros_like(truth)

    def reached(self, frame: int) -> float:
        """How well the keyframe overlaps the truth."""
        return redraw.overlap(self.drawn(frame), self.truths[frame])

    def by_outlines(self, frame: int) -> None:
        """Click every outline, the holes with their own tool."""
        for place, outline in enumerate(redraw.plan_outlines(self.truths[frame], ENOUGH)):
            self.hand.think()
            whole = place == 0 or not self.is_hole(outline, frame)
            self.hand.key("n" if whole else "Shift+X")
            for point in outline:
                self.hand.click(*point)
            self.hand.key("Enter")
        self.by_brush(frame)

    def is_hole(self, outline: redraw.Outline, frame: int) -> bool:
        """Whether an outline's inside is not of the object."""
        inside = redraw.pixels_of([outline], self.truths[frame])
        return bool(self.truths[frame][inside].mean() < 0.5) if inside.any() else False

    def by_brush(self, frame: int) -> None:
        """Mend with the brush and the eraser until the target is reached."""
        for _ in range(MOST_STROKES):
            mask = self.drawn(frame)
            if redraw.overlap(mask, self.truths[frame]) >= TARGET:
                return
            stroke = redraw.plan_stroke(mask, self.truths[frame], self.radii(), self.cost_of)
            if stroke is None:
                return
            self.paint(stroke)

    def by_mending(self, frame: int) -> None:
        """Mend with whatever gains most for its seconds, a stroke or a redrawn stretch, until the target is reached."""
        truth, draws = self.truths[frame], True
        for _ in range(MOST_STROKES):
            mask = self.drawn(frame)
            reached = redraw.overlap(mask, truth)
            if reached >= TARGET:
                return
            stroke = redraw.plan_stroke(mask, truth, self.radii(), self.cost_of, ENOUGH)
            rings = stored(self.work, self.page).get((1, frame), [])
            line = stretch.plan_stretch(rings, truth, partial(self.cost_of_line, rings), ENOUGH) if draws else None
            painted = min(redraw.overlap(redraw.painted(mask, stroke), truth), ENOUGH) - reached if stroke else 0.0
            if line and (stroke is None or line.rate > painted / self.cost_of(stroke)):
                draws = self.redraw(line, rings)
            elif stroke:
                self.paint(stroke)
            else:
                return

    def cost_of(self, stroke: redraw.Stroke) -> float:
        """What a stroke would take, in seconds."""
        keys = 1 + abs(self.radii()[stroke.radius])
        return THOUGHT + keys * KEY + self.hand.stroke_seconds(stroke.way, self.zoom)

    def cost_of_line(self, rings: list[list[list[float]]], clicks: redraw.Outline) -> float:
        """What redrawing a stretch would take, in seconds; the rare Alt at its end is left out."""
        keys = 1 + self.is_beside(clicks, rings)
        return THOUGHT + keys * KEY + self.hand.clicks_seconds(clicks, self.zoom)

    def is_beside(self, clicks: redraw.Outline, rings: list[list[list[float]]]) -> bool:
        """Whether a click on the way needs Shift."""
        return any(stretch.is_beside(click, rings, END_WITHIN / self.zoom) for click in clicks[1:-1])

    def paint(self, stroke: redraw.Stroke) -> None:
        """Paint or erase."""
        presses = self.radii()[stroke.radius]
        self.hand.think()
        self.hand.key("b" if stroke.adds else "x")
        for _ in range(abs(presses)):
            self.hand.key("[" if presses < 0 else "]")
        self.radius = stroke.radius
        self.hand.stroke(stroke.way)

    def redraw(self, line: stretch.Stretch, rings: list[list[list[float]]]) -> bool:
        """Redraw a stretch; whether the page took it, or the line was given up."""
        self.hand.think()
        self.hand.key("Shift+N")
        self.hand.click(*line.clicks[0])
        with self.hand.holding("Shift" if self.is_beside(line.clicks, rings) else None):
            for click in line.clicks[1:-1]:
                self.hand.click(*click)
        self.hand.click(*line.clicks[-1], holding="Alt" if line.other else None)
        canvas = self.page.get_by_test_id("mask-canvas")
        taken = canvas.get_attribute("data-tool") == "select"
        if not taken:
            self.hand.key("Escape")
            self.hand.key("Escape")
        return taken

    def radii(self) -> dict[float, int]:
        """The tip's sizes within reach of [ and ], and how many presses each needs (negative: smaller)."""
        found = {self.radius: 0}
        for sign in (-1, 1):
            radius = self.radius
            for presses in range(1, 9):
                wanted = min(radius / 1.25, radius - 0.5) if sign < 0 else max(radius * 1.25, radius + 0.5)
                radius = min(max(np.floor(wanted * 2 + 0.5) / 2, 0.5), 30.0)
                found.setdefault(float(radius), sign * presses)
        return found

    def by_neighbour(self, frame: int) -> float | None:
        """Take over the neighbour's outline, carried here, and mend it; the first keyframe has no neighbour yet."""
        if frame == 0:
            self.by_outlines(frame)
            return None
        self.hand.think()
        self.ask(lambda: self.hand.key("g"))
        self.hand.key("Tab")
        suggested = self.reached(frame)
        self.by_mending(frame)
        return suggested

    def by_clicks(self, frame: int) -> float:
        """A box, then clicks where the answer is most wrong, while they help; the best answer is taken and mended."""
        truth = self.truths[frame]
        self.hand.think()
        self.hand.key("s")
        x, y, width, height = cv2.boundingRect(truth.astype(np.uint8))
        answers = [self.answer(lambda: self.hand.stroke([(x, y), (x + width, y + height)]), truth)]
        while max(map(truth_of(truth), answers)) < TARGET and len(answers) <= MOST_CLICKS:
            part, missing = redraw.worst_part(answers[-1], truth)
            at, depth = redraw.deepest(part)
            held, wide = (None if missing else "Alt"), max(2 * depth, 2)
            self.hand.think()
            answers.append(self.answer(partial(self.hand.click, *at, width=wide, holding=held), truth))
            if len(answers) > 2 and best_of(answers, truth) < len(answers) - 2:
                break
        for _ in range(len(answers) - 1 - best_of(answers, truth)):
            self.answer(partial(self.hand.key, "Backspace"), truth)
        if redraw.overlap(answers[best_of(answers, truth)], truth) < WORTH_MENDING:
            self.hand.key("Escape")
            self.by_outlines(frame)
            return max(map(truth_of(truth), answers))
        self.hand.key("Tab")
        suggested = self.reached(frame)
        self.by_mending(frame)
        return suggested

    def answer(self, gesture: Callable[[], None], truth: Mask) -> Mask:
        """Ask by a gesture; the suggestion's pixels."""
        rings = self.ask(gesture)
        return redraw.mask_of(rings, truth) if rings else np.zeros_like(truth)

    def ask(self, gesture: Callable[[], None]) -> list[list[list[float]]]:
        """Do what asks for a suggestion, wait until the page shows it, count that wait; gives its rings."""
        shown = self.page.locator("[data-suggestion]")
        before = shown.get_attribute("data-suggestion") if shown.count() else None
        gesture()
        begun = time.monotonic()
        self.page.wait_for_function(
            "before => { const s = document.querySelector('[data-suggestion]'); "
            "return s && s.dataset.suggestion !== before }", arg=before, timeout=120_000, polling=20,
        )  # fmt: skip
        self.hand.waited += time.monotonic() - begun
        suggestion = ask(
            self.work.tether, self.page, "GET", f"/api/suggestions/{shown.get_attribute('data-suggestion')}"
        )
        return suggestion["rings"] or []


def truth_of(truth: Mask) -> Callable[[Mask], float]:
    """How well a mask overlaps the truth."""
    return partial(redraw.overlap, truth)


def best_of(answers: list[Mask], truth: Mask) -> int:
    """The place of the answer that is nearest to the truth, the earliest of equals."""
    return max(range(len(answers)), key=lambda place: (redraw.overlap(answers[place], truth), -place))


def redraw_all(work: MasksWork, page: Page, truths: dict[int, Mask], way: str) -> list[Effort]:
    """Begin with nothing, and draw every keyframe in one way."""
    for (number, frame), revision in revisions(work, page).items():
        if (number, frame) in stored(work, page):
            path = f"/api/tracks/{work.tracks[number]}/keyframes/{frame}?seen_revision={revision}"
            ask(work.tether, page, "DELETE", path)
    page.goto(work.address)
    wait_for_picture(page)
    page.evaluate("() => { window.moves = 0; addEventListener('pointermove', () => { window.moves += 1 }, true) }")
    annotator = Annotator(work, page, truths)
    found = []
    for place, frame in enumerate(truths):
        annotator.hand, moves = Hand(page), page.evaluate("() => window.moves")
        if place:
            annotator.hand.key("r")
        suggested = {"a": annotator.by_outlines, "b": annotator.by_neighbour, "c": annotator.by_clicks}[way](frame)
        moves = page.evaluate("() => window.moves") - moves
        found.append(Effort(way, frame, annotator.hand, moves, suggested, annotator.reached(frame)))
    return found


WAYS = {"a": "(a) outlines only", "b": "(b) start from neighbour, mended", "c": "(c) click to mask, mended"}


def report(found: list[Effort]) -> None:
    """Print every keyframe, and each way's sum."""
    heads = [
        ("suggested", 10),
        ("IoU", 7),
        ("presses", 9),
        ("keys", 6),
        ("moves", 7),
        ("hand", 8),
        ("wait", 7),
        ("sum", 7),
    ]
    print(f"{'way':<34}{'frame':>6}" + "".join(f"{head:>{width}}" for head, width in heads))
    for way, name in WAYS.items():
        mine = [effort for effort in found if effort.way == way]
        for effort in mine:
            print_line(name, str(effort.frame), effort.suggested, effort.reached, [effort])
        print_line(name, "all", None, min(effort.reached for effort in mine), mine)


def print_line(name: str, frame: str, suggested: float | None, reached: float, efforts: list[Effort]) -> None:
    """A line of the table: one keyframe, or the sum of all."""
    hands = [effort.hand for effort in efforts]
    first = "–" if suggested is None else f"{suggested:.3f}"
    presses, keys, moves = (
        sum(each) for each in zip(*((e.hand.presses, e.hand.keys, e.moves) for e in efforts), strict=True)
    )
    seconds, waited = sum(hand.seconds for hand in hands), sum(hand.waited for hand in hands)
    counts = f"{presses:>9}{keys:>6}{moves:>7}"
    times = f"{seconds:>8.1f}{waited:>7.1f}{seconds + waited:>7.1f}"
    print(f"{name:<34}{frame:>6}{first:>10}{reached:>7.3f}{counts}{times}")


def main() -> None:
    """Redraw the clip in three ways, and print the table."""
    argparse.ArgumentParser(prog="python -m tests.bench.effort", description=__doc__).parse_args()
    clip = Path(os.environ.get("CLIP") or ROOT.parent / "shared" / "clips" / "chair")
    pictures, masks = load(clip)
    truths = {frame: masks[frame] for frame in range(0, len(masks), 30)}
    with stage() as (tether, browser), tempfile.TemporaryDirectory() as folder:
        video = import_clip(tether, write_clip(pictures, Path(folder) / f"{clip.name}.mp4"))
        work, page = open_masks_work(tether, browser, video=video, caption="[The object]<mask_1> of the clip.")
        found = [effort for way in WAYS for effort in redraw_all(work, page, truths, way)]
        print(f"\n{machine(browser)}\n{clip}: object 1, a keyframe a second, target IoU {TARGET}")
        print("seconds: the hand's by the model of tests/bench/hand.py, the wait for the machine measured\n")
        report(found)


if __name__ == "__main__":
    main()
