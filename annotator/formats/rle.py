"""Run lengths, the form in which masks travel and rest: COCO compressed strings outside, arrays of runs inside.

Runs go down the columns, first a run of zeros (0 long when the first pixel is set), then of ones, and so on; together
they are height x width. Sizes are [height, width]. The strings are made by pycocotools; they are read here, because a
damaged string must be refused and not read past its end.

Source: the mask API of COCO for the string form.
"""

from __future__ import annotations

from collections.abc import Sequence
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
    runs, _ = _numbers(counts)
    # From the fourth on, a run is written as its difference from the run of the same colour before it.
    runs[1::2] = np.cumsum(runs[1::2])
    runs[2::2] = np.cumsum(runs[2::2])
    if runs.min() < 0:
        raise DamagedRle(f"A run length is negative ({int(runs.min())}); make the mask again.")
    if int(runs.sum()) != height * width:
        raise DamagedRle(f"Run lengths add up to {int(runs.sum())}, not to {height}x{width}; make the mask again.")
    return runs


def merged(runs: Runs) -> Runs:
    """The same mask in the one form that an encoder gives it: no run but the first, of zeros, is 0 long."""
    if (runs[1:] > 0).all():
        return runs
    there = np.flatnonzero(runs)
    begins = np.flatnonzero(np.diff(there % 2, prepend=-1))
    lengths: Runs = np.add.reduceat(runs[there], begins)
    return np.concatenate(([0], lengths)) if there[0] % 2 else lengths


def areas_of_counts(counts: Sequence[str], *, height: int, width: int) -> Runs:
    """How many pixels each of many COCO strings sets, each checked as `runs_of_counts` does, all of them at a time.

    Raises:
        DamagedRle: a string is damaged; `place` says which, from 0.
    """
    try:
        return _areas(counts, height * width) if counts else np.zeros(0, dtype=np.int64)
    except DamagedRle:
        for place, one in enumerate(counts):
            try:
                runs_of_counts(one, height=height, width=width)
            except DamagedRle as error:
                raise DamagedRle(error.text, place=place) from error
        raise


def _areas(counts: Sequence[str], pixels: int) -> Runs:
    lengths = np.fromiter(map(len, counts), dtype=np.int64, count=len(counts))
    last_characters = np.cumsum(lengths) - 1
    values, last = _numbers("".join(counts))
    ends = np.searchsorted(last, last_characters) + 1
    if not lengths.all() or (last[ends - 1] != last_characters).any():
        raise DamagedRle("A string of run lengths is empty or cut off.")
    starts = np.concatenate(([0], ends[:-1]))
    # The third run is written as it is, not as a difference from the first.
    third = starts[ends - starts > 2]
    values[third + 2] -= values[third]
    areas, totals = np.zeros(len(counts), dtype=np.int64), np.zeros(len(counts), dtype=np.int64)
    for side in (0, 1):  # runs of one colour of a string are those at odd or at even places of all
        first, until = (starts + 1 - side) // 2, (ends + 1 - side) // 2
        runs = np.cumsum(values[side::2])
        runs -= np.repeat(_before(runs, first), until - first)
        if runs.min(initial=0) < 0:
            raise DamagedRle("A run length is negative.")
        sums = np.cumsum(runs)
        totals += (of_side := _before(sums, until) - _before(sums, first))
        areas += np.where(starts % 2 != side, of_side, 0)
    if (totals != pixels).any():
        raise DamagedRle("Run lengths do not add up to their size.")
    return areas


def _before(sums: Runs, places: Runs) -> Runs:
    """Running sums up to some places, without what is there."""
    before: Runs = np.concatenate(([0], sums))[places]
    return before


def _numbers(counts: str) -> tuple[Runs, Runs]:
    """Signed numbers and where the last character of each is.

    They are in groups of five bits, least significant first, each character 48 above its six bits.
    """
    try:
        data = np.frombuffer(counts.encode("ascii"), dtype=np.uint8) - np.uint8(48)  # what is below comes out above 63
    except UnicodeEncodeError as error:
        raise DamagedRle(f"Run lengths hold {counts[error.start]!r}, which COCO never writes.") from error
    last = np.flatnonzero((data & 0x20) == 0)
    if not len(last) or last[-1] != len(data) - 1 or data.max() > 63:
        raise DamagedRle("Run lengths are cut off or hold characters that COCO never writes.")
    lengths = np.diff(last, prepend=-1)
    longest = int(lengths.max())
    if longest > 7:
        raise DamagedRle("A run length is longer than any frame.")
    values = (((data[last] & 0x1F) ^ 0x10).astype(np.int64)) - 0x10  # the last group holds the sign
    several = np.flatnonzero(lengths > 1)
    values[several] <<= 5 * (lengths[several] - 1)
    for group in range(longest - 1):
        here = several[lengths[several] > group + 1]
        values[here] += (data[last[here] - lengths[here] + 1 + group] & 0x1F).astype(np.int64) << (5 * group)
    return values, last
