"""The one copy of a clip that everybody works on, and how its frames are read back exactly.

A canonical video is H.264 at a constant 30 fps without B-frames, every fifteenth frame starting a closed group, so
frame *k* is found by one short seek and is the same picture in the browser, in the worker and in a release. The frame
table beside it keeps, for every frame, where in the original it came from and the checksum of its decoded pixels: the
proof that two machines saw the same.

Pixels here are always RGB, height × width × 3, converted from the file's own colour matrix.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Container, Iterator
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from annotator.errors import AnnotatorError
from annotator.formats.clock import FPS

VIDEO = "canonical.mp4"
TABLE = "frames.json.gz"
STILLS = "stills"
THUMBNAIL = "thumbnail.jpg"
GROUP = 15  # frames from one seekable frame to the next

Rgb = NDArray[np.uint8]


class FrameMissing(AnnotatorError):
    """A frame index that a canonical video does not have, or a canonical video that does not hold what it promised."""

    code = "frame_missing"
    status = 404


@dataclass(frozen=True)
class FrameEntry:
    """One row of the frame table.

    Args:
        index: The frame on the 30-fps clock.
        source_index: Which decoded frame of the original it shows, from 0.
        source_seconds: The presentation time that the original gives that frame.
        sha256: Checksum of the decoded RGB pixels of the canonical frame, hexadecimal.
    """

    index: int
    source_index: int
    source_seconds: float
    sha256: str


@dataclass(frozen=True)
class Canonical:
    """What became of an original: sizes are pixels of the upright, square-pixel picture.

    Args:
        source_fps: The original's frame rate as its container states it, on average if it varies; 0.0 if unknown.
        source_frames: How many frames of the original decoded.
        sha256: Checksum of the canonical file.
        notes: What was changed on the way, one sentence each, for the person who sent the clip.
    """

    width: int
    height: int
    frame_count: int
    source_fps: float
    source_frames: int
    duration_seconds: float
    sha256: str
    notes: tuple[str, ...] = ()


def still_name(frame: int) -> str:
    """The file of a keyframe's still, relative to the folder of the canonical video."""
    return f"{STILLS}/{frame:05d}.jpg"


def checksum(pixels: Rgb) -> str:
    """The checksum by which two machines compare one decoded frame."""
    return hashlib.sha256(np.ascontiguousarray(pixels).data).hexdigest()


def to_rgb(frame: av.VideoFrame) -> Rgb:
    """The pixels of a decoded canonical frame, as the default conversion of FFmpeg's scaler gives them."""
    return np.asarray(frame.to_ndarray(format="rgb24"), np.uint8)


def read_frames(
    path: Path, first: int = 0, last: int | None = None, *, only: Container[int] | None = None
) -> Iterator[Rgb]:
    """Decode frames of a canonical video, exactly the ones asked for and in order.

    Args:
        path: A canonical video; of another file the indices mean nothing.
        first: Index of the first frame.
        last: Index of the last frame, which is included; None reads to the end.
        only: Of these the ones that are wanted; others are decoded, as a video asks for, but not turned into RGB.

    Raises:
        FrameMissing: The video has no such frame, or has a hole.
    """
    if first < 0 or (last is not None and last < first):
        raise FrameMissing(f"There are no frames {first} to {last}: give 0 <= first <= last.", first=first, last=last)
    expected = first
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        base = Fraction(stream.time_base or Fraction(1, FPS))
        if first:
            container.seek(int(Fraction(first, FPS) / base), stream=stream, backward=True, any_frame=False)
        for frame in container.decode(stream):
            index = round(Fraction(frame.pts or 0) * base * FPS)
            if index < expected:
                continue
            if index > expected:
                text = f"Frame {expected} is missing in {path.name}: import the clip again."
                raise FrameMissing(text, frame=expected)
            if only is None or index in only:
                yield to_rgb(frame)
            expected += 1
            if last is not None and expected > last:
                return
    if expected == first or last is not None:
        raise FrameMissing(f"{path.name} ends before frame {expected if last is None else last}.", frame=expected)


def write_table(folder: Path, entries: list[FrameEntry], *, width: int, height: int) -> None:
    """Write the frame table beside a canonical video; the same entries always give the same bytes."""
    document = {"fps": FPS, "width": width, "height": height, "frames": [asdict(entry) for entry in entries]}
    text = json.dumps(document, separators=(",", ":")).encode()
    (folder / TABLE).write_bytes(gzip.compress(text, mtime=0))


def read_table(folder: Path) -> list[FrameEntry]:
    """Read the frame table that lies beside a canonical video.

    Raises:
        OSError: There is none, or it cannot be read.
    """
    document = json.loads(gzip.decompress((folder / TABLE).read_bytes()))
    return [FrameEntry(**entry) for entry in document["frames"]]
