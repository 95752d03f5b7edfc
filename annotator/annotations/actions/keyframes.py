"""Drawing: a keyframe is saved whole, as the next revision, and the computed masks beside it become stale."""

from typing import Any

from django.db import transaction
from django.db.models import Q

from annotator.accounts.models import User
from annotator.annotations import queries
from annotator.annotations.models import Keyframe, KeyframeRevision, Segment, Track
from annotator.annotations.refusals import MasksIncomplete, NotAKeyframe, StaleRevision
from annotator.errors import AnnotatorError
from annotator.events.actions import announce
from annotator.formats import clock, ring
from annotator.videos.models import Video
from annotator.work.models import WorkItem
from annotator.work.queries import lock_own


class EmptyShape(AnnotatorError):
    """Neither rings nor absent."""

    code = "empty_shape"


@transaction.atomic
def save_keyframe(
    actor: User, *, track_id: int, frame: int, rings: object, absent: bool, seen_revision: int
) -> dict[str, Any]:
    """Keep a shape, or the declaration that the object is not in this frame.

    Args:
        frame: One of the clip's 1-fps frames.
        rings: Open rings of [x, y] in video pixels, even-odd; ignored when `absent`.
        seen_revision: The revision that the drawer began from; 0 for none. Sending the same shape again is no conflict.

    Returns:
        The keyframe in JSON.

    Raises:
        NotFound: The actor has no open mask work on this clip.
        NotAKeyframe: The frame is not a 1-fps frame of the clip.
        InvalidRing: A ring is not a polygon inside the frame; names the ring and the point.
        EmptyShape: Neither rings nor absent.
        StaleRevision: A newer revision exists; it comes along as `current`.
    """
    track = lock_track(actor, track_id, frame)
    packed = b"" if absent else ring.pack(ring.parse(rings, width=track.video.width, height=track.video.height))
    if not absent and not rings:
        raise EmptyShape("Draw at least one ring, or declare the object absent on this frame.")
    wanted = {"absent": absent, "deleted": False, "rings": packed}
    return queries.describe_keyframe(_write(actor, track, frame, wanted, seen_revision))


@transaction.atomic
def delete_keyframe(actor: User, *, track_id: int, frame: int, seen_revision: int) -> dict[str, Any]:
    """Take a shape away; its revisions stay, and the cell is open again.

    Raises:
        NotFound: The actor has no open mask work on this clip.
        StaleRevision: A newer revision exists; it comes along as `current`.
    """
    track = lock_track(actor, track_id, frame)
    keyframe = _write(actor, track, frame, {"absent": False, "deleted": True, "rings": b""}, seen_revision)
    return {"frame": keyframe.frame, "revision": keyframe.revision, "deleted": True}


def lock_track(actor: User, track_id: int, frame: int) -> Track:
    """The track, with the clip's mask work locked for the actor.

    Raises:
        NotFound: The actor has no open mask work on this clip.
        NotAKeyframe: The frame is not a 1-fps frame of the clip.
    """
    track = queries.track_for(actor, track_id)
    lock_own(actor, track.video_id, WorkItem.Step.MASKS)
    if frame not in clock.keyframes(track.video.frame_count):
        last = clock.keyframes(track.video.frame_count)[-1]
        raise NotAKeyframe(f"Frame {frame} is not drawn on; masks belong on frames 0, 30, 60 … {last}.", frame=frame)
    return track


def _write(actor: User, track: Track, frame: int, wanted: dict[str, Any], seen_revision: int) -> Keyframe:
    keyframe = (
        Keyframe.objects.select_for_update(of=("self",)).select_related("by").filter(track=track, frame=frame).first()
    )
    if keyframe is None:
        keyframe = Keyframe(track=track, frame=frame, revision=0)
    if keyframe.revision != seen_revision:
        same = all(bytes(keyframe.rings) == value if name == "rings" else getattr(keyframe, name) == value
                   for name, value in wanted.items())  # fmt: skip
        if same and keyframe.by_id == actor.pk:
            return keyframe
        raise StaleRevision(
            f"This shape is at revision {keyframe.revision}, you began from {seen_revision}; choose which one to keep.",
            current=queries.describe_keyframe(keyframe) | {"deleted": keyframe.deleted} if keyframe.revision else None,
        )
    for name, value in wanted.items():
        setattr(keyframe, name, value)
    keyframe.revision += 1  # the lock orders two savers; the revision tells the late one to look
    keyframe.by = actor
    keyframe.save()
    KeyframeRevision.objects.create(keyframe=keyframe, revision=keyframe.revision, by=actor, **wanted)
    Segment.objects.filter(Q(first=frame) | Q(last=frame - 1), track=track).update(stale=True)
    payload = {
        "video": track.video_id,
        "track": track.pk,
        "frame": frame,
        "revision": keyframe.revision,
        "by": actor.pk,
    }
    announce(track.video.project_id, "keyframe", "saved", payload, actor=actor.pk)
    return keyframe


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
