"""Where the machine is least sure, for who inspects: the queue is sorted by it, and an item says where to look first.

A clip counts as its worst segment: the mean agreement of the guesses there, which ranks better than anything else that
was measured. The cycle explains a low number to a person.
"""

from typing import Any

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, When, Window
from django.db.models.functions import RowNumber

from annotator.annotations.models import Run, Segment
from annotator.work.models import WorkItem

TOLD = {
    "trust": F("trust_mean"),
    "least": F("trust_least"),
    "frame": F("worst_frame"),
    "number": F("track__number"),
    "cycle": F("cycle_iou"),
}
WORST_FIRST = ("trust_mean", "trust_least", "first", "track")


def worst_segments() -> QuerySet[Segment]:
    """The measured segments of current runs, the least trusted first."""
    shown = Segment.objects.filter(run__current=True, track__retired=False, trust_mean__isnull=False)
    return shown.order_by(*WORST_FIRST)


def worst_first(items: QuerySet[WorkItem]) -> QuerySet[WorkItem]:
    """Masks by their worst segment, then those of which nothing is measured and all captions, the oldest first."""
    shown = Run.objects.filter(video=OuterRef("video"), current=True).values("least_trust")
    of_masks = Case(When(step=WorkItem.Step.MASKS, then=Subquery(shown)))
    return items.annotate(least_trust=of_masks).order_by(F("least_trust").asc(nulls_last=True), "changed_at", "pk")


def least_trusted(items: list[WorkItem]) -> dict[int, dict[str, Any]]:
    """The worst segment of each clip whose masks an item is about, by item, in JSON."""
    videos = {item.video_id: item.pk for item in items if item.step == WorkItem.Step.MASKS}
    if not videos:
        return {}
    worst = worst_segments().filter(track__video__in=videos)
    place = Window(RowNumber(), partition_by="track__video", order_by=list(WORST_FIRST))
    rows: Any = worst.annotate(place=place).filter(place=1).values("track__video", "track", "first", "last", **TOLD)
    return {videos[row.pop("track__video")]: row for row in rows}
