"""A frame's number, burnt into its pixels, so that a test can ask any picture which frame it is.

Sixteen black or white cells across the top eighth of the picture: twelve bits of number, highest first, then four
bits of check. It survives H.264, JPEG, scaling and a canvas screenshot.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

CELLS = 16
LIMIT = 1 << 12
_STRIP = 8  # the strip is one eighth of the height


class NoBarcode(Exception):
    """The picture carries no readable number."""


def draw(image: NDArray[np.uint8], number: int) -> None:
    """Burn a number below 4096 into an H×W or H×W×3 picture, in place."""
    word = number << 4 | _check(number)
    height, width = image.shape[:2]
    edges = np.linspace(0, width, CELLS + 1).round().astype(int)
    for cell in range(CELLS):
        bit = word >> (CELLS - 1 - cell) & 1
        image[: height // _STRIP, edges[cell] : edges[cell + 1]] = 235 if bit else 20


def read(image: NDArray[np.uint8]) -> int:
    """The number in an H×W, H×W×3 or H×W×4 picture.

    Raises:
        NoBarcode: The check does not fit, or a cell is neither dark nor bright.
    """
    luma = image[..., :3].mean(axis=2) if image.ndim == 3 else image.astype(float)
    height, width = luma.shape
    strip = luma[height // _STRIP // 4 : max(height // _STRIP * 3 // 4, 1)]
    middles = (np.arange(CELLS) + 0.5) * width / CELLS
    reach = max(width // CELLS // 4, 1)
    cells = [float(strip[:, int(x) - reach : int(x) + reach].mean()) for x in middles]
    if any(80 < cell < 170 for cell in cells):
        raise NoBarcode(f"Cells are neither dark nor bright: {[round(cell) for cell in cells]}")
    word = sum((cell > 127) << (CELLS - 1 - place) for place, cell in enumerate(cells))
    number = word >> 4
    if word & 15 != _check(number):
        raise NoBarcode(f"The check of {number} is {word & 15}, not {_check(number)}")
    return number


def _check(number: int) -> int:
    return (number ^ number >> 4 ^ number >> 8 ^ 0b1010) & 15
