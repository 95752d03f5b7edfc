"""Celery's entry to scoring predictions."""

from celery import shared_task

from annotator.benchmark.queries import KIND
from annotator.benchmark.scores import give_up, score
from annotator.jobs.turn import take_turn


@shared_task(name=KIND)
def run(job_id: int) -> None:
    """Claim the job and score its predictions."""
    take_turn(job_id, score, about="predictions", given_up=give_up)
