"""The clock's choice of source frames, against what FFmpeg 5.1 itself chose for the same times (recorded)."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.cfr import Grid, Timing

BASE = Fraction(1, 90_000)
NTSC = Fraction(30_000, 1001)

RECORDED = [
    (Fraction(24), 108, 135, [0, 1, 2, 2, 3, 4, 5, 6, 6, 7, 8, 9, 10, 10, 11, 12, 13, 14, 14, 15, 16, 17, 18, 18]),
    (Fraction(25), 112, 134, [0, 1, 2, 3, 3, 4, 5, 6, 7, 8, 8, 9, 10, 11, 12, 13, 13, 14, 15, 16, 17, 18, 18, 19]),
    (NTSC, 134, 134, list(range(24))),
    (NTSC, 930, 931, list(range(24))),
    (Fraction(30), 135, 135, list(range(24))),
    (Fraction(60), 270, 137, [0, 1, 2, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31, 33, 35, 37, 39, 41, 43]),
]


def choose(times: list[Fraction], timing: Timing, lasts: Fraction) -> list[int]:
    """The source index at every tick, for frames that say how long they last."""
    grid, chosen = Grid(timing), list[int]()
    for index, time in enumerate(times):
        turn = grid.place(round(time / BASE), round(lasts / BASE))
        chosen += [index - 1] * turn.previous + [index] * turn.own
    chosen += [len(times) - 1] * grid.finish().previous
    assert grid.written == len(chosen)
    return chosen


@pytest.mark.parametrize(("rate", "frames", "count", "start"), RECORDED)
def test_a_steady_rate_shows_the_frames_that_ffmpeg_showed(
    rate: Fraction, frames: int, count: int, start: list[int]
) -> None:
    times = [k / rate for k in range(frames)]

    chosen = choose(times, Timing(BASE, rate=rate), 1 / rate)

    assert (len(chosen), chosen[:24]) == (count, start)


def test_the_start_of_the_file_is_taken_off_every_time() -> None:
    times = [Fraction(3, 2) + Fraction(k, 30) for k in range(40)]

    chosen = choose(times, Timing(BASE, start_seconds=Fraction(3, 2), rate=Fraction(30)), Fraction(1, 30))

    assert chosen == list(range(40))


def test_a_late_first_frame_is_repeated_only_if_another_stream_started_before_it() -> None:
    times = [Fraction(1, 5) + Fraction(k, 30) for k in range(40)]

    alone = choose(times, Timing(BASE, rate=Fraction(30)), Fraction(1, 30))
    beside_sound = choose(times, Timing(BASE, rate=Fraction(30), alone=False), Fraction(1, 30))

    assert alone == list(range(40))
    assert beside_sound == [0] * 6 + list(range(40))


def test_a_nominal_duration_replaces_what_packets_say() -> None:
    times = [Fraction(k, 10) for k in range(10)]

    shown_until_the_next = choose(times, Timing(BASE, rate=Fraction(30)), Fraction(1, 10))
    shown_for_one_tick = choose(times, Timing(BASE, rate=Fraction(30), lasts=3000), Fraction(1, 10))

    assert shown_until_the_next == [k for k in range(10) for _ in range(3)]
    assert shown_for_one_tick[:6] == [0, 0, 1, 1, 1, 2]


@given(st.lists(st.integers(200, 30_000), min_size=1, max_size=200), st.booleans())
def test_time_never_runs_backwards_and_no_frame_is_far_from_its_place(steps: list[int], alone: bool) -> None:
    times, now = [Fraction(0)], 0
    for step in steps:
        now += step
        times.append(now * BASE)

    chosen = choose(times, Timing(BASE, rate=Fraction(30), alone=alone), Fraction(1, 30))

    assert chosen == sorted(chosen)
    assert chosen[0] == 0
    for tick, index in enumerate(chosen):
        assert times[index] * 30 - tick < 2.2  # never shown more than its recorded lead early
