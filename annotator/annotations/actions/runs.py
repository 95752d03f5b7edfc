"""Several predictors' masks of one clip stand side by side; a person says which of them counts."""

from typing import Any

from django.conf import settings
from django.db import transaction

from annotator.accounts.models import User
from annotator.annotations.actions.propagations import enqueue_needed, lock_clip, tell
from annotator.annotations.models import Run
from annotator.annotations.propagation_plan import current_run, needed_segments, wanted_segments
from annotator.annotations.refusals import (
    NothingToPropagate,
    PredictorRefused,
    RunIsCurrent,
    RunsFull,
    RunUnfinished,
)
from annotator.annotations.run_queries import KEEPERS, describe_run, run_of, runs
from annotator.events.actions import announce
from annotator.jobs.models import Job
from annotator.videos.models import Video
from annotator.videos.queries import membership_in, video_for

MOST = 8  # runs of one clip


@transaction.atomic
def start_run(actor: User, *, video_id: int, predictor: str) -> dict[str, Any]:
    """Compute a clip with another predictor, or anew with the same name; an unfinished run of it goes on instead.

    Args:
        predictor: One of the setting's names.

    Returns:
        The run in JSON.

    Raises:
        NotFound: No such clip for the actor.
        NotAllowed: The actor is neither inspector nor lead.
        PredictorRefused: The name is not offered here.
        NothingToPropagate: No keyframe is drawn or declared absent.
        RunsFull: The clip has as many runs as it may.
    """
    video = _lock(actor, video_id)
    _check(video, predictor)
    known = runs().filter(video=video, predictor=predictor).order_by("-pk")
    run = next((run for run in known if needed_segments(video, run)), None) or _new(video, predictor, actor)
    enqueue_needed(video, run, priority=Job.Priority.BATCH)
    tell(video, run)
    return describe_run(run)


@transaction.atomic
def complete_run(video: Video, *, predictor: str) -> Run:
    """Compute what a predictor's run of a clip lacks, for the shell, where nobody is signed in; made if there is none.

    Of several runs of the predictor it is the current one, else the newest.

    Raises:
        PredictorRefused: The name is not offered here.
        NothingToPropagate: No keyframe is drawn or declared absent.
        RunsFull: The clip has as many runs as it may.
    """
    lock_clip(video)
    _check(video, predictor)
    known = runs().filter(video=video, predictor=predictor).order_by("-current", "-pk")
    run = known.first() or _new(video, predictor, None)
    if enqueue_needed(video, run, priority=Job.Priority.BATCH):
        tell(video, run)
    return run


@transaction.atomic
def choose_run(actor: User, *, video_id: int, run_id: int) -> dict[str, Any]:
    """Make a run the one that is shown, judged and released; choosing the current one again changes nothing.

    Returns:
        The run in JSON.

    Raises:
        NotFound: No such clip or run for the actor.
        NotAllowed: The actor is neither inspector nor lead.
        RunUnfinished: Segments of it are not computed, or not by the keyframes as they are now.
    """
    video = _lock(actor, video_id)
    run = run_of(video, run_id)
    if run.current:
        return describe_run(run)
    if needed := len(needed_segments(video, run)):
        raise RunUnfinished(
            f"{needed} segments of this run are not computed; start {run.predictor} again and wait for it.",
            needed=needed,
        )
    Run.objects.filter(video=video, current=True).update(current=False)
    Run.objects.filter(pk=run.pk).update(current=True)
    run.current = True
    enqueue_needed(video, run, priority=Job.Priority.NORMAL)  # what failed for the run before has nothing left to do
    announce(video.project_id, "run", "chosen", {"id": run.pk, "video": video.pk, "by": actor.pk}, actor=actor.pk)
    tell(video, run)
    return describe_run(run)


@transaction.atomic
def delete_run(actor: User, *, video_id: int, run_id: int) -> None:
    """Take a run away; its bundles are collected once nothing else refers to them.

    Raises:
        NotFound: No such clip or run for the actor.
        NotAllowed: The actor is neither inspector nor lead.
        RunIsCurrent: It is the one that counts.
    """
    video = _lock(actor, video_id)
    run = run_of(video, run_id)
    if run.current:
        raise RunIsCurrent("This run is the one that is shown and released; choose another one first.", run=run.pk)
    run.delete()
    announce(video.project_id, "run", "deleted", {"id": run_id, "video": video.pk, "by": actor.pk}, actor=actor.pk)


def _lock(actor: User, video_id: int) -> Video:
    video = video_for(actor, video_id)
    membership_in(actor, video.project_id, roles=KEEPERS)
    lock_clip(video)
    return video


def _check(video: Video, predictor: str) -> None:
    if predictor not in settings.RUN_PREDICTORS:
        offered = ", ".join(settings.RUN_PREDICTORS)
        raise PredictorRefused(f"{predictor!r:.80} is not offered here; choose one of {offered}.", predictor=predictor)
    if not wanted_segments(video):
        raise NothingToPropagate("No keyframe is drawn yet; draw one object on one frame first.")


def _new(video: Video, predictor: str, by: User | None) -> Run:
    if runs().filter(video=video).count() >= MOST:
        raise RunsFull(f"This clip has {MOST} runs; delete one that is not needed first.", most=MOST)
    return Run.objects.create(video=video, predictor=predictor, current=current_run(video) is None, by=by)
