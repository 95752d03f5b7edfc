"""What a finished clip cost in minutes: per video in step 1, per frame and per mask in step 2, beside the paper's.

Counted are clips whose step was approved in a period, each with all the time that its annotators had spent on it then,
in every round; of two approvals the later counts. A clip's minutes a frame are its time over its frames; figures are
medians and quartiles of clips.
"""

from collections import defaultdict
from datetime import UTC, date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db.models import Aggregate, QuerySet, TextField
from django.db.models.functions import Cast, TruncDate

from annotator.accounts.models import User
from annotator.insights.dashboard import Period, period_of
from annotator.insights.day import PAPER
from annotator.insights.filters import ClipFilter, judged, query_of
from annotator.review.models import Submission
from annotator.review.spent import ALL, CAPTION, STEPS, WITH, WITHOUT, pairs_of
from annotator.videos.models import Project
from annotator.videos.queries import OVERSEERS, membership, second_annotations
from annotator.work.models import WorkItem

FEWEST = 4  # clips, below which quartiles say nothing

FEW: dict[str, float | None] = {"low": None, "high": None}
WIDTH = {WorkItem.Step.CAPTION.value: 4, WorkItem.Step.MASKS.value: 10}  # columns: round, clip, and what it had cost

Numbers = npt.NDArray[np.float64]
Rounds = Numbers  # a row each, the earlier approval of a clip first
NONE: Numbers = np.zeros(0)


class Listed(Aggregate):
    """The numbers of a group in one text: as rows, thousands take longer to read than all else here."""

    name = "Listed"
    function = "STRING_AGG"
    template = "%(function)s(%(expressions)s, ',')"
    arg_joiner = " || ',' || "
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **context)


def minutes_for(actor: User, slug: str, *, since: date | None, until: date | None) -> dict[str, Any]:
    """The minutes of a period, in JSON; the number of queries does not depend on the project's size.

    Raises:
        NotFound: The actor is no member.
        NotAllowed: The actor neither leads nor inspects nor administers it.
        PeriodRefused
    """
    project = membership(actor, slug, roles=OVERSEERS).project
    period = period_of(since, until)
    days = approved_by_day(project, period)
    kinds = [kind for piece in STEPS for kind in kinds_of(period, piece, days[STEPS[piece]])]
    return {"since": period.since, "until": period.until, "kinds": kinds}


def approvals(project: Project, period: Period) -> QuerySet[Submission]:
    """The rounds that were approved in a period, second annotations left out."""
    asked = ClipFilter(did="approved", since=period.since, until=period.until)
    return judged(project, asked).exclude(video__in=second_annotations(project)).order_by()


def approved_by_day(project: Project, period: Period) -> dict[str, dict[date, Rounds]]:
    """By step and day in their order what was approved; rounds on which no time was counted are left out."""
    found: dict[str, dict[date, Rounds]] = defaultdict(dict)
    told = Listed(*(Cast(name, TextField()) for name in ("round", "video", "spent")))
    rows = approvals(project, period).exclude(spent=[]).values("step", day=TruncDate("decided_at", tzinfo=UTC))
    for step, day, texts in rows.annotate(told=told).order_by("step", "day").values_list("step", "day", "told"):
        numbers = np.fromstring(texts.replace("[", "").replace("]", ""), sep=",").reshape(-1, WIDTH[step])
        found[step][day] = numbers[np.argsort(numbers[:, 0], kind="stable")]
    return found


def kinds_of(period: Period, piece: str, days: dict[date, Rounds]) -> list[dict[str, Any]]:
    """The figures of one kind of piece: all, and for masks those begun from a suggestion and without one."""
    asked = {"did": "approved", "step": STEPS[piece]}
    span = {"since": period.since, "until": period.until}
    every = np.concatenate([*days.values()]) if days else None
    whole = figure(piece, ALL, every, **asked, **span)
    whole["days"] = [
        {"day": day} | figure(piece, ALL, days.get(day), **asked, since=day, until=day)
        for day in (period.since + timedelta(days=n) for n in range((period.until - period.since).days + 1))
    ]
    if piece == CAPTION:
        return [whole]
    return [whole, *(figure(piece, how, every, **asked, **span) | {"days": []} for how in (WITH, WITHOUT))]


def figure(piece: str, how: str, rounds: Rounds | None, **asked: object) -> dict[str, Any]:
    """The minutes of the clips of some rounds, how many these are, and the list of them."""
    timed = piece if how == ALL else f"{piece}_{how}"
    seconds, pieces = times_of(timed, rounds)
    return {
        "piece": piece,
        "suggestions": how,
        "count": len(pieces),
        "rows": query_of(**asked, timed=timed),
        "pieces": int(pieces.sum()),
        "paper": PAPER.get(piece),
        **quartiles(seconds / pieces / 60),
    }


def times_of(timed: str, rounds: Rounds | None) -> tuple[Numbers, Numbers]:
    """Seconds and pieces that a word of `TIMED` stands for, of each clip that has any; of two rounds the later's."""
    if rounds is None:
        return NONE, NONE
    places = np.array([2 + 2 * pair for pair in pairs_of(timed)])
    seconds, pieces = rounds[:, places].sum(axis=1), rounds[:, places + 1].sum(axis=1)
    counted = np.flatnonzero(pieces)[::-1]
    last = counted[np.unique(rounds[counted, 1], return_index=True)[1]]
    return seconds[last], pieces[last]


def quartiles(minutes: Numbers) -> dict[str, float | None]:
    """Median and quartiles in minutes, with two decimals; None for too few.

    Source: NumPy's "linear" quantiles, which are `statistics.quantiles(method="inclusive")`.
    """
    found = np.quantile(minutes, (0.25, 0.5, 0.75)).tolist() if len(minutes) else [None] * 3
    low, median, high = (value if value is None else round(value, 2) for value in found)
    return {"median": median, "low": low, "high": high} if len(minutes) >= FEWEST else {"median": median} | FEW
