"""A run's log becomes a picture of its stages, the same from the same log."""

from __future__ import annotations

import json

import pytest

from annotator.formats.training_log import LOG
from model_assist.curve import CurveRefused, draw_curves, main


@pytest.fixture
def run(tmp_path):
    """A run of two stages, broken off and gone on with from its second step."""
    steps = [("0a", 0, 3.0), ("0a", 1, 2.0), ("0a", 1, 1.9), ("3", 0, 1.0)]
    lines = [{"stage": stage, "step": step, "text": loss, "right": 1 / (1 + loss)} for stage, step, loss in steps]
    lines[-1] |= {"dice": 0.7, "overlap": 0.2, "bce": 0.0}
    (tmp_path / LOG).write_text("".join(json.dumps(line) + "\n" for line in lines))
    return tmp_path


@pytest.mark.parametrize(("ending", "head"), [("svg", b"<?xml"), ("png", b"\x89PNG")])
def test_the_curves_are_drawn_and_the_same_again(run, ending, head, capsys) -> None:
    code = main([str(run), "--out", str(run / f"one.{ending}")])
    draw_curves(run, run / f"two.{ending}")

    assert code == 0
    assert capsys.readouterr().out == f"{run / f'one.{ending}'}\n"
    assert (run / f"one.{ending}").read_bytes().startswith(head)
    assert (run / f"one.{ending}").read_bytes() == (run / f"two.{ending}").read_bytes()


def test_each_stage_is_named_in_the_picture(run) -> None:
    draw_curves(run, run / "curves.svg")

    picture = (run / "curves.svg").read_text()
    assert "stage 0a" in picture
    assert "stage 3" in picture


def test_a_folder_without_a_run_has_no_curves(tmp_path, capsys) -> None:
    assert main([str(tmp_path), "--out", str(tmp_path / "curves.svg")]) == 1
    assert "is no log of a run" in capsys.readouterr().err
    with pytest.raises(CurveRefused):
        draw_curves(tmp_path, tmp_path / "curves.jpeg")
