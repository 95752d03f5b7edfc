"""Celery's entry to scoring second annotations."""

from celery import shared_task

from annotator.jobs.turn import take_turn
from annotator.review import quality_actions, quality_queries


@shared_task(name=quality_queries.KIND)
def run(job_id: int) -> None:
    """Claim the job and score its twin."""
    take_turn(job_id, quality_actions.score, about="score")
