"""Celery's entry to telling people by e-mail, and other programs."""

import os
import socket
from collections.abc import Callable

import structlog
from celery import shared_task
from django.db import close_old_connections

from annotator.jobs import actions as jobs
from annotator.jobs.actions import Lease, LeaseLost
from annotator.notices.mail import MAIL, mail_unread
from annotator.notices.webhook_actions import DELIVER, deliver

log = structlog.get_logger()


@shared_task(name=MAIL)
def mail(job_id: int) -> None:
    """Claim the job and write to who has unread notices; the dispatcher asks for it now and then."""
    work_off(job_id, mail_unread)


@shared_task(name=DELIVER)
def run(job_id: int) -> None:
    """Claim the job and send what is due to its webhook."""
    work_off(job_id, deliver)


def work_off(job_id: int, work: Callable[[Lease], int]) -> None:
    """Do a job that is harmless twice."""
    lease = jobs.claim(job_id, f"{socket.gethostname()}:{os.getpid()}")
    if lease is None:
        return
    try:
        with jobs.heartbeat(lease):
            log.info("notices.told", job=job_id, count=work(lease))
        jobs.finish(lease)
    except LeaseLost:
        log.warning("notices.lease_lost", job=job_id)
    except Exception as error:
        log.exception("notices.failed", job=job_id)
        close_old_connections()
        jobs.give_back(lease, error)
