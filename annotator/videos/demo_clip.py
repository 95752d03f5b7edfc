"""The clip that a fresh installation shows: rendered by us, so it is free of foreign footage and its truth is exact.

Six seconds on a table: a striped ring rolls to the right in front of a teal box, which slides to the left and is
hidden behind a bottle for a while; a star drops in late. Together they have what makes the work hard: a hole, an
occlusion, an entrance, an object in parts, turning textures. `masks` gives every object's visible pixels by the
raster convention of `formats`, so a test can compare a propagation with the truth, and a demo can be annotated by a
program.

Source frames are 30 a second, so frame *k* of the canonical video is picture *k*. Everything is a function of *k*;
nothing is random but a fixed grain.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from annotator.formats.clock import FPS
from annotator.formats.raster import Mask, rasterise
from annotator.formats.ring import SCALE, Shape

WIDTH, HEIGHT, FRAME_COUNT = 960, 540, 180
CAPTION = "[A striped ring]<mask_1> rolls past [a teal box]<mask_2> on a table, and [a yellow star]<mask_3> drops in."
RING, BOX, STAR = 1, 2, 3

_TABLE = 388  # the far edge of the table, in pixels from above
_BOTTLE = 590.0
_FINE = 4  # sub-pixels a side where an edge is drawn
_STAR_ENTERS = 48

Pixels = NDArray[np.float32]
Outline = list[NDArray[np.float64]]  # rings of (x, y) in pixels


@dataclass(frozen=True)
class Pose:
    """Where an object is at one frame: its centre in pixels, and how far it has turned, in radians."""

    x: float
    y: float
    angle: float = 0.0


@dataclass(frozen=True)
class Thing:
    """One object: its outline and paint in its own coordinates (centre at 0, pixels), and its pose by frame.

    Args:
        number: The track that annotates it; 0 for the bottle, which nobody annotates.
        ground: Height of its contact shadow in pixels from above.
    """

    number: int
    outline: Outline
    paint: Callable[[Pixels, Pixels], Pixels]
    pose: Callable[[int], Pose]
    radius: float
    ground: float

    def at(self, frame: int) -> Outline:
        """The outline in the picture."""
        pose = self.pose(frame)
        cosine, sine = math.cos(pose.angle), math.sin(pose.angle)
        turn = np.array([[cosine, sine], [-sine, cosine]])
        return [points @ turn + (pose.x, pose.y) for points in self.outline]

    def shape(self, frame: int) -> Shape:
        """The outline as a shape of record, in 1/16 px."""
        return tuple(tuple((round(x * SCALE), round(y * SCALE)) for x, y in points) for points in self.at(frame))


def picture(frame: int) -> NDArray[np.uint8]:
    """One frame: RGB, height × width × 3."""
    image = _background().copy()
    for thing in _things():
        _shade(image, thing, frame)
        _draw(image, thing, frame)
    return np.asarray(np.clip(image + _grain(), 0, 255), np.uint8)


def masks(frame: int) -> dict[int, Mask]:
    """The visible pixels of every object at a frame, by its number; empty while it is hidden or away."""
    visible: dict[int, Mask] = {}
    for thing in _things():  # far to near: what is drawn later hides what was drawn before
        covered = rasterise(thing.shape(frame), width=WIDTH, height=HEIGHT)
        for mask in visible.values():
            mask &= ~covered
        if thing.number:
            visible[thing.number] = covered
    return dict(sorted(visible.items()))


def render(path: Path) -> Path:
    """Write the clip as H.264 in MP4; the same bytes every time. Takes a few seconds."""
    options = {"preset": "veryfast", "crf": "14", "threads": "1"}
    with av.open(str(path), "w", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("libx264", rate=FPS, options=options)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for frame in range(FRAME_COUNT):
            image = av.VideoFrame.from_ndarray(picture(frame), format="rgb24")
            image.pts, image.time_base = frame, Fraction(1, FPS)
            container.mux(stream.encode(image))
        container.mux(stream.encode(None))
    return path


@functools.cache
def _things() -> tuple[Thing, ...]:
    """Far to near."""
    return (
        Thing(BOX, [_rounded(54, 54, 12)], _paint_box, _pose_of_box, 56, _TABLE + 46),
        Thing(0, [_bottle()], _paint_bottle, lambda frame: Pose(_BOTTLE, 330), 76, _TABLE + 56),
        Thing(STAR, [_star(66, 30)], _paint_star, _pose_of_star, 52, _TABLE + 78),
        Thing(RING, [_circle(80), _circle(43)], _paint_ring, _pose_of_ring, 64, _TABLE + 112),
    )


def _pose_of_box(frame: int) -> Pose:
    return Pose(890 - 3.1 * frame, _TABLE - 8 + 1.5 * math.sin(frame / 9), 0.04 * math.sin(frame / 15))


def _pose_of_ring(frame: int) -> Pose:
    x = 110 + 3.5 * frame
    return Pose(x, _TABLE + 32, x / 80)


def _pose_of_star(frame: int) -> Pose:
    since = frame - _STAR_ENTERS
    if since < 0:
        return Pose(250, -400)
    fall = 34  # frames from the edge of the picture to the table
    if since <= fall:
        height = 1 - (since / fall) ** 2
    else:
        hop = (since - fall) / 26
        height = max(0.42 * 0.45 ** int(hop) * (1 - (2 * (hop % 1) - 1) ** 2), 0.0)
    return Pose(215 + 0.55 * since, _TABLE + 12 - 470 * height, since / 26)


def _paint_ring(u: Pixels, v: Pixels) -> Pixels:
    stripe = np.sin(np.arctan2(v, u) * 6) > 0
    light = 1 - 0.10 * (np.hypot(u, v) - 62) ** 2 / 340
    return _lit(_mix(stripe, (214, 93, 62), (246, 226, 200)), light)


def _paint_box(u: Pixels, v: Pixels) -> Pixels:
    dots = np.hypot((u + 13.5) % 27 - 13.5, (v + 13.5) % 27 - 13.5) < 6.2
    edge = np.maximum(np.abs(u), np.abs(v)) > 46
    return _choose(edge, _rgb(18, 92, 98), _mix(dots, (168, 224, 214), (33, 136, 140)))


def _paint_star(u: Pixels, v: Pixels) -> Pixels:
    warm = _mix(np.sin(np.arctan2(v, u) * 5) > 0, (248, 196, 62), (238, 176, 40))
    return _choose(np.hypot(u, v) < 15, _rgb(196, 84, 44), warm)


def _paint_bottle(u: Pixels, v: Pixels) -> Pixels:
    light = 0.72 + 0.5 * np.exp(-(((u + 38) / 17) ** 2)) - 0.25 * (u / 78) ** 2
    label = (v > -22) & (v < 66)
    stripes = np.sin(v / 4.2) > 0.86
    paper = _mix(stripes, (150, 130, 105), (236, 226, 204))
    return _lit(_choose(label, paper, _rgb(70, 92, 78)), light)


def _mix(where: NDArray[np.bool_], yes: tuple[int, int, int], no: tuple[int, int, int]) -> Pixels:
    return _choose(where, _rgb(*yes), _rgb(*no))


def _choose(where: NDArray[np.bool_], yes: Pixels, no: Pixels) -> Pixels:
    return np.asarray(np.where(where[..., None], yes, no), np.float32)


def _lit(colour: Pixels, light: NDArray[np.floating[Any]]) -> Pixels:
    return np.asarray(colour * light[..., None], np.float32)


def _rgb(red: float, green: float, blue: float) -> Pixels:
    return np.array([red, green, blue], np.float32)


def _circle(radius: float, points: int = 72) -> NDArray[np.float64]:
    angles = np.arange(points) * 2 * np.pi / points
    return np.stack([radius * np.cos(angles), radius * np.sin(angles)], axis=1)


def _star(outer: float, inner: float) -> NDArray[np.float64]:
    angles = np.arange(10) * np.pi / 5 - np.pi / 2
    radii = np.where(np.arange(10) % 2, inner, outer)
    return np.stack([radii * np.cos(angles), radii * np.sin(angles)], axis=1)


def _rounded(half_width: float, half_height: float, corner: float) -> NDArray[np.float64]:
    arc = _circle(corner, 24)
    quarters = [(1, 1, 0), (-1, 1, 6), (-1, -1, 12), (1, -1, 18)]
    middles = [
        arc[[(start + step) % 24 for step in range(7)]] + (x * (half_width - corner), y * (half_height - corner))
        for x, y, start in quarters
    ]
    return np.concatenate(middles)


def _bottle() -> NDArray[np.float64]:
    body = _rounded(76, 96, 22) + np.array([0, 18])
    lower = body[body[:, 1] > -40]
    neck = [(-60, -82), (-27, -112), (-25, -196), (25, -196), (27, -112), (60, -82)]
    return np.concatenate([lower, [(-76, -50)], neck, [(76, -50)]])


def _draw(image: Pixels, thing: Thing, frame: int) -> None:
    rings = thing.at(frame)
    points = np.concatenate(rings)
    x0, y0 = np.maximum(np.floor(points.min(axis=0)).astype(int) - 1, 0)
    x1, y1 = np.minimum(np.ceil(points.max(axis=0)).astype(int) + 1, (WIDTH, HEIGHT))
    if x0 >= x1 or y0 >= y1:
        return
    fine = np.zeros(((y1 - y0) * _FINE, (x1 - x0) * _FINE), np.uint8)
    scaled = [np.round(((ring - (x0, y0)) * _FINE - 0.5) * 16).astype(np.int32) for ring in rings]
    cv2.fillPoly(fine, scaled, 255, shift=4)
    cover = cv2.resize(fine, (int(x1 - x0), int(y1 - y0)), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    pose = thing.pose(frame)
    rows, columns = np.mgrid[y0:y1, x0:x1].astype(np.float32) + np.float32(0.5)
    cosine, sine = math.cos(pose.angle), math.sin(pose.angle)
    x, y = columns - pose.x, rows - pose.y
    colour = thing.paint(cosine * x + sine * y, cosine * y - sine * x)
    part = image[y0:y1, x0:x1]
    part += (colour - part) * cover[..., None]


def _shade(image: Pixels, thing: Thing, frame: int) -> None:
    """A soft contact shadow on the table; it lightens as the object rises."""
    pose = thing.pose(frame)
    lifted = max(thing.ground - pose.y - 90, 0.0) / 260
    if lifted > 1:
        return
    reach = thing.radius * (1.15 + lifted)
    rows, columns = np.mgrid[_TABLE:HEIGHT, 0:WIDTH].astype(np.float32)
    far = ((columns - pose.x) / reach) ** 2 + ((rows - thing.ground) / (reach * 0.2)) ** 2
    image[_TABLE:] *= (1 - (0.42 - 0.3 * lifted) * np.exp(-far))[..., None]


@functools.cache
def _background() -> Pixels:
    rows, columns = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    wall = _rgb(206, 216, 214) - (rows / HEIGHT * 34)[..., None]
    wall += (9 * (np.abs((columns + 40) % 80 - 40) < 19))[..., None]  # broad paper stripes
    wall += (_clouds(columns, rows) * 5)[..., None]
    wood = _rgb(176, 132, 92) + ((rows - _TABLE) / 152 * 26)[..., None]
    fibres = np.sin(rows * 1.1 + 5 * np.sin(columns / 170 + rows / 23)) * 6 + np.sin(rows / 3.7 + columns / 410) * 7
    wood += fibres[..., None] * _rgb(1, 0.85, 0.7)
    wood -= (38 * (np.abs((rows - _TABLE) - 74) < 1.2))[..., None]  # the joint of two boards
    image = np.where((rows >= _TABLE)[..., None], wood, wall)
    image[_TABLE - 6 : _TABLE] *= np.float32(0.86)
    return np.asarray(image, np.float32)


def _clouds(columns: Pixels, rows: Pixels) -> Pixels:
    return np.asarray(
        np.sin(columns / 61 + np.sin(rows / 47) * 2) + np.sin(rows / 39 - np.cos(columns / 83) * 2), np.float32
    )


@functools.cache
def _grain() -> Pixels:
    """Fixed to the picture, so that a still background stays still."""
    noise = np.random.default_rng(20).normal(0, 3.2, (HEIGHT, WIDTH, 1))
    return np.asarray(noise, np.float32)
