"""Who takes jobs, and how fast: what workers say of themselves, and what is estimated from it."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import close_old_connections, connection, transaction
from django.db.models import F, Max, QuerySet, Sum
from django.db.models.functions import Now

from annotator.jobs.actions import later
from annotator.jobs.models import Job, Pace, Worker

log = structlog.get_logger()
FADE = 0.98  # of the sums, with every segment: the newest fifty count most
KEPT = timedelta(days=7)
PACES = 4


@dataclass(frozen=True)
class Machine:
    """A worker as it describes itself: host and process, its queue, engine, and device such as `cuda:0 NVIDIA H100`."""

    name: str
    queue: str
    predictor: str
    device: str


def see(machine: Machine) -> None:
    """Note that a worker is there. Called again and again, or it counts as gone."""
    said = {"queue": machine.queue, "predictor": machine.predictor, "device": machine.device, "seen_at": Now()}
    Worker.objects.update_or_create(name=machine.name, defaults=said)
    Worker.objects.filter(seen_at__lt=Now() - KEPT).delete()


def be_seen(machine: Callable[[], Machine]) -> None:
    """Say from a thread that this process is there, as long as it lives.

    Args:
        machine: Asked again each time: what it computes with may change.
    """

    def say() -> None:
        while True:
            try:
                close_old_connections()
                see(machine())
            except Exception as error:
                log.warning("worker.not_seen", error=str(error))
            finally:
                connection.close()
            time.sleep(settings.JOB_LEASE_SECONDS / 4)

    threading.Thread(target=say, daemon=True, name="be-seen").start()


def leave(name: str) -> None:
    """A worker goes home in good order."""
    Worker.objects.filter(name=name).delete()


@transaction.atomic
def measure(machine: Machine, *, segments: int, seconds: float) -> None:
    """Add what a worker computed, to its own count and to the pace of its predictor on its device.

    Args:
        segments: How many, at least one.
        seconds: What they took together.
    """
    Worker.objects.filter(name=machine.name).update(
        segments=F("segments") + segments, seconds=F("seconds") + seconds, seen_at=Now()
    )
    kept = FADE**segments
    row, _ = Pace.objects.get_or_create(predictor=machine.predictor, device=machine.device, defaults={"at": Now()})
    Pace.objects.filter(pk=row.pk).update(
        segments=F("segments") * kept + segments, seconds=F("seconds") * kept + seconds, at=Now()
    )


def alive(queue: str | None = None) -> QuerySet[Worker]:
    """Workers that were heard of within a lease's time, by device and name."""
    seen = Worker.objects.filter(seen_at__gt=later(-settings.JOB_LEASE_SECONDS)).order_by("device", "name")
    return seen if queue is None else seen.filter(queue=queue)


def last_heard(queue: str) -> datetime | None:
    """When a worker of a queue was last heard of, or last ended a job of it; None where neither is known."""
    seen = Worker.objects.filter(queue=queue).aggregate(at=Max("seen_at"))["at"]
    ended = Job.objects.filter(queue=queue, ended_at__isnull=False).order_by("-pk").values_list("ended_at", flat=True)
    return max(filter(None, (seen, ended.first())), default=None)


def seconds_a_segment(predictor: str) -> float | None:
    """What a segment took lately with a predictor, on the devices last used; None when none was measured."""
    newest = Pace.objects.filter(predictor=predictor).order_by("-at")[:PACES]
    sums = Pace.objects.filter(pk__in=list(newest.values_list("pk", flat=True))).aggregate(
        seconds=Sum("seconds"), segments=Sum("segments")
    )
    return sums["seconds"] / sums["segments"] if sums["segments"] else None
