"""One annotation file of the ViCaS layout as a value, so that who writes a release and who learns from it agree.

Field names and their order are those of the public files. A frame entry stands for every 30-fps frame, dense from
00000.jpg; sizes are [height, width]; tracks are numbered 1 … 9 and the tenth is 0. The parsed captions are not kept but
made again from the raw ones, and a file in which they differ is refused.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from annotator.errors import AnnotatorError
from annotator.formats.clock import KEYFRAME_STEP
from annotator.formats.grounding import CROWD, Caption, GroundingError, parse
from annotator.formats.manifest import ReleaseDamaged
from annotator.formats.prompts import prompts
from annotator.formats.rle import DamagedRle, Rle, runs_of_counts

TRACKS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 0)
FIELDS = (
    "video_id", "src_dataset", "filename", "caption_raw_en", "caption_raw_cn", "caption_raw_en_gpt",
    "caption_parsed_en", "caption_parsed_en_gpt", "reworded_en_captions", "object_referrals", "image_size",
    "segmentations", "all_track_ids",
)  # fmt: skip
VIDEO_NAME = re.compile(r"\d{6}_[A-Za-z0-9._()-]{1,110}\.mp4")
_HIGHEST_ID = 999_999

T = TypeVar("T")


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


def video_filename(video_id: int, name: str) -> str:
    """The file name of a video in a release: six digits, then what is safe of the name; never a space or a path.

    Args:
        video_id: From 0 to 999999.
        name: The name it came with, with or without folders and ending.
    """
    last = unicodedata.normalize("NFKD", re.split(r"[/\\]", name)[-1]).encode("ascii", "ignore").decode()
    stem = last.rpartition(".")[0] or last
    safe = re.sub(r"_{2,}", "_", re.sub(r"[^A-Za-z0-9._()-]|\.{2,}", "_", stem)).strip("._-")[:100]
    return f"{video_id:06d}_{safe or 'video'}.mp4"


def release_frame(index: int, masks: Mapping[int, Rle]) -> ReleaseFrame:
    """The entry of one frame, tracks in their order; `is_gt` follows from the index: every thirtieth is drawn."""
    tracks = tuple(track for track in TRACKS if track in masks)
    return ReleaseFrame(f"{index:05d}.jpg", index % KEYFRAME_STEP == 0, tracks, tuple(masks[track] for track in tracks))


def release_video(
    video_id: int, *, source: str, name: str, caption: str, size: tuple[int, int], masks: Iterable[Mapping[int, Rle]],
    cleaned: str | None = None, chinese: str | None = None,
) -> ReleaseVideo:  # fmt: skip
    """Compose a video from what people made; prompts come from the caption by rule.

    Args:
        video_id: From 0 to 999999.
        source: Where the clip comes from, as people named it.
        name: The name of the uploaded file.
        caption: Strict grounding syntax; its ids are the tracks of the video.
        size: (height, width) in px.
        masks: For every 30-fps frame in order, each track's RLE; an absent track has an empty one or none.
        cleaned: The caption as it was cleaned, with the same ids; a copy of the caption where nobody did.
        chinese: The caption in Chinese, with the same ids; empty where there is none.

    Raises:
        InvalidRelease: the caption is not strict, or a field breaks a rule of the layout.
    """
    try:
        read = parse(caption)
    except GroundingError as error:
        raise InvalidRelease(f"caption_raw_en: {error}") from error
    mentioned = {written for phrase in read.phrases for written in phrase.ids}
    video = ReleaseVideo(
        video_id=video_id,
        src_dataset=source,
        filename=video_filename(video_id, name),
        caption_raw_en=caption,
        caption_raw_cn=chinese or "",
        caption_raw_en_gpt=cleaned or caption,
        reworded_en_captions=(),
        object_referrals=tuple(Referral(prompt.text, prompt.track_ids) for prompt in prompts(read)),
        image_size=size,
        segmentations=tuple(release_frame(index, of_frame) for index, of_frame in enumerate(masks)),
        all_track_ids=tuple(track for track in TRACKS if str(track) in mentioned),
    )
    check(video)
    return video


def to_json(video: ReleaseVideo) -> bytes:
    """The file's bytes; equal videos give equal bytes.

    Raises:
        InvalidRelease: a field breaks a rule of the layout.
    """
    check(video)
    document = {
        "video_id": video.video_id,
        "src_dataset": video.src_dataset,
        "filename": video.filename,
        "caption_raw_en": video.caption_raw_en,
        "caption_raw_cn": video.caption_raw_cn,
        "caption_raw_en_gpt": video.caption_raw_en_gpt,
        "caption_parsed_en": parse(video.caption_raw_en).plain,
        "caption_parsed_en_gpt": parse(video.caption_raw_en_gpt).plain,
        "reworded_en_captions": video.reworded_en_captions,
        "object_referrals": [{"prompt": r.prompt, "track_ids": r.track_ids} for r in video.object_referrals],
        "image_size": video.image_size,
        "segmentations": [
            {
                "filename": frame.filename,
                "is_gt": frame.is_gt,
                "track_ids": frame.track_ids,
                "mask_rles": [{"size": rle["size"], "counts": rle["counts"]} for rle in frame.mask_rles],
            }
            for frame in video.segmentations
        ],
        "all_track_ids": video.all_track_ids,
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def from_json(raw: bytes, *, file: str) -> ReleaseVideo:
    """Read one annotation file.

    Args:
        raw: The file's bytes.
        file: Its path in the release, for the error; its stem is the video id.

    Raises:
        ReleaseDamaged: a field is missing, of another type, or breaks a rule of the layout.
    """
    try:
        document = json.loads(raw)
        if tuple(document) != FIELDS:
            missing = [field for field in FIELDS if field not in document]
            raise ReleaseDamaged(
                file, f"lacks {', '.join(missing)}" if missing else "has other fields or another order"
            )
        video = _video(document)
        check(video)
        for field in ("caption_raw_en", "caption_raw_en_gpt"):
            if parse(document[field]).plain != document[field.replace("raw", "parsed")]:
                raise ReleaseDamaged(file, f"{field.replace('raw', 'parsed')} is not what {field} says")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ReleaseDamaged(file, f"cannot be read ({type(error).__name__}: {error})") from error
    except InvalidRelease as error:
        raise ReleaseDamaged(file, error.text) from error
    if file.rpartition("/")[2] != f"{video.video_id:06d}.json":
        raise ReleaseDamaged(file, f"holds video {video.video_id}")
    return video


def check(video: ReleaseVideo) -> None:
    """Hold a video against the rules of the layout, all but the run lengths themselves.

    Raises:
        InvalidRelease: the first rule that is broken, with its field.
    """
    height, width = video.image_size
    _require(0 <= video.video_id <= _HIGHEST_ID, f"video_id {video.video_id} has not up to six digits")
    good_name = VIDEO_NAME.fullmatch(video.filename) and video.filename.startswith(f"{video.video_id:06d}_")
    _require(bool(good_name), f"filename {video.filename!r} is not {video.video_id:06d}_NAME.mp4 without spaces")
    _require(height > 0 and width > 0, f"image_size {video.image_size} is no [height, width]")
    tracks = set(video.all_track_ids)
    _require(len(tracks) == len(video.all_track_ids) and tracks <= set(TRACKS), "all_track_ids are not distinct digits")
    for field, raw in (("caption_raw_en", video.caption_raw_en), ("caption_raw_en_gpt", video.caption_raw_en_gpt)):
        _check_caption(field, raw, tracks)
    _check_caption("caption_raw_cn", video.caption_raw_cn, tracks)
    for referral in video.object_referrals:
        asked = set(referral.track_ids)
        known = asked and asked <= tracks and len(asked) == len(referral.track_ids)
        _require(bool(known), f"object_referrals: {referral.prompt!r} asks for tracks {referral.track_ids}")
    _require(len(video.segmentations) >= 2, f"segmentations holds {len(video.segmentations)} frames; at least two")
    for index, frame in enumerate(video.segmentations):
        _check_frame(frame, index, tracks, [height, width])


def check_masks(video: ReleaseVideo, *, file: str) -> None:
    """Check that the run lengths of every mask fill its frame.

    Raises:
        ReleaseDamaged: the first frame and track of which they do not.
    """
    height, width = video.image_size
    for frame in video.segmentations:
        for track, rle in zip(frame.track_ids, frame.mask_rles, strict=True):
            try:
                runs_of_counts(rle["counts"], height=height, width=width)
            except DamagedRle as error:
                raise ReleaseDamaged(file, f"{frame.filename}, track {track}: {error}") from error


def _check_caption(field: str, raw: str, tracks: set[int]) -> None:
    try:
        caption = parse(raw, language="zh" if field.endswith("_cn") else "en")
    except GroundingError as error:
        raise InvalidRelease(f"{field}: {error}") from error
    unknown = {int(written) for p in caption.phrases for written in p.ids if written != CROWD} - tracks
    _require(not unknown, f"{field} mentions tracks {sorted(unknown)} that all_track_ids does not hold")


def _check_frame(frame: ReleaseFrame, index: int, tracks: set[int], size: list[int]) -> None:
    where = f"segmentations[{index}]"
    _require(frame.filename == f"{index:05d}.jpg", f"{where} is {frame.filename}; frames are dense from 00000.jpg")
    drawn = index % KEYFRAME_STEP == 0
    _require(frame.is_gt is drawn, f"{where}: is_gt is {frame.is_gt}; people draw every {KEYFRAME_STEP}th frame")
    here = set(frame.track_ids)
    distinct = len(here) == len(frame.track_ids) and here <= tracks
    _require(distinct, f"{where}: track_ids {frame.track_ids} are not distinct members of all_track_ids")
    _require(len(frame.mask_rles) == len(frame.track_ids), f"{where} has not one mask for each track")
    wrong = [rle["size"] for rle in frame.mask_rles if list(rle["size"]) != size]
    _require(not wrong, f"{where}: a mask has size {wrong[:1]}, the video {size}")


def _require(fact: bool, fault: str) -> None:
    if not fact:
        raise InvalidRelease(fault)


def _video(document: Mapping[str, Any]) -> ReleaseVideo:
    height, width = (_typed(side, int) for side in document["image_size"])
    return ReleaseVideo(
        video_id=_typed(document["video_id"], int),
        src_dataset=_typed(document["src_dataset"], str),
        filename=_typed(document["filename"], str),
        caption_raw_en=_typed(document["caption_raw_en"], str),
        caption_raw_cn=_typed(document["caption_raw_cn"], str),
        caption_raw_en_gpt=_typed(document["caption_raw_en_gpt"], str),
        reworded_en_captions=tuple(_typed(text, str) for text in document["reworded_en_captions"]),
        object_referrals=tuple(
            Referral(_typed(r["prompt"], str), tuple(_typed(i, int) for i in r["track_ids"]))
            for r in document["object_referrals"]
        ),
        image_size=(height, width),
        segmentations=tuple(_frame(frame) for frame in document["segmentations"]),
        all_track_ids=tuple(_typed(i, int) for i in document["all_track_ids"]),
    )


def _frame(document: Mapping[str, Any]) -> ReleaseFrame:
    return ReleaseFrame(
        filename=_typed(document["filename"], str),
        is_gt=_typed(document["is_gt"], bool),
        track_ids=tuple(_typed(i, int) for i in document["track_ids"]),
        mask_rles=tuple(
            Rle(size=[_typed(side, int) for side in rle["size"]], counts=_typed(rle["counts"], str))
            for rle in document["mask_rles"]
        ),
    )


def _typed(value: object, kind: type[T]) -> T:
    if type(value) is not kind:
        raise TypeError(f"{value!r:.60} is no {kind.__name__}")
    return value
