"""The writes of metric studies: who rates what is dealt at the start, and ratings stand once a study is closed."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from annotator.accounts.models import Role, User
from annotator.benchmark import study_queries
from annotator.benchmark.models import PredictionSet
from annotator.benchmark.queries import folder_of, numbers_of
from annotator.benchmark.refusals import StudyNotOpen, StudyNotPossible
from annotator.benchmark.study_models import Pair, Rating, Sample, Study
from annotator.events.actions import announce
from annotator.releases.queries import folder_with
from annotator.scoring.captioned_video import CaptionedVideo, read_captions
from annotator.scoring.lgvis.split import Files
from annotator.scoring.metric_study.reading import StudyRefused, study_of
from annotator.scoring.metric_study.study import study as compute
from annotator.scoring.sampling import draw
from annotator.videos.queries import NotFound, membership

MOST_SAMPLES = 2_000


@transaction.atomic
def start_study(
    actor: User,
    *,
    slug: str,
    name: str,
    sets: Sequence[int],
    raters: Sequence[int],
    samples: int,
    pairs: int,
    seed: int,
) -> Study:
    """Draw samples of scored sets and deal them out: each to two raters, as evenly as can be, and pairs to one each.

    Args:
        sets: Row numbers of scored sets of one split, whose captions are rated.
        raters: Row numbers of members, two at least.
        samples, pairs: How many of each; fewer where the sets hold fewer.

    Raises:
        NotFound, NotAllowed: The actor is no lead here.
        StudyNotPossible: The text says what does not fit.
        TruthRefused, PredictionRefused: A file without its captions.
    """
    project = membership(actor, slug, roles=(Role.LEAD,)).project
    people = list(User.objects.filter(memberships__project=project, pk__in=raters).order_by("pk"))
    if len(people) < study_queries.RATERS_OF_A_SAMPLE or len(people) != len(set(raters)):
        raise StudyNotPossible("Name at least two raters, all of them members of this project.")
    if Study.objects.filter(project=project, name=name).exists():
        raise StudyNotPossible(f"There is a study {name!r} already; choose another name.")
    boards = sets_of(project.pk, sets)
    drawn = sorted(
        ((board, number) for board in boards for number in numbers_of(board.release, board.split)),
        key=lambda one: draw(seed, "sample", one[0].pk, one[1]),
    )[:samples]
    study = Study.objects.create(project=project, name=name, seed=seed, by=actor)
    deal_samples(study, drawn, people)
    deal_pairs(study, boards[0], people, pairs)
    tell(study, actor)
    return study


def sets_of(project: int, sets: Sequence[int]) -> list[PredictionSet]:
    """Scored sets of one split of one release.

    Raises:
        StudyNotPossible: They are not, or there is none.
    """
    rows = PredictionSet.objects.filter(project=project, pk__in=sets, state=PredictionSet.State.SCORED)
    boards = list(rows.select_related("release__project", "project").order_by("pk"))
    if not boards or len(boards) != len(set(sets)) or len({(one.release_id, one.split) for one in boards}) > 1:
        raise StudyNotPossible("Name scored sets of predictions for one split of one release.")
    return boards


def deal_samples(study: Study, drawn: Sequence[tuple[PredictionSet, int]], people: Sequence[User]) -> None:
    """Write samples, each with two raters: in turn, and with a partner that changes from round to round."""
    rows = []
    for place, (board, number) in enumerate(drawn):
        told = captions_of(board, number)
        rows.append(
            Sample(study=study, place=place, number=number, predictions=board, source=board.name,
                   truths=list(told.truths), prediction=told.prediction)
        )  # fmt: skip
    ratings = []
    for sample in Sample.objects.bulk_create(rows, batch_size=500):
        turn, first = divmod(sample.place, len(people))
        second = (first + 1 + turn % (len(people) - 1)) % len(people)
        ratings += [Rating(sample=sample, rater=people[which]) for which in (first, second)]
    Rating.objects.bulk_create(ratings, batch_size=500)


def deal_pairs(study: Study, board: PredictionSet, people: Sequence[User], count: int) -> None:
    """Write videos for which somebody writes a right caption in other words and a wrong one, in turn."""
    numbers = sorted(numbers_of(board.release, board.split), key=lambda number: draw(study.seed, "pair", number))
    Pair.objects.bulk_create(
        Pair(study=study, place=place, number=number, writer=people[place % len(people)],
             truths=list(captions_of(board, number).truths))
        for place, number in enumerate(numbers[:count])
    )  # fmt: skip


def captions_of(board: PredictionSet, number: int) -> CaptionedVideo:
    """What was predicted for a video, and its ground truths."""
    version = board.release.version
    root = folder_with(board.release, f"annotations/{version}/{number:06d}.json")
    return read_captions(Files((number,), root / "annotations" / version, folder_of(board)), number)


@transaction.atomic
def rate(actor: User, *, study_id: int, rating_id: int, half_points: int) -> Study:
    """Score a sample that waits for the actor, or score it again while the study is open.

    Raises:
        NotFound: There is no such sample for them.
        StudyNotOpen: The study is closed.
    """
    study = study_queries.study_for(actor, study_id, lock=True)
    require_open(study)
    rated = study_queries.ratings_of(study, actor).filter(pk=rating_id)
    if not rated.update(half_points=half_points, at=Now()):
        raise NotFound(f"There is no sample {rating_id} that waits for you.")
    tell(study, actor)
    return study


@transaction.atomic
def write_pair(actor: User, *, study_id: int, pair_id: int, positive: str, negative: str) -> Study:
    """Write both captions of a pair that is the actor's.

    Raises:
        NotFound: There is no such pair of theirs.
        StudyNotOpen: The study is closed.
    """
    study = study_queries.study_for(actor, study_id, lock=True)
    require_open(study)
    pair = study.pairs.filter(pk=pair_id, writer=actor)
    if not pair.update(positive=positive, negative=negative, at=Now()):
        raise NotFound(f"There is no pair {pair_id} that waits for you.")
    tell(study, actor)
    return study


@transaction.atomic
def close_study(actor: User, *, study_id: int) -> Study:
    """Let the ratings stand as they are; samples that one rater has not scored are left out.

    Raises:
        NotFound, NotAllowed: The actor is no lead here.
        StudyNotOpen: It is closed already.
    """
    study = study_queries.study_for(actor, study_id, lead=True, lock=True)
    require_open(study)
    study.state = Study.State.CLOSED
    study.save(update_fields=["state"])
    tell(study, actor)
    return study


@transaction.atomic
def bring_methods(actor: User, *, study_id: int, methods: dict[str, Any]) -> Study:
    """Hold measures against the ratings: their scores of the study's samples and pairs, as its command reads them.

    Raises:
        NotFound, NotAllowed: The actor is no lead here.
        StudyNotClosed: Ratings may still come.
        StudyRefused: The text says what is wrong with the scores.
    """
    study = study_queries.study_for(actor, study_id, lead=True, lock=True)
    document = study_queries.file_of(study) | {"methods": methods}
    human, read = study_of(document, study.name)
    written = len(document["pairs"])
    for name, method in read.items():
        if len(method.hard_positive) not in (0, written):
            raise StudyRefused(f"{name} has scores of {len(method.hard_positive)} pairs, {written} were written.")
    study.methods, study.results = methods, compute(human, read)
    study.save(update_fields=["methods", "results"])
    tell(study, actor)
    return study


def require_open(study: Study) -> None:
    """Let only a study pass that takes ratings.

    Raises:
        StudyNotOpen: It is closed.
    """
    if study.state != Study.State.OPEN:
        raise StudyNotOpen(f"{study.name} is closed: its ratings stand.")


def tell(study: Study, actor: User) -> None:
    """Announce that a study moved on."""
    announce(study.project_id, "study", "changed", {"study": study.pk, "state": str(study.state)}, actor=actor.pk)
