"""Packing is measured on the very answers that separate samples give."""

from __future__ import annotations

import json

from model_assist.pace import main
from tests.model_assist.micro import CHANGES


def test_packed_and_separate_learn_the_same_answers_and_packed_reads_fewer_tokens(shapes, capsys) -> None:
    changes = [word for change in CHANGES for word in ("--set", change)]

    code = main(["tiny", str(shapes.root), "--steps", "1", *changes])

    told = json.loads(capsys.readouterr().out)
    packed, separate = told["packed"], told["separate"]
    assert code == 0
    assert packed["answers"] == separate["answers"] > 0
    assert packed["tokens"] < separate["tokens"]
    assert packed["kept_bytes"] < separate["kept_bytes"]
    assert told["separate_over_packed"]["cpu_seconds"] == separate["cpu_seconds"] / packed["cpu_seconds"] > 0


def test_a_recipe_that_is_not_there_has_no_pace(shapes, capsys) -> None:
    assert main(["nothing", str(shapes.root)]) == 1
    assert capsys.readouterr().err
