"""Asking for masks between keyframes, and storing them: computed work never touches what a person drew."""

from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from annotator.accounts.models import Role, User
from annotator.annotations import bundles
from annotator.annotations.masks_document import KIND, PREVIEW_KIND, kind_of, propagation_state
from annotator.annotations.models import Run, Segment
from annotator.annotations.propagation_plan import (
    WantedSegment,
    current_run,
    needed_segments,
    predictor_name,
    wanted_segments,
)
from annotator.annotations.refusals import NothingToPropagate
from annotator.annotations.trust import trust_of
from annotator.events.actions import announce
from annotator.formats import bundle
from annotator.jobs import actions as jobs
from annotator.jobs import queries as job_queries
from annotator.jobs.actions import Lease
from annotator.videos.models import Video
from annotator.videos.queries import membership_in, video_for

QUEUE = "propagation"


@dataclass(frozen=True)
class Computed:
    """A worker's answer to a segment: a bundle, and the name and digest of the engine that made it."""

    content: bytes
    predictor: str
    engine: str
    cycle_iou: float | None = None


@transaction.atomic
def request_propagation(actor: User, *, video_id: int) -> dict[str, Any]:
    """Compute what is not computed yet; asking twice is asking once.

    Returns:
        The state of the clip's propagation, in JSON.

    Raises:
        NotFound: No such clip for the actor.
        NotAllowed: The actor's role only reads.
        NothingToPropagate: No keyframe is drawn or declared absent.
    """
    video = video_for(actor, video_id)
    membership_in(actor, video.project_id, roles=(Role.ANNOTATOR, Role.INSPECTOR, Role.LEAD))
    start_propagation(video)
    return propagation_state(video)


def start_propagation(video: Video) -> None:
    """Queue the job for a clip, inside a transaction.

    Raises:
        NothingToPropagate: No keyframe is drawn or declared absent.
    """
    lock_clip(video)
    if not wanted_segments(video):
        raise NothingToPropagate("No keyframe is drawn yet; draw one object on one frame first.")
    if needed_segments(video):
        enqueue_needed(video, current_run(video))
        tell(video)


def enqueue_needed(video: Video, run: Run | None) -> None:
    """Queue what a run needs; the clip is locked, and no run yet stands for its first."""
    kind, subject = kind_of(run)
    jobs.enqueue(kind, subject or video.pk, queue="assist" if kind == PREVIEW_KIND else QUEUE)


def lock_clip(video: Video) -> None:
    """Order this transaction against a worker that is just about to conclude, and against another choice of run."""
    Video.objects.select_for_update().get(pk=video.pk)


def tell(video: Video, run: Run | None = None) -> None:
    """Announce how far a clip's current run is, or one beside it, or a preview."""
    state = propagation_state(video, run)
    done = {key: state[key] for key in ("segments_done", "segments_total")}
    if run is None or run.current:
        announce(video.project_id, "propagation", "progress", {"video": video.pk, "state": state["state"]} | done)
    elif run.kind == Run.Kind.PREVIEW:
        place = {"id": run.pk, "video": video.pk, "track": run.track_id, "first": run.first}
        announce(video.project_id, "preview", "changed", place | {"state": state["state"]}, actor=run.by_id)
    else:
        told = {"id": run.pk, "video": video.pk, "state": state["state"]} | done
        announce(video.project_id, "run", "changed", told, actor=run.by_id)


@transaction.atomic
def run_to_compute(lease: Lease) -> Run | None:
    """The run that a job is about: of a clip's own job the current one, made now if there is none.

    Returns:
        None, with the job finished, when the run was taken away meanwhile.
    """
    jobs.hold(lease)
    if job_queries.kind_of(lease.job) == KIND:
        video = Video.objects.select_for_update().get(pk=lease.subject)
        run = current_run(video) or Run.objects.create(video=video, predictor=predictor_name(), current=True)
    else:
        found = Run.objects.filter(pk=lease.subject).first()
        if found is None:
            jobs.finish(lease)
            return None
        run = found
    return Run.objects.select_related("video__project", "track").get(pk=run.pk)


@transaction.atomic
def begin(lease: Lease, run: Run, *, engine: str) -> list[WantedSegment]:
    """What a worker has to compute: what no segment of any clip's run holds under the same inputs and engine.

    Args:
        engine: Digest of the engine that answers to the run's predictor now.
    """
    jobs.hold(lease)
    if not Run.objects.filter(pk=run.pk).update(engine=engine):
        return []
    remaining = []
    for wanted in needed_segments(run.video, run):
        known = Segment.objects.filter(input_digest=wanted.digest, engine=engine).order_by("pk").first()
        if known is None or not bundles.keep(known.bundle_sha256):
            remaining.append(wanted)
            continue
        _keep(run, wanted, known)
    tell(run.video, run)
    return remaining


def store_segment(lease: Lease, run: Run, wanted: WantedSegment, computed: Computed) -> bool:
    """Keep a computed segment, if its keyframes are still those that it was computed from.

    Returns:
        False when they changed meanwhile, the caption names the object no more, or the run was taken away: nothing was
        kept, and `conclude` will ask again for what is wanted then.

    Raises:
        LeaseLost: Another worker has the job; nothing was kept.
    """
    row = Segment(
        bundle_sha256=bundles.put(computed.content), bytes=len(computed.content), predictor=computed.predictor,
        engine=computed.engine, cycle_iou=computed.cycle_iou, computed=1,
        **asdict(trust_of(bundle.decode(computed.content))),
    )  # fmt: skip
    with transaction.atomic():
        jobs.hold(lease)
        video = Video.objects.select_for_update().get(pk=run.video_id)
        if not Run.objects.select_for_update().filter(pk=run.pk).exists():
            return False
        if wanted.digest not in {now.digest for now in wanted_segments(video, run) if now.track == wanted.track}:
            return False
        _keep(run, wanted, row)
        state = propagation_state(video, run)
        jobs.extend(lease, done=state["segments_done"], total=state["segments_total"])
        tell(video, run)
    return True


RESULT = ("bundle_sha256", "bytes", "predictor", "engine", "trust_mean", "trust_least", "worst_frame", "cycle_iou")


def _keep(run: Run, wanted: WantedSegment, result: Segment) -> None:
    """Take a result over as the run's segment; one that another run or track has already counts as not computed."""
    place = {"run": run, "track_id": wanted.track, "first": wanted.first}
    row = Segment.objects.select_for_update().filter(**place).first() or Segment(**place, computed=0)
    row.last, row.input_digest, row.stale = wanted.last, wanted.digest, False
    row.computed += 0 if result.pk else 1
    for name in RESULT:
        setattr(row, name, getattr(result, name))
    row.save()


@transaction.atomic
def conclude(lease: Lease, run: Run) -> bool:
    """End the job, unless keyframes moved, or another run became the current one, while it ran.

    Returns:
        False when more has to be computed under the same lease.
    """
    jobs.hold(lease)
    video = Video.objects.select_for_update().get(pk=run.video_id)
    standing = Run.objects.filter(pk=run.pk).first()
    of_clip = job_queries.kind_of(lease.job) == KIND
    if of_clip and (standing is None or not standing.current):
        return False
    if standing is not None and needed_segments(video, standing):
        return False
    jobs.finish(lease)
    if standing is not None:
        _forget_unwanted(video, standing)
        tell(video, standing)
    return True


def _forget_unwanted(video: Video, run: Run) -> None:
    """Drop the segments that no keyframes ask for any more; a retired object's wait for its number to come back."""
    wanted = {(segment.track, segment.first, segment.last) for segment in wanted_segments(video, run)}
    rows = Segment.objects.filter(run=run, track__retired=False).values_list("pk", "track", "first", "last")
    Segment.objects.filter(pk__in=[pk for pk, *place in rows if tuple(place) not in wanted]).delete()


@transaction.atomic
def give_up(lease: Lease, *, code: str, text: str) -> None:
    """End the job with a reason that trying again would not change."""
    of_clip = job_queries.kind_of(lease.job) == KIND
    jobs.fail(lease, code=code, text=text)
    if of_clip:
        tell(Video.objects.get(pk=lease.subject))
        return
    run = Run.objects.select_related("video").filter(pk=lease.subject).first()
    if run is not None:
        tell(run.video, run)
