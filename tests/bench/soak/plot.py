"""A picture of the day: requests a second as they went, and each fault as a bar across them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from matplotlib.figure import Figure

from tests.bench.soak.faults import Fault

COLOURS = {"worker": "#8a8a8a", "web": "#c77700", "redis": "#b3261e", "postgres": "#1a56b0", "pause": "#6b3fa0"}
WAYS = {"answered": "#2e7d32", "put off": "#c77700", "dropped": "#b3261e"}


def draw(requests: list[tuple[float, str]], faults: list[Fault], *, begun: float, path: Path) -> None:
    """Write the picture; the file's ending says in which format.

    Args:
        requests: When each ended, by the clock, and how: a word of `WAYS`.
        begun: When the day began, by the clock.
    """
    figure = Figure(figsize=(11, 4), layout="constrained")
    axes = figure.subplots()
    counts = {way: Counter(int(at - begun) for at, how in requests if how == way) for way in WAYS}
    seconds = range(max((second for each in counts.values() for second in each), default=0) + 1)
    for way, colour in WAYS.items():
        axes.plot(list(seconds), [counts[way][second] for second in seconds], color=colour, label=way, linewidth=1)
    for kind, colour in COLOURS.items():
        for place, fault in enumerate(fault for fault in faults if fault.kind == kind):
            ends = fault.begun - begun, max(fault.ended, fault.begun + 0.5) - begun
            axes.axvspan(*ends, color=colour, alpha=0.3, linewidth=0, label=kind if place == 0 else None)
    axes.set(xlabel="seconds", ylabel="requests a second", ylim=(0, None), xlim=(0, max(1, len(seconds))))
    axes.legend(loc="upper right", ncols=len(WAYS) + len(COLOURS), fontsize=8, frameon=False)
    figure.savefig(path)
