"""How good drafts are on footage with true masks: `python -m tests.acceptance.drafts_table PICTURES MASKS`.

Two folders of as many pictures and palette masks of one object, one a frame at 30 fps, by name. Prints the mean overlap
(J) with the truth of a neighbour's shape copied and carried over one second, and of clicks by a simulated person: the
first in the middle of the object, each further one in the middle of the largest error. Not part of the test suite: the
footage is not ours to ship.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import cv2
import numpy as np
from PIL import Image as Picture

from annotator.formats import outline, raster
from propagation import suggest, trust
from propagation.clicks import Click, ClickPredictor, Prompt, Still
from propagation.clicks_grabcut import GrabcutClicks
from propagation.errors import NothingFound
from propagation.flow import FlowPredictor
from propagation.predictor import Image, Mask

SECOND = 30
CLICKS = 5


def middle(part: Mask) -> tuple[float, float]:
    """The point (x, y) that is farthest from a region's edge."""
    depth = cv2.distanceTransform(np.pad(part, 1).astype(np.uint8), cv2.DIST_L2, 5)[1:-1, 1:-1]
    y, x = np.unravel_index(int(depth.argmax()), depth.shape)
    return float(x) + 0.5, float(y) + 0.5


def largest(error: Mask) -> Mask:
    """The largest connected part."""
    count, parts, stats, _ = cv2.connectedComponentsWithStats(error.astype(np.uint8))
    return np.asarray(parts == 1 + stats[1:, cv2.CC_STAT_AREA].argmax() if count > 1 else error, dtype=np.bool_)


def clicked(engine: ClickPredictor, picture: Image, truth: Mask, *, boxed: bool) -> list[float]:
    """The overlap after each click."""
    y, x = np.nonzero(truth.any(1))[0], np.nonzero(truth.any(0))[0]
    box = (float(x[0]), float(y[0]), float(x[-1] + 1), float(y[-1] + 1)) if boxed else None
    mask, clicks, overlaps = np.zeros_like(truth), [], []
    for _ in range(CLICKS):
        missing, surplus = largest(truth & ~mask), largest(mask & ~truth)
        positive = bool(missing.sum() >= surplus.sum())
        clicks.append(Click(*middle(missing if positive else surplus), positive))
        try:
            mask = engine.predict(Still("frame", picture), Prompt(tuple(clicks), box)).mask
        except NothingFound:
            mask = np.zeros_like(truth)
        overlaps.append(trust.overlap(mask, truth))
    return overlaps


def neighbours_table(pictures: list[Image], truths: list[Mask]) -> None:
    """Carry over one second, one way and both."""
    rows: list[tuple[float, ...]] = []
    for frame in range(SECOND, len(pictures), 5):
        begun = time.perf_counter()
        way = suggest.route(lambda first, last: pictures[first : last + 1], frame, [frame - SECOND], FlowPredictor())
        found = suggest.carry(way, {frame - SECOND: truths[frame - SECOND]})
        seconds = time.perf_counter() - begun
        shape = outline.outline(found.mask)
        drawn = raster.rasterise(shape, width=found.mask.shape[1], height=found.mask.shape[0])
        copied = trust.overlap(truths[frame - SECOND], truths[frame])
        true = trust.overlap(found.mask, truths[frame])
        rows.append((copied, true, trust.overlap(drawn, truths[frame]), found.estimate, sum(map(len, shape)), seconds))
    names = ("copied", "carried", "as outline", "estimate", "points", "seconds")
    print("start from neighbour, 1 s:", *(f"{n} {v:.3f}" for n, v in zip(names, np.mean(rows, axis=0), strict=True)))


def main() -> None:
    """Print both tables."""
    cv2.setNumThreads(1)
    folders = [sorted(path for path in Path(folder).iterdir() if path.is_file()) for folder in sys.argv[1:3]]
    pictures = [np.asarray(Picture.open(path).convert("RGB")) for path in folders[0]]
    truths = [np.asarray(Picture.open(path)) > 0 for path in folders[1]]
    neighbours_table(pictures, truths)
    for boxed in (False, True):
        rows = [clicked(GrabcutClicks(), pictures[i], truths[i], boxed=boxed) for i in range(0, len(pictures), 6)]
        after = " ".join(f"{value:.3f}" for value in np.mean(rows, axis=0))
        print(f"grabcut {'box and clicks' if boxed else 'clicks alone'}, J after 1 to {CLICKS}: {after}")


if __name__ == "__main__":
    main()
