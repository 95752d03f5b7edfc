"""The door to training: a recipe and a release in, checkpoints out.

    python -m model_assist.train tiny RELEASE --out RUN
    torchrun --nproc-per-node 8 -m model_assist.train paper RELEASE --out RUN --stages 3 --from CHECKPOINT --shard

A run that was broken off is begun with the same words again: it goes on where it last wrote a checkpoint.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import torch

from annotator.errors import AnnotatorError
from annotator.formats import manifest
from annotator.formats.progress import Progress, Step
from annotator.formats.release import Release, read_release
from model_assist.checkpoint import kept_weights, load_checkpoint, put_weights
from model_assist.dataset import release_texts
from model_assist.errors import ModelAssistError
from model_assist.network import VideoLlavaSeg, build
from model_assist.recipe import Recipe, load_recipe, recipe_names
from model_assist.training import Run, untold
from model_assist.vocabulary import Vocabulary, vocabulary_for
from model_assist.weights import begin_from, put_base_weights


def main(arguments: list[str] | None = None) -> int:
    """Train a recipe's stages on a release.

    Returns:
        0 when every stage is trained, 1 with one sentence where training is refused or fails.
    """
    chosen = _words().parse_args(arguments)
    try:
        train(
            load_recipe(chosen.recipe, chosen.set), chosen.release, chosen.out, stages=chosen.stages,
            begin=getattr(chosen, "from"), save_every=chosen.save_every, verified=chosen.verified,
            sharded=chosen.shard, progress=Progress,
        )  # fmt: skip
    except (ModelAssistError, AnnotatorError) as error:
        Progress("").clear()  # the error does not stand behind a bar
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def train(
    recipe: Recipe, release_folder: Path, folder: Path, *, stages: list[str] | None = None, begin: Path | None = None,
    save_every: int = 200, verified: bool = False, sharded: bool = False, progress: Callable[[str], Step] = untold,
) -> Run:  # fmt: skip
    """Train stages one after the other; those that the run's folder already holds are passed over.

    Args:
        stages: Their names; all of the recipe's without.
        begin: A checkpoint to begin from.
        verified: The release's checksums were proved already.
        sharded: The processes share the weights out among them.
        progress: Makes, of what is counted, who is told how far it is; by the first of several processes alone.

    Raises:
        ReleaseDamaged, RecipeRefused, WeightsRefused, CheckpointDamaged, TrainingFailed, TooManyBadSamples
    """
    if not verified:
        manifest.prove(release_folder, step=progress("files compared with their checksums"))
    release = read_release(release_folder)
    wanted = [recipe.stage(name) for name in stages] if stages else list(recipe.stages)
    model, vocabulary, parent = _begin(recipe, release, begin)
    run = Run(
        folder, release, model, vocabulary, save_every=save_every, parent=parent, sharded=sharded, progress=progress
    )
    for stage in wanted:
        done = run.stage_folder(stage)
        if done.is_dir():
            kept = load_checkpoint(done)
            put_weights(model, kept_weights(kept.model))
            run.parent = kept.sha256
        else:
            run.train(stage)
    return run


def _begin(recipe: Recipe, release: Release, begin: Path | None) -> tuple[VideoLlavaSeg, Vocabulary, str | None]:
    """The model before the first step: new from the seed and named weights, or a checkpoint's in the recipe's shape."""
    if begin is None:
        vocabulary = vocabulary_for(recipe, release_texts(release))
        torch.manual_seed(recipe.seed)
        model = build(recipe, words=vocabulary.words)
        put_base_weights(model)
        return model, vocabulary, None
    kept = load_checkpoint(begin)
    model = build(recipe, words=kept.vocabulary.words)
    begin_from(kept.model, model)
    return model, kept.vocabulary, kept.sha256


def _words() -> argparse.ArgumentParser:
    program = argparse.ArgumentParser(prog="python -m model_assist.train", description=main.__doc__)
    program.add_argument("recipe", help=f"{', '.join(recipe_names())}, or a YAML file")
    program.add_argument("release", type=Path, help="a release's folder")
    program.add_argument("--out", type=Path, required=True, help="the run's folder; it may hold a run to go on with")
    program.add_argument("--stages", nargs="+", metavar="STAGE", help="only these, in this order")
    program.add_argument("--from", type=Path, metavar="CHECKPOINT", help="begin with its weights")
    program.add_argument("--set", action="append", default=[], metavar="FIELD=VALUE", help="change the recipe")
    program.add_argument("--save-every", type=int, default=200, metavar="STEPS", help="(default 200)")
    program.add_argument("--shard", action="store_true", help="share weights out over the processes (FSDP2)")
    program.add_argument("--verified", action="store_true", help="the release's checksums were proved already")
    return program


if __name__ == "__main__":
    raise SystemExit(main())
