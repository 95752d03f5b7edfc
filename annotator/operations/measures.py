"""What this process counts of itself, for Prometheus: how long answers take, what they were, and open sockets.

No label ever names a person or a project: an operation is the pattern of its address.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

Answer = Callable[[HttpRequest], HttpResponseBase]
REGISTRY = CollectorRegistry()
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.3, 0.5, 1, 2.5, 5, 10)
SECONDS = Histogram(
    "tether_http_seconds", "Seconds from a request to the head of its answer.", ["method", "operation"],
    buckets=BUCKETS, registry=REGISTRY,
)  # fmt: skip
ANSWERS = Counter(
    "tether_http_answers", "Answers; 409 and 412 are people who met.", ["method", "operation", "status"],
    registry=REGISTRY,
)  # fmt: skip
SOCKETS = Gauge("tether_sockets", "Browsers that listen to this process.", registry=REGISTRY)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def measured(answer: Answer) -> Answer:
    """The middleware, the outermost, so that it sees what the others answer too."""

    def timed(request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        answered = answer(request)
        labels = (request.method if request.method in METHODS else "other", operation_of(request))
        SECONDS.labels(*labels).observe(time.perf_counter() - began)
        ANSWERS.labels(*labels, answered.status_code).inc()
        return answered

    return timed


def operation_of(request: HttpRequest) -> str:
    """The pattern of an address, as `urls.py` writes it; of one that leads nowhere, a dash."""
    match = request.resolver_match
    return match.route if match else "-"
