"""Reads a Chromium trace: what each input event cost the page's main thread, from its handler to the paint.

The trace holds tasks and one mark an event, and nothing that happens inside a task: a trace of all that (layout, every
picture painted) cost as much as a third of a letter itself.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

CATEGORIES = ["toplevel", "blink.user_timing", "__metadata"]
MICROSECONDS = 1e-3  # in milliseconds
TASKS = {"RunTask", "ThreadControllerImpl::RunTask"}
MARK = "(kind) => addEventListener(kind, () => performance.mark(`bench ${kind}`), true)"  # once a page and kind


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
        trace: A trace in JSON, with `CATEGORIES`, of a page that marks such events (`MARK`).
        kind: An event's type, such as "pointermove".
    """
    events = json.loads(trace)["traceEvents"]
    marks = [event for event in events if event["name"] == f"bench {kind}"]
    if not marks:
        return []
    thread = (marks[0]["pid"], marks[0]["tid"])
    tasks = outermost(
        [one for one in events if one["name"] in TASKS and "dur" in one and (one["pid"], one["tid"]) == thread]
    )
    starts = [task["ts"] for task in tasks]
    places = sorted({bisect_right(starts, event["ts"]) - 1 for event in marks})
    return [
        Cost(total(tasks[here:following], "dur"), total(tasks[here:following], "tdur"))
        for here, following in pairwise(places)
        if here >= 0
    ]


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
