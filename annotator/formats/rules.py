"""The rules of the ViCaS layout, each held against those fields that could be read, so that no fault hides another.

A writer refuses at the first; `verify_release` lists them all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from annotator.formats.annotation import TRACKS, Fields, Referral, ReleaseFrame
from annotator.formats.clock import KEYFRAME_STEP
from annotator.formats.fault import Fault
from annotator.formats.grounding import CROWD, GroundingError, parse
from annotator.formats.rle import DamagedRle, runs_of_counts

VIDEO_NAME = re.compile(r"\d{6}_[A-Za-z0-9._()-]{1,110}\.mp4")
HIGHEST_ID = 999_999

_CAPTIONS = (("caption_raw_en", "caption_parsed_en"), ("caption_raw_en_gpt", "caption_parsed_en_gpt"))


def faults(fields: Fields) -> Iterator[Fault]:
    """Every rule that a video breaks, all but the run lengths themselves.

    Args:
        fields: Without what could not be read; rules about that are passed over.
    """
    yield from _names(fields)
    size, tracks = fields.get("image_size"), fields.get("all_track_ids")
    if size is not None and min(size) <= 0:
        yield Fault("image_size", f"image_size {list(size)} is no [height, width]")
    if tracks is not None:
        yield from _track_numbers(tracks)
    known = None if tracks is None else set(tracks)
    yield from _captions(fields, known)
    for referral in fields.get("object_referrals", ()):
        if referral is not None:
            yield from _referral(referral, known)
    yield from _frames(fields.get("segmentations"), known, None if size is None else list(size))


def mask_faults(fields: Fields) -> Iterator[Fault]:
    """Every mask whose run lengths do not fill its frame."""
    for index, frame in enumerate(fields.get("segmentations", ())):
        if frame is None:
            continue
        for place, mask in enumerate(frame.mask_rles):
            track = frame.track_ids[place] if place < len(frame.track_ids) else None
            try:
                height, width = mask["size"]
                runs_of_counts(mask["counts"], height=height, width=width)
            except DamagedRle as error:
                yield Fault("damaged_rle", f"{index:05d}.jpg, track {track}: {error}", frame=index, track=track)
            except ValueError:
                continue  # its size, which `faults` names


def _names(fields: Fields) -> Iterator[Fault]:
    number, name = fields.get("video_id"), fields.get("filename")
    if number is not None and not 0 <= number <= HIGHEST_ID:
        yield Fault("video_id", f"video_id {number} has not up to six digits")
    fits = name is None or (VIDEO_NAME.fullmatch(name) and (number is None or name.startswith(f"{number:06d}_")))
    if not fits:
        digits = "NNNNNN" if number is None else f"{number:06d}"
        yield Fault("filename", f"filename {name!r} is not {digits}_NAME.mp4 without spaces")


def _track_numbers(tracks: tuple[int, ...]) -> Iterator[Fault]:
    for track, times in Counter(tracks).items():
        if track not in TRACKS:
            yield Fault("track_ids", f"all_track_ids holds {track}; tracks are distinct digits, 0 to 9", track=track)
        elif times > 1:
            yield Fault(
                "track_ids", f"all_track_ids holds {track} {times} times; they are distinct digits", track=track
            )


def _captions(fields: Fields, known: set[int] | None) -> Iterator[Fault]:
    for raw, parsed in (*_CAPTIONS, ("caption_raw_cn", "")):
        text = fields.get(raw)
        if not isinstance(text, str):
            continue
        try:
            caption = parse(text, language="zh" if raw.endswith("_cn") else "en")
        except GroundingError as error:
            yield Fault("caption", f"{raw}: {error}")
            continue
        mentioned = {int(written) for phrase in caption.phrases for written in phrase.ids if written != CROWD}
        if known is not None:
            if unknown := sorted(mentioned - known):
                yield Fault("unknown_track", f"{raw} mentions tracks {unknown} that all_track_ids does not hold")
            if parsed and (silent := sorted(known - mentioned)):
                yield Fault("track_not_in_caption", f"{raw} does not mention tracks {silent} of all_track_ids")
        if parsed in fields and fields.get(parsed) != caption.plain:
            yield Fault("parsed_caption", f"{parsed} is not what {raw} says")


def _referral(referral: Referral, known: set[int] | None) -> Iterator[Fault]:
    asked = set(referral.track_ids)
    distinct = bool(asked) and len(asked) == len(referral.track_ids)
    if not distinct or (known is not None and not asked <= known):
        text = f"object_referrals: {referral.prompt!r} asks for tracks {list(referral.track_ids)}"
        yield Fault("referral", f"{text}, which are not distinct members of all_track_ids")


def _frames(
    frames: Sequence[ReleaseFrame | None] | None, known: set[int] | None, size: list[int] | None
) -> Iterator[Fault]:
    if frames is None:
        return
    if len(frames) < 2:
        yield Fault("too_few_frames", f"segmentations holds {len(frames)} frames; at least two")
    shown: set[int] = set()
    for index, frame in enumerate(frames):
        if frame is not None:
            yield from _frame(frame, index, known, size)
            shown.update(frame.track_ids)
    if known is not None and None not in frames:
        for track in sorted(known - shown):
            yield Fault("track_without_masks", f"segmentations: no frame has a mask of track {track}", track=track)


def _frame(frame: ReleaseFrame, index: int, known: set[int] | None, size: list[int] | None) -> Iterator[Fault]:
    where = f"segmentations[{index}]"
    if frame.filename != f"{index:05d}.jpg":
        text = f"{where} is {frame.filename!s:.40}; frames are dense from 00000.jpg"
        yield Fault("frame_order", text, frame=index)
    if frame.is_gt is not (index % KEYFRAME_STEP == 0):
        text = f"{where}: is_gt is {frame.is_gt}; people draw every {KEYFRAME_STEP}th frame"
        yield Fault("is_gt", text, frame=index)
    for odd in _odd(frame.track_ids, known):
        text = f"{where}: track_ids {list(frame.track_ids)} are not distinct members of all_track_ids: {odd}"
        yield Fault("frame_tracks", text, frame=index, track=odd)
    drawn, named = len(frame.mask_rles), len(frame.track_ids)
    if drawn != named:
        text = f"{where} has not one mask for each track: {drawn} masks, {named} tracks"
        without = frame.track_ids[drawn] if drawn < named else None
        yield Fault("missing_mask", text, frame=index, track=without)
    for place, mask in enumerate(frame.mask_rles):
        if size is not None and list(mask["size"]) != size:
            track = frame.track_ids[place] if place < named else None
            yield Fault(
                "mask_size", f"{where}: a mask has size {mask['size']}, the video {size}", frame=index, track=track
            )


def _odd(tracks: Iterable[int], known: set[int] | None) -> list[int]:
    """Tracks that are there twice or that the video does not have."""
    times = Counter(tracks)
    return [track for track, count in times.items() if count > 1 or (known is not None and track not in known)]
