"""How each keyframe looks, in 64 bits, so that near-duplicates across splits are found without decoding a video.

`stills.jsonl` holds a line a video in the order of their numbers, with a hash for each keyframe (frames 0, 30, 60, …);
null where the picture is flat: `{"video_id": 7, "dhash": ["c3d1e0f0781c0e07", null]}`. `leakage.look_of` makes them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from annotator.formats.annotation import Fields
from annotator.formats.fault import Fault

FILE = "stills.jsonl"
_HASH = re.compile(r"[0-9a-f]{16}")


def write_line(out: IO[bytes], video_id: int, looks: Sequence[int | None]) -> None:
    """Add one video."""
    told = [None if look is None else f"{look:016x}" for look in looks]
    out.write(json.dumps({"video_id": video_id, "dhash": told}, separators=(",", ":")).encode() + b"\n")


def read(root: Path) -> Iterator[tuple[int, list[int | None]]]:
    """Each video's hashes in the order of the file.

    Raises:
        ValueError: a line is no such object.
        OSError: the file cannot be read.
    """
    with (root / FILE).open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                content = json.loads(line.decode())
                yield int(content["video_id"]), [_read(word) for word in content["dhash"]]
            except (ValueError, KeyError, TypeError, RecursionError) as error:
                raise ValueError(f"line {number} is no video with its hashes ({error})") from error


def faults(looks: Sequence[int | None], fields: Fields) -> Iterator[Fault]:
    """What one video's line says otherwise than its annotation."""
    keyframes = sum(frame is not None and frame.is_gt for frame in fields.get("segmentations", ()))
    if "segmentations" in fields and len(looks) != keyframes:
        yield Fault("stills", f"has {len(looks)} hashes for {keyframes} keyframes", FILE)


def _read(word: str | None) -> int | None:
    if word is None:
        return None
    if not _HASH.fullmatch(word):
        raise ValueError(f"{word!r:.40} is no hash of 16 digits")
    return int(word, 16)
