"""Clips that may not be given away, named with size and checksum, so that a copy from elsewhere can be proved.

`video_list.jsonl` stands in place of `videos/` and holds a line a clip in the order of their numbers: `{"video_id": 7,
"filename": "000007_a.mp4", "bytes": 512000, "sha256": "…", "frames": 301, "image_size": [720, 1280]}`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from annotator.formats.annotation import Fields, ReleaseVideo
from annotator.formats.fault import Fault

FILE = "video_list.jsonl"
_SHA256 = re.compile(r"[0-9a-f]{64}")


def write_line(out: IO[bytes], video: ReleaseVideo, *, size: int, sha256: str) -> None:
    """Add one clip.

    Args:
        size: Of its file, in bytes.
        sha256: Of its file, in hex.
    """
    told = {
        "video_id": video.video_id, "filename": video.filename, "bytes": size, "sha256": sha256,
        "frames": len(video.segmentations), "image_size": list(video.image_size),
    }  # fmt: skip
    out.write(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")


def read(root: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each clip's line in the order of the file.

    Raises:
        ValueError: a line is no such object.
        OSError: the file cannot be read.
    """
    with (root / FILE).open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                content = json.loads(line.decode())
                yield int(content["video_id"]), dict(content)
            except (ValueError, KeyError, TypeError, RecursionError) as error:
                raise ValueError(f"line {number} is no clip ({error})") from error


def faults(line: Mapping[str, Any], fields: Fields) -> Iterator[Fault]:
    """What one clip's line says otherwise than its annotation."""
    if "filename" in fields and line.get("filename") != fields["filename"]:
        yield Fault(
            "video_list", f"names {line.get('filename')!r:.60}, its annotation {fields['filename']!r:.60}", FILE
        )
    if "image_size" in fields and line.get("image_size") != list(fields["image_size"]):
        yield Fault("video_list", f"says size {line.get('image_size')!r:.40}, its annotation another", FILE)
    if "segmentations" in fields and line.get("frames") != len(fields["segmentations"]):
        told = f"says {line.get('frames')!r:.20} frames, its annotation has {len(fields['segmentations'])}"
        yield Fault("video_list", told, FILE)
    if not _SHA256.fullmatch(str(line.get("sha256"))) or type(line.get("bytes")) is not int:
        yield Fault("video_list", "has no sha256 of 64 hex digits with a size in bytes", FILE)
