"""Where a finding or a remark may be pinned: frames and points of the clip, spans of its caption."""

from collections.abc import Iterable

from annotator.videos.models import Video


def point_faults(video: Video, *, frame: int | None, x: float | None, y: float | None) -> Iterable[str]:
    """What is wrong with a frame and a point on it."""
    if frame is not None and not 0 <= frame < video.frame_count:
        yield f"frame {frame} is outside the clip; it has frames 0 to {video.frame_count - 1}."
    if (x is None) != (y is None) or (x is not None and frame is None):
        yield "a pin needs x, y and a frame."
    if x is not None and y is not None and not (0 <= x <= video.width and 0 <= y <= video.height):
        yield f"the pin ({x:g}, {y:g}) is outside the {video.width}x{video.height} picture."


def span_faults(plain: str, *, start: int | None, end: int | None) -> Iterable[str]:
    """What is wrong with a span of a plain caption, in code points."""
    if start is None and end is None:
        return
    if start is None or end is None or not 0 <= start < end <= len(plain):
        yield f"the span {start}–{end} is not inside the caption of {len(plain)} characters."
