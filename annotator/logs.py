"""How logs are written: events with fields, each with the id of the request that it began with, on standard error.

For people a line of words; for programs (`TETHER_LOG_FORMAT=json`) a JSON object a line, of libraries' logs too.
"""

from __future__ import annotations

import contextlib
import logging
import sys
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from annotator.events.whence import here


def with_request(logger: WrappedLogger, name: str, told: EventDict) -> EventDict:
    """Add the id of the request that is running, or that the running job was asked for by."""
    if request := here().request:
        told.setdefault("request", request)
    return told


COMMON: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    with_request,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
AS_JSON: list[Processor] = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]


class Line(structlog.PrintLogger):
    """Writes lines. One that cannot be written is lost, as libraries' are: with it, work would stop on a full disk."""

    def msg(self, message: str) -> None:
        """Write a line, if there is room."""
        with contextlib.suppress(OSError):
            super().msg(message)

    log = debug = info = warn = warning = msg
    fatal = failure = err = error = critical = exception = msg


def written(*, as_json: bool, level: str) -> dict[str, Any]:
    """Set up our own logs for this process; returns what Django's LOGGING says of libraries' logs.

    Args:
        level: The least that is written, such as INFO.
    """
    structlog.configure(
        processors=[*COMMON, *(AS_JSON if as_json else [structlog.dev.ConsoleRenderer(colors=False)])],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=lambda *names: Line(sys.stderr),
    )
    quiet = ("kombu", "celery", "httpx")
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"told": _formatter(as_json=as_json)},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "told"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {"django.request": {"level": "ERROR"}} | {name: {"level": "WARNING"} for name in quiet},
    }


def _formatter(*, as_json: bool) -> dict[str, Any]:
    """How what libraries log is written."""
    if not as_json:
        return {}
    ours = structlog.stdlib.ProcessorFormatter
    return {
        "()": ours,
        "foreign_pre_chain": [*COMMON, structlog.stdlib.add_logger_name],
        "processors": [ours.remove_processors_meta, *AS_JSON],
    }
