"""How large a recipe is, before anybody pays for a machine: parameters, tokens and memory without a byte of weights.

    python -m model_assist.size paper_lora_1gpu --stage 3

Arithmetic, not a measurement: what is trained takes 16 bytes a parameter (fp32 weight, gradient and AdamW's two
moments), what is frozen its own bytes. Of activations only those are counted that checkpointing keeps: what every layer
of the language model and of the vision backbone takes in, in two bytes.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict, dataclass

from accelerate import init_empty_weights

from model_assist.errors import ModelAssistError
from model_assist.network import VideoLlavaSeg, build
from model_assist.recipe import Recipe, load_recipe, recipe_names

TRAINED_BYTES = 16
_TURNS = 120  # tokens of question, answer and template that the facts of the paper's step count with
GB = 10**9


@dataclass(frozen=True)
class Size:
    """A recipe's measures; `parameters` and `trained` by part, memory in 10⁹ bytes on one process, for one clip."""

    parameters: dict[str, int]
    trained: dict[str, int]
    video_tokens: int
    weights_gb: float
    kept_activations_gb: float


def empty_model(recipe: Recipe) -> VideoLlavaSeg:
    """The model with every shape and no memory.

    Raises:
        RecipeRefused: the recipe names what does not exist.
    """
    words = int(recipe.language.config.get("vocab_size", recipe.language.vocabulary))
    with init_empty_weights():
        model = build(recipe, words=words)
    model.language.net.tie_weights()  # each parameter was made anew, also those that are one
    return model


def size_of(recipe: Recipe, stage: str) -> Size:
    """A recipe's measures while a stage is trained.

    Raises:
        RecipeRefused: there is no such stage, or the recipe names what does not exist.
    """
    rates = recipe.stage(stage).rates
    model = empty_model(recipe)
    parts = {part: sum(p.numel() for p in parameters) for part, parameters in model.parts().items()}
    trained = {part: count for part, count in parts.items() if part in rates}
    learned = {id(p) for part, parameters in model.parts().items() if part in rates for p in parameters}
    frozen = sum(p.numel() * p.element_size() for p in model.parameters() if id(p) not in learned)
    return Size(
        parameters={**parts, "all": sum(p.numel() for p in model.parameters())},
        trained=trained,
        video_tokens=recipe.pooling.tokens,
        weights_gb=(frozen + TRAINED_BYTES * sum(trained.values())) / GB,
        kept_activations_gb=_kept_activations(recipe, model, seen="vision" in rates) / GB,
    )


def _kept_activations(recipe: Recipe, model: VideoLlavaSeg, *, seen: bool) -> int:
    """Bytes of every layer's input; the vision backbone's only where it is trained."""
    config = model.language.net.config
    language = config.num_hidden_layers * (recipe.pooling.tokens + _TURNS) * config.hidden_size * 2
    grid = recipe.vision.side // recipe.vision.patch
    depth = getattr(getattr(model.vision.net, "config", None), "num_hidden_layers", recipe.vision.depth)
    vision = depth * recipe.pooling.frames * grid**2 * model.vision.channels * 2
    return int(language + (vision if seen else 0))


def main(arguments: list[str] | None = None) -> int:
    """Print a recipe's parameters, tokens and memory.

    Returns:
        0, or 1 with one sentence where there is no such recipe or stage.
    """
    program = argparse.ArgumentParser(prog="python -m model_assist.size", description=main.__doc__)
    program.add_argument("recipe", help=f"{', '.join(recipe_names())}, or a YAML file")
    program.add_argument("--stage", default="3")
    program.add_argument("--set", action="append", default=[], metavar="FIELD=VALUE", help="change the recipe")
    chosen = program.parse_args(arguments)
    try:
        size = size_of(load_recipe(chosen.recipe, chosen.set), chosen.stage)
    except ModelAssistError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(json.dumps(asdict(size), indent=1) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
