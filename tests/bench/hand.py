"""A model of the hand: what a gesture costs a practised person, in seconds. Stated, with sources, not measured here.

- pointing and dragging, Fitts' law in Shannon's form, MT = a + b · log2(D / W + 1), with the mouse's constants of
  MacKenzie, Sellen and Buxton (CHI 1991): pointing a = −0.107 s, b = 0.223 s a bit; dragging a = 0.135 s, b = 0.249 s;
- button down or up 0.1 s, a key 0.28 s, a thought before a new unit of work 1.2 s: the keystroke-level model (Card,
  Moran and Newell 1980) with the values of Kieras (1993).

A sweep of the brush is so many drags from waypoint to waypoint, each aimed like a vertex: an upper bound, for a hand
glides along an edge. The left hand keeps to the keys and the right one to the mouse, so moving a hand between them is
not counted.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise

from playwright.sync_api import Page

from tests.e2e.masks_work import on_screen

POINT, DRAG = (-0.107, 0.223), (0.135, 0.249)
BUTTON, KEY, THOUGHT = 0.1, 0.28, 1.2
LEAST_MOVE = 0.1  # seconds; the pointing intercept is negative
VERTEX_WIDTH = 8.0  # CSS pixels: how exactly a point of an outline is aimed at
Point = tuple[float, float]


@dataclass
class Hand:
    """Draws on the page and adds up what it would have cost a person.

    Attributes:
        seconds: Of the person, by the model.
        waited: Seconds of the machine, measured.
        presses: Presses of the mouse's button.
        keys: Presses of keys.
    """

    page: Page
    seconds: float = 0.0
    waited: float = 0.0
    presses: int = 0
    keys: int = 0
    at: Point = field(default=(720.0, 450.0))

    def think(self) -> None:
        """Decide what comes next."""
        self.seconds += THOUGHT

    def key(self, name: str) -> None:
        """Press a key."""
        self.page.keyboard.press(name)
        self.keys += 1
        self.seconds += KEY

    def click(self, x: float, y: float, *, width: float = VERTEX_WIDTH, holding: str | None = None) -> None:
        """Click at a point of the video; `width` is the target's, in CSS pixels."""
        self._move(on_screen(self.page, x, y), width, POINT)
        with self.holding(holding):
            self.page.mouse.down()
            self.page.mouse.up()
        self._pressed()

    def stroke_seconds(self, points: list[Point], scale: float) -> float:
        """What a stroke through points of the video would take once the pointer is there; `scale` is the camera's."""
        pairs = pairwise(points)
        return 2 * BUTTON + sum(moving(math.dist(one, other) * scale, VERTEX_WIDTH, DRAG) for one, other in pairs)

    def clicks_seconds(self, points: list[Point], scale: float) -> float:
        """What a click at each point of the video would take once the pointer is at the first; `scale` as above."""
        pairs = pairwise(points)
        pointed = sum(moving(math.dist(one, other) * scale, VERTEX_WIDTH, POINT) for one, other in pairs)
        return 2 * BUTTON * len(points) + pointed

    @contextmanager
    def holding(self, name: str | None) -> Iterator[None]:
        """Hold a key down through several gestures, or none."""
        if name:
            self.page.keyboard.down(name)
            self.keys += 1
            self.seconds += KEY
        yield
        if name:
            self.page.keyboard.up(name)

    def stroke(self, points: list[Point], *, width: float = VERTEX_WIDTH) -> None:
        """Press at the first point of the video, pass through the others, let go at the last."""
        self._move(on_screen(self.page, *points[0]), width, POINT)
        self.page.mouse.down()
        for point in points[1:]:
            self._move(on_screen(self.page, *point), width, DRAG)
        self.page.mouse.up()
        self._pressed()

    def _pressed(self) -> None:
        self.presses += 1
        self.seconds += 2 * BUTTON

    def _move(self, to: Point, width: float, law: tuple[float, float]) -> None:
        self.page.mouse.move(*to, steps=2)
        self.seconds += moving(math.dist(self.at, to), width, law)
        self.at = to


def moving(distance: float, width: float, law: tuple[float, float]) -> float:
    """Seconds to move the pointer over a distance to a target of a width, both in CSS pixels."""
    bits = math.log2(distance / width + 1)
    return max(LEAST_MOVE, law[0] + law[1] * bits) if bits else 0.0
