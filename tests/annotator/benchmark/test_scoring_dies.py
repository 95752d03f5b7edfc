"""Scoring that dies half way is taken up by the next worker, and ends as if nothing had been."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

from annotator.benchmark.models import PredictionSet, VideoScore
from annotator.benchmark.queries import KIND, folder_of
from annotator.benchmark.scores import give_up, reports_of, score, take_apart
from annotator.formats.predictions import unpack
from annotator.jobs import actions as jobs
from annotator.jobs.actions import LeaseLost
from annotator.jobs.models import Job
from annotator.videos.models import Upload
from annotator.videos.queries import file_of
from tests.annotator.benchmark.scene import enter, predictions_of, work_off
from tests.annotator.videos.sender import kept

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]


class KilledError(BaseException):
    """What ends a worker where it stands."""


@pytest.fixture
def board(browser, release) -> PredictionSet:
    return PredictionSet.objects.get(pk=enter(browser, release, predictions_of(release)).json()["id"])


def claimed(board: PredictionSet) -> jobs.Lease:
    lease = jobs.claim(Job.objects.get(kind=KIND, subject=board.pk).pk, "first")
    assert lease is not None
    return lease


def silence() -> None:
    """Let the worker's lease run out, as after a kill -9."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE jobs_job SET lease_until = now() - interval '1 second' WHERE state = 'running'")


def die(done: int, size: int = 0) -> None:
    raise KilledError


def test_a_worker_that_dies_while_it_takes_a_file_apart_leaves_a_half_that_is_begun_anew(board):
    claimed(board)
    half = folder_of(board).with_name(f"{folder_of(board).name}.part")
    half.mkdir()
    with pytest.raises(KilledError):  # a kill does not clean up behind itself, so the half is left as it would be
        unpack(file_of(board.upload), "p.zip", half, videos={n.number for n in truth(board)}, step=die)
    silence()

    job = work_off(board.pk)

    board.refresh_from_db()
    assert (job.state, job.attempt, board.state) == ("done", 2, "scored")
    assert not half.exists()
    assert board.scores["corrected"]["mAP"] == 100
    assert kept() == []


def truth(board: PredictionSet):
    return [entry.video for entry in board.release.videos.filter(split="val").select_related("video")]


def test_a_worker_that_dies_while_it_scores_leaves_a_whole_folder_that_is_taken_up(board):
    claimed(board)
    take_apart(board, lambda done: None)
    before = folder_of(board).stat().st_ino
    with pytest.raises(KilledError):
        reports_of(board, lambda turn: die if turn == 3 else lambda done: None)
    silence()

    work_off(board.pk)

    board.refresh_from_db()
    assert board.state == "scored"
    assert folder_of(board).stat().st_ino == before
    assert VideoScore.objects.filter(predictions=board).count() == 2


def test_a_worker_that_lost_its_claim_writes_no_number(board):
    lost = claimed(board)
    silence()
    work_off(board.pk)
    PredictionSet.objects.filter(pk=board.pk).update(state="scoring", scored_at=None, scores={})

    with pytest.raises(LeaseLost):
        score(lost)

    board.refresh_from_db()
    assert (board.state, board.scores) == ("scoring", {})


@pytest.mark.django_db(transaction=True)
def test_a_set_whose_scoring_breaks_down_again_and_again_is_refused(board, settings):
    settings.JOB_ATTEMPTS = 1
    file_of(board.upload).unlink()  # an accident of ours: the disk lost it

    job = work_off(board.pk)

    board.refresh_from_db()
    assert (job.state, board.state, board.code) == ("failed", "refused", "scoring_failed")
    assert Upload.objects.get(pk=board.upload_id).state == "refused"


@pytest.mark.django_db(transaction=True)
def test_a_set_whose_workers_all_die_is_told_as_refused(board, browser, settings):
    settings.JOB_ATTEMPTS = 1
    claimed(board)
    silence()

    call_command("dispatch", "--once")

    told = browser.get(f"/api/predictions/{board.pk}").json()
    assert (told["state"], told["code"], told["faults_total"]) == ("refused", "attempts_used_up", 1)


def test_a_set_that_is_scored_is_not_given_up_for_an_old_job(board):
    work_off(board.pk)

    give_up(board.pk)

    board.refresh_from_db()
    assert board.state == "scored"
