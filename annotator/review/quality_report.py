"""What a project knows about its quality: each person's scores in short, and the pairs that agree least."""

import statistics
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from annotator.accounts.models import User
from annotator.accounts.queries import person
from annotator.review import agreement, quality_queries
from annotator.review.models import Submission
from annotator.review.quality_models import Gold, Score, Twin
from annotator.scoring.drift import Drift, Summary, drift, summarise
from annotator.scoring.overlap import LOW
from annotator.videos.models import Project
from annotator.videos.queries import OVERSEERS, membership

MOST = 2000  # the newest scored twins that count
PAIRS = 200

Scores = dict[str, float]  # by what; of masks the mean over the objects


class Done(NamedTuple):
    """A second annotation and whose work it is held against: thousands are counted, so they are no rows."""

    pk: int
    kind: str
    step: str
    person: int
    colleague: int


def quality_for(actor: User, slug: str) -> dict[str, Any]:
    """People by step with their scores, the pairs of annotations that agree least, and the gold clips, in JSON.

    Raises:
        NotFound: No such project for the actor.
        NotAllowed: The actor neither leads, inspects nor administers.
    """
    project = membership(actor, slug, roles=OVERSEERS).project
    newest = Twin.objects.filter(video__project=project).order_by("-id")[:MOST]
    twins = done(newest)
    tracks: dict[int, list[dict[str, Any]]] = defaultdict(list)
    scores = scores_of(newest, tracks)
    golds = Gold.objects.filter(video__project=project, retired_at__isnull=True).select_related("video", "by")
    return {
        "low": LOW,
        "judge": agreement.JUDGE is not None,
        "people": people_of(project, twins, scores),
        "pairs": pairs_of(twins, scores, tracks),
        "gold": [quality_queries.describe_gold(gold) for gold in golds.order_by("video__number")],
    }


def done(newest: QuerySet[Twin]) -> list[Done]:
    """Second annotations, the newest first."""
    whose = Submission.objects.filter(pk=OuterRef("after")).values("author")  # a join would read all rounds
    rows = newest.annotate(colleague=Subquery(whose))
    return [Done(*row) for row in rows.values_list("pk", "kind", "step", "person", "colleague")]


def scores_of(twins: QuerySet[Twin], tracks: dict[int, list[dict[str, Any]]]) -> dict[int, Scores]:
    """Each twin's scores by what they are of; the objects' own are put into `tracks`."""
    scores: dict[int, Scores] = defaultdict(dict)
    of_track = Score.What.TRACK.value
    found = Score.objects.filter(twin__in=twins.values("pk")).order_by("number")
    for twin, what, number, value, frames in found.values_list("twin", "what", "number", "value", "frames"):
        if what == of_track:
            tracks[twin].append({"number": number, "value": value, "frames": frames})
        else:
            scores[twin][what] = value
    for twin, rows in tracks.items():  # each of a clip's objects counts as much as the others
        scores[twin][of_track] = statistics.fmean([row["value"] for row in rows])
    return scores


def people_of(project: Project, twins: Sequence[Done], scores: dict[int, Scores]) -> list[dict[str, Any]]:
    """Every person and step of which something was handed in, by name, in JSON."""
    series: dict[tuple[int, str], dict[tuple[str, str], list[float]]] = defaultdict(lambda: defaultdict(list))
    everybody: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for twin in reversed(twins):  # the oldest first
        both = [twin.person] if twin.kind == Twin.Kind.GOLD else [twin.person, twin.colleague]
        for what, value in scores.get(twin.pk, {}).items():
            everybody[twin.step, twin.kind, what].append(value)
            for somebody in both:
                series[somebody, twin.step][twin.kind, what].append(value)
    usual = {key: describe_summary(summarise(values)) for key, values in everybody.items()}
    counts = handed_in(project)
    authors = {row.pk: row for row in User.objects.filter(pk__in={author for author, _ in counts})}
    rows = [
        {
            "person": person(authors[author]),
            "step": step,
            **counted,
            "measures": [
                describe_measure(kind, what, values, usual[step, kind, what])
                for (kind, what), values in sorted(series[author, step].items())
            ],
        }
        for (author, step), counted in counts.items()
    ]
    return sorted(rows, key=lambda row: (row["person"]["name"], row["step"]))


def handed_in(project: Project) -> dict[tuple[int, str], dict[str, int]]:
    """How many rounds each person handed in for each step, and how many were to be looked at, and came back.

    Only columns of `rounds_by_verdict` are named: of a large project the index is a seventh of the rows.
    """
    rows = (
        Submission.objects.filter(project=project)
        .order_by()
        .values("author", "step")
        .annotate(
            submitted=Count("video"),
            inspected=Count("video", filter=Q(sampled=True)),
            returned=Count("video", filter=Q(state=Submission.State.RETURNED)),
        )
    )
    return {
        (row["author"], row["step"]): {
            "submitted": row["submitted"],
            "inspected": row["inspected"],
            "returned": row["returned"],
        }
        for row in rows
    }


def describe_measure(kind: str, what: str, values: Sequence[float], everybody: dict[str, Any] | None) -> dict[str, Any]:
    """One measure of one person beside everybody's summary, in JSON."""
    return {
        "kind": kind,
        "what": what,
        "summary": describe_summary(summarise(values)),
        "everybody": everybody,
        "drift": describe_drift(drift(values)),
    }


def describe_summary(found: Summary | None) -> dict[str, Any] | None:
    """A summary in JSON."""
    if found is None:
        return None
    return {"count": found.count, "median": found.median, "low": found.low, "high": found.high}


def describe_drift(found: Drift | None) -> dict[str, Any] | None:
    """A drift in JSON; None while there is too little to say."""
    if found is None:
        return None
    return {
        "recent": found.recent,
        "earlier": found.earlier,
        "difference": found.difference,
        "low": found.low,
        "high": found.high,
        "certain": found.certain,
    }


def pairs_of(
    twins: Sequence[Done], scores: dict[int, Scores], tracks: dict[int, list[dict[str, Any]]]
) -> list[dict[str, Any]]:
    """Second annotations, those that agree least first and those without scores last, in JSON."""

    def least(twin: Done) -> float:
        return min((*scores.get(twin.pk, {}).values(), *(row["value"] for row in tracks.get(twin.pk, []))), default=2)

    shown = sorted(twins, key=least)[:PAIRS]
    rows = quality_queries.describe_twins([twin.pk for twin in shown])
    return [
        rows[twin.pk]
        | {
            "scores": [{"what": what, "value": value} for what, value in sorted(scores.get(twin.pk, {}).items())],
            "tracks": tracks.get(twin.pk, []),
        }
        for twin in shown
    ]
