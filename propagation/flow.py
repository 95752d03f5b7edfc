"""The engine that needs no weights and no graphics card: masks ride on the picture's own motion.

For every object and frame both keyframes make guesses (`guesses.py`), which vote pixel by pixel by how well their
colours fit, the vote's answer makes guesses again, and GrabCut snaps the edge. On DAVIS-2016 at one keyframe a second
this measured a mean overlap of 0.81 against 0.53 for linear polygons.

Objects do not compete for pixels here: a track depends on its own keyframes alone, so that recomputing one track gives
the same masks as computing all. Where tracks touch, `annotator/formats/contest.py` decides when they are read together.

Source: our own design; the parts are cited where they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from propagation import candidate, guesses, motion, trust
from propagation.candidate import Picture, Window
from propagation.effort import FULL, Effort
from propagation.guesses import Fields, Found, Sides
from propagation.lanes import Lanes, cores, open_lanes
from propagation.predictor import Image, Mask, SegmentFrame, TrackSegment

VERSION = 3
GONE_RESIDUAL = 45.0  # Lab L1 inside a mask above which an object declared absent later is taken to have left
GONE_SHARE = 0.04  # and of its drawn area below which it is


@dataclass(frozen=True, eq=False)
class _Object:
    """One object of a segment; `ends`: its masks there, None where it is absent or unknown."""

    sides: Sides | None
    ends: tuple[Mask | None, Mask | None]


class FlowPredictor:
    """Predictors "flow", "flow-fast" and "flow-preview".

    Args:
        effort: how hard to try; gives the name.
        threads: on how many cores; all that there are by default. The masks do not depend on it.
    """

    def __init__(self, effort: Effort = FULL, *, threads: int | None = None) -> None:
        self._effort = effort
        self._threads = threads or cores()

    @property
    def name(self) -> str:
        """The effort's."""
        return self._effort.name

    @property
    def digest(self) -> str:
        """Changes with the algorithm's version, its effort, and with OpenCV's, whose flow and cut it uses."""
        return hashlib.sha256(f"flow {VERSION} {self._effort} opencv {cv2.__version__}".encode()).hexdigest()

    def propagate_segment(
        self, frames: Sequence[Image], left: Mapping[int, Mask | None], right: Mapping[int, Mask | None] | None
    ) -> dict[int, TrackSegment]:
        """See `Predictor`.

        Raises:
            Nothing of its own: what it needs was checked by `propagate`.
        """
        tracks = list(dict.fromkeys([*left, *(right or {})]))
        ends = [(left.get(track), (right or {}).get(track)) for track in tracks]
        with open_lanes(self._threads) as lanes:
            segment = _Segment(frames, self._effort, lanes, leaves=right is not None)
            return dict(zip(tracks, segment.carry(ends), strict=True))

    def passage(self, frames: Sequence[Image]) -> FlowPassage:
        """See `Carrier`."""
        return FlowPassage(frames, self._effort)


class _Segment:
    """The frames of a segment, and what all its objects share: pictures and motion.

    Args:
        leaves: a side that is None was declared absent and is not merely unknown.
    """

    def __init__(self, frames: Sequence[Image], effort: Effort, lanes: Lanes, *, leaves: bool) -> None:
        self._effort, self._lanes, self._leaves = effort, lanes, leaves
        self._size = frames[0].shape[0], frames[0].shape[1]
        self._pictures = lanes.each(lambda frame: _picture(frame, effort), frames)
        self._last = len(frames) - 1
        self._fields = motion.chains(
            [picture.grey for picture in self._pictures], lanes,
            longest_side=effort.motion_side, preset=effort.preset,
        )  # fmt: skip

    def carry(self, ends: Sequence[tuple[Mask | None, Mask | None]]) -> list[TrackSegment]:
        """Every object over all frames; the work is shared out by object and frame."""
        objects = self._lanes.each(self._object, ends)
        work = [(thing, index) for thing in objects if thing.sides for index in range(self._last + 1)]
        found = iter(self._lanes.each(lambda one: self._frame(*one), work))
        results = [[next(found) for _ in self._pictures] if thing.sides else [] for thing in objects]
        return self._lanes.each(lambda one: self._answer(*one), zip(objects, results, strict=True))

    def _object(self, ends: tuple[Mask | None, Mask | None]) -> _Object:
        return _Object(guesses.sides(self._pictures, ends, declared=self._leaves), ends)

    def _frame(self, thing: _Object, index: int) -> Found:
        assert thing.sides is not None  # noqa: S101  # only objects with a drawn side are asked for
        known = {0: thing.sides.left, self._last: thing.sides.right} if self._leaves else {0: thing.sides.left}
        if index in known:
            return guesses.as_drawn(known[index], thing.sides.window)
        fields = self._fields[0][index], self._fields[1][index]
        return guesses.find(thing.sides, self._pictures[index], fields, index, self._effort)

    def _answer(self, thing: _Object, found: Sequence[Found]) -> TrackSegment:
        sides = thing.sides
        if sides is None:
            blank = SegmentFrame(np.zeros(self._size, dtype=np.bool_), trust.CERTAIN)
            return TrackSegment([blank] * (self._last + 1))
        if self._leaves and (sides.left is None or sides.right is None):
            found = _until_gone(found, sides)
        cycle = None
        if sides.left is not None and sides.right is not None:
            carried = guesses.alone(sides, self._pictures[-1], self._fields[0][-1], self._effort)
            cycle = trust.cycle_overlap(carried, sides.window.of(sides.right.distance) > 0)
        frames = []
        for one in found:
            mask = _whole(one.mask, sides.window, self._pictures[0], self._size)
            frames.append(SegmentFrame(mask, trust.confidence(one.signals, one.absent_for)))
        return TrackSegment(frames, cycle)


class FlowPassage:
    """See `Passage`; motion is followed only as far as it is asked for, and kept for the next object."""

    def __init__(self, frames: Sequence[Image], effort: Effort) -> None:
        self._frames, self._effort = frames, effort
        self._motion = motion.Following(
            [_grey(frame) for frame in frames], longest_side=effort.motion_side, preset=effort.preset
        )
        self._pictures: dict[int, Picture] = {}

    def carry(self, drawn: Mapping[int, Mask], at: int) -> Mask:
        """See `Passage`."""
        before = next((index for index in drawn if index < at), at)
        after = next((index for index in drawn if index > at), at)
        pictures = [self._picture(index) for index in range(before, after + 1)]
        size = self._frames[at].shape[0], self._frames[at].shape[1]
        sides = guesses.sides(pictures, (drawn.get(before), drawn.get(after)))
        if sides is None:
            return np.zeros(size, dtype=np.bool_)
        fields: Fields = (
            self._motion.to(at, before) if sides.left is not None else None,
            self._motion.to(at, after) if sides.right is not None else None,
        )
        found = guesses.find(sides, self._picture(at), fields, at - before, self._effort)
        return _whole(found.mask, sides.window, self._picture(at), size)

    def _picture(self, index: int) -> Picture:
        if index not in self._pictures:
            self._pictures[index] = _picture(self._frames[index], self._effort)
        return self._pictures[index]


def _grey(frame: Image) -> Image:
    return np.asarray(cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def _picture(frame: Image, effort: Effort) -> Picture:
    while max(frame.shape[:2]) >= 2 * effort.working_side:  # halves are exact, and four times as cheap as other areas
        half = frame.shape[1] // 2, frame.shape[0] // 2
        frame = np.asarray(cv2.resize(frame, half, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    scale = effort.working_side / max(frame.shape[:2])
    if scale < 1:
        frame = np.asarray(cv2.resize(frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    return Picture(np.asarray(cv2.cvtColor(frame, cv2.COLOR_RGB2LAB), dtype=np.uint8), _grey(frame))


def _until_gone(found: Sequence[Found], sides: Sides) -> list[Found]:
    """Walk away from the drawn side; where colours fit no longer or next to nothing is left, the object has left."""
    drawn = sides.left or sides.right
    least = GONE_SHARE * drawn.scale**2 if drawn else 0.0
    walked: list[Found] = []
    gone = 0
    for one in found if sides.left is not None else found[::-1]:
        if one.signals is not None:
            gone += gone > 0 or one.signals.residual > GONE_RESIDUAL or int(np.count_nonzero(one.mask)) < least
            one = replace(one, mask=np.zeros_like(one.mask), absent_for=gone) if gone else one
        walked.append(one)
    return walked if sides.left is not None else walked[::-1]


def _whole(part: Mask, window: Window, picture: Picture, size: tuple[int, int]) -> Mask:
    """A window's mask on the frame, enlarged through the signed distance, so that its edge is smooth, no staircase."""
    height, width = picture.grey.shape
    whole = np.zeros((height, width), dtype=np.bool_)
    whole[window.y0 : window.y1, window.x0 : window.x1] = part
    if (height, width) == size:
        return whole
    distance = cv2.resize(candidate.signed_distance(whole), (size[1], size[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(distance > 0, dtype=np.bool_)
