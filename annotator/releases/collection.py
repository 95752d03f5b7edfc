"""Bundles that nothing refers to any more are collected: superseded segments, deleted runs, yesterday's previews.

A bundle is kept by a segment, by a frozen release, and by its age: who is about to refer to one writes or touches it
first (`bundles.put`, `bundles.keep`), so that a young one may be in somebody's open transaction. An old one is put
aside, where it is still read, and deleted a day later if nothing refers to it then: a backup of the rows finds its
files for that long, and a collector may die at any point.
"""

import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from django.conf import settings

from annotator.annotations.actions.previews import forget_old_previews
from annotator.annotations.bundles import ASIDE, aside_of
from annotator.annotations.models import Segment
from annotator.formats.whole_file import PART
from annotator.releases.models import ReleaseVideo

OLD_HOURS = 24.0


@dataclass
class Collected:
    """How many files were found old, referred to, put aside, deleted, put back; `cached` are made again on demand."""

    old: int = 0
    referred: int = 0
    aside: int = 0
    deleted: int = 0
    restored: int = 0
    bytes: int = 0
    cached: int = 0
    previews: int = 0

    def as_json(self) -> dict[str, int]:
        """The counts by name."""
        return asdict(self)


@dataclass
class _Collector:
    """One collection: files untouched since `before`, a time in seconds, are old."""

    before: float
    dry_run: bool
    found: Collected = field(default_factory=Collected)

    def is_old(self, place: Path) -> bool:
        try:
            return place.stat().st_mtime < self.before
        except FileNotFoundError:
            return False

    def put_aside(self, place: Path) -> None:
        self.found.aside += 1
        if not self.dry_run:
            os.utime(place)  # its last day begins
            place.rename(aside_of(place))

    def decide(self, aside: Path, referred: set[str]) -> None:
        """Delete what lay aside for long enough, or put it back if rows refer to it after all."""
        place = aside.with_name(aside.name.removeprefix(".").removesuffix(ASIDE))
        if place.name in referred and not place.exists():
            self.found.restored += 1
            if not self.dry_run:
                aside.rename(place)
        else:
            self.found.deleted += 1
            self.found.bytes += aside.stat().st_size
            self.delete(aside)

    def delete(self, place: Path) -> None:
        if not self.dry_run:
            place.unlink(missing_ok=True)


def collect(*, older_than_hours: float = OLD_HOURS, dry_run: bool = False) -> Collected:
    """Put aside, and later delete, what nothing refers to and nobody touched lately; two at once do no harm.

    Args:
        older_than_hours: Files younger than this are kept whatever rows say.
        dry_run: Count only.
    """
    collector = _Collector(time.time() - older_than_hours * 3600, dry_run)
    media = Path(settings.MEDIA_ROOT)
    if not dry_run:
        collector.found.previews = forget_old_previews()
    old = [place for place in _files(media / "bundles") if collector.is_old(place)]
    referred = referred_bundles()  # after the list: a row that came later touched its file before
    for place in old:
        try:
            _sort(collector, place, referred)
        except FileNotFoundError:
            continue  # another collector was faster
    for place in (*_files(media / "masks"), *media.glob("videos/*/between/*.jpg")):
        if collector.is_old(place):
            collector.found.cached += 1
            collector.delete(place)
    return collector.found


def _sort(collector: _Collector, place: Path, referred: set[str]) -> None:
    if not collector.is_old(place):
        return  # touched since it was listed
    if place.name.endswith(ASIDE):
        collector.decide(place, referred)
    elif place.name.endswith(PART):
        collector.delete(place)
    else:
        collector.found.old += 1
        if place.name in referred:
            collector.found.referred += 1
        else:
            collector.put_aside(place)


def referred_bundles() -> set[str]:
    """Every bundle that a segment or a frozen release names."""
    of_segments = set(Segment.objects.values_list("bundle_sha256", flat=True).distinct().iterator())
    frozen = ReleaseVideo.objects.values_list("frozen", flat=True).iterator()
    return of_segments | {segment["sha256"] for entry in frozen for segment in entry["segments"]}


def _files(root: Path) -> Iterator[Path]:
    return (place for place in root.glob("*/*") if place.is_file())
