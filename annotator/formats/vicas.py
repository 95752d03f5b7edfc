"""One annotation file of the ViCaS layout: composed, written and read, so that who writes and who learns agree.

A file that breaks a rule is written by nobody and read as nothing; `read_file` says all that is wrong with one.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields as fields_of
from dataclasses import replace
from typing import cast

from annotator.formats import rules
from annotator.formats.annotation import TRACKS, Fields, InvalidRelease, Referral, ReleaseFrame, ReleaseVideo
from annotator.formats.caption import Caption
from annotator.formats.clock import KEYFRAME_STEP
from annotator.formats.document import read_fields
from annotator.formats.fault import Fault
from annotator.formats.grounding import GroundingError, parse
from annotator.formats.manifest import ReleaseDamaged
from annotator.formats.prompts import prompts
from annotator.formats.rle import Rle


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
    filename: str | None = None, cleaned: str | None = None, chinese: str | None = None,
    referrals: Sequence[Referral] | None = None, rewordings: Sequence[str] = (),
) -> ReleaseVideo:  # fmt: skip
    """Compose a video from what people made.

    Args:
        video_id: From 0 to 999999.
        source: Where the clip comes from, as people named it.
        name: The name of the uploaded file.
        caption: Strict grounding syntax; its ids are the tracks of the video.
        size: (height, width) in px.
        masks: For every 30-fps frame in order, each track's RLE; an absent track has an empty one or none.
        filename: What the clip was called in the release that it was imported from; else made of its name.
        cleaned: The caption as it was cleaned, with the same ids; a copy of the caption where nobody did.
        chinese: The caption in Chinese, with the same ids; empty where there is none.
        referrals: The LG-VIS prompts that people approved; by rule from the caption where there are none.
        rewordings: Of the caption, without ids.

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
        filename=filename or video_filename(video_id, name),
        caption_raw_en=caption,
        caption_raw_cn=chinese or "",
        caption_raw_en_gpt=cleaned or caption,
        reworded_en_captions=tuple(rewordings),
        object_referrals=prompted(read) if referrals is None else tuple(referrals),
        image_size=size,
        segmentations=tuple(release_frame(index, of_frame) for index, of_frame in enumerate(masks)),
        all_track_ids=tuple(track for track in TRACKS if str(track) in mentioned),
    )
    check(video)
    return video


def prompted(caption: Caption) -> tuple[Referral, ...]:
    """The prompts of a caption by rule."""
    return tuple(Referral(prompt.text, prompt.track_ids) for prompt in prompts(caption))


def to_json(video: ReleaseVideo) -> bytes:
    """The file's bytes; equal videos give equal bytes.

    Raises:
        InvalidRelease: a field breaks a rule of the layout.
    """
    return json.dumps(document_of(video), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def document_of(video: ReleaseVideo) -> dict[str, object]:
    """The file's content as JSON's values, the thirteen fields in their order.

    Raises:
        InvalidRelease: a field breaks a rule of the layout.
    """
    check(video)
    return {
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


def from_json(raw: bytes, *, file: str) -> ReleaseVideo:
    """Read one annotation file.

    Args:
        raw: The file's bytes.
        file: Its path in the release, for the error; its stem is the video id.

    Raises:
        ReleaseDamaged: a field is missing, of another type, or breaks a rule of the layout.
    """
    fields, faults = read_file(raw, file=file)
    for fault in faults:
        raise ReleaseDamaged(fault.file, fault.text)
    return video_of(fields)


def read_file(raw: bytes, *, file: str) -> tuple[Fields, Iterator[Fault]]:
    """Read one annotation file as far as it can be read.

    Args:
        raw: The file's bytes.
        file: Its path in the release; its stem is the video id.

    Returns:
        The fields that could be read, and everything that is wrong with the file but the run lengths themselves.
    """
    fields, unread = read_fields(raw)
    return fields, (located(fault, file) for fault in _file_faults(fields, unread, file.rpartition("/")[2]))


def located(fault: Fault, file: str) -> Fault:
    """The fault with its file, and the video after which the file is named."""
    stem = file.rpartition("/")[2].removesuffix(".json")
    return replace(fault, file=file, video=int(stem) if stem.isascii() and stem.isdecimal() else None)


def video_of(fields: Fields) -> ReleaseVideo:
    """The value of fields in which no fault was found."""
    return ReleaseVideo(**{field.name: fields[field.name] for field in fields_of(ReleaseVideo)})  # type: ignore[literal-required]


def check(video: ReleaseVideo) -> None:
    """Hold a video against the rules of the layout, all but the run lengths themselves.

    Raises:
        InvalidRelease: the first rule that is broken, with its field.
    """
    known = {field.name: getattr(video, field.name) for field in fields_of(video)}
    for fault in rules.faults(cast("Fields", known)):
        raise InvalidRelease(fault.text)


def _file_faults(fields: Fields, unread: Iterable[Fault], name: str) -> Iterator[Fault]:
    yield from unread
    yield from rules.faults(fields)
    number = fields.get("video_id")
    if number is not None and name != f"{number:06d}.json":
        yield Fault("video_id", f"holds video {number}")
