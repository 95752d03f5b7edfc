"""Reading releases, and which clips a freeze would take."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Case, Count, F, Max, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Concat, Left, StrIndex, Substr

from annotator.accounts.models import Role, User
from annotator.accounts.queries import person
from annotator.annotations.caption_queries import has_approved_prompts
from annotator.annotations.models import Segment, Track
from annotator.formats.vicas import video_filename
from annotator.jobs.models import Job
from annotator.jobs.queries import latest, latest_of
from annotator.releases.choices import choices_from
from annotator.releases.models import ImportedVideo, Release, ReleaseFile, ReleaseVideo
from annotator.storage.store import store
from annotator.videos.models import Project, Video
from annotator.videos.queries import NotFound, membership_in
from annotator.work.models import WorkItem

KIND = "releases.build"
COLLECT = "releases.collect"
CLIPS_TOLD = 50
AT_ONCE = 16  # frozen rows in memory: one of 20 s with ten objects is some hundred kilobytes
FORMAT = Substr("path", len("formats/") + 1)
PART = Case(  # of `formats/NAME/…` the format, of any other path its first folder, or the file itself
    When(
        path__startswith="formats/",
        then=Concat(Value("formats/"), Left(FORMAT, StrIndex(FORMAT, Value("/")) - 1)),
    ),
    When(path__contains="/", then=Left("path", StrIndex("path", Value("/")) - 1)),
    default=F("path"),
)
READERS = (Role.LEAD, Role.RESEARCHER, Role.INSPECTOR, Role.ADMIN)


def name_of(release: Release) -> str:
    """What a published release is called in the storage."""
    return f"releases/{release.project.slug}/{release.version}"


def folder_with(release: Release, *parts: str) -> Path:
    """A published release's folder on this machine, with some of its files and folders at hand, or all;
    what is gone is not in it.

    Raises:
        StorageAway: The storage does not answer.
    """
    rows = release.files.order_by("pk").values_list("path", flat=True)
    wanted = Q()
    for part in parts:
        wanted |= Q(path=part) | Q(path__startswith=f"{part}/")
    return store().gather(name_of(release), rows.filter(wanted), version=release.manifest_sha256)


def media_of(frozen: dict[str, Any], file: str) -> Path:
    """A file of a frozen clip's canonical media, at hand on this machine.

    Raises:
        FileNotFoundError: It is gone.
        StorageAway: The storage does not answer.
    """
    return store().local(f"media/{frozen['media']}/{file}", version=frozen["media_sha256"])


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


def objects_of_clips(project: Project) -> dict[int, int]:
    """How many objects each clip's approved caption names, by the clip's row number."""
    live = Track.objects.filter(video__project=project, retired=False)
    return dict(live.values_list("video").annotate(Count("pk")))


def taken(release: Release) -> QuerySet[ReleaseVideo]:
    """The clips that a release is built of: what was frozen, but for what somebody decided to leave out."""
    return release.videos.filter(left_out=False)


def damaged(release: Release) -> QuerySet[ReleaseVideo, Any]:
    """Clips that the last build could not write, by number, as `left_out` tells them."""
    return _named(taken(release).exclude(damage=""))


def left_out(release: Release) -> QuerySet[ReleaseVideo, Any]:
    """Clips that somebody decided to leave out, by number: `number`, `name`, `split`, and the damage as `reason`."""
    return _named(release.videos.filter(left_out=True))


def _named(rows: QuerySet[ReleaseVideo]) -> QuerySet[ReleaseVideo, Any]:
    told = {"number": F("video__number"), "name": F("video__name"), "reason": F("damage")}
    return rows.order_by("video__number").values("split", **told)


def left_out_files(release: Release) -> Iterator[tuple[int, str]]:
    """The number of each clip that is left out, and the file that its video would be."""
    for entry in release.videos.filter(left_out=True).order_by("video__number"):
        number, frozen = entry.frozen["number"], entry.frozen
        yield number, frozen.get("filename") or video_filename(number, frozen["name"])


def entries_of(release: Release) -> Iterator[ReleaseVideo]:
    """The clips that a release is built of in the order of their numbers, some at a time.

    By rows' numbers, not by an open cursor: a build writes and commits between two clips, for hours.
    """
    rows = taken(release).order_by("video__number")
    keys = list(rows.values_list("pk", flat=True))
    for at in range(0, len(keys), AT_ONCE):
        yield from rows.filter(pk__in=keys[at : at + AT_ONCE])


def earlier_splits(project: Project) -> dict[int, str]:
    """The split that each clip number was given before, in a release that it was imported from or in one of ours."""
    imported = ImportedVideo.objects.filter(video__project=project).exclude(split="")
    rows = ReleaseVideo.objects.filter(release__project=project).order_by("release__id")
    return dict(imported.values_list("video__number", "split")) | dict(rows.values_list("video__number", "split"))


def split_of(video: Video) -> str | None:
    """The split that one clip was given before; None where it was in no release."""
    rows = ReleaseVideo.objects.filter(release__project=video.project_id, video=video).order_by("-release__id")
    imported = ImportedVideo.objects.filter(video=video).exclude(split="")
    return rows.values_list("split", flat=True).first() or imported.values_list("split", flat=True).first()


def release_for(actor: User, release_id: int) -> Release:
    """A release of one of the actor's projects.

    Raises:
        NotFound: There is none.
        NotAllowed: The actor's role does not read releases.
    """
    rows = _told().filter(project__memberships__user=actor)
    found = rows.filter(pk=release_id).first()
    if found is None:
        raise NotFound(f"There is no release {release_id} that you may see.")
    membership_in(actor, found.project_id, roles=READERS)
    return found


def release_to_build(actor: User, release_id: int) -> Release:
    """A release whose build the actor may steer, locked.

    Raises:
        NotFound: There is none that the actor may see.
        NotAllowed: The actor is no lead.
    """
    found = release_for(actor, release_id)
    membership_in(actor, found.project_id, roles=(Role.LEAD,))
    return Release.objects.select_for_update(of=("self",)).select_related("project", "by").get(pk=found.pk)


@dataclass(frozen=True)
class PublishedFile:
    """One file of a published release: its path inside it, its name in the storage, its checksum and size."""

    path: str
    name: str
    sha256: str
    bytes: int


def files_of(release: Release, *, under: str = "") -> list[PublishedFile]:
    """The files of a published release, or those of one folder in it.

    Raises:
        NotFound: It is not published yet, or has no such folder.
    """
    rows = _files(release).order_by("pk").values_list("path", "sha256", "bytes")
    if under:
        rows = rows.filter(path__startswith=f"{under}/")
    files = [PublishedFile(path, f"{name_of(release)}/{path}", sha256, size) for path, sha256, size in rows]
    if not files:
        raise NotFound(f"{release.version} holds no folder {under!r}; its parts are listed with the release.")
    return files


def file_of(release: Release, path: str) -> PublishedFile:
    """One file, by a path that the release's own list holds: nothing else is ever opened.

    Raises:
        NotFound: The list does not hold it.
    """
    rows = _files(release)
    found = None if "\0" in path else rows.filter(path=path).first()  # PostgreSQL refuses even to look for a zero byte
    if found is None:
        raise NotFound(f"{release.version} holds no file {path!r}.")
    return PublishedFile(path, f"{name_of(release)}/{path}", found.sha256, found.bytes)


def _files(release: Release) -> QuerySet[ReleaseFile]:
    if release.state != Release.State.PUBLISHED:
        raise NotFound(f"{release.version} is {release.state}; its files come once it is published.")
    return release.files.all()


def releases_of(project: Project) -> QuerySet[Release]:
    """A project's releases, newest first."""
    return _told().filter(project=project).order_by("-id")


def _told() -> QuerySet[Release]:
    """Releases with all that is told of each but its leaks, of which there may be thousands."""
    return Release.objects.select_related("project", "by").defer("leaks")


def state_of(release: Release, job: Job | None) -> tuple[str, str | None]:
    """A release's state and what is wrong with it; a build whose workers all died has failed, too."""
    unfinished = release.state not in (Release.State.PUBLISHED, Release.State.FAILED)
    if unfinished and job is not None and job.state == Job.State.FAILED:
        return Release.State.FAILED, job.error_text
    return release.state, release.error_text or None


def describe_release(release: Release, *, parts: bool = False) -> dict[str, Any]:
    """A release in JSON; what it holds and lacks only when asked for."""
    answer = _described(release, latest(KIND, release.pk))
    if parts and release.state == Release.State.PUBLISHED:
        answer["parts"] = parts_of(release)
    if parts:
        answer |= {"damaged": _told_of(damaged(release)), "left_out": _told_of(left_out(release))}
    return answer


def _told_of(clips: QuerySet[ReleaseVideo, Any]) -> dict[str, Any]:
    """How many there are, and the first of them."""
    return {"total": clips.count(), "clips": list(clips[:CLIPS_TOLD])}


def parts_of(release: Release) -> list[dict[str, Any]]:
    """What a release holds, as people fetch it: its folders, each format's own, and the files beside them.

    A release of 20,000 clips has twice as many files; each is named in its manifest.
    """
    named = release.files.annotate(part=PART).values("part").order_by("part")
    sums = named.annotate(files=Count("pk"), bytes=Sum("bytes"), single=Max("path"))
    return [
        {"path": row["part"], "folder": row["single"] != row["part"], "files": row["files"], "bytes": row["bytes"]}
        for row in sums
    ]


def describe_releases(project: Project) -> list[dict[str, Any]]:
    """All releases of a project in JSON, newest first, without what they hold."""
    rows = list(releases_of(project))
    jobs = latest_of(KIND, [release.pk for release in rows])
    return [_described(release, jobs.get(release.pk)) for release in rows]


def _described(release: Release, job: Job | None) -> dict[str, Any]:
    state, error = state_of(release, job)
    splits = {split: release.split_sizes.get(split, 0) for split in ReleaseVideo.Split.values}
    clips = sum(splits.values())
    ended = state in (Release.State.PUBLISHED, Release.State.FAILED)
    return {
        "id": release.pk,
        "version": release.version,
        "note": release.note,
        "state": state,
        "progress": {"done": job.done if job else 0, "total": (job.total if job else 0) or clips},
        "error": error,
        "videos": clips,
        "tracks": release.counts.get("tracks", 0),
        "masks_human": release.counts.get("masks_human", 0),
        "masks_automatic": release.counts.get("masks_automatic", 0),
        "prompts": release.counts.get("prompts", 0),
        "manifest_sha256": release.manifest_sha256,
        "created": release.created_at,
        "published": release.published_at,
        "by": person(release.by),
        "splits": splits,
        "choices": choices_from(release.choices).as_json(),
        "without_reviewed_prompts": release.without_reviewed_prompts,
        "leaks": release.counts.get("leaks"),
        "paused": not ended and job is not None and job.state == Job.State.PAUSED,
        "parts": [],
        "damaged": None,
        "left_out": None,
    }
