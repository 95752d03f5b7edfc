"""What always holds of files: what rows name is there, inside the data folder, and is what its checksum says."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.db.models import Q
from django.db.models.fields.json import KT

from annotator.checkpoints import queries as checkpoints
from annotator.checkpoints.models import Checkpoint
from annotator.formats.checkpoint import SUMS, CheckpointDamaged, verify_checkpoint
from annotator.formats.whole_file import sha256_of
from annotator.operations.backup import roots
from annotator.operations.invariant import AT_ONCE, Invariant
from annotator.operations.kept_files import changed, changed_clips, missing, of_bundles, of_clips, of_releases
from annotator.releases.models import ReleaseFile, ReleaseVideo
from annotator.videos import queries as videos
from annotator.videos.models import Upload

CLIP_FOLDER = r"^videos/([0-9]+|[0-9a-f]{64})$"


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
    media = ReleaseVideo.objects.annotate(media=KT("frozen__media")).exclude(media__regex=CLIP_FOLDER)
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
        RESTORE, lambda: missing(of_clips()), rows_only=False,
    ),
    Invariant(
        "bundles_are_there", "Every bundle of masks that rows name is there, with its size.",
        PROPAGATE, lambda: missing(of_bundles()), rows_only=False,
    ),
    Invariant(
        "releases_are_there", "Published releases have their manifest and all files that it lists.",
        RESTORE, lambda: missing(of_releases()), rows_only=False,
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
        PROPAGATE, lambda: changed(of_bundles()), rows_only=False, reads=True,
    ),
    Invariant(
        "releases_are_unchanged", "Every file of a published release is as it was published.",
        RESTORE, lambda: changed(of_releases()), rows_only=False, reads=True,
    ),
    Invariant(
        "checkpoints_are_unchanged", "Every file of a registered model is as it was registered.",
        REGISTER, changed_checkpoints, rows_only=False, reads=True,
    ),
)  # fmt: skip
