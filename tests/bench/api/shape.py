"""The polygon that both sides save: as many points as people draw, another one each time."""

from __future__ import annotations

import math
import random


def polygon(chance: random.Random, points: int, width: int, height: int) -> list[list[float]]:
    """A closed wavy outline within a picture, in its pixels."""
    x, y, size = width / 2 + chance.uniform(-2, 2), height / 2 + chance.uniform(-2, 2), min(width, height) / 2 - 4
    found = []
    for point in range(points):
        turn, far = 2 * math.pi * point / points, size * (0.8 + 0.15 * math.sin(5 * point) * chance.random())
        found.append([round(x + far * math.cos(turn), 2), round(y + far * math.sin(turn), 2)])
    return found
