"""`make bench-propagation`: what SAM 2's masks cost here and with the package's own predictor, on the same clip.

Random weights cost what trained ones cost, so none are downloaded; masks mean nothing, but must be the package's.
Each row runs in a process of its own, on the processor in one thread: threads that wait for each other count as work.
"Ours, as it runs" is a processor's usual speed at that size (`usual_speed`: `exact=off`, and a batch where pictures
are small), which the goals are about; `exact=on` is the mode that promises the package's very bits. Both are compared
with the package's logits.
At 128 px whole segments are soon computed and compared, but a step's memory is next to nothing there: nearly all is the
encoder, which the package runs twice as often as we do, so no way could be far above or below 2. The goals of speed
are judged at 512 px, the size of the prototype that set them, and at 1024 px, the size at which people use it. The rows
with a batch are what `TETHER_SAM2_BATCH` can make of it.
A row that would take too long is measured on a part and projected, which its line says. `--whole` measures all of it,
`--image-side 1024` at the size at which people use it, `--calls-only` nothing but single calls at that size. A
graphics card has rows of its own: propagation_card.py.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

import numpy as np
import torch

from propagation.sam2_model import usual_speed
from propagation.sam2_video import at_size
from tests.bench.ending import end_when_asked
from tests.bench.sam2_rows import HEIGHT, WIDTH
from tests.children import ends_with_us

FPS = 30
SMALL_SIDE, JUDGED_SIDE = 128, 512
USED_SIDE = 1024  # the size at which people use it
EXACT = {"batch": 1, "segments": 1, "precision": "fp32", "compile": False, "graphs": False, "exact": True}
AGAINST_NAIVE, AGAINST_SEGMENT, MEMORY_SHARE, FLAT, SAME = 2.0, 1.3, 1 / 3, 1.15, 1e-6
# What is freed goes back to the system at once: the peak is then what is held, not what malloc keeps for later.
GIVEN_BACK = {"MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": "65536", "MALLOC_MMAP_MAX_": "1000000"}


@dataclass
class Goals:
    """What was promised, and whether this run kept it."""

    missed: list[str] = field(default_factory=list)

    def check(self, kept: bool, text: str) -> None:
        say(f"  {'kept  ' if kept else 'MISSED'}  {text}")
        if not kept:
            self.missed.append(text)


def say(text: str) -> None:
    print(text, flush=True)


def measured(environment: Mapping[str, str] = MappingProxyType({}), **row) -> dict[str, float] | None:
    """The figures of one row; None, and what happened, when its process failed."""
    given = {
        "device": "cpu", "sample": None, "segments": 1000, "speed": {}, "logits": None, "edit": False,
        "warm": 0, "repeats": 1, "step": FPS, **row,
    }  # fmt: skip
    row = {**given, "speed": {**asdict(usual_speed(torch.device(given["device"]), given["side"])), **given["speed"]}}
    threads = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"} if row["device"] == "cpu" else {}
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.sam2_rows", json.dumps(row)],
        capture_output=True, text=True, check=False, env={**os.environ, **threads, "TQDM_DISABLE": "1", **environment},
        preexec_fn=ends_with_us(),
    )  # fmt: skip
    if done.returncode:
        say(f"  {row['kind']} failed: {(done.stderr.strip().splitlines() or ['no word'])[-1]}")
        return None
    return json.loads(done.stdout.strip().splitlines()[-1])


def difference(official: Path, ours: Path) -> tuple[float, int, int]:
    """Largest difference of logits, pixels at video size that differ, and how many there are."""
    theirs, mine = np.load(official), np.load(ours)
    if set(theirs) != set(mine) or not set(mine):
        raise SystemExit(f"The rows speak of different frames: {len(set(theirs))} and {len(set(mine))}.")
    largest, differing = 0.0, 0
    for key in mine:
        largest = max(largest, float(np.abs(theirs[key] - mine[key]).max()))
        a, b = (at_size(one, (HEIGHT, WIDTH)) > 0 for one in (theirs[key], mine[key]))
        differing += int(np.count_nonzero(a != b))
    return largest, differing, len(set(mine)) * HEIGHT * WIDTH


def line(name: str, found: dict[str, float], note: str) -> None:
    say(f"  {name:<30} {found['cpu']:8.1f} CPU s  {found['encoded']:6.0f} encoder runs  {note}")


def speed_rows(goals: Goals, side: int, seconds: float, objects: int, folder: Path, *, whole: bool) -> None:
    """Naive, per segment and ours, for some objects."""
    frames = round(seconds * FPS) + 1
    segments = (frames - 1) // FPS
    frames = segments * FPS + 1
    part = {} if whole else {"segments": 1}
    shared = {"side": side, "frames": frames, "objects": objects}
    how = "measured whole" if whole else f"1 of {segments} segments measured, times {segments}"
    sampled = "measured whole" if whole else "all prompts and 16 frames a pass measured, the rest projected"
    say(f"\n{objects} objects, {segments} s, {frames} frames, {segments + 1} keyframes, {side} px, fp32")
    naive = measured(kind="naive", sample=None if whole else 10, **shared)
    segment = measured(kind="per_segment", logits=str(folder / "official.npz"), **part, **shared)
    ways = {
        "ours, as it runs": ({}, SAME),
        "ours, exact=on": (EXACT, 0.0),
        f"ours, batch of {2 * objects}": ({"batch": 2 * objects}, SAME),
        f"ours, exact=on, batch of {2 * objects}": ({**EXACT, "batch": 2 * objects}, SAME),
    }
    if side > SMALL_SIDE:  # where a batch brings nothing
        ways = {"ours, as it runs": ({}, SAME)}
    ours = {
        name: measured(
            kind="ours", logits=None if whole else str(folder / f"{name}.npz"), speed=speed, **part, **shared
        )
        for name, (speed, _) in ways.items()
    }
    if naive is None or segment is None or None in ours.values():
        goals.check(False, "every row runs to its end")
        return
    scale = 1 if whole else segments
    line("package, naive", naive, sampled)
    for name, found in {"package, a run a segment": segment, **ours}.items():
        shared_frames = 0 if found is segment else scale - 1  # which lie in two segments, and are encoded once by us
        once = found["encoding"] / found["encoded"]
        found.update(cpu=found["cpu"] * scale - once * shared_frames, encoded=found["encoded"] * scale - shared_frames)
        line(name, found, how)
    for name, found in ours.items():
        against, beside = (one["cpu"] / found["cpu"] for one in (naive, segment))
        say(f"  {name}: {against:.2f}x fewer CPU seconds than naive, {beside:.2f}x fewer than a run a segment")
        if name == "ours, as it runs" and side >= JUDGED_SIDE:
            judge(goals, f"{objects} objects at {side} px, {name}", against, beside)
    for name, (_, bound) in [] if whole else ways.items():
        same(goals, f"{objects} objects, {name}", folder / "official.npz", folder / f"{name}.npz", bound)


def same(goals: Goals, what: str, official: Path, ours: Path, bound: float) -> None:
    """The promise about logits."""
    largest, differing, pixels = difference(official, ours)
    text = f"{what}: logits differ by {largest:.1e} at most, {differing} of {pixels} pixels"
    goals.check(largest <= bound, f"{text}, goal {bound:.0e}")


def judge(goals: Goals, what: str, against: float, beside: float) -> None:
    """Both promises about seconds."""
    goals.check(against >= AGAINST_NAIVE, f"{what}: {against:.2f}x fewer CPU seconds than naive, goal 2.0x")
    goals.check(beside >= AGAINST_SEGMENT, f"{what}: {beside:.2f}x fewer than a run a segment, goal 1.3x")


def call_rows(goals: Goals, side: int, counts: Sequence[int]) -> None:
    """What 10 s come to at the size at which people use it, from single calls and how often each way makes them."""
    keyframes, frames = 11, 10 * FPS + 1
    between = frames - keyframes
    say(f"\n10 s, {frames} frames, {keyframes} keyframes, {side} px, fp32: single calls measured, times their number")
    found = measured(kind="calls", side=side, frames=1, step=keyframes, objects=1)
    if found is None:
        goals.check(False, f"single calls at {side} px run to their end")
        return
    say("  CPU s a call: " + ", ".join(f"{name} {value:.2f}" for name, value in found.items()))
    in_clip = found["all"] - (6 - mean_memories(between)) * (found["two"] - found["fresh"]) / 6
    in_segment, in_ours = (
        found[f"two{mode}"] - (6 - mean_memories(FPS - 1)) * (found[f"two{mode}"] - found[f"fresh{mode}"]) / 6
        for mode in ("", ", exact=off")
    )
    for objects in counts:
        steps = 2 * objects * between
        naive = (2 * keyframes * objects + 2 * between) * found["encoder"] + steps * (in_clip + found["first"])
        segment = (40 * objects + 2 * between) * found["encoder"] + steps * (in_segment + found["first"])
        exact, ours = (frames * (found["encoder"] + found["first"]) + steps * step for step in (in_segment, in_ours))
        say(
            f"  {objects:>2} objects: naive {naive:.0f}, a run a segment {segment:.0f}, ours as it runs {ours:.0f}, "
            f"with exact=on {exact:.0f} CPU s ({segment / exact:.2f}x fewer than a run a segment)"
        )
        judge(goals, f"{objects} objects at {side} px, as it runs", naive / ours, segment / ours)


def mean_memories(steps: int) -> float:
    """How many frames before it a step remembers, on average over so many: the first none, from the seventh on six."""
    return sum(min(step, 6) for step in range(steps)) / steps


def clip_rows(goals: Goals) -> None:
    """Encoder runs and memory over whole clips, and the cost of one edited keyframe; nothing projected."""
    side, step = 128, 10
    say(f"\nWhole clips at 10 frames a second, 1 object, a keyframe every {step} frames, {side} px, nothing projected")
    found = {}
    for seconds in (10, 30):
        frames = seconds * step + 1
        ours = measured(GIVEN_BACK, kind="ours", side=side, frames=frames, step=step, objects=1, edit=seconds == 10)
        if ours is None:
            goals.check(False, f"ours at {seconds} s runs to its end")
            return
        found[seconds] = ours
        line(f"ours, {seconds} s", ours, f"peak {ours['peak_mib']:.1f} MiB above the loaded model")
        goals.check(ours["encoded"] == frames, f"{seconds} s: {ours['encoded']:.0f} encoder runs for {frames} frames")
    growth = found[30]["peak_mib"] / found[10]["peak_mib"]
    goals.check(growth <= FLAT, f"memory at 30 s is {growth:.2f} of that at 10 s, goal {FLAT} at most")
    goals.check(
        found[10]["edited_segments"] <= 2,
        f"one edited keyframe of 10 s: {found[10]['edited_segments']:.0f} segments, "
        f"{found[10]['edited']:.1%} of a full run's CPU seconds, goal 2 segments",
    )


def memory_rows(goals: Goals, side: int) -> None:
    """The package at 30 s against one of our segments, which is all that is held at any length."""
    frames = 30 * FPS + 1
    say(f"\nMemory above the loaded model at {side} px, 1 object, 30 s, {frames} frames")
    held = measured(kind="held", side=side, frames=frames, objects=1, sample=3)
    ours = measured(kind="ours", side=side, frames=frames, objects=1, segments=1)
    if held is None or ours is None:
        goals.check(False, "both memory rows run to their end")
        return
    say(f"  package                        {held['peak_mib']:8.0f} MiB after 3 frames of its first pass; more later")
    say(f"  ours                           {ours['peak_mib']:8.0f} MiB over a whole segment of {FPS} frames")
    share = ours["peak_mib"] / held["peak_mib"]
    goals.check(share <= MEMORY_SHARE, f"our peak is {share:.2f} of the package's at 30 s, goal 0.33 at most")


def pair_row(goals: Goals, folder: Path) -> None:
    """The size at which people use it, on a segment short enough for a processor."""
    shared = {"side": 1024, "frames": 3, "step": 2, "objects": 1}
    say("\n1 object, 3 frames, 2 keyframes, 1024 px, fp32, measured whole")
    segment = measured(kind="per_segment", logits=str(folder / "large.npz"), **shared)
    ways = {"ours, as it runs": ({}, SAME), "ours, exact=on": (EXACT, 0.0)}
    ours = {
        name: measured(kind="ours", logits=str(folder / f"{name}.npz"), speed=speed, **shared)
        for name, (speed, _) in ways.items()
    }
    if segment is None or None in ours.values():
        goals.check(False, "all rows at 1024 px run to their end")
        return
    line("package, a run a segment", segment, "")
    for name, (_, bound) in ways.items():
        line(name, ours[name], f"{segment['cpu'] / ours[name]['cpu']:.2f}x fewer CPU seconds")
        same(goals, f"1024 px, {name}", folder / "large.npz", folder / f"{name}.npz", bound)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.propagation", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--image-side", type=int, help="of the model, a multiple of 64; 128 and 512 unless given")
    parser.add_argument("--seconds", type=float, default=10, help="of the clip, at 30 frames and a keyframe a second")
    parser.add_argument("--objects", type=int, nargs="+", default=[1, 3, 10])
    parser.add_argument("--calls-only", action="store_true", help="single calls and equality at 1024 px, 4 minutes")
    parser.add_argument("--whole", action="store_true", help="project nothing (10 s of 3 objects at 1024 px: hours)")
    chosen = parser.parse_args(arguments)
    end_when_asked()
    if chosen.seconds < 1 or min(chosen.objects) < 1 or (chosen.image_side or 64) % 64:
        parser.error("--seconds is at least 1, --objects at least 1, --image-side a multiple of 64")
    goals = Goals()
    with TemporaryDirectory() as folder:
        if not chosen.calls_only:
            for side in [chosen.image_side] if chosen.image_side else [SMALL_SIDE, JUDGED_SIDE]:
                for objects in chosen.objects:
                    speed_rows(goals, side, chosen.seconds, objects, Path(folder), whole=chosen.whole)
            clip_rows(goals)
            memory_rows(goals, 256)
        call_rows(goals, USED_SIDE, chosen.objects)
        pair_row(goals, Path(folder))
    say(
        "\nEvery goal was kept."
        if not goals.missed
        else "\nMissed:\n" + "\n".join(f"  {text}" for text in goals.missed)
    )
    return 1 if goals.missed else 0


if __name__ == "__main__":
    sys.exit(main())
