"""Masks that a memory carries from the frames on which the model is surest to all others.

The model draws each frame by itself, so nothing ties an object over time. A memory that was trained to follow masks
does: the model prompts it on few frames. Whose memory it is, is not known here.

F segmented frames, [height, width] the clip's own pixels.

Source: Yuan et al., "Sa2VA", 2025, and its successor Sa2VA-i: masks on key frames, carried by SAM 2 with its original
weights; key frames by expected IoU times presence as VRS-HQ, 2025, has them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from annotator.formats.frames import Rgb
from annotator.formats.raster import Mask

Carried = Literal["keyframe_propagate", "fuse"]
STRIDE = 6  # frames of the clip for one that memory sees: five a second, near the six at which SAM 2 learned
_BEST = 2
_PRESENT = 0.5


class Held(Protocol):
    """Frames of a clip that a memory has looked at."""

    def carry(self, drawn: Mapping[int, Mask], at: int) -> Mask | None:
        """One object's mask on frame `at`, from the frames on which it is drawn.

        Args:
            drawn: Index among the frames to a mask that is not empty.

        Returns:
            None where no drawn frame lies in the same shot.
        """


class Memory(Protocol):
    """What can follow a mask through a clip."""

    def hold(self, frames: Sequence[Rgb]) -> Held:
        """Look at frames in order of time."""


@dataclass(frozen=True)
class Carrying:
    """Which memory, and what becomes of the model's own masks.

    Args:
        masks: `keyframe_propagate` keeps them on the best frames only; `fuse` weighs them against the carried ones.
    """

    memory: Memory
    masks: Carried


@dataclass(frozen=True)
class Track:
    """One object that was found.

    Args:
        masks: [height, width] on each of the clip's segmented frames; empty where it is not seen.
        present: How likely the model holds it to be seen on each, 0…1.
        score: How likely the token was times the mean expected IoU over the frames on which the model sees the object.
    """

    masks: tuple[Mask, ...]
    present: tuple[float, ...]
    score: float


@dataclass(frozen=True, eq=False)
class Draft:
    """The model's own word on one object, each frame by itself.

    Args:
        logits: Of the mask, [height, width] for each of F frames.
        present: How likely the object is seen on each, 0…1.
        expected: The IoU that the decoder expects, 0…1.
        sure: How likely the segmentation token was, 0…1.
    """

    logits: Sequence[NDArray[np.float32]]
    present: tuple[float, ...]
    expected: tuple[float, ...]
    sure: float

    def mask(self, at: int) -> Mask:
        """The mask on a frame; empty where the object is not seen."""
        if self.present[at] > _PRESENT:
            return np.asarray(self.logits[at] > 0)
        return np.zeros(self.logits[at].shape, np.bool_)

    def track(self) -> Track:
        """Each frame by itself: mask mode `independent`."""
        return self._with([self.mask(at) for at in range(len(self.present))])

    def carried(self, held: Held, places: Sequence[int], masks: Carried) -> Track:
        """From the best frames to the others; an object without a good frame stays as it is.

        Args:
            held: The memory of the clip.
            places: Where the F frames are among those that it holds.
        """
        best = self.best()
        drawn = {places[at]: self.mask(at) for at in best}
        told = []
        for at, place in enumerate(places):
            carried = held.carry(drawn, place) if drawn and at not in best else None
            if carried is None:  # one of the best, or in a shot that has none
                told.append(self.mask(at))
            else:
                told.append(carried if masks == "keyframe_propagate" else self._fused(at, carried))
        return self._with(told)

    def best(self) -> list[int]:
        """The frames by presence times expected IoU, the best first; only such on which something is seen."""
        worth = {at: self.present[at] * self.expected[at] for at in range(len(self.present)) if self.mask(at).any()}
        return sorted(worth, key=lambda at: (-worth[at], at))[:_BEST]

    def _fused(self, at: int, carried: Mask) -> Mask:
        """The mean of both words, the model's own weighed by how sure it is of it."""
        seen = self.present[at] > _PRESENT
        own: NDArray[Any] = 1 / (1 + np.exp(-self.logits[at].clip(-30, 30))) if seen else np.zeros(carried.shape)
        belief = self.present[at] * self.expected[at] if seen else 1 - self.present[at]
        return np.asarray(belief * own + (1 - belief) * carried > 0.5)

    def _with(self, masks: Sequence[Mask]) -> Track:
        seen = [expected for expected, present in zip(self.expected, self.present, strict=True) if present > _PRESENT]
        score = self.sure * sum(seen) / len(seen) if seen else 0.0
        return Track(tuple(masks), self.present, score)
