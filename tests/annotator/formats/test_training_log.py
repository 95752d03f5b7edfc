"""What training wrote of each step is looked through and thinned before anybody keeps it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.formats import training_log
from annotator.formats.training_log import MOST_POINTS, TrainingLogRefused, curves_until, read_log


def written(place: Path, *lines: dict[str, Any] | str) -> Path:
    path = place / "log.jsonl"
    path.write_text("".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines))
    return path


def step(stage: str, number: int, **measures: float) -> dict[str, Any]:
    return {"stage": stage, "step": number, "seconds": 1.5} | measures


def test_a_step_that_was_done_again_counts_as_it_was_done_last(tmp_path) -> None:
    log = written(tmp_path, step("0a", 0, text=3), step("0a", 1, text=2), step("0a", 1, text=1.9), step("3", 0, text=1))

    assert [(line["step"], line["text"]) for line in read_log(log)] == [(0, 3), (1, 1.9), (0, 1)]


def test_a_long_stage_becomes_means_over_equal_spans_of_its_steps(tmp_path) -> None:
    steps = 10 * MOST_POINTS
    log = written(tmp_path, *(step("1", at, text=at + 1, right=0.5) for at in range(steps)))

    [curves] = curves_until(read_log(log), stage="1", step=steps)

    assert (curves.stage, curves.steps, len(curves.at)) == ("1", steps, MOST_POINTS)
    assert (curves.at[0], curves.losses["text"][:2]) == (4.5, (5.5, 15.5))
    assert set(curves.shares["right"]) == {0.5}


def test_a_measure_that_some_steps_lack_has_gaps_and_one_that_all_lack_is_left_out(tmp_path) -> None:
    log = written(tmp_path, step("3", 0, text=1, dice=0, bce=0), step("3", 1, text=0.5, dice=0.25, bce=0))

    [curves] = curves_until(read_log(log), stage="3", step=2)

    assert curves.losses == {"text": (1, 0.5), "dice": (None, 0.25)}
    assert curves.shares == {}


def test_a_checkpoint_has_only_what_it_has_been_through(tmp_path) -> None:
    log = written(tmp_path, *(step(stage, at, text=1) for stage in ("1", "2", "3") for at in range(4)))

    told = curves_until(read_log(log), stage="2", step=3)

    assert [(one.stage, one.steps) for one in told] == [("1", 4), ("2", 3)]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"stage": "1", "st', "Line 2"),
        ("[]", "Line 2"),
        ("[" * 5000, "Line 2"),
        ({"stage": "1"}, "Line 2"),
        (step("one stage/../", 1), "no stage and step"),
        (step("1", -1), "no stage and step"),
        (step("1", True), "no stage and step"),
        ('{"stage": "1", "step": 1, "text": NaN}', "text is no number"),
        ({"stage": "1", "step": 1, "right": "all"}, "right is no number"),
    ],
)
def test_what_is_no_step_is_refused_by_its_line(tmp_path, line, words) -> None:
    with pytest.raises(TrainingLogRefused, match=words) as refused:
        read_log(written(tmp_path, step("1", 0), line))

    assert refused.value.fields["line"] == 2


def test_no_log_an_empty_one_and_one_of_no_end_are_refused(tmp_path, monkeypatch) -> None:
    with pytest.raises(TrainingLogRefused, match="is no log of a run"):
        read_log(tmp_path / "log.jsonl")
    with pytest.raises(TrainingLogRefused, match="without a step"):
        read_log(written(tmp_path))
    monkeypatch.setattr(training_log, "MOST_BYTES", 8)
    with pytest.raises(TrainingLogRefused, match="is not read"):
        read_log(written(tmp_path, step("1", 0)))


def test_the_log_of_another_training_is_refused(tmp_path) -> None:
    with pytest.raises(TrainingLogRefused, match="tells of stage 1, and the checkpoint is of stage 3"):
        curves_until(read_log(written(tmp_path, step("1", 0))), stage="3", step=1)
