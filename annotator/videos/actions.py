"""Making clips of files that have come in. A file that is refused leaves its reason and nothing else."""

import contextlib
import hashlib
import secrets
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from annotator.accounts import second_factor
from annotator.accounts.account_log import note
from annotator.accounts.models import Role, Session, User
from annotator.errors import AnnotatorError
from annotator.events.actions import announce
from annotator.formats.canonical import Canonical
from annotator.formats.frames import Limits, canonicalise
from annotator.formats.whole_file import sha256_of
from annotator.storage.store import store
from annotator.videos import queries
from annotator.videos.models import Membership, Project, Upload, Video
from annotator.videos.refusals import InvalidAccount, UnknownProject

ADMIT = "work.admit_upload"
STALE_SECONDS = 6 * 3600  # longer than anything of ours may take
Progress = Callable[[int, int], None]


def sweep(root: Path, pattern: str) -> None:
    """Remove half-made files and folders whose maker was killed long ago."""
    for left in root.glob(pattern):
        with contextlib.suppress(OSError):  # another worker may sweep, too
            if time.time() - left.stat().st_mtime > STALE_SECONDS:
                shutil.rmtree(left) if left.is_dir() else left.unlink()


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
    project: Project, made: Canonical, media: str, *, size: int, name: str, source: str, sha256: str, by: User | None,
    number: int | None = None,
) -> Video:  # fmt: skip
    """A clip's row and number, inside a transaction before whose commit `keep_media` has ended.

    Args:
        media: What `media_of` made of its canonical folder.
        size: The bytes of all its files together.
        number: The one that it has in the release that it comes from and that is free here; else the project's next.

    Raises:
        DuplicateVideo: The project got the same file meanwhile.
    """
    locked = lock_numbers(project)
    queries.refuse_duplicate(locked, sha256)
    number = locked.next_number if number is None else number
    video = Video.objects.create(
        project=locked, number=number, name=name, source=source, width=made.width, height=made.height,
        frame_count=made.frame_count, source_fps=made.source_fps, original_sha256=sha256, sha256=made.sha256,
        media=media, bytes=size, notes=list(made.notes), added_by=by,
    )  # fmt: skip
    locked.next_number = max(locked.next_number, number + 1)
    locked.save(update_fields=["next_number"])
    announce(project.pk, "video", "added", {"video": video.pk}, actor=by.pk if by else None)
    return video


def media_of(folder: Path) -> str:
    """What a canonical folder is called where clips' media are kept: by the names and contents of its files."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return media_called({path.relative_to(folder).as_posix(): sha256_of(path) for path in files})


def media_called(sums: Mapping[str, str]) -> str:
    """What clips' media with these checksums, by their files' names, are called."""
    lines = "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(sums.items()))
    return f"videos/{hashlib.sha256(lines.encode()).hexdigest()}"


def bytes_in(folder: Path) -> int:
    """How much all files of a folder hold."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def keep_media(folder: Path, media: str) -> None:
    """Bring a canonical folder to where clips' media are kept; until a row says so it is nobody's, and is collected.

    Raises:
        StorageAway: The storage does not take it.
    """
    store().keep(folder, f"media/{media}")


def add_twin(original: Video) -> Video:
    """A clip once more, under the next number, for another person to annotate; its media are the original's.

    The caller's transaction goes on holding the project, so that two who choose for one person see each other's choice.
    """
    project = lock_numbers(original.project)
    shape = ("name", "source", "width", "height", "frame_count", "source_fps", "notes", "added_by")
    columns = {name: getattr(original, name) for name in (*shape, "original_sha256", "sha256", "media", "bytes")}
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
    had_account = user.pk is not None
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
    if new_password and had_account:
        Session.objects.filter(person=user).delete()
        note(user, "password_changed")
    before = Membership.objects.filter(project=project, user=user).values_list("role", flat=True).first()
    Membership.objects.update_or_create(project=project, user=user, defaults={"role": role})
    if before != role:
        told = {"person": user.pk, "role": role, "before": before}
        announce(project.pk, "person", "changed", told)
    return user, password
