"""Clips with exact truth, drawn by a hand that is never exact, and faults planted into what it drew.

A drawing is every object's mask on every keyframe; None says that it was declared absent. The hand's error is a pixel
of position and a pixel of border at random, at 256 pixels' width.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import cv2
import numpy as np

from annotator.formats.clock import keyframes
from propagation.predictor import Image, Mask
from tests.bench.flow_clips import Part, Stage, Thing, blob, film, ground, line, walker

LENGTH = 91
WIDTH, HEIGHT = 256, 144
Drawing = dict[int, dict[int, Mask | None]]  # by number, then by frame


@dataclass(frozen=True, eq=False)
class Scene:
    """RGB frames, and every object's true mask on each."""

    name: str
    frames: list[Image]
    masks: dict[int, list[Mask]]


STAGES: dict[str, Callable[[], Stage]] = {
    "side by side": lambda: Stage(ground(201), [
        Thing(1, [Part(blob(211, (62, 40)), line(140, 100, 3.2, turn=1.2))]),
        Thing(2, [Part(blob(212, (56, 46)), line(140, 255, 3.2, turn=-0.8))]),
    ]),
    "meeting": lambda: Stage(ground(202), [
        Thing(1, [Part(blob(221, (58, 42)), line(120, 105, 4.2, turn=1.0))]),
        Thing(2, [Part(blob(222, (60, 38)), line(520, 250, -4.2, turn=-1.0))]),
    ]),
    "edge on edge": lambda: Stage(ground(203), [
        Thing(1, [Part(blob(231, (50, 50), rough=0.04), line(110, 180, 3.4, turn=2.5))]),
        Thing(2, [Part(blob(232, (50, 50), rough=0.04), line(208, 180, 3.4, turn=-2.5))]),
    ]),
    "walkers": lambda: Stage(ground(204), [walker(241, 1, 100, 2.4), walker(251, 2, 310, 2.2)]),
    "passing": lambda: Stage(ground(205), [
        Thing(1, [Part(blob(261, (60, 54)), line(140, 165, 3.6, turn=1.0))]),
        Thing(2, [Part(blob(262, (46, 60)), line(500, 205, -3.6, turn=-1.0))]),
    ]),
}  # fmt: skip


def filmed(name: str) -> Scene:
    """A stage filmed, and made small."""
    clip = film(name, STAGES[name](), LENGTH)
    frames = [cv2.resize(frame, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA) for frame in clip.frames]
    masks = {number: [_small(mask) for mask in of_track] for number, of_track in clip.masks.items()}
    return Scene(name, frames, masks)


def _small(mask: Mask) -> Mask:
    shares = cv2.resize(mask.astype(np.float32), (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    return np.asarray(shares > 0.5)


def drawn(scene: Scene, chance: np.random.Generator) -> Drawing:
    """What a careful person draws on the keyframes."""
    return {
        number: {frame: _by_hand(of_track[frame], chance) for frame in keyframes(LENGTH)}
        for number, of_track in scene.masks.items()
    }


def _by_hand(mask: Mask, chance: np.random.Generator) -> Mask | None:
    if not mask.any():
        return None
    moved = shifted(mask, *chance.integers(-1, 2, 2))
    border = chance.integers(-1, 2)
    kernel = np.ones((3, 3), np.uint8)
    pixels = moved.astype(np.uint8)
    if border:
        pixels = cv2.dilate(pixels, kernel) if border > 0 else cv2.erode(pixels, kernel)
    return pixels.astype(bool)


def shifted(mask: Mask, dx: int, dy: int) -> Mask:
    """The mask somewhere else; what leaves the picture is gone."""
    move = np.array([[1, 0, dx], [0, 1, dy]], dtype=np.float32)
    return cv2.warpAffine(mask.astype(np.uint8), move, (mask.shape[1], mask.shape[0])).astype(bool)


def with_shifted_mask(drawing: Drawing, chance: np.random.Generator) -> Drawing:
    """One mask on one keyframe lies 30 to 80 % of its own size away from where it belongs."""
    number, frame, mask = _one_of(drawing, chance)
    angle, far = chance.uniform(0, 2 * np.pi), chance.uniform(0.3, 0.8) * np.sqrt(mask.sum())
    moved = shifted(mask, round(far * np.cos(angle)), round(far * np.sin(angle)))
    return _with(drawing, {number: {frame: moved if moved.any() else mask}})


def with_swapped_identity(drawing: Drawing, chance: np.random.Generator) -> Drawing:
    """Two objects change places: on one keyframe, or from one on to the end."""
    one, other = sorted(drawing)[:2]
    frames = keyframes(LENGTH)
    first = int(chance.integers(1, len(frames)))
    swapped = frames[first : first + 1] if chance.integers(2) else frames[first:]
    return _with(
        drawing,
        {
            one: {frame: drawing[other][frame] for frame in swapped},
            other: {frame: drawing[one][frame] for frame in swapped},
        },
    )


def with_missing_frame(drawing: Drawing, chance: np.random.Generator) -> Drawing:
    """An object that is there is declared absent on one keyframe."""
    number, frame, _ = _one_of(drawing, chance)
    return _with(drawing, {number: {frame: None}})


def with_one_counted_twice(drawing: Drawing, chance: np.random.Generator) -> Drawing:
    """Two objects are drawn on one and the same thing, from a keyframe on; the other thing is not drawn there."""
    one, other = chance.permutation(sorted(drawing)[:2]).tolist()
    frames = keyframes(LENGTH)
    first = int(chance.integers(len(frames) - 1))
    return _with(drawing, {other: {frame: drawing[one][frame] for frame in frames[first:]}})


def _one_of(drawing: Drawing, chance: np.random.Generator) -> tuple[int, int, Mask]:
    cells = [(number, frame, mask) for number, of in drawing.items() for frame, mask in of.items() if mask is not None]
    return cells[chance.integers(len(cells))]


def _with(drawing: Drawing, changes: Mapping[int, Mapping[int, Mask | None]]) -> Drawing:
    return {number: {**of_track, **changes.get(number, {})} for number, of_track in drawing.items()}
