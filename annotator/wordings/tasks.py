"""Celery's entry to wording."""

import os
import socket

import structlog
from celery import shared_task
from django.db import close_old_connections, transaction

from annotator.errors import AnnotatorError
from annotator.jobs import actions as jobs
from annotator.jobs.actions import LeaseLost
from annotator.wordings import queries
from annotator.wordings.models import Run
from annotator.wordings.writing import tell, work_off

log = structlog.get_logger()


@shared_task(name=queries.KIND)
def run(job_id: int) -> None:
    """Claim the job and write for a turn; what is left waits behind what others have to do meanwhile."""
    lease = jobs.claim(job_id, f"{socket.gethostname()}:{os.getpid()}")
    if lease is None:
        return
    asked = Run.objects.select_related("project").get(pk=lease.subject)
    try:
        with jobs.heartbeat(lease):
            left = work_off(lease, asked)
        with transaction.atomic():
            (jobs.set_aside if left else jobs.finish)(lease)
            tell(asked)
    except LeaseLost:
        log.warning("wordings.lease_lost", job=job_id)
    except AnnotatorError as error:
        with transaction.atomic():
            jobs.fail(lease, code=error.code, text=error.text)
            tell(asked)
    except Exception as error:
        log.exception("wordings.failed", job=job_id)
        close_old_connections()  # the database itself may have ended the connection
        jobs.give_back(lease, error)
