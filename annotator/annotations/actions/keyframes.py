"""Drawing: a keyframe is saved whole, as the next revision, and the computed masks beside it become stale."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from annotator.accounts.models import User
from annotator.annotations import queries
from annotator.annotations.actions.previews import forget_previews
from annotator.annotations.actions.suggestions import accept
from annotator.annotations.actions.tracks import settle
from annotator.annotations.models import Keyframe, KeyframeRevision, Origin, Segment, Suggestion, Track
from annotator.annotations.refusals import MasksIncomplete, StaleRevision
from annotator.errors import AnnotatorError
from annotator.events.actions import announce
from annotator.formats import clock, ring
from annotator.videos.models import Video
from annotator.work.actions import note_correction
from annotator.work.models import WorkItem


class EmptyShape(AnnotatorError):
    """Neither rings nor absent."""

    code = "empty_shape"


@dataclass(frozen=True)
class Writing:
    """What a request wants of a keyframe: the revision it began from, its own client-made id, the draft it edited.

    `item` is the clip's mask work, locked: who draws on it while it waits for review corrects that round.
    """

    item: WorkItem
    seen_revision: int
    request: UUID | None = None
    suggestion: Suggestion | None = None
    edited: bool = False

    @property
    def corrected_round(self) -> int | None:
        """The round that is corrected; None when who has the work draws."""
        return self.item.round if self.item.state == WorkItem.State.SUBMITTED else None


@transaction.atomic
def save_keyframe(
    actor: User,
    *,
    track_id: int,
    frame: int,
    rings: object,
    absent: bool,
    seen_revision: int,
    request_id: UUID | None = None,
    suggestion: UUID | None = None,
) -> dict[str, Any]:
    """Keep a shape, or the declaration that the object is not in this frame. A reviewer's is a correction, and theirs.

    Args:
        frame: One of the clip's frames. Those between the 1-fps frames count in no cell; they part a segment in two.
        rings: Open rings of [x, y] in video pixels, even-odd; ignored when `absent`.
        seen_revision: The revision that the drawer began from; 0 for none. Sending the same shape again is no conflict.
        request_id: Made by the client, one a change. A retry with that of the standing revision answers with it.
        suggestion: The draft that the shape was edited from. Its track and frame are not checked strictly: a shape is
            never refused for its draft's sake, it only counts as edited.

    Returns:
        The keyframe in JSON.

    Raises:
        NotFound: The actor has no open mask work on this clip.
        WrongState, WorkFrozen, OwnWork: As `lock_to_draw`, for reviewers.
        NotAKeyframe: The clip has no such frame.
        TrackLocked: The masks came back for other objects only.
        InvalidRing: A ring is not a polygon inside the frame; names the ring and the point.
        EmptyShape: Neither rings nor absent.
        StaleRevision: A newer revision exists; it comes along as `current`.
    """
    track, item = queries.lock_track(actor, track_id, frame)
    if not absent and not rings:
        raise EmptyShape("Draw at least one ring, or declare the object absent on this frame.")
    packed = b"" if absent else ring.pack(ring.parse(rings, width=track.video.width, height=track.video.height))
    draft = queries.suggestion_at(actor, track, frame, suggestion) if suggestion and not absent else None
    writing = Writing(item, seen_revision, request_id, draft, edited=suggestion is not None and not absent)
    keyframe = write(actor, track, frame, {"absent": absent, "deleted": False, "rings": packed}, writing)
    if draft is not None:
        accept(draft)
    return queries.describe_keyframe(keyframe)


@transaction.atomic
def delete_keyframe(
    actor: User, *, track_id: int, frame: int, seen_revision: int, request_id: UUID | None = None
) -> dict[str, Any]:
    """Take a shape away; its revisions stay, and the cell is open again.

    Args:
        request_id: As in `save_keyframe`.

    Raises:
        NotFound: The actor has no open mask work on this clip.
        WrongState, WorkFrozen, OwnWork: As `lock_to_draw`, for reviewers.
        TrackLocked: The masks came back for other objects only.
        StaleRevision: A newer revision exists; it comes along as `current`.
    """
    track, item = queries.lock_track(actor, track_id, frame)
    wanted = {"absent": False, "deleted": True, "rings": b""}
    keyframe = write(actor, track, frame, wanted, Writing(item, seen_revision, request_id))
    return {"frame": keyframe.frame, "revision": keyframe.revision, "deleted": keyframe.deleted}


def write(actor: User, track: Track, frame: int, wanted: dict[str, Any], writing: Writing) -> Keyframe:
    """Keep the next revision of a keyframe of a track whose clip's masks the caller has locked.

    Args:
        wanted: `absent`, `deleted` and packed `rings`.

    Raises:
        StaleRevision: A newer revision exists; it comes along as `current`.
    """
    keyframe = Keyframe.objects.select_for_update().filter(track=track, frame=frame).first()
    if keyframe is None:
        keyframe = Keyframe(track=track, frame=frame, revision=0)
    mine = keyframe.by_id == actor.pk
    if mine and writing.request is not None and keyframe.request == writing.request:
        return keyframe
    if keyframe.revision != writing.seen_revision:
        if mine and _is_written(keyframe, wanted):
            return keyframe
        raise StaleRevision(
            f"This shape is at revision {keyframe.revision}, you began from {writing.seen_revision}; choose which one "
            "to keep.",
            current=queries.describe_keyframe(keyframe) | {"deleted": keyframe.deleted} if keyframe.revision else None,
        )
    wanted = wanted | {
        "origin": _origin(keyframe, wanted, edited=writing.edited),
        "suggestion": writing.suggestion,
        "request": writing.request,
    }
    for name, value in wanted.items():
        setattr(keyframe, name, value)
    keyframe.revision += 1  # the lock orders two savers; the revision tells the late one to look
    keyframe.by = actor
    keyframe.save()
    place = {"keyframe": keyframe, "video": track.video, "frame": frame}
    KeyframeRevision.objects.create(
        **place, revision=keyframe.revision, by=actor, corrected_round=writing.corrected_round, **wanted
    )
    forget_previews(track, frame)  # before the segments are touched: a worker locks the run first
    Segment.objects.filter(track=track, first__lte=frame, last__gte=frame - 1).update(stale=True)  # in every run
    _announce_saved(track, keyframe, actor=actor)
    settle(track, actor=actor)
    if writing.corrected_round is not None:
        note_correction(writing.item, actor=actor)
    return keyframe


def _announce_saved(track: Track, keyframe: Keyframe, *, actor: User) -> None:
    payload = {
        "video": track.video_id,
        "track": track.pk,
        "frame": keyframe.frame,
        "revision": keyframe.revision,
        "by": actor.pk,
    }
    announce(track.video.project_id, "keyframe", "saved", payload, actor=actor.pk)


def _is_written(keyframe: Keyframe, wanted: dict[str, Any]) -> bool:
    """Whether the standing revision says just this already."""
    same_shape = bytes(keyframe.rings) == wanted["rings"]
    return same_shape and (keyframe.absent, keyframe.deleted) == (wanted["absent"], wanted["deleted"])


def _origin(keyframe: Keyframe, wanted: dict[str, Any], *, edited: bool) -> Origin:
    """A shape that came from a suggestion stays one however often it is edited, until it is taken away."""
    if not wanted["rings"]:
        return Origin.HUMAN
    return Origin.EDITED if edited or keyframe.origin == Origin.EDITED else Origin.HUMAN


def check_complete(video: Video) -> list[Track]:
    """The clip's tracks, every cell of them decided.

    Raises:
        MasksIncomplete: Names how many cells are open, and lists them.
    """
    tracks = queries.tracks_of(video)
    cells = queries.open_cells(tracks, clock.keyframes(video.frame_count))
    if cells:
        raise MasksIncomplete(
            f"{len(cells)} cells are open; draw the object or declare it absent, first object {cells[0]['number']} on "
            f"frame {cells[0]['frame']}.",
            open=cells,
        )
    return tracks
