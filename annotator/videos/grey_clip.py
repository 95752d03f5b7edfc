"""The pictures of a clip whose video did not come along with its annotation: grey, of the right size and length."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from annotator.formats.clock import FPS

NOTE = "No video came with this clip's annotation: its pictures are grey."
_GREY = 128


def render(path: Path, *, width: int, height: int, frame_count: int) -> Path:
    """Write an H.264 video in MP4 at 30 fps; the same bytes every time.

    Args:
        width: In px, even.
        height: In px, even.
    """
    options = {"preset": "ultrafast", "threads": "1"}
    with av.open(str(path), "w", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("libx264", rate=FPS, options=options)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        grey = np.full((height * 3 // 2, width), _GREY, np.uint8)
        for frame in range(frame_count):
            picture = av.VideoFrame.from_ndarray(grey, format="yuv420p")
            picture.pts, picture.time_base = frame, Fraction(1, FPS)
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
    return path
