"""Which source frame each tick of the 30-fps clock shows, exactly as the public recipe decides it.

The ViCaS frames were made by `ffmpeg -i X -r 30 … %05d.jpg`. That recipe is not "the last frame at or before t/30":
it rounds with a memory of what it wrote before (a 24-fps clip shows a frame up to half a tick early; a 60-fps clip
runs two ticks ahead at its start). Whoever wants the same pictures must take the same steps, so this module takes
them: each decoded frame in turn is told how often the frame before it is repeated and how often it is written itself,
possibly never.

Times are in ticks (1/30 s). The order of the float32 and float64 roundings is part of the rule.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from annotator.formats.clock import FPS

_EXTRA_BITS = 16  # the recipe computes times on a grid of 1/65536 tick …
_NUDGE = 1.0 / (1 << 17)  # … and moves them off exact midpoints by half a step
_SLACK = 1.1  # a drift below this many ticks is left alone
_PREVIOUS_SLACK = 0.6


@dataclass(frozen=True)
class Timing:
    """What the recipe knows about a source before its first frame.

    Args:
        time_base: Seconds per unit of `pts`.
        start_seconds: The earliest start of any stream in the file; it is subtracted from every frame.
        rate: The frame rate as guessed from the container, None if unknown.
        lasts: How long every frame lasts by the recipe, in units of the time base; None takes what each packet says.
        alone: The file has no stream but this one; then a late first frame starts the clock instead of being repeated.
    """

    time_base: Fraction
    start_seconds: Fraction = Fraction(0)
    rate: Fraction | None = None
    lasts: int | None = None
    alone: bool = True


@dataclass(frozen=True)
class Turn:
    """What one decoded frame causes: `previous` more copies of the frame before it, then `own` of itself."""

    previous: int
    own: int


class Grid:
    """Steps through the decoded frames of one source, in the order in which they are shown.

    Source: the behaviour of FFmpeg 5.1 with constant-rate output (`do_video_out` in fftools/ffmpeg.c), written anew as
    a value per frame, for an output of 30 fps, without its warnings, limits and other sync methods.
    """

    def __init__(self, timing: Timing) -> None:
        self.written = 0
        self._timing = timing
        self._offset = _round_half_away(timing.start_seconds / timing.time_base)
        self._started = False
        self._tick = 0
        self._repeats: deque[int] = deque([0, 0, 0], maxlen=3)

    def place(self, pts: int, duration: int) -> Turn:
        """Decide what a decoded frame causes.

        Args:
            pts: Presentation time in units of the time base.
            duration: How long the container says the frame lasts, same unit; 0 if it does not say.
        """
        due = self._due(pts)
        lasts = self._lasts(duration)
        early = due - self._tick
        ends = early + lasts
        if early < 0 < ends:
            early = 0.0
        if not self._started and self._timing.alone and early >= 0.5:
            ends, early = lasts, 0.0
            self._tick = round(due)
        previous, count = 0, 1
        if ends < -_SLACK:
            count = 0
        elif ends > _SLACK:
            count = _round_single(ends)
            if early > _SLACK:
                previous = min(_round_single(early - _PREVIOUS_SLACK), count)
        return self._take(previous, count)

    def finish(self) -> Turn:
        """Decide how often the last frame is repeated at the end: the median of the last three repetitions."""
        count = sorted(self._repeats)[1]
        return self._take(count, count)

    def _take(self, previous: int, count: int) -> Turn:
        self._repeats.appendleft(previous)
        self._tick += count
        self.written += count
        if not self._started and count:  # there is no frame before the first: its copies are the first frame's own
            self._started = True
            return Turn(0, count)
        return Turn(previous, count - previous)

    def _due(self, pts: int) -> float:
        fine = Fraction(FPS << _EXTRA_BITS)
        steps = _round_half_away((pts - self._offset) * self._timing.time_base * fine)
        return steps / (1 << _EXTRA_BITS) + (_NUDGE if steps > 0 else -_NUDGE)

    def _lasts(self, duration: int) -> float:
        duration = duration if self._timing.lasts is None else self._timing.lasts
        ticks = _round_single(float(duration * self._timing.time_base) * FPS)
        if ticks > 0:
            return float(ticks)
        rate = self._timing.rate
        return min(float(FPS / rate), 1.0) if rate else 0.0


def _round_half_away(value: Fraction) -> int:
    whole = (abs(value) * 2 + 1) // 2
    return int(whole) if value >= 0 else -int(whole)


def _round_single(value: float) -> int:
    return round(float(np.float32(value)))
