"""How a task of the web server does one job: claimed, kept alive and finished, or given back to be tried again."""

import os
import socket
from collections.abc import Callable

import structlog
from django.db import close_old_connections

from annotator.errors import AnnotatorError
from annotator.jobs import actions
from annotator.jobs.actions import Lease, LeaseLost

log = structlog.get_logger()


def take_turn(
    job_id: int,
    work: Callable[[Lease], object],
    *,
    about: str,
    finish: Callable[[Lease], object] = actions.finish,
    refused: Callable[[Lease, AnnotatorError], object] | None = None,
    given_up: Callable[[int], object] | None = None,
) -> bool:
    """Do a job that this process may claim; work that a death cut short is taken up by the next claim.

    Args:
        about: What the job is for, in the log: `ABOUT.lease_lost`, `ABOUT.failed`.
        refused: Ends the job where trying again would not help; without it every error is tried again.
        given_up: Gets the job's subject when it was tried for the last time.

    Returns:
        Whether the job has ended or waits, and who follows it may be told: not where another worker has it.
    """
    lease = actions.claim(job_id, f"{socket.gethostname()}:{os.getpid()}")
    if lease is None:
        return False
    try:
        with actions.heartbeat(lease):
            work(lease)
        finish(lease)
    except LeaseLost:
        log.warning(f"{about}.lease_lost", job=job_id)
        return False
    except Exception as error:
        if refused and isinstance(error, AnnotatorError):
            refused(lease, error)
            return True
        log.exception(f"{about}.failed", job=job_id)
        close_old_connections()  # the database itself may have ended the connection
        if actions.give_back(lease, error) and given_up:
            given_up(lease.subject)
    return True


def fail(lease: Lease, error: AnnotatorError) -> None:
    """End a job by the refusal itself."""
    actions.fail(lease, code=error.code, text=str(error))
