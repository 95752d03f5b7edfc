"""Celery's entry to telling people by e-mail, and other programs."""

from collections.abc import Callable

import structlog
from celery import shared_task

from annotator.jobs.actions import Lease
from annotator.jobs.turn import take_turn
from annotator.notices.mail import MAIL, mail_unread
from annotator.notices.webhook_actions import DELIVER, deliver

log = structlog.get_logger()


@shared_task(name=MAIL)
def mail(job_id: int) -> None:
    """Claim the job and write to who has unread notices; the dispatcher asks for it now and then."""
    tell(job_id, mail_unread)


@shared_task(name=DELIVER)
def run(job_id: int) -> None:
    """Claim the job and send what is due to its webhook."""
    tell(job_id, deliver)


def tell(job_id: int, work: Callable[[Lease], int]) -> None:
    """Do a job that is harmless twice, and note how many were told."""
    take_turn(job_id, lambda lease: log.info("notices.told", job=job_id, count=work(lease)), about="notices")
