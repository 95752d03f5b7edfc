"""A clip on which propagation goes wrong at a known place, each picture carrying its number: a ball darts away and
comes back between two keyframes, so that neither end of that second can say where it was. A box beside it drifts."""

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
DART = range(30, 60)  # the ball is away between these keyframes
Rings = list[list[list[float]]]


def ball(frame: int) -> tuple[float, float]:
    """Where the ball's centre is."""
    away = math.sin(math.pi * (frame - DART.start) / len(DART)) ** 2 if frame in DART else 0.0
    return 120 + 0.3 * frame + 190 * away, 190 - 70 * away


def outline(number: int, frame: int) -> Rings:
    """The true outline of an object, as a person would draw it."""
    if number == 1:
        x, y = ball(frame)
        angles = np.arange(24) * 2 * math.pi / 24
        return [[[x + 24 * math.cos(a), y + 24 * math.sin(a)] for a in angles]]
    x, y = 380 - 0.2 * frame, 210.0
    return [[[x - 26, y - 26], [x + 26, y - 26], [x + 26, y + 26], [x - 26, y + 26]]]


def render(path: Path, seed: int) -> Path:
    """Write the clip; another seed gives another background, and so another file."""
    dice = np.random.default_rng(seed)
    ground = cv2.GaussianBlur(dice.uniform(60, 190, (HEIGHT, WIDTH, 3)), (0, 0), 3)
    ground = np.clip((ground - ground.mean()) * 5 + 125, 40, 210)
    grain = dice.uniform(-30, 30, (HEIGHT, WIDTH, 1))
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30, options={"preset": "veryfast", "crf": "16"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for frame in range(FRAMES):
            image = av.VideoFrame.from_ndarray(_picture(ground, grain, frame), format="rgb24")
            image.pts, image.time_base = frame, Fraction(1, 30)
            container.mux(stream.encode(image))
        container.mux(stream.encode(None))
    return path


def _picture(ground: NDArray[np.float64], grain: NDArray[np.float64], frame: int) -> NDArray[np.uint8]:
    image = ground.copy()
    for number, colour in ((2, (40, 70, 190)), (1, (200, 50, 40))):
        mask = np.zeros((HEIGHT, WIDTH), np.uint8)
        cv2.fillPoly(mask, [np.round(np.array(outline(number, frame)[0])).astype(np.int32)], 1)
        paint = np.array(colour) + np.roll(grain, round(ball(frame)[0]), axis=1)
        image = np.where(mask[..., None] == 1, paint, image)
    made = np.clip(image, 0, 255).astype(np.uint8)
    barcode.draw(made, frame)
    return made
