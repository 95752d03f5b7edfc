"""Receiving files piece by piece. The row says how much is here; what lies behind that in the file is cut off again.

A piece is flushed to disk before its row says so: whoever dies in between leaves a file that is longer than its row
says, never a row that promises bytes which are not there.
"""

import os
import shutil
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from annotator.accounts.models import User
from annotator.events.actions import announce
from annotator.formats.whole_file import is_full
from annotator.jobs import actions as jobs
from annotator.jobs.actions import later
from annotator.videos import queries, quota, tus
from annotator.videos.actions import ADMIT, keep, limits_of
from annotator.videos.models import Upload
from annotator.videos.refusals import (
    ChecksumMismatch,
    DiskFull,
    HeaderRefused,
    NotPredictions,
    OffsetConflict,
    UploadComplete,
    UploadExpired,
    UploadTooLarge,
)

COLLECT = "videos.collect_uploads"
KEPT_SECONDS = 3 * 24 * 3600  # over a week-end
PREDICTIONS = (".zip", ".tar", ".tar.gz", ".tgz", ".json", ".jsonl")
MOST_PREDICTION_BYTES = 4 << 30


@transaction.atomic
def begin_upload(actor: User, *, slug: str, length: int, metadata: str) -> Upload:
    """Announce a file; what can be refused without a byte of it is refused here.

    Args:
        length: Of the file, in bytes.
        metadata: `filename`, and if wanted `source` and `purpose`, as the protocol writes them. The name is shown,
            never a path.

    Raises:
        NotAllowed: The actor does not send files for this purpose.
        RefusedVideo: The name is none of a video, the file is empty or larger than the project takes.
        NotPredictions: The name is none of what predictions come in, or the file is empty or too large.
        DiskFull: It and what else is on its way would not leave enough free space.
        QuotaExceeded: The project would keep more than it may.
        HeaderRefused: The metadata cannot be read.
    """
    place = queries.membership(actor, slug)
    told = tus.metadata_of(metadata)
    purpose = purpose_of(told)
    project = queries.require(place, queries.UPLOADERS[purpose]).project
    name = shown_name(told.get("filename", ""))
    if purpose == Upload.Purpose.PREDICTIONS:
        check_predictions(name, length)
    else:
        limits_of(project).check_claimed(name, length)
    check_free_space(length + queries.bytes_to_come())
    quota.require_room(project, length)
    source = printable(told.get("source", ""))[:80] or "Upload"
    upload = Upload(project=project, name=name, source=source, metadata=metadata, bytes=length, by=actor)
    upload.purpose = purpose
    upload.expires_at = later(KEPT_SECONDS)  # type: ignore[assignment]  # the database's clock
    keep(upload)
    upload.refresh_from_db(fields=["expires_at"])
    return upload


def purpose_of(told: dict[str, str]) -> Upload.Purpose:
    """What a file is for; a clip unless its sender says otherwise.

    Raises:
        HeaderRefused: They say something else than we know.
    """
    purpose = told.get("purpose", Upload.Purpose.CLIP)
    if purpose not in Upload.Purpose.values:
        text = f"Upload-Metadata has the purpose {purpose!r:.40}; it is one of {', '.join(Upload.Purpose.values)}."
        raise HeaderRefused(text, header="Upload-Metadata")
    return Upload.Purpose(purpose)


def check_predictions(name: str, length: int) -> None:
    """Refuse what cannot be a file of predictions by its name and size alone.

    Raises:
        NotPredictions: It cannot.
    """
    if not name.lower().endswith(PREDICTIONS):
        raise NotPredictions(f"{name!r} is not named like predictions; send one of {', '.join(PREDICTIONS)}.")
    if not 0 < length <= MOST_PREDICTION_BYTES:
        most = MOST_PREDICTION_BYTES >> 20
        raise NotPredictions(f"{name} has {length} bytes; predictions have at least one, and at most {most} MiB.")


def shown_name(path: str) -> str:
    """What is shown of a file's own name: its last part, of printable characters, not too long, with its ending."""
    name = printable(path.replace("\\", "/").rpartition("/")[2])
    return name if len(name) <= 200 else name[:190] + name[-10:]


def printable(text: str) -> str:
    """A text without control characters and marks that turn its direction round."""
    return "".join(sign for sign in text if unicodedata.category(sign)[0] != "C")


def check_free_space(wanted: int) -> None:
    """Refuse to take more when the disk would be nearly full.

    Args:
        wanted: How many bytes are to come.

    Raises:
        DiskFull: Names what is free and what is needed.
    """
    free = shutil.disk_usage(settings.UPLOADS_ROOT).free
    if free - wanted < settings.FREE_SPACE_BYTES:
        reserve = settings.FREE_SPACE_BYTES >> 20
        raise DiskFull(
            f"{free >> 20} MiB are free, {wanted >> 20} MiB are on their way and {reserve} MiB are kept in reserve; "
            "make room first."
        )


@transaction.atomic
def find_upload(actor: User, *, key: UUID) -> Upload:
    """How much of the actor's upload is here, by its row and its file.

    Raises:
        NotFound: No such upload of theirs.
        UploadExpired: It is given up.
    """
    upload = queries.upload_for(actor, key, lock=True)
    if upload.state == Upload.State.SENDING:
        refuse_expired(upload)
        here = bytes_of(queries.file_of(upload))
        if here < upload.offset:  # the file was lost: a disk that did not keep what it said it had
            upload.offset = here
            upload.save(update_fields=["offset"])
    return upload


@transaction.atomic
def append(
    actor: User, *, key: UUID, offset: int, pieces: Iterable[bytes], length: int, checksum: tus.Checksum | None = None
) -> Upload:
    """Add bytes to an upload, exactly behind those that are here; with the last of them it is queued for a look.

    Args:
        pieces: The bytes, taken one after the other.
        length: How many they are to be, as far as their sender says; 0 if not.
        checksum: What they have to hash to.

    Raises:
        NotFound: No such upload of the actor's.
        OffsetConflict: Other bytes are missing next: two sent at once, or an answer was lost on its way.
        UploadTooLarge: They are more than the file was announced to have; none was kept.
        ChecksumMismatch: They changed on their way; none was kept.
        UploadComplete, UploadExpired, DiskFull: As named.
    """
    upload = queries.upload_for(actor, key, lock=True)
    refuse_complete(upload)
    refuse_expired(upload)
    place, missing = queries.file_of(upload), upload.bytes - upload.offset
    if offset != upload.offset or bytes_of(place) < offset:
        raise OffsetConflict(f"The next byte here is {upload.offset}, not {offset}; ask again.", offset=upload.offset)
    if length > missing:
        raise too_many(missing)
    check_free_space(length)
    upload.offset += write_behind(place, offset, pieces, most=missing, checksum=checksum)
    if upload.offset == upload.bytes:
        return complete(upload)
    Upload.objects.filter(pk=upload.pk).update(offset=upload.offset, expires_at=later(KEPT_SECONDS))
    upload.refresh_from_db(fields=["expires_at"])
    return upload


def complete(upload: Upload) -> Upload:
    """All of it is here: the machine looks at a clip next; predictions wait until they are put on the board."""
    upload.state, upload.expires_at = Upload.State.RECEIVED, None
    keep(upload)
    if upload.purpose == Upload.Purpose.CLIP:
        jobs.enqueue(ADMIT, upload.pk, queue="machine")
    return upload


def write_behind(place: Path, offset: int, pieces: Iterable[bytes], *, most: int, checksum: tus.Checksum | None) -> int:
    """Write bytes behind the first `offset` of a file, in place of whatever lies there, and flush them to disk.

    Returns:
        How many they were.

    Raises:
        UploadTooLarge, ChecksumMismatch, DiskFull: What was written lies behind `offset`, where nobody counts it.
    """
    digest, size = checksum.begun() if checksum else None, 0
    try:
        with os.fdopen(os.open(place, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
            file.truncate(offset)
            file.seek(offset)
            for piece in pieces:
                size += len(piece)
                if size > most:
                    raise too_many(most)
                if digest:
                    digest.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        if is_full(error):
            raise DiskFull("The disk is full; what had arrived is safe. Make room, then go on.") from error
        raise
    if checksum and digest and digest.digest() != checksum.digest:
        raise ChecksumMismatch("These bytes changed on their way; send them again.")
    return size


def too_many(missing: int) -> UploadTooLarge:
    """The refusal of bytes beyond the announced length."""
    return UploadTooLarge(f"Only {missing} bytes of this file are missing; these are more. Begin again.")


def bytes_of(place: Path) -> int:
    """The size of a file that may not be there yet."""
    return place.stat().st_size if place.exists() else 0


def refuse_complete(upload: Upload) -> None:
    """Let only what is being sent pass.

    Raises:
        UploadComplete: All of it has arrived.
    """
    if upload.state != Upload.State.SENDING:
        raise UploadComplete("All of this file has arrived; it is being looked at, or was.", state=upload.state)


def refuse_expired(upload: Upload) -> None:
    """Let only what is not given up pass.

    Raises:
        UploadExpired: It is.
    """
    if Upload.objects.filter(pk=upload.pk, expires_at__lte=Now()).exists():
        raise UploadExpired("Nothing came for too long, and what was here is given up; begin again.")


@transaction.atomic
def remove_upload(actor: User, *, key: UUID) -> None:
    """Take back what is being sent.

    Raises:
        NotFound: No such upload of the actor's.
        UploadComplete: All of it has arrived.
    """
    upload = queries.upload_for(actor, key, lock=True)
    refuse_complete(upload)
    discard(upload, actor)


def discard(upload: Upload, actor: User | None) -> None:
    """Drop an unfinished upload, its file first: a row without one begins again, one without a row stays for ever."""
    queries.file_of(upload).unlink(missing_ok=True)
    payload = {"upload": upload.pk, "state": "removed", "video": None}
    upload.delete()
    announce(upload.project_id, "upload", "changed", payload, actor=actor.pk if actor else None)


def collect_uploads() -> int:
    """Drop what nobody sent the rest of, and predictions that nobody put on the board; returns how many."""
    gone = 0
    unsent = Q(state=Upload.State.SENDING, expires_at__lte=Now())
    unused = Q(purpose=Upload.Purpose.PREDICTIONS, state=Upload.State.RECEIVED, created_at__lte=later(-KEPT_SECONDS))
    expired = Upload.objects.filter(unsent | unused)
    for row in list(expired.values_list("pk", flat=True)):
        with transaction.atomic():
            upload = expired.filter(pk=row).select_for_update(skip_locked=True).first()
            if upload is not None:  # else more has come meanwhile
                discard(upload, None)
                gone += 1
    return gone
