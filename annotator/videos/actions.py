"""Receiving files and making clips of them. A file that is refused leaves its reason and nothing else."""

import contextlib
import hashlib
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from annotator.accounts import second_factor
from annotator.accounts.models import Role, User
from annotator.errors import AnnotatorError
from annotator.events.actions import announce
from annotator.formats.canonical import Canonical
from annotator.formats.frames import Limits, canonicalise
from annotator.jobs import actions as jobs
from annotator.videos import queries
from annotator.videos.models import Membership, Project, Upload, Video
from annotator.videos.refusals import DiskFull, DuplicateVideo, InvalidAccount, UnknownProject, UploadTooLarge

ADMIT = "work.admit_upload"
UPLOADERS = (Role.LEAD,)
STALE_SECONDS = 6 * 3600  # longer than anything of ours may take
Progress = Callable[[int, int], None]


def receive_upload(actor: User, *, slug: str, name: str, source: str, chunks: Iterable[bytes]) -> Upload:
    """Take a file in, count and hash it on the way, and queue it for a look.

    Args:
        name: The file's own name; only shown, never opened as a path.
        chunks: Its bytes.

    Returns:
        The upload: received, or refused with a reason.

    Raises:
        NotAllowed: The actor is no lead.
        DiskFull: Too little free space.
    """
    project = queries.membership(actor, slug, roles=UPLOADERS).project
    check_free_space()
    sweep(Path(settings.UPLOADS_ROOT), ".part-*")
    sweep(Path(settings.UPLOADS_ROOT), "tmp*")  # the framework's own, while a form is being read
    handle, beside = tempfile.mkstemp(dir=settings.UPLOADS_ROOT, prefix=".part-")
    upload = Upload(project=project, name=Path(name).name[:200], source=source[:80] or "Upload", by=actor, bytes=0)
    try:
        with os.fdopen(handle, "wb") as file:
            upload.sha256, upload.bytes = write_hashed(chunks, file.write, most=project.max_bytes)
        queries.refuse_duplicate(project, upload.sha256)
    except (UploadTooLarge, DuplicateVideo) as refusal:
        Path(beside).unlink()
        upload.state, upload.code, upload.text = Upload.State.REFUSED, refusal.code, str(refusal)
        return keep(upload)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    with transaction.atomic():
        keep(upload)
        os.replace(beside, queries.file_of(upload))
        jobs.enqueue(ADMIT, upload.pk, queue="machine")
    return upload


def check_free_space() -> None:
    """Refuse to take more when the disk is nearly full.

    Raises:
        DiskFull: Names what is free and what is needed.
    """
    free = shutil.disk_usage(settings.UPLOADS_ROOT).free
    if free < settings.FREE_SPACE_BYTES:
        reserve = settings.FREE_SPACE_BYTES >> 20
        raise DiskFull(f"Only {free >> 20} MiB are free and {reserve} are kept in reserve; make room first.")


def sweep(root: Path, pattern: str) -> None:
    """Remove half-made files and folders whose maker was killed long ago."""
    for left in root.glob(pattern):
        with contextlib.suppress(OSError):  # another worker may sweep, too
            if time.time() - left.stat().st_mtime > STALE_SECONDS:
                shutil.rmtree(left) if left.is_dir() else left.unlink()


def write_hashed(chunks: Iterable[bytes], write: Callable[[bytes], object], *, most: int) -> tuple[str, int]:
    """Write chunks, and hash and count them.

    Returns:
        sha256 in hex, and the number of bytes.

    Raises:
        UploadTooLarge: More than `most` bytes came; what was written is the caller's to remove.
    """
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        if size > most:
            text = f"The file is larger than the {most >> 20} MiB that this project takes; cut or re-encode it."
            raise UploadTooLarge(text)
        digest.update(chunk)
        write(chunk)
    return digest.hexdigest(), size


@transaction.atomic
def keep(upload: Upload) -> Upload:
    """Save an upload and tell the project."""
    upload.save()
    payload = {"upload": upload.pk, "state": upload.state, "video": upload.video_id}
    announce(upload.project_id, "upload", "changed", payload, actor=upload.by_id)
    return upload


def refuse_upload(upload: Upload, error: AnnotatorError) -> None:
    """Write down why a file cannot become a clip, and remove it."""
    upload.state, upload.code, upload.text = Upload.State.REFUSED, error.code[:40], str(error)
    keep(upload)
    queries.file_of(upload).unlink(missing_ok=True)


def limits_of(project: Project) -> Limits:
    """What the project takes."""
    return Limits(
        min_seconds=project.min_seconds,
        max_seconds=project.max_seconds,
        max_side=project.max_side,
        max_bytes=project.max_bytes,
    )


def make_canonical(project: Project, original: Path, *, progress: Progress | None = None) -> tuple[Canonical, Path]:
    """Decode an original into a canonical folder of its own, beside the clips.

    Raises:
        RefusedVideo: The file cannot become a clip; nothing was left behind.
    """
    sweep(queries.clips_root(), ".*")
    folder = Path(tempfile.mkdtemp(dir=queries.clips_root(), prefix=".new-"))
    try:
        return canonicalise(original, folder, limits=limits_of(project), progress=progress), folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def add_video(
    project: Project, made: Canonical, folder: Path, *, name: str, source: str, sha256: str, by: User | None
) -> Video:
    """Make a clip of a canonical folder, inside a transaction: its row, its number, and the folder in its place.

    Raises:
        DuplicateVideo: The project got the same file meanwhile.
    """
    locked = lock_numbers(project)
    queries.refuse_duplicate(locked, sha256)
    video = Video.objects.create(
        project=locked, number=locked.next_number, name=name, source=source, width=made.width, height=made.height,
        frame_count=made.frame_count, source_fps=made.source_fps, original_sha256=sha256, sha256=made.sha256,
        notes=list(made.notes), added_by=by,
    )  # fmt: skip
    locked.next_number += 1
    locked.save(update_fields=["next_number"])
    place = queries.clip_folder(video)
    shutil.rmtree(place, ignore_errors=True)  # left by a death between rename and commit: the row's number is new
    os.replace(folder, place)
    announce(project.pk, "video", "added", {"video": video.pk}, actor=by.pk if by else None)
    return video


def add_twin(original: Video) -> Video:
    """A clip once more, under the next number, for another person to annotate; its media are the original's.

    The caller's transaction goes on holding the project, so that two who choose for one person see each other's choice.
    """
    project = lock_numbers(original.project)
    same = ("name", "source", "width", "height", "frame_count", "source_fps", "original_sha256", "sha256", "notes")
    columns = {name: getattr(original, name) for name in (*same, "added_by")}
    twin = Video.objects.create(project=project, number=project.next_number, twin_of=original, **columns)
    project.next_number += 1
    project.save(update_fields=["next_number"])
    announce(project.pk, "video", "added", {"video": twin.pk})
    return twin


def lock_numbers(project: Project) -> Project:
    """The project, locked for who hands out its next clip number."""
    return Project.objects.select_for_update().get(pk=project.pk)


@transaction.atomic
def admit_person(
    *, slug: str, username: str, role: Role, name: str = "", title: str = "", new_password: bool = False
) -> tuple[User, str | None]:
    """Give a person a role in a project; who has one there gets this role instead.

    Args:
        name: The full name that others see; an existing one stays when this is empty.
        title: Not empty: the project may be new and is then called so.

    Returns:
        The person, and the password when the account is new or a new one was asked for.

    Raises:
        UnknownProject: There is no such project, and no title for a new one.
        InvalidAccount: The slug or the user name is not one.
    """
    project = Project.objects.filter(slug=slug).first()
    if project is None and not title:
        known = ", ".join(Project.objects.values_list("slug", flat=True)) or "none"
        raise UnknownProject(f"There is no project {slug!r}; there are: {known}. --new-project TITLE makes it.")
    user = User.objects.filter(username=username).first() or User(username=username)
    password = secrets.token_urlsafe(12) if user.pk is None or new_password else None
    if password:
        user.set_password(password)
    if new_password and user.pk:
        second_factor.forget(user)  # who lost the one has often lost the other
    if name:
        user.first_name, _, user.last_name = name.partition(" ")
    project = project or Project(slug=slug, name=title)
    try:
        project.full_clean()
        user.full_clean()
    except ValidationError as error:
        raise InvalidAccount(f"{slug!r}, {username!r}: {' '.join(error.messages)}") from error
    project.save()
    user.save()
    Membership.objects.update_or_create(project=project, user=user, defaults={"role": role})
    return user, password
