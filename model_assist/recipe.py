"""A recipe is the whole of a model and of its training as plain values, so that a checkpoint can say how it was made.

Recipes are YAML files in `recipes/`; `extends` names another one whose values hold where the file says nothing, so an
ablation is two lines. What a file may say is exactly the fields below: an unknown or ill-typed one is refused.

Parts, the names that stages use: `vision`, `projector`, `language`, `new_tokens` (the row of the segmentation token),
`prompt_head` (token state → mask prompt), `segmentation_encoder`, `segmentation_decoder`.
"""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import yaml

from model_assist.errors import ModelAssistError

FOLDER = Path(__file__).parent / "recipes"
PARTS = (
    "vision", "projector", "language", "new_tokens", "prompt_head", "segmentation_encoder", "segmentation_decoder",
)  # fmt: skip


class RecipeRefused(ModelAssistError):
    """A recipe that does not exist, or says something that no recipe can say."""

    code = "recipe_refused"


@dataclass(frozen=True)
class Vision:
    """The frames' encoder. `backbone` is `tiny`, `timm:<name>` or `transformers:<model type>`.

    Args:
        side: The frame's side in px after letterboxing.
        patch: Pixels of a patch's side; the grid is `side / patch`.
        width, depth, heads: Of `tiny` only.
        config: What `transformers` should change in the default config of the model type.
        weights: A safetensors file to begin from, or None for random weights.
        weights_sha256: Its checksum.
    """

    backbone: str = "tiny"
    side: int = 128
    patch: int = 16
    width: int = 128
    depth: int = 4
    heads: int = 4
    config: Mapping[str, Any] = field(default_factory=dict)
    weights: str | None = None
    weights_sha256: str | None = None


@dataclass(frozen=True)
class Pooling:
    """Slow-fast: few frames at `slow_grid`² tokens, then all `frames` at `fast_grid`².

    Args:
        places: Add to each token what is learned of its place and time. Without it, only the tokens' order tells them.
        changes: Of the slow frames, all but the first tell what has changed since the first, instead of what is there.
    """

    frames: int = 8
    slow_frames: int = 4
    slow_grid: int = 4
    fast_grid: int = 2
    before_projector: bool = False
    places: bool = False
    changes: bool = False

    @property
    def tokens(self) -> int:
        """How many tokens a clip becomes."""
        return self.slow_frames * self.slow_grid**2 + self.frames * self.fast_grid**2


@dataclass(frozen=True)
class Lora:
    """Low-rank adapters on the language model. Source: Hu et al., "LoRA", 2021; peft's `LoraConfig`."""

    rank: int = 64
    alpha: int = 128
    dropout: float = 0.0
    targets: tuple[str, ...] = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")


@dataclass(frozen=True)
class Language:
    """Any causal language model of `transformers`.

    Args:
        model_type: As `AutoConfig.for_model` knows it.
        config: What to change in that type's default config.
        weights: A folder or a hub name to read weights from, or None for random ones.
        tokenizer: A folder or a hub name; None learns a byte-pair vocabulary from the release.
        vocabulary: How many tokens such a vocabulary has at most.
        embedding_deviation: Standard deviation of new word embeddings; None for that of the model type.
        chat: `llama3` or `plain`, how a turn is written.
        precision: In which the weights rest; trained ones are always fp32.
    """

    model_type: str = "llama"
    config: Mapping[str, Any] = field(default_factory=dict)
    weights: str | None = None
    tokenizer: str | None = None
    vocabulary: int = 600
    embedding_deviation: float | None = None
    chat: Literal["llama3", "plain"] = "plain"
    attention: Literal["sdpa", "flex_attention"] = "sdpa"
    precision: Literal["fp32", "bf16"] = "fp32"
    lora: Lora | None = None


@dataclass(frozen=True)
class Segmentation:
    """SAM 2's image path. `size` is one of the package's (tiny, small, base_plus, large) or `toy`.

    Args:
        side: The frame's side in px after letterboxing.
        width: Channels of neck, prompt and decoder; 256 in every published model.
        frames: Annotated frames of a clip that one training sample segments.
        loss_side: The side of the map on which the mask loss is taken; `side` in the paper.
        prompt_head: `linear` as in the paper, or `scaled_mlp`: without its scale a small model stays on a plateau.
        order: What tells the masks of one phrase apart: the best assignment, or the order from left to right.
        time_conditioned: Whether each frame's place in the clip is added to the prompt.
        weights: A safetensors file to begin from, with the names of the published ones (`model_assist.weights` makes
            one of them); None for random weights.
        weights_sha256: Its checksum.
    """

    size: str = "toy"
    side: int = 128
    width: int = 64
    frames: int = 8
    loss_side: int = 128
    prompt_head: Literal["linear", "scaled_mlp"] = "scaled_mlp"
    order: Literal["hungarian", "canonical"] = "hungarian"
    time_conditioned: bool = False
    weights: str | None = None
    weights_sha256: str | None = None


@dataclass(frozen=True)
class LossWeights:
    """Text 1, mask 2·BCE + Dice as the authors' code has it; the two heads as SAM 2 trains them.

    `alignment` draws the prompt of a segmentation token to that of its phrase's words, see `guide.py`.
    """

    text: float = 1.0
    bce: float = 2.0
    dice: float = 1.0
    iou: float = 1.0
    objectness: float = 1.0
    alignment: float = 0.0


@dataclass(frozen=True)
class Stage:
    """What is trained, how fast and on what.

    Args:
        rates: Learning rate by part; a part that is not named stays as it is.
        steps: Optimiser steps; None is counted from `epochs`.
        batch: Clips a step over all processes and accumulation.
        tasks: Relative frequency of `caption`, `grounded`, `lgvis`; `oracle`, `words`, `phrases` are stage 0's.
        turns: At most so many turns a clip; the others wait for another epoch.
        crop: The side of a random crop of the segmented frames, as a share; 1 for none.
    """

    name: str
    rates: Mapping[str, float]
    batch: int
    steps: int | None = None
    epochs: float | None = None
    warmup: float = 0.03
    weight_decay: float = 0.0
    clip: float = 1.0
    tasks: Mapping[str, float] = field(default_factory=lambda: {"caption": 1.0})
    turns: int = 12
    crop: float = 1.0


@dataclass(frozen=True)
class Recipe:
    """Model, losses and stages.

    Args:
        micro_batch: Clips that go through the model at a time.
        packing: All turns of a clip behind one video prefix; else each turn behind one of its own, which gives the same
            gradients for several times the work.
        remember_frozen: Keep in memory what encoders that a stage does not train make of a clip, instead of computing
            it in every epoch: for small models, whole frames, and weights that are not shared out.
    """

    name: str
    stages: tuple[Stage, ...] = ()
    vision: Vision = field(default_factory=Vision)
    pooling: Pooling = field(default_factory=Pooling)
    language: Language = field(default_factory=Language)
    segmentation: Segmentation = field(default_factory=Segmentation)
    losses: LossWeights = field(default_factory=LossWeights)
    micro_batch: int = 16
    precision: Literal["fp32", "bf16"] = "fp32"
    checkpointing: bool = False
    packing: bool = True
    remember_frozen: bool = False
    seed: int = 0

    def stage(self, name: str) -> Stage:
        """One stage by its name.

        Raises:
            RecipeRefused: there is none.
        """
        for stage in self.stages:
            if stage.name == name:
                return stage
        raise RecipeRefused(f"Recipe {self.name} has no stage {name!r}; it has {[s.name for s in self.stages]}.")

    def values(self) -> dict[str, Any]:
        """Everything that the recipe says, as YAML and JSON hold it."""
        return dict(asdict(self))


def load_recipe(name: str | Path, changes: Sequence[str] = ()) -> Recipe:
    """Read a recipe.

    Args:
        name: Of a recipe in `recipes/`, or the path of a YAML file.
        changes: `part.field=value` each, the value as YAML writes it.

    Raises:
        RecipeRefused: there is no such recipe, or it says what no recipe can say.
    """
    values = _read(Path(name) if str(name).endswith((".yaml", ".yml")) else FOLDER / f"{name}.yaml", ())
    for change in changes:
        values = _merged(values, _one_change(change))
    return recipe_of(values)


def recipe_of(values: Mapping[str, Any]) -> Recipe:
    """A recipe from plain values, such as a checkpoint keeps.

    Raises:
        RecipeRefused: a field is unknown or of another type, or a stage trains a part that no model has.
    """
    recipe: Recipe = _value(Recipe, values, "recipe")
    for stage in recipe.stages:
        if unknown := set(stage.rates) - set(PARTS):
            raise RecipeRefused(f"Stage {stage.name} trains {sorted(unknown)}; the parts are {', '.join(PARTS)}.")
        if stage.steps is None and stage.epochs is None:
            raise RecipeRefused(f"Stage {stage.name} says neither steps nor epochs; give one.")
    return recipe


def recipe_names() -> list[str]:
    """Every recipe that comes with the program."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def _read(path: Path, above: tuple[Path, ...]) -> dict[str, Any]:
    if not path.is_file() or path in above:
        raise RecipeRefused(f"There is no recipe {path.stem!r}; there are {', '.join(recipe_names())}, or give a file.")
    values = yaml.safe_load(path.read_text()) or {}
    if not isinstance(values, dict):
        raise RecipeRefused(f"{path.name} is no mapping of fields to values.")
    parent = values.pop("extends", None)
    if parent is not None:
        beside = path.with_name(f"{parent}.yaml")
        under = beside if beside.is_file() else FOLDER / beside.name
        values = _merged(_read(under, (*above, path)), values)
    return values | {"name": path.stem}


def _merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """`over` where it says something; mappings are merged, all else is replaced."""
    merged = dict(under)
    for key, value in over.items():
        both = isinstance(value, Mapping) and isinstance(merged.get(key), Mapping)
        merged[key] = _merged(merged[key], value) if both else value
    return merged


def _one_change(change: str) -> dict[str, Any]:
    path, found, value = change.partition("=")
    if not found:
        raise RecipeRefused(f"{change!r} is no change; write part.field=value.")
    nested: Any = yaml.safe_load(value)
    for name in reversed(path.split(".")):
        nested = {name: nested}
    return dict(nested)


def _value(kind: Any, value: Any, place: str) -> Any:
    """A value as its field's type has it."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return None if value is None else _value(next(k for k in get_args(kind) if k is not type(None)), value, place)
    if is_dataclass(kind):
        return _dataclass(kind, value, place)
    if origin is tuple:
        if not isinstance(value, list | tuple):
            raise RecipeRefused(f"{place} is {value!r}; give a list.")
        return tuple(_value(get_args(kind)[0], each, f"{place}[{i}]") for i, each in enumerate(value))
    if origin is Literal:
        if value not in get_args(kind):
            raise RecipeRefused(f"{place} is {value!r}; give one of {', '.join(get_args(kind))}.")
        return value
    if origin is not None:  # Mapping[str, X]
        if not isinstance(value, Mapping):
            raise RecipeRefused(f"{place} is {value!r}; give a mapping.")
        return {str(key): _value(get_args(kind)[1], each, f"{place}.{key}") for key, each in value.items()}
    return _plain(kind, value, place)


def _plain(kind: Any, value: Any, place: str) -> Any:
    if kind is Any:
        return value
    if kind is float and type(value) in (int, float, str):  # YAML reads 1e-3 as a word
        try:
            return float(value)
        except ValueError:
            pass
    elif type(value) is kind:
        return value
    raise RecipeRefused(f"{place} is {value!r}; it must be of type {kind.__name__}.")


def _dataclass(kind: Any, values: Any, place: str) -> Any:
    if not isinstance(values, Mapping):
        raise RecipeRefused(f"{place} is {values!r}; give its fields.")
    hints = get_type_hints(kind)
    if unknown := set(values) - {each.name for each in fields(kind)}:
        raise RecipeRefused(f"{place} has no {', '.join(sorted(unknown))}; it has {', '.join(sorted(hints))}.")
    try:
        return kind(**{key: _value(hints[key], value, f"{place}.{key}") for key, value in values.items()})
    except TypeError as error:
        raise RecipeRefused(f"{place}: {error}.") from error
