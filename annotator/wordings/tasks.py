"""Celery's entry to wording."""

from celery import shared_task
from django.db import transaction

from annotator.errors import AnnotatorError
from annotator.jobs import actions as jobs
from annotator.jobs import turn
from annotator.jobs.actions import Lease
from annotator.wordings import queries
from annotator.wordings.models import Run
from annotator.wordings.writing import tell, work_off


@shared_task(name=queries.KIND)
def run(job_id: int) -> None:
    """Claim the job and write for a turn; what is left waits behind what others have to do meanwhile."""
    left = True

    def write(lease: Lease) -> None:
        nonlocal left
        left = work_off(lease, asked(lease))

    @transaction.atomic
    def finish(lease: Lease) -> None:
        (jobs.set_aside if left else jobs.finish)(lease)
        tell(asked(lease))

    @transaction.atomic
    def refused(lease: Lease, error: AnnotatorError) -> None:
        turn.fail(lease, error)
        tell(asked(lease))

    turn.take_turn(job_id, write, about="wordings", finish=finish, refused=refused)


def asked(lease: Lease) -> Run:
    """The run that a job writes for."""
    return Run.objects.select_related("project").get(pk=lease.subject)
