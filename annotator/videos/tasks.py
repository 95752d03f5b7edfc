"""Celery's entry to giving up uploads of which nobody sends the rest."""

import os
import socket

import structlog
from celery import shared_task
from django.db import close_old_connections

from annotator.jobs import actions as jobs
from annotator.jobs.actions import LeaseLost
from annotator.videos.upload_actions import COLLECT, collect_uploads

log = structlog.get_logger()


@shared_task(name=COLLECT)
def tidy(job_id: int) -> None:
    """Claim the job and give up what has expired; the dispatcher asks for it now and then. Twice does no harm."""
    lease = jobs.claim(job_id, f"{socket.gethostname()}:{os.getpid()}")
    if lease is None:
        return
    try:
        log.info("uploads.collected", job=job_id, count=collect_uploads())
        jobs.finish(lease)
    except LeaseLost:
        log.warning("uploads.lease_lost", job=job_id)
    except Exception as error:
        log.exception("uploads.failed", job=job_id)
        close_old_connections()
        jobs.give_back(lease, error)
