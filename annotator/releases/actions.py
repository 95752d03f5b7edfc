"""Freezing a version and following its build. Once frozen, its rows change only in state and damage."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import Now

from annotator.accounts.models import Role, User
from annotator.annotations import bundles
from annotator.annotations.caption_queries import approved_wordings, derived_text
from annotator.annotations.masks_document import KIND as PROPAGATION
from annotator.annotations.models import Caption, Keyframe, ModelDraft, Run, Suggestion, Track
from annotator.annotations.propagation_plan import fresh_segments, needed_segments
from annotator.annotations.queries import tracks_of
from annotator.errors import AnnotatorError
from annotator.events.actions import announce
from annotator.formats.contents import provenance
from annotator.formats.manifest import ReleaseFile as ManifestFile
from annotator.formats.verification import Verified
from annotator.jobs import actions as jobs
from annotator.jobs.queries import live
from annotator.releases import comparison, queries
from annotator.releases.choices import AS_USUAL, Choices
from annotator.releases.models import ImportedVideo, Release, ReleaseFile, ReleaseVideo
from annotator.releases.splits import Clip, assign
from annotator.videos import quota
from annotator.videos.models import Project, Video
from annotator.videos.queries import membership

VERSION = re.compile(r"v\d{1,4}(\.\d{1,4}){1,2}")

COUNTED = ("frames", "tracks", "masks_human", "masks_automatic", "prompts")
FILES_AT_ONCE = 1000
DERIVED = (Caption.Field.EN_GPT, Caption.Field.CN)


class ReleaseRefused(AnnotatorError):
    """A version cannot be frozen as asked."""

    code = "release_refused"
    status = 409


@transaction.atomic
def create_release(actor: User, *, slug: str, version: str, note: str = "", choices: Choices = AS_USUAL) -> Release:
    """Freeze what is finished now and queue the build.

    Raises:
        NotFound: The actor is no member.
        NotAllowed: The actor is no lead.
        ReleaseRefused: The version is taken or not a version, or no clip is finished.
        InvalidSplits: The sizes of the splits do not add up.
        QuotaExceeded: The project keeps more than it may already.
    """
    project = membership(actor, slug, roles=(Role.LEAD,)).project
    quota.require_room(project, 0)
    release = freeze(project, version=version, note=note, by=actor, choices=choices)
    jobs.enqueue(queries.KIND, release.pk, queue="machine")
    return release


@transaction.atomic
def ask_for_changes(actor: User, *, release_id: int, since: int) -> tuple[Release, Release]:
    """Have a pair of releases compared, unless that is kept already; returns the earlier and the later one.

    Raises:
        NotFound, NotAllowed: The actor does not read one of them.
        NotComparable: They are one, of two projects, or not both published.
    """
    old, new = comparison.pair_for(actor, release_id, since)
    if not comparison.place_of(old, new).exists():
        jobs.enqueue(comparison.KIND, new.pk, part=old.pk, queue="machine")
    return old, new


@transaction.atomic
def tell_compared(old: Release, new: Release) -> None:
    """Announce that a pair was compared, or cannot be."""
    announce(new.project_id, "release", "compared", {"release": new.pk, "since": old.pk})


@transaction.atomic
def freeze(project: Project, *, version: str, note: str, by: User | None, choices: Choices = AS_USUAL) -> Release:
    """List exactly what goes into a version, in one transaction; from here on only these rows are read.

    Raises:
        ReleaseRefused: The version is taken or not a version, or no clip is finished.
        InvalidSplits: The sizes of the splits do not add up.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    if not VERSION.fullmatch(version):
        raise ReleaseRefused(f"{version!r} is no version; write it like v1.0 or v1.2.3.", version=version)
    if Release.objects.filter(project=project, version=version).exists():
        raise ReleaseRefused(f"{version} exists already and never changes; choose the next number.", version=version)
    clips = [video for video in queries.finished_clips(project) if is_whole(video)]
    if not clips:
        raise ReleaseRefused("No clip is finished: a release takes clips whose caption and masks are both approved.")
    release = Release.objects.create(project=project, version=version, note=note, by=by, choices=choices.as_json())
    objects, before = queries.objects_of_clips(project), queries.earlier_splits(project)
    dealt = [Clip(clip.number, clip.source, clip.name, clip.frame_count, objects.get(clip.pk, 0)) for clip in clips]
    add_entries(release, clips, assign(dealt, before, splits=choices.splits, seed=choices.seed))
    tell(release, done=0, total=len(clips))
    return release


def add_entries(release: Release, clips: list[Video], splits: Mapping[int, str]) -> None:
    """Freeze clips, some at a time, and note what all of them together are."""
    lacking = 0
    for at in range(0, len(clips), queries.AT_ONCE):
        some = clips[at : at + queries.AT_ONCE]
        entries = [entry_of(release, video, split=splits[video.number]) for video in some]
        ReleaseVideo.objects.bulk_create(entries)
        lacking += sum(not entry.frozen["referrals"] for entry in entries)
    release.split_sizes, release.without_reviewed_prompts = Counter(splits.values()), lacking
    release.save(update_fields=["split_sizes", "without_reviewed_prompts"])


def is_whole(video: Video) -> bool:
    """Whether every frame of the clip is covered by a mask that stands, and nothing is being computed."""
    return not needed_segments(video) and live(PROPAGATION, video.pk) is None


def entry_of(release: Release, video: Video, *, split: str) -> ReleaseVideo:
    """One clip's frozen row: all that the build reads, so that nothing later can change it."""
    revision = Caption.objects.get(video=video, field=Caption.Field.EN).revision
    return ReleaseVideo(
        release=release, video=video, split=split, caption_revision=revision, frozen=frozen_of(video)
    )  # fmt: skip


def frozen_of(video: Video) -> dict[str, Any]:
    """All that is needed to write a finished clip, in JSON."""
    caption = Caption.objects.get(video=video, field=Caption.Field.EN)
    tracks, segments = tracks_of(video), fresh_segments(video)
    for segment in segments:
        bundles.keep(segment.bundle_sha256)
    wordings = approved_wordings(video)
    return {
        "number": video.number,
        "name": video.name,
        "source": video.source,
        "size": [video.height, video.width],
        "frame_count": video.frame_count,
        "media": video.folder,
        "media_sha256": video.sha256,
        "caption": caption.text,
        "written": written_of(video, caption.text),
        "derived": {field: derived_of(video, field) for field in DERIVED},
        "referrals": wordings.referrals if wordings else None,
        "rewordings": wordings.rewordings if wordings else [],
        "tracks": [
            {"number": track.number, "label": track.label, "keyframes": decisions_of(track)} for track in tracks
        ],
        "segments": [
            {
                "number": s.track.number,
                "first": s.first,
                "last": s.last,
                "sha256": s.bundle_sha256,
                "predictor": s.predictor,
                "engine": s.engine,
            }
            for s in segments
        ],
    } | came_with(video)


def written_of(video: Video, text: str) -> dict[str, str]:
    """How a clip's caption came about, as the release's provenance says it."""
    drafts = ModelDraft.objects.select_related("checkpoint").filter(video=video, step="caption", state="accepted")
    draft = drafts.order_by("-pk").first()
    if draft is None:
        return {"origin": provenance.HUMAN}
    origin = provenance.SUGGESTED if draft.text == text else provenance.EDITED
    return {"origin": origin, "model": draft.checkpoint.name, "sha256": draft.checkpoint.sha256}


def came_with(video: Video) -> dict[str, Any]:
    """What a clip keeps of the release that it was imported from."""
    imported = ImportedVideo.objects.filter(video=video).first()
    return {"filename": imported.filename, "left_out": imported.left_out} if imported else {}


def decisions_of(track: Track) -> list[tuple[int, str]]:
    """Each keyframe of a track from `tracks_of` with how its shape came about, as the release's provenance says it."""
    standing: list[Keyframe] = track.standing  # type: ignore[attr-defined]  # set by tracks_of
    of_suggestions = {keyframe.suggestion_id for keyframe in standing if keyframe.suggestion_id is not None}
    drafts = dict(Suggestion.objects.filter(pk__in=of_suggestions).values_list("pk", "rings"))

    def origin(keyframe: Keyframe) -> str:
        if keyframe.absent:
            return provenance.ABSENT
        draft = drafts.get(keyframe.suggestion_id or 0)
        taken = draft is not None and bytes(draft) == bytes(keyframe.rings)
        return provenance.SUGGESTED if taken else keyframe.origin

    return [(keyframe.frame, origin(keyframe)) for keyframe in standing]


def derived_of(video: Video, field: str) -> dict[str, Any]:
    """A derived text as it is frozen: taken when it keeps the raw caption's ids, else only why it is not."""
    derived = derived_text(video, field)
    if derived.fault:
        return {"text": None, "revision": derived.revision or None, "left_out": derived.fault}
    return {"text": derived.text, "revision": derived.revision, "left_out": None}


def tell(release: Release, *, done: int, total: int) -> None:
    """Announce how far a release is."""
    payload = {"release": release.pk, "state": release.state, "done": done, "total": total}
    announce(release.project_id, "release", "progress", payload)


@transaction.atomic
def set_state(release: Release, state: Release.State, *, done: int, total: int) -> None:
    """Take a release that is not published yet to its next state."""
    Release.objects.filter(pk=release.pk).exclude(state=Release.State.PUBLISHED).update(state=state)
    release.state = state
    tell(release, done=done, total=total)


@transaction.atomic
def publish(release: Release, verified: Verified, files: Iterable[ManifestFile]) -> None:
    """The folder is whole, verified and in its place: say so, for good.

    Args:
        files: Of the release, the manifest too.
    """
    release.files.all().delete()
    rest = iter(files)
    while some := [ReleaseFile(release=release, **asdict(file)) for file in islice(rest, FILES_AT_ONCE)]:
        ReleaseFile.objects.bulk_create(some)
    counts = {name: getattr(verified, name) for name in COUNTED} | {"leaks": len(verified.leaks)}
    Release.objects.filter(pk=release.pk).update(
        state=Release.State.PUBLISHED, manifest_sha256=verified.manifest_sha256, counts=counts,
        leaks=[asdict(leak) for leak in verified.leaks], published_at=Now(), error_text="",
    )  # fmt: skip
    release.refresh_from_db()
    count_bytes(release.project)
    total = queries.taken(release).count()
    tell(release, done=total, total=total)


def count_bytes(project: Project) -> None:
    """Note what a project's masks and releases hold by their rows, for its quota."""
    masks = Run.objects.filter(video__project=project).aggregate(bytes=Sum("bytes", default=0))["bytes"]
    files = ReleaseFile.objects.filter(release__project=project).aggregate(bytes=Sum("bytes", default=0))["bytes"]
    Project.objects.filter(pk=project.pk).update(other_bytes=masks + files)


@transaction.atomic
def mark_failed(release: Release, text: str) -> None:
    """The build cannot go on; the text says why and what to do."""
    Release.objects.filter(pk=release.pk).exclude(state=Release.State.PUBLISHED).update(
        state=Release.State.FAILED, error_text=text
    )
    release.refresh_from_db()
    tell(release, done=0, total=queries.taken(release).count())
