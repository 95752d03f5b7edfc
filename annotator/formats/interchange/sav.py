"""SA-V, SAM 2's own data set: masks on every fourth frame of a 24-fps video, that is six a second.

A file is `{video_id, video_height, video_width, video_frame_count, masklet, masklet_id, ...}`; `masklet` lists for each
annotated frame the RLE of every object, an empty one where it is absent, in the order of `masklet_id`. Counts of frames
are floats in the published files.

Source: the layout of the SA-V data set (Ravi et al., "SAM 2: Segment Anything in Images and Videos", 2024).
"""

from __future__ import annotations

import json
from typing import Any

from annotator.formats import rle
from annotator.formats.interchange.foreign import ForeignFileRefused, ForeignTrack, ForeignVideo
from annotator.formats.rle import DamagedRle, Rle

STEP = 5  # six frames a second on our clock of thirty


def read(content: bytes, *, name: str) -> ForeignVideo:
    """Read `sav_NNNNNN_manual.json` or `_auto.json`.

    Args:
        content: Of the file.
        name: Of the file, for errors.

    Raises:
        ForeignFileRefused: it is no such file, or a mask in it is damaged; the text names the place.
    """
    try:
        document = json.loads(content)
        height, width = _whole(document["video_height"]), _whole(document["video_width"])
        rows = document["masklet"]
        numbers = [_whole(number) for number in document["masklet_id"]]
        video = str(document["video_id"])
    except (ValueError, RecursionError) as error:
        raise ForeignFileRefused(f"{name}: is no SA-V file ({error}).", file=name) from error
    except (KeyError, TypeError) as error:
        raise ForeignFileRefused(
            f"{name}: is no SA-V file: {error} is missing or of another type.", file=name
        ) from error
    if not isinstance(rows, list) or len(set(numbers)) < len(numbers):
        raise ForeignFileRefused(f"{name}: `masklet` is no list, or `masklet_id` holds a number twice.", file=name)
    masks: dict[int, dict[int, Rle]] = {number: {} for number in numbers}
    for frame, row in enumerate(rows):
        if not isinstance(row, list) or len(row) != len(numbers):
            raise ForeignFileRefused(
                f"{name}: masklet[{frame}] has not a mask for each of {len(numbers)} objects.", file=name
            )
        for number, value in zip(numbers, row, strict=True):
            mask = _mask(value, (height, width), f"{name}: masklet[{frame}] of object {number}")
            if rle.area(mask):
                masks[number][frame] = mask
    tracks = tuple(ForeignTrack(number, "", of_track) for number, of_track in masks.items())
    return ForeignVideo(video, (height, width), len(rows), STEP, tracks)


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value) or value < 0:
        raise ValueError(f"{value!r} is no whole number")
    return int(value)


def _mask(value: Any, size: tuple[int, int], where: str) -> Rle:
    if not isinstance(value, dict) or not isinstance(value.get("counts"), str) or value.get("size") != list(size):
        raise ForeignFileRefused(f"{where}: is no compressed RLE of {size[0]}x{size[1]}.")
    mask: Rle = {"size": list(size), "counts": value["counts"]}
    try:
        rle.area(mask)
    except DamagedRle as error:
        raise ForeignFileRefused(f"{where}: {error.text}") from error
    return mask
