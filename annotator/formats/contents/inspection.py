"""The files beside the layout held against it, one video at a time as the annotations are read.

A release need not have them: data sets of others do not, and that one of ours was taken away is seen by the manifest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from annotator.formats import leakage
from annotator.formats.annotation import Fields
from annotator.formats.contents import croissant, frame_table, predictions, provenance, stills, video_list
from annotator.formats.fault import Fault, Kind
from annotator.formats.interchange import losses
from annotator.formats.leakage import Leak
from annotator.formats.manifest import ReleaseDamaged, read_manifest


class _Follower:
    """A file with something for each video in the order of their numbers, read along with the annotations."""

    def __init__(
        self,
        root: Path,
        kind: Kind,
        file: str,
        read: Callable[[Path], Iterator[tuple[int, Any]]],
        faults: Callable[[Any, Fields], Iterator[Fault]],
    ) -> None:
        self.kind, self.file, self.faults = kind, file, faults
        self.rest = read(root) if (root / file).is_file() else None
        self.ahead: tuple[int, Any] | None = None
        self.content: Any = None

    def follow(self, number: int, fields: Fields) -> Iterator[Fault]:
        """What is wrong up to a video, and about it; afterwards `content` is what the file says of it, or None."""
        self.content = None
        yield from self._skip_to(number)
        if self.ahead is not None and self.ahead[0] == number:
            self.content, self.ahead = self.ahead[1], None
            yield from (replace(fault, video=number) for fault in self.faults(self.content, fields))
        elif self.rest is not None:
            yield Fault(self.kind, f"says nothing of video {number}", self.file, video=number)

    def end(self) -> Iterator[Fault]:
        """What comes after the last video."""
        yield from self._skip_to(None)

    def _skip_to(self, number: int | None) -> Iterator[Fault]:
        while self.rest is not None:
            try:
                self.ahead = self.ahead or next(self.rest, None)
            except (ValueError, OSError) as error:
                self.rest = None
                yield Fault(self.kind, f"cannot be read ({error})", self.file)
                return
            if self.ahead is None or (number is not None and self.ahead[0] >= number):
                return
            odd, self.ahead = self.ahead[0], None
            yield Fault(
                self.kind, f"holds video {odd}, which has no annotation or is out of order", self.file, video=odd
            )


@dataclass
class ContentsInspection:
    """One pass over what a release holds beside annotations, splits and videos."""

    root: Path

    def __post_init__(self) -> None:
        self.stills = _Follower(self.root, "stills", stills.FILE, stills.read, stills.faults)
        self.followers = (
            _Follower(self.root, "frame_table", frame_table.FILE, frame_table.read, frame_table.faults),
            _Follower(self.root, "provenance", provenance.FILE, provenance.read, provenance.faults),
            self.stills,
            _Follower(self.root, "video_list", video_list.FILE, video_list.read, video_list.faults),
        )
        self.lists_videos = (self.root / video_list.FILE).is_file()
        self.has_templates = (self.root / predictions.FOLDER).is_dir()
        self.seen: set[int] = set()
        self.origins: dict[int, str] = {}
        self.looks: dict[int, list[int | None]] = {}

    def video(self, number: int, fields: Fields) -> Iterator[Fault]:
        """What these files say otherwise than one annotation, as far as that could be read.

        Videos come in the order of their numbers.
        """
        self.seen.add(number)
        for follower in self.followers:
            yield from follower.follow(number, fields)
        if self.has_templates:
            yield from (replace(fault, video=number) for fault in predictions.faults(self.root, number, fields))
        if self.stills.content is not None:
            self.looks[number] = self.stills.content
        if "src_dataset" in fields and "filename" in fields:
            self.origins[number] = leakage.origin_of(fields["src_dataset"], fields["filename"])

    def end(self, videos: int) -> Iterator[Fault]:
        """What is wrong after the last of so many videos, and with the files about all of them."""
        for follower in self.followers:
            yield from follower.end()
        wanted = {f"{number:06d}.json" for number in self.seen}
        for name in sorted({path.name for path in (self.root / predictions.FOLDER).glob("*")} - wanted):
            yield Fault("prediction_template", "belongs to no video", f"{predictions.FOLDER}/{name}")
        try:
            files = {file.path: file for file in read_manifest(self.root).files}
            yield from croissant.faults(self.root, files)
        except ReleaseDamaged:
            pass  # told with the manifest
        yield from losses.faults(self.root, videos)

    def leaks(self, splits: Mapping[int, str]) -> tuple[Leak, ...]:
        """Videos of different splits that seem to show the same.

        Args:
            splits: By video id.
        """
        return (*leakage.same_source(self.origins, splits), *leakage.near_duplicates(self.looks, splits))
