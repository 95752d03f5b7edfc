"""An annotation file's JSON, read field by field, so that one that cannot be read hides no other."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypedDict, TypeVar, Unpack, cast

from annotator.formats.annotation import FIELDS, Fields, Referral, ReleaseFrame
from annotator.formats.fault import Fault, Kind
from annotator.formats.rle import Rle

T = TypeVar("T")

_TEXTS = (
    "src_dataset", "filename", "caption_raw_en", "caption_raw_cn", "caption_raw_en_gpt", "caption_parsed_en",
    "caption_parsed_en_gpt",
)  # fmt: skip


class _Place(TypedDict, total=False):
    """Where in a video a value stands."""

    frame: int
    track: int | None


class _Unreadable(Exception):
    """A value of another type than its field; it was already told."""


def read_fields(raw: bytes) -> tuple[Fields, list[Fault]]:
    """Read one annotation file as far as it can be read.

    Returns:
        The fields that could be read, and what is wrong with the others.
    """
    reading = _Reading()
    try:
        document = json.loads(raw.decode(), object_pairs_hook=reading.mapping, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        return {}, [Fault("not_utf8", f"cannot be read: byte {error.start} is no UTF-8")]
    except (ValueError, RecursionError) as error:
        return {}, [Fault("not_json", f"cannot be read: it is no JSON, or is cut off ({error})")]
    return reading.video(document), reading.faults


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number")


class _Reading:
    """One pass over a document; what does not fit is told and left out."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def mapping(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """A JSON object as a dict; a name that is there twice would silently lose its first value."""
        found = dict(pairs)
        if len(found) < len(pairs):
            twice = sorted(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
            self.faults.append(Fault("twice_named_field", f"an object has {', '.join(twice)} twice"))
        return found

    def video(self, document: object) -> Fields:
        if not isinstance(document, dict):
            self.wrong_type(document, dict, "the file")
            return {}
        if self.names(document, FIELDS, "") and tuple(document) != FIELDS:
            self.tell("field_order", "has its fields in another order than the layout")
        readers: dict[str, Callable[[object, str], object]] = dict.fromkeys(_TEXTS, self.text) | {
            "video_id": lambda value, where: self.of(value, int, where),
            "reworded_en_captions": self.texts,
            "object_referrals": lambda value, where: self.each(value, where, self.referral),
            "image_size": self.size,
            "segmentations": lambda value, where: self.each(value, where, self.frame),
            "all_track_ids": self.wholes,
        }
        fields: dict[str, object] = {}
        for name in FIELDS:
            if name in document:
                try:
                    fields[name] = readers[name](document[name], name)
                except _Unreadable:
                    continue
        return cast("Fields", fields)  # each reader returns what Fields says of its name

    def referral(self, value: object, index: int) -> Referral:
        where = f"object_referrals[{index}]"
        fields = self.fields(value, ("prompt", "track_ids"), where)
        return Referral(
            self.text(fields["prompt"], f"{where}.prompt"), self.wholes(fields["track_ids"], f"{where}.track_ids")
        )

    def frame(self, value: object, index: int) -> ReleaseFrame:
        where = f"segmentations[{index}]"
        fields = self.fields(value, ("filename", "is_gt", "track_ids", "mask_rles"), where, frame=index)
        tracks = self.wholes(fields["track_ids"], f"{where}.track_ids", frame=index)
        masks = self.of(fields["mask_rles"], list, f"{where}.mask_rles", frame=index)
        return ReleaseFrame(
            filename=self.text(fields["filename"], f"{where}.filename", frame=index),
            is_gt=self.of(fields["is_gt"], bool, f"{where}.is_gt", frame=index),
            track_ids=tracks,
            mask_rles=tuple(
                self.mask(mask, f"{where}.mask_rles[{place}]", index, tracks[place] if place < len(tracks) else None)
                for place, mask in enumerate(masks)
            ),
        )

    def mask(self, value: object, where: str, frame: int, track: int | None) -> Rle:
        fields = self.fields(value, ("size", "counts"), where, frame=frame, track=track)
        size = self.wholes(fields["size"], f"{where}.size", frame=frame, track=track)
        return Rle(size=list(size), counts=self.text(fields["counts"], f"{where}.counts", frame=frame, track=track))

    def each(self, value: object, where: str, read: Callable[[object, int], T]) -> tuple[T | None, ...]:
        """The members of a list, None for one that cannot be read."""
        found: list[T | None] = []
        for index, member in enumerate(self.of(value, list, where)):
            try:
                found.append(read(member, index))
            except _Unreadable:
                found.append(None)
        return tuple(found)

    def size(self, value: object, where: str) -> tuple[int, int]:
        sides = self.wholes(value, where)
        if len(sides) != 2:
            raise self.wrong("wrong_type", f"{where} {list(sides)} is no [height, width]")
        return sides[0], sides[1]

    def fields(self, value: object, names: Sequence[str], where: str, **place: Unpack[_Place]) -> dict[str, Any]:
        """An object of exactly these fields."""
        found: dict[str, Any] = self.of(value, dict, where, **place)
        if not self.names(found, names, where, **place) and any(name not in found for name in names):
            raise _Unreadable
        return found

    def names(self, found: Mapping[str, Any], names: Sequence[str], where: str, **place: Unpack[_Place]) -> bool:
        """Tell which fields are missing or unknown; whether there are none of either."""
        missing = [name for name in names if name not in found]
        unknown = sorted(found.keys() - set(names))
        before = f"{where} " if where else ""
        if missing:
            self.tell("missing_field", f"{before}lacks {', '.join(missing)}", **place)
        if unknown:
            self.tell("unknown_field", f"{before}has the unknown fields {', '.join(map(repr, unknown))}"[:200], **place)
        return not missing and not unknown

    def wholes(self, value: object, where: str, **place: Unpack[_Place]) -> tuple[int, ...]:
        return tuple(self.of(member, int, where, **place) for member in self.of(value, list, where, **place))

    def text(self, value: object, where: str, **place: Unpack[_Place]) -> str:
        return self.of(value, str, where, **place)

    def texts(self, value: object, where: str) -> tuple[str, ...]:
        return tuple(self.text(member, f"{where}[{index}]") for index, member in enumerate(self.of(value, list, where)))

    def of(self, value: object, kind: type[T], where: str, **place: Unpack[_Place]) -> T:
        """The value, if it is of exactly this type: true is no number here."""
        if type(value) is not kind:
            raise self.wrong_type(value, kind, where, **place)
        return value

    def wrong_type(self, value: object, kind: type, where: str, **place: Unpack[_Place]) -> _Unreadable:
        return self.wrong("wrong_type", f"{where}: {value!r:.60} is no {kind.__name__}", **place)

    def wrong(self, kind: Kind, text: str, **place: Unpack[_Place]) -> _Unreadable:
        self.tell(kind, text, **place)
        return _Unreadable()

    def tell(self, kind: Kind, text: str, **place: Unpack[_Place]) -> None:
        self.faults.append(Fault(kind, text, **place))
