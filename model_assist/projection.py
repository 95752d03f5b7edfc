"""How long a recipe would take on cards that nobody has here: a projection, never a measurement.

    python -m model_assist.projection paper --stage 3 --clips 14500 --turns 9 --epochs 10 --cards 8

The forward pass's operations are counted, part by part, on tensors without memory. A trained part costs three forward
passes, a frozen one that gradients go through two, a frozen one before all that is trained one. Operations over what a
card is assumed to do of its peak give hours; reading data, checkpointing's second forward pass and waiting for each
other are in that assumption.

Source: Kaplan et al., "Scaling Laws for Neural Language Models", 2020, section 2.1, for three passes; 989 · 10¹² dense
bf16 operations a second from NVIDIA's data sheet of the H100 SXM.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch.utils.flop_counter import FlopCounterMode

from model_assist.errors import ModelAssistError
from model_assist.network import VideoLlavaSeg
from model_assist.recipe import Recipe, Stage, load_recipe, recipe_names
from model_assist.size import empty_model

PEAK = 989e12
TURN_TOKENS = 60  # of a question with its answer
OBJECTS = 1.5  # masks that an answer asks for on each frame


@dataclass(frozen=True)
class Work:
    """10¹² operations of one clip's forward pass with all its turns; `packed` says how often its prefix is computed."""

    vision: float
    projector: float
    language: float
    segmentation: float
    trained: float
    packed: bool


def work_of(recipe: Recipe, stage: str, *, turns: int, packed: bool) -> Work:
    """Count a clip.

    Args:
        turns: Questions about it, of `TURN_TOKENS` each.
        packed: All behind one prefix; else the whole model anew for each.

    Raises:
        RecipeRefused: there is no such stage, or the recipe names what does not exist.
    """
    chosen, model = recipe.stage(stage), empty_model(recipe).to("meta")  # buffers too
    times, behind = (1, turns) if packed else (turns, 1)
    frames, channels = recipe.pooling.frames, model.vision.channels
    grid = recipe.vision.side // recipe.vision.patch
    places = recipe.pooling.tokens + behind * TURN_TOKENS
    pairs = round(behind * OBJECTS * recipe.segmentation.frames)
    vision = _counted(lambda: model.vision(_empty(frames, 3, recipe.vision.side, recipe.vision.side)))
    projector = _counted(lambda: model.pooling(_empty(1, frames, grid, grid, channels)))
    language = _counted(lambda: _answered(model, places))
    segmentation = _counted(lambda: _segmented(model, pairs))
    parts = {"vision": vision, "projector": projector, "language": language, "segmentation": segmentation}
    per_clip = {name: times * count / 1e12 for name, count in parts.items()}
    trained = sum(count * _passes(name, chosen, recipe) for name, count in per_clip.items())
    return Work(**per_clip, trained=trained, packed=packed)


def _passes(part: str, stage: Stage, recipe: Recipe) -> int:
    """Forward passes that a part's training step costs."""
    learned = set(stage.rates)
    if part == "segmentation":
        return 3 if learned & {"segmentation_encoder", "segmentation_decoder"} else 1
    if part == "language" and recipe.language.lora is not None:
        return 2
    if part in learned:
        return 3
    before = {"vision": set(), "projector": {"vision"}, "language": {"vision", "projector"}}[part]
    return 2 if learned & before else 1


def _counted(run: Callable[[], Any]) -> int:
    counter = FlopCounterMode(display=False)
    with torch.no_grad(), counter:
        run()
    return int(counter.get_total_flops())


def _empty(*shape: int) -> torch.Tensor:
    return torch.empty(*shape, device="meta")


def _answered(model: VideoLlavaSeg, places: int) -> torch.Tensor:
    """The language model over some places; half of what attention computes is never looked at, and is counted too."""
    embeds = torch.empty(
        1, places, model.language.width, device="meta", dtype=next(model.language.net.parameters()).dtype
    )
    # Asked without a mask, transformers would look at what is at the places, which here is nothing.
    mask = torch.ones(1, 1, places, places, dtype=torch.bool, device="meta")
    return model.language.states(embeds, mask=mask, position_BL=torch.arange(places, device="meta")[None])


def _segmented(model: VideoLlavaSeg, pairs: int) -> Any:
    """The segmentation net over a clip's frames, once, and its decoder over pairs."""
    recipe = model.recipe.segmentation
    features = model.segmentation.encode(_empty(recipe.frames, 3, recipe.side, recipe.side))
    frame_P = torch.zeros(pairs, dtype=torch.long, device="meta")
    return model.segmentation.decode(features, frame_P, _empty(pairs, recipe.width))


def projected(
    recipe: Recipe, stage: str, *, clips: int, turns: int, epochs: float, cards: int, share: float
) -> dict[str, Any]:
    """Hours of a stage on some cards, packed and not.

    Args:
        share: Of its peak that a card is assumed to do (MFU), 0…1.
    """
    told: dict[str, Any] = {
        "projection": f"{cards} H100 at {share:.0%} of their peak; nothing of this was measured",
        "recipe": recipe.name, "stage": stage, "clips": clips, "turns": turns, "epochs": epochs,
    }  # fmt: skip
    for name, packed in (("packed", True), ("separate", False)):
        work = work_of(recipe, stage, turns=turns, packed=packed)
        hours = work.trained * 1e12 * clips * epochs / (PEAK * share * cards) / 3600
        told[name] = {key: round(value, 2) for key, value in asdict(work).items()} | {"hours": round(hours, 1)}
    return told


def main(arguments: list[str] | None = None) -> int:
    """Print how long a stage would take, as a projection.

    Returns:
        0, or 1 with one sentence where there is no such recipe or stage.
    """
    program = argparse.ArgumentParser(prog="python -m model_assist.projection", description=main.__doc__)
    program.add_argument("recipe", help=f"{', '.join(recipe_names())}, or a YAML file")
    program.add_argument("--stage", default="3")
    program.add_argument("--clips", type=int, default=14_500, help="of the release (default 14500)")
    program.add_argument("--turns", type=int, default=9, help="questions a clip and epoch (default 9)")
    program.add_argument("--epochs", type=float, default=1, help="(default 1)")
    program.add_argument("--cards", type=int, default=8, help="(default 8)")
    program.add_argument("--share", type=float, default=0.4, help="of a card's peak (default 0.4)")
    chosen = program.parse_args(arguments)
    try:
        told = projected(
            load_recipe(chosen.recipe), chosen.stage, clips=chosen.clips, turns=chosen.turns, epochs=chosen.epochs,
            cards=chosen.cards, share=chosen.share,
        )  # fmt: skip
    except ModelAssistError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(json.dumps(told, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
