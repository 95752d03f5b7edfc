"""Run lengths, the form in which masks travel and rest: COCO compressed strings outside, arrays of runs inside.

Runs go down the columns, first a run of zeros (0 long when the first pixel is set), then of ones, and so on; together
they are height x width. Sizes are [height, width]. The strings are made by pycocotools; they are read here, because a
damaged string must be refused and not read past its end.

Source: the mask API of COCO for the string form.
"""

from __future__ import annotations

from typing import TypedDict

import cv2
import numpy as np
from numpy.typing import NDArray
from pycocotools import mask as coco

from annotator.errors import AnnotatorError
from annotator.formats.raster import Mask, paint

Runs = NDArray[np.int64]


class Rle(TypedDict):
    """COCO compressed RLE as JSON holds it."""

    size: list[int]
    counts: str


class DamagedRle(AnnotatorError):
    """Run lengths that do not describe a mask of their size."""

    code = "damaged_rle"


def encode(mask: Mask) -> Rle:
    """Write a mask, [height, width], as COCO compressed RLE."""
    height, width = mask.shape
    return {"size": [height, width], "counts": counts_of_runs(runs_of_mask(mask), height=height, width=width)}


def decode(rle: Rle) -> Mask:
    """Read a mask, [height, width].

    Raises:
        DamagedRle: the counts are no run lengths or do not add up to the size.
    """
    height, width = rle["size"]
    return mask_of_runs(runs_of_counts(rle["counts"], height=height, width=width), height=height, width=width)


def empty(height: int, width: int) -> Rle:
    """The RLE of a frame on which the object is absent."""
    return {"size": [height, width], "counts": counts_of_runs(np.array([height * width]), height=height, width=width)}


def area(rle: Rle) -> int:
    """How many pixels are set, without making them.

    Raises:
        DamagedRle: the counts are no run lengths or do not add up to the size.
    """
    height, width = rle["size"]
    return int(runs_of_counts(rle["counts"], height=height, width=width)[1::2].sum())


def iou(left: Mask, right: Mask) -> float:
    """Intersection over union of two masks of one size; 1 when both are empty."""
    union = int(np.count_nonzero(left | right))
    return int(np.count_nonzero(left & right)) / union if union else 1.0


def runs_of_mask(mask: Mask) -> Runs:
    """The run lengths of a mask, down its columns."""
    height, width = mask.shape
    pixels = mask.view(np.uint8) if mask.flags.c_contiguous else np.ascontiguousarray(mask).view(np.uint8)
    x0, _, box_width, _ = cv2.boundingRect(pixels)
    if not box_width:
        return np.array([height * width], dtype=np.int64)
    line = cv2.transpose(pixels[:, x0 : x0 + box_width]).reshape(-1)
    start, total = x0 * height, height * width
    changes = np.flatnonzero(line[1:] != line[:-1]) + (start + 1)
    end = start + len(line)
    before = [0, start] if line[0] else [0]
    after = [end, total] if line[-1] and end < total else [total]
    runs: Runs = np.diff(np.concatenate((before, changes, after)))
    return runs


def mask_of_runs(runs: Runs, *, height: int, width: int) -> Mask:
    """The mask of run lengths that are known to add up to height x width."""
    line = np.zeros(height * width, dtype=np.uint8)
    at = np.cumsum(runs)
    paint(line, at[0 : len(runs) - 1 : 2], at[1::2])
    mask: Mask = np.ascontiguousarray(cv2.transpose(line.reshape(width, height))).view(np.bool_)
    return mask


def counts_of_runs(runs: Runs, *, height: int, width: int) -> str:
    """The COCO string of run lengths."""
    counts: bytes = coco.frPyObjects({"size": [height, width], "counts": runs.tolist()}, height, width)["counts"]
    return counts.decode("ascii")


def runs_of_counts(counts: str, *, height: int, width: int) -> Runs:
    """The run lengths in a COCO string.

    Raises:
        DamagedRle: the string is cut off, holds other characters, or its runs do not add up to height x width.
    """
    runs = _numbers(counts)
    # From the fourth on, a run is written as its difference from the run of the same colour before it.
    runs[1::2] = np.cumsum(runs[1::2])
    runs[2::2] = np.cumsum(runs[2::2])
    if runs.min() < 0:
        raise DamagedRle(f"A run length is negative ({int(runs.min())}); make the mask again.")
    if int(runs.sum()) != height * width:
        raise DamagedRle(f"Run lengths add up to {int(runs.sum())}, not to {height}x{width}; make the mask again.")
    return runs


def _numbers(counts: str) -> Runs:
    """Signed numbers in groups of five bits, least significant first, each character 48 above its six bits."""
    try:
        data = np.frombuffer(counts.encode("ascii"), dtype=np.uint8).astype(np.int64) - 48
    except UnicodeEncodeError as error:
        raise DamagedRle(f"Run lengths hold {counts[error.start]!r}, which COCO never writes.") from error
    last = np.flatnonzero((data & 0x20) == 0)
    if not len(last) or last[-1] != len(data) - 1 or data.min() < 0 or data.max() > 63:
        raise DamagedRle("Run lengths are cut off or hold characters that COCO never writes.")
    starts = np.concatenate(([0], last[:-1] + 1))
    lengths = last - starts + 1
    if lengths.max() > 7:
        raise DamagedRle("A run length is longer than any frame.")
    values = np.zeros(len(last), dtype=np.int64)
    for group in range(int(lengths.max())):
        here = lengths > group
        values[here] |= (data[starts[here] + group] & 0x1F) << (5 * group)
    negative = (data[last] & 0x10) != 0
    values[negative] -= 1 << (5 * lengths[negative])
    return values
