"""What always holds of files: what rows name is there, inside the data folder, and is what its checksum says."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.db.models import Q
from django.db.models.fields.json import KT

from annotator.annotations.bundles import ASIDE, aside_of, path_of
from annotator.annotations.models import Segment
from annotator.checkpoints import queries as checkpoints
from annotator.checkpoints.models import Checkpoint
from annotator.formats import canonical, manifest
from annotator.formats.checkpoint import SUMS, CheckpointDamaged, verify_checkpoint
from annotator.formats.whole_file import PART
from annotator.operations.backup import roots
from annotator.operations.invariant import AT_ONCE, Invariant
from annotator.releases import queries as releases
from annotator.releases.models import Release, ReleaseFile, ReleaseVideo
from annotator.videos import queries as videos
from annotator.videos.models import Upload, Video
from annotator.work.admission import sha256_of

SHA256 = re.compile(r"[0-9a-f]{64}")


def clips_without_media() -> Iterator[str]:
    for clip in _clips():
        for name in (canonical.VIDEO, canonical.TABLE):
            if not (videos.clip_folder(clip) / name).is_file():
                yield f"clip {clip.pk}: {clip.folder}/{name} is gone"


def changed_clips() -> Iterator[str]:
    for clip in _clips():
        place = videos.clip_folder(clip) / canonical.VIDEO
        if place.is_file() and sha256_of(place) != clip.sha256:
            yield f"clip {clip.pk}: {clip.folder}/{canonical.VIDEO} is not the file that was admitted"


def _clips() -> Iterator[Video]:
    """Clips with media of their own."""
    return Video.objects.filter(twin_of__isnull=True).order_by("pk").iterator(AT_ONCE)


def missing_bundles() -> Iterator[str]:
    rows = Segment.objects.order_by("bundle_sha256").values_list("bundle_sha256", "bytes").distinct()
    for sha256, size in rows.iterator(AT_ONCE):
        if fault := bundle_fault(sha256, size):
            yield f"bundle {sha256[:12]} of segments {fault}"
    entries = ReleaseVideo.objects.order_by("pk").values_list("release", "video", "frozen")
    for release, video, frozen in entries.iterator(releases.AT_ONCE):
        for segment in frozen["segments"]:
            if fault := bundle_fault(segment["sha256"]):
                yield f"bundle {segment['sha256'][:12]} of clip {video} in release {release} {fault}"


def bundle_fault(sha256: str, size: int | None = None) -> str:
    """What is wrong with a bundle that rows name, by a look at its folder; empty if nothing.

    Args:
        size: How many bytes the rows give it, if they do.
    """
    if not SHA256.fullmatch(sha256):
        return "has a name that is no checksum"
    for place in (path_of(sha256), aside_of(path_of(sha256))):
        if place.is_file():
            found = place.stat().st_size
            return f"has {found} bytes in place of {size}" if size not in (None, found) else ""
    return "is gone"


def changed_bundles() -> Iterator[str]:
    for place in sorted((Path(settings.MEDIA_ROOT) / "bundles").glob("*/*")):
        name = place.name.removeprefix(".").removesuffix(ASIDE)
        if place.name.endswith(PART):
            continue  # a process is writing it, or died at that; the collector removes it
        if sha256_of(place) != name:
            yield f"bundles/{place.parent.name}/{place.name} is not what its name says"


def missing_releases() -> Iterator[str]:
    for release in _published():
        listed = releases.folder_of(release) / manifest.NAME
        if not listed.is_file():
            yield f"release {release.version} of {release.project.slug}: {listed} is gone"
        elif sha256_of(listed) != release.manifest_sha256:
            yield f"release {release.version} of {release.project.slug}: {listed} is not the one that was published"
    for file in _released():
        place = releases.folder_of(file.release) / file.path
        if not place.is_file() or place.stat().st_size != file.bytes:
            yield f"release {file.release.version} of {file.release.project.slug}: {file.path} is gone or cut off"


def changed_releases() -> Iterator[str]:
    for file in _released():
        place = releases.folder_of(file.release) / file.path
        if place.is_file() and sha256_of(place) != file.sha256:
            yield f"release {file.release.version} of {file.release.project.slug}: {file.path} was changed"


def _published() -> Iterable[Release]:
    rows = Release.objects.filter(state=Release.State.PUBLISHED).select_related("project")
    return rows.order_by("pk").iterator(AT_ONCE)


def _released() -> Iterable[ReleaseFile]:
    rows = ReleaseFile.objects.filter(release__state=Release.State.PUBLISHED).select_related("release__project")
    return rows.order_by("pk").iterator(AT_ONCE)


def missing_checkpoints() -> Iterator[str]:
    for checkpoint in _checkpoints():
        if not _is_listed(checkpoint):
            yield f"model {checkpoint.name} of {checkpoint.project.slug}: {checkpoints.folder_of(checkpoint)} is gone"


def changed_checkpoints() -> Iterator[str]:
    for checkpoint in filter(_is_listed, _checkpoints()):
        try:
            verify_checkpoint(checkpoints.folder_of(checkpoint))
        except CheckpointDamaged as error:
            yield f"model {checkpoint.name} of {checkpoint.project.slug}: {error}"


def _checkpoints() -> Iterable[Checkpoint]:
    return Checkpoint.objects.select_related("project").order_by("pk").iterator(AT_ONCE)


def _is_listed(checkpoint: Checkpoint) -> bool:
    """Whether the list of a checkpoint's files is there, and the one that was registered."""
    listed = checkpoints.folder_of(checkpoint) / SUMS
    return listed.is_file() and sha256_of(listed) == checkpoint.sha256


def lost_uploads() -> Iterator[str]:
    waiting = Upload.objects.filter(state__in=[Upload.State.SENDING, Upload.State.RECEIVED], offset__gt=0)
    for upload in waiting.order_by("pk").iterator(AT_ONCE):
        place = videos.file_of(upload)
        here = place.stat().st_size if place.exists() else 0
        if here < upload.offset and Upload.objects.filter(pk=upload.pk, state=upload.state).exists():
            yield f"upload {upload.pk}: {upload.offset} bytes have arrived by its row, {here} are there"


def ways_out() -> Iterator[str]:
    dubious = Q(path__startswith="/") | Q(path__contains="..") | Q(path__contains="\\") | Q(path__contains="//")
    for file in ReleaseFile.objects.filter(dubious).order_by("pk").iterator(AT_ONCE):
        if {"", ".", ".."} & set(file.path.replace("\\", "/").split("/")):
            yield f"file {file.path!r} of release {file.release_id}"
    media = ReleaseVideo.objects.annotate(media=KT("frozen__media")).exclude(media__regex=r"^videos/[0-9]+$")
    for entry in media.order_by("pk").defer("frozen").iterator(AT_ONCE):
        yield f"the media {entry.media!r} of clip {entry.video_id} in release {entry.release_id}"
    yield from links_out()


def links_out() -> Iterator[str]:
    """Links below our folders that lead out of them."""
    kept = [place.resolve() for place in roots().values()]
    for root in kept:
        for folder, folders, files in os.walk(root):
            for name in (*folders, *files):
                place = Path(folder) / name
                if place.is_symlink() and not any(place.resolve().is_relative_to(inside) for inside in kept):
                    yield f"{place} is a link to {place.readlink()}"


RESTORE = "restore the file from the backup (manage.py restore into another folder, then copy it)"
PROPAGATE = f"{RESTORE}; of a bundle only segments name, the clip can be propagated again"
REGISTER = f"{RESTORE}, or register the model once more from where it was trained"
FILES = (
    Invariant(
        "clips_have_media", "Every clip has its video and its table of frames.",
        RESTORE, clips_without_media, rows_only=False,
    ),
    Invariant(
        "bundles_are_there", "Every bundle of masks that rows name is there, with its size.",
        PROPAGATE, missing_bundles, rows_only=False,
    ),
    Invariant(
        "releases_are_there", "Published releases have their manifest and all files that it lists.",
        RESTORE, missing_releases, rows_only=False,
    ),
    Invariant(
        "uploads_are_there", "Of a file that is being sent, what has arrived by its row is there.",
        "nothing: whoever sends it is asked for the missing bytes again; a received one has to be sent anew",
        lost_uploads, rows_only=False,
    ),
    Invariant(
        "checkpoints_are_there", "Every model that is registered has the list of its files, as it was registered.",
        REGISTER, missing_checkpoints, rows_only=False,
    ),
    Invariant(
        "nothing_leads_outside", "No row and no link leads to a file outside the data folder.",
        "find who wrote this; take the link away, or set the row right by the last whole backup", ways_out,
        rows_only=False,
    ),
    Invariant(
        "clips_are_unchanged", "Every clip's video has the checksum that it was admitted with.",
        RESTORE, changed_clips, rows_only=False, reads=True,
    ),
    Invariant(
        "bundles_are_unchanged", "Every bundle of masks is what its name says.",
        PROPAGATE, changed_bundles, rows_only=False, reads=True,
    ),
    Invariant(
        "releases_are_unchanged", "Every file of a published release is as it was published.",
        RESTORE, changed_releases, rows_only=False, reads=True,
    ),
    Invariant(
        "checkpoints_are_unchanged", "Every file of a registered model is as it was registered.",
        REGISTER, changed_checkpoints, rows_only=False, reads=True,
    ),
)  # fmt: skip
