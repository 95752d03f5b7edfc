"""What other tools' files say of one video, in our words: tracks with a mask a frame, whatever way they were drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from annotator.errors import AnnotatorError
from annotator.formats.rle import Rle


class ForeignFileRefused(AnnotatorError):
    """A file of another tool that cannot be read; the text says where and what to do."""

    code = "foreign_file_refused"


@dataclass(frozen=True, slots=True)
class ForeignTrack:
    """One object.

    Args:
        number: The other tool's, unique in the video.
        label: What it is called there; empty where the format has no names.
        masks: By frame index of the other tool, where the object is seen; a frame that is not there has none.
    """

    number: int
    label: str
    masks: Mapping[int, Rle]


@dataclass(frozen=True, slots=True)
class ForeignVideo:
    """One video.

    Args:
        name: As the file calls it.
        size: (height, width) in px.
        frames: How many the other tool counts.
        step: How many 30-fps frames one of its frames is; 1 for all of them, 5 for SA-V.
        tracks: In the order of the file.
        left_out: What the file holds and this cannot, each with how often: boxes, points, names of attributes.
    """

    name: str
    size: tuple[int, int]
    frames: int
    step: int
    tracks: tuple[ForeignTrack, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)
