"""How well two drawings of one object agree over time, from run lengths: no pixel is made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from annotator.formats.bundle import Bundle, overlaps
from annotator.formats.rle import Runs

LOW = 0.8  # an agreement below it is worth a look: two careful people come to more


def whole_track(parts: Iterable[Bundle], *, frame_count: int, height: int, width: int) -> tuple[Bundle, list[bool]]:
    """One object's bundles put together to one over the whole clip.

    Args:
        parts: Of one track, in any order, none beyond `frame_count`; where two hold a frame, the later one counts.

    Returns:
        The masks of frames 0 … `frame_count` - 1, empty where no part has them; and which frames a part has.
    """
    nothing = np.array([height * width], dtype=np.int64)
    runs: list[Runs] = [nothing] * frame_count
    known = [False] * frame_count
    for part in parts:
        for frame in range(part.first, part.first + part.frame_count):
            runs[frame], known[frame] = part.runs(frame), True
    ends = np.cumsum([len(run) for run in runs])
    return Bundle(0, height, width, None, np.concatenate(runs), ends), known


def over_time(one: Bundle, other: Bundle) -> list[float]:
    """Intersection over union, 0..1, of two tracks on every frame; 1 where neither shows the object.

    Raises:
        ValueError: they are not of the same frames and size.

    Source: the region similarity J of Perazzi et al., "A Benchmark Dataset and Evaluation Methodology for Video Object
    Segmentation" (CVPR 2016), frame by frame.
    """
    return overlaps(one, other)


def shown_frames(track: Bundle) -> list[bool]:
    """On which frames an object has a pixel."""
    return [track.area(frame) > 0 for frame in range(track.first, track.first + track.frame_count)]


def mean_overlap(iou: Sequence[float], counted: Sequence[bool]) -> float | None:
    """The mean over the frames that count: those on which either shows the object, so that absence earns nothing.

    Returns:
        None when no frame counts.
    """
    values = [value for value, counts in zip(iou, counted, strict=True) if counts]
    return sum(values) / len(values) if values else None
