"""Shapes as hands and models draw them, from a seed: blobs, holes, parts, thin strips, ragged computed masks."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from annotator.formats import ring
from annotator.formats.raster import Mask
from annotator.formats.ring import InvalidRing, Shape

WIDTH, HEIGHT = 480, 270
Line = list[list[float]]


def shapes(seed: int, count: int) -> list[tuple[str, Shape]]:
    """So many sound shapes of each kind, every point where the server would put it."""
    dice = np.random.default_rng(seed)
    found: list[tuple[str, Shape]] = []
    for kind, make in (("blob", _blob), ("hole", _with_hole), ("parts", _parts), ("thin", _thin)):
        kept = 0
        while kept < count:
            try:
                shape = ring.parse(make(dice), width=WIDTH, height=HEIGHT)
            except InvalidRing:  # a strip that crosses itself
                continue
            found.append((kind, shape))
            kept += 1
    return found


def ragged_masks(seed: int, count: int) -> list[tuple[str, Mask]]:
    """Computed masks: smooth noise above a level, ragged ones with noise of the pixel's own size on it."""
    dice = np.random.default_rng(seed)
    found: list[tuple[str, Mask]] = []
    for place in range(count):
        ragged = place % 2 == 1
        coarse = cv2.GaussianBlur(dice.normal(size=(HEIGHT, WIDTH)), (0, 0), 18)
        fine = cv2.GaussianBlur(dice.normal(size=(HEIGHT, WIDTH)), (0, 0), 1.2)
        field = coarse / coarse.std() + (0.35 if ragged else 0.0) * fine / fine.std()
        found.append(("ragged" if ragged else "smooth", _middle(field > 0.6)))
    return found


def _middle(mask: NDArray[np.bool_]) -> Mask:
    """The largest piece, as one object would be."""
    _, labels, facts, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    largest = 1 + int(np.argmax(facts[1:, cv2.CC_STAT_AREA]))
    return np.asarray(labels == largest)


def _round(x: float, y: float, radius: float, dice: np.random.Generator, points: int) -> Line:
    angles = np.sort(dice.uniform(0, 2 * math.pi, points))
    reach = radius * dice.uniform(0.6, 1.0, points)
    return [[x + r * math.cos(a), y + r * math.sin(a)] for a, r in zip(angles, reach, strict=True)]


def _blob(dice: np.random.Generator) -> list[Line]:
    radius = dice.uniform(12, 120)
    return [_round(WIDTH / 2, HEIGHT / 2, radius, dice, int(dice.integers(5, 40)))]


def _with_hole(dice: np.random.Generator) -> list[Line]:
    x, y, radius = WIDTH / 2 + dice.uniform(-50, 50), HEIGHT / 2, dice.uniform(60, 110)
    outer = [
        [x + radius * math.cos(a), y + radius * math.sin(a)] for a in np.linspace(0, 2 * math.pi, 24, endpoint=False)
    ]
    return [outer, _round(x, y, radius * dice.uniform(0.2, 0.6), dice, 9)]


def _parts(dice: np.random.Generator) -> list[Line]:
    places = ((90, 80), (350, 90), (200, 200), (420, 220))
    return [_round(x, y, dice.uniform(8, 40), dice, int(dice.integers(4, 16))) for x, y in places]


def _thin(dice: np.random.Generator) -> list[Line]:
    """A leash: a wandering strip two to four pixels wide."""
    xs = np.linspace(40, WIDTH - 40, 24)
    ys = HEIGHT / 2 + np.cumsum(dice.normal(0, 9, 24))
    ys = np.clip(ys, 12, HEIGHT - 12)
    half = dice.uniform(1, 2)
    there = [[float(x), float(y) - half] for x, y in zip(xs, ys, strict=True)]
    back = [[float(x), float(y) + half] for x, y in zip(xs[::-1], ys[::-1], strict=True)]
    return [there + back]
