"""Celery's entry to admitting clips."""

from celery import shared_task

from annotator.jobs.turn import take_turn
from annotator.videos.actions import ADMIT
from annotator.work.admission import admit_upload, give_up_upload


@shared_task(name=ADMIT)
def run(job_id: int) -> None:
    """Claim the job and look at its upload."""
    take_turn(job_id, admit_upload, about="admission", given_up=give_up_upload)
