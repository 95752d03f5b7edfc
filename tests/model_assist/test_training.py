"""A run is its recipe, its release and its seed: however it is cut up, broken off or spread, it ends the same."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace

import pytest
import torch
from safetensors.torch import load_file

from annotator.formats.checkpoint import CheckpointDamaged, read_provenance
from model_assist.checkpoint import load_checkpoint
from model_assist.network import build
from model_assist.recipe import Stage, load_recipe
from model_assist.train import main, train
from model_assist.training import TrainingFailed, ahead, rate_at
from tests.model_assist.micro import CHANGES, micro_recipe
from tests.model_assist.two_processes import on_two_processes

RATES = {
    "projector": 1e-3, "language": 1e-3, "new_tokens": 1e-3, "prompt_head": 1e-3, "segmentation_encoder": 1e-3,
    "segmentation_decoder": 1e-3, "vision": 1e-3,
}  # fmt: skip
EVERY_TASK = {"caption": 1.0, "grounded": 1.0, "lgvis": 1.0}


def recipe_with(*stages, changes=()):
    """The micro model with these stages."""
    return replace(micro_recipe(*changes), stages=stages)


def answering(**fields):
    return Stage(**{"name": "3", "rates": RATES, "batch": 4, "steps": 4, "tasks": EVERY_TASK, "turns": 4} | fields)


def weights_of(folder):
    return load_file(folder / "model.safetensors")


def assert_same_bits(left, right):
    assert left.keys() == right.keys()
    assert [name for name in left if not torch.equal(left[name], right[name])] == []


def lines_of(folder):
    return [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]


@pytest.fixture(scope="module")
def ended(shapes, tmp_path_factory):
    """A run of four steps that kept where it was after two."""
    folder = tmp_path_factory.mktemp("ended")
    train(recipe_with(answering()), shapes.root, folder, save_every=2, verified=True)
    return folder


@pytest.mark.slow
def test_every_stage_of_tiny_learns_its_parts_and_no_other(shapes, tmp_path) -> None:
    stages = [replace(stage, steps=1, batch=2) for stage in load_recipe("tiny").stages]
    recipe = recipe_with(*stages)

    train(recipe, shapes.root, tmp_path, verified=True)

    words = load_checkpoint(tmp_path / "stage_0a").vocabulary.words
    torch.manual_seed(recipe.seed)
    before = build(recipe, words=words).state_dict()
    for stage in stages:
        after = weights_of(tmp_path / f"stage_{stage.name}")
        assert changed_parts(recipe, before, after) == set(stage.rates), stage.name
        before = after
    assert [line["stage"] for line in lines_of(tmp_path)] == [stage.name for stage in stages]


def changed_parts(recipe, before, after):
    """The parts of which something changed."""
    model = build(recipe, words=len(before["language.net.lm_head.weight"]))
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    return {
        part
        for part, parameters in model.parts().items()
        if any(not torch.equal(before[names[id(p)]], after[names[id(p)]]) for p in parameters)
    }


def test_a_run_that_was_broken_off_ends_as_if_it_had_not_been(shapes, ended, tmp_path) -> None:
    shutil.copytree(ended / "going_on", tmp_path / "going_on")
    assert read_provenance(tmp_path / "going_on").step == 2

    train(recipe_with(answering()), shapes.root, tmp_path, save_every=2, verified=True)

    assert [line["step"] for line in lines_of(tmp_path)] == [2, 3]
    assert_same_bits(weights_of(tmp_path / "stage_3"), weights_of(ended / "stage_3"))


def test_a_step_is_the_same_in_one_pass_and_in_four(shapes, tmp_path) -> None:
    once = recipe_with(answering(steps=1), changes=["micro_batch=4"])
    cut_up = recipe_with(answering(steps=1), changes=["micro_batch=1"])

    train(once, shapes.root, tmp_path / "once", verified=True)
    train(cut_up, shapes.root, tmp_path / "cut_up", verified=True)

    first, second = lines_of(tmp_path / "once")[0], lines_of(tmp_path / "cut_up")[0]
    for name in ("text", "bce", "dice", "iou", "objectness", "right", "gradient"):
        assert first[name] == pytest.approx(second[name], rel=1e-3, abs=1e-5), name


def test_a_step_is_the_same_whether_turns_are_packed_or_not(shapes, tmp_path) -> None:
    packed = recipe_with(answering(steps=1))
    separate = recipe_with(answering(steps=1), changes=["packing=false"])

    train(packed, shapes.root, tmp_path / "packed", verified=True)
    train(separate, shapes.root, tmp_path / "separate", verified=True)

    first, second = lines_of(tmp_path / "packed")[0], lines_of(tmp_path / "separate")[0]
    for name in ("text", "bce", "dice", "iou", "objectness", "alignment", "right", "gradient"):
        assert first[name] == pytest.approx(second[name], rel=1e-3, abs=1e-5), name


MEASURES = ("text", "bce", "dice", "iou", "objectness", "alignment", "right", "gradient")
ALL_TASKS = "name: '3', steps: 1, tasks: {caption: 1, grounded: 1, lgvis: 1}"


def words_for(release, *stages):
    """What to say to train the micro model's stages by the command."""
    changes = [word for change in CHANGES for word in ("--set", change)]
    rates = "{" + ", ".join(f"{part}: {rate}" for part, rate in RATES.items()) + "}"
    listed = ", ".join(f"{{{stage}, batch: 4, turns: 4, rates: {rates}}}" for stage in stages)
    return ["tiny", str(release.root), *changes, "--set", f"stages=[{listed}]", "--verified"]


def by_torchrun(*words):
    """Train by the command that people type, on two processes."""
    environment = os.environ | {"OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": "", "ACCELERATE_USE_CPU": "true"}
    launched = subprocess.run(
        [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2",
         "-m", "model_assist.train", *words],
        env=environment, capture_output=True, text=True, check=False, timeout=280,
    )  # fmt: skip
    assert launched.returncode == 0, launched.stderr[-3000:]


@pytest.mark.slow
def test_two_processes_train_what_one_does(shapes, tmp_path) -> None:
    words = words_for(shapes, ALL_TASKS)

    by_torchrun(*words, "--out", str(tmp_path / "two"))
    assert main([*words, "--out", str(tmp_path / "one")]) == 0

    two, one = lines_of(tmp_path / "two"), lines_of(tmp_path / "one")
    assert len(two) == len(one) == 1
    for name in MEASURES:
        assert two[0][name] == pytest.approx(one[0][name], rel=1e-3, abs=1e-5), name


@pytest.fixture(scope="module")
def shared(shapes, tmp_path_factory):
    """A run of two processes that share the weights, in two stages: the words for it and its folder."""
    captions, all_tasks = "name: '2', steps: 1, tasks: {caption: 1}", ALL_TASKS.replace("steps: 1", "steps: 3")
    words, folder = words_for(shapes, captions, all_tasks), tmp_path_factory.mktemp("shared")
    on_two_processes(*words, "--shard", "--save-every", "2", "--out", str(folder))
    return words, folder


@pytest.mark.slow
def test_two_processes_that_share_the_weights_train_what_one_does_and_write_them_whole(shared, tmp_path) -> None:
    words, folder = shared

    assert main([*words, "--out", str(tmp_path)]) == 0

    two, one = lines_of(folder), lines_of(tmp_path)
    assert [line["stage"] for line in two] == ["2", "3", "3", "3"]
    for mine, theirs in zip(two, one, strict=True):
        for name in set(MEASURES) & mine.keys():
            assert mine[name] == pytest.approx(theirs[name], rel=1e-2, abs=1e-4), (mine["step"], name)
    ours = load_checkpoint(folder / "stage_3").model.state_dict()
    single = load_checkpoint(tmp_path / "stage_3").model.state_dict()
    assert ours.keys() == single.keys()
    # Adam's first steps have the sign of a gradient that may be nothing but rounding: four of 1e-3, either way.
    assert [name for name in ours if not torch.allclose(ours[name], single[name], rtol=0, atol=8e-3)] == []


@pytest.mark.slow
def test_processes_that_share_the_weights_go_on_where_they_were_broken_off(shared, tmp_path) -> None:
    words, folder = shared
    for kept in ("stage_2", "going_on"):
        shutil.copytree(folder / kept, tmp_path / kept)

    on_two_processes(*words, "--shard", "--save-every", "2", "--out", str(tmp_path))

    assert [line["step"] for line in lines_of(tmp_path)] == [2]
    assert_same_bits(weights_of(tmp_path / "stage_3"), weights_of(folder / "stage_3"))


def test_one_process_has_nobody_to_share_weights_with(shapes, tmp_path) -> None:
    with pytest.raises(TrainingFailed, match="nobody to share"):
        train(recipe_with(answering()), shapes.root, tmp_path, verified=True, sharded=True)

    assert not (tmp_path / "log.jsonl").exists()


def test_a_checkpoint_opens_as_it_was_written_and_says_where_it_came_from(shapes, ended) -> None:
    opened = load_checkpoint(ended / "stage_3")

    told = opened.provenance
    assert_same_bits(opened.model.state_dict(), weights_of(ended / "stage_3"))
    assert opened.model.recipe == recipe_with(answering())
    assert (told.stage, told.step, told.release_version) == ("3", 4, "v1.0")
    assert told.trained_on == shapes.splits["train"]
    assert len(told.release_sha256) == 64


@pytest.mark.parametrize("file", ["model.safetensors", "recipe.yaml", "provenance.json"])
def test_a_checkpoint_with_a_changed_file_is_refused_by_its_name(ended, tmp_path, file) -> None:
    folder = shutil.copytree(ended / "stage_3", tmp_path / "changed")
    (folder / file).write_bytes((folder / file).read_bytes() + b" ")

    with pytest.raises(CheckpointDamaged) as refused:
        load_checkpoint(folder)

    assert refused.value.fields["file"] == file


def test_a_file_that_was_smuggled_in_is_refused(ended, tmp_path) -> None:
    folder = shutil.copytree(ended / "stage_3", tmp_path / "more")
    (folder / "pytorch_model.bin").write_bytes(b"pickle")

    with pytest.raises(CheckpointDamaged):
        load_checkpoint(folder)


def test_a_finished_stage_is_not_trained_again(shapes, ended, tmp_path) -> None:
    folder = shutil.copytree(ended, tmp_path / "again")
    before = (folder / "log.jsonl").read_text()

    train(recipe_with(answering()), shapes.root, folder, verified=True)

    assert (folder / "log.jsonl").read_text() == before


def test_the_rate_warms_up_and_then_falls_to_nothing() -> None:
    rates = [rate_at(step, 100, 0.1) for step in range(100)]

    assert rates[0] == pytest.approx(0.1)
    assert max(rates) == rates[9] == rates[10] == 1
    assert rates[10:] == sorted(rates[10:], reverse=True)
    assert rates[-1] < 0.001


def test_the_next_step_is_read_on_one_thread_beside_all_those_that_train() -> None:
    before = torch.get_num_threads()

    seen = [(reading, torch.get_num_threads()) for _, reading in ahead(lambda step: torch.get_num_threads(), 0, 3)]

    assert seen == [(1, before)] * 3


def test_a_release_that_is_damaged_is_not_learned_from(shapes, tmp_path, capsys) -> None:
    shutil.copytree(shapes.root, tmp_path / "damaged")
    annotation = tmp_path / "damaged" / "annotations" / "v1.0" / "000001.json"
    annotation.write_bytes(annotation.read_bytes() + b"\n")

    code = main(["tiny", str(tmp_path / "damaged"), "--out", str(tmp_path / "run")])

    assert code == 1
    assert "000001.json" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()
