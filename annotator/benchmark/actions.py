"""The only writes to the board, but for what scoring writes: see `scores.py`."""

import math
import shutil
from collections.abc import Collection
from functools import partial
from statistics import fmean
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from annotator.accounts.models import Role, User
from annotator.benchmark import queries
from annotator.benchmark.models import PredictionSet, VideoScore
from annotator.benchmark.refusals import PredictionsRefused, ReportRefused, SyntheticJudge, TrainedOnIt
from annotator.checkpoints.models import Checkpoint
from annotator.events.actions import announce
from annotator.jobs import actions as jobs
from annotator.releases.models import Release
from annotator.releases.queries import release_for
from annotator.scoring.caption_accuracy.folder import is_synthetic
from annotator.videos import actions as videos
from annotator.videos.models import Project, Upload
from annotator.videos.queries import membership, upload_for

NAMED = 10
JUDGED = ("CA", "withheld", "reading", "interval", "videos", "videos_without_score", "verdicts", "unreadable", "judge")


@transaction.atomic
def enter_predictions(
    actor: User, *, slug: str, upload: UUID, release: int, split: str, name: str, notes: str = "", licence: str = "",
    checkpoint: str = "", trained_on: Collection[int] = (), trained_on_release: int | None = None,
    trained_on_split: str = "train",
) -> PredictionSet:  # fmt: skip
    """Put an uploaded file of predictions forward to be scored.

    Args:
        upload: The key of a file that has arrived, sent for this purpose.
        release: The row number of a published release.
        trained_on: Numbers of the videos that the checkpoint learned from.
        trained_on_release: The row number of a release that it learned from, by its `trained_on_split`.

    Raises:
        NotFound, NotAllowed: The actor does not send predictions here, or does not reach the upload or a release.
        PredictionsRefused: The text says what does not fit.
        TrainedOnIt: The checkpoint learned from videos of the split.
    """
    project = membership(actor, slug, roles=queries.SENDERS).project
    chosen = release_of(actor, project, release)
    file = upload_for(actor, upload, lock=True)
    if file.project_id != project.pk or file.purpose != Upload.Purpose.PREDICTIONS:
        raise PredictionsRefused(f"{file.name} was not sent as predictions for this project; send it again.")
    if file.state != Upload.State.RECEIVED:
        raise PredictionsRefused(f"{file.name} is {file.state}: send all of it, and use it once.", state=file.state)
    if chosen.prediction_sets.filter(split=split, name=name).exists():
        raise PredictionsRefused(f"There is a {name!r} for {split} of {chosen.version} already; choose another name.")
    numbers = queries.numbers_of(chosen, split)
    if not numbers:
        raise PredictionsRefused(f"The split {split} of {chosen.version} holds no video.")
    seen = set(trained_on)
    if trained_on_release is not None:
        seen |= queries.numbers_of(release_of(actor, project, trained_on_release), trained_on_split)
    refuse_trained_on(numbers, seen | told_before(project, checkpoint), checkpoint=checkpoint)
    board = PredictionSet.objects.create(
        project=project, release=chosen, split=split, name=name, notes=notes, licence=licence, checkpoint=checkpoint,
        trained_on=sorted(seen), upload=file, by=actor,
    )  # fmt: skip
    file.state = Upload.State.CHECKING
    videos.keep(file)
    jobs.enqueue(queries.KIND, board.pk, queue="machine", total=len(numbers))
    tell(board, actor)
    return board


def release_of(actor: User, project: Project, release_id: int) -> Release:
    """A published release of the project.

    Raises:
        NotFound, NotAllowed: The actor does not read it.
        PredictionsRefused: It is another project's, or not published yet.
    """
    found = release_for(actor, release_id)
    if found.project_id != project.pk:
        raise PredictionsRefused(f"{found.version} is a release of another project.")
    if found.state != Release.State.PUBLISHED:
        raise PredictionsRefused(f"{found.version} is {found.state}; score predictions once it is published.")
    return found


def told_before(project: Project, checkpoint: str) -> set[int]:
    """What a checkpoint learned from by its registration here, and by what was told with earlier sets of it."""
    if not checkpoint:
        return set()
    earlier = PredictionSet.objects.filter(project=project, checkpoint=checkpoint)
    registered = Checkpoint.objects.filter(Q(name=checkpoint) | Q(sha256=checkpoint), project=project)
    told = (rows.values_list("trained_on", flat=True) for rows in (earlier, registered))
    return {number for rows in told for numbers in rows for number in numbers}


def refuse_trained_on(numbers: set[int], seen: set[int], *, checkpoint: str) -> None:
    """Let only a checkpoint pass that learned from none of the videos.

    Raises:
        TrainedOnIt: It learned from some; the first ten are named.
    """
    if both := sorted(numbers & seen):
        some = ", ".join(f"{number:06d}" for number in both[:NAMED])
        more = f" and {len(both) - NAMED} more" if len(both) > NAMED else ""
        raise TrainedOnIt(
            f"{checkpoint or 'The model'} learned from {len(both)} of the {len(numbers)} videos of this split "
            f"({some}{more}); its numbers there would mean nothing. Score it on a split that it has not seen.",
            videos=both[:NAMED], total=len(both),
        )  # fmt: skip


@transaction.atomic
def delete_predictions(actor: User, *, set_id: int) -> None:
    """Take a set off the board, its files with it.

    Raises:
        NotFound: There is none that the actor may see.
        NotAllowed: The actor is no lead.
    """
    board = queries.set_for(actor, set_id, roles=(Role.LEAD,), lock=True)
    folder = queries.folder_of(board)
    jobs.cancel(queries.KIND, board.pk)
    if board.upload is not None and board.upload.state == Upload.State.CHECKING:
        videos.refuse_upload(board.upload, PredictionsRefused(f"{board.name} was taken off the board."))
    announce(board.project_id, "predictions", "changed", {"set": board.pk, "state": "deleted"}, actor=actor.pk)
    board.delete()
    transaction.on_commit(partial(shutil.rmtree, folder, ignore_errors=True))


@transaction.atomic
def attach_captions(actor: User, *, set_id: int, report: dict[str, Any]) -> PredictionSet:
    """Put a judge's report beside the masks' numbers: what `annotator.scoring.caption_accuracy` wrote for this split.

    Raises:
        NotFound, NotAllowed: The actor does not send predictions here.
        NotScored: The set is not scored yet.
        SyntheticJudge: A stand-in answered.
        ReportRefused: It is no such report, or one of other videos.
    """
    board = queries.set_for(actor, set_id, roles=queries.SENDERS, lock=True)
    queries.require_scored(board)
    means = means_of(report, expected=set(board.videos.values_list("number", flat=True)))
    board.captions = {name: report.get(name) for name in JUDGED}
    board.save(update_fields=["captions"])
    rows = list(board.videos.all())
    for row in rows:
        row.caption_accuracy = means[row.number]
    VideoScore.objects.bulk_update(rows, ["caption_accuracy"], batch_size=500)
    tell(board, actor)
    return board


def means_of(report: dict[str, Any], *, expected: set[int]) -> dict[int, float | None]:
    """The judge's mean of each video, 0 to 5, None where it has none.

    Raises:
        SyntheticJudge, ReportRefused: As in `attach_captions`.
    """
    judge = report.get("judge")
    if report.get("measure") != "CA" or not isinstance(judge, dict):
        raise ReportRefused("This is no report of annotator.scoring.caption_accuracy; send the file that it wrote.")
    said = [judge.get("model"), *_listed(judge.get("answered_by")), *_listed(judge.get("fingerprints"))]
    if report.get("synthetic") is not False or any(is_synthetic(str(word)) for word in said):
        raise SyntheticJudge("A stand-in answered in the judge's place; ask a real judge, and send its report.")
    try:
        means = {int(row["video_id"]): row["CA"] for row in report["per_video"]}
    except (KeyError, TypeError, ValueError):
        raise ReportRefused("The report has no row for each video (per_video with video_id and CA).") from None
    if set(means) != expected:
        odd = sorted(set(means) ^ expected)
        raise ReportRefused(f"The report is not of this split: {len(odd)} videos differ, first {odd[0]:06d}.")
    given = [value for value in means.values() if value is not None]
    if any(type(value) not in (int, float) or not 0 <= value <= 5 for value in given):
        raise ReportRefused("A video's CA in the report is no number from 0 to 5.")
    headline = report.get("CA")
    if headline is not None and (
        type(headline) not in (int, float) or not given or not math.isclose(headline, fmean(given), abs_tol=1e-6)
    ):
        raise ReportRefused(
            f"The report's CA {headline!r:.20} is not the mean of its videos; send it as it was written."
        )
    return means


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def tell(board: PredictionSet, actor: User | None = None) -> None:
    """Announce what a set is now."""
    payload = {"set": board.pk, "state": str(board.state)}
    announce(board.project_id, "predictions", "changed", payload, actor=actor.pk if actor else None)
