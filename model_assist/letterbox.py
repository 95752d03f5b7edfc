"""One geometry for training, inference and the page: a frame into a square, and what is found there back into pixels.

Where training and inference cut differently, the model sees other pictures than it learned from: a 16:9 clip loses 44 %
of its width to a centre crop. So both come through here, and nowhere else.

Source: the authors pad the language model's frames on both sides and those to be segmented right and below, by zeros.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from annotator.formats.frames import Rgb
from annotator.formats.raster import Mask

GREY = 127


@dataclass(frozen=True)
class Letterbox:
    """From a frame of `width` x `height` px to a square of `side` px; the long side fills it.

    Args:
        centred: The frame stands in the middle, on grey; else above and left, on black.
    """

    width: int
    height: int
    side: int
    centred: bool

    @property
    def scaled(self) -> tuple[int, int]:
        """Width and height inside the square."""
        longest = max(self.width, self.height)
        return max(round(self.width * self.side / longest), 1), max(round(self.height * self.side / longest), 1)

    @property
    def corner(self) -> tuple[int, int]:
        """Left and top of the frame inside the square."""
        width, height = self.scaled
        return ((self.side - width) // 2, (self.side - height) // 2) if self.centred else (0, 0)

    def frame(self, pixels: Rgb) -> Rgb:
        """The square, [side, side, 3]."""
        square = np.full((self.side, self.side, 3), GREY if self.centred else 0, np.uint8)
        square[self._place] = _resized(pixels, self.scaled)
        return square

    def mask(self, mask: Mask) -> Mask:
        """The square of a mask, [side, side]; a pixel is in where more than half of it is."""
        square = np.zeros((self.side, self.side), np.float32)
        square[self._place] = _resized(mask.astype(np.float32), self.scaled)
        return np.asarray(square > 0.5)

    def inside(self) -> Mask:
        """Where the square is no padding, [side, side]."""
        square = np.zeros((self.side, self.side), np.bool_)
        square[self._place] = True
        return square

    def back(self, map_SS: NDArray[np.float32]) -> NDArray[np.float32]:
        """A map on the square, of any resolution, as one on the frame: [height, width], bilinear."""
        full = cv2.resize(map_SS, (self.side, self.side), interpolation=cv2.INTER_LINEAR)
        cut = np.ascontiguousarray(full[self._place])
        return np.asarray(cv2.resize(cut, (self.width, self.height), interpolation=cv2.INTER_LINEAR), np.float32)

    @property
    def _place(self) -> tuple[slice, slice]:
        (left, top), (width, height) = self.corner, self.scaled
        return slice(top, top + height), slice(left, left + width)


def _resized(picture: NDArray[np.float32] | Rgb, size: tuple[int, int]) -> NDArray[np.float32]:
    """Averaged where it shrinks, interpolated where it grows."""
    shrinks = picture.shape[1] > size[0]
    way = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(picture, size, interpolation=way))
