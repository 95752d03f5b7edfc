"""Engines differ and the rest of Tether must not care, so what they exchange is fixed here.

Shapes: a frame is RGB uint8 (height, width, 3); a mask is bool (height, width) of the same size.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
Plane = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class SegmentFrame:
    """One computed mask and how far to trust it, 0 (not at all) to 255."""

    mask: Mask
    confidence: int


@dataclass(frozen=True, eq=False)
class TrackSegment:
    """What a predictor says of one track: one `SegmentFrame` for every frame it was given, both ends included.

    `cycle_iou` compares the left keyframe, carried over alone, with the right keyframe; None where only one is drawn
    or where the engine holds both keyframes at once, so that the comparison would say nothing.
    """

    frames: Sequence[SegmentFrame] = field(default_factory=tuple)
    cycle_iou: float | None = None


class Predictor(Protocol):
    """Computes the masks between two human keyframes.

    `digest` changes whenever the same input may give other masks: stored results are keyed by it. A track's result
    depends on its own keyframes and the frames only, never on which other tracks were handed over with it.
    """

    @property
    def name(self) -> str: ...

    @property
    def digest(self) -> str: ...

    def propagate_segment(
        self, frames: Sequence[Image], left: Mapping[int, Mask | None], right: Mapping[int, Mask | None] | None
    ) -> dict[int, TrackSegment]:
        """Carry every track from its keyframes over the frames between them.

        Args:
            frames: all frames of the segment, both ends included.
            left: track to its mask on frames[0]; None where it was declared absent.
            right: the same for frames[-1]; None as a whole where the segment is an open tail without that keyframe.

        Raises:
            PropagationError: when the engine cannot work with these frames.
        """
        ...


@dataclass(frozen=True, eq=False)
class Segment:
    """What `Predictor.propagate_segment` takes, as one value."""

    frames: Sequence[Image]
    left: Mapping[int, Mask | None]
    right: Mapping[int, Mask | None] | None

    @property
    def tracks(self) -> list[int]:
        """Every track that is named on either side."""
        return list(dict.fromkeys([*self.left, *(self.right or {})]))


@runtime_checkable
class Together(Protocol):
    """A predictor that is faster when it is given several segments at a time, and that goes through frames in order.

    Frames of a long segment may therefore be decoded when they are looked at, and again when looked at much later.
    """

    @property
    def segments_at_once(self) -> int: ...

    def propagate_segments(self, segments: Sequence[Segment]) -> list[dict[int, TrackSegment]]:
        """The answer of `Predictor.propagate_segment` to each segment.

        Raises:
            PropagationError: when the engine cannot work with these frames.
        """
        ...


class Passage(Protocol):
    """Some frames of one shot in order of time, prepared once, over which objects are carried one after the other."""

    def carry(self, drawn: Mapping[int, Mask], at: int) -> Mask:
        """One object's mask on frame `at`, from the frames on which it is drawn.

        Args:
            drawn: index in the passage to a non-empty mask: one, or one on either side of `at`.
        """
        ...


class Carrier(Protocol):
    """A predictor that can also carry a mask to a single frame, much sooner than it fills a segment."""

    @property
    def name(self) -> str: ...

    def passage(self, frames: Sequence[Image]) -> Passage: ...
