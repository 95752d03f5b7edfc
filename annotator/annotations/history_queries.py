"""How an object came to look as it does: every decision about it, and its shapes as they stood after any of them.

Whoever draws holds the clip's mask work locked, so the row numbers of a track's revisions are the order of its history.
"""

from typing import Any

from django.db.models import Max, QuerySet

from annotator.accounts.models import User
from annotator.accounts.queries import person
from annotator.annotations.models import KeyframeRevision, Track
from annotator.formats import ring
from annotator.videos.queries import NotFound

PAGE = 200


def any_track_for(actor: User, track_id: int) -> Track:
    """A track in one of the actor's projects, also one that the caption names no more.

    Raises:
        NotFound: There is none.
    """
    found = Track.objects.filter(pk=track_id, video__project__memberships__user=actor).first()
    if found is None:
        raise NotFound(f"There is no object {track_id} that you may see.")
    return found


def revisions_of(track: Track) -> QuerySet[KeyframeRevision]:
    """Every decision about a track, with what its JSON needs."""
    return KeyframeRevision.objects.filter(keyframe__track=track).select_related("by", "keyframe", "suggestion")


def standing_at(track: Track, revision: int) -> list[KeyframeRevision]:
    """The track's shapes as they stood once a revision was saved, in the order of frames: all until then, folded.

    Args:
        revision: A revision's row number.
    """
    until = KeyframeRevision.objects.filter(keyframe__track=track, pk__lte=revision)
    newest = until.values("keyframe").annotate(newest=Max("pk")).values("newest")
    return list(revisions_of(track).filter(pk__in=newest, deleted=False).order_by("keyframe__frame"))


def history_for(actor: User, track_id: int, *, before: int | None = None) -> dict[str, Any]:
    """One page of a track's decisions in JSON, newest first.

    Args:
        before: Only revisions with a smaller row number, to read on.

    Raises:
        NotFound: No such track for the actor.
    """
    track = any_track_for(actor, track_id)
    rows = revisions_of(track).defer("rings", "suggestion__rings", "suggestion__clicks").order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    page = list(rows[: PAGE + 1])
    return {
        "number": track.number,
        "label": track.label,
        "revisions": [describe(row) for row in page[:PAGE]],
        "next_before": page[PAGE - 1].pk if len(page) > PAGE else None,
    }


def replay_for(actor: User, track_id: int, revision: int) -> dict[str, Any]:
    """The track as it stood at one of its revisions, in JSON.

    Raises:
        NotFound: No such track for the actor, or the revision is another track's.
    """
    track = any_track_for(actor, track_id)
    if not KeyframeRevision.objects.filter(keyframe__track=track, pk=revision).exists():
        raise NotFound(f"Object {track_id} has no revision {revision} that you may see.")
    shapes = [describe(row) | {"rings": pixels(row)} for row in standing_at(track, revision)]
    return {"number": track.number, "label": track.label, "keyframes": shapes}


def pixels(row: KeyframeRevision) -> list[list[list[float]]]:
    """A revision's rings in video pixels; none where the object is absent."""
    return ring.to_floats(ring.unpack(bytes(row.rings))) if row.rings else []


def describe(row: KeyframeRevision) -> dict[str, Any]:
    """One decision in JSON, without its shape."""
    decided = "deleted" if row.deleted else "absent" if row.absent else "drawn"
    return {
        "id": row.pk,
        "frame": row.keyframe.frame,
        "revision": row.revision,
        "decided": decided,
        "origin": row.origin,
        "method": row.suggestion.method if row.suggestion else None,
        "by": person(row.by),
        "correction": row.corrected_round is not None,
        "saved": row.saved_at,
    }
