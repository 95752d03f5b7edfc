"""What a finished clip cost in minutes: per video in step 1, per frame and per mask in step 2, beside the paper's.

Counted are clips whose step was approved in a period, each with all the time that its annotators spent on it, in every
round. A clip's minutes a frame are its time over its frames; figures are medians and quartiles of clips.
"""

import statistics
from collections import defaultdict
from collections.abc import Collection
from datetime import UTC, date, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, F, QuerySet, Sum, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import TruncDate

from annotator.accounts.models import User
from annotator.insights.dashboard import Period, period_of
from annotator.insights.day import PAPER
from annotator.insights.filters import ClipFilter, judged, query_of
from annotator.insights.timed import ALL, CAPTION, FRAME, MASK, STEPS, WITH, WITHOUT, stints_of, suggested
from annotator.review.models import Submission
from annotator.videos.models import Project
from annotator.videos.queries import OVERSEERS, membership, second_annotations

FEWEST = 4  # clips, below which quartiles say nothing
COUNTED: dict[str, Combinable] = {CAPTION: Value(1), FRAME: F("frame"), MASK: F("frame") * 10 + F("number")}


class Spent(NamedTuple):
    """The time on a clip's pieces of one kind."""

    seconds: float
    pieces: int


def minutes_for(actor: User, slug: str, *, since: date | None, until: date | None) -> dict[str, Any]:
    """The minutes of a period, in JSON; the number of queries does not depend on the project's size.

    Raises:
        NotFound: The actor is no member.
        NotAllowed: The actor neither leads nor inspects nor administers it.
        PeriodRefused
    """
    project = membership(actor, slug, roles=OVERSEERS).project
    period = period_of(since, until)
    days = approval_days(project, period)
    kinds = [kind for piece in STEPS for kind in kinds_of(project, period, piece, days)]
    return {"since": period.since, "until": period.until, "kinds": kinds}


def approvals(project: Project, period: Period) -> QuerySet[Submission]:
    """The rounds that were approved in a period, second annotations left out."""
    asked = ClipFilter(did="approved", since=period.since, until=period.until)
    return judged(project, asked).exclude(video__in=second_annotations(project)).order_by()


def approval_days(project: Project, period: Period) -> dict[str, dict[int, set[date]]]:
    """By step and clip, the days on which it was approved."""
    found: dict[str, dict[int, set[date]]] = defaultdict(lambda: defaultdict(set))
    columns = ("step", "video", TruncDate("decided_at", tzinfo=UTC))
    for step, video, day in approvals(project, period).values_list(*columns):
        found[step][video].add(day)
    return found


def kinds_of(
    project: Project, period: Period, piece: str, days: dict[str, dict[int, set[date]]]
) -> list[dict[str, Any]]:
    """The figures of one kind of piece: all, and for masks those begun from a suggestion and without one."""
    step = STEPS[piece]
    spent = spent_on(project, period, piece)
    asked = {"did": "approved", "step": step}
    whole = figure(piece, ALL, added(spent), **asked, since=period.since, until=period.until)
    whole["days"] = [
        {"day": day}
        | figure(
            piece, ALL, {video: each for video, each in added(spent).items() if day in days[step][video]},
            **asked, since=day, until=day,
        )
        for day in (period.since + timedelta(days=n) for n in range((period.until - period.since).days + 1))
    ]  # fmt: skip
    if piece == CAPTION:
        return [whole]
    parts = [figure(piece, how, spent[how], **asked, since=period.since, until=period.until) for how in (WITH, WITHOUT)]
    return [whole, *(part | {"days": []} for part in parts)]


def spent_on(project: Project, period: Period, piece: str) -> dict[str, dict[int, Spent]]:
    """The time on approved clips' pieces, with and without a suggestion, by clip; one grouped query."""
    approved = approvals(project, period).filter(step=STEPS[piece]).values("item")
    rows = stints_of(piece).filter(item__in=approved)
    found: dict[str, dict[int, Spent]] = {WITH: {}, WITHOUT: {}}
    helped = Value(False) if piece == CAPTION else suggested(piece)
    grouped = rows.annotate(helped=helped).values_list("item__video", "helped").order_by()
    summed = grouped.annotate(time=Sum(F("last_at") - F("began_at")), pieces=Count(COUNTED[piece], distinct=True))
    for video, with_it, time, pieces in summed:
        found[WITH if with_it else WITHOUT][video] = Spent(time.total_seconds(), pieces)
    return found


def added(spent: dict[str, dict[int, Spent]]) -> dict[int, Spent]:
    """Time with and without suggestions together: no piece is in both."""
    found = dict(spent[WITHOUT])
    for video, (seconds, pieces) in spent[WITH].items():
        rest = found.get(video, Spent(0, 0))
        found[video] = Spent(rest.seconds + seconds, rest.pieces + pieces)
    return found


def figure(piece: str, how: str, spent: dict[int, Spent], **asked: object) -> dict[str, Any]:
    """The minutes of some clips, how many these are, and the list of them."""
    timed = piece if how == ALL else f"{piece}_{how}"
    return {
        "piece": piece,
        "suggestions": how,
        "count": len(spent),
        "rows": query_of(**asked, timed=timed),
        "pieces": sum(each.pieces for each in spent.values()),
        "paper": PAPER.get(piece),
        **quartiles([each.seconds / each.pieces / 60 for each in spent.values()]),
    }


def quartiles(minutes: Collection[float]) -> dict[str, float | None]:
    """Median and quartiles in minutes, with two decimals; None for too few.

    Source: `statistics.quantiles(method="inclusive")`.
    """
    low, _, high = statistics.quantiles(minutes, n=4, method="inclusive") if len(minutes) >= FEWEST else (None,) * 3
    median = statistics.median(minutes) if minutes else None
    return {name: value if value is None else round(value, 2) for name, value in
            (("median", median), ("low", low), ("high", high))}  # fmt: skip
