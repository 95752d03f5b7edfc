"""Every frame of every video in one table, so that nobody has to open thousands of files to know what there is.

`frames.parquet`, by video and frame:

    video_id, frame     the frame on the 30-fps clock, from 0
    keyframe            whether people decided it (`is_gt`)
    source_seconds      when the original shows this picture; null where that is not known
    sha256              of the frame's decoded RGB pixels in the canonical video, to prove how it was extracted; or null
    track_ids           every track of the video, in its order; the two lists below belong to them by place
    present             whether the track has a pixel on this frame
    origin              human, edited, suggested, absent (a person's decision) or propagated; see `provenance`
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
from pyarrow import parquet as pq

from annotator.formats import rle
from annotator.formats.annotation import Fields, ReleaseFrame, ReleaseVideo
from annotator.formats.canonical import FrameEntry
from annotator.formats.contents.provenance import ABSENT, DECIDED, PROPAGATED, TrackOrigin
from annotator.formats.fault import Fault
from annotator.formats.rle import DamagedRle
from annotator.formats.whole_file import beside

FILE = "frames.parquet"
GROUP = 32  # videos that are written, and read, at once
SCHEMA = pa.schema(
    {
        "video_id": pa.int32(),
        "frame": pa.int32(),
        "keyframe": pa.bool_(),
        "source_seconds": pa.float64(),
        "sha256": pa.string(),
        "track_ids": pa.list_(pa.int8()),
        "present": pa.list_(pa.bool_()),
        "origin": pa.list_(pa.string()),
    }
)


class FrameTableWriter:
    """The table while it grows, video by video in the order of their numbers; nothing is left if the block fails."""

    def __init__(self, root: Path) -> None:
        self._place = beside(root / FILE)
        self._writer: pq.ParquetWriter | None = None
        self._rows: list[dict[str, Any]] = []
        self._videos = 0

    def __enter__(self) -> FrameTableWriter:
        self._writer = pq.ParquetWriter(self._place.__enter__(), SCHEMA, compression="zstd")
        return self

    def add(self, video: ReleaseVideo, origins: Sequence[TrackOrigin], clock: Sequence[FrameEntry]) -> None:
        """One more video, with all of its frames or none.

        Args:
            origins: Of its tracks, in any order.
            clock: The frame table of its canonical video; empty where there is none.

        Raises:
            DamagedRle: run lengths that do not describe a mask of the video's size.
        """
        of_track = {origin.track: origin for origin in origins}
        rows: list[dict[str, Any]] = []
        for index, frame in enumerate(video.segmentations):
            shown = clock[index] if index < len(clock) else None
            seen = visible_tracks(frame, video.image_size)
            rows.append(
                {
                    "video_id": video.video_id,
                    "frame": index,
                    "keyframe": frame.is_gt,
                    "source_seconds": shown.source_seconds if shown else None,
                    "sha256": shown.sha256 if shown else None,
                    "track_ids": list(video.all_track_ids),
                    "present": [track in seen for track in video.all_track_ids],
                    "origin": [of_track[track].of_frame(index) for track in video.all_track_ids],
                }
            )
        self._rows += rows
        self._videos += 1
        if self._videos % GROUP == 0:
            self._flush()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writer is not None:
            if error is None:
                self._flush()
            self._writer.close()
        self._place.__exit__(kind, error, trace)

    def _flush(self) -> None:
        if self._writer is not None and self._rows:
            self._writer.write_table(pa.Table.from_pylist(self._rows, schema=SCHEMA))
        self._rows = []


def visible_tracks(frame: ReleaseFrame, size: tuple[int, int]) -> set[int]:
    """The tracks with a pixel on a frame of (height, width).

    Raises:
        DamagedRle: run lengths that do not describe a mask of this size.
    """
    counts = [mask["counts"] for mask in frame.mask_rles]
    areas = rle.areas_of_counts(counts, height=size[0], width=size[1])
    return {track for track, area in zip(frame.track_ids, areas, strict=False) if area}


def read(root: Path) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """Each video's rows in the order of the file, some videos at a time.

    Raises:
        ValueError: it is no Parquet file, or not with these columns.
        OSError: the file cannot be read.
    """
    with pq.ParquetFile(root / FILE) as table:
        if not table.schema_arrow.equals(SCHEMA):
            raise ValueError(f"its columns are {', '.join(map(str, table.schema_arrow))}")
        rows = (row for batch in table.iter_batches(batch_size=4096) for row in batch.to_pylist())
        for number, of_video in groupby(rows, key=lambda row: row["video_id"]):
            yield number, list(of_video)


def faults(rows: list[dict[str, Any]], fields: Fields) -> Iterator[Fault]:
    """The first row that says otherwise than the annotation, and a number of rows that is not that of the frames."""
    frames, tracks, size = fields.get("segmentations"), fields.get("all_track_ids"), fields.get("image_size")
    if frames is None or tracks is None or size is None:
        return  # told already, and there is nothing to compare with
    if len(rows) != len(frames):
        yield Fault("frame_table", f"has {len(rows)} rows for {len(frames)} frames", FILE)
    for index, (row, frame) in enumerate(zip(rows, frames, strict=False)):
        if frame is None:
            continue
        try:
            seen = visible_tracks(frame, size)
        except DamagedRle:
            continue
        if told := _row_fault(row, index, frame, [track in seen for track in tracks], list(tracks)):
            yield Fault("frame_table", told, FILE, frame=index)
            return


def _row_fault(row: dict[str, Any], index: int, frame: ReleaseFrame, present: list[bool], tracks: list[int]) -> str:
    wanted = {"frame": index, "keyframe": frame.is_gt, "track_ids": tracks, "present": present}
    for name, value in wanted.items():
        if row[name] != value:
            return f"says {name} {row[name]}, the annotation {value}"
    origins = row["origin"] or []
    if len(origins) != len(tracks) or not set(origins) <= {*DECIDED, PROPAGATED}:
        return f"says origin {origins} of tracks {tracks}"
    if contrary := [t for t, origin, here in zip(tracks, origins, present, strict=True) if here and origin == ABSENT]:
        return f"says that tracks {contrary} were declared absent, and they are there"
    return ""
