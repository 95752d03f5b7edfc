"""How far long work has come, as whoever waits for it reads it."""

from __future__ import annotations

import io

import pytest

from annotator.formats import progress
from annotator.formats.progress import Progress


class Terminal(io.StringIO):
    """Where a person looks on."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch):
    """The seconds that have passed; a test turns them on."""
    passed = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: passed[0])
    return passed


def told(out: io.StringIO, clock: list[float], *, every: float, steps: int, total: int) -> str:
    """What is written while `steps` of `total` steps are done, each after so many seconds."""
    bar = Progress("steps", out)
    for step in range(1, steps + 1):
        clock[0] += every
        bar(step, total)
    return out.getvalue()


def test_a_log_gets_a_line_every_ten_seconds_with_the_time_that_is_left(clock) -> None:
    lines = told(io.StringIO(), clock, every=4, steps=7, total=100).splitlines()

    assert lines == [
        "[........................] 3 of 100 steps, 6 min left",
        "[#.......................] 6 of 100 steps, 6 min left",
    ]


def test_near_the_end_seconds_are_left(clock) -> None:
    [line] = told(io.StringIO(), clock, every=11, steps=2, total=3).splitlines()[1:]

    assert line.endswith("2 of 3 steps, 11 s left")


def test_work_that_goes_on_is_not_taken_for_fast(clock) -> None:
    out = io.StringIO()
    bar = Progress("steps", out)
    for step in (801, 802, 803):
        clock[0] += 10
        bar(step, 900)

    assert out.getvalue().splitlines()[-1].endswith("803 of 900 steps, 16 min left")


def test_a_terminal_is_left_clean_when_all_is_done(clock) -> None:
    written = told(Terminal(), clock, every=1, steps=3, total=3)

    assert written.split("\r")[-2].startswith("[################........] 2 of 3 steps")
    assert written.endswith("\r\x1b[K")
