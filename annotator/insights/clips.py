"""Clips as people list them: with their stage in the line, which no room below can know alone.

A list first finds the row numbers of its page, then asks for what that page shows: the second costs the same however
large the project is.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from annotator.accounts.queries import person
from annotator.annotations.masks_document import KIND
from annotator.annotations.models import Track
from annotator.insights.filters import sureness
from annotator.insights.flags import flags_of
from annotator.insights.stages import stage_of
from annotator.jobs.queries import unfinished
from annotator.review.models import Question
from annotator.videos.models import Video
from annotator.videos.queries import media_root
from annotator.work.models import WorkItem

OF_ITEM = (
    "video", "step", "state", "round", "priority", "deadline", "changed_at",
    "author__username", "author__first_name", "author__last_name",
)  # fmt: skip


def describe_clips(keys: Sequence[int]) -> list[dict[str, Any]]:
    """Clips in JSON, in the order of their row numbers given, with three queries whatever their number."""
    videos = {video.pk: video for video in shown(keys)}
    items: dict[int, dict[str, WorkItem]] = {}
    for item in WorkItem.objects.filter(video__in=keys).select_related("author").only(*OF_ITEM):
        items.setdefault(item.video_id, {})[item.step] = item
    computing = set(unfinished(KIND).filter(subject__in=keys).values_list("subject", flat=True))
    return [describe_clip(videos[key], items[key], computing=key in computing) for key in keys if key in items]


def shown(keys: Sequence[int]) -> QuerySet[Any]:
    """Clips by their row numbers, with their number of objects, whether a question is open, and their draft's worth."""
    standing = Track.objects.filter(video=OuterRef("pk"), retired=False).order_by().values("video")
    asked = Question.objects.filter(video=OuterRef("pk"), state=Question.State.OPEN)
    return Video.objects.filter(pk__in=keys).annotate(
        objects_count=Coalesce(Subquery(standing.annotate(count=Count("pk")).values("count")), 0),
        asked=Exists(asked),
        sure=sureness(),
    )


def describe_clip(video: Any, items: dict[str, WorkItem], *, computing: bool) -> dict[str, Any]:
    """One clip in JSON."""
    caption, masks = items["caption"], items["masks"]
    open_item = masks if caption.state == WorkItem.State.APPROVED else caption
    return {
        "id": video.pk,
        "number": video.number,
        "name": video.name,
        "source": video.source,
        "width": video.width,
        "height": video.height,
        "frame_count": video.frame_count,
        "seconds": round(video.frame_count / 30, 3),
        "source_fps": video.source_fps,
        "objects": video.objects_count,
        "stage": stage_of(caption.state, masks.state, computing=computing),
        "stage_with": person(open_item.author),
        "round": open_item.round,
        "priority": open_item.priority,
        "deadline": open_item.deadline,
        "asked": video.asked,
        "sure": video.sure,
        "notes": video.notes,
        "flags": flags_of(video.notes),
        "thumbnail": f"{media_root(video)}/thumbnail.jpg",
        "changed": max(video.added_at, caption.changed_at, masks.changed_at),
    }
