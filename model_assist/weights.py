"""Weights that others trained, put into a new model: proved by a checksum, and fitting or refused.

    python -m model_assist.weights sam2.1_hiera_small.pt small.safetensors --sha256 6d1a…

brings a published SAM 2.1 file into the only form that recipes take, and prints the checksum to name with it. Opening
safetensors runs nothing; the published file is opened as tensors only, and only after its own checksum was compared.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Collection, Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from annotator.formats.checkpoint import CheckpointDamaged
from model_assist.checkpoint import kept_weights, put_weights
from model_assist.errors import ModelAssistError
from model_assist.network import VideoLlavaSeg
from model_assist.recipe import RecipeRefused
from model_assist.vision import TransformersBackbone


class WeightsRefused(ModelAssistError):
    """A file of weights that is not there, not the one that was meant, or not of this model."""

    code = "weights_refused"


def put_base_weights(model: VideoLlavaSeg) -> None:
    """Give the vision backbone and the segmentation net the weights that the recipe names; none is no fault.

    Raises:
        WeightsRefused: a file is missing, has another checksum or none named, or lacks what the part needs.
    """
    vision, segmentation = model.recipe.vision, model.recipe.segmentation
    if vision.weights is not None:
        tensors = read_weights(Path(vision.weights), vision.weights_sha256, field="vision.weights_sha256")
        if isinstance(model.vision, TransformersBackbone):
            tensors = _renamed(model.vision, tensors, vision.weights)
        _put(model.vision.net, tensors, vision.weights)
    if segmentation.weights is not None:
        tensors = read_weights(
            Path(segmentation.weights), segmentation.weights_sha256, field="segmentation.weights_sha256"
        )
        _put(model.segmentation, tensors, segmentation.weights)


def read_weights(path: Path, sha256: str | None, *, field: str) -> dict[str, Tensor]:
    """The tensors of a safetensors file.

    Args:
        sha256: What the file must have, in hex.
        field: The recipe's field that names it, for the refusal.

    Raises:
        WeightsRefused: it is missing, another file, or no safetensors.
    """
    if not path.is_file():
        raise WeightsRefused(f"There are no weights at {path}; put them there, or take the name out.", file=str(path))
    found = _sha256(path)
    if sha256 is None:
        raise WeightsRefused(f"{path} is named without its checksum; set {field} to {found} if you trust it.")
    if found != sha256.lower():
        raise WeightsRefused(f"{path} has the checksum {found}, {field} says {sha256}; fetch it again.", found=found)
    try:
        return load_file(path)
    except SafetensorError as error:
        raise WeightsRefused(
            f"{path} is no safetensors file ({error}); `python -m model_assist.weights` makes one of a published SAM 2."
        ) from error


def begin_from(kept: VideoLlavaSeg, model: VideoLlavaSeg) -> None:
    """Give a new model the weights of a trained one, whichever of the two has adapters: what is said stays the same.

    Raises:
        RecipeRefused: the new model's checkpoints could not be opened, or adapters would sit on other weights.
        CheckpointDamaged: the two are not of one shape.
    """
    of, into = kept.recipe.language, model.recipe.language
    if (of.lora is None) == (into.lora is None):
        if of.lora is not None and of.weights != into.weights:
            raise RecipeRefused(f"The adapters are for {of.weights}, the recipe adapts {into.weights}; name the same.")
        put_weights(model, kept_weights(kept))
        return
    if into.lora is not None and into.weights is not None:
        raise RecipeRefused(
            f"The checkpoint's language model is its own, and the recipe's checkpoints would leave it out for "
            f"{into.weights}: set language.weights=null, and they keep all of it."
        )
    kept.language.merge_adapters()
    plain = {_plain(name): value for name, value in kept.state_dict().items() if "lora_" not in name}
    mine = model.state_dict()
    wanted = {name: _plain(name) for name in mine if "lora_" not in name}
    if odd := sorted(set(plain) ^ set(wanted.values())):
        raise CheckpointDamaged(f"The weights are not those of recipe {model.recipe.name}: {', '.join(odd[:3])} …")
    _fitting(plain, {plain_name: mine[name] for name, plain_name in wanted.items()}, "the checkpoint")
    model.load_state_dict({name: plain[plain_name] for name, plain_name in wanted.items()}, strict=False)


def _plain(name: str) -> str:
    """A parameter's name in a model without adapters."""
    return name.replace(".base_layer.", ".")


def _put(net: torch.nn.Module, tensors: Mapping[str, Tensor], source: str) -> None:
    """Weights by name; a file may hold more than the part needs, as a memory or a text tower."""
    wanted = net.state_dict()
    _fitting(tensors, wanted, source)
    net.load_state_dict({name: tensors[name] for name in wanted})


def _fitting(tensors: Mapping[str, Tensor], wanted: Mapping[str, Tensor], source: str) -> None:
    _refuse_missing([name for name in wanted if name not in tensors], source)
    if odd := [name for name, value in wanted.items() if tensors[name].shape != value.shape]:
        name = odd[0]
        raise WeightsRefused(
            f"{name} is {tuple(tensors[name].shape)} in {source}, {tuple(wanted[name].shape)} in the recipe's model."
        )


def _refuse_missing(missing: Collection[str], source: str) -> None:
    if missing:
        raise WeightsRefused(f"{source} lacks {', '.join(sorted(missing)[:3])}: it is of another model.")


def _renamed(backbone: TransformersBackbone, tensors: Mapping[str, Tensor], source: str) -> dict[str, Tensor]:
    """Weights by the names that transformers uses now; published files have older ones, and towers of other parts."""
    kind = type(backbone.net)
    try:
        net, told = kind.from_pretrained(
            None, config=backbone.net.config, state_dict=dict(tensors), output_loading_info=True
        )
    except RuntimeError as error:
        raise WeightsRefused(f"{source} does not fit {kind.__name__}: {error}") from error
    _refuse_missing(told["missing_keys"], source)
    return dict(net.state_dict())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main(arguments: list[str] | None = None) -> int:
    """Write a published SAM 2.1 file as safetensors, and print their checksum.

    Returns:
        0, or 1 with one sentence where the file is refused.
    """
    program = argparse.ArgumentParser(prog="python -m model_assist.weights", description=main.__doc__)
    program.add_argument("published", type=Path, help="a .pt file as published")
    program.add_argument("out", type=Path)
    program.add_argument("--sha256", required=True, help="what the published file must have")
    chosen = program.parse_args(arguments)
    if not chosen.published.is_file() or _sha256(chosen.published) != chosen.sha256.lower():
        sys.stderr.write(f"{chosen.published} is not there, or not the file of this checksum; fetch it again.\n")
        return 1
    tensors = torch.load(chosen.published, map_location="cpu", weights_only=True).get("model", {})
    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, chosen.out)
    sys.stdout.write(f"{_sha256(chosen.out)}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
