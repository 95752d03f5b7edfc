"""Clips as people list them: with their stage in the line, which no room below can know alone."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest

from annotator.annotations.masks_document import KIND
from annotator.annotations.models import Caption
from annotator.annotations.queries import person
from annotator.jobs.queries import unfinished
from annotator.videos.models import Project, Video
from annotator.work.models import WorkItem

STAGES = [
    "to_caption", "captioning", "caption_review", "caption_returned",
    "to_mask", "masking", "propagating", "mask_review", "masks_returned", "ready",
]  # fmt: skip
CAPTION_STAGES = {
    "ready": "to_caption",
    "annotating": "captioning",
    "submitted": "caption_review",
    "returned": "caption_returned",
}
MASK_STAGES = {
    "blocked": "to_caption",
    "ready": "to_mask",
    "annotating": "masking",
    "submitted": "mask_review",
    "returned": "masks_returned",
    "approved": "ready",
}


def stage_of(caption: str, masks: str, *, computing: bool) -> str:
    """Where a clip is in the line, by the states of its two work items and whether its propagation is unfinished."""
    if caption != WorkItem.State.APPROVED:
        return CAPTION_STAGES[caption]
    if masks == WorkItem.State.SUBMITTED and computing:
        return "propagating"
    return MASK_STAGES[masks]


def clips(project: Project) -> QuerySet[Video]:
    """A project's clips with the newest change of their work, newest clip first."""
    changed = WorkItem.objects.filter(video=OuterRef("pk")).order_by().values("video").annotate(at=Max("changed_at"))
    return (
        Video.objects.filter(project=project)
        .select_related("project")
        .annotate(
            objects_count=Count("tracks", filter=Q(tracks__retired=False), distinct=True),
            changed=Greatest(Subquery(changed.values("at")), "added_at"),
        )
        .order_by("-number")
    )


def searched(rows: QuerySet[Video], words: str) -> QuerySet[Video]:
    """Those whose number, name or caption holds the words."""
    said = Caption.objects.filter(video=OuterRef("pk"), text__icontains=words)
    found = Q(name__icontains=words) | Q(Exists(said))
    return rows.filter(found | Q(number=int(words))) if words.isdecimal() and len(words) < 9 else rows.filter(found)


def staged(rows: QuerySet[Video], stage: str) -> QuerySet[Video]:
    """Those in a stage; `propagating` and `mask_review` differ by the jobs alone."""
    by_caption = {name: state for state, name in CAPTION_STAGES.items()}
    if stage in by_caption:
        return rows.filter(work__step="caption", work__state=by_caption[stage])
    captioned = WorkItem.objects.filter(step="caption", state="approved").values("video")  # not opened again
    rows = rows.filter(pk__in=captioned)
    if stage in ("propagating", "mask_review"):
        computing = Q(Exists(unfinished(KIND).filter(subject=OuterRef("pk"))))
        return rows.filter(
            computing if stage == "propagating" else ~computing, work__step="masks", work__state="submitted"
        )
    state = next(state for state, name in MASK_STAGES.items() if name == stage)
    return rows.filter(work__step="masks", work__state=state)


def describe_clips(rows: Iterable[Video]) -> list[dict[str, Any]]:
    """Clips in JSON, with three queries whatever their number. `rows` come from `clips`."""
    videos = list(rows)
    keys = [video.pk for video in videos]
    items: dict[int, dict[str, WorkItem]] = {}
    for item in WorkItem.objects.filter(video__in=keys).select_related("author"):
        items.setdefault(item.video_id, {})[item.step] = item
    computing = set(unfinished(KIND).filter(subject__in=keys).values_list("subject", flat=True))
    return [describe_clip(video, items[video.pk], video.pk in computing) for video in videos if video.pk in items]


def describe_clip(video: Any, items: dict[str, WorkItem], computing: bool) -> dict[str, Any]:
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
        "notes": video.notes,
        "thumbnail": f"{media_root(video)}/thumbnail.jpg",
        "changed": video.changed,
    }


def media_root(video: Video) -> str:
    """The address of a clip's media; it changes with their content, so browsers may keep them for ever."""
    return f"/media/videos/{video.pk}/{video.sha256[:8]}"


def stage_counts(project: Project) -> dict[str, int]:
    """How many clips are in each stage, with two queries; second annotations are no clips of their own."""
    states: dict[int, dict[str, str]] = {}
    items = WorkItem.objects.filter(video__project=project, video__twin_of__isnull=True)
    for video, step, state in items.values_list("video", "step", "state"):
        states.setdefault(video, {})[step] = state
    submitted = [video for video, of in states.items() if of["masks"] == WorkItem.State.SUBMITTED]
    computing = set(unfinished(KIND).filter(subject__in=submitted).values_list("subject", flat=True))
    counts = dict.fromkeys(STAGES, 0)
    for video, of in states.items():
        counts[stage_of(of["caption"], of["masks"], computing=video in computing)] += 1
    return counts
