"""The propagated masks of one track on one segment in one blob, since 17.7 million masks as COCO strings are 53 GB.

A bundle is a plain header (magic, version, flags, height, width, masks, first frame), the confidence of each mask (one
byte each, when there is any) and one zstd frame holding the byte length of every mask and then their runs, down the
columns, as varints. Rewriting a segment rewrites exactly one bundle; COCO strings come out without making a pixel.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import zstandard
from numpy.typing import NDArray

from annotator.errors import AnnotatorError
from annotator.formats import varint
from annotator.formats.raster import Mask
from annotator.formats.rle import Rle, Runs, counts_of_runs, mask_of_runs, runs_of_mask

MAX_MASKS = 4096
MAX_SIDE = 16_384
_HEADER = struct.Struct("<2sBBHHII")  # magic, version, flags, height, width, masks, first frame
_MAGIC = b"TB"
_VERSION = 1
_HAS_CONFIDENCE = 1
_LEVEL = 9
_MAX_BYTES = 2**28  # of runs when unpacked: a damaged blob must not fill the memory


class DamagedBundle(AnnotatorError):
    """Bytes that are no bundle, or no longer."""

    code = "damaged_bundle"
    status = 500


@dataclass(frozen=True)
class Bundle:
    """Masks of frames `first` … `first + frame_count - 1`; every method takes a frame index of the video.

    `confidence` holds 0..255 per frame, or is None where nobody measured it.
    """

    first: int
    height: int
    width: int
    confidence: tuple[int, ...] | None
    _runs: Runs
    _ends: NDArray[np.int64]

    @property
    def frame_count(self) -> int:
        """How many frames the bundle covers."""
        return len(self._ends)

    @property
    def masks(self) -> list[Mask]:
        """All masks in order, made now."""
        return [self.mask(frame) for frame in range(self.first, self.first + self.frame_count)]

    def mask(self, frame: int) -> Mask:
        """The mask, [height, width].

        Raises:
            KeyError: the frame is not in this bundle.
        """
        return mask_of_runs(self.runs(frame), height=self.height, width=self.width)

    def counts(self, frame: int) -> str:
        """The COCO string of a frame, without making pixels.

        Raises:
            KeyError: the frame is not in this bundle.
        """
        return counts_of_runs(self.runs(frame), height=self.height, width=self.width)

    def rle(self, frame: int) -> Rle:
        """The COCO RLE of a frame, without making pixels.

        Raises:
            KeyError: the frame is not in this bundle.
        """
        return {"size": [self.height, self.width], "counts": self.counts(frame)}

    def area(self, frame: int) -> int:
        """How many pixels are set on a frame; 0 says that the object is absent.

        Raises:
            KeyError: the frame is not in this bundle.
        """
        return int(self.runs(frame)[1::2].sum())

    def runs(self, frame: int) -> Runs:
        """The run lengths of a frame, down its columns.

        Raises:
            KeyError: the frame is not in this bundle.
        """
        index = frame - self.first
        if not 0 <= index < self.frame_count:
            raise KeyError(frame)
        return self._runs[self._ends[index - 1] if index else 0 : self._ends[index]]

    @property
    def _edges(self) -> NDArray[np.int64]:
        """Where each run ends, counted in pixels through all masks as if they lay one after the other."""
        edges: NDArray[np.int64] = np.cumsum(self._runs)
        return edges

    def _set_before(self, edges: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether the pixels just before some positions are set; no position lies inside the run that it ends."""
        place = np.searchsorted(self._edges, edges)
        starts = np.concatenate(([0], self._ends[:-1]))
        in_mask = place - np.repeat(starts, np.diff(self._ends, prepend=0))[place]
        odd: NDArray[np.bool_] = in_mask % 2 == 1
        return odd


def encode(masks: Sequence[Mask], *, first: int, confidence: Sequence[int] | None = None) -> bytes:
    """Write the masks of consecutive frames.

    Args:
        masks: Booleans, [height, width], all of one size, at least one.
        first: Frame index of the first mask.
        confidence: 0..255 for each mask, or None.

    Raises:
        ValueError: no mask, different sizes, or not one confidence for each mask.
    """
    if not masks or len({mask.shape for mask in masks}) != 1:
        raise ValueError(f"{len(masks)} masks of sizes {sorted({mask.shape for mask in masks})}; give one size.")
    height, width = masks[0].shape
    runs = [runs_of_mask(mask) for mask in masks]
    return encode_runs(runs, height=height, width=width, first=first, confidence=confidence)


def encode_runs(
    runs: Sequence[Runs], *, height: int, width: int, first: int, confidence: Sequence[int] | None = None
) -> bytes:
    """Write masks of consecutive frames that are run lengths already, without making a pixel.

    Args:
        runs: Of each mask down its columns, each adding up to height x width, at least one mask.
        first: Frame index of the first mask.
        confidence: 0..255 for each mask, or None.

    Raises:
        ValueError: no mask, or not one confidence for each mask.
    """
    if not runs:
        raise ValueError("0 masks; give at least one.")
    if confidence is not None and len(confidence) != len(runs):
        raise ValueError(f"{len(confidence)} confidences for {len(runs)} masks.")
    written, ends = varint.encode_with_ends(np.concatenate(runs))
    ends_of_masks = ends[np.cumsum([len(run) for run in runs]) - 1]
    lengths = np.diff(ends_of_masks, prepend=0).astype("<u4").tobytes()
    flags = 0 if confidence is None else _HAS_CONFIDENCE
    header = _HEADER.pack(_MAGIC, _VERSION, flags, height, width, len(runs), first)
    packer = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True)
    return header + bytes(confidence or ()) + packer.compress(lengths + written)


def decode(raw: bytes) -> Bundle:
    """Read what `encode` wrote; masks are made only when asked for.

    Raises:
        DamagedBundle: the bytes are of another version, cut off, changed, or do not describe masks of their size.
    """
    try:
        magic, version, flags, height, width, masks, first = _HEADER.unpack_from(raw)
    except struct.error as error:
        raise DamagedBundle(f"A bundle of {len(raw)} bytes has no header; propagate its segment again.") from error
    if (magic, version) != (_MAGIC, _VERSION) or not 0 < masks <= MAX_MASKS or max(height, width) > MAX_SIDE:
        raise DamagedBundle(f"A bundle has an unknown header ({raw[:4].hex()}); propagate its segment again.")
    body = _HEADER.size + (masks if flags & _HAS_CONFIDENCE else 0)
    confidence = tuple(raw[_HEADER.size : body]) if flags & _HAS_CONFIDENCE else None
    try:
        content = zstandard.ZstdDecompressor().decompress(_bounded(raw[body:]))
        lengths = np.frombuffer(content[: 4 * masks], dtype="<u4").astype(np.int64)
        runs, ends = varint.decode_with_ends(content[4 * masks :])
    except (zstandard.ZstdError, ValueError) as error:
        raise DamagedBundle(f"A bundle is damaged ({error}); propagate its segment again.") from error
    ends_of_masks = np.searchsorted(ends, np.cumsum(lengths)) + 1
    if len(lengths) != masks or not _adds_up(runs, ends_of_masks, height * width):
        raise DamagedBundle("The runs of a bundle do not add up to its size; propagate its segment again.")
    return Bundle(first, height, width, confidence, runs, ends_of_masks)


def overlaps(one: Bundle, other: Bundle) -> list[float]:
    """Intersection over union of two bundles' masks, frame by frame, without making a pixel; 1 where both are empty.

    Raises:
        ValueError: they are not of the same frames and size.
    """
    sides = [(b.first, b.frame_count, b.height, b.width) for b in (one, other)]
    if sides[0] != sides[1]:
        raise ValueError(f"bundles of {sides[0]} and {sides[1]} (first frame, frames, height, width) do not compare.")
    pixels = one.height * one.width
    edges = np.sort(np.concatenate((one._edges, other._edges)), kind="stable")  # two sorted runs are merged
    lengths = np.diff(edges, prepend=0)
    frame = (edges - 1) // pixels
    mine, theirs = one._set_before(edges), other._set_before(edges)
    both = np.bincount(frame[mine & theirs], lengths[mine & theirs], minlength=one.frame_count)
    either = np.bincount(frame[mine | theirs], lengths[mine | theirs], minlength=one.frame_count)
    return [1.0 if not union else float(shared / union) for shared, union in zip(both, either, strict=True)]


def _bounded(packed: bytes) -> bytes:
    size = zstandard.frame_content_size(packed)
    if not 0 <= size <= _MAX_BYTES:
        raise ValueError(f"it claims {size} bytes")
    return packed


def _adds_up(runs: Runs, ends: NDArray[np.int64], pixels: int) -> bool:
    if not len(ends) or ends[-1] != len(runs) or (np.diff(ends, prepend=0) < 1).any():
        return False
    sums = np.add.reduceat(runs, np.concatenate(([0], ends[:-1])))
    return bool((sums == pixels).all())
