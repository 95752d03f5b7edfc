"""Celery's entry to scoring second annotations."""

import os
import socket

import structlog
from celery import shared_task
from django.db import close_old_connections

from annotator.jobs import actions as jobs
from annotator.jobs.actions import LeaseLost
from annotator.review import quality_actions, quality_queries

log = structlog.get_logger()


@shared_task(name=quality_queries.KIND)
def run(job_id: int) -> None:
    """Claim the job and score its twin."""
    lease = jobs.claim(job_id, f"{socket.gethostname()}:{os.getpid()}")
    if lease is None:
        return
    try:
        with jobs.heartbeat(lease):
            quality_actions.score(lease)
        jobs.finish(lease)
    except LeaseLost:
        log.warning("score.lease_lost", job=job_id)
    except Exception as error:
        log.exception("score.failed", job=job_id)
        close_old_connections()  # the database itself may have ended the connection
        jobs.give_back(lease, error)
