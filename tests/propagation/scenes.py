"""Clips with exact ground truth, rendered in the test: textured shapes that turn and move over a textured ground."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import cv2
import numpy as np

from propagation.predictor import Image, Mask

WIDTH, HEIGHT = 192, 128


@dataclass
class Scene:
    """Frames, and per track a mask on every frame."""

    frames: list[Image]
    masks: dict[int, list[Mask]]
    reads: list[tuple[int, int]] = field(default_factory=list)

    def read_frames(self, first: int, last: int) -> Iterable[Image]:
        """The frames as a reader gives them; `reads` remembers what was asked for."""
        self.reads.append((first, last))
        return iter(self.frames[first : last + 1])


def texture(seed: int, *, low: int, high: int, width: int = WIDTH, height: int = HEIGHT) -> Image:
    noise = np.random.default_rng(seed).uniform(0, 255, (height, width, 3)).astype(np.float32)
    smooth = cv2.GaussianBlur(noise, (0, 0), 2.5)
    return cv2.normalize(smooth, None, low, high, cv2.NORM_MINMAX).astype(np.uint8)


def ellipse(centre: tuple[float, float], axes: tuple[float, float], degrees: float) -> Mask:
    y, x = np.mgrid[:HEIGHT, :WIDTH] + 0.5
    turn = np.deg2rad(degrees)
    dx, dy = x - centre[0], y - centre[1]
    u, v = dx * np.cos(turn) + dy * np.sin(turn), -dx * np.sin(turn) + dy * np.cos(turn)
    return (u / axes[0]) ** 2 + (v / axes[1]) ** 2 <= 1


def painted(ground: Image, skin: Image, mask: Mask, centre: tuple[float, float], degrees: float) -> Image:
    """The skin moves and turns with the shape, as a real surface does."""
    move = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), -degrees, 1.0)
    move[:, 2] += centre[0] - WIDTH / 2, centre[1] - HEIGHT / 2
    moved = cv2.warpAffine(skin, move, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REFLECT)
    return np.where(mask[..., None], moved, ground).astype(np.uint8)


Path = Callable[[int], tuple[float, float]]


def crossing(length: int, *, tracks: int = 1, occluder: bool = False, visible: range | None = None) -> Scene:
    """Ellipses on curved paths; `visible`: frames on which they are in the picture at all."""
    ground, frames = texture(1, low=60, high=170), []
    masks: dict[int, list[Mask]] = {track: [] for track in range(1, tracks + 1)}
    for index in range(length):
        frame = ground.copy()
        bar = np.zeros((HEIGHT, WIDTH), dtype=bool)
        if occluder:
            bar[:, 88:96] = True
        for track in masks:
            seen = visible is None or index in visible
            centre = 40 + 3.2 * index, 30 + 34 * track - 34 + 12 * np.sin(index / 9)
            mask = ellipse(centre, (24, 11), 3.0 * index) & seen
            skin = texture(10 + track, low=20 if track % 2 else 120, high=120 if track % 2 else 250)
            frame = painted(frame, skin, mask, centre, 3.0 * index)
            masks[track].append(mask & ~bar)
        frame[bar] = (200, 40, 40)
        frames.append(frame)
    return Scene(frames, masks)
