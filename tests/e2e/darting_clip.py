"""A clip on which propagation goes wrong at a known place, each picture carrying its number: a ball darts away,
grows pale and thin, and comes back between two keyframes, so that neither end of that second can say where it was. A
box beside it drifts."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from tests.annotator.formats import barcode

WIDTH, HEIGHT, FRAMES = 480, 272, 150
CAPTION = "[A red ball]<mask_1> darts past [a blue box]<mask_2>."
TABLE = 168  # the far edge of the table, in pixels from above
DART = range(30, 60)  # the ball is away between these keyframes
Rings = list[list[list[float]]]


def away(frame: int) -> float:
    """How far the ball has darted, and changed, 0 to 1."""
    return math.sin(math.pi * (frame - DART.start) / len(DART)) ** 2 if frame in DART else 0.0


def ball(frame: int) -> tuple[float, float]:
    """Where the ball's centre is."""
    return 120 + 0.3 * frame + 190 * away(frame), 190 - 70 * away(frame)


def outline(number: int, frame: int) -> Rings:
    """The true outline of an object, as a person would draw it."""
    if number == 1:
        x, y = ball(frame)
        angles = np.arange(24) * 2 * math.pi / 24
        wide, high = 24 - 14 * away(frame), 24 + 10 * away(frame)
        return [[[x + wide * math.cos(a), y + high * math.sin(a)] for a in angles]]
    x, y = 380 - 0.2 * frame, 210.0
    return [[[x - 26, y - 26], [x + 26, y - 26], [x + 26, y + 26], [x - 26, y + 26]]]


def render(path: Path, seed: int) -> Path:
    """Write the clip; another seed gives another background, and so another file."""
    dice = np.random.default_rng(seed)
    ground = _room(dice)
    grain = dice.uniform(-22, 22, (HEIGHT, WIDTH, 1))
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30, options={"preset": "veryfast", "crf": "16"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for frame in range(FRAMES):
            image = av.VideoFrame.from_ndarray(_picture(ground, grain, frame), format="rgb24")
            image.pts, image.time_base = frame, Fraction(1, 30)
            container.mux(stream.encode(image))
        container.mux(stream.encode(None))
    return path


def _room(dice: np.random.Generator) -> NDArray[np.float64]:
    """A papered wall over a table, with enough of a pattern for motion to be seen."""
    rows, columns = np.mgrid[:HEIGHT, :WIDTH].astype(float)
    wall = np.array([196.0, 206.0, 204.0]) + (10 * (np.abs((columns + 20) % 40 - 20) < 9))[..., None]
    wood = np.array([176.0, 132.0, 92.0]) + (8 * np.sin(rows * 1.1 + 4 * np.sin(columns / 90)))[..., None]
    clouds = cv2.GaussianBlur(dice.normal(size=(HEIGHT, WIDTH)), (0, 0), 2.5)
    room = np.where((rows >= TABLE)[..., None], wood, wall)
    return np.asarray(room + (9 * clouds / clouds.std())[..., None], np.float64)


def _picture(ground: NDArray[np.float64], grain: NDArray[np.float64], frame: int) -> NDArray[np.uint8]:
    image = ground.copy()
    red = (1 - away(frame)) * np.array([205.0, 62, 48]) + away(frame) * np.array([186.0, 196, 200])
    for number, colour in ((2, np.array([40.0, 80, 170])), (1, red)):
        ring = np.array(outline(number, frame)[0])
        mask = np.zeros((HEIGHT, WIDTH), np.uint8)
        cv2.fillPoly(mask, [np.round(ring).astype(np.int32)], 1)
        left, top = np.round(ring.min(axis=0)).astype(int)
        paint = colour + np.roll(grain, (top, left), axis=(0, 1))  # its pattern moves with it
        image = np.where(mask[..., None] == 1, paint, image)
    made = np.clip(image, 0, 255).astype(np.uint8)
    barcode.draw(made, frame)
    return made
