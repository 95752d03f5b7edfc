"""What a frozen encoder makes of a clip is the same in every epoch: within a bound it is computed once.

F frames of a clip, S side in px.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

_MOST_BYTES = 2 * 2**30


class Remembered:
    """Features by clip. Each clip goes through the encoder by itself, so that they do not depend on its neighbours."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._kept: dict[int, tuple[Tensor, ...]] = {}
        self._left = most_bytes

    def of(
        self, clips: Sequence[int], frames: Sequence[Tensor], encode: Callable[[Tensor], tuple[Tensor, ...]]
    ) -> tuple[Tensor, ...]:
        """The features of some clips, frame after frame.

        Args:
            clips: Their ids.
            frames: Of each its frames, [F, 3, S, S]; always the same for the same id.
            encode: What makes features of them, each with F rows.
        """
        made = [self._one(clip, each, encode) for clip, each in zip(clips, frames, strict=True)]
        return tuple(torch.cat(each) for each in zip(*made, strict=True))

    def _one(
        self, clip: int, frames_FCSS: Tensor, encode: Callable[[Tensor], tuple[Tensor, ...]]
    ) -> tuple[Tensor, ...]:
        if clip in self._kept:
            return self._kept[clip]
        with torch.no_grad():
            made = encode(frames_FCSS)
        size = sum(each.nbytes for each in made)
        if size <= self._left:
            self._kept[clip] = made
            self._left -= size
        return made
