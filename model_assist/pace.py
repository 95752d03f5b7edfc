"""What packing is worth on this machine: steps over the same clips, packed and as separate samples, in one run.

    python -m model_assist.pace tiny RELEASE --stage 3

A separate sample is one question about one clip, which goes through the whole model by itself, as in the authors' code.
Both ways give the same gradients, so the only differences are time and memory. They take turns, step by step, so that
what else the machine does falls on both. Nothing is learned: weights stay as they are.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from annotator.errors import AnnotatorError
from annotator.formats.release import Release, read_release
from model_assist.dataset import ReleaseClips, Sample, release_texts
from model_assist.errors import ModelAssistError
from model_assist.network import Batch, build
from model_assist.objective import Objective
from model_assist.packing import PAD
from model_assist.recipe import Recipe, load_recipe
from model_assist.training import trained_groups
from model_assist.vocabulary import vocabulary_for
from model_assist.warmup import objective_for


@dataclass(frozen=True)
class Pace:
    """One step's forward and backward pass.

    Args:
        cpu_seconds: Of all threads together; other programs do not count in it.
        kept_bytes: What the forward pass keeps for the gradients.
        tokens: Places that go through the language model, padding not counted.
        answers: Tokens that are learned; the same either way.
    """

    cpu_seconds: float
    kept_bytes: int
    tokens: int
    answers: int


def compare(recipe: Recipe, release: Release, *, stage: str, steps: int) -> dict[str, Any]:
    """Measure both ways.

    Returns:
        Medians over the steps by way, and the ratios separate : packed.

    Raises:
        RecipeRefused, TooManyBadSamples
    """
    vocabulary = vocabulary_for(recipe, release_texts(release))
    torch.manual_seed(recipe.seed)
    model = build(recipe, words=vocabulary.words).train()
    chosen = recipe.stage(stage)
    trained_groups(model, chosen, [])
    objective = objective_for(chosen.tasks, model=model, vocabulary=vocabulary, release=release)
    clips = ReleaseClips(release, "train", recipe, vocabulary)
    paces: dict[str, list[Pace]] = {"packed": [], "separate": []}
    for step in range(-1, steps):  # the first warms caches up and does not count
        samples = list(clips.samples(chosen, clips.of_step(chosen, max(step, 0))))
        alone = [replace(sample, turns=(turn,)) for sample in samples for turn in sample.turns]
        for way, cut in (("packed", samples), ("separate", alone)):
            pace = _step(objective, model, cut)
            if step >= 0:
                paces[way].append(pace)
    told = {way: _median(of_way) for way, of_way in paces.items()}
    ratios = {
        name: told["separate"][name] / told["packed"][name] for name in ("cpu_seconds", "kept_bytes", "tokens")
    }  # fmt: skip
    return {"recipe": recipe.name, "stage": stage, "steps": steps} | told | {"separate_over_packed": ratios}


def _step(objective: Objective, model: Any, samples: Sequence[Sample]) -> Pace:
    """Forward and backward over all samples at once."""
    prepared = objective.prepare(samples)
    batch: Batch = prepared.inputs[0]
    tokens = int((batch.packed.tokens_BL != PAD).sum())
    kept = _Kept()
    began = time.process_time()
    with torch.autograd.graph.saved_tensors_hooks(kept.keep, lambda tensor: tensor):
        sums = objective.sums(model, prepared.inputs)
    learned = [objective.weights[name] * value for name, value in sums.items() if name in objective.weights]
    torch.stack(learned).sum().backward()
    spent = time.process_time() - began
    model.zero_grad(set_to_none=True)
    return Pace(spent, kept.bytes, tokens, len(batch.packed.label_N))


class _Kept:
    """Counts the memory behind saved tensors, each storage once."""

    def __init__(self) -> None:
        self._storages: dict[int, int] = {}

    def keep(self, tensor: Tensor) -> Tensor:
        storage = tensor.untyped_storage()
        self._storages[storage.data_ptr()] = storage.nbytes()
        return tensor

    @property
    def bytes(self) -> int:
        return sum(self._storages.values())


def _median(paces: Sequence[Pace]) -> dict[str, float]:
    told = {
        name: statistics.median(getattr(pace, name) for pace in paces)
        for name in ("cpu_seconds", "kept_bytes", "tokens", "answers")
    }
    per_second = {f"{name}_per_cpu_second": told[name] / told["cpu_seconds"] for name in ("tokens", "answers")}
    return told | per_second


def main(arguments: list[str] | None = None) -> int:
    """Print step time, memory and tokens a second, packed and as separate samples.

    Returns:
        0, or 1 with one sentence where that is refused.
    """
    program = argparse.ArgumentParser(prog="python -m model_assist.pace", description=main.__doc__)
    program.add_argument("recipe")
    program.add_argument("release", type=Path)
    program.add_argument("--stage", default="3")
    program.add_argument("--steps", type=int, default=5, help="(default 5)")
    program.add_argument("--set", action="append", default=[], metavar="FIELD=VALUE", help="change the recipe")
    chosen = program.parse_args(arguments)
    try:
        recipe, release = load_recipe(chosen.recipe, chosen.set), read_release(chosen.release)
        told = compare(recipe, release, stage=chosen.stage, steps=chosen.steps)
    except (ModelAssistError, AnnotatorError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(json.dumps(told, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
