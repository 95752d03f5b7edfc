"""Clips of moving coloured shapes with exact masks and captions: enough to learn on, and made on the spot.

One to three groups of one or two equal objects, six colours, three shapes, seven motions, noisy textured grounds; what
moves hides what is drawn before it. Everything follows from a seed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from annotator.formats.frames import Rgb
from annotator.formats.raster import Mask

WIDTH, HEIGHT = 128, 96
COLOURS = {
    "red": (215, 45, 40), "green": (50, 170, 60), "blue": (50, 80, 215),
    "yellow": (230, 205, 50), "purple": (150, 60, 180), "white": (235, 235, 235),
}  # fmt: skip
GROUNDS = {"brown": (110, 80, 55), "grey": (105, 105, 105), "dark": (32, 34, 42)}
SHAPES = ("circle", "square", "triangle")
NUMBERS = ("one", "two")
Motion = Literal["left", "right", "up", "down", "still", "appears", "disappears"]
MOTIONS: tuple[Motion, ...] = ("left", "right", "up", "down", "still", "appears", "disappears")
_STEPS = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}
_VERBS = {
    "left": ("moves left", "move left"), "right": ("moves right", "move right"), "up": ("moves up", "move up"),
    "down": ("moves down", "move down"), "still": ("stays still", "stay still"), "appears": ("appears", "appear"),
    "disappears": ("disappears", "disappear"),
}  # fmt: skip


def verb_of(motion: Motion, *, several: bool) -> str:
    """A motion as captions word it."""
    return _VERBS[motion][several]


@dataclass(frozen=True)
class Thing:
    """One object: where it starts, half its size, how far it goes in all; px."""

    x: float
    y: float
    radius: float
    travel: float


@dataclass(frozen=True)
class Group:
    """Equal objects that one phrase names."""

    colour: str
    shape: str
    motion: Motion
    things: tuple[Thing, ...]

    @property
    def name(self) -> str:
        """As a caption names them, without an article."""
        several = len(self.things) > 1
        return f"{'two ' if several else ''}{self.colour} {self.shape}{'s' if several else ''}"

    @property
    def verb(self) -> str:
        """What they do."""
        return verb_of(self.motion, several=len(self.things) > 1)


@dataclass(frozen=True)
class Scene:
    """A clip before it is painted."""

    seed: str
    ground: str
    groups: tuple[Group, ...]
    frame_count: int

    def caption(self) -> str:
        """With its grounding; tracks are numbered from 1 in reading order."""
        told, track = [], 0
        for group in self.groups:
            ids = [str((track := track + 1) % 10) for _ in group.things]
            told.append(f"[the {group.name}]<mask_{','.join(ids)}> {group.verb}")
        head = ", ".join(told[:-1])
        return f"On a {self.ground} background, {f'{head} and {told[-1]}' if head else told[-1]}."

    def rewordings(self) -> tuple[str, ...]:
        """The same said differently."""
        acts = [f"the {group.name} {group.verb}" for group in self.groups]
        listed = "".join(f", then {act}" for act in acts[1:])
        first = acts[0][0].upper() + acts[0][1:]
        return (
            f"The background is {self.ground}: {'; '.join(acts)}.",
            f"{first}{listed}; the ground is {self.ground}.",
        )

    def prompts(self) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """Questions by appearance, and by shape or motion where that tells one group from the others."""
        asked, track = [], 0
        for group in self.groups:
            ids = tuple((track := track + 1) % 10 for _ in group.things)
            be, s = ("are", "s") if len(ids) > 1 else ("is", "")
            asked.append((f"Where {be} the {group.name}?", ids))
            if [other.shape for other in self.groups].count(group.shape) == 1:
                asked.append((f"Where {be} the {group.shape}{s}?", ids))
            if [other.motion for other in self.groups].count(group.motion) == 1:
                asked.append((f"Where {be} the object{s} that {group.verb}?", ids))
        return tuple(asked)


def draw_scene(seed: str, *, frame_count: int) -> Scene:
    """A scene that follows from its seed."""
    draw = random.Random(seed)  # noqa: S311  # pictures, no secret
    looks = draw.sample([(colour, shape) for colour in COLOURS for shape in SHAPES], draw.randint(1, 3))
    left = 4
    groups: list[Group] = []
    placed: list[tuple[float, float]] = []
    for colour, shape in looks:
        count = min(draw.choice((1, 1, 1, 2)), left)
        if not count:
            break
        left -= count
        motion = draw.choice(MOTIONS)
        things = sorted((_place(draw, motion, placed) for _ in range(count)), key=_from_the_left)
        groups.append(Group(colour, shape, motion, tuple(things)))
    ordered = sorted(groups, key=lambda group: _from_the_left(group.things[0]))
    return Scene(seed, draw.choice(list(GROUNDS)), tuple(ordered), frame_count)


def _from_the_left(thing: Thing) -> float:
    """Captions begin at the left: an order that nobody can see is none that can be learned."""
    return thing.x


def paint(scene: Scene) -> Iterator[tuple[Rgb, dict[int, Mask]]]:
    """Each frame with the masks, by track, of what is seen of each object."""
    noise = np.random.default_rng(abs(hash_of(scene.seed)))
    ground = _ground(scene.ground, noise)
    for index in range(scene.frame_count):
        time = index / max(scene.frame_count - 1, 1)
        pixels = ground + noise.normal(0, 5, (HEIGHT, WIDTH, 1))
        masks: dict[int, Mask] = {}
        track = 0
        for group in scene.groups:
            for thing in group.things:
                track += 1
                shape = _shape(group.shape, thing, group.motion, time)
                for below in masks.values():
                    below &= ~shape
                masks[track % 10] = shape
                pixels[shape] = np.array(COLOURS[group.colour]) + noise.normal(0, 5, (int(shape.sum()), 1))
        yield np.clip(pixels, 0, 255).astype(np.uint8), {track: mask.copy() for track, mask in masks.items()}


def hash_of(seed: str) -> int:
    """A number of a word that is the same on every machine."""
    return int.from_bytes(seed.encode(), "big") % 2**63


def _place(draw: random.Random, motion: Motion, placed: list[tuple[float, float]]) -> Thing:
    """A place that is not on another object's, with room for the way."""
    radius, travel = draw.uniform(9, 14), draw.uniform(25, 45)
    dx, dy = _STEPS.get(motion, (0, 0))
    for _ in range(30):
        x = draw.uniform(radius + max(-dx, 0) * travel, WIDTH - radius - max(dx, 0) * travel)
        y = draw.uniform(radius + max(-dy, 0) * travel, HEIGHT - radius - max(dy, 0) * travel)
        if all((x - px) ** 2 + (y - py) ** 2 > (2.2 * radius) ** 2 for px, py in placed):
            break
    placed.append((x, y))
    return Thing(x, y, radius, travel)


def _ground(name: str, noise: np.random.Generator) -> NDArray[np.float64]:
    """A colour with a coarse texture."""
    coarse = noise.normal(0, 12, (HEIGHT // 8, WIDTH // 8, 1))
    return np.array(GROUNDS[name]) + np.kron(coarse, np.ones((8, 8, 1)))


def _shape(name: str, thing: Thing, motion: Motion, time: float) -> Mask:
    """The pixels whose centres an object covers at a time from 0 to 1."""
    if (motion == "appears" and time < 0.45) or (motion == "disappears" and time > 0.55):
        return np.zeros((HEIGHT, WIDTH), np.bool_)
    dx, dy = _STEPS.get(motion, (0, 0))
    x = np.arange(WIDTH)[None] + 0.5 - (thing.x + dx * thing.travel * time)
    y = np.arange(HEIGHT)[:, None] + 0.5 - (thing.y + dy * thing.travel * time)
    r = thing.radius
    if name == "circle":
        return x**2 + y**2 <= r**2
    if name == "square":
        return (np.abs(x) <= 0.85 * r) & (np.abs(y) <= 0.85 * r)
    return (y <= 0.8 * r) & (y >= -r) & (np.abs(x) <= (y + r) * 0.6)
