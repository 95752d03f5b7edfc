"""Reading runs: what several predictors made of a clip, how far each is, and where two of them differ."""

from typing import Any

from django.conf import settings
from django.db.models import Avg, QuerySet, Sum

from annotator.accounts.models import Role, User
from annotator.accounts.queries import person
from annotator.annotations.masks_document import propagation_state
from annotator.annotations.models import Run, Segment
from annotator.annotations.propagation_plan import current_run
from annotator.videos.models import Video
from annotator.videos.queries import NotFound
from annotator.work.queries import role_in

KEEPERS = (Role.INSPECTOR, Role.LEAD)  # who starts, chooses and deletes runs


def runs() -> QuerySet[Run]:
    """Runs of whole clips, with what their JSON needs."""
    return Run.objects.filter(kind=Run.Kind.MASKS).select_related("video__project", "by")


def run_of(video: Video, run_id: int) -> Run:
    """One of a clip's runs.

    Raises:
        NotFound: There is none, or it is a preview.
    """
    found = runs().filter(video=video, pk=run_id).first()
    if found is None:
        raise NotFound(f"Clip {video.pk} has no run {run_id}.")
    return found


def shown_run(actor: User, video: Video, run_id: int | None) -> Run | None:
    """The run whose masks somebody asks for: the current one, another, or a preview of their own.

    Raises:
        NotFound: There is none, or it is somebody else's preview.
    """
    if run_id is None:
        return current_run(video)
    own = Run.objects.filter(video=video, pk=run_id, kind=Run.Kind.PREVIEW, by=actor).first()
    return own or run_of(video, run_id)


def describe_run(run: Run) -> dict[str, Any]:
    """A run in JSON."""
    state = propagation_state(run.video, run)
    segments = Segment.objects.filter(run=run, track__retired=False)
    told = segments.aggregate(bytes=Sum("bytes"), trust=Avg("trust_mean"))
    return {
        "id": run.pk,
        "predictor": run.predictor,
        "engine": run.engine[:12],
        "mixed": len(set(segments.values_list("engine", flat=True))) > 1,
        "current": run.current,
        "by": person(run.by),
        "created": run.created_at,
        "bytes": told["bytes"] or 0,
        "trust": told["trust"],
    } | {name: state[name] for name in ("state", "segments_done", "segments_total", "stale", "error", "version")}


def runs_for(actor: User, video: Video) -> dict[str, Any]:
    """A clip's runs, the oldest first, and what the actor may do about them."""
    return {
        "runs": [describe_run(run) for run in runs().filter(video=video).order_by("pk")],
        "predictors": settings.RUN_PREDICTORS,
        "may_choose": role_in(actor, video.project_id) in KEEPERS,
    }


def preview_for(actor: User, preview_id: int) -> Run:
    """A preview that the actor asked for.

    Raises:
        NotFound: It is not theirs, or was taken away because a keyframe changed.
    """
    mine = Run.objects.select_related("video__project").filter(kind=Run.Kind.PREVIEW, by=actor, track__retired=False)
    found = mine.filter(pk=preview_id, video__project__memberships__user=actor).first()
    if found is None:
        raise NotFound(f"There is no preview {preview_id} of yours; ask for one anew.")
    return found


def describe_preview(run: Run) -> dict[str, Any]:
    """A preview in JSON; its masks are those of its run."""
    state = propagation_state(run.video, run)
    return {
        "id": run.pk,
        "video": run.video_id,
        "track": run.track_id,
        "first": run.first,
        "predictor": run.predictor,
        "state": state["state"],
        "error": state["error"],
    }
