"""Reading the board: sets, their videos and prompts worst first, two of them side by side."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from annotator.accounts.models import User
from annotator.accounts.queries import person
from annotator.benchmark.models import PredictionSet, PromptScore, VideoScore
from annotator.benchmark.quoted import describe_quoted
from annotator.benchmark.refusals import NotScored
from annotator.jobs.models import Job
from annotator.jobs.queries import latest, latest_of
from annotator.releases.models import Release, ReleaseVideo
from annotator.releases.queries import READERS
from annotator.videos.models import Project, Upload
from annotator.videos.queries import UPLOADERS, NotFound, membership, membership_in

KIND = "benchmark.score"
AT_ONCE = 50
SENDERS = UPLOADERS[Upload.Purpose.PREDICTIONS]
REPORTED = {"map": "mAP", "ap50": "AP@50", "ap75": "AP@75", "ap90": "AP@90", "ar10": "AR@10"}
COUNTS = ("videos", "prompts", "tracks", "predictions", "ignored_tracks", "ignored_predictions", "dropped_predictions")


def folder_of(board: PredictionSet) -> Path:
    """Where a set's files lie, one a video, once it was taken apart; beside the releases."""
    return Path(settings.RELEASES_ROOT) / board.project.slug / f".predictions-{board.pk}"


def numbers_of(release: Release, split: str) -> set[int]:
    """The numbers of the videos in a split of a release."""
    rows = ReleaseVideo.objects.filter(release=release, split=split)
    return set(rows.values_list("video__number", flat=True))


def set_for(actor: User, set_id: int, *, roles: tuple[Any, ...] = READERS, lock: bool = False) -> PredictionSet:
    """A set in one of the actor's projects.

    Args:
        lock: Whether to hold its row for the rest of the transaction.

    Raises:
        NotFound: There is none.
        NotAllowed: The actor's role does not do this.
    """
    rows = PredictionSet.objects.filter(project__memberships__user=actor, pk=set_id)
    found = (rows.select_for_update(of=("self",)) if lock else rows).select_related("project", "release", "by").first()
    if found is None:
        raise NotFound(f"There are no predictions {set_id} that you may see.")
    membership_in(actor, found.project_id, roles=roles)
    return found


def board_for(actor: User, slug: str) -> dict[str, Any]:
    """A project's whole board in JSON, the quoted rows apart from the measured ones.

    Raises:
        NotFound: The actor is no member.
        NotAllowed: The actor's role does not read releases.
    """
    project = membership(actor, slug, roles=READERS).project
    return {"sets": describe_sets(project), "quoted": describe_quoted()}


def describe_sets(project: Project) -> list[dict[str, Any]]:
    """All sets of a project: the best by the corrected mAP first, then those without a number, newest first."""
    rows = list(PredictionSet.objects.filter(project=project).select_related("release", "by").order_by("-pk"))
    jobs = latest_of(KIND, [row.pk for row in rows])
    told = [_described(row, jobs.get(row.pk)) for row in rows]
    return sorted(told, key=lambda one: -1.0 if (value := _headline(one)) is None else value, reverse=True)


def _headline(told: dict[str, Any]) -> float | None:
    corrected = next((one for one in told["scores"] if one["protocol"] == "corrected"), None)
    return corrected["map"] if corrected else None


def describe_set(board: PredictionSet) -> dict[str, Any]:
    """A set in JSON."""
    return _described(board, latest(KIND, board.pk))


def _refused(board: PredictionSet, job: Job | None) -> dict[str, Any]:
    """Whether a set was refused, and why; one whose workers all died counts as refused, too."""
    waits = board.state in (PredictionSet.State.QUEUED, PredictionSet.State.SCORING)
    if waits and job is not None and job.state == Job.State.FAILED:
        why = {"code": job.error_code, "text": job.error_text, "faults": [job.error_text], "faults_total": 1}
        return {"state": PredictionSet.State.REFUSED, **why}
    return {name: getattr(board, name) for name in ("state", "code", "text", "faults", "faults_total")}


def _described(board: PredictionSet, job: Job | None) -> dict[str, Any]:
    return {
        "id": board.pk,
        "name": board.name,
        "notes": board.notes,
        "licence": board.licence,
        "release": {"id": board.release_id, "version": board.release.version},
        "split": board.split,
        "checkpoint": board.checkpoint,
        "trained_on": len(board.trained_on),
        **_refused(board, job),
        "progress": {"done": job.done if job else 0, "total": job.total if job else 0},
        "scores": [_protocol(name, board.scores[name]) for name in ("corrected", "official") if name in board.scores],
        "captions": board.captions,
        "by": person(board.by),
        "created": board.created_at,
        "scored": board.scored_at,
    }


def _protocol(name: str, report: dict[str, Any]) -> dict[str, Any]:
    """One protocol's numbers by names that a program can spell."""
    spread = report.get("intervals", {})
    return {
        "protocol": name,
        "stops": report.get("stops", ""),
        **{ours: report.get(theirs) for ours, theirs in REPORTED.items()},
        "intervals": {ours: spread[theirs] for ours, theirs in REPORTED.items() if theirs in spread},
        "matching": report.get("matching", ""),
        "counts": {count: report[count] for count in COUNTS if count in report},
        "environment": report.get("environment", {}),
    }


def videos_of(board: PredictionSet, *, offset: int) -> dict[str, Any]:
    """The videos of a set, the worst first; those with nothing to find last."""
    rows = board.videos.order_by(F("ap").asc(nulls_last=True), "number")
    page = list(rows[offset : offset + AT_ONCE])
    clips = clips_of(board, [row.number for row in page])
    return {"total": rows.count(), "videos": [_video(row, clips.get(row.number)) for row in page]}


def clips_of(board: PredictionSet, numbers: list[int]) -> dict[int, ReleaseVideo]:
    """The release's entries for some of its videos."""
    rows = ReleaseVideo.objects.filter(release=board.release_id, video__number__in=numbers).select_related("video")
    return {row.video.number: row for row in rows}


def _video(row: VideoScore, entry: ReleaseVideo | None) -> dict[str, Any]:
    return {
        "number": row.number,
        "video": entry.video_id if entry else None,
        "name": entry.video.name if entry else "",
        "prompts": row.prompts,
        "ap": row.ap,
        "caption_accuracy": row.caption_accuracy,
    }


def prompts_of(board: PredictionSet, *, offset: int, number: int | None) -> dict[str, Any]:
    """The prompts of a set, or of one of its videos, the worst first; those with nothing to find last.

    Raises:
        NotFound: The split holds no such video.
    """
    rows = board.prompts.all()
    if number is not None:
        if not board.videos.filter(number=number).exists():
            raise NotFound(f"{board.name} holds no video {number}.")
        rows = rows.filter(number=number)
    ordered = rows.order_by(F("ap").asc(nulls_last=True), "number", "place")
    return {"total": rows.count(), "prompts": [_prompt(row) for row in ordered[offset : offset + AT_ONCE]]}


def _prompt(row: PromptScore) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in ("number", "place", "text", "ap", "tracks", "predicted")}
    return {**told, **row.found, **row.left_out}


def pair_for(actor: User, set_id: int, other: int) -> tuple[PredictionSet, PredictionSet]:
    """Two sets that may be held against each other.

    Raises:
        NotFound, NotAllowed: The actor does not read one of them.
        NotScored: They are one, or not both scored on one split of one release.
    """
    one, two = set_for(actor, set_id), set_for(actor, other)
    if one.pk == two.pk or (one.release_id, one.split) != (two.release_id, two.split):
        raise NotScored("Compare two sets of predictions for one split of one release.")
    for board in (one, two):
        require_scored(board)
    return one, two


def require_scored(board: PredictionSet) -> None:
    """Let only what is scored pass.

    Raises:
        NotScored: It is not.
    """
    if board.state != PredictionSet.State.SCORED:
        raise NotScored(f"{board.name} is {board.state}; its numbers come once it is scored.", state=board.state)


def describe_comparison(one: PredictionSet, two: PredictionSet, *, offset: int) -> dict[str, Any]:
    """Two sets in JSON, with the videos on which the second loses most against the first, first."""
    rows = _beside(one, two).order_by(F("difference").asc(nulls_last=True), "number")
    page = list(rows[offset : offset + AT_ONCE])
    clips = clips_of(one, [row.number for row in page])
    judged = Q(difference__gt=0), Q(difference__lt=0), Q(difference=0)
    better, worse, same = (rows.filter(condition).count() for condition in judged)
    return {
        "sets": [describe_set(one), describe_set(two)],
        "total": rows.count(),
        "better": better,
        "worse": worse,
        "same": same,
        "videos": [
            _video(row, clips.get(row.number)) | {"ap": [row.ap, row.other], "difference": row.difference}
            for row in page
        ],
    }


def _beside(one: PredictionSet, two: PredictionSet) -> QuerySet[Any]:
    other = VideoScore.objects.filter(predictions=two, number=OuterRef("number")).values("ap")[:1]
    return one.videos.annotate(other=Subquery(other)).annotate(difference=F("other") - F("ap"))
