"""A person's own day: what they did, how long it took beside the project's median and the paper's, and no ranking."""

import statistics
from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, DateTimeField, F, Value
from django.db.models.functions import Ceil, Greatest

from annotator.accounts.models import User
from annotator.annotations.models import KeyframeRevision
from annotator.review.models import Submission
from annotator.videos.queries import membership
from annotator.work import minutes_queries as minutes
from annotator.work.models import WorkItem

WEEKS = timedelta(days=28)
WEEK = 5
DAY = 86_400.0  # seconds
MOST_FRAMES = 1_000_000  # of a clip, to name one of its frames by one number
JUDGED = 100
PAPER = {"caption": 9, "frame": 7}  # minutes a video and a frame. Source: ViCaS paper, the sections on its two steps


def day_for(actor: User, slug: str, *, since: datetime) -> dict[str, Any]:
    """What the actor did in a project since a time, usually their midnight.

    Raises:
        NotFound: The actor is no member.
    """
    project = membership(actor, slug).project_id
    start = since - WEEKS
    own, everybody = minutes.newest(project, since=start, person=actor), minutes.newest(project, since=start)
    days = frames_a_day(actor, project, since)
    full = sorted(count for ago, count in days.items() if ago > 0)
    return {
        "since": since,
        "idle_after": settings.IDLE_SECONDS,
        "seconds": round(minutes.seconds_since(project, actor, since)),
        "frames": days[0],
        "frames_low": quartile(full, 0),
        "frames_high": quartile(full, 2),
        "week": [{"days_ago": ago, "frames": days[ago]} for ago in reversed(range(WEEK))],
        "captions": captions_since(actor, project, since),
        "minutes_a_frame": beside(
            minutes.seconds_a_frame(own).values(), minutes.seconds_a_frame(everybody).values(), PAPER["frame"]
        ),
        "minutes_a_caption": beside(
            minutes.seconds_a_caption(own).values(), minutes.seconds_a_caption(everybody).values(), PAPER["caption"]
        ),
        "approved_first_time": first_time(actor, project),
    }


def beside(own: Collection[float], project: Collection[float], paper: int) -> dict[str, Any]:
    """Medians in minutes, from seconds; None before anything was counted."""
    return {"own": median_minutes(own), "project": median_minutes(project), "paper": paper}


def median_minutes(seconds: Collection[float]) -> float | None:
    """The median of seconds, in minutes with one decimal."""
    return round(statistics.median(seconds) / 60, 1) if seconds else None


def quartile(counts: list[int], which: int) -> int | None:
    """A quartile of whole numbers: 0 the first, 2 the third; None for fewer than four.

    Source: `statistics.quantiles(method="inclusive")`.
    """
    return round(statistics.quantiles(counts, n=4, method="inclusive")[which]) if len(counts) >= 4 else None


def frames_a_day(actor: User, project: int, since: datetime) -> Counter[int]:
    """On how many different frames of clips the actor drew, by days ago; 0 is since `since`."""
    ago = Greatest(Ceil(minutes.Seconds(Value(since, DateTimeField()) - F("saved_at")) / DAY), 0.0)
    drawn = KeyframeRevision.objects.filter(by=actor, saved_at__gte=since - WEEKS, corrected_round__isnull=True)
    frames = Count(F("video") * MOST_FRAMES + F("frame"), distinct=True)
    counts = drawn.filter(video__project=project).values_list(ago).annotate(frames=frames).order_by()
    return Counter({int(days): count for days, count in counts})


def captions_since(actor: User, project: int, since: datetime) -> dict[str, int]:
    """The captions that the actor handed in since a time, and what became of them."""
    handed_in = Submission.objects.filter(
        author=actor, project=project, step=WorkItem.Step.CAPTION, submitted_at__gte=since
    )
    states = dict(handed_in.values_list("state").annotate(Count("pk")))
    return {
        "handed_in": sum(states.values()),
        "approved": states.get("approved", 0),
        "returned": states.get("returned", 0),
        "waiting": states.get("open", 0),
    }


def first_time(actor: User, project: int) -> dict[str, int]:
    """Of the last hundred tasks that were judged: how many were approved in their first round."""
    judged = Submission.objects.filter(author=actor, project=project, round=1, state__in=("approved", "returned"))
    states = list(judged.order_by(F("decided_at").desc()).values_list("state", flat=True)[:JUDGED])
    return {"approved": states.count("approved"), "judged": len(states)}
