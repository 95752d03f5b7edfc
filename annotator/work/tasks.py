"""Celery's entry to admitting clips."""

import os
import socket

import structlog
from celery import shared_task
from django.db import close_old_connections

from annotator.jobs import actions as jobs
from annotator.jobs.actions import LeaseLost
from annotator.videos.actions import ADMIT
from annotator.work.admission import admit_upload, give_up_upload

log = structlog.get_logger()


@shared_task(name=ADMIT)
def run(job_id: int) -> None:
    """Claim the job and look at its upload."""
    lease = jobs.claim(job_id, f"{socket.gethostname()}:{os.getpid()}")
    if lease is None:
        return
    try:
        with jobs.heartbeat(lease):
            admit_upload(lease)
        jobs.finish(lease)
    except LeaseLost:
        log.warning("admission.lease_lost", job=job_id)
    except Exception as error:
        log.exception("admission.failed", job=job_id)
        close_old_connections()  # the database itself may have ended the connection
        if jobs.give_back(lease, error):
            give_up_upload(lease.subject)
