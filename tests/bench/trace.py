"""Reads a Chromium trace: what each input event cost the page's main thread, from its handler to the paint."""

from __future__ import annotations

import json
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline", "toplevel", "__metadata"]
MICROSECONDS = 1e-3  # in milliseconds
TASKS = {"RunTask", "ThreadControllerImpl::RunTask"}


@dataclass(frozen=True)
class Cost:
    """One event's cost in milliseconds: by the clock, and of the processor's time alone."""

    wall: float
    processor: float


def costs(trace: bytes, kind: str) -> list[Cost]:
    """What every event of a kind cost.

    An event's share is every task of the main thread (script, React, style, layout, paint, commit, garbage
    collection) from the start of the task that dispatched it to the start of the one that dispatched the next; idle
    time is no task. The last event is left out: nothing ends its share.

    Args:
        trace: A trace in JSON, with `CATEGORIES`.
        kind: An event's type, such as "pointermove".
    """
    events = [event for event in json.loads(trace)["traceEvents"] if event.get("ph") == "X"]
    dispatched = [event for event in events if is_dispatch(event, kind)]
    if not dispatched:
        return []
    thread = (dispatched[0]["pid"], dispatched[0]["tid"])
    tasks = outermost([event for event in events if event["name"] in TASKS and (event["pid"], event["tid"]) == thread])
    starts = [task["ts"] for task in tasks]
    places = sorted({bisect_right(starts, event["ts"]) - 1 for event in dispatched})
    return [
        Cost(total(tasks[here:following], "dur"), total(tasks[here:following], "tdur"))
        for here, following in pairwise(places)
        if here >= 0
    ]


def is_dispatch(event: dict[str, Any], kind: str) -> bool:
    """Whether a trace event is the page's handling of such an input event."""
    return bool(event["name"] == "EventDispatch" and event["args"].get("data", {}).get("type") == kind)


def outermost(tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The tasks in their order, without those that ran inside another."""
    kept: list[dict[str, Any]] = []
    for task in sorted(tasks, key=lambda task: (task["ts"], -task["dur"])):
        if not kept or task["ts"] >= kept[-1]["ts"] + kept[-1]["dur"]:
            kept.append(task)
    return kept


def total(tasks: list[dict[str, Any]], name: str) -> float:
    """The sum of a duration over tasks, in milliseconds."""
    return float(sum(task.get(name, 0) for task in tasks)) * MICROSECONDS


def percentile(values: list[float], share: float) -> float:
    """The value that a share of all is not above; NaN of nothing."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")
