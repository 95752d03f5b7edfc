"""A segment may be as long as the clip, so its frames are read in blocks when they are looked at and then let go.

Only for predictors that look at frames roughly in order, from one end or from both: each look at a block that was let
go decodes it again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import overload

from propagation.kept import Kept
from propagation.predictor import Image

BLOCK = 32  # frames
BLOCKS_KEPT = 4  # two for each direction


class StreamedFrames(Sequence[Image]):
    """Frames by place, read in blocks.

    Args:
        read: gives so many frames from a place on, fewer at the end.
        places: which frames these are, in their order.
    """

    def __init__(
        self, read: Callable[[int, int], list[Image]], places: range, blocks: Kept[list[Image]] | None = None
    ) -> None:
        self._read = read
        self._places = places
        self._blocks: Kept[list[Image]] = Kept(BLOCKS_KEPT) if blocks is None else blocks

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, index: int) -> Image: ...

    @overload
    def __getitem__(self, index: slice) -> StreamedFrames: ...

    def __getitem__(self, index: int | slice) -> Image | StreamedFrames:
        if isinstance(index, slice):
            return StreamedFrames(self._read, self._places[index], self._blocks)
        block, place = divmod(self._places[index], BLOCK)
        frames = self._blocks.get(block)
        if frames is None:
            frames = self._blocks.put(block, self._read(block * BLOCK, BLOCK))
        return frames[place]
