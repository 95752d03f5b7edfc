"""A clip enters the line: canonical media, its row and its two work items, all or nothing."""

import shutil
import time
from pathlib import Path

from django.db import transaction

from annotator.accounts.models import User
from annotator.errors import AnnotatorError
from annotator.formats.whole_file import sha256_of
from annotator.jobs import actions as jobs
from annotator.jobs.actions import Lease, LeaseLost
from annotator.videos import actions as videos
from annotator.videos import queries, quota
from annotator.videos.actions import Progress
from annotator.videos.models import Project, Upload, Video
from annotator.work.actions import open_line


def admit_file(
    project: Project, path: Path, *, source: str, by: User | None, name: str = "", sha256: str = "",
    progress: Progress | None = None, upload: Upload | None = None, lease: Lease | None = None,
) -> Video:  # fmt: skip
    """Make a clip of a file, with its two work items.

    Args:
        name: What the clip is called; the file's own name if empty.
        sha256: The file's checksum, if it is known.
        upload: Marked as accepted in the same transaction.
        lease: Held in the same transaction, so that a worker who lost it adds nothing.

    Raises:
        RefusedVideo: The file cannot become a clip; the text says what to do.
        DuplicateVideo: The project holds this very file already.
        QuotaExceeded: The project would keep more than it may.
        LeaseLost: Another worker has the job.
        StorageAway: The storage does not take its media; no row says anything of it.
    """
    videos.limits_of(project).check_file(path)
    sha256 = sha256 or sha256_of(path)
    queries.refuse_duplicate(project, sha256)
    if upload is None:  # else it was counted when it was announced
        with transaction.atomic():
            quota.require_room(project, path.stat().st_size)
    made, folder = videos.make_canonical(project, path, progress=progress)
    try:
        media, size = videos.media_of(folder), videos.bytes_in(folder)
        videos.keep_media(folder, media)
        with transaction.atomic():
            if lease is not None:
                jobs.hold(lease)
            video = videos.add_video(
                project, made, media, size=size, name=(name or path.name)[:200], source=source, sha256=sha256, by=by
            )
            open_line(video)
            if upload is not None:
                upload.state, upload.video = Upload.State.ACCEPTED, video
                videos.keep(upload)
            return video
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # gone already where all went well


def paced(progress: Progress) -> Progress:
    """Pass on what is worth a row's update: one report a second, and the last."""
    last = 0.0

    def report(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= 1 or done == total:
            last = time.monotonic()
            progress(done, total)

    return report


def admit_upload(lease: Lease) -> None:
    """Look at an upload and accept or refuse it; doing it again after a death half way does no harm.

    Raises:
        LeaseLost: Another worker has the job.
    """
    upload = Upload.objects.select_related("project", "by").get(pk=lease.subject)
    if upload.state in (Upload.State.RECEIVED, Upload.State.CHECKING):
        with transaction.atomic():
            jobs.hold(lease)
            upload.state = Upload.State.CHECKING
            videos.keep(upload)
        upload.sha256 = upload.sha256 or sha256_of(queries.file_of(upload))  # kept with the verdict
        try:
            admit_file(
                upload.project, queries.file_of(upload), source=upload.source, by=upload.by, name=upload.name,
                sha256=upload.sha256, upload=upload, lease=lease,
                progress=paced(lambda done, total: jobs.extend(lease, done=done, total=total)),
            )  # fmt: skip
        except LeaseLost:
            raise
        except AnnotatorError as refusal:
            with transaction.atomic():
                jobs.hold(lease)  # a worker that lost it might call its successor's clip a duplicate
                upload.video = None
                videos.refuse_upload(upload, refusal)
    queries.file_of(upload).unlink(missing_ok=True)


class AdmissionFailed(AnnotatorError):
    """Every attempt to look at an upload ended in an accident of ours."""

    code = "admission_failed"
    status = 500


@transaction.atomic
def give_up_upload(upload_id: int) -> None:
    """Refuse an upload whose job has failed for good, so that nobody waits for it any longer."""
    upload = Upload.objects.select_for_update().get(pk=upload_id)
    if upload.state in (Upload.State.RECEIVED, Upload.State.CHECKING):
        text = "Looking at this file broke down several times; tell who runs the server, then send it again."
        upload.video = None
        videos.refuse_upload(upload, AdmissionFailed(text))
