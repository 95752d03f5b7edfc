"""What the finished clips of each person cost in minutes, and on which of the last days they were finished.

Counted as in `minutes`: of clips that were approved in a period, their whole time, as medians of clips.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, timedelta
from typing import Any

import numpy as np
from django.db.models import Count, F
from django.db.models.functions import TruncDate

from annotator.accounts.models import User
from annotator.accounts.queries import person
from annotator.insights.dashboard import Period, period_of
from annotator.insights.filters import query_of
from annotator.insights.minutes import approvals, approved_by, quartiles, times_of
from annotator.review.spent import CAPTION, FRAME
from annotator.videos.models import Project
from annotator.videos.queries import OVERSEERS, membership
from annotator.work.models import WorkItem

PIECES = {WorkItem.Step.CAPTION.value: CAPTION, WorkItem.Step.MASKS.value: FRAME}
LAST_DAYS = 14  # of the period, whose finished clips are told day by day


def pace_for(actor: User, slug: str, *, since: date | None, until: date | None) -> dict[str, Any]:
    """Each person's pace in a period, in JSON; the number of queries does not depend on the project's size.

    Raises:
        NotFound: The actor is no member.
        NotAllowed: The actor neither leads nor inspects nor administers it.
        PeriodRefused
    """
    project = membership(actor, slug, roles=OVERSEERS).project
    period = period_of(since, until)
    last = Period(max(period.since, period.until - timedelta(days=LAST_DAYS - 1)), period.until)
    told = {step: (medians(project, period, step), finished(project, last, step)) for step in PIECES}
    users = User.objects.in_bulk({author for each in told.values() for table in each for author in table})
    rows = [
        {
            "person": person(users[author]),
            "step": step,
            "piece": PIECES[step],
            **timed.get(author, {"count": 0, "pieces": 0, "median": None}),
            "rows": query_of(
                did="approved", step=step, author=users[author].username, since=period.since, until=period.until,
                timed=PIECES[step],
            ),
            "days": days.get(author, [0] * length_of(last)),
        }
        for step, (timed, days) in told.items()
        for author in timed.keys() | days.keys()
    ]  # fmt: skip
    rows.sort(key=lambda row: (row["step"], row["person"]["name"].casefold(), row["person"]["id"]))
    return {"since": period.since, "until": period.until, "days_since": last.since, "people": rows}


def medians(project: Project, period: Period, step: str) -> dict[int, dict[str, Any]]:
    """Of each author with counted time: how many clips, how many captions or frames, and the median minutes of one."""
    authors, approved = approved_by(F("author"), project, period, step)
    places, seconds, pieces = times_of(PIECES[step], approved)
    counts = np.bincount(places, minlength=len(authors))
    sums = np.bincount(places, pieces, minlength=len(authors))
    middle = quartiles(seconds / pieces / 60, places, counts)[1]
    return {
        author: {"count": count, "pieces": int(whole), "median": round(median, 2)}
        for author, count, whole, median in zip(authors, counts.tolist(), sums.tolist(), middle.tolist(), strict=True)
        if count
    }


def finished(project: Project, period: Period, step: str) -> dict[int, list[int]]:
    """Of each author how many clips were approved on each day of a period."""
    found: dict[int, list[int]] = defaultdict(lambda: [0] * length_of(period))
    by = approvals(project, period, step).values(by=F("author"), day=TruncDate("decided_at", tzinfo=UTC))
    for author, day, clips in by.annotate(clips=Count("video", distinct=True)).values_list("by", "day", "clips"):
        found[author][(day - period.since).days] = clips
    return dict(found)


def length_of(period: Period) -> int:
    """Days of a period, both ends included."""
    return (period.until - period.since).days + 1
