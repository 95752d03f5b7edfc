"""Redrawing an object that hardly changed costs most of the time; this carries the neighbour's shape over first.

What comes out is a draft for a person to correct. How far to trust it is measured by carrying it back: a draft that
does not return to the keyframe it came from has lost the object on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from propagation import trust
from propagation.cuts import find_cuts
from propagation.errors import FramesMissing, NothingFound, ShotChanged
from propagation.predictor import Carrier, Image, Mask, Passage

ReadFrames = Callable[[int, int], Iterable[Image]]

STEP = 2  # frames between two that are looked at: twice as fast, and as good


@dataclass(frozen=True, eq=False)
class Carried:
    """A draft, and the overlap to expect with what a person would draw, 0..1; `used`: the keyframes it came from."""

    mask: Mask
    estimate: float
    used: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Route:
    """The frames between an object's keyframes and the one to draft, prepared; `places`: frame to index in the passage.

    Keyframes behind a change of shot have no place.
    """

    passage: Passage
    places: Mapping[int, int]
    frame: int


def route(read_frames: ReadFrames, frame: int, neighbours: Iterable[int], carrier: Carrier) -> Route:
    """Prepare the way from neighbouring keyframes to a frame; it serves every object that is drawn on the same ones.

    Args:
        read_frames: gives the RGB frames first..last, both ends included.
        neighbours: frames on which objects are drawn, at most one on either side.

    Raises:
        FramesMissing: the reader gave another number of frames.
        ShotChanged: there is a change of shot between the frame and every neighbour.
    """
    ends = sorted({frame, *neighbours})
    wanted = sorted({*ends, *(i for a in ends for i in range(frame, a, STEP if a > frame else -STEP))})
    pictures = _read(read_frames, wanted)
    cuts = [wanted[i] for i in find_cuts(pictures)]
    seen = [i for i in wanted if not any(min(i, frame) < cut <= max(i, frame) for cut in cuts)]
    places = {index: place for place, index in enumerate(seen) if index in ends}
    if set(places) == {frame}:
        raise ShotChanged(f"The shot changes between frame {frame} and its neighbours; draw the object anew.")
    return Route(carrier.passage([pictures[wanted.index(i)] for i in seen]), places, frame)


def carry(way: Route, drawn: Mapping[int, Mask]) -> Carried:
    """Carry one object along.

    Args:
        drawn: frame to the mask that a person drew there; those without a place on the route are left out.

    Raises:
        NothingFound: nothing of the object arrives.
    """
    at = way.places[way.frame]
    known = {way.places[frame]: mask for frame, mask in drawn.items() if frame in way.places and mask.any()}
    mask = way.passage.carry(known, at) if known else None
    if mask is None or not mask.any():
        raise NothingFound(f"Nothing of the object arrives on frame {way.frame}; draw it, or declare it absent.")
    returned = [trust.overlap(way.passage.carry({at: mask}, place), there) for place, there in known.items()]
    used = tuple(frame for frame in drawn if frame in way.places)
    return Carried(mask, float(np.mean(returned)), used)


def _read(read_frames: ReadFrames, wanted: list[int]) -> list[Image]:
    first, last = wanted[0], wanted[-1]
    chosen = set(wanted)
    pictures = [picture for index, picture in enumerate(read_frames(first, last), first) if index in chosen]
    if len(pictures) != len(wanted):
        raise FramesMissing(
            f"Frames {first} to {last} are {last - first + 1}, but the video gave fewer; ingest it again.",
            first=first, last=last,
        )  # fmt: skip
    return pictures
