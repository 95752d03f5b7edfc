"""How a project goes, for who runs it. Every figure is a number of clips and names the list behind it.

Each figure is `{"count", "rows"}`: `rows` is the query of the list of clips that holds exactly those, in the words of
`ClipFilter`. Days are UTC. A round counts on the day of its verdict; a clip counts once in each figure.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q
from django.db.models.functions import TruncDate

from annotator.accounts.models import User
from annotator.accounts.queries import person
from annotator.errors import AnnotatorError
from annotator.insights.disk import disk
from annotator.insights.filters import ClipFilter, judged, query_of
from annotator.insights.stages import Waiting, by_stage, machine_counts
from annotator.review.models import Question, Submission
from annotator.review.reason_queries import Words
from annotator.videos.models import Project
from annotator.videos.queries import OVERSEERS, membership, second_annotations
from annotator.work.models import WorkItem

DAYS, MOST_DAYS = 14, 366
LATE = (24, 48)  # hours after which work in people's hands is worth a look
VERDICTS = (Submission.State.APPROVED.value, Submission.State.RETURNED.value)
TWO: dict[Any, Any] = {"state": VERDICTS, "step": WorkItem.Step.values}  # what rounds that were judged have of both
IN_HANDS = ("captioning", "caption_review", "caption_returned", "masking", "mask_review", "masks_returned")


class PeriodRefused(AnnotatorError):
    """A period ends before it begins, or is too long."""

    code = "period_refused"


@dataclass(frozen=True)
class Period:
    """Days in UTC, both included."""

    since: date
    until: date


def period_of(since: date | None, until: date | None) -> Period:
    """The days asked for; the last fortnight where none are named.

    Raises:
        PeriodRefused
    """
    last = until or datetime.now(UTC).date()
    first = since or last - timedelta(days=DAYS - 1)
    if not 0 <= (last - first).days < MOST_DAYS:
        raise PeriodRefused(f"From {first} to {last} are not 1 to {MOST_DAYS} days; choose others.")
    return Period(first, last)


def dashboard_for(actor: User, slug: str, *, since: date | None, until: date | None) -> dict[str, Any]:
    """A project at a glance, in JSON; the number of queries does not depend on its size.

    Raises:
        NotFound: The actor is no member.
        NotAllowed: The actor neither leads nor inspects nor administers it.
        PeriodRefused
    """
    project = membership(actor, slug, roles=OVERSEERS).project
    period = period_of(since, until)
    stages, machine = by_stage(project, late=LATE), machine_counts(project)
    ages = ages_of(stages)
    return {
        "since": period.since,
        "until": period.until,
        "funnel": funnel(stages),
        "days": days_of(project, period),
        "reasons": reasons_of(project, period),
        "people": people_of(project, period),
        "ages": ages,
        "machine": [{"state": state, **figure(count, machine=state)} for state, count in machine.items()],
        "needs": needs_of(project, machine, ages),
        "disk": disk(project),
    }


def figure(count: int, **asked: object) -> dict[str, Any]:
    """A number of clips, and the list of them."""
    return {"count": count, "rows": query_of(**asked)}


def funnel(stages: dict[str, Waiting]) -> list[dict[str, Any]]:
    """How many clips are in each stage, in the order of the line."""
    return [{"stage": stage, **figure(waiting.count, stage=stage)} for stage, waiting in stages.items()]


def rounds(project: Project, period: Period, verdict: str = "") -> Any:
    """The rounds of a verdict in a period, of either if none is named; second annotations are in no list."""
    found = judged(project, ClipFilter(did=verdict, since=period.since, until=period.until)).order_by()
    return found.filter(state__in=VERDICTS).exclude(video__in=second_annotations(project))


def clips_by(rounds: Any, *columns: Any) -> dict[tuple[Any, ...], int]:
    """How many clips there are for each combination of what their rounds have in some columns.

    Those of `TWO` are asked for as whether they have the first of their values: texts take long to sort.
    """
    asked = {f"by{place}": first_of(column) if column in TWO else column for place, column in enumerate(columns)}
    rows = rounds.annotate(**asked).values_list(*asked).annotate(clips=Count("video", distinct=True))
    found = {}
    for *values, clips in rows:
        told = (
            TWO[column][not value] if column in TWO else value for column, value in zip(columns, values, strict=True)
        )
        found[tuple(told)] = clips
    return found


def first_of(column: str) -> Any:
    """Whether a column has the first of its two values."""
    return ExpressionWrapper(Q(**{column: TWO[column][0]}), BooleanField())


def days_of(project: Project, period: Period) -> list[dict[str, Any]]:
    """How many clips were captioned and masked on each day: approved, in whichever round."""
    counts = clips_by(rounds(project, period, "approved"), "step", TruncDate("decided_at", tzinfo=UTC))
    days = [period.since + timedelta(days=n) for n in range((period.until - period.since).days + 1)]
    return [
        {"day": day}
        | {
            step: figure(counts.get((step, day), 0), did="approved", step=step, since=day, until=day)
            for step in WorkItem.Step.values
        }
        for day in days
    ]


def reasons_of(project: Project, period: Period) -> list[dict[str, Any]]:
    """How many clips were returned for which reason, and how many at all; the most frequent first in each step."""
    found = rounds(project, period, "returned").filter(findings__isnull=False)
    counted = found.values_list("step", "findings__reason").annotate(clips=Count("video", distinct=True))
    span = {"did": "returned", "since": period.since, "until": period.until}
    words = Words(project)
    return [
        {
            "step": step,
            "reason": reason,
            "text": words.text_of(step, reason),
            **figure(count, step=step, reason=reason, **span),
        }
        for step, reason, count in counted.order_by("step", "-clips", "findings__reason")
    ]


def people_of(project: Project, period: Period) -> list[dict[str, Any]]:
    """Of how many clips each person's work was approved and returned, by step; who never was returned, too."""
    span = {"since": period.since, "until": period.until}
    counts = clips_by(rounds(project, period), "state", "step", F("author"))
    users = User.objects.in_bulk({author for _, _, author in counts})
    told = [
        {"person": person(users[author]), "step": step}
        | {
            did: figure(counts.get((did, step, author), 0), did=did, step=step, author=users[author].username, **span)
            for did in VERDICTS
        }
        for step, author in {(step, author) for _, step, author in counts}
    ]
    return sorted(told, key=lambda row: (row["step"], row["person"]["name"].casefold(), row["person"]["id"]))


def ages_of(stages: dict[str, Waiting]) -> list[dict[str, Any]]:
    """The work in people's hands, by stage: how much, since when, and how much of it for longer than it should be."""
    order = {"sort": "changed", "up": "true"}
    return [
        {
            "stage": stage,
            "all": figure(stages[stage].count, stage=stage, **order),
            "oldest": stages[stage].oldest,
            "late": [
                {"hours": hours, **figure(stages[stage].late[hours], stage=stage, waits=hours, **order)}
                for hours in LATE
            ],
        }
        for stage in IN_HANDS
    ]


def needs_of(project: Project, machine: dict[str, int], ages: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """What somebody ought to look at now; nothing is named that does not wait."""
    asked = Question.objects.filter(video__project=project, state=Question.State.OPEN)
    found = [
        {"kind": "failed", **figure(machine["failed"], machine="failed")},
        {"kind": "asked", **figure(asked.values("video").distinct().count(), question="open")},
    ]
    for row in ages:
        if row["stage"].endswith("_review"):
            late = row["late"][-1]
            found.append({"kind": f"late_{row['stage']}", "count": late["count"], "rows": late["rows"]})
    return [need for need in found if need["count"]]
