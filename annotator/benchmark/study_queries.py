"""Reading metric studies: what waits for a rater, told blind; and for the lead how far it is and what came of it."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from annotator.accounts.models import Role, User
from annotator.benchmark.refusals import StudyNotClosed
from annotator.benchmark.study_models import Pair, Rating, Sample, Study
from annotator.scoring.metric_study.study import study as compute
from annotator.scoring.sampling import draw
from annotator.videos.queries import NotFound, membership, membership_in

RATERS_OF_A_SAMPLE = 2


def studies_for(actor: User, slug: str) -> dict[str, Any]:
    """A project's studies in JSON: all for its lead, for others those that they take part in.

    Raises:
        NotFound: The actor is no member.
    """
    place = membership(actor, slug)
    rows = Study.objects.filter(project=place.project).order_by("-pk")
    if place.role != Role.LEAD:
        rows = rows.filter(Q(samples__ratings__rater=actor) | Q(pairs__writer=actor)).distinct()
    return {"studies": [describe_study(study, actor) for study in rows]}


def study_for(actor: User, study_id: int, *, lead: bool = False, lock: bool = False) -> Study:
    """A study that the actor takes part in, or leads.

    Args:
        lead: Whether only the lead may do what is about to be done.

    Raises:
        NotFound: There is none for them.
        NotAllowed: They are no lead, and it takes one.
    """
    rows = Study.objects.filter(pk=study_id, project__in=actor.memberships.values("project"))
    study = (rows.select_for_update() if lock else rows).first()
    if study is None:
        raise NotFound(f"There is no study {study_id} that you may see.")
    place = membership_in(actor, study.project_id, roles=(Role.LEAD,) if lead else tuple(Role))
    if place.role != Role.LEAD and not takes_part(study, actor):
        raise NotFound(f"There is no study {study_id} that you may see.")
    return study


def takes_part(study: Study, person: User) -> bool:
    """Whether somebody rates or writes in a study."""
    return ratings_of(study, person).exists() or study.pairs.filter(writer=person).exists()


def ratings_of(study: Study, person: User) -> QuerySet[Rating]:
    """What a person rates in a study."""
    return Rating.objects.filter(sample__study=study, rater=person)


def next_rating(study: Study, person: User) -> Rating | None:
    """The next sample that waits for a person, in an order of their own that says nothing of who wrote it."""
    waiting = ratings_of(study, person).filter(half_points__isnull=True).select_related("sample")
    return min(waiting, key=lambda one: draw(study.seed, f"rate {person.pk}", one.sample.place), default=None)


def describe_work(study: Study, person: User) -> dict[str, Any]:
    """What waits for a person in a study, in JSON: never whose caption it is, nor what the other rater said."""
    rating = next_rating(study, person) if study.state == Study.State.OPEN else None
    pairs = study.pairs.filter(writer=person).order_by("place")
    return {
        **describe_study(study, person),
        "sample": rating
        and {"id": rating.pk, "truth": rating.sample.truths[0], "prediction": rating.sample.prediction},
        "pairs": [
            {"id": pair.pk, "truth": pair.truths[0], "positive": pair.positive, "negative": pair.negative}
            for pair in pairs
        ],
    }


def describe_study(study: Study, person: User) -> dict[str, Any]:
    """A study in JSON, with how far it is and how far the person's own part is."""
    all_ratings = Rating.objects.filter(sample__study=study)
    done, written = Q(half_points__isnull=False), ~Q(positive="")
    own = ratings_of(study, person).aggregate(total=Count("pk"), done=Count("pk", filter=done))
    pairs = study.pairs.filter(writer=person).aggregate(total=Count("pk"), done=Count("pk", filter=written))
    return {
        "id": study.pk,
        "name": study.name,
        "state": study.state,
        "created": study.created_at,
        "samples": study.samples.count(),
        "ratings": all_ratings.aggregate(total=Count("pk"), done=Count("pk", filter=done)),
        "pairs_written": study.pairs.aggregate(total=Count("pk"), done=Count("pk", filter=written)),
        "own_ratings": own,
        "own_pairs": pairs,
    }


def complete_samples(study: Study) -> list[tuple[Sample, list[float]]]:
    """The samples that both raters have scored, in their order, with their scores from 0 to 10."""
    rows = study.samples.prefetch_related("ratings").order_by("place")
    told = [(row, [one.half_points for one in sorted(row.ratings.all(), key=lambda one: one.pk)]) for row in rows]
    return [(row, [points / 2 for points in both if points is not None]) for row, both in told if None not in both]


def complete_pairs(study: Study) -> list[Pair]:
    """The pairs that are written, in their order."""
    return [pair for pair in study.pairs.order_by("place") if pair.positive and pair.negative]


def describe_results(study: Study) -> dict[str, Any]:
    """What a lead sees in JSON: the raters' agreement as it stands, and the measures' rows once they were brought."""
    ratings = [both for _, both in complete_samples(study)]
    found = study.results or compute(ratings, {}, resamples=0)
    return {
        "samples": len(ratings),
        "left_out": study.samples.count() - len(ratings),
        "raters": found["raters"],
        "methods": [{"name": name, **row} for name, row in found["methods"].items()],
    }


def file_of(study: Study) -> dict[str, Any]:
    """A closed study as `annotator.scoring.metric_study` reads it, with the texts that measures have to score.

    Raises:
        StudyNotClosed: Ratings may still come.
    """
    require_closed(study)
    samples, pairs = complete_samples(study), complete_pairs(study)
    return {
        "human": [both for _, both in samples],
        "methods": study.methods,
        "samples": [
            {"number": row.number, "set": row.source, "ground_truths": row.truths, "prediction": row.prediction}
            for row, _ in samples
        ],
        "pairs": [
            {"number": one.number, "ground_truths": one.truths, "positive": one.positive, "negative": one.negative}
            for one in pairs
        ],
    }


def require_closed(study: Study) -> None:
    """Let only a study pass of which all ratings stand.

    Raises:
        StudyNotClosed: It is open.
    """
    if study.state != Study.State.CLOSED:
        raise StudyNotClosed(f"{study.name} is open, and ratings may still come; close it first.")
