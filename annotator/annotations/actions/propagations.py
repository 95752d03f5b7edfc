"""Asking for masks between keyframes, and storing them: computed work never touches what a person drew.

Segments of a run that begin on one frame are one part, with one job: several workers share a clip. Rows are locked in
the order clip, job, run, segments.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Min, Q, Sum

from annotator.accounts.models import Role, User
from annotator.annotations import bundles
from annotator.annotations.masks_document import KIND, PREVIEW_KIND, kind_of, propagation_state, subject_of
from annotator.annotations.models import Run, Segment
from annotator.annotations.propagation_plan import (
    WantedSegment,
    current_run,
    needed_of,
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
from annotator.jobs.models import Job
from annotator.jobs.queries import live, parts_of, unfinished
from annotator.videos.models import Video
from annotator.videos.queries import membership_in, video_for

QUEUE = "propagation"
ASSIST = "assist"  # behind no clip


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
    start_propagation(video, priority=Job.Priority.URGENT)
    return propagation_state(video)


def start_propagation(video: Video, *, priority: int = Job.Priority.NORMAL) -> None:
    """Queue a job for every part of a clip's current run that has to be computed, inside a transaction.

    Parts that failed or were cancelled are tried again; a clip that is paused stays paused as a whole.

    Args:
        priority: How urgent it is.

    Raises:
        NothingToPropagate: No keyframe is drawn or declared absent.
    """
    lock_clip(video)
    if not wanted_segments(video):
        raise NothingToPropagate("No keyframe is drawn yet; draw one object on one frame first.")
    run = current_run(video)
    if run is not None:
        note_trust(run)  # an object may have gone since it was computed
    if enqueue_needed(video, run, priority=priority):
        tell(video)


def note_trust(run: Run) -> None:
    """Copy the least trust among a run's segments of standing objects to the run, and the size of all of them."""
    told = Segment.objects.filter(run=run).aggregate(
        least=Min("trust_mean", filter=Q(track__retired=False)), bytes=Sum("bytes", default=0)
    )
    Run.objects.filter(pk=run.pk).update(least_trust=told["least"], bytes=told["bytes"])


def enqueue_needed(video: Video, run: Run | None, *, priority: int) -> bool:
    """Queue the parts that a run needs, and those that came to no end; the clip is locked.

    Args:
        run: No run yet stands for the clip's first.

    Returns:
        Whether there are any.
    """
    left_over = unfinished(kind_of(run)).filter(subject=subject_of(video, run)).values_list("part", flat=True)
    parts = dict.fromkeys(left_over, 0) | Counter(segment.part for segment in needed_segments(video, run))
    enqueue_parts(video, run, parts, priority=priority)
    return bool(parts)


def enqueue_parts(video: Video, run: Run | None, parts: Mapping[int, int], *, priority: int) -> None:
    """Queue jobs for parts of a run of a clip that the caller has locked, each with how many segments it needs."""
    kind, subject = kind_of(run), subject_of(video, run)
    paused = any(job.state == Job.State.PAUSED for job in parts_of(kind, subject))
    queue = ASSIST if kind == PREVIEW_KIND else QUEUE
    for part, segments in sorted(parts.items()):
        jobs.enqueue(kind, subject, queue=queue, part=part, priority=priority, total=segments)
    if paused:
        jobs.pause(kind, subject)


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
    of_clip = job_queries.kind_of(lease.job) == KIND
    named = Run.objects.none() if of_clip else Run.objects.filter(pk=lease.subject)
    clip = lease.subject if of_clip else named.values_list("video", flat=True).first()
    video = Video.objects.select_for_update().filter(pk=clip or 0).first()
    jobs.hold(lease)
    if of_clip and video is not None:
        named = Run.objects.filter(pk=(current_run(video) or _first_run(video)).pk)
    found = named.select_related("video__project", "track").first()
    if found is None:
        jobs.finish(lease)
    return found


def _first_run(video: Video) -> Run:
    return Run.objects.create(video=video, predictor=predictor_name(), current=True)


@transaction.atomic
def begin(lease: Lease, run: Run, *, engine: str) -> list[WantedSegment]:
    """What a worker has to compute of its part: what no segment of any run holds under the same inputs and engine.

    Args:
        engine: Digest of the engine that answers to the run's predictor now.
    """
    jobs.hold(lease)
    if not Run.objects.filter(pk=run.pk).update(engine=engine):
        return []
    remaining = []
    for wanted in needed_of(run, part_of(run, lease)):
        known = Segment.objects.filter(input_digest=wanted.digest, engine=engine).order_by("pk").first()
        if known is None or not bundles.keep(known.bundle_sha256):
            remaining.append(wanted)
            continue
        _keep(run, wanted, known)
    tell(run.video, run)
    return remaining


def part_of(run: Run, lease: Lease) -> list[WantedSegment]:
    """The segments that a lease is about, by the keyframes as they are now."""
    return [segment for segment in wanted_segments(run.video, run) if segment.part == lease.part]


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
        video = Video.objects.select_for_update().get(pk=run.video_id)
        jobs.hold(lease)
        if not Run.objects.select_for_update().filter(pk=run.pk).exists():
            return False
        part = part_of(run, lease)
        if wanted.digest not in {now.digest for now in part if now.track == wanted.track}:
            return False
        _keep(run, wanted, row)
        jobs.extend(lease, done=len(part) - len(needed_of(run, part)), total=len(part))
        tell(video, run)
    return True


RESULT = ("bundle_sha256", "bytes", "predictor", "engine", "trust_mean", "trust_least", "worst_frame", "cycle_iou")


def _keep(run: Run, wanted: WantedSegment, result: Segment) -> None:
    """Take a result over as the run's segment; one that another run or track has already counts as not computed."""
    place = {"run": run, "track_id": wanted.track, "first": wanted.first}
    row = Segment.objects.select_for_update().filter(**place).first() or Segment(**place, computed=0, bytes=0)
    Run.objects.filter(pk=run.pk).update(bytes=F("bytes") + result.bytes - row.bytes)
    row.last, row.input_digest, row.stale = wanted.last, wanted.digest, False
    row.computed += 0 if result.pk else 1
    for name in RESULT:
        setattr(row, name, getattr(result, name))
    row.save()


@transaction.atomic
def conclude(lease: Lease, run: Run) -> bool:
    """End the job, unless keyframes of its part moved, or another run became the current one, while it ran.

    Other parts that moved get jobs of their own.

    Returns:
        False when more has to be computed under the same lease.

    Raises:
        LeaseLost: Another worker has the job.
    """
    video = Video.objects.select_for_update().get(pk=run.video_id)
    jobs.hold(lease)
    standing = Run.objects.filter(pk=run.pk).first()
    if standing is None:
        jobs.finish(lease)
        return True
    needed = Counter(segment.part for segment in needed_segments(video, standing))
    if lease.part in needed or not _is_about(lease, standing):
        return False
    jobs.finish(lease)
    last = parts_of(kind_of(standing), subject_of(video, standing))
    settled = {job.part for job in last if job.state != Job.State.DONE}  # live, failed, cancelled
    moved = {part: segments for part, segments in needed.items() if part not in settled}
    enqueue_parts(video, standing, moved, priority=Job.Priority.NORMAL)
    if live(kind_of(standing), subject_of(video, standing)) is None:
        _forget_unwanted(video, standing)
        note_trust(standing)
        tell(video, standing)
    return True


def _is_about(lease: Lease, run: Run) -> bool:
    """Whether a clip's own job still means this run; the others mean theirs whatever is chosen meanwhile."""
    return run.current or job_queries.kind_of(lease.job) != KIND


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
