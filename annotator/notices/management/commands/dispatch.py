"""The watch: rings again for jobs that wait, gives back what fell silent, and starts what is due regularly."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

import structlog
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from annotator.annotations.actions.corrections import compute_corrected
from annotator.celery import show_life
from annotator.events.whence import come_from
from annotator.jobs.actions import requeue_expired, ring_waiting
from annotator.jobs.regular import start_due
from annotator.notices.actions import follow_log
from annotator.notices.webhook_actions import ring_due
from annotator.review.quality_actions import pass_unsampled, score_due
from annotator.videos.actions import ADMIT
from annotator.work.actions import expire_leases
from annotator.work.admission import give_up_upload

log = structlog.get_logger()


class Command(BaseCommand):
    help = "Ring for waiting jobs and give back expired leases, once a second. Several may run at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="one round, then stop")

    def handle(self, *args: Any, once: bool = False, **options: Any) -> None:
        come_from("dispatch")
        stop = threading.Event()
        if not once:
            signal.signal(signal.SIGTERM, lambda *_: stop.set())
            signal.signal(signal.SIGINT, lambda *_: stop.set())
        while not stop.is_set():
            self.round()
            if once:
                return
            stop.wait(1)

    def round(self) -> None:
        """One look at everything; a database that is away for a moment is asked again."""
        try:
            close_old_connections()
            for job in requeue_expired():
                if job.kind == ADMIT:
                    give_up_upload(job.subject)
            ring_waiting()
            expire_leases()
            compute_corrected()
            pass_unsampled()
            score_due()
            start_due()
            follow_log()
            ring_due()
            show_life()
        except Exception:
            log.exception("dispatch.failed")
