"""What one annotation file of the ViCaS layout adds to a dataset's statistics, read field by field.

Only what is counted is read, so that files which break a rule that no number depends on still count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from annotator.formats import rle
from annotator.scoring.nouns import grounding_phrases

T = TypeVar("T")

_LARGEST_SIDE = 1 << 15


@dataclass(frozen=True, slots=True)
class VideoCounts:
    """What one video adds to every split it is in.

    `words` are of (cleaned, human) caption; `masks` counts entries as human, auto, human_visible, auto_visible; `areas`
    are the shares of the picture, 0..1, of visible masks that people drew; `phrases` are the cleaned caption's
    grounding phrases.
    """

    video_id: int
    filename: str
    frames: int
    words: tuple[int, int]
    tracks: int
    prompts: int
    masks: Counter[str]
    areas: tuple[float, ...] = ()
    phrases: tuple[str, ...] = ()


def video_counts(document: object) -> VideoCounts:
    """Count one annotation file's content.

    Raises:
        ValueError: a field that is counted is missing, of another type or damaged; the text says which.
    """
    video = typed(document, dict, "the file")
    frames = _list(video, "segmentations")
    masks: Counter[str] = Counter()
    drawn: list[float] = []
    for index, entry in enumerate(frames):
        where = f"segmentations[{index}]"
        frame = typed(entry, dict, where)
        kind = "human" if _field(frame, "is_gt", bool, where) else "auto"
        rles = _list(frame, "mask_rles", where)
        areas = [_area(mask, f"{where}.mask_rles[{place}]") for place, mask in enumerate(rles)]
        masks.update({kind: len(areas), f"{kind}_visible": sum(area > 0 for area in areas)})
        if kind == "human":
            drawn += [area / _pixels(mask) for area, mask in zip(areas, rles, strict=True) if area]
    words = [len(_field(video, name, str).split()) for name in ("caption_parsed_en_gpt", "caption_parsed_en")]
    tracks, prompts = len(_list(video, "all_track_ids")), len(_list(video, "object_referrals"))
    return VideoCounts(
        _field(video, "video_id", int),
        str(video.get("filename", "")),
        len(frames),
        (words[0], words[1]),
        tracks,
        prompts,
        masks,
        tuple(drawn),
        tuple(grounding_phrases(str(video.get("caption_raw_en_gpt", "")))),
    )


def _area(mask: object, where: str) -> int:
    fields = typed(mask, dict, where)
    counts = _field(fields, "counts", str, where)
    size = _list(fields, "size", where)
    if len(size) != 2 or not all(type(side) is int and 0 < side <= _LARGEST_SIDE for side in size):
        raise ValueError(f"{where}.size is {size!r:.40}, no [height, width]")
    height, width = size
    if counts == _empty(height, width):
        return 0
    try:
        return rle.area({"size": [height, width], "counts": counts})
    except rle.DamagedRle as error:
        raise ValueError(f"{where}: {error}") from error


def _pixels(mask: Mapping[str, Any]) -> int:
    height, width = mask["size"]
    return int(height * width)


@cache
def _empty(height: int, width: int) -> str:
    """How COCO writes a mask without a pixel: most masks of an absent object, known without reading them."""
    return rle.empty(height, width)["counts"]


def _list(fields: Mapping[str, Any], name: str, where: str = "") -> list[Any]:
    return _field(fields, name, list, where)


def _field(fields: Mapping[str, Any], name: str, kind: type[T], where: str = "") -> T:
    place = f"{where}.{name}" if where else name
    if name not in fields:
        raise ValueError(f"{place} is missing")
    return typed(fields[name], kind, place)


def typed(value: object, kind: type[T], where: str) -> T:
    """The value, when it is of exactly this type.

    Args:
        where: What the value is called in the error.

    Raises:
        ValueError: it is of another type.
    """
    if type(value) is not kind:
        raise ValueError(f"{where} is {value!r:.40}, no {kind.__name__}")
    return value
