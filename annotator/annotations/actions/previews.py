"""What a keyframe would do to the frames after it, computed at once for who draws it, apart from what counts."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from annotator.accounts.models import User
from annotator.annotations import queries
from annotator.annotations.actions.propagations import enqueue_needed, tell
from annotator.annotations.masks_document import propagation_state
from annotator.annotations.models import Run, Track
from annotator.annotations.propagation_plan import wanted_segments
from annotator.annotations.refusals import NothingToPreview
from annotator.annotations.run_queries import describe_preview
from annotator.jobs.models import Job

PREDICTOR = "flow-preview"
KEPT = timedelta(days=1)


@transaction.atomic
def ask_preview(actor: User, *, track_id: int, first: int) -> dict[str, Any]:
    """Compute one segment of one object quickly; asking again for what stands or is being computed is asking once.

    Args:
        first: The keyframe that the segment begins with, as it is saved.

    Returns:
        The preview in JSON.

    Raises:
        NotFound: The actor has no open mask work on this clip.
        WrongState, WorkFrozen, OwnWork: As `lock_to_draw`, for reviewers.
        NothingToPreview: The object is neither drawn nor declared absent on that frame.
    """
    track, _ = queries.lock_drawable(actor, track_id)
    known = Run.objects.filter(kind=Run.Kind.PREVIEW, by=actor, track=track, first=first).first()
    if known is not None and propagation_state(track.video, known)["state"] in ("queued", "running", "done"):
        return describe_preview(known)
    if known is not None:
        known.delete()
    run = Run(video=track.video, kind=Run.Kind.PREVIEW, predictor=PREDICTOR, track=track, first=first, by=actor)
    if not wanted_segments(track.video, run):
        raise NothingToPreview(
            f"Object {track.number} is not decided on frame {first}; draw it there first.", track=track.pk, frame=first
        )
    run.save()
    enqueue_needed(track.video, run, priority=Job.Priority.URGENT)
    tell(track.video, run)
    return describe_preview(run)


def forget_previews(track: Track, frame: int) -> None:
    """A keyframe changed: what was previewed beside it is no longer so. The transaction is the saving's."""
    for run in Run.objects.filter(kind=Run.Kind.PREVIEW, track=track).order_by("pk"):
        wanted = wanted_segments(track.video, run)
        if run.first == frame or not wanted or wanted[0].first <= frame <= wanted[0].last + 1:
            run.delete()


def forget_old_previews() -> int:
    """Drop previews of yesterday; returns how many rows went."""
    return Run.objects.filter(kind=Run.Kind.PREVIEW, created_at__lt=timezone.now() - KEPT).delete()[0]
