"""A clip as the model sees it: some frames by exact index, in the two squares that it looks at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.formats.canonical import GROUP
from annotator.formats.frames import Rgb, read_frames
from model_assist.letterbox import Letterbox
from model_assist.pooling import spread
from model_assist.recipe import Recipe

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Clip:
    """T frames of the whole clip for the language model, F frames to be segmented.

    Args:
        size: (height, width) of the clip in px.
        frames_TSSC, segment_FSSC: Letterboxed RGB.
        segment_indices: Which frames of the clip the F are.
        time_F: Their place in the clip, 0…1.
    """

    size: tuple[int, int]
    frames_TSSC: Pixels
    segment_FSSC: Pixels
    segment_indices: tuple[int, ...]
    time_F: tuple[float, ...]


@dataclass(frozen=True)
class Crop:
    """A part of the frame, in px."""

    left: int
    top: int
    width: int
    height: int

    def of(self, picture: NDArray[Any]) -> NDArray[Any]:
        """That part of a picture or mask."""
        return picture[self.top : self.top + self.height, self.left : self.left + self.width]


def read_clip(
    path: Path, *, frame_count: int, segment: Sequence[int], recipe: Recipe, crop: Crop | None = None
) -> Clip:
    """Read a canonical video as training and inference both do.

    Args:
        frame_count: Frames of the clip.
        segment: Indices of the frames to be segmented, ascending.
        crop: Segment this part of the frames only; the language model sees whole frames all the same.

    Raises:
        FrameMissing: the video has fewer frames.
    """
    shown = spread(frame_count, recipe.pooling.frames)
    pixels = dict(zip(wanted := sorted({*shown, *segment}), read_indices(path, wanted), strict=True))
    height, width = pixels[wanted[0]].shape[:2]
    whole = Letterbox(width, height, recipe.vision.side, centred=True)
    part = crop or Crop(0, 0, width, height)
    square = Letterbox(part.width, part.height, recipe.segmentation.side, centred=False)
    return Clip(
        size=(height, width),
        frames_TSSC=np.stack([whole.frame(pixels[index]) for index in shown]),
        segment_FSSC=np.stack([square.frame(part.of(pixels[index])) for index in segment]),
        segment_indices=tuple(segment),
        time_F=tuple(index / max(frame_count - 1, 1) for index in segment),
    )


def read_indices(path: Path, indices: Sequence[int]) -> Iterator[Rgb]:
    """Frames by index, ascending; those that lie near each other are decoded in one go.

    Raises:
        FrameMissing: the video has no such frame.
    """
    far = [at for at, (before, after) in enumerate(pairwise(indices), 1) if after - before > 4 * GROUP]
    for first, end in pairwise([0, *far, len(indices)]):
        near = set(indices[first:end])
        yield from read_frames(path, min(near), max(near), only=near)
