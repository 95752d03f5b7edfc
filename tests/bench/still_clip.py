"""The clip that the editor is measured on: five stills of 1280×720, each known by the grey of its corner."""

from __future__ import annotations

import math
from pathlib import Path

import cv2
import imageio_ffmpeg
import numpy as np

WIDTH, HEIGHT, SECONDS = 1280, 720, 5
CORNER = (160, 90)  # width and height of the corner that says which second it is
CORNER_MIDDLE = (80.0, 45.0)
OBJECTS, VERTICES = 10, 200
Points = list[tuple[float, float]]
CAPTION = " ".join(f"[disc {'abcdefghij'[n]}]<mask_{(n + 1) % 10}>" for n in range(OBJECTS)) + " lie on a table."


def grey_of(second: int) -> int:
    """The corner's grey in a second of the clip."""
    return 30 + 48 * second


def render(path: Path) -> Path:
    """Write the clip: grain and soft blobs, as costly to decode as a photograph."""
    chance = np.random.default_rng(7)
    blobs = cv2.resize(
        chance.integers(40, 216, (18, 32, 3), dtype=np.uint8), (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC
    )
    grain = chance.integers(-14, 15, (HEIGHT, WIDTH, 3), dtype=np.int16)
    picture = np.clip(blobs.astype(np.int16) + grain, 0, 255).astype(np.uint8)
    writer = imageio_ffmpeg.write_frames(str(path), (WIDTH, HEIGHT), fps=30, quality=7, macro_block_size=1)
    writer.send(None)
    for frame in range(30 * SECONDS):
        picture[: CORNER[1], : CORNER[0]] = grey_of(frame // 30)
        writer.send(np.ascontiguousarray(picture))
    writer.close()
    return path


def outline(place: int) -> Points:
    """One of ten wavy discs of 200 vertices, in two rows of five; its first vertex is its rightmost."""
    x, y = 190.0 + 225 * (place % 5), 220.0 + 300 * (place // 5)
    angles = [2 * math.pi * k / VERTICES for k in range(VERTICES)]
    radii = [80 + 10 * math.cos(9 * angle) for angle in angles]
    return [
        (round(16 * (x + radius * math.cos(angle))) / 16, round(16 * (y + radius * math.sin(angle))) / 16)
        for angle, radius in zip(angles, radii, strict=True)
    ]
