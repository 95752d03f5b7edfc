"""Celery's entry to building releases."""

import os
import socket

import structlog
from celery import shared_task
from django.db import close_old_connections

from annotator.errors import AnnotatorError
from annotator.jobs import actions as jobs
from annotator.jobs.actions import LeaseLost
from annotator.releases import actions, queries
from annotator.releases.build import build
from annotator.releases.models import Release

log = structlog.get_logger()


@shared_task(name=queries.KIND)
def run(job_id: int) -> None:
    """Claim the job and build its release; a death half way is taken up by the next claim."""
    lease = jobs.claim(job_id, f"{socket.gethostname()}:{os.getpid()}")
    if lease is None:
        return
    release = Release.objects.select_related("project").get(pk=lease.subject)

    def step(done: int, total: int) -> None:
        jobs.extend(lease, done=done, total=total)
        actions.tell(release, done=done, total=total)

    try:
        with jobs.heartbeat(lease):
            build(release, step=step)
        jobs.finish(lease)
    except LeaseLost:
        log.warning("release.lease_lost", job=job_id)
    except AnnotatorError as error:
        actions.mark_failed(release, str(error))
        jobs.fail(lease, code=error.code, text=str(error))
    except Exception as error:
        log.exception("release.failed", job=job_id)
        close_old_connections()  # the database itself may have ended the connection
        jobs.give_back(lease, error)
