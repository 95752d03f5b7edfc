"""Asking for masks between keyframes, and storing them: computed work never touches what a person drew.

Segments of a clip that begin on one frame are one part, with one job: several workers share a clip. Rows are locked in
the order clip, job, segments.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction

from annotator.accounts.models import Role, User
from annotator.annotations import bundles
from annotator.annotations.masks_document import propagation_state
from annotator.annotations.models import Segment
from annotator.annotations.propagation_plan import (
    WantedSegment,
    needed_of,
    needed_segments,
    predictor_name,
    wanted_of,
    wanted_segments,
)
from annotator.annotations.queries import tracks_of
from annotator.annotations.refusals import NothingToPropagate, PredictorElsewhere
from annotator.events.actions import announce
from annotator.jobs import actions as jobs
from annotator.jobs.actions import Lease
from annotator.jobs.models import Job
from annotator.jobs.queries import live, parts_of, unfinished
from annotator.videos.models import Video
from annotator.videos.queries import membership_in, video_for

KIND = "annotations.propagate"
QUEUE = "propagation"


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


def start_propagation(video: Video, *, priority: int = Job.Priority.NORMAL, predictor: str | None = None) -> None:
    """Queue a job for every part of a clip that has to be computed, inside a transaction.

    Parts that failed or were cancelled are tried again; a clip that is paused stays paused as a whole.

    Args:
        priority: How urgent it is.
        predictor: Who shall compute it; None: the configured one.

    Raises:
        NothingToPropagate: No keyframe is drawn or declared absent.
        PredictorElsewhere: The workers compute with another predictor.
    """
    if predictor not in (None, settings.PREDICTOR):
        raise PredictorElsewhere(
            f"The workers compute with {settings.PREDICTOR}, not with {predictor}; set TETHER_PREDICTOR={predictor} "
            "for the server and its workers, and start them again."
        )
    Video.objects.select_for_update().get(pk=video.pk)  # orders this against a worker that is just about to conclude
    if not wanted_segments(video):
        raise NothingToPropagate("No keyframe is drawn yet; draw one object on one frame first.")
    left_over = set(unfinished(KIND).filter(subject=video.pk).values_list("part", flat=True))
    parts = dict.fromkeys(left_over, 0) | Counter(segment.part for segment in needed_segments(video))
    if parts:
        enqueue_parts(video, parts, priority=priority)
        tell(video)


def enqueue_parts(video: Video, parts: Mapping[int, int], *, priority: int) -> None:
    """Queue jobs for parts of a clip that the caller has locked, each with how many segments it needs."""
    paused = any(job.state == Job.State.PAUSED for job in parts_of(KIND, video.pk))
    for part, segments in sorted(parts.items()):
        jobs.enqueue(KIND, video.pk, queue=QUEUE, part=part, priority=priority, total=segments)
    if paused:
        jobs.pause(KIND, video.pk)


def tell(video: Video) -> None:
    """Announce how far a clip is."""
    state = propagation_state(video)
    payload = {key: state[key] for key in ("state", "segments_done", "segments_total")} | {"video": video.pk}
    announce(video.project_id, "propagation", "progress", payload)


@transaction.atomic
def begin(lease: Lease) -> tuple[Video, list[WantedSegment]]:
    """What a worker has to compute of its part: segments whose result is not known under the digest of their inputs."""
    jobs.hold(lease)
    video = Video.objects.select_related("project").get(pk=lease.subject)
    remaining = []
    for wanted in needed_of(video, part_of(video, lease)):
        known = Segment.objects.filter(input_digest=wanted.digest, stale=False).first()
        if known is None or not bundles.path_of(known.bundle_sha256).exists():
            remaining.append(wanted)
            continue
        _keep(wanted, known.bundle_sha256, known.bytes, known.predictor, computed=0)
    tell(video)
    return video, remaining


def part_of(video: Video, lease: Lease) -> list[WantedSegment]:
    """The segments that a lease is about, by the keyframes as they are now."""
    return [segment for segment in wanted_segments(video) if segment.part == lease.part]


def store_segment(lease: Lease, wanted: WantedSegment, content: bytes, *, predictor: str) -> bool:
    """Keep a computed segment, if its keyframes are still those that it was computed from.

    Returns:
        False when they changed meanwhile, or the caption names the object no more: nothing was kept, and `conclude`
        will ask again for what is wanted then.

    Raises:
        LeaseLost: Another worker has the job; nothing was kept.
    """
    sha256 = bundles.put(content)
    with transaction.atomic():
        video = Video.objects.select_for_update().get(pk=lease.subject)
        jobs.hold(lease)
        track = next((track for track in tracks_of(video) if track.pk == wanted.track), None)
        if track is None or wanted.digest not in {now.digest for now in wanted_of(video, track)}:
            return False
        _keep(wanted, sha256, len(content), predictor, computed=1)
        part = part_of(video, lease)
        jobs.extend(lease, done=len(part) - len(needed_of(video, part)), total=len(part))
        tell(video)
    return True


def _keep(wanted: WantedSegment, sha256: str, size: int, predictor: str, *, computed: int) -> None:
    row = Segment.objects.select_for_update().filter(track=wanted.track, first=wanted.first).first()
    row = row or Segment(track_id=wanted.track, first=wanted.first, computed=0)
    row.last, row.input_digest, row.bundle_sha256, row.bytes = wanted.last, wanted.digest, sha256, size
    row.predictor, row.stale = predictor or predictor_name(), False
    row.computed += computed
    row.save()


@transaction.atomic
def conclude(lease: Lease) -> bool:
    """End the job, unless keyframes of its part moved while it ran; other parts that moved get jobs of their own.

    Returns:
        False when more has to be computed under the same lease.

    Raises:
        LeaseLost: Another worker has the job.
    """
    video = Video.objects.select_for_update().get(pk=lease.subject)
    jobs.hold(lease)
    needed = Counter(segment.part for segment in needed_segments(video))
    if lease.part in needed:
        return False
    jobs.finish(lease)
    settled = {job.part for job in parts_of(KIND, video.pk) if job.state != Job.State.DONE}  # live, failed, cancelled
    moved = {part: segments for part, segments in needed.items() if part not in settled}
    enqueue_parts(video, moved, priority=Job.Priority.NORMAL)
    if live(KIND, video.pk) is None:
        tell(video)
    return True


@transaction.atomic
def give_up(lease: Lease, *, code: str, text: str) -> None:
    """End the job with a reason that trying again would not change."""
    jobs.fail(lease, code=code, text=text)
    tell(Video.objects.get(pk=lease.subject))
