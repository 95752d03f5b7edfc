"""How a source frame becomes an upright, square-pixel, even-sized 8-bit picture.

The steps are chosen so that an ordinary clip passes untouched, bit for bit: a conversion happens only where the
source needs one, and then it is told to the person who sent the clip.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np
from av.buffer import Buffer
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from numpy.typing import NDArray

_BT709, _BT2020 = 1, (9, 10)  # matrix numbers as H.264 and AVFrame use them
_BT601 = (5, 6)
_UNSPECIFIED = (0, 2, 3)  # RGB, unspecified, reserved
_HDR_TRANSFER = (16, 18)  # PQ and HLG
_HD_HEIGHT = 720  # from here on players take an untagged picture for BT.709


@dataclass(frozen=True)
class Turn:
    """How a stored picture becomes upright: swap its axes, then mirror it left to right, then top to bottom."""

    sideways: bool = False
    mirror: bool = False
    flip: bool = False

    @classmethod
    def of(cls, frame: av.VideoFrame) -> Turn:
        """Read the display matrix; angles between quarter turns take the nearest."""
        stored = frame.side_data.get("DISPLAYMATRIX")
        if not isinstance(stored, Buffer):
            return cls()
        a, b, _, c, d = (int(number) for number in np.frombuffer(bytes(stored), np.int32)[:5])
        if abs(b) + abs(c) > abs(a) + abs(d):
            return cls(sideways=True, mirror=c < 0, flip=b < 0)
        return cls(mirror=a < 0, flip=d < 0)

    def apply(self, plane: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The plane, upright."""
        upright = plane.T if self.sideways else plane
        return upright[:: -1 if self.flip else 1, :: -1 if self.mirror else 1]


@dataclass(frozen=True)
class Frame:
    """The facts of a source's first frame that decide how all of them are treated; sizes are as stored."""

    width: int
    height: int
    pixel_format: str
    matrix: int
    full_range: bool
    hdr: bool
    interlaced: bool
    pixel_aspect: Fraction
    turn: Turn

    @classmethod
    def of(cls, frame: av.VideoFrame, pixel_aspect: Fraction | None) -> Frame:
        """Read the facts off a decoded frame. A missing or absurd pixel aspect counts as square."""
        aspect = pixel_aspect or Fraction(1)
        return cls(
            width=frame.width,
            height=frame.height,
            pixel_format=frame.format.name,
            matrix=frame.colorspace,
            full_range=frame.color_range == ColorRange.JPEG or frame.format.name.startswith("yuvj"),
            hdr=frame.color_trc in _HDR_TRANSFER,
            interlaced=frame.interlaced_frame,
            pixel_aspect=aspect if Fraction(1, 8) <= aspect <= 8 else Fraction(1),
            turn=Turn.of(frame),
        )

    @property
    def upright(self) -> tuple[int, int]:
        """Width and height once turned, as stored otherwise."""
        return (self.height, self.width) if self.turn.sideways else (self.width, self.height)


class Normaliser:
    """Turns the frames of one source, one by one, into pictures of one size."""

    def __init__(self, first: Frame) -> None:
        self._first = first
        self._reformatter = VideoReformatter()
        self.square = _square_size(first)
        even = (self.square[0] - self.square[0] % 2, self.square[1] - self.square[1] % 2)
        self._even = even
        self.width, self.height = (even[1], even[0]) if first.turn.sideways else even
        self.matrix = _matrix(first)

    @property
    def notes(self) -> tuple[str, ...]:
        """What is changed, one sentence each; empty for an ordinary clip."""
        first, notes = self._first, []
        if first.turn != Turn():
            notes.append("Turned upright, as the file's rotation asks.")
        if self.square != (first.width, first.height):
            stored = f"{first.width}x{first.height}"
            notes.append(f"Pixels were not square: scaled from {stored} to {self.square[0]}x{self.square[1]}.")
        if self._even != self.square:
            notes.append(
                f"Odd size: the stored picture's last row or column was cut off, {self.width}x{self.height} remain."
            )
        if first.hdr:
            notes.append("High dynamic range: shown without tone mapping, colours may look pale.")
        if first.interlaced:
            notes.append("Interlaced: both fields are kept in one frame, as the public recipe does.")
        return tuple(notes)

    def turn(self, frame: av.VideoFrame) -> av.VideoFrame:
        """Bring a decoded frame into the canonical size, range and orientation."""
        width, height = self.square
        square = self._reformatter.reformat(
            frame,
            width=width,
            height=height,
            format="yuv420p",
            src_colorspace=self._source_matrix(frame),
            dst_colorspace=self.matrix,
            src_color_range=ColorRange.JPEG if self._first.full_range else ColorRange.MPEG,
            dst_color_range=ColorRange.MPEG,
            interpolation=Interpolation.BICUBIC,
            threads=1,
        )
        if self._even == self.square and self._first.turn == Turn():
            return square
        planes = [_plane(square, number) for number in range(3)]
        width, height = self._even
        sizes = [(height, width), (height // 2, width // 2), (height // 2, width // 2)]
        upright = [
            self._first.turn.apply(plane[:rows, :columns]) for plane, (rows, columns) in zip(planes, sizes, strict=True)
        ]
        return _picture(upright)

    def _source_matrix(self, frame: av.VideoFrame) -> int | None:
        return self.matrix.value if frame.colorspace == 2 else None


def _square_size(first: Frame) -> tuple[int, int]:
    """Stretch the short way only, to an even size, so that no pixel of the source is lost."""
    if first.pixel_aspect > 1:
        return 2 * round(first.width * first.pixel_aspect / 2), first.height
    if first.pixel_aspect < 1:
        return first.width, 2 * round(first.height / first.pixel_aspect / 2)
    return first.width, first.height


def _matrix(first: Frame) -> Colorspace:
    if first.matrix == _BT709 or first.matrix in _BT2020:
        return Colorspace.ITU709
    if first.matrix in _BT601:
        return Colorspace.ITU601
    return Colorspace.ITU709 if first.upright[1] >= _HD_HEIGHT else Colorspace.ITU601


def _plane(frame: av.VideoFrame, number: int) -> NDArray[np.uint8]:
    """A view on one plane's pixels, without the padding of its rows; writing to it writes to the frame."""
    plane = frame.planes[number]
    rows: NDArray[np.uint8] = np.asarray(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
    return rows[: plane.height, : plane.width]


def _picture(planes: list[NDArray[np.uint8]]) -> av.VideoFrame:
    height, width = planes[0].shape
    picture = av.VideoFrame(width, height, "yuv420p")
    for number, plane in enumerate(planes):
        _plane(picture, number)[:] = plane
    return picture
