"""Celery's entry to giving up uploads of which nobody sends the rest."""

import structlog
from celery import shared_task

from annotator.jobs.turn import take_turn
from annotator.videos.upload_actions import COLLECT, collect_uploads

log = structlog.get_logger()


@shared_task(name=COLLECT)
def tidy(job_id: int) -> None:
    """Claim the job and give up what has expired; the dispatcher asks for it now and then. Twice does no harm."""
    take_turn(
        job_id, lambda lease: log.info("uploads.collected", job=lease.job, count=collect_uploads()), about="uploads"
    )
