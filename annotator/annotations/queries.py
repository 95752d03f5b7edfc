"""Reading tracks and keyframes, as values and as the JSON that answers and conflicts both show."""

from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from annotator.accounts.models import User
from annotator.accounts.queries import person
from annotator.annotations.models import Caption, Keyframe, Suggestion, Track
from annotator.annotations.refusals import NotAKeyframe, TrackLocked
from annotator.formats import clock, ring
from annotator.videos.models import Video
from annotator.videos.queries import NotFound
from annotator.work.models import WorkItem
from annotator.work.queries import lock_changeable, lock_own, lock_to_draw, may_draw


def caption_of(video: Video, field: str = Caption.Field.EN) -> Caption:
    """One of the clip's texts, the raw caption if none is named; an unsaved empty one before anybody wrote."""
    rows = Caption.objects.select_related("by", "video")
    return rows.filter(video=video, field=field).first() or Caption(video=video, field=field)


def decided() -> QuerySet[Keyframe]:
    """Keyframes that stand: drawn or declared absent."""
    whole = Keyframe.objects.filter(deleted=False).select_related("by", "suggestion")
    return whole.defer("suggestion__rings", "suggestion__clicks").order_by("frame")


def tracks_of(video: Video) -> list[Track]:
    """The clip's tracks in caption order of numbers (1…9, then 0), each with `standing` keyframes.

    Those that the approved caption names no more are not among them.
    """
    keyframes = Prefetch("keyframes", queryset=decided(), to_attr="standing")
    live = Track.objects.filter(video=video, retired=False).prefetch_related(keyframes)
    return sorted(live, key=lambda track: (track.number - 1) % 10)


def track_for(actor: User, track_id: int) -> Track:
    """A track in one of the actor's projects, if the caption still names it.

    Raises:
        NotFound: There is none.
    """
    found = _named(actor, track_id).select_related("video").first()
    if found is None:
        raise _no_object(track_id)
    return found


def clip_of_track(actor: User, track_id: int) -> int:
    """The clip of a track, as for `track_for`.

    Raises:
        NotFound: There is none.
    """
    found = _named(actor, track_id).values_list("video", flat=True).first()
    if found is None:
        raise _no_object(track_id)
    return found


def _named(actor: User, track_id: int) -> QuerySet[Track]:
    return Track.objects.filter(video__project__memberships__user=actor, pk=track_id, retired=False)


def _no_object(track_id: int) -> NotFound:
    return NotFound(f"There is no object {track_id} that you may see.")


def lock_mine(actor: User, track_id: int) -> tuple[Track, WorkItem]:
    """A track and the clip's mask work, locked for the actor, whose work it is.

    Raises:
        NotFound: The actor has no open mask work on this clip.
    """
    item = lock_own(actor, clip_of_track(actor, track_id), WorkItem.Step.MASKS)
    return track_for(actor, track_id), item  # read again: an approval may have changed it until the lock was had


def lock_drawable(actor: User, track_id: int) -> tuple[Track, WorkItem]:
    """The same for who draws on it or corrects it.

    Raises:
        NotFound: The actor has no open mask work on this clip.
        WrongState, WorkFrozen, OwnWork: As `lock_to_draw`, for reviewers.
    """
    item = lock_changeable(actor, WorkItem.Step.MASKS, clip=_named(actor, track_id).values("video"))
    item = item or lock_to_draw(actor, clip_of_track(actor, track_id))  # seldom: a reviewer, or nobody who may
    return track_for(actor, track_id), item  # as above


def is_locked(track: Track, item: WorkItem | None) -> bool:
    """Whether the masks came back for other objects only. Who reviews judges all objects, and corrects any of them."""
    if item is None or item.state == WorkItem.State.SUBMITTED:
        return False
    return item.partial and track.reopened == Track.Reopened.NO


def lock_track(actor: User, track_id: int, frame: int) -> tuple[Track, WorkItem]:
    """The same, if this object may be drawn on this frame.

    Raises:
        NotFound: The actor has no open mask work on this clip.
        WrongState, WorkFrozen, OwnWork: As `lock_to_draw`, for reviewers.
        NotAKeyframe: The clip has no such frame.
        TrackLocked: The masks came back for other objects only.
    """
    track, item = lock_drawable(actor, track_id)
    if is_locked(track, item):
        raise TrackLocked(
            f"The words of object {track.number} did not change, so its masks stay as they are; only reopened objects "
            "are drawn in this round.",
            track=track.pk, number=track.number,
        )  # fmt: skip
    if not 0 <= frame < track.video.frame_count:
        last = track.video.frame_count - 1
        raise NotAKeyframe(f"The clip has no frame {frame}; its frames are 0 to {last}.", frame=frame)
    return track, item


def describe_keyframe(keyframe: Keyframe) -> dict[str, Any]:
    """A keyframe in JSON, rings in pixels."""
    return {
        "frame": keyframe.frame,
        "revision": keyframe.revision,
        "absent": keyframe.absent,
        "rings": ring.to_floats(ring.unpack(bytes(keyframe.rings))) if keyframe.rings else [],
        "by": person(keyframe.by),
        "saved": keyframe.saved_at,
        "saved_at": keyframe.saved_at,
        "extra": not clock.is_keyframe(keyframe.frame),
        "origin": keyframe.origin,
        "suggestion": keyframe.suggestion.key if keyframe.suggestion else None,
    }


def suggestion_at(actor: User, track: Track, frame: int, key: UUID) -> Suggestion | None:
    """The actor's own suggestion for this cell, locked, if there is such a one."""
    mine = Suggestion.objects.select_for_update(of=("self",)).select_related("track__video")
    return mine.filter(by=actor, track=track, frame=frame, key=key).first()


def z_order_of(tracks: list[Track]) -> list[int]:
    """Track numbers as they lie over each other, the lowest first. `tracks` come from `tracks_of`."""
    return [track.pk for track in sorted(tracks, key=lambda track: track.depth)]


def tombstones(video: Video) -> dict[int, list[dict[str, int]]]:
    """Deleted keyframes by track: their revision is what the next save there has seen."""
    gone: dict[int, list[dict[str, int]]] = {}
    for track, frame, revision in Keyframe.objects.filter(track__video=video, deleted=True).values_list(
        "track", "frame", "revision"
    ):
        gone.setdefault(track, []).append({"frame": frame, "revision": revision})
    return gone


def open_cells(tracks: list[Track], frames: list[int]) -> list[dict[str, int]]:
    """The cells that nobody has decided, frame by frame. `tracks` come from `tracks_of`."""
    standing = {(track.pk, keyframe.frame) for track in tracks for keyframe in track.standing}  # type: ignore[attr-defined]
    return [
        {"track": track.pk, "number": track.number, "frame": frame}
        for frame in frames
        for track in tracks
        if (track.pk, frame) not in standing
    ]


def describe_track(track: Track, item: WorkItem | None) -> dict[str, Any]:
    """A track in JSON without its keyframes; `item` is the clip's mask work."""
    return {
        "id": track.pk,
        "number": track.number,
        "label": track.label,
        "phrases": track.words,
        "words_before": track.words_before,
        "reopened": track.reopened,
        "locked": is_locked(track, item),
    }


def tracks_for(actor: User, video: Video) -> dict[str, Any]:
    """All that the mask workspace needs of a clip, as one person sees it."""
    tracks, frames, gone = tracks_of(video), clock.keyframes(video.frame_count), tombstones(video)
    item = WorkItem.objects.filter(video=video, step=WorkItem.Step.MASKS).first()
    return {
        "tracks": [
            describe_track(track, item)
            | {
                "keyframes": [describe_keyframe(keyframe) for keyframe in track.standing],  # type: ignore[attr-defined]
                "deleted": gone.get(track.pk, []),
            }
            for track in tracks
        ],
        "z_order": z_order_of(tracks),
        "frames": frames,
        "editable": may_draw(actor, video.pk),
        "open": open_cells(tracks, frames),
    }
