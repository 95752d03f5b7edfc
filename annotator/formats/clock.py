"""One clock for stills, player, worker, release and training: a frame index at 30 fps, and nothing else.

Frame *t* of a canonical video is shown from *t*/30 s on. Seconds exist only where a person reads them. Keyframes, the
frames that people draw on, are every thirtieth index from 0, not "the frame nearest to each second" of some original.
"""

from __future__ import annotations

FPS = 30
KEYFRAME_STEP = 30


def keyframes(frame_count: int) -> list[int]:
    """The frames that people draw on: 0, 30, 60, … below `frame_count`."""
    return list(range(0, frame_count, KEYFRAME_STEP))


def is_keyframe(frame: int) -> bool:
    """Whether every track is decided on this frame."""
    return frame % KEYFRAME_STEP == 0


def seconds(frame_count: int) -> float:
    """How long that many frames are on screen."""
    return frame_count / FPS
