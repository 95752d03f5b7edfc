"""Small clips that tests render themselves: every source frame carries its own number as a barcode.

Times are given frame by frame, so any frame rate, jitter, gap or late start can be asked for. The same arguments give
the same pictures.
"""

from __future__ import annotations

import functools
import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from tests.annotator.formats import barcode

_CLOCK = Fraction(1, 90_000)


@dataclass(frozen=True)
class Clip:
    """How to render one.

    Args:
        times: Presentation time of every frame in seconds, ascending.
        rate: What the container is told.
        rotation: Degrees counterclockwise by which a player has to turn the stored picture.
    """

    times: Sequence[Fraction]
    rate: Fraction = Fraction(30)
    suffix: str = "mp4"
    codec: str = "libx264"
    pixel_format: str = "yuv420p"
    width: int = 320
    height: int = 176
    rotation: int = 0
    pixel_aspect: Fraction = Fraction(1)
    options: dict[str, str] = field(default_factory=lambda: {"preset": "ultrafast", "bf": "2", "g": "48"})
    container: dict[str, str] = field(default_factory=dict)


def steady(rate: Fraction | int, seconds: float, *, start: Fraction = Fraction(0)) -> list[Fraction]:
    """Times of a constant frame rate."""
    return [start + k / Fraction(rate) for k in range(int(seconds * rate))]


def varying(seconds: float) -> list[Fraction]:
    """Times that wander between 12 and 60 frames a second."""
    steps, times = np.random.default_rng(7).integers(1500, 7500, 2000), [Fraction(0)]
    for step in steps:
        if times[-1] >= seconds:
            break
        times.append(times[-1] + int(step) * _CLOCK)
    return times


def cfr(rate: Fraction | int, seconds: float = 4.5, **more: object) -> Clip:
    """A clip of constant frame rate."""
    return Clip(times=steady(rate, seconds), rate=Fraction(rate), **more)  # type: ignore[arg-type]


NTSC = Fraction(30000, 1001)
FRAME_TRUTH = {
    "24 fps": cfr(24),
    "25 fps": cfr(25),
    "29.97 fps": cfr(NTSC),
    "30 fps": cfr(30),
    "60 fps": cfr(60),
    "30 fps without B-frames": cfr(30, options={"preset": "ultrafast", "bf": "0"}),
    "variable, B-frames": Clip(times=varying(4.5)),
    "variable, Matroska": Clip(times=varying(4.5), suffix="mkv"),
    "late start": Clip(times=steady(30, 4.5, start=Fraction(3, 2)), suffix="mkv"),
    "turned a quarter": cfr(30, rotation=90),
    "upside down": cfr(30, rotation=180),
    "wide pixels": cfr(30, pixel_aspect=Fraction(4, 3)),
    "odd size, 4:4:4": cfr(30, width=321, height=181, pixel_format="yuv444p"),
    "VP9": cfr(30, codec="libvpx-vp9", suffix="webm", options={"deadline": "realtime", "cpu-used": "8"}),
    "HEVC, 10 bit": cfr(
        30,
        codec="libx265",
        pixel_format="yuv420p10le",
        options={"preset": "ultrafast", "x265-params": "log-level=none"},
    ),
    "AV1": cfr(30, codec="libsvtav1", options={"preset": "12"}),
}


def picture(number: int, width: int, height: int) -> NDArray[np.uint8]:
    """Source frame `number`: a barcode above a gradient on which a disc moves."""
    pixels = _background(width, height).copy()
    cv2.circle(pixels, ((number * 3) % width, height * 5 // 8), height // 6, (220, 120, 40), -1)
    barcode.draw(pixels, number)
    return pixels


@functools.cache
def _background(width: int, height: int) -> NDArray[np.uint8]:
    rows, columns = np.mgrid[:height, :width]
    image = [60 + columns * 120 // width, 90 + rows * 90 // height, np.full_like(rows, 110)]
    return np.stack(image, axis=2).astype(np.uint8)


def render(clip: Clip, folder: Path, name: str = "clip") -> Path:
    """Write the clip into a folder and return its path."""
    path = folder / f"{name}.{clip.suffix}"
    if clip.codec != "libsvtav1":
        return _encode(clip, path)
    # As root this encoder gives its whole process the highest real-time priority, for good. Every process that tests
    # start later would inherit it, and two busy ones would hold both processors for ever.
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as apart:
        return apart.submit(_encode, clip, path).result()


def _encode(clip: Clip, path: Path) -> Path:
    turns = clip.rotation // 90
    width, height = (clip.height, clip.width) if turns % 2 else (clip.width, clip.height)
    with av.open(str(path), "w", options=clip.container) as container:
        stream = container.add_stream(clip.codec, rate=clip.rate, options=dict(clip.options))
        stream.width, stream.height, stream.pix_fmt = width, height, clip.pixel_format
        stream.codec_context.time_base = _CLOCK
        stream.codec_context.sample_aspect_ratio = clip.pixel_aspect
        if clip.rotation:
            stream.set_display_rotation(clip.rotation)
        for number, time in enumerate(clip.times):
            stored = np.ascontiguousarray(np.rot90(picture(number, clip.width, clip.height), -turns))
            frame = av.VideoFrame.from_ndarray(stored, format="rgb24").reformat(format=clip.pixel_format)
            frame.pts, frame.time_base = round(time / _CLOCK), _CLOCK
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
