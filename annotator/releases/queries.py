"""Reading releases, and which clips a freeze would take."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from annotator.accounts.models import Role, User
from annotator.accounts.queries import person
from annotator.annotations.caption_queries import has_approved_prompts
from annotator.annotations.models import Segment
from annotator.jobs.models import Job
from annotator.jobs.queries import latest
from annotator.releases.choices import choices_from
from annotator.releases.models import ImportedVideo, Release, ReleaseVideo
from annotator.videos.models import Project, Video
from annotator.videos.queries import NotFound, membership_in
from annotator.work.models import WorkItem

KIND = "releases.build"
COLLECT = "releases.collect"
READERS = (Role.LEAD, Role.RESEARCHER, Role.INSPECTOR, Role.ADMIN)


def folder_of(release: Release) -> Path:
    """Where a published release lies."""
    return Path(settings.RELEASES_ROOT) / release.project.slug / release.version


def building_folder_of(release: Release) -> Path:
    """Where it is written until it is whole."""
    return Path(settings.RELEASES_ROOT) / release.project.slug / f".building-{release.version}"


def finished_clips(project: Project) -> QuerySet[Video]:
    """Clips with approved caption and masks, none of whose computed segments is stale, by number.

    A second annotation of a clip is none of them.
    """
    stale = Segment.objects.filter(stale=True, run__current=True, track__retired=False).values("track__video")
    captioned = WorkItem.objects.filter(step="caption", state="approved").values("video")
    masked = WorkItem.objects.filter(step="masks", state="approved").values("video")
    approved = Video.objects.filter(project=project, twin_of__isnull=True, pk__in=captioned).filter(pk__in=masked)
    return approved.exclude(pk__in=stale).order_by("number")


def count_ready(project: Project) -> dict[str, int]:
    """How many clips a freeze would take, and of how many of them nobody approved a prompt."""
    ready = finished_clips(project)
    lacking = ready.exclude(has_approved_prompts())
    return {"ready": ready.count(), "ready_without_reviewed_prompts": lacking.count()}


def earlier_splits(project: Project) -> dict[int, str]:
    """The split that each clip number was given before, in a release that it was imported from or in one of ours."""
    imported = ImportedVideo.objects.filter(video__project=project).exclude(split="")
    rows = ReleaseVideo.objects.filter(release__project=project).order_by("release__id")
    return dict(imported.values_list("video__number", "split")) | dict(rows.values_list("video__number", "split"))


def release_for(actor: User, release_id: int) -> Release:
    """A release of one of the actor's projects.

    Raises:
        NotFound: There is none.
        NotAllowed: The actor's role does not read releases.
    """
    rows = Release.objects.select_related("project", "by").filter(project__memberships__user=actor)
    found = rows.filter(pk=release_id).first()
    if found is None:
        raise NotFound(f"There is no release {release_id} that you may see.")
    membership_in(actor, found.project_id, roles=READERS)
    return found


@dataclass(frozen=True)
class PublishedFile:
    """One file of a published release: its path inside it, its place on disk, its checksum."""

    path: str
    place: Path
    sha256: str


def files_of(release: Release) -> list[PublishedFile]:
    """The files of a published release.

    Raises:
        NotFound: It is not published yet.
    """
    if release.state != Release.State.PUBLISHED:
        raise NotFound(f"{release.version} is {release.state}; its files come once it is published.")
    folder = folder_of(release)
    return [PublishedFile(file["path"], folder / file["path"], file["sha256"]) for file in release.counts["files"]]


def file_of(release: Release, path: str) -> PublishedFile:
    """One file, by a path that the release's own list holds: nothing else is ever opened.

    Raises:
        NotFound: The list does not hold it.
    """
    for file in files_of(release):
        if file.path == path:
            return file
    raise NotFound(f"{release.version} holds no file {path!r}.")


def releases_of(project: Project) -> QuerySet[Release]:
    """A project's releases, newest first."""
    return Release.objects.filter(project=project).select_related("project", "by").order_by("-id")


def state_of(release: Release, job: Job | None) -> tuple[str, str | None]:
    """A release's state and what is wrong with it; a build whose workers all died has failed, too."""
    unfinished = release.state not in (Release.State.PUBLISHED, Release.State.FAILED)
    if unfinished and job is not None and job.state == Job.State.FAILED:
        return Release.State.FAILED, job.error_text
    return release.state, release.error_text or None


def describe_release(release: Release, *, files: bool = False) -> dict[str, Any]:
    """A release in JSON; its files only when asked for."""
    job = latest(KIND, release.pk)
    state, error = state_of(release, job)
    entries = list(release.videos.values_list("split", flat=True))
    answer: dict[str, Any] = {
        "id": release.pk,
        "version": release.version,
        "note": release.note,
        "state": state,
        "progress": {"done": job.done if job else 0, "total": (job.total if job else 0) or len(entries)},
        "error": error,
        "videos": len(entries),
        "tracks": release.counts.get("tracks", 0),
        "masks_human": release.counts.get("masks_human", 0),
        "masks_automatic": release.counts.get("masks_automatic", 0),
        "prompts": release.counts.get("prompts", 0),
        "manifest_sha256": release.manifest_sha256,
        "created": release.created_at,
        "published": release.published_at,
        "by": person(release.by),
        "splits": {split: entries.count(split) for split in ReleaseVideo.Split.values},
        "choices": choices_from(release.choices).as_json(),
        "without_reviewed_prompts": release.without_reviewed_prompts,
        "leaks": len(release.counts["leaks"]) if "leaks" in release.counts else None,
        "files": [],
    }
    if files and release.state == Release.State.PUBLISHED:
        answer["files"] = release.counts.get("files", [])
    return answer
