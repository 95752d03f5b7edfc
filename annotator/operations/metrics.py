"""What Prometheus is told of rows and disks, asked for when it comes: the truth is there, whichever process answers."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from typing import Any

import structlog
from django.conf import settings
from django.db.models import Count, F, Min
from django.db.models.functions import Now
from django.utils.crypto import constant_time_compare
from prometheus_client import generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from annotator.events import queries as events
from annotator.events import relay
from annotator.jobs.actions import later
from annotator.jobs.models import Job, Pace
from annotator.jobs.workers import alive
from annotator.operations.backup import roots
from annotator.operations.measures import REGISTRY
from annotator.videos.models import Upload
from annotator.work.models import Move, WorkItem

log = structlog.get_logger()
DAY = 24 * 3600


def exposed() -> bytes:
    """Everything, as Prometheus reads it."""
    return generate_latest(REGISTRY)


class FromRows(Collector):
    """Asks rows and disks anew each time; a database that is away is told, and the rest is told all the same."""

    def collect(self) -> Iterator[Metric]:
        yield _free()
        try:
            told = [*_work(), *_jobs(), *_machines(), *_log()]
        except Exception as error:
            log.warning("metrics.no_rows", error=str(error)[:200])
            yield GaugeMetricFamily("tether_database_up", "Whether the database answers.", 0)
            return
        yield GaugeMetricFamily("tether_database_up", "Whether the database answers.", 1)
        yield from told

    def describe(self) -> Iterable[Metric]:
        """Nothing: to register this one, no row is read."""
        return []


def _free() -> Metric:
    free = GaugeMetricFamily("tether_free_bytes", "Free bytes on the disk of a folder.", labels=["folder"])
    for name, root in roots().items():
        free.add_metric([name], shutil.disk_usage(root).free)
    return free


def _work() -> Iterator[Metric]:
    moves = CounterMetricFamily("tether_work_moves", "Moves of work; `expire` are lost leases.", labels=["verb"])
    _fill(moves, Move.objects.values_list("verb").annotate(n=Count("pk")))
    yield moves
    items = GaugeMetricFamily("tether_work_items", "Captions and masks by state.", labels=["step", "state"])
    _fill(items, WorkItem.objects.values_list("step", "state").annotate(n=Count("pk")))
    yield items
    refused = CounterMetricFamily("tether_uploads_refused", "Files that could not become clips.", labels=["code"])
    rows = Upload.objects.filter(state=Upload.State.REFUSED).values_list("code")
    _fill(refused, rows.annotate(n=Count("pk")))
    yield refused


def _jobs() -> Iterator[Metric]:
    live = GaugeMetricFamily("tether_jobs", "Jobs that have not ended.", labels=["kind", "state"])
    _fill(live, Job.objects.filter(state__in=Job.LIVE).values_list("kind", "state").annotate(n=Count("pk")))
    yield live
    oldest = GaugeMetricFamily("tether_job_wait_seconds", "Age of the oldest job that waits.", labels=["kind", "queue"])
    waiting = Job.objects.filter(state=Job.State.QUEUED).values_list("kind", "queue")
    for kind, queue, since, now in waiting.annotate(since=Min("created_at"), now=Now()):
        oldest.add_metric([kind, queue], max(0.0, (now - since).total_seconds()))
    yield oldest
    failed = GaugeMetricFamily("tether_jobs_failed", "Jobs that failed within a day.", labels=["kind", "code"])
    lately = Job.objects.filter(state=Job.State.FAILED, ended_at__gt=later(-DAY))
    _fill(failed, lately.values_list("kind", "error_code").annotate(n=Count("pk")))
    yield failed


def _machines() -> Iterator[Metric]:
    heard = GaugeMetricFamily("tether_workers", "Workers that were heard of lately.", labels=["queue", "device"])
    _fill(heard, alive().order_by().values_list("queue", "device").annotate(n=Count("pk")))
    yield heard
    pace = GaugeMetricFamily(
        "tether_segment_seconds", "Seconds that a segment of masks took lately.", labels=["predictor", "device"]
    )
    _fill(pace, Pace.objects.filter(segments__gt=0).values_list("predictor", "device", F("seconds") / F("segments")))
    yield pace


def _log() -> Iterator[Metric]:
    last = events.last()
    yield CounterMetricFamily("tether_events", "The number of the last event in the log.", last)
    told = relay.told()
    if told is not None:
        yield GaugeMetricFamily("tether_relay_lag", "Events that this process has yet to tell.", max(0, last - told))


def _fill(metric: CounterMetricFamily | GaugeMetricFamily, rows: Iterable[tuple[Any, ...]]) -> None:
    """A value for each row: its labels, then the number."""
    for *labels, value in rows:
        metric.add_metric(labels, value)


def is_open_to(address: str, *, forwarded: bool, token: str) -> bool:
    """Whether who asks may read this.

    Args:
        address: Where the connection comes from.
        forwarded: A server in front brought it from elsewhere.
        token: What the request brought along; empty for nothing.
    """
    if settings.METRICS == "loopback":
        return address in {"127.0.0.1", "::1"} and not forwarded
    return settings.METRICS == "token" and constant_time_compare(token, settings.METRICS_TOKEN)


REGISTRY.register(FromRows())
