"""What became different from one release to the next: videos, captions, splits, masks, statistics.

As a program: `python -m annotator.scoring.changes OLD NEW`. A video is the same by its number. One pair of annotations
is in memory at a time; where the files of a video are the same byte for byte, nothing of it is read further.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pycocotools import mask as coco

from annotator.errors import AnnotatorError
from annotator.formats import release as layout
from annotator.formats import rle
from annotator.formats.annotation import ReleaseVideo
from annotator.formats.progress import Progress, Step
from annotator.formats.release import Release
from annotator.formats.rle import Rle
from annotator.formats.whole_file import write_whole
from annotator.scoring import statistics_folder
from annotator.scoring.statistics import ALL, statistics

CAPTIONS = ("caption_raw_en", "caption_raw_en_gpt", "caption_raw_cn")


@dataclass(frozen=True, slots=True)
class CaptionChange:
    """One text of a video before and after."""

    video: int
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class MaskChange:
    """One track of a video of which masks changed.

    Args:
        frames: On how many frames its mask is another, of which `drawn` are frames that people draw.
        iou: Intersection over union of the two over the whole video, 0..1; 0 for a track that only one release has.
    """

    video: int
    track: int
    frames: int
    drawn: int
    iou: float


@dataclass(frozen=True, slots=True)
class Changes:
    """What is different; `moved` says of videos that changed their split from which to which, and none should."""

    added: tuple[int, ...]
    removed: tuple[int, ...]
    moved: Mapping[int, tuple[str, str]]
    captions: tuple[CaptionChange, ...]
    masks: tuple[MaskChange, ...]
    statistics: Mapping[str, Mapping[str, float]]


def changes(old: Release, new: Release, *, step: Step) -> Changes:
    """Compare two releases.

    Args:
        step: Called with (videos done, videos in all) after each video that both hold.

    Returns:
        Videos in order of their numbers; statistics by split, new minus old, of those numbers that are not equal.

    Raises:
        ReleaseDamaged, DamagedRle: one of them cannot be read.
    """
    before, after = _split_of(old), _split_of(new)
    both = sorted(before.keys() & after.keys())
    captions: list[CaptionChange] = []
    masks: list[MaskChange] = []
    for done, number in enumerate(both, 1):
        if _raw(old, number) != _raw(new, number):
            one, other = old.video(number), new.video(number)
            captions += _caption_changes(one, other)
            masks += _mask_changes(one, other)
        step(done, len(both))
    return Changes(
        added=tuple(sorted(after.keys() - before.keys())),
        removed=tuple(sorted(before.keys() - after.keys())),
        moved={number: (before[number], after[number]) for number in both if before[number] != after[number]},
        captions=tuple(captions),
        masks=tuple(masks),
        statistics=_moved_numbers(old, new),
    )


def _split_of(release: Release) -> dict[int, str]:
    return {number: split for split, numbers in release.splits.items() for number in numbers}


def _raw(release: Release, number: int) -> bytes:
    path = layout.annotation_path(release.root, release.version, number)
    return path.read_bytes() if path.is_file() else b""


def _caption_changes(old: ReleaseVideo, new: ReleaseVideo) -> Iterator[CaptionChange]:
    for field in CAPTIONS:
        before, after = getattr(old, field), getattr(new, field)
        if before != after:
            yield CaptionChange(new.video_id, field, before, after)


def _mask_changes(old: ReleaseVideo, new: ReleaseVideo) -> Iterator[MaskChange]:
    """Each track that is not the same; frames that only one of them has count with all their pixels."""
    frames = max(len(old.segmentations), len(new.segmentations))
    before, after = _by_frame(old, frames), _by_frame(new, frames)
    for track in dict.fromkeys((*old.all_track_ids, *new.all_track_ids)):
        shared = either = changed = drawn = 0
        for index, (one, other) in enumerate(zip(before, after, strict=True)):
            both, any_of, same = _compared(one.get(track), other.get(track))
            shared, either = shared + both, either + any_of
            changed += not same
            drawn += not same and any(index < len(v.segmentations) and v.segmentations[index].is_gt for v in (old, new))
        if changed:
            yield MaskChange(new.video_id, track, changed, drawn, shared / either if either else 1.0)


def _by_frame(video: ReleaseVideo, frames: int) -> list[dict[int, Rle]]:
    masks = [dict(zip(frame.track_ids, frame.mask_rles, strict=True)) for frame in video.segmentations]
    return masks + [{} for _ in range(frames - len(masks))]


def _compared(one: Rle | None, other: Rle | None) -> tuple[int, int, bool]:
    """Pixels in both, pixels in either, and whether they are the same mask; none and an empty one are."""
    first, second = (rle.area(mask) if mask is not None else 0 for mask in (one, other))
    if one is None or other is None or one["size"] != other["size"]:
        return 0, first + second, first == second == 0
    if one["counts"] == other["counts"]:
        return first, first, True
    shared = int(coco.area(coco.merge([one, other], intersect=True)))
    return shared, first + second - shared, shared == first == second


def _moved_numbers(old: Release, new: Release) -> dict[str, dict[str, float]]:
    """By split and "all", by how much each number moved that both have; an earlier Tether counted fewer."""
    before, after = _numbers(old), _numbers(new)
    moved = {
        split: {name: numbers[name] - before[split][name] for name in numbers if name in before.get(split, {})}
        for split, numbers in after.items()
    }
    return {split: {name: by for name, by in numbers.items() if by} for split, numbers in moved.items()}


def _numbers(release: Release) -> dict[str, dict[str, float]]:
    """As they lie beside the release, which takes no time; else counted, which reads every file."""

    def complain(file: str, fault: str) -> None:
        raise layout.ReleaseDamaged(file, fault)

    rows: Mapping[str, Mapping[str, Any]] | None = statistics_folder.read(release.root, release.version)
    if rows is None:
        rows = statistics(release.root, complain=complain, step=lambda done, total: None)[release.version]
    return {
        split: {name: value or 0 for name, value in row.items() if value is None or isinstance(value, int | float)}
        for split, row in rows.items()
    }


def main(arguments: list[str] | None = None) -> int:
    """Tell what is different from one release to the next: videos, captions, masks by their overlap, statistics.

    Returns:
        0; or 1 when one of them cannot be read.

    Raises:
        OSError: the file cannot be written.
    """
    program = argparse.ArgumentParser(
        prog="python -m annotator.scoring.changes", description=str(main.__doc__).partition("\n")[0]
    )
    program.add_argument("old", type=Path, metavar="OLD", help="the folder of the earlier release")
    program.add_argument("new", type=Path, metavar="NEW", help="the folder of the later one")
    program.add_argument("--out", type=Path, metavar="FILE", help="write all of it there as JSON")
    chosen = program.parse_args(arguments)
    progress = Progress("videos")
    try:
        found = changes(layout.read_release(chosen.old), layout.read_release(chosen.new), step=progress)
    except (AnnotatorError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    progress.clear()
    if chosen.out:
        write_whole(chosen.out, json.dumps(asdict(found), indent=1, ensure_ascii=False).encode() + b"\n")
    sys.stdout.write(_told(found))
    return 0


def _told(found: Changes) -> str:
    ious = [change.iou for change in found.masks]
    lines = [
        f"videos: {len(found.added)} added, {len(found.removed)} removed, {len(found.moved)} in another split",
        f"captions: {len({change.video for change in found.captions})} videos with another text",
        f"masks: {len(ious)} tracks changed" + (f", mean IoU {sum(ious) / len(ious):.3f}" if ious else ""),
    ]
    numbers: dict[str, Any] = dict(found.statistics.get(ALL, {}))
    lines += [f"{name}: {by:+g}" for name, by in numbers.items()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    raise SystemExit(main())
