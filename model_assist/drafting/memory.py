"""A predictor of propagation as the memory that the model takes: whole clips, so that shots are parted here.

Propagation carries masks over the frames of one shot. The model hands over whatever the clip shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from annotator.formats.frames import Rgb
from annotator.formats.raster import Mask
from propagation.cuts import find_cuts
from propagation.predictor import Carrier, Passage


class CarriedMemory:
    """See `model_assist.carrying.Memory`.

    Args:
        carrier: With SAM 2 its original weights: a decoder that was trained on prompts no longer fits the memory.
    """

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier

    def hold(self, frames: Sequence[Rgb]) -> HeldClip:
        """See `Memory`."""
        return HeldClip(self._carrier, frames)


class HeldClip:
    """See `model_assist.carrying.Held`; a shot is prepared when the first object is carried in it."""

    def __init__(self, carrier: Carrier, frames: Sequence[Rgb]) -> None:
        self._carrier, self._frames = carrier, frames
        self._shots = list(pairwise([0, *find_cuts(frames), len(frames)]))
        self._passages: dict[int, Passage] = {}

    def carry(self, drawn: Mapping[int, Mask], at: int) -> Mask | None:
        """See `Held`."""
        first, end = next(shot for shot in self._shots if shot[0] <= at < shot[1])
        near = {place - first: mask for place, mask in drawn.items() if first <= place < end and mask.any()}
        here = at - first
        if not near or here in near:
            return near.get(here)
        before = max((place for place in near if place < here), default=None)
        after = min((place for place in near if place > here), default=None)
        if first not in self._passages:
            self._passages[first] = self._carrier.passage(self._frames[first:end])
        return self._passages[first].carry({p: near[p] for p in (before, after) if p is not None}, here)
