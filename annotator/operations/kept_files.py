"""Every file in the storage that a row says something of, with that row: what is gone, and what is not what it was."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from django.db.models import Count, QuerySet

from annotator.annotations import bundles
from annotator.annotations.models import Segment
from annotator.formats import canonical, manifest
from annotator.operations.invariant import AT_ONCE
from annotator.releases import queries as releases
from annotator.releases.collection import folder_key, own_name
from annotator.releases.models import Release, ReleaseFile, ReleaseVideo
from annotator.storage.store import aside_of, sha256_kept, store
from annotator.videos import queries as videos
from annotator.videos.actions import media_called
from annotator.videos.models import Video

SHA256 = re.compile(r"[0-9a-f]{64}")
NAMED = 3  # rows of which one bundle is that are named


@dataclass(frozen=True)
class KeptFile:
    """A file by its name in the storage.

    Args:
        row: Which row says something of it, in words; empty: segments do, which are looked up where they are named.
        sha256, bytes: What they say; None where they do not.
    """

    row: str
    name: str
    sha256: str | None = None
    bytes: int | None = None

    def __str__(self) -> str:
        return f"{self.row or segments_with(self.sha256 or '')}: {self.name}"


def of_clips() -> Iterator[KeptFile]:
    """Each clip's video and table of frames."""
    for clip in clips().iterator(AT_ONCE):
        row = f"clip {clip.pk}"
        yield KeptFile(row, videos.clip_name(clip, canonical.VIDEO), clip.sha256)
        yield KeptFile(row, videos.clip_name(clip, canonical.TABLE))


def clips() -> QuerySet[Video]:
    """Clips with media of their own."""
    return Video.objects.filter(twin_of__isnull=True).order_by("pk")


def of_bundles() -> Iterator[KeptFile]:
    """Each bundle that segments or a frozen release name."""
    rows = Segment.objects.order_by("bundle_sha256").values_list("bundle_sha256", "bytes").distinct()
    for sha256, size in rows.iterator(AT_ONCE):
        yield KeptFile("", bundles.name_of(sha256), sha256, size)
    entries = ReleaseVideo.objects.order_by("pk").values_list("release", "video", "frozen")
    for release, video, frozen in entries.iterator(releases.AT_ONCE):
        row = f"clip {video} in release {release}"
        for segment in frozen["segments"]:
            sha256 = segment["sha256"]
            yield KeptFile(row, bundles.name_of(sha256), sha256)


def segments_with(sha256: str) -> str:
    """The segments that are of a bundle, some by their numbers."""
    keys = Segment.objects.filter(bundle_sha256=sha256).order_by("pk").values_list("pk", flat=True)
    return f"segments {', '.join(map(str, keys[:NAMED]))}{' and more' if keys.count() > NAMED else ''}"


def of_releases() -> Iterator[KeptFile]:
    """Each published release's manifest, and each file that is listed of it."""
    for release in published().iterator(AT_ONCE):
        row = f"release {release.version} of {release.project.slug}"
        name = f"{releases.name_of(release)}/{manifest.NAME}"
        yield KeptFile(row, name, release.manifest_sha256)
    rows = ReleaseFile.objects.filter(release__state=Release.State.PUBLISHED).exclude(path=manifest.NAME)
    for file in rows.select_related("release__project").order_by("pk").iterator(AT_ONCE):
        row = f"release {file.release.version} of {file.release.project.slug}"
        name = f"{releases.name_of(file.release)}/{file.path}"
        yield KeptFile(row, name, file.sha256, file.bytes)


def published() -> QuerySet[Release]:
    """Releases that people may have."""
    return Release.objects.filter(state=Release.State.PUBLISHED).select_related("project").order_by("pk")


def missing(files: Iterable[KeptFile]) -> Iterator[str]:
    """What is not there, or not of its size, by a look."""
    return (f"{file} {fault}" for file in files if (fault := fault_by_look(file)))


def changed(files: Iterable[KeptFile]) -> Iterator[str]:
    """What is there and is not what its row says, by reading all of it."""
    return (f"{file} {fault}" for file in files if (fault := fault_by_reading(file)))


def fault_by_look(file: KeptFile) -> str:
    """What is wrong with a file that can be seen without reading it; empty if nothing."""
    if file.sha256 is not None and not SHA256.fullmatch(file.sha256):
        return "has a name that is no checksum"
    found = store().look(file.name) or store().look(aside_of(file.name))
    if found is None:
        return "is gone"
    return f"has {found.bytes} bytes in place of {file.bytes}" if file.bytes not in (None, found.bytes) else ""


def fault_by_reading(file: KeptFile) -> str:
    """Whether a file that is there is another than its row says; empty if not."""
    found = sha256_there(file.name) if file.sha256 and SHA256.fullmatch(file.sha256) else None
    if found in (None, file.sha256):
        return ""
    return f"is not what it was: its checksum is {str(found)[:12]} in place of {str(file.sha256)[:12]}"


def sha256_there(name: str) -> str | None:
    """The checksum of what is kept under a name, or aside; None where nothing is."""
    for one in (name, aside_of(name)):
        try:
            return sha256_kept(one)
        except FileNotFoundError:
            continue
    return None


def changed_clips() -> Iterator[str]:
    """Clips whose video, stills, thumbnail or table is not what was admitted; of older ones only the video is known."""
    yield from changed(of_clips())
    for clip in clips().exclude(media="").iterator(AT_ONCE):
        if fault := fault_beside_video(clip):
            yield f"clip {clip.pk}: media/{clip.folder} {fault}"


def fault_beside_video(clip: Video) -> str:
    """What is wrong with the stills, thumbnail and table of a clip whose own video is whole; empty if nothing."""
    below = f"media/{clip.folder}"
    names = [one.name for one in store().listed(below) if folder_key(one.name) == below]
    sums = {own_name(name).removeprefix(f"{below}/"): sha256_there(name) or "" for name in names}
    whole = sums.get(canonical.VIDEO) == clip.sha256 and canonical.TABLE in sums  # else that is said already
    lost = whole and media_called(sums) != clip.media
    return "lacks a still or the thumbnail, or one of them or the table of frames is not what it was" if lost else ""


def count() -> int:
    """About how many there are."""
    segments = Segment.objects.aggregate(count=Count("bundle_sha256", distinct=True))["count"]
    return 2 * clips().count() + int(segments) + ReleaseFile.objects.count()


def everything() -> Iterator[KeptFile]:
    """All of them, one after the other, each once."""
    seen = set[str]()
    for file in chain(of_clips(), of_bundles(), of_releases()):
        if file.name not in seen:
            seen.add(file.name)
            yield file
