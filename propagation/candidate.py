"""No single warp is right everywhere, so one keyframe gives several guesses at a later mask; they are made here.

Each guess says for every pixel of a window where it was on the keyframe. The keyframe's signed distance (positive
inside) is sampled there once, never resampled step by step, and so is its colour, which tells how far to believe it.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from propagation.motion import Sampled, compose, picture_motion, positions, sampled
from propagation.predictor import Image, Mask, Plane

COLOUR_WINDOW = (7, 7)
EDGE_SOFTNESS = 1.5  # pixels over which a guess goes from outside to inside
SMALLEST_REGISTRATION = 24  # pixels; below this a window holds too little to register


@dataclass(frozen=True)
class Window:
    """A box of the frame, half-open, in pixels."""

    x0: int
    y0: int
    x1: int
    y1: int

    def of(self, plane: Sampled) -> Sampled:
        """The part of a picture or field that lies in the window."""
        return np.ascontiguousarray(plane[self.y0 : self.y1, self.x0 : self.x1])


@dataclass(frozen=True, eq=False)
class Picture:
    """A frame in the two forms that guessing needs: Lab for colour, grey for motion."""

    lab: Image
    grey: Image


@dataclass(frozen=True, eq=False)
class Anchor:
    """A keyframe of one object: picture, signed distance, centroid and scale (square root of the area)."""

    picture: Picture
    distance: Plane
    centre: tuple[float, float]
    scale: float


@dataclass(frozen=True, eq=False)
class Guess:
    """A guess on one window: probability of the object, and colour residual (Lab L1, 7x7 mean).

    `claims`: it comes from a drawn mask; else from a keyframe that shows what is there without the object.
    """

    probability: Plane
    residual: Plane
    claims: bool = True


def anchor(picture: Picture, mask: Mask) -> Anchor:
    """Prepare a drawn, non-empty mask for guessing."""
    centre, scale = centre_and_scale(mask)
    return Anchor(picture, signed_distance(mask), centre, scale)


def signed_distance(mask: Mask) -> Plane:
    """Distance in pixels to the mask's edge, positive inside."""
    inside = mask.astype(np.uint8)
    if not inside.any():
        return np.full(mask.shape, -float(max(mask.shape)), dtype=np.float32)
    if inside.all():
        return np.full(mask.shape, float(max(mask.shape)), dtype=np.float32)
    distance = cv2.distanceTransform(inside, cv2.DIST_L2, 5) - cv2.distanceTransform(1 - inside, cv2.DIST_L2, 5)
    return np.asarray(distance - 0.5 * np.sign(distance), dtype=np.float32)


def centre_and_scale(mask: Mask) -> tuple[tuple[float, float], float]:
    """Centroid (x, y) and square root of the area of a non-empty mask."""
    moments = cv2.moments(mask.astype(np.uint8), binaryImage=True)
    area = moments["m00"]
    return (moments["m10"] / area, moments["m01"] / area), float(np.sqrt(area))


def similarity(key: Anchor, centre: tuple[float, float], scale: float, window: Window) -> Plane:
    """Displacements to the keyframe of an object that only moved to `centre` and grew to `scale`."""
    growth = key.scale / scale
    x = np.arange(window.x0, window.x1, dtype=np.float32)
    y = np.arange(window.y0, window.y1, dtype=np.float32)
    field = np.empty((len(y), len(x), 2), dtype=np.float32)
    field[..., 0] = (key.centre[0] + (x - centre[0]) * growth - x)[None, :]
    field[..., 1] = (key.centre[1] + (y - centre[1]) * growth - y)[:, None]
    return field


def register(key: Anchor, displacement: Plane, grey: Image, window: Window) -> Plane:
    """Correct a displacement by the motion that is left between this frame and the keyframe warped by it.

    Args:
        grey: this frame's window.
    """
    if min(grey.shape) < SMALLEST_REGISTRATION:
        return displacement
    place = positions(displacement, x0=window.x0, y0=window.y0)
    rest = picture_motion(grey, sampled(key.picture.grey, place), preset=cv2.DISOPTICAL_FLOW_PRESET_FAST)
    return compose(rest, displacement)


def guess(key: Anchor, displacement: Plane, lab: Image, window: Window) -> Guess:
    """Sample the keyframe along a displacement.

    Args:
        lab: this frame's window in Lab.
    """
    place = positions(displacement, x0=window.x0, y0=window.y0)
    return Guess(_sigmoid(sampled(key.distance, place)), colour_residual(key.picture, place, lab))


def colour_residual(picture: Picture, place: Plane, lab: Image) -> Plane:
    """How far a picture's colours at the given places are from a window's, Lab L1, mean over 7x7 pixels."""
    difference = cv2.transform(cv2.absdiff(lab, sampled(picture.lab, place)), np.ones((1, 3), dtype=np.float32))
    return np.asarray(cv2.boxFilter(difference, cv2.CV_32F, COLOUR_WINDOW), dtype=np.float32)


def _sigmoid(distance: Plane) -> Plane:
    return np.asarray(1 / (1 + np.exp(np.clip(distance / -EDGE_SOFTNESS, -30, 30))), dtype=np.float32)
