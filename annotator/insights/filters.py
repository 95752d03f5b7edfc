"""Which clips a list shows, in which order: every way to ask is a field here, and there is no other.

The same words stand in the page's address, in a saved view and behind every number of the dashboard. What concerns one
judgement (`did`, `reason`, `since`, `until`, `timed`) is looked for in the rounds of a clip's work, all in the same.
"""

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest, Now

from annotator.annotations.models import Caption, ModelDraft, Run, Track
from annotator.errors import AnnotatorError
from annotator.insights.flags import NOTES
from annotator.insights.stages import STAGES, at_hand, by_machine, in_line, in_stage, of_open_item
from annotator.jobs.queries import SPEAKS_FIRST
from annotator.review.models import Question, Submission
from annotator.review.spent import timed_as
from annotator.videos.models import Project
from annotator.work.models import WorkItem

SORTS = ("number", "changed", "length", "objects", "trust", "draft", "priority", "deadline")
VERDICTS = ("submitted", "approved", "returned")
QUALITY = ("gold", "gold_twin", "double")


class UnknownStage(AnnotatorError):
    """A filter names no stage of the line."""

    code = "unknown_stage"


@dataclass(frozen=True)
class ClipFilter:
    """What is asked of a list of clips; nothing asked is every clip, the newest first.

    Args:
        stage: Stages with commas between them.
        author: User name of who did the step, either of them if `step` names none.
        did: What became of a submission; `since` and `until` are its days, both included, in UTC.
        waits: Hours since the step that a clip is at last moved.
        machine: How the clip's propagation stands.
        batch: Row number of the batch of the step that a clip is at; 0 for none.
        timed: Approved with time counted on captions, frames or masks, as `review/spent.py` says.
        quality: Clips that others are measured by, or second annotations; `listed.py` knows which those are.
    """

    search: str = ""
    stage: str = ""
    source: str = ""
    flag: str = ""
    step: str = ""
    author: str = ""
    did: str = ""
    reason: str = ""
    since: date | None = None
    until: date | None = None
    round_least: int | None = None
    length_least: float | None = None
    length_most: float | None = None
    waits: float | None = None
    machine: str = ""
    question: str = ""
    timed: str = ""
    batch: int | None = None
    quality: str = ""
    sort: str = "number"
    up: bool = False


WORDS = frozenset(field.name for field in fields(ClipFilter))


def clips_of(project: Project, wanted: ClipFilter) -> QuerySet[Any]:
    """The clips that a filter is for, in its order.

    Raises:
        UnknownStage: There is no such stage.
    """
    rows = in_line(project).filter(*conditions(project, wanted))  # at once: each call would join the work items anew
    return ordered(rows, wanted)


def conditions(project: Project, wanted: ClipFilter) -> list[Q]:
    """What a clip must be to be listed."""
    found = []
    if wanted.search:
        found.append(searched(wanted.search))
    if wanted.stage:
        found.append(staged(wanted.stage))
    if wanted.source:
        found.append(Q(source=wanted.source))
    if wanted.flag:
        found.append(Q(notes__icontains=NOTES[wanted.flag]))
    if wanted.did or wanted.reason or wanted.since or wanted.until or wanted.timed:
        found.append(Q(pk__in=judged(project, wanted).values("video")))
    elif wanted.author:
        found.append(by_author(wanted))
    if wanted.question:
        found.append(Q(pk__in=Question.objects.filter(state=wanted.question).values("video")))
    if wanted.machine:
        place = SPEAKS_FIRST.index(wanted.machine)
        found.append(Q(pk__in=by_machine().filter(speaks=place).values("subject")))
    return found + measured(wanted)


def measured(wanted: ClipFilter) -> list[Q]:
    """Conditions with a number in them."""
    found = []
    if wanted.round_least is not None:
        found.append(at_open_item("round__gte", wanted.round_least))
    if wanted.batch is not None:
        found.append(at_open_item("batch", wanted.batch) if wanted.batch else at_open_item("batch__isnull", True))
    if wanted.length_least is not None:
        found.append(Q(frame_count__gte=wanted.length_least * 30))
    if wanted.length_most is not None:
        found.append(Q(frame_count__lte=wanted.length_most * 30))
    if wanted.waits is not None:
        found.append(at_open_item("changed_at__lte", Now() - timedelta(hours=wanted.waits)))
    return found


def at_open_item(lookup: str, value: object) -> Q:
    """A condition on the step that a clip is at."""
    return Q(pk__in=at_hand().filter(**{lookup: value}).values("video"))


def searched(words: str) -> Q:
    """Those whose number, name or caption holds the words."""
    said = Caption.objects.filter(text__icontains=words)
    found = Q(name__icontains=words) | Q(pk__in=said.values("video"))
    return found | Q(number=int(words)) if words.isdecimal() and len(words) < 9 else found


def staged(stages: str) -> Q:
    """Those in any of several stages.

    Raises:
        UnknownStage
    """
    found = Q(pk__in=[])
    for stage in stages.split(","):
        if stage not in STAGES:
            raise UnknownStage(f"{stage!r} is no stage; use one of {', '.join(STAGES)}.")
        found |= in_stage(stage)
    return found


def by_author(wanted: ClipFilter) -> Q:
    """Those of which somebody did a step."""
    either = {step: Q(**{f"{step}_item__author__username": wanted.author}) for step in WorkItem.Step.values}
    return either[wanted.step] if wanted.step else either["caption"] | either["masks"]


def judged(project: Project, wanted: ClipFilter) -> QuerySet[Submission]:
    """The rounds that a filter is about."""
    rows = Submission.objects.filter(project=project)
    at = "submitted_at" if wanted.did == "submitted" else "decided_at"
    if wanted.did and wanted.did != "submitted":
        rows = rows.filter(state=wanted.did)
    if wanted.step:
        rows = rows.filter(step=wanted.step)
    if wanted.author:
        rows = rows.filter(author__username=wanted.author)
    if wanted.reason:
        rows = rows.filter(findings__reason=wanted.reason)
    if wanted.timed:
        rows = rows.filter(timed_as(wanted.timed))
    if wanted.since:
        rows = rows.filter(**{f"{at}__gte": midnight(wanted.since)})
    if wanted.until:
        rows = rows.filter(**{f"{at}__lt": midnight(wanted.until + timedelta(days=1))})
    return rows


def midnight(day: date) -> datetime:
    """When a day begins, in UTC."""
    return datetime.combine(day, time(), UTC)


def ordered(rows: QuerySet[Any], wanted: ClipFilter) -> QuerySet[Any]:
    """In the order asked for; clips that are alike, the newest first, and those without the thing last."""
    if wanted.sort == "number":
        number = F("number") + 0  # by an index the planner would walk the clips and look up each one's work
        return rows.order_by(number.asc() if wanted.up else number.desc())
    by: QuerySet[Any] = rows.annotate(by=sorting(wanted.sort))
    order = F("by").asc(nulls_last=True) if wanted.up else F("by").desc(nulls_last=True)
    return by.order_by(order, "-number")


def sorting(name: str) -> Any:
    """What clips `in_line` are compared by."""
    match name:
        case "changed":
            return Greatest("caption_item__changed_at", "masks_item__changed_at", "added_at")
        case "length":
            return F("frame_count")
        case "objects":
            standing = Track.objects.filter(video=OuterRef("pk"), retired=False).order_by().values("video")
            return Coalesce(Subquery(standing.annotate(count=Count("pk")).values("count")), 0)
        case "trust":
            return Subquery(Run.objects.filter(video=OuterRef("pk"), current=True).values("least_trust"))
        case "draft":
            return sureness()
        case _:
            return of_open_item(name)


def sureness() -> Subquery:
    """How sure the model is of its caption of a clip, 0 to 1, while nobody has taken or turned down that draft."""
    ready = ModelDraft.objects.filter(video=OuterRef("pk"), step=WorkItem.Step.CAPTION, state=ModelDraft.State.READY)
    return Subquery(ready.values("score"))  # one at most is open, by a constraint


def query_of(**asked: object) -> str:
    """A filter as the query of an address, such as stage=to_mask&waits=48."""
    if not asked.keys() <= WORDS:
        raise ValueError(f"{asked.keys() - WORDS} are no words of a filter.")
    return "&".join([f"{name}={quoted(str(value))}" for name, value in asked.items() if value not in ("", None)])


@lru_cache(maxsize=4096)
def quoted(value: str) -> str:
    """A value as an address says it; a page of figures names a few hundred different ones, thousands of times."""
    return quote_plus(value)
