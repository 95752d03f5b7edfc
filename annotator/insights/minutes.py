"""What a finished clip cost in minutes: per video in step 1, per frame and per mask in step 2, beside the paper's.

Counted are clips whose step was approved in a period, each with all the time that its annotators had spent on it then,
in every round; of two approvals the later counts. A clip's minutes a frame are its time over its frames; figures are
medians and quartiles of clips.
"""

from datetime import UTC, date, timedelta
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from django.db.models import Aggregate, QuerySet, TextField
from django.db.models.expressions import Combinable
from django.db.models.functions import TruncDate

from annotator.accounts.models import User
from annotator.insights.dashboard import Period, period_of
from annotator.insights.day import PAPER
from annotator.insights.filters import ClipFilter, judged, query_of
from annotator.review.models import Submission
from annotator.review.spent import ALL, CAPTION, LENGTHS, STEPS, WITH, WITHOUT, pairs_of
from annotator.videos.models import Project
from annotator.videos.queries import OVERSEERS, membership, second_annotations
from annotator.work.models import WorkItem

FEWEST = 4  # clips, below which quartiles say nothing
QUARTERS = (0.25, 0.5, 0.75)
MOST_CLIPS = 2**40  # row numbers, so that a span and a clip are told by one number

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


class Approved(NamedTuple):
    """The rounds of one step that were approved in a period, the earlier approval of a clip first.

    Args:
        days: Of each round the day, counted from the period's first.
        rounds: A row each, as `spent.noted` writes them.
    """

    days: Places
    rounds: Numbers


class Listed(Aggregate):
    """The bytes of a group in one hexadecimal text: as rows, thousands take longer to read than all else here."""

    name = "Listed"
    function = "STRING_AGG"
    template = "%(function)s(ENCODE(%(expressions)s, 'hex'), '')"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="GROUP_CONCAT(HEX(%(expressions)s), '')", **context)


def minutes_for(actor: User, slug: str, *, since: date | None, until: date | None) -> dict[str, Any]:
    """The minutes of a period, in JSON; the number of queries does not depend on the project's size.

    Raises:
        NotFound: The actor is no member.
        NotAllowed: The actor neither leads nor inspects nor administers it.
        PeriodRefused
    """
    project = membership(actor, slug, roles=OVERSEERS).project
    period = period_of(since, until)
    approved = {step: approved_in(project, period, step) for step in WorkItem.Step.values}
    kinds = [kind for piece in STEPS for kind in kinds_of(period, piece, approved[STEPS[piece]])]
    return {"since": period.since, "until": period.until, "kinds": kinds}


def approvals(project: Project, period: Period, step: str) -> QuerySet[Submission]:
    """The rounds of a step that were approved in a period, second annotations left out."""
    asked = ClipFilter(did="approved", step=step, since=period.since, until=period.until)
    return judged(project, asked).exclude(video__in=second_annotations(project)).order_by()


def approved_in(project: Project, period: Period, step: str) -> Approved:
    """What of a step was approved; rounds on which no time was counted are left out."""
    days, approved = approved_by(TruncDate("decided_at", tzinfo=UTC), project, period, step)
    after = np.array([(day - period.since).days for day in days], np.int64)
    return approved._replace(days=after[approved.days])


def approved_by(column: Combinable, project: Project, period: Period, step: str) -> tuple[list[Any], Approved]:
    """The values of a column in what of a step was approved with counted time, and the rounds of each.

    Returns:
        The values in their order, and the rounds; their `days` are places in those values.
    """
    rows = approvals(project, period, step).filter(timed__gt=0).values(by=column)
    told = sorted(rows.annotate(told=Listed("spent")).values_list("by", "told"))
    rounds = np.frombuffer(bytes.fromhex("".join(text for _, text in told)), "<f8").reshape(-1, LENGTHS[step])
    lengths = [len(text) // (16 * LENGTHS[step]) for _, text in told]  # two digits a byte, eight bytes a number
    places = np.repeat(np.arange(len(told)), lengths)
    order = np.lexsort((rounds[:, 0], places))
    return [value for value, _ in told], Approved(places[order], rounds[order])


def kinds_of(period: Period, piece: str, approved: Approved) -> list[dict[str, Any]]:
    """The figures of one kind of piece: all, and for masks those begun from a suggestion and without one."""
    every = approved._replace(days=np.zeros_like(approved.days))
    whole = [
        figure | {"days": []}
        for how in ((ALL,) if piece == CAPTION else (ALL, WITH, WITHOUT))
        for figure in figures(piece, how, every, [period])
    ]
    days = [period.since + timedelta(days=n) for n in range((period.until - period.since).days + 1)]
    told = figures(piece, ALL, approved, [Period(day, day) for day in days])
    whole[0]["days"] = [{"day": day} | figure for day, figure in zip(days, told, strict=True)]
    return whole


def figures(piece: str, how: str, approved: Approved, spans: list[Period]) -> list[dict[str, Any]]:
    """Of each span the minutes of its clips, how many these are, and the list of them; `days` are places in spans."""
    timed = piece if how == ALL else f"{piece}_{how}"
    places, seconds, pieces = times_of(timed, approved)
    counts = np.bincount(places, minlength=len(spans))
    sums = np.bincount(places, pieces, minlength=len(spans)).astype(int)
    quarters = quartiles(seconds / pieces / 60, places, counts)
    shared = {"piece": piece, "suggestions": how, "paper": PAPER.get(piece)}
    step = STEPS[piece].value
    return [
        {
            **shared,
            "count": count,
            "rows": query_of(did="approved", step=step, since=span.since, until=span.until, timed=timed),
            "pieces": whole,
            "median": round(median, 2) if count else None,
            "low": round(low, 2) if count >= FEWEST else None,
            "high": round(high, 2) if count >= FEWEST else None,
        }
        for span, count, whole, low, median, high in zip(
            spans, counts.tolist(), sums.tolist(), *quarters.tolist(), strict=True
        )
    ]


def times_of(timed: str, approved: Approved) -> tuple[Places, Numbers, Numbers]:
    """Place, seconds and pieces that a word of `TIMED` stands for, of each clip that has any in each place; of two
    rounds the later's.
    """
    columns = np.array([2 + 2 * pair for pair in pairs_of(timed)])
    seconds, pieces = approved.rounds[:, columns].sum(axis=1), approved.rounds[:, columns + 1].sum(axis=1)
    counted = np.flatnonzero(pieces)[::-1]
    clips = approved.days[counted] * MOST_CLIPS + approved.rounds[counted, 1].astype(np.int64)
    last = counted[np.unique(clips, return_index=True)[1]]
    return approved.days[last], seconds[last], pieces[last]


def quartiles(values: Numbers, places: Places, counts: Places) -> Numbers:
    """The three quartiles of each place's values, a row each; of a place without any they mean nothing.

    Args:
        places: Of each value its place.
        counts: Of each place how many values it has.

    Source: NumPy's "linear" quantiles, which are `statistics.quantiles(method="inclusive")`.
    """
    ordered = np.append(values[np.lexsort((values, places))], 0.0)
    starts = np.cumsum(counts) - counts
    depths = np.maximum(counts - 1, 0) * np.array(QUARTERS)[:, None]
    below = depths.astype(np.int64)
    above = np.minimum(below + 1, np.maximum(counts - 1, 0))
    low, high = ordered[starts + below], ordered[starts + above]
    between: Numbers = low + (high - low) * (depths - below)
    return between
