"""Where clips are in the line: ten stages, by the states of a clip's two work items and of its propagation."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    F,
    FilteredRelation,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Now

from annotator.annotations.masks_document import KIND
from annotator.jobs.queries import SPEAKS_FIRST, unfinished
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
CAPTIONED = Q(caption_item__state=WorkItem.State.APPROVED)


def stage_of(caption: str, masks: str, *, computing: bool) -> str:
    """Where a clip is in the line, by the states of its two work items and whether its propagation is unfinished."""
    if caption != WorkItem.State.APPROVED:
        return CAPTION_STAGES[caption]
    if masks == WorkItem.State.SUBMITTED and computing:
        return "propagating"
    return MASK_STAGES[masks]


def in_line(project: Project) -> QuerySet[Any]:
    """A project's clips beside their two work items, `caption_item` and `masks_item`."""
    return Video.objects.filter(project=project).annotate(
        caption_item=FilteredRelation("work", condition=Q(work__step=WorkItem.Step.CAPTION)),
        masks_item=FilteredRelation("work", condition=Q(work__step=WorkItem.Step.MASKS)),
    )


def being_computed() -> Q:
    """Clips whose propagation is unfinished, for whatever reason."""
    return Q(pk__in=unfinished(KIND).values("subject"))


def in_stage(stage: str) -> Q:
    """Which clips `in_line` are in a stage; `propagating` and `mask_review` differ by the jobs alone."""
    by_caption = {name: state for state, name in CAPTION_STAGES.items()}
    if stage in by_caption:
        return Q(caption_item__state=by_caption[stage])
    if stage == "propagating":
        return CAPTIONED & Q(masks_item__state=WorkItem.State.SUBMITTED) & being_computed()
    state = next(state for state, name in MASK_STAGES.items() if name == stage)
    found = CAPTIONED & Q(masks_item__state=state)
    return found & ~being_computed() if stage == "mask_review" else found


@dataclass
class Waiting:
    """The clips of one stage: how many, since when the oldest waits, and how many wait for so many hours and more."""

    count: int = 0
    oldest: datetime | None = None
    late: Counter[int] = field(default_factory=Counter)


def stage_counts(project: Project) -> dict[str, int]:
    """How many clips are in each stage."""
    return {stage: waiting.count for stage, waiting in by_stage(project).items()}


def by_stage(project: Project, *, late: Sequence[int] = ()) -> dict[str, Waiting]:
    """What waits in every stage, with two queries: clips with open work by its state, and how many clips there are.

    All others are ready, and nobody waits for them. They are soon most of a project and cost nothing here.

    Args:
        late: The hours that are counted.
    """
    ages: dict[str, Any] = {"count": Count("pk"), "oldest": Min("changed_at")}
    for hours in late:
        ages[f"late{hours}"] = Count("pk", filter=Q(changed_at__lte=Now() - timedelta(hours=hours)))
    found = {stage: Waiting() for stage in STAGES}
    for row in by_states(in_hand(project).exclude(state=WorkItem.State.APPROVED)).annotate(**ages):
        told = found[stage_in(row)]
        told.count += row["count"]
        told.oldest = min(told.oldest or row["oldest"], row["oldest"])
        told.late.update({hours: row[f"late{hours}"] for hours in late})
    clips = Video.objects.filter(project=project, twin_of=None).count()
    found["ready"] = Waiting(clips - sum(waiting.count for waiting in found.values()))
    return found


def in_hand(project: Project) -> QuerySet[WorkItem]:
    """The work `at_hand` of a project's clips, second annotations left out."""
    return at_hand().filter(video__project=project, video__twin_of=None)


def at_hand() -> QuerySet[WorkItem]:
    """The step that each clip is at: its caption until that is approved, then its masks."""
    captions = WorkItem.objects.filter(step=WorkItem.Step.CAPTION).exclude(state=WorkItem.State.APPROVED)
    masks = Q(step=WorkItem.Step.MASKS) & ~Q(video__in=captions.values("video"))
    caption = Q(step=WorkItem.Step.CAPTION) & ~Q(state=WorkItem.State.APPROVED)
    return WorkItem.objects.filter(caption | masks).order_by()


def by_states(items: QuerySet[WorkItem], *more: str) -> QuerySet[Any, Any]:
    """The work `at_hand` grouped by what tells the stage of its clip (`stage_in`), and by more of its columns."""
    computed = Q(step=WorkItem.Step.MASKS, state=WorkItem.State.SUBMITTED, video__in=unfinished(KIND).values("subject"))
    computing = Case(When(computed, then=Value(True)), default=Value(False))
    grouped: QuerySet[Any, Any] = items.values("step", "state", *more, computing=computing)
    return grouped


def stage_in(row: dict[str, Any]) -> str:
    """The stage that a row of `by_states` is about."""
    if row["step"] == WorkItem.Step.CAPTION:
        return CAPTION_STAGES[row["state"]]
    return stage_of(WorkItem.State.APPROVED, row["state"], computing=row["computing"])


def by_machine() -> QuerySet[Any, Any]:
    """Clips with an unfinished propagation as {"subject", "speaks"}: the place in `SPEAKS_FIRST` of how each stands."""
    places = [When(state=state, then=place) for place, state in enumerate(SPEAKS_FIRST)]
    return unfinished(KIND).order_by().values("subject").annotate(speaks=Min(Case(*places)))


def machine_counts(project: Project) -> dict[str, int]:
    """How many clips wait for a machine, are being computed, paused, failed or cancelled."""
    counts = dict.fromkeys((state for state in SPEAKS_FIRST if state != "done"), 0)
    clip = Video.objects.filter(pk=OuterRef("subject"), twin_of=None)  # looked up: a join would read all clips
    mine = by_machine().annotate(project=Subquery(clip.values("project")))
    for speaks, place in mine.values_list("speaks", "project"):
        if place == project.pk:
            counts[SPEAKS_FIRST[speaks]] += 1
    return counts


def of_open_item(column: str) -> Case:
    """A column of the step that a clip `in_line` is at: its caption until that is approved, then its masks."""
    return Case(When(CAPTIONED, then=F(f"masks_item__{column}")), default=F(f"caption_item__{column}"))
