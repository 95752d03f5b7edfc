"""Celery's entry to building releases, and to collecting what neither they nor anything else refers to."""

import os
import socket

import structlog
from celery import shared_task
from django.db import close_old_connections

from annotator.errors import AnnotatorError
from annotator.jobs import actions as jobs
from annotator.jobs.actions import LeaseLost
from annotator.releases import actions, comparison, queries
from annotator.releases.build import build
from annotator.releases.collection import collect
from annotator.releases.models import Release

log = structlog.get_logger()

SELDOM = 25  # videos between two notes of how far a comparison is


@shared_task(name=queries.COLLECT)
def tidy(job_id: int) -> None:
    """Claim the job and collect what nothing refers to; the dispatcher asks for it now and then."""
    lease = jobs.claim(job_id, f"{socket.gethostname()}:{os.getpid()}")
    if lease is None:
        return
    try:
        with jobs.heartbeat(lease):
            found = collect()
        log.info("bundles.collected", **found.as_json())
        jobs.finish(lease)
    except LeaseLost:
        log.warning("bundles.lease_lost", job=job_id)
    except Exception as error:
        log.exception("bundles.failed", job=job_id)
        close_old_connections()
        jobs.give_back(lease, error)


@shared_task(name=comparison.KIND)
def hold_against(job_id: int) -> None:
    """Claim the job and compare its two releases: the subject with the part, both row numbers."""
    lease = jobs.claim(job_id, f"{socket.gethostname()}:{os.getpid()}")
    if lease is None:
        return
    rows = Release.objects.select_related("project").in_bulk([lease.part, lease.subject])
    old, new = rows[lease.part], rows[lease.subject]

    def step(done: int, total: int) -> None:
        if done % SELDOM == 0 or done == total:
            jobs.extend(lease, done=done, total=total)

    try:
        with jobs.heartbeat(lease):
            comparison.compare(old, new, step=step)
        jobs.finish(lease)
    except LeaseLost:
        log.warning("comparison.lease_lost", job=job_id)
        return
    except AnnotatorError as error:
        jobs.fail(lease, code=error.code, text=str(error))
    except Exception as error:
        log.exception("comparison.failed", job=job_id)
        close_old_connections()
        jobs.give_back(lease, error)
    actions.tell_compared(old, new)


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
