"""One thing that is wrong with a release, and where, so that all of them can be listed and each can be found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "no_manifest", "manifest_unreadable", "manifest_path", "manifest_twice", "not_plain_file", "not_in_manifest",
    "file_missing", "file_unreadable", "wrong_bytes", "wrong_sha256",
    "no_version", "several_versions", "split_missing", "split_unreadable", "split_type", "split_twice", "split_overlap",
    "split_unknown_video", "video_in_no_split", "stray_file",
    "not_utf8", "not_json", "twice_named_field", "missing_field", "unknown_field", "field_order", "wrong_type",
    "video_id", "duplicate_video_id", "filename", "video_shared", "image_size", "track_ids", "caption", "unknown_track",
    "track_not_in_caption", "parsed_caption", "referral", "too_few_frames", "frame_order", "is_gt", "frame_tracks",
    "missing_mask", "mask_size", "damaged_rle", "track_without_masks",
    "video_missing", "video_unreadable", "video_size", "video_frames", "video_list",
    "frame_table", "provenance", "stills", "prediction_template", "croissant", "losses",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, for a program and for a person.

    Args:
        kind: Never changes; `docs/releases.md` lists them all.
        text: What is wrong, with its value.
        file: Path below the release; filled in by who knows the file.
        video: Its id, where the fault is about one.
        frame: Index of the frame, where it is about one.
        track: Its number, where it is about one.
    """

    kind: Kind
    text: str
    file: str = ""
    video: int | None = None
    frame: int | None = None
    track: int | None = None

    @property
    def line(self) -> str:
        """File, text, place and kind in one printable line, whatever a file's name or content holds."""
        where = [
            f"{name} {value}" for name in ("video", "frame", "track") if (value := getattr(self, name)) is not None
        ]
        line = f"{self.file}: {self.text} ({', '.join([self.kind, *where])})"
        return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in line)
