"""Reading suggestions: each is for the person who asked for it, and only while the clip's masks are theirs to draw."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from annotator.accounts.models import User
from annotator.annotations.models import Suggestion, Track
from annotator.formats import ring
from annotator.jobs.models import Job
from annotator.jobs.queries import latest
from annotator.videos.models import Video
from annotator.videos.queries import NotFound
from annotator.work.queries import lock_to_draw, open_to_draw

KIND = "annotations.suggest"


def rows() -> QuerySet[Suggestion]:
    """Suggestions with what their JSON and their events need."""
    return Suggestion.objects.select_related("track__video", "by")


def of_cell(track: Track, frame: int, by: User) -> QuerySet[Suggestion]:
    """What one person asked for on one cell, locked."""
    return rows().select_for_update(of=("self",)).filter(track=track, frame=frame, by=by)


def of_viewer(actor: User, video: Video) -> list[dict[str, Any]]:
    """The viewer's own suggestions on a clip that wait or are ready, in JSON, oldest first."""
    mine = _own(actor).filter(track__video=video, track__retired=False, state__in=Suggestion.SHOWN).order_by("pk")
    return [description for row in mine for description in [describe(row)] if description["state"] in Suggestion.SHOWN]


def suggestion_for(actor: User, key: UUID) -> Suggestion:
    """One suggestion.

    Raises:
        NotFound: It is not the actor's, or the clip's masks are no longer theirs to draw.
    """
    found = _own(actor).filter(key=key).first()
    if found is None:
        raise NotFound(f"There is no suggestion {key} of yours.")
    return found


def lock_suggestion(actor: User, key: UUID) -> Suggestion:
    """The same, locked for this transaction.

    Raises:
        NotFound: As `suggestion_for`.
    """
    found = suggestion_for(actor, key)
    lock_to_draw(actor, found.track.video_id)
    return rows().select_for_update(of=("self",)).get(pk=found.pk)


def describe(row: Suggestion) -> dict[str, Any]:
    """A suggestion in JSON, rings in pixels; one whose job has failed for good reads as failed."""
    state, error = str(row.state), {"code": row.error_code, "text": row.error_text} if row.error_code else None
    if state == Suggestion.State.WAITING:
        job = latest(KIND, row.pk)
        if job is not None and job.state == Job.State.FAILED:
            state, error = str(Suggestion.State.FAILED), {"code": job.error_code, "text": job.error_text}
    return {
        "id": str(row.key),
        "track": row.track_id,
        "frame": row.frame,
        "method": row.method,
        "state": state,
        "rings": ring.to_floats(ring.unpack(bytes(row.rings))) if row.rings else None,
        "estimate": row.estimate,
        "predictor": row.predictor,
        "from_frame": row.neighbour,
        "error": error,
    }


def _own(actor: User) -> QuerySet[Suggestion]:
    clips = open_to_draw(actor).values("video")
    return rows().filter(by=actor, track__video__in=clips)
