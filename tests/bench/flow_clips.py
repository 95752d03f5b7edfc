"""Clips with the exact mask of every object on every frame, painted from seeds: what real data sets have on few frames.

Nothing is drawn flat. Ground and skins are noise of all scales as photographs have, the camera drifts, light wavers,
every frame has its own grain. Objects turn, grow, bend, swing limbs, pass behind each other and a post, leave, enter,
touch; one clip changes shot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from propagation.predictor import Image, Mask, Plane

WIDTH, HEIGHT = 640, 360
GRAIN = 2.0  # grey levels, standard deviation
Path = Callable[[float], tuple[float, float, float, float]]  # frame → x, y in pixels, degrees, scale


@dataclass(frozen=True, eq=False)
class Clip:
    """RGB frames, and per object a mask on every frame."""

    name: str
    frames: list[Image]
    masks: dict[int, list[Mask]]

    def read_frames(self, first: int, last: int) -> Iterable[Image]:
        """The frames first..last, both included."""
        return iter(self.frames[first : last + 1])


@dataclass(frozen=True, eq=False)
class Part:
    """A piece of skin (RGBA, its pivot in the middle) and where it is."""

    skin: Image
    path: Path


@dataclass(frozen=True, eq=False)
class Thing:
    """Parts that belong together, from back to front; number 0 is only in the way. `bend` is in pixels."""

    number: int
    parts: Sequence[Part]
    bend: float = 0.0


@dataclass(frozen=True, eq=False)
class Stage:
    """What is filmed: things from back to front on a ground, by a camera that drifts (pixels a frame)."""

    ground: Image
    things: Sequence[Thing]
    drift: tuple[float, float] = (0.6, 0.3)
    blur: int = 1  # moments that a frame's exposure averages over one frame's time


def texture(seed: int, height: int, width: int, *, tint: float = 60.0) -> Image:
    """Noise of all scales; `tint` is how far its colour lies from grey."""
    chance = np.random.default_rng(seed)
    total = np.zeros((height, width, 3), dtype=np.float32)
    for octave in range(2, 8):
        side = 2**octave
        small = chance.normal(0, 1, (height // side + 3, width // side + 3, 3)).astype(np.float32)
        small = small.mean(2, keepdims=True) * 1.4 + small * 0.5
        total += cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC) * (6 + 3.2 * octave)
    return np.clip(total + 120 + chance.uniform(-tint, tint, 3), 5, 250).astype(np.uint8)


def blob(seed: int, radii: tuple[float, float], *, rough: float = 0.12, tint: float = 60.0) -> Image:
    """A skin with a wavy round outline, RGBA."""
    chance = np.random.default_rng(seed + 1000)
    angles = np.linspace(0, 2 * np.pi, 180, endpoint=False)
    radius = 1 + sum(
        chance.normal(0, rough / wave) * np.cos(wave * angles + chance.uniform(0, 7)) for wave in range(2, 7)
    )
    half = np.ceil(np.array(radii) * 1.6 + 4).astype(int)
    points = np.stack([radii[0] * radius * np.cos(angles), radii[1] * radius * np.sin(angles)], axis=-1) + half
    alpha = np.zeros((2 * half[1] + 1, 2 * half[0] + 1), dtype=np.uint8)
    cv2.fillPoly(alpha, [np.round(points * 16).astype(np.int32)], 255, lineType=cv2.LINE_AA, shift=4)
    return np.dstack([texture(seed, *alpha.shape, tint=tint), alpha])


def film(name: str, stage: Stage, length: int) -> Clip:
    """Paint every frame, and note whose pixel each one is."""
    frames, masks = [], {thing.number: [] for thing in stage.things if thing.number}
    chance = np.random.default_rng(len(name))
    for index in range(length):
        moments = [index + (step - (stage.blur - 1) / 2) / (2 * stage.blur) for step in range(stage.blur)]
        exposed = np.mean([_paint(stage, moment)[0] for moment in moments], axis=0)
        light = 1 + 0.06 * np.sin(index / 7)
        grain = chance.normal(0, GRAIN, exposed.shape)
        frames.append(np.clip(exposed * light + grain, 0, 255).astype(np.uint8))
        labels = _paint(stage, index)[1]
        for number, seen in masks.items():
            seen.append(labels == number)
    return Clip(name, frames, masks)


def _paint(stage: Stage, moment: float) -> tuple[Plane, Image]:
    middle = np.array([stage.ground.shape[1] - WIDTH, stage.ground.shape[0] - HEIGHT]) / 2
    corner = middle + np.array(stage.drift) * (moment - 15)
    view = np.array([[1, 0, -corner[0]], [0, 1, -corner[1]]], dtype=np.float64)
    picture = cv2.warpAffine(stage.ground, view, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REFLECT).astype(np.float32)
    labels = np.zeros((HEIGHT, WIDTH), dtype=np.uint8)
    for thing in stage.things:
        colour, alpha = _layer(thing, moment)
        picture += alpha[..., None] * (colour - picture)
        labels[alpha >= 0.5] = thing.number
    return picture, labels


def _layer(thing: Thing, moment: float) -> tuple[Plane, Plane]:
    colour = np.zeros((HEIGHT, WIDTH, 3), dtype=np.float32)
    alpha = np.zeros((HEIGHT, WIDTH), dtype=np.float32)
    for part in thing.parts:
        x, y, degrees, scale = part.path(moment)
        half = (part.skin.shape[1] / 2, part.skin.shape[0] / 2)
        move = cv2.getRotationMatrix2D(half, degrees, scale)
        move[:, 2] += x - half[0], y - half[1]
        warped = cv2.warpAffine(part.skin, move, (WIDTH, HEIGHT)).astype(np.float32)
        over = warped[..., 3] / 255
        colour += over[..., None] * (warped[..., :3] / np.maximum(over, 1e-3)[..., None].clip(0.2, 1) - colour)
        alpha = np.maximum(alpha, over)
    if thing.bend:
        y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
        x += thing.bend * np.sin(y / 45 + moment / 6)
        colour, alpha = (cv2.remap(plane, x, y, cv2.INTER_LINEAR) for plane in (colour, alpha))
    return colour, alpha


def ground(seed: int) -> Image:
    return texture(seed, HEIGHT + 120, WIDTH + 120)


def line(x: float, y: float, dx: float, dy: float = 0.0, turn: float = 0.0, grow: float = 0.0) -> Path:
    return lambda t: (x + dx * t, y + dy * t + 14 * np.sin(t / 6), turn * t, (1 + grow) ** t)


def walker(seed: int, number: int, x: float, speed: float) -> Thing:
    """A body on two pairs of legs that swing, with a head that nods."""

    def limb(place: float, phase: float) -> Path:
        def path(t: float) -> tuple[float, float, float, float]:
            swing = 32 * np.sin(t / 3.2 + phase)
            hip = x + speed * t + place, 205 + 5 * np.sin(t / 1.6)
            down = np.deg2rad(swing)
            return hip[0] + 38 * np.sin(down), hip[1] + 38 * np.cos(down), swing, 1.0

        return path

    body = blob(seed, (62, 32))
    leg, head = blob(seed + 1, (9, 40), rough=0.05), blob(seed + 2, (22, 20))
    return Thing(
        number,
        [
            *(Part(leg, limb(place, phase)) for place, phase in ((-42, 0.0), (38, 2.0))),
            Part(body, lambda t: (x + speed * t, 185 + 5 * np.sin(t / 1.6), 3 * np.sin(t / 4), 1.0)),
            *(Part(leg, limb(place, phase)) for place, phase in ((-34, 3.1), (44, 5.1))),
            Part(head, lambda t: (x + speed * t + 70, 160 + 9 * np.sin(t / 2.5), 15 * np.sin(t / 2.5), 1.0)),
        ],
    )


def _kite(seed: int) -> Thing:
    """A small body on long strings, thinner than most refiners keep."""
    string = np.zeros((131, 9, 4), dtype=np.uint8)
    string[..., :3] = (235, 225, 90)
    string[:, 3:6, 3] = 255

    def above(lean: float) -> Path:
        return lambda t: (250 + 4 * t + lean * 1.1, 110 + 10 * np.sin(t / 6), lean + 6 * np.sin(t / 8), 1.0)

    body, sail = blob(seed, (26, 36)), blob(seed + 1, (85, 20), rough=0.05)
    return Thing(
        1,
        [
            Part(string, above(-18)), Part(string, above(18)),
            Part(body, lambda t: (250 + 4 * t, 185 + 10 * np.sin(t / 6), 9 * np.sin(t / 8), 1.0)),
            Part(sail, lambda t: (250 + 4 * t, 48 + 10 * np.sin(t / 6), 6 * np.sin(t / 8), 1.0)),
        ],
    )  # fmt: skip


def _post(seed: int, x: float, half_width: int) -> Thing:
    skin = np.dstack(
        [texture(seed, HEIGHT + 60, 2 * half_width), np.full((HEIGHT + 60, 2 * half_width), 255, np.uint8)]
    )
    return Thing(0, [Part(skin.astype(np.uint8), lambda t: (x - 0.6 * t, HEIGHT / 2, 0.0, 1.0))])


def _turning() -> Clip:
    thing = Thing(1, [Part(blob(11, (75, 42)), line(130, 170, 5.5, 0.4, turn=2.5, grow=0.008))])
    return film("turning", Stage(ground(1), [thing]), 61)


def _bending() -> Clip:
    thing = Thing(1, [Part(blob(21, (40, 95), tint=25), line(170, 180, 4.5, turn=-0.6))], bend=16)
    return film("bending", Stage(ground(2), [thing], drift=(-1.5, 0.4)), 31)


def _walking() -> Clip:
    return film("walking", Stage(ground(3), [walker(31, 1, 130, 5.0)], drift=(3.0, 0.0)), 61)


def _behind() -> Clip:
    thing = Thing(1, [Part(blob(41, (70, 50)), line(150, 180, 10.0, turn=1.0))])
    return film("behind a post", Stage(ground(4), [thing, _post(42, 330, 26)]), 31)


def _fast() -> Clip:
    def bounce(t: float) -> tuple[float, float, float, float]:
        return 80 + 15 * t, 290 - 210 * abs(np.sin(t / 8)), 9 * t, 1.0

    return film("fast and blurred", Stage(ground(5), [Thing(1, [Part(blob(51, (34, 30)), bounce)])], blur=5), 31)


def _thin() -> Clip:
    return film("thin strings", Stage(ground(6), [_kite(61)], drift=(1.5, 0.8)), 31)


def _leaving() -> Clip:
    """One object leaves after half a second, another enters."""
    leaves = Thing(1, [Part(blob(71, (52, 46)), line(500, 130, 13.0, turn=2.0))])
    enters = Thing(2, [Part(blob(72, (60, 40)), line(-190, 250, 11.5, turn=-1.0))])
    return film("leaving and entering", Stage(ground(7), [leaves, enters]), 31)


def _crossing() -> Clip:
    back = Thing(1, [Part(blob(81, (62, 58)), line(190, 170, 8.0, turn=1.5))])
    front = Thing(2, [Part(blob(82, (48, 66)), line(440, 200, -8.0, turn=-1.0))])
    return film("crossing", Stage(ground(8), [back, front]), 31)


def _touching() -> Clip:
    """Three that roll side by side, edge on edge."""
    things = [
        Thing(number, [Part(blob(90 + number, (50, 50), rough=0.04), line(95 + 98 * number, 180, 4.0, turn=turn))])
        for number, turn in ((1, 4.0), (2, -4.0), (3, 4.0))
    ]
    return film("touching", Stage(ground(9), things), 31)


def _overtaking() -> Clip:
    """A walker passes a slower, like-coloured one, nearer to the camera."""
    return film("overtaking", Stage(ground(10), [walker(31, 1, 250, 3.0), walker(32, 2, 110, 9.0)]), 31)


def _cut() -> Clip:
    """A change of shot after 19 frames, both objects drawn on their own side of it."""
    straight = line(200, 170, 6.0, turn=2.0)
    one, other = (
        film(name, Stage(ground(seed), [Thing(seed % 10, [Part(blob(seed, (66, 48)), straight)])]), 31)
        for name, seed in (("one", 111), ("other", 112))
    )
    blank = [np.zeros((HEIGHT, WIDTH), dtype=np.bool_)] * 31
    masks = {1: one.masks[1][:19] + blank[19:], 2: blank[:19] + other.masks[2][19:]}
    return Clip("a change of shot", one.frames[:19] + other.frames[19:], masks)


MAKERS: dict[str, Callable[[], Clip]] = {
    "turning": _turning, "bending": _bending, "walking": _walking, "behind a post": _behind,
    "fast and blurred": _fast, "thin strings": _thin, "leaving and entering": _leaving, "crossing": _crossing,
    "touching": _touching, "overtaking": _overtaking, "a change of shot": _cut,
}  # fmt: skip
