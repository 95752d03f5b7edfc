"""An engine is worth what it adds to what people would get anyway; this measures both on a clip with known masks.

    python -m propagation.benchmark CLIP MASKS [--predictor flow] [--keyframe-step 30]

CLIP is a video or a folder of pictures; MASKS a folder of one palette picture a frame, 0 for the ground and one value
an object. Every `--keyframe-step`th mask and the last one are taken as drawn; overlaps (J, intersection over union) are
means over the frames between them on which the object can be seen or is claimed.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from PIL import Image as PillowImage

from annotator.formats.frames import read_frames
from propagation import baselines
from propagation.errors import FramesMissing, PropagationError
from propagation.predictor import Image, Mask, Predictor
from propagation.propagate import SegmentTask, propagate
from propagation.registry import predictor_by_name
from propagation.trust import overlap

PICTURES = (".jpg", ".jpeg", ".png")


@dataclass(frozen=True)
class Score:
    """Mean J between keyframes of the engine and of both ways to do without one."""

    frames: int
    predictor: float
    nearest_copy: float
    linear_polygons: float
    cpu_seconds_per_frame: float

    def as_json(self) -> dict[str, float]:
        """All figures, and the engine's as ratios to the others'."""
        return {
            "frames": self.frames,
            "J": round(self.predictor, 4),
            "J_nearest_copy": round(self.nearest_copy, 4),
            "J_linear_polygons": round(self.linear_polygons, 4),
            "ratio_to_nearest_copy": round(self.predictor / max(self.nearest_copy, 1e-9), 3),
            "ratio_to_linear_polygons": round(self.predictor / max(self.linear_polygons, 1e-9), 3),
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
    truth = _truth(masks)
    length = len(next(iter(truth.values())))
    keyframes = sorted({*range(0, length, step), length - 1})
    tasks = [
        SegmentTask(number, first, last, _drawn(true[first]), _drawn(true[last]))
        for first, last in pairwise(keyframes)
        for number, true in truth.items()
    ]
    started = time.process_time()
    answers = list(propagate(_reader(clip, length), tasks, predictor))
    seconds = (time.process_time() - started) / length
    rows = [row for answer in answers for row in _rows(answer.task, answer.masks, truth[answer.task.track])]
    means = np.mean(rows, axis=0) if rows else np.full(3, np.nan)
    return Score(len(rows), float(means[0]), float(means[1]), float(means[2]), seconds)


def _rows(task: SegmentTask, guessed: Sequence[Mask], true: Sequence[Mask]) -> list[tuple[float, float, float]]:
    left, right, length = true[task.first], true[task.last], len(guessed)
    ways = guessed, baselines.nearest_copy(left, right, length), baselines.linear_polygons(left, right, length)
    rows = []
    for index in range(1, length - 1):
        there = true[task.first + index]
        if there.any() or any(way[index].any() for way in ways):
            rows.append(
                (overlap(ways[0][index], there), overlap(ways[1][index], there), overlap(ways[2][index], there))
            )
    return rows


def _drawn(mask: Mask) -> Mask | None:
    return mask if mask.any() else None


def _truth(folder: Path) -> dict[int, list[Mask]]:
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


def _reader(clip: Path, length: int) -> Callable[[int, int], Iterable[Image]]:
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
