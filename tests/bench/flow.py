"""`make bench-flow`: what the weight-free engine is worth and what it costs, beside doing without an engine.

J (overlap), F (edge, as DAVIS defines it) and CPU milliseconds for an object on a frame, of flow, flow-fast and
flow-preview, of a copy of the nearest keyframe and of linear polygons, all in this run, with a keyframe every 30
frames: on painted clips with the exact truth (flow_clips.py), and on real ones given by `--clip VIDEO_OR_FOLDER MASKS`
(CLIP=… MASKS=… make bench-flow). Means are over clips, so that a long one counts no more than a short one.

Then how far the engine's own trust can be trusted: rank correlation of confidence and true overlap, what the
confidence promises against what came true, and the share of bad frames among those it doubts most. `--fit` prints the
numbers of propagation/trust.py anew from the same clips, and how they do on clips they were not fitted on.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from propagation import baselines, lanes
from propagation.benchmark import Measure, clip_reader, compare, settled, tasks_between, true_masks, with_baselines
from propagation.predictor import Mask, Predictor
from propagation.propagate import ReadFrames, SegmentMasks, SegmentTask, propagate
from propagation.registry import predictor_by_name
from tests.bench import flow_clips, flow_trust

STEP = 30
ENGINES = ("flow", "flow-fast", "flow-preview")
WAYS = (*ENGINES, "nearest copy", "linear polygons")
GOOD, LOST = 0.8, 0.5
PREVIEW_SIZE = 1280, 720


@dataclass(frozen=True, eq=False)
class Footage:
    """A clip to measure on."""

    name: str
    read_frames: ReadFrames
    truth: dict[int, list[Mask]]


@dataclass(frozen=True, eq=False)
class Outcome:
    """One clip: per way the rows of J and F, CPU milliseconds for an object on a frame, and flow's promises kept."""

    name: str
    rows: dict[str, list[Measure]]
    cost: dict[str, float]
    trusted: list[tuple[float, float]]


def footage(painted: Sequence[str], pairs: Sequence[tuple[str, str]]) -> list[Footage]:
    """The painted clips of these names, then the given ones."""
    clips = [flow_clips.MAKERS[name]() for name in painted]
    named = [Footage(clip.name, clip.read_frames, clip.masks) for clip in clips]
    return named + [given(Path(clip), Path(masks)) for clip, masks in pairs]


def given(clip: Path, masks: Path) -> Footage:
    """A clip from disk, its frames read once."""
    truth = true_masks(masks)
    frames = list(clip_reader(clip, len(next(iter(truth.values()))))(0, len(next(iter(truth.values()))) - 1))
    name = clip.parent.name if clip.is_dir() else clip.stem
    return Footage(name, lambda first, last: iter(frames[first : last + 1]), truth)


def tasks_of(clip: Footage) -> list[SegmentTask]:
    """Its segments; what is left over at its end is no second and tells little."""
    return [task for task in tasks_between(clip.truth, STEP) if task.last - task.first > STEP // 5]


def run(clip: Footage, engine: Predictor) -> tuple[list[SegmentMasks], float]:
    """The engine's settled answers, and CPU milliseconds for an object on a frame."""
    started = time.process_time()
    answers = settled(list(propagate(clip.read_frames, tasks_of(clip), engine)))
    return answers, 1000 * (time.process_time() - started) / _object_frames(answers)


def _object_frames(answers: Sequence[SegmentMasks]) -> int:
    return sum(len(answer.masks) - 2 for answer in answers)


def measured(clip: Footage) -> Outcome:
    """Every way on one clip."""
    ran = {name: run(clip, predictor_by_name(name)) for name in ENGINES}
    rows: dict[str, list[Measure]] = {way: [] for way in WAYS}
    trusted: list[tuple[float, float]] = []
    for same in zip(*(ran[name][0] for name in ENGINES), strict=True):
        ways = [*same, *with_baselines(same[0])[1:]]
        found = compare(ways, clip.truth[same[0].task.track])
        for place, way in enumerate(WAYS):
            rows[way] += [row[place] for row in found]
        trusted += flow_trust.judged(same[0], clip.truth[same[0].task.track])
    cost = {name: ran[name][1] for name in ENGINES}
    for way, make in (("nearest copy", baselines.nearest_copy), ("linear polygons", baselines.linear_polygons)):
        started = time.process_time()
        for answer in ran["flow"][0]:
            make(answer.masks[0], answer.masks[-1], len(answer.masks))
        cost[way] = 1000 * (time.process_time() - started) / _object_frames(ran["flow"][0])
    return Outcome(clip.name, rows, cost, trusted)


def print_worth(title: str, outcomes: Sequence[Outcome]) -> None:
    """J, F and cost by way, then J by clip."""
    print(f"\n{title}: {len(outcomes)} clips, {sum(len(one.rows['flow']) for one in outcomes)} masks between keyframes")
    print(f"  {'':16} {'J':>6} {'F':>6} {'J>=0.8':>7} {'J<0.5':>6} {'CPU ms/frame':>13} {'of flow':>8}")
    for way in WAYS:
        overlaps = [np.array([row.overlap for row in one.rows[way]]) for one in outcomes]
        edge = np.mean([np.mean([row.edge for row in one.rows[way]]) for one in outcomes])
        good, lost = (np.mean([share.mean() for share in kind]) for kind in (
            [values >= GOOD for values in overlaps], [values < LOST for values in overlaps],
        ))  # fmt: skip
        cost = np.mean([one.cost[way] for one in outcomes])
        share = cost / np.mean([one.cost["flow"] for one in outcomes])
        mean = np.mean([values.mean() for values in overlaps])
        print(f"  {way:16} {mean:6.3f} {edge:6.3f} {good:7.0%} {lost:6.0%} {cost:13.1f} {share:8.2f}")
    print(f"\n  {'J by clip':22}" + "".join(f"{way:>16}" for way in WAYS))
    for one in outcomes:
        figures = "".join(f"{np.mean([row.overlap for row in one.rows[way]]):16.3f}" for way in WAYS)
        print(f"  {one.name:22}{figures}")


def print_preview() -> None:
    """How long one object's second of a 720p clip takes a single core."""
    clip = flow_clips.MAKERS["turning"]()
    frames = [cv2.resize(frame, PREVIEW_SIZE, interpolation=cv2.INTER_CUBIC) for frame in clip.frames[: STEP + 1]]
    ends = [cv2.resize(clip.masks[1][at].view(np.uint8), PREVIEW_SIZE).view(np.bool_) for at in (0, STEP)]
    engine = predictor_by_name("flow-preview", {"threads": "1"})
    took = []
    for _ in range(3):
        started = time.process_time()
        engine.propagate_segment(frames, {1: ends[0]}, {1: ends[1]})
        took.append(time.process_time() - started)
    print(
        f"\nflow-preview, one object, {STEP + 1} frames of 1280x720, one core: {took[0]:.2f} CPU s the first time, "
        f"{min(took[1:]):.2f} in a process that has done one, as the drafts' worker has"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.flow", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--clip", nargs=2, action="append", default=[], metavar=("VIDEO_OR_FOLDER", "MASKS"))
    parser.add_argument("--painted", nargs="*", default=list(flow_clips.MAKERS), choices=list(flow_clips.MAKERS))
    parser.add_argument("--preview-only", action="store_true", help="only what a preview costs")
    parser.add_argument("--fit", action="store_true", help="print the numbers of propagation/trust.py anew")
    chosen = parser.parse_args(arguments)
    if chosen.preview_only:
        print_preview()
        return
    pairs = [(clip, masks) for clip, masks in chosen.clip]
    if os.environ.get("CLIP") and os.environ.get("MASKS"):
        pairs.append((os.environ["CLIP"], os.environ["MASKS"]))
    clips = footage(chosen.painted, pairs)
    if chosen.fit:
        flow_trust.print_fit([(clip.name, clip.read_frames, clip.truth, tasks_of(clip)) for clip in clips])
        return
    print(f"{lanes.cores()} cores, keyframe every {STEP} frames; CPU is of all threads together")
    outcomes = []
    for clip in clips:
        outcomes.append(measured(clip))
        print(f"  measured {clip.name}", flush=True)
    painted = len(chosen.painted)
    for title, some in (("Painted clips", outcomes[:painted]), ("Given clips", outcomes[painted:])):
        if some:
            print_worth(title, some)
    print_preview()
    flow_trust.print_trust([pair for one in outcomes for pair in one.trusted])


if __name__ == "__main__":
    main()
