"""One annotated video as a value: the fields of ViCaS that people make, in the order of its files.

Field names and their order are those of the public files. A frame entry stands for every 30-fps frame, dense from
00000.jpg; sizes are [height, width]; tracks are numbered 1 … 9 and the tenth is 0. The parsed captions are not kept but
made again from the raw ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

from annotator.errors import AnnotatorError
from annotator.formats.grounding import Caption, parse
from annotator.formats.rle import Rle

TRACKS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 0)
FIELDS = (
    "video_id", "src_dataset", "filename", "caption_raw_en", "caption_raw_cn", "caption_raw_en_gpt",
    "caption_parsed_en", "caption_parsed_en_gpt", "reworded_en_captions", "object_referrals", "image_size",
    "segmentations", "all_track_ids",
)  # fmt: skip


class InvalidRelease(AnnotatorError):
    """Something that cannot be written into a release; the text names the field."""

    code = "invalid_release"


@dataclass(frozen=True, slots=True)
class Referral:
    """An LG-VIS prompt and the tracks that answer it."""

    prompt: str
    track_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReleaseFrame:
    """One frame: `track_ids` and `mask_rles` belong together by place; `is_gt` says that people drew it."""

    filename: str
    is_gt: bool
    track_ids: tuple[int, ...]
    mask_rles: tuple[Rle, ...]


@dataclass(frozen=True, slots=True)
class ReleaseVideo:
    """One annotated video; `image_size` is (height, width)."""

    video_id: int
    src_dataset: str
    filename: str
    caption_raw_en: str
    caption_raw_cn: str
    caption_raw_en_gpt: str
    reworded_en_captions: tuple[str, ...]
    object_referrals: tuple[Referral, ...]
    image_size: tuple[int, int]
    segmentations: tuple[ReleaseFrame, ...]
    all_track_ids: tuple[int, ...]

    @property
    def caption(self) -> Caption:
        """The person's caption, read."""
        return parse(self.caption_raw_en)


class Fields(TypedDict, total=False):
    """Those fields of a video that could be read; a frame or a referral that could not be read is None."""

    video_id: int
    src_dataset: str
    filename: str
    caption_raw_en: str
    caption_raw_cn: str
    caption_raw_en_gpt: str
    caption_parsed_en: str
    caption_parsed_en_gpt: str
    reworded_en_captions: tuple[str, ...]
    object_referrals: tuple[Referral | None, ...]
    image_size: tuple[int, int]
    segmentations: tuple[ReleaseFrame | None, ...]
    all_track_ids: tuple[int, ...]
