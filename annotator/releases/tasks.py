"""Celery's entry to building releases, and to collecting what neither they nor anything else refers to."""

import structlog
from celery import shared_task

from annotator.errors import AnnotatorError
from annotator.jobs import actions as jobs
from annotator.jobs import turn
from annotator.jobs.actions import Lease
from annotator.releases import actions, comparison, queries
from annotator.releases.build import build
from annotator.releases.collection import collect
from annotator.releases.models import Release

log = structlog.get_logger()

SELDOM = 25  # videos between two notes of how far a comparison is


@shared_task(name=queries.COLLECT)
def tidy(job_id: int) -> None:
    """Claim the job and collect what nothing refers to; the dispatcher asks for it now and then."""
    turn.take_turn(job_id, lambda lease: log.info("bundles.collected", **collect().as_json()), about="bundles")


@shared_task(name=comparison.KIND)
def hold_against(job_id: int) -> None:
    """Claim the job and compare its two releases: the subject with the part, both row numbers."""
    compared: list[Release] = []

    def compare(lease: Lease) -> None:
        rows = Release.objects.select_related("project").in_bulk([lease.part, lease.subject])
        compared[:] = old, new = rows[lease.part], rows[lease.subject]

        def step(done: int, total: int) -> None:
            if done % SELDOM == 0 or done == total:
                jobs.extend(lease, done=done, total=total)

        comparison.compare(old, new, step=step)

    if turn.take_turn(job_id, compare, about="comparison", refused=turn.fail) and compared:
        actions.tell_compared(*compared)


@shared_task(name=queries.KIND)
def run(job_id: int) -> None:
    """Claim the job and build its release; a death half way is taken up by the next claim."""

    def make(lease: Lease) -> None:
        release = asked(lease)

        def step(done: int, total: int) -> None:
            jobs.extend(lease, done=done, total=total)
            actions.tell(release, done=done, total=total)

        build(release, step=step)

    def refused(lease: Lease, error: AnnotatorError) -> None:
        actions.mark_failed(asked(lease), str(error))
        turn.fail(lease, error)

    turn.take_turn(job_id, make, about="release", refused=refused)


def asked(lease: Lease) -> Release:
    """The release that a job builds."""
    return Release.objects.select_related("project").get(pk=lease.subject)
