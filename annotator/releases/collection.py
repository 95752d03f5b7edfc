"""What nothing refers to any more is collected: superseded segments, deleted runs, clips and releases without a row.

A file is kept by a row that names it or its folder, and by its age: who is about to refer to one writes or touches it
first (`bundles.put`, `bundles.keep`, `keep_media`), so that a young one may be in somebody's open transaction. An old
one is put aside, where it is still read, and deleted a day later if nothing refers to it then: a backup of the rows
finds its files for that long, and a collector may die at any point. It is the same on a disk and in a bucket.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from django.conf import settings
from django.db.models.fields.json import KT

from annotator.annotations import bundles
from annotator.annotations.actions.previews import forget_old_previews
from annotator.annotations.models import Segment
from annotator.formats.whole_file import PART
from annotator.releases.actions import count_bytes
from annotator.releases.models import Release, ReleaseVideo
from annotator.storage.store import ASIDE, Store, Stored, aside_of, store
from annotator.videos.models import Project, Video

OLD_HOURS = 24.0
CLIPS, RELEASES = "media/videos", "releases"


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
    kept: Store
    found: Collected = field(default_factory=Collected)

    def is_old(self, name: str) -> bool:
        there = self.kept.look(name)
        return there is not None and there.modified < self.before

    def sort(self, old: Stored, referred: bool) -> None:
        """Decide about a file that was old when it was listed."""
        if old.name.endswith(ASIDE):
            self.decide(old, referred)
        elif old.name.endswith(PART):
            self.delete(old.name)
        else:
            self.found.old += 1
            if referred:
                self.found.referred += 1
            elif self.is_old(old.name):  # nobody touched it since
                self.put_aside(old.name)

    def put_aside(self, name: str) -> None:
        self.found.aside += 1
        if not self.dry_run:
            self.kept.rename(name, aside_of(name))  # its last day begins

    def decide(self, aside: Stored, referred: bool) -> None:
        """Delete what lay aside for long enough, or put it back if rows refer to it after all."""
        name = own_name(aside.name)
        if referred and self.kept.look(name) is None:
            self.found.restored += 1
            if not self.dry_run:
                self.kept.rename(aside.name, name)
        elif self.is_old(aside.name):
            self.found.deleted += 1
            self.found.bytes += aside.bytes
            self.delete(aside.name)

    def delete(self, name: str) -> None:
        if not self.dry_run:
            self.kept.remove(name)


def collect(*, older_than_hours: float = OLD_HOURS, dry_run: bool = False) -> Collected:
    """Put aside, and later delete, what nothing refers to and nobody touched lately; two at once do no harm.

    Args:
        older_than_hours: Files younger than this are kept whatever rows say.
        dry_run: Count only.

    Raises:
        StorageAway: The storage does not answer; what was decided until then is done.
    """
    collector = _Collector(time.time() - older_than_hours * 3600, dry_run, store())
    if not dry_run:
        collector.found.previews = forget_old_previews()
        measure_clips(collector.kept)
        for project in Project.objects.all():
            count_bytes(project)
        collector.kept.tidy(collector.before)
    for below, key_of, referred_now in KINDS:
        old = [one for one in collector.kept.listed(below) if one.modified < collector.before and key_of(one.name)]
        referred = referred_now()  # after the list: a row that came later touched its file before
        for one in old:
            try:
                collector.sort(one, key_of(one.name) in referred)
            except FileNotFoundError:
                continue  # another collector was faster
    collect_cached(collector)
    return collector.found


def collect_cached(collector: _Collector) -> None:
    """Delete what is made again on demand, on this machine's disk."""
    media = Path(settings.MEDIA_ROOT)
    for place in (*media.glob("masks/*/*"), *media.glob("videos/*/between/*.jpg")):
        try:
            if place.stat().st_mtime < collector.before:
                collector.found.cached += 1
                if not collector.dry_run:
                    place.unlink()
        except FileNotFoundError:
            continue


def own_name(name: str) -> str:
    """A file's name when it does not lie aside."""
    folder, slash, own = name.rpartition("/")
    return f"{folder}{slash}{own.removeprefix('.').removesuffix(ASIDE)}" if own.endswith(ASIDE) else name


def bundle_key(name: str) -> str:
    """The checksum that rows name a bundle by."""
    return own_name(name).rpartition("/")[2]


def folder_key(name: str) -> str:
    """The clip's or release's folder, by its first three words; nothing of what is half made or kept on demand."""
    parts = name.split("/")
    hidden = any(part.startswith(".") for part in parts[:-1]) or "between" in parts
    return "/".join(parts[:3]) if len(parts) > 3 and not hidden else ""


def referred_bundles() -> set[str]:
    """Every bundle that a segment or a frozen release names."""
    of_segments = set(Segment.objects.values_list("bundle_sha256", flat=True).distinct().iterator())
    frozen = ReleaseVideo.objects.values_list("frozen", flat=True).iterator()
    return of_segments | {segment["sha256"] for entry in frozen for segment in entry["segments"]}


def referred_clips() -> set[str]:
    """Every folder of media that a clip or a frozen release names."""
    clips = Video.objects.only("pk", "media", "twin_of").iterator()
    frozen = ReleaseVideo.objects.annotate(media=KT("frozen__media")).values_list("media", flat=True).distinct()
    return {f"media/{clip.folder}" for clip in clips} | {f"media/{media}" for media in frozen.iterator()}


def referred_releases() -> set[str]:
    """The folder of every release that is, or is becoming."""
    rows = Release.objects.values_list("project__slug", "version").iterator()
    return {f"{RELEASES}/{slug}/{version}" for slug, version in rows}


KINDS: tuple[tuple[str, Callable[[str], str], Callable[[], set[str]]], ...] = (
    (bundles.FOLDER, bundle_key, lambda: referred_bundles()),
    (CLIPS, folder_key, lambda: referred_clips()),
    (RELEASES, folder_key, lambda: referred_releases()),
)


def measure_clips(kept: Store) -> None:
    """Count the media of clips that came before that was noted with them."""
    unknown = list(Video.objects.filter(bytes=0, twin_of__isnull=True))
    for clip in unknown:
        sizes = Counter[str]()
        for one in kept.listed(f"media/{clip.folder}"):
            sizes[folder_key(one.name)] += one.bytes
        if size := sizes[f"media/{clip.folder}"]:
            Video.objects.filter(pk=clip.pk, bytes=0).update(bytes=size)
