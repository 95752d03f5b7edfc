"""What always holds of annotations: every revision is kept, and computed masks are those of the shapes that stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from annotator.annotations.models import Caption, CaptionRevision, Keyframe, KeyframeRevision, Segment, Track
from annotator.annotations.propagation_plan import WantedSegment, wanted_of
from annotator.operations.invariant import AT_ONCE, Invariant
from annotator.operations.work_invariants import BY_HAND
from annotator.work.models import WorkItem


def keyframes_with_gaps() -> Iterator[str]:
    kept = KeyframeRevision.objects.filter(keyframe=OuterRef("pk")).order_by().values("keyframe")
    for row in _gaps(Keyframe.objects.all(), kept).iterator(AT_ONCE):
        yield f"keyframe {row.frame} of track {row.track_id} is at revision {row.revision}, {row.kept} are kept"


def captions_with_gaps() -> Iterator[str]:
    kept = CaptionRevision.objects.filter(caption=OuterRef("pk")).order_by().values("caption")
    for row in _gaps(Caption.objects.all(), kept).iterator(AT_ONCE):
        yield f"caption {row.field} of clip {row.video_id} is at revision {row.revision}, {row.kept} are kept"


def _gaps(rows: QuerySet[Any], kept: QuerySet[Any]) -> QuerySet[Any]:
    """Rows whose revisions are not all kept; unique numbers of which the last is the count have no gap."""
    counted: QuerySet[Any] = rows.annotate(
        kept=Coalesce(Subquery(kept.annotate(n=Count("pk")).values("n")), 0),
        newest=Coalesce(Subquery(kept.annotate(n=Max("revision")).values("n")), 0),
    )
    return counted.exclude(kept=F("revision"), newest=F("revision")).order_by("pk")


def differing() -> Iterator[str]:
    shapes = KeyframeRevision.objects.filter(revision=F("keyframe__revision"))
    same = {name: F(f"keyframe__{name}") for name in ("absent", "deleted", "rings", "by", "frame")}
    for row in shapes.exclude(**same).order_by("pk").iterator(AT_ONCE):
        yield f"keyframe row {row.keyframe_id} differs from its revision {row.revision}"
    texts = CaptionRevision.objects.filter(revision=F("caption__revision")).exclude(text=F("caption__text"))
    for text in texts.order_by("pk").iterator(AT_ONCE):
        yield f"caption row {text.caption_id} differs from its revision {text.revision}"


def outside() -> Iterator[str]:
    late = Keyframe.objects.filter(frame__gte=F("track__video__frame_count"))
    for keyframe in late.order_by("pk").iterator(AT_ONCE):
        yield f"keyframe {keyframe.frame} of track {keyframe.track_id} lies behind the clip's last frame"
    strays = Q(last__gte=F("run__video__frame_count")) | ~Q(track__video=F("run__video"))
    for segment in Segment.objects.filter(strays).order_by("pk").iterator(AT_ONCE):
        yield f"segment {segment.pk}, frames {segment.first} to {segment.last}, is not of its run's clip"


def of_other_shapes() -> Iterator[str]:
    for track, wanted, fresh in tracks_with_masks():
        digests = {(one.first, one.last): one.digest for one in wanted}
        for segment in fresh:
            if digests.get((segment.first, segment.last)) != segment.input_digest:
                yield f"segment {segment.first} to {segment.last} of track {track.pk} is of other shapes than stand now"


def uncovered() -> Iterator[str]:
    for track, wanted, fresh in tracks_with_masks():
        there = {(segment.first, segment.last) for segment in fresh}
        for one in wanted if track.approved else ():  # type: ignore[attr-defined]  # annotated below
            if (one.first, one.last) not in there:
                place = f"track {track.number}, frames {one.first} to {one.last}"
                yield f"approved masks of clip {track.video_id} lack {place}"


def tracks_with_masks() -> Iterator[tuple[Track, list[WantedSegment], list[Segment]]]:
    """Every track that stands: what its keyframes ask for, and what its clip's current run has of it, none stale.

    Three queries side by side, in the order of tracks; one track's rows are in memory. A track knows whether its
    clip's masks are `approved`.
    """
    approved = WorkItem.objects.filter(video=OuterRef("video"), step=WorkItem.Step.MASKS, state="approved")
    live = Track.objects.filter(retired=False).select_related("video").annotate(approved=Exists(approved))
    keyframes = InTurn(Keyframe.objects.filter(deleted=False).order_by("track_id", "frame").iterator(AT_ONCE))
    current = Segment.objects.filter(run__current=True, stale=False).order_by("track_id", "first")
    segments = InTurn(current.iterator(AT_ONCE))
    for track in live.order_by("pk").iterator(AT_ONCE):
        track.standing = keyframes.of(track.pk)  # type: ignore[attr-defined]  # as tracks_of sets it
        yield track, wanted_of(track.video, track), segments.of(track.pk)


class InTurn:
    """Rows in the order of their tracks, taken track by track."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self.groups = groupby(rows, key=lambda row: row.track_id)
        self.group = next(self.groups, None)

    def of(self, track: int) -> list[Any]:
        """One track's rows; those of tracks before it are passed over."""
        while self.group and self.group[0] < track:
            self.group = next(self.groups, None)
        if not self.group or self.group[0] != track:
            return []
        rows = list(self.group[1])
        self.group = next(self.groups, None)
        return rows


AGAIN = "ask for the clip's masks again: manage.py propagate PROJECT/NUMBER"
MASKS = (
    Invariant(
        "keyframe_revisions_are_kept", "A keyframe's revisions are all there, from 1 without a gap.", BY_HAND,
        keyframes_with_gaps,
    ),
    Invariant(
        "caption_revisions_are_kept", "A caption's revisions are all there, from 1 without a gap.", BY_HAND,
        captions_with_gaps,
    ),
    Invariant("what_stands_is_the_last_revision", "What stands is what was saved last.", BY_HAND, differing),
    Invariant("annotations_are_in_their_clip", "Keyframes and segments lie in frames of their clip.", BY_HAND, outside),
    Invariant(
        "segments_are_of_their_shapes", "Computed masks that count as fresh are of the shapes that stand now.",
        f"mark these segments as stale in the database, then {AGAIN}", of_other_shapes,
    ),
    Invariant("approved_masks_are_whole", "Approved masks cover every frame of every object.", AGAIN, uncovered),
)  # fmt: skip
