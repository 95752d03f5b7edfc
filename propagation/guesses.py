"""Where an object is on one frame between its keyframes, found by many guesses that vote.

Each keyframe guesses by the chain of the picture's motion; by a straight move in place and size towards the other
keyframe; and, where that leads elsewhere, by the place at which its colours were found (`seek.py`). Each guess is also
registered to the picture. The vote's own place and size then give one more guess a keyframe, for a second round.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from propagation import band, candidate, fusion, motion, seek, trust
from propagation.candidate import Anchor, Guess, Picture, Window
from propagation.effort import Effort
from propagation.predictor import Image, Mask, Plane
from propagation.trust import Signals

ROOM = 0.5, 32  # share of the keyframes' box and pixels that an object may stray outside it
ROOM_ONE_SIDED = 1.0, 64
ELSEWHERE = 0.2, 2.0  # share of the object's scale and pixels from which on two places are two guesses

ABSENCE = 3.0  # guesses of the drawn side that the one guess of the other side weighs as much as
Fields = tuple[Plane | None, Plane | None]  # displacements to the left and to the right keyframe
Place = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Sides:
    """One object's keyframes in a segment; None: not drawn there.

    `sought`: for each keyframe, the centre at which the object was found on every frame. `without`: the picture of the
    keyframe on which the object was declared absent, if one was.
    """

    left: Anchor | None
    right: Anchor | None
    window: Window
    smallest_part: float
    sought: tuple[list[Place], list[Place]]
    without: Picture | None = None


@dataclass(frozen=True, eq=False)
class Found:
    """An object on one frame: its mask in the window, and what tells how well that fits; None: nothing has to.

    `absent_for`: see `trust.confidence`.
    """

    mask: Mask
    signals: Signals | None
    absent_for: int = 0


def sides(
    pictures: Sequence[Picture], ends: tuple[Mask | None, Mask | None], *, declared: bool = False
) -> Sides | None:
    """Prepare an object; None when it is drawn on neither end.

    Args:
        pictures: all frames of the segment.
        ends: masks on the first and on the last, of the video's size.
        declared: an end that is None was declared absent and is not merely unknown.
    """
    height, width = pictures[0].grey.shape
    drawn = [None if mask is None else _shrink(mask, height=height, width=width) for mask in ends]
    masks = [mask if mask is not None and mask.any() else None for mask in drawn]
    there = [mask for mask in masks if mask is not None]
    if not there:
        return None
    left, right = (
        None if mask is None else candidate.anchor(picture, mask)
        for picture, mask in zip((pictures[0], pictures[-1]), masks, strict=True)
    )
    labs = [picture.lab for picture in pictures]
    sought = _sought(left, labs, masks[0]), _sought(right, labs[::-1], masks[1])[::-1]
    window = _window(there, [*sought[0], *sought[1]], ROOM if len(there) == 2 else ROOM_ONE_SIDED)
    without = (pictures[0] if left is None else pictures[-1]) if declared and len(there) == 1 else None
    return Sides(left, right, window, min(band.smallest_part(mask) for mask in there), sought, without)


def find(of: Sides, picture: Picture, fields: Fields, index: int, effort: Effort) -> Found:
    """One frame's mask.

    Args:
        fields: lead from this frame to the keyframes.
        index: the frame's place in the segment.
    """
    window = of.window
    last = max(len(of.sought[0]), len(of.sought[1])) - 1
    alpha = index / max(1, last)
    keys = [
        (key, field, sought[index], near)
        for key, field, sought, near in zip((of.left, of.right), fields, of.sought, (1 - alpha, alpha), strict=True)
        if key is not None and field is not None
    ]
    both = len(keys) == 2
    guessed: list[Guess] = []
    nearness: list[float] = []
    for key, field, sought, near in keys:
        moves = [_chain(field, picture, window), *_straight(of, key, sought, alpha)]
        guessed += _guesses(key, moves, picture, window, registers=effort.registers)
        nearness += [near if both else 1.0] * (len(guessed) - len(nearness))
    if of.without is not None:
        guessed.append(_absence(of, of.without, fields, picture))
        nearness.append(ABSENCE * (alpha if of.right is None else 1 - alpha))
    vote = fusion.vote(guessed, nearness)
    if effort.passes > 1 and (vote > 0.5).any():
        (x, y), scale = candidate.centre_and_scale(vote > 0.5)
        for key, _, _, near in keys:
            move = candidate.similarity(key, (x + window.x0, y + window.y0), scale, window)
            move = candidate.register(key, move, window.of(picture.grey), window)
            guessed.append(candidate.guess(key, move, window.of(picture.lab), window))
            nearness.append(near if both else 1.0)
        vote = fusion.vote(guessed, nearness)
    final = band.refine(vote > 0.5, window.of(picture.lab)) if effort.snaps else vote > 0.5
    final = band.drop_specks(final, smallest_part=of.smallest_part)
    return Found(final, _signals(of, [guess for guess in guessed if guess.claims], vote, final, index, last))


def _signals(of: Sides, guessed: Sequence[Guess], vote: Plane, final: Mask, index: int, last: int) -> Signals:
    claims = [guess.probability > 0.5 for guess in guessed]
    return Signals(
        agreement=trust.agreement(claims, final),
        certainty=trust.certainty(vote, np.logical_or.reduce(claims)),
        soft=trust.soft_overlap(vote, final),
        residual=float(min(guess.residual[final].mean() for guess in guessed)) if final.any() else np.inf,
        distance=min(index if of.left else last, last - index if of.right else last),
    )


def as_drawn(key: Anchor | None, window: Window) -> Found:
    """A keyframe itself; None: declared absent."""
    if key is None:
        return Found(np.zeros((window.y1 - window.y0, window.x1 - window.x0), dtype=np.bool_), None)
    return Found(window.of(key.distance) > 0, None)


def alone(of: Sides, picture: Picture, field: Plane, effort: Effort) -> Mask:
    """What the left keyframe alone makes of the last frame, in the window."""
    assert of.left is not None  # noqa: S101  # asked for only where both are drawn
    moves = [_chain(field, picture, of.window)]
    guessed = _guesses(of.left, moves, picture, of.window, registers=effort.registers)
    return np.asarray(fusion.vote(guessed, [1.0] * len(guessed)) > 0.5, dtype=np.bool_)


def _absence(of: Sides, without: Picture, fields: Fields, picture: Picture) -> Guess:
    """What was behind the object speaks against it where it is seen again, on the keyframe without the object."""
    field = fields[0] if of.left is None else fields[1]
    assert field is not None  # noqa: S101  # whoever knows an absence has followed the motion to it
    place = motion.positions(_chain(field, picture, of.window), x0=of.window.x0, y0=of.window.y0)
    residual = candidate.colour_residual(without, place, of.window.of(picture.lab))
    return Guess(np.zeros_like(residual), residual, claims=False)


def _straight(of: Sides, key: Anchor, sought: Place, alpha: float) -> list[Plane]:
    """Moves of the whole keyframe without turning: straight to the other one, and to where it was found."""
    if of.left is None or of.right is None:
        return [candidate.similarity(key, sought, key.scale, of.window)]
    centre, scale = _between(of.left, of.right, alpha)
    places = [centre]
    if np.hypot(sought[0] - centre[0], sought[1] - centre[1]) > ELSEWHERE[0] * scale + ELSEWHERE[1]:
        places.append(sought)
    return [candidate.similarity(key, place, scale, of.window) for place in places]


def _between(left: Anchor, right: Anchor, alpha: float) -> tuple[Place, float]:
    centre = tuple((1 - alpha) * a + alpha * b for a, b in zip(left.centre, right.centre, strict=True))
    return (centre[0], centre[1]), left.scale ** (1 - alpha) * right.scale**alpha


def _sought(key: Anchor | None, labs: Sequence[Image], mask: Mask | None) -> list[Place]:
    if key is None or mask is None:
        return []
    return [(key.centre[0] + dx, key.centre[1] + dy) for dx, dy in seek.path(labs, mask)]


def _window(masks: Sequence[Mask], centres: Sequence[Place], room: tuple[float, int]) -> Window:
    together = np.logical_or.reduce(masks)
    height, width = together.shape
    y, x = np.nonzero(together.any(1))[0], np.nonzero(together.any(0))[0]
    half_x, half_y = (max(np.ptp(np.nonzero(mask.any(axis))[0]) / 2 for mask in masks) for axis in (0, 1))
    over_x = round((x[-1] + 1 - x[0]) * room[0] / 2) + room[1]
    over_y = round((y[-1] + 1 - y[0]) * room[0] / 2) + room[1]
    reach = np.clip(np.array(centres), 0, (width, height))
    return Window(
        max(0, min(int(x[0]) - over_x, int(reach[:, 0].min() - half_x))),
        max(0, min(int(y[0]) - over_y, int(reach[:, 1].min() - half_y))),
        min(width, max(int(x[-1]) + 1 + over_x, int(reach[:, 0].max() + half_x) + 1)),
        min(height, max(int(y[-1]) + 1 + over_y, int(reach[:, 1].max() + half_y) + 1)),
    )


def _chain(field: Plane, picture: Picture, window: Window) -> Plane:
    height, width = picture.grey.shape
    return window.of(motion.at_size(field, width=width, height=height))


def _guesses(key: Anchor, moves: Sequence[Plane], picture: Picture, window: Window, *, registers: bool) -> list[Guess]:
    """Every move as it is and, if wanted, registered to the picture."""
    lab, grey = window.of(picture.lab), window.of(picture.grey)
    every = [
        variant
        for move in moves
        for variant in (move, *((candidate.register(key, move, grey, window),) if registers else ()))
    ]
    return [candidate.guess(key, move, lab, window) for move in every]


def _shrink(mask: Mask, *, height: int, width: int) -> Mask:
    if mask.shape == (height, width):
        return mask
    small = cv2.resize(mask.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA) >= 0.5
    return np.asarray(small, dtype=np.bool_)
