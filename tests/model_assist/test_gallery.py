"""A model's suggestions are shown as they are, and only for clips that it did not learn from."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from annotator.formats.release import write_splits
from model_assist.gallery import main
from model_assist.recipe import Stage
from model_assist.train import train
from tests.model_assist.micro import micro_recipe


@pytest.fixture(scope="module")
def checkpoint(shapes, tmp_path_factory):
    """A model that learned one step."""
    folder = tmp_path_factory.mktemp("run")
    stage = Stage("3", {"language": 1e-3}, batch=2, steps=1, tasks={"grounded": 1.0})
    train(replace(micro_recipe(), stages=(stage,)), shapes.root, folder, verified=True)
    return folder / "stage_3"


def test_the_first_clips_of_a_split_are_drawn_and_the_same_again(shapes, checkpoint, tmp_path, capsys) -> None:
    words = [str(checkpoint), str(shapes.root), "--count", "1", "--out"]

    codes = [main([*words, str(tmp_path / "one")]), main([*words, str(tmp_path / "two")])]

    assert codes == [0, 0]
    assert str(tmp_path / "one" / "suggestion-01.png") in capsys.readouterr().out
    assert [file.name for file in sorted((tmp_path / "one").iterdir())] == ["suggestion-01.png"]
    picture = (tmp_path / "one" / "suggestion-01.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert picture == (tmp_path / "two" / "suggestion-01.png").read_bytes()


def test_a_clip_that_the_model_learned_from_is_not_shown(shapes, checkpoint, tmp_path, capsys) -> None:
    release = shutil.copytree(shapes.root, tmp_path / "release")
    write_splits(release, "v1.0", {"train": [3, 4, 5, 6], "val": [1, 2], "test": [7, 8, 9, 10]})

    code = main([str(checkpoint), str(release), "--out", str(tmp_path / "pictures")])

    assert code == 1
    assert "learned from 2 of the 2 videos of val" in capsys.readouterr().err
    assert not (tmp_path / "pictures").exists()
