"""Celery's entry to scoring predictions."""

import os
import socket

import structlog
from celery import shared_task
from django.db import close_old_connections

from annotator.benchmark.queries import KIND
from annotator.benchmark.scores import give_up, score
from annotator.jobs import actions as jobs
from annotator.jobs.actions import LeaseLost

log = structlog.get_logger()


@shared_task(name=KIND)
def run(job_id: int) -> None:
    """Claim the job and score its predictions."""
    lease = jobs.claim(job_id, f"{socket.gethostname()}:{os.getpid()}")
    if lease is None:
        return
    try:
        with jobs.heartbeat(lease):
            score(lease)
        jobs.finish(lease)
    except LeaseLost:
        log.warning("predictions.lease_lost", job=job_id)
    except Exception as error:
        log.exception("predictions.failed", job=job_id)
        close_old_connections()  # the database itself may have ended the connection
        if jobs.give_back(lease, error):
            give_up(lease.subject)
