"""Celery's entry to telling other programs."""

import os
import socket

import structlog
from celery import shared_task
from django.db import close_old_connections

from annotator.jobs import actions as jobs
from annotator.jobs.actions import LeaseLost
from annotator.notices.webhook_actions import DELIVER, deliver

log = structlog.get_logger()


@shared_task(name=DELIVER)
def run(job_id: int) -> None:
    """Claim the job and send what is due to its webhook."""
    lease = jobs.claim(job_id, f"{socket.gethostname()}:{os.getpid()}")
    if lease is None:
        return
    try:
        with jobs.heartbeat(lease):
            deliver(lease)
        jobs.finish(lease)
    except LeaseLost:
        log.warning("webhook.lease_lost", job=job_id)
    except Exception as error:
        log.exception("webhook.failed", job=job_id)
        close_old_connections()
        jobs.give_back(lease, error)
