"""An engine is worth what it adds to what people would get anyway; this measures both on a clip with known masks.

    python -m propagation.benchmark CLIP MASKS [--predictor flow] [--keyframe-step 30]

CLIP is a video or a folder of pictures; MASKS a folder of one palette picture a frame, 0 for the ground and one value
an object. Every `--keyframe-step`th mask and the last one are taken as drawn; overlaps (J, intersection over union) and
edges (F, `contour.py`) are means over the frames between them on which the object can be seen or is claimed. Where
objects touch, the engine's masks are settled as readers of stored masks settle them.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from PIL import Image as PillowImage

from annotator.formats import contest
from annotator.formats.frames import read_frames
from propagation import baselines
from propagation.contour import boundary_f
from propagation.errors import FramesMissing, PropagationError
from propagation.predictor import Image, Mask, Predictor
from propagation.propagate import SegmentMasks, SegmentTask, propagate
from propagation.registry import predictor_by_name
from propagation.trust import overlap

PICTURES = (".jpg", ".jpeg", ".png")


@dataclass(frozen=True)
class Measure:
    """Overlap (J) and edge (F) of a mask with the truth, 0..1."""

    overlap: float
    edge: float


@dataclass(frozen=True)
class Score:
    """Mean J and F between keyframes of the engine and of both ways to do without one."""

    frames: int
    predictor: Measure
    nearest_copy: Measure
    linear_polygons: Measure
    cpu_seconds_per_frame: float

    def as_json(self) -> dict[str, float]:
        """All figures, and the engine's as ratios to the others'."""
        return {
            "frames": self.frames,
            "J": round(self.predictor.overlap, 4),
            "F": round(self.predictor.edge, 4),
            "J_nearest_copy": round(self.nearest_copy.overlap, 4),
            "F_nearest_copy": round(self.nearest_copy.edge, 4),
            "J_linear_polygons": round(self.linear_polygons.overlap, 4),
            "F_linear_polygons": round(self.linear_polygons.edge, 4),
            "ratio_to_nearest_copy": round(self.predictor.overlap / max(self.nearest_copy.overlap, 1e-9), 3),
            "ratio_to_linear_polygons": round(self.predictor.overlap / max(self.linear_polygons.overlap, 1e-9), 3),
            "cpu_seconds_per_frame": round(self.cpu_seconds_per_frame, 3),
        }


def score(clip: Path, masks: Path, predictor: Predictor, *, step: int) -> Score:
    """Measure a predictor on a clip.

    Args:
        clip: video or folder of pictures.
        masks: folder of palette pictures, one a frame.
        step: frames from one keyframe to the next.

    Raises:
        FramesMissing: a mask is no palette picture, or the clip and its masks differ in number or size.
    """
    truth = true_masks(masks)
    length = len(next(iter(truth.values())))
    started = time.process_time()
    answers = settled(list(propagate(clip_reader(clip, length), tasks_between(truth, step), predictor)))
    seconds = (time.process_time() - started) / length
    rows = [row for answer in answers for row in compare(with_baselines(answer), truth[answer.task.track])]
    ours, nearest, linear = (mean_of([row[place] for row in rows]) for place in range(3))
    return Score(len(rows), ours, nearest, linear, seconds)


def with_baselines(answer: SegmentMasks) -> list[SegmentMasks]:
    """An answer, and what a copy of the nearest keyframe and linear polygons would have been in its place."""
    left, right, length = answer.masks[0], answer.masks[-1], len(answer.masks)
    copied, blended = (way(left, right, length) for way in (baselines.nearest_copy, baselines.linear_polygons))
    return [answer, replace(answer, masks=copied), replace(answer, masks=blended)]


def tasks_between(truth: Mapping[int, Sequence[Mask]], step: int) -> list[SegmentTask]:
    """All segments of a clip whose every `step`th frame and last frame are keyframes."""
    length = len(next(iter(truth.values())))
    keyframes = sorted({*range(0, length, step), length - 1})
    return [
        SegmentTask(number, first, last, _drawn(true[first]), _drawn(true[last]))
        for first, last in pairwise(keyframes)
        for number, true in truth.items()
    ]


def settled(answers: Sequence[SegmentMasks]) -> list[SegmentMasks]:
    """Answers with the pixels that two tracks claim given to one of them, as on reading (`formats/contest.py`)."""
    ranges: dict[tuple[int, int], list[SegmentMasks]] = {}
    for answer in answers:
        ranges.setdefault((answer.task.first, answer.task.last), []).append(answer)
    return [answer for group in ranges.values() for answer in _settled_range(group)]


def _settled_range(group: Sequence[SegmentMasks]) -> list[SegmentMasks]:
    last = len(group[0].masks) - 1
    ends = [{one.task.track: one.masks[place] for one in group} for place in (0, last)]
    together = contest.shared_by(ends[0]) | contest.shared_by(ends[1])
    masks = {one.task.track: list(one.masks) for one in group}
    for place in range(1, last):
        claimed = {track: own[place] for track, own in masks.items()}
        sure = {one.task.track: one.confidence[place] for one in group}
        for track, mask in contest.settle(claimed, sure, together=together).items():
            masks[track][place] = mask
    return [replace(one, masks=masks[one.task.track]) for one in group]


def compare(ways: Sequence[SegmentMasks], true: Sequence[Mask]) -> list[list[Measure]]:
    """J and F of several answers to one task, on each frame between its keyframes where there is something to compare.

    Args:
        ways: answers that differ in their masks only.
        true: the object's mask on every frame of the clip.
    """
    task, rows = ways[0].task, []
    for index in range(1, len(ways[0].masks) - 1):
        there, guessed = true[task.first + index], [way.masks[index] for way in ways]
        if there.any() or any(mask.any() for mask in guessed):
            rows.append([Measure(overlap(mask, there), boundary_f(mask, there)) for mask in guessed])
    return rows


def mean_of(rows: Iterable[Measure]) -> Measure:
    """Mean J and F; NaN of none."""
    pairs = [(row.overlap, row.edge) for row in rows]
    overlaps, edges = np.mean(pairs, axis=0) if pairs else (np.nan, np.nan)
    return Measure(float(overlaps), float(edges))


def _drawn(mask: Mask) -> Mask | None:
    return mask if mask.any() else None


def true_masks(folder: Path) -> dict[int, list[Mask]]:
    """Per object its mask on every frame, from a folder of palette pictures.

    Raises:
        FramesMissing: there are fewer than three, one is no palette picture, or no object is in them.
    """
    labels = [_labels(path) for path in _pictures(folder)]
    numbers = sorted({int(number) for label in labels for number in np.unique(label) if number})
    if not numbers:
        raise FramesMissing(f"The masks in {folder} show no object; every pixel is 0.", folder=str(folder))
    return {number: [label == number for label in labels] for number in numbers}


def _labels(path: Path) -> Image:
    picture = PillowImage.open(path)
    if picture.mode not in ("P", "L", "1"):
        raise FramesMissing(
            f"{path} is a picture of mode {picture.mode}; masks are palette or grey pictures, one value an object.",
            file=str(path),
        )
    return np.asarray(picture.convert("L") if picture.mode == "1" else picture, dtype=np.uint8)


def _pictures(folder: Path) -> list[Path]:
    found = sorted(path for path in folder.glob("*") if path.suffix.lower() in PICTURES)
    if len(found) < 3:
        raise FramesMissing(f"{folder} holds {len(found)} pictures; at least three are needed.", folder=str(folder))
    return found


def clip_reader(clip: Path, length: int) -> Callable[[int, int], Iterable[Image]]:
    """Reads frames first..last of a video or of a folder of pictures.

    Raises:
        FramesMissing: the folder does not hold `length` pictures.
    """
    if not clip.is_dir():
        return lambda first, last: read_frames(clip, first, last)
    paths = _pictures(clip)
    if len(paths) != length:
        raise FramesMissing(f"{clip} holds {len(paths)} frames, but there are {length} masks.", folder=str(clip))
    return lambda first, last: (
        np.asarray(PillowImage.open(path).convert("RGB"), dtype=np.uint8) for path in paths[first : last + 1]
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the score as JSON; 2 and a sentence when the clip or the engine cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m propagation.benchmark", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("clip", type=Path)
    parser.add_argument("masks", type=Path)
    parser.add_argument("--predictor", default="flow")
    parser.add_argument(
        "--option", action="append", default=[], metavar="NAME=VALUE", help="an option of the predictor"
    )
    parser.add_argument("--keyframe-step", type=int, default=30)
    chosen = parser.parse_args(arguments)
    if chosen.keyframe_step < 2:
        parser.error(f"--keyframe-step is {chosen.keyframe_step}; it must be at least 2")
    try:
        options = dict(option.partition("=")[::2] for option in chosen.option)
        predictor = predictor_by_name(chosen.predictor, options)
        measured = score(chosen.clip, chosen.masks, predictor, step=chosen.keyframe_step)
    except PropagationError as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    sys.stdout.write(json.dumps(measured.as_json(), indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
