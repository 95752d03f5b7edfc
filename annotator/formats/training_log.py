"""What training wrote of each step, `log.jsonl`, read as curves: who registers a checkpoint needs no torch for it.

A log may have a hundred thousand lines and be anybody's file, so it is looked through and thinned before it is kept.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.errors import AnnotatorError

LOG = "log.jsonl"  # in a run's folder, beside the checkpoints of its stages
LOSSES = ("text", "words", "named", "bce", "dice", "alignment")
SHARES = ("right", "found", "overlap")  # of 1
MOST_BYTES = 64 * 2**20
MOST_STAGES = 12
MOST_POINTS = 120  # of a curve: more than a picture of it has room for

_STAGE = re.compile(r"[\w.-]{1,20}")


class TrainingLogRefused(AnnotatorError):
    """A file that is no log of a training; `line` says where it stops being one."""

    code = "training_log_refused"


@dataclass(frozen=True)
class StageCurves:
    """A stage's measures, each the mean over equal spans of its steps. `at` are the spans' middles; None is a gap."""

    stage: str
    steps: int
    at: tuple[float, ...]
    losses: dict[str, tuple[float | None, ...]]
    shares: dict[str, tuple[float | None, ...]]


def read_log(path: Path) -> list[dict[str, Any]]:
    """A run's lines in the order of its steps; of a step that was done again after a break the last counts.

    Training writes 0 of what a step asked nothing of, so that such a measure is left out of its line.

    Raises:
        TrainingLogRefused: there is none, it is empty or too large, or a line is no step.
    """
    try:
        if (size := path.stat().st_size) > MOST_BYTES:
            raise TrainingLogRefused(f"{path} has {size:,} bytes; a log of more than {MOST_BYTES:,} is not read.")
        written = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise TrainingLogRefused(f"{path} is no log of a run ({error}).") from error
    if not written:
        raise TrainingLogRefused(f"{path} is a log without a step; train first.")
    lines = [_step(path, number, line) for number, line in enumerate(written, start=1)]
    return list({(line["stage"], line["step"]): line for line in lines}.values())


def curves_until(lines: Sequence[dict[str, Any]], *, stage: str, step: int) -> list[StageCurves]:
    """The curves of what a checkpoint has been through: the stages before its own, and its own up to its step.

    Raises:
        TrainingLogRefused: the log has no step of that stage, or more stages than a run has.
    """
    stages = list(dict.fromkeys(line["stage"] for line in lines))
    if stage not in stages:
        raise TrainingLogRefused(f"The log tells of stage {', '.join(stages)}, and the checkpoint is of stage {stage}.")
    if len(stages) > MOST_STAGES:
        raise TrainingLogRefused(f"The log tells of {len(stages)} stages; a run has {MOST_STAGES} at most.")
    told = stages[: stages.index(stage) + 1]
    seen = [line for line in lines if line["stage"] != stage or line["step"] < step]
    by_stage = {name: sorted((x for x in seen if x["stage"] == name), key=lambda x: x["step"]) for name in told}
    return [_curves(name, of_stage) for name, of_stage in by_stage.items() if of_stage]


def _step(path: Path, number: int, written: str) -> dict[str, Any]:
    """A line of the log.

    Raises:
        TrainingLogRefused: it is no step.
    """
    try:
        line = json.loads(written)
        stage, step = line["stage"], line["step"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise TrainingLogRefused(f"Line {number} of {path} is no step of a run ({error!r}).", line=number) from error
    named = isinstance(stage, str) and _STAGE.fullmatch(stage)
    if not named or not isinstance(step, int) or isinstance(step, bool) or not 0 <= step < 2**31:
        raise TrainingLogRefused(f"Line {number} of {path} names no stage and step: {written[:60]}", line=number)
    for name in (*LOSSES, *SHARES):
        if name in line and not _is_measure(line[name]):
            raise TrainingLogRefused(f"Line {number} of {path}: {name} is no number: {line[name]!r:.20}", line=number)
    return {name: value for name, value in line.items() if value or name not in (*LOSSES, *SHARES)}


def _is_measure(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _curves(stage: str, lines: Sequence[dict[str, Any]]) -> StageCurves:
    count = min(len(lines), MOST_POINTS)
    spans = [lines[at * len(lines) // count : (at + 1) * len(lines) // count] for at in range(count)]

    def measures(names: Sequence[str]) -> dict[str, tuple[float | None, ...]]:
        had = [name for name in names if any(name in line for line in lines)]
        return {name: tuple(_mean([line[name] for line in span if name in line]) for span in spans) for name in had}

    middles = tuple(round(_middle(span), 1) for span in spans)
    return StageCurves(stage, int(lines[-1]["step"]) + 1, middles, measures(LOSSES), measures(SHARES))


def _middle(span: Sequence[dict[str, Any]]) -> float:
    return float(span[0]["step"] + span[-1]["step"]) / 2


def _mean(values: Sequence[float]) -> float | None:
    return float(f"{math.fsum(values) / len(values):.4g}") if values else None
