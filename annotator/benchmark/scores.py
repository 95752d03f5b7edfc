"""From a file to numbers: taken apart, looked through, scored by both protocols, and written down at once.

Whoever dies half way leaves a folder that is begun anew, or one that is whole and is not taken apart again; rows come
in one transaction, with the claim held.
"""

import shutil
from collections.abc import Callable
from statistics import fmean
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from annotator.benchmark.actions import tell
from annotator.benchmark.models import PredictionSet, PromptScore, VideoScore
from annotator.benchmark.queries import folder_of, numbers_of
from annotator.benchmark.refusals import ScoringFailed
from annotator.errors import AnnotatorError
from annotator.formats.predictions import Faults, PredictionsInvalid, unpack
from annotator.formats.splits import split_file
from annotator.jobs import actions as jobs
from annotator.jobs.actions import Lease
from annotator.releases.queries import folder_with
from annotator.scoring.lgvis.official import PublishedScorerStops
from annotator.scoring.lgvis.reading import PredictionRefused, TruthRefused
from annotator.scoring.lgvis.split import Files, SplitRefused, faults_of, find_files, score_corrected, score_official
from annotator.videos import actions as videos
from annotator.videos.models import Upload
from annotator.videos.queries import file_of
from annotator.videos.upload_actions import check_free_space
from annotator.work.admission import paced

OFTEN = 25  # videos between two looks at the free space
FOUND = {"found@50": "found_50", "found@75": "found_75", "found@90": "found_90"}
LEFT_OUT = ("ignored_tracks", "ignored_predictions", "dropped_predictions")
Step = Callable[[int], None]


def score(lease: Lease) -> None:
    """Score a set, or refuse it with what is wrong; doing it again after a death half way does no harm.

    Raises:
        LeaseLost: Another worker has the job, or the set was taken off the board.
        DiskFull: There is no room to take the file apart.
    """
    board = PredictionSet.objects.select_related("project", "release", "upload").get(pk=lease.subject)
    if board.state in (PredictionSet.State.QUEUED, PredictionSet.State.SCORING):
        with transaction.atomic():
            jobs.hold(lease)
            board.state = PredictionSet.State.SCORING
            board.save(update_fields=["state"])
            tell(board)
        try:
            reports = reports_of(board, stages(lease, board.release.split_sizes.get(board.split, 0)))
            write_scores(lease, board, reports)
        except (PredictionsInvalid, PredictionRefused, SplitRefused, TruthRefused) as refusal:
            refuse(lease, board, refusal)
    drop_file(board)


def stages(lease: Lease, videos_of_split: int) -> Callable[[int], Step]:
    """How far the work is, over its four turns through the videos: taken apart, looked through, scored twice."""
    report = paced(lambda done, total: jobs.extend(lease, done=done, total=total))
    return lambda turn: lambda done: report(turn * videos_of_split + done, 4 * videos_of_split)


def reports_of(board: PredictionSet, stage: Callable[[int], Step]) -> dict[str, dict[str, Any]]:
    """Both protocols' reports of a set, by their names.

    Raises:
        PredictionsInvalid, PredictionRefused, SplitRefused, TruthRefused: What cannot be scored.
        DiskFull: There is no room to take the file apart.
    """
    take_apart(board, stage(0))
    root, version = folder_with(board.release, "annotations", "splits"), board.release.version
    files = find_files(root / "annotations" / version, folder_of(board), root / split_file(version, board.split))
    look_through(board, files, stage(1))
    return {
        "official": official_or_why(files, stage(2)),
        "corrected": score_corrected(files, progress=stage(3)),
    }


def take_apart(board: PredictionSet, step: Step) -> None:
    """Bring the uploaded file into the set's folder, which is there whole or not at all.

    Raises:
        PredictionsInvalid: What is wrong with the file.
        DiskFull: It would not leave enough free space.
    """
    place = folder_of(board)
    if place.exists() or board.upload is None:
        return
    half = place.with_name(f"{place.name}.part")
    shutil.rmtree(half, ignore_errors=True)  # of a worker that died
    half.mkdir(parents=True)

    def written(done: int, size: int) -> None:
        if done % OFTEN == 0:
            check_free_space(0)
        step(done)

    numbers = numbers_of(board.release, board.split)
    try:
        unpack(file_of(board.upload), board.upload.name, half, videos=numbers, step=written)
        half.replace(place)
    finally:
        shutil.rmtree(half, ignore_errors=True)


def look_through(board: PredictionSet, files: Files, step: Step) -> None:
    """Let only predictions pass that can be scored.

    Raises:
        PredictionsInvalid: All that is wrong is counted, the first is named.
    """
    faults = Faults()
    for fault in faults_of(files, progress=step):
        faults.add(str(fault).replace(f"{folder_of(board)}/", ""))
    faults.refuse_any()


def official_or_why(files: Files, step: Step) -> dict[str, Any]:
    """The published scorer's numbers, or what ends it: that does not keep the other protocol from its own."""
    try:
        return score_official(files, progress=step)
    except (PublishedScorerStops, PredictionRefused, TruthRefused) as error:
        return {"protocol": "official", "stops": error.text}


@transaction.atomic
def write_scores(lease: Lease, board: PredictionSet, reports: dict[str, dict[str, Any]]) -> None:
    """Write down what came of a set.

    Raises:
        LeaseLost: Another worker has the job.
    """
    jobs.hold(lease)
    rows = reports["corrected"].pop("per_prompt")
    by_video: dict[int, list[float | None]] = {number: [] for number in sorted(numbers_of(board.release, board.split))}
    for row in rows:
        by_video[row["video_id"]].append(row["AP"])
    board.videos.all().delete()
    board.prompts.all().delete()
    VideoScore.objects.bulk_create(
        [
            VideoScore(predictions=board, number=number, prompts=len(aps), ap=mean(aps))
            for number, aps in by_video.items()
        ],
        batch_size=500,
    )
    PromptScore.objects.bulk_create([prompt_score(board, row) for row in rows], batch_size=500)
    board.state, board.scores = PredictionSet.State.SCORED, reports
    board.scored_at = Now()
    board.save(update_fields=["state", "scores", "scored_at"])
    settle(board, Upload.State.ACCEPTED)
    tell(board)


def mean(values: list[float | None]) -> float | None:
    """The mean of the numbers among values; None without one."""
    given = [value for value in values if value is not None]
    return fmean(given) if given else None


def prompt_score(board: PredictionSet, row: dict[str, Any]) -> PromptScore:
    """A prompt's row of the corrected report."""
    return PromptScore(
        predictions=board, number=row["video_id"], place=row["prompt"], text=row["text"], ap=row["AP"],
        tracks=row["tracks"], predicted=row["predictions"],
        found={ours: row[theirs] for theirs, ours in FOUND.items()},
        left_out={name: row[name] for name in LEFT_OUT},
    )  # fmt: skip


@transaction.atomic
def refuse(lease: Lease, board: PredictionSet, refusal: AnnotatorError) -> None:
    """Write down why a set cannot be scored, and keep nothing else of it.

    Raises:
        LeaseLost: Another worker has the job.
    """
    jobs.hold(lease)
    write_refusal(board, refusal)


def write_refusal(board: PredictionSet, refusal: AnnotatorError) -> None:
    """The set's row says why, and its files go."""
    board.state, board.code, board.text = PredictionSet.State.REFUSED, refusal.code[:40], refusal.text
    board.faults = refusal.fields.get("faults", [refusal.text])
    board.faults_total = refusal.fields.get("total", 1)  # type: ignore[assignment]  # as our refusals carry it
    board.save(update_fields=["state", "code", "text", "faults", "faults_total"])
    settle(board, Upload.State.REFUSED)
    shutil.rmtree(folder_of(board), ignore_errors=True)
    tell(board)


def settle(board: PredictionSet, state: Upload.State) -> None:
    """What was uploaded is used up: its row says how."""
    if (file := board.upload) is not None:
        file.state, file.code, file.text = state, board.code, board.text
        videos.keep(file)


def drop_file(board: PredictionSet) -> None:
    """The uploaded file goes, once rows say what became of it."""
    if board.upload is not None:
        file_of(board.upload).unlink(missing_ok=True)


@transaction.atomic
def give_up(set_id: int) -> None:
    """Refuse a set whose job has failed for good, so that nobody waits for it any longer."""
    board = PredictionSet.objects.select_related("project", "upload").select_for_update(of=("self",)).get(pk=set_id)
    if board.state in (PredictionSet.State.QUEUED, PredictionSet.State.SCORING):
        text = "Scoring broke down several times; tell who runs the server, then send the predictions again."
        write_refusal(board, ScoringFailed(text))
        drop_file(board)
