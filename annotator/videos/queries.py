"""Finding projects and clips for a person.

Every way in starts at their memberships, so that "not yours" reads as "not there".
"""

from collections.abc import Collection
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import F, QuerySet, Sum

from annotator.accounts.models import Role, User
from annotator.errors import AnnotatorError
from annotator.storage.store import store
from annotator.videos.models import Membership, Project, Upload, Video
from annotator.videos.refusals import DuplicateVideo

MANAGERS = (Role.LEAD, Role.ADMIN)  # who lets people in and out
UPLOADERS = {  # who sends a file, by what it is for
    Upload.Purpose.CLIP: (Role.LEAD,),
    Upload.Purpose.PREDICTIONS: (Role.LEAD, Role.RESEARCHER),
}
OVERSEERS = (Role.LEAD, Role.INSPECTOR, Role.ADMIN)  # who sees how the whole line and its machines do


class NotFound(AnnotatorError):
    """There is no such thing, or it is not for this person: both answer alike."""

    code = "not_found"
    status = 404


class NotAllowed(AnnotatorError):
    """The thing is visible, but the role does not do this."""

    code = "not_allowed"
    status = 403


def memberships_of(actor: User) -> QuerySet[Membership]:
    """A person's projects with their role in each, by name."""
    return Membership.objects.filter(user=actor).select_related("project").order_by("project__name")


def membership(actor: User, slug: str, *, roles: Collection[Role] = tuple(Role)) -> Membership:
    """The actor's place in a project.

    Args:
        roles: Who may do what is about to be done.

    Raises:
        NotFound: No such project, or the actor is no member.
        NotAllowed: The actor's role is not among `roles`.
    """
    found = Membership.objects.select_related("project").filter(user=actor, project__slug=slug).first()
    if found is None:
        raise NotFound(f"There is no project {slug!r} that you are a member of.")
    return require(found, roles)


def second_annotations(project: Project) -> QuerySet[Video]:
    """A project's clips that are there a second time: so few that rows are better held against them than joined."""
    return Video.objects.filter(project=project, twin_of__isnull=False)


def membership_in(actor: User, project_id: int, *, roles: Collection[Role] = tuple(Role)) -> Membership:
    """As `membership`, by the project's row number."""
    found = Membership.objects.select_related("project").filter(user=actor, project_id=project_id).first()
    if found is None:
        raise NotFound("There is nothing here that you may see.")
    return require(found, roles)


def require(found: Membership, roles: Collection[Role]) -> Membership:
    """The membership, if its role is among `roles`.

    Raises:
        NotAllowed: It is not.
    """
    if found.role not in roles:
        names = ", ".join(Role(role).label.lower() for role in roles)
        raise NotAllowed(
            f"As {Role(found.role).label.lower()} you cannot do this; it takes: {names}. Ask the project's lead."
        )
    return found


def project_number_for(person: User | AnonymousUser, slug: str) -> int | None:
    """The project's row number, if the person is a member."""
    if not isinstance(person, User) and not person.is_authenticated:
        return None
    return Membership.objects.filter(user_id=person.pk, project__slug=slug).values_list("project_id", flat=True).first()


def member_numbers(project_id: int) -> set[int]:
    """The row numbers of everybody who is in a project and still has an account."""
    rows = Membership.objects.filter(project=project_id, user__is_active=True)
    return set(rows.values_list("user", flat=True))


def is_clip_of(project_id: int, video_id: int) -> bool:
    """Whether a clip belongs to a project."""
    return Video.objects.filter(pk=video_id, project=project_id).exists()


def videos_of(actor: User) -> QuerySet[Video]:
    """Every clip that the actor may see."""
    return Video.objects.filter(project__memberships__user=actor).select_related("project")


def video_for(actor: User, video_id: int) -> Video:
    """One clip.

    Raises:
        NotFound: No such clip in a project of the actor.
    """
    found = videos_of(actor).filter(pk=video_id).first()
    if found is None:
        raise NotFound(f"There is no clip {video_id} that you may see.")
    return found


def media_root(video: Video) -> str:
    """The address of a clip's media; it changes with their content, so browsers may keep them for ever."""
    return f"/media/videos/{video.pk}/{video.sha256[:8]}"


def uploads_of(project: Project) -> list[Upload]:
    """The clips that are being sent to a project, and of those that have arrived the newest 50."""
    rows = (
        Upload.objects.filter(project=project, purpose=Upload.Purpose.CLIP)
        .select_related("by", "video")
        .order_by("-id")
    )
    return [*rows.filter(state=Upload.State.SENDING), *rows.exclude(state=Upload.State.SENDING)[:50]]


def upload_for(actor: User, key: UUID, *, lock: bool = False) -> Upload:
    """The actor's own upload; nobody else reaches what is half here.

    Args:
        lock: Whether to hold its row for the rest of the transaction.

    Raises:
        NotFound: No such upload of theirs, or none any more.
        NotAllowed: They may not upload any more.
    """
    rows = Upload.objects.select_for_update() if lock else Upload.objects.select_related("by", "video")
    found = rows.filter(by=actor, key=key).first()
    if found is None:
        raise NotFound("There is no upload of yours here; it was removed, or nothing came for too long. Begin again.")
    membership_in(actor, found.project_id, roles=UPLOADERS[Upload.Purpose(found.purpose)])
    return found


def bytes_to_come() -> int:
    """How many bytes are still missing of all files that are being sent."""
    missing = Sum(F("bytes") - F("offset"))
    return Upload.objects.filter(state=Upload.State.SENDING).aggregate(missing=missing)["missing"] or 0


def clips_root() -> Path:
    """The folder that holds one folder a clip."""
    root = Path(settings.MEDIA_ROOT) / "videos"
    root.mkdir(exist_ok=True)
    return root


def clip_folder(video: Video) -> Path:
    """Where a clip's media lie on a disk that is the storage; else what is made of them on demand."""
    return Path(settings.MEDIA_ROOT) / video.folder


def clip_name(video: Video, file: str) -> str:
    """The name of one of a clip's files in the storage."""
    return f"media/{video.folder}/{file}"


def clip_file(video: Video, file: str) -> Path:
    """One of a clip's files, at hand on this machine.

    Raises:
        FileNotFoundError: It is gone.
        StorageAway: The storage does not answer.
    """
    return store().local(clip_name(video, file), version=video.sha256)


def file_of(upload: Upload) -> Path:
    """Where an upload grows, and waits to be looked at."""
    return Path(settings.UPLOADS_ROOT) / f"upload-{upload.pk}"


def refuse_duplicate(project: Project, sha256: str) -> None:
    """Let only new files pass.

    Raises:
        DuplicateVideo: Names the clip that was made of the same file.
    """
    same = Video.objects.filter(project=project, original_sha256=sha256, twin_of__isnull=True).first()
    if same is not None:
        raise DuplicateVideo(
            f"This is the same file as clip {same.number:06d} ({same.name}); nothing to do.", video=same.pk
        )
