"""Writing and opening a checkpoint: a folder that says what it is, as `annotator/formats/checkpoint.py` has it.

Weights are numbers only: opening a checkpoint runs nothing that it brought along.
"""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import torch
import yaml
from safetensors.torch import load_file, save_file
from torch import Tensor

from annotator.formats.checkpoint import (
    SUMS,
    CheckpointDamaged,
    Provenance,
    files_of,
    read_provenance,
    verify_checkpoint,
)
from annotator.formats.release import Release, read_manifest
from annotator.formats.whole_file import sha256_of
from model_assist.network import VideoLlavaSeg, build
from model_assist.recipe import Recipe, recipe_of
from model_assist.sharding import whole
from model_assist.vocabulary import Vocabulary, load_vocabulary

_LIBRARIES = ("torch", "transformers", "timm", "peft", "accelerate", "sam2", "numpy")


@dataclass(frozen=True)
class Checkpoint:
    """An opened checkpoint. `sha256` is that of its list of checksums: the name of the whole."""

    folder: Path
    sha256: str
    model: VideoLlavaSeg
    vocabulary: Vocabulary
    provenance: Provenance


def provenance_of(release: Release, *, recipe: Recipe, stage: str, step: int, **more: Any) -> Provenance:
    """What can be said of a run on a release."""
    ids = release.splits["train"]
    return Provenance(
        release_version=release.version,
        release_sha256=read_manifest(release.root).sha256,
        split_sha256=hashlib.sha256(json.dumps(ids).encode()).hexdigest(),
        trained_on=ids,
        stage=stage,
        step=step,
        seed=recipe.seed,
        code=_code_version(),
        libraries={name: metadata.version(name) for name in _LIBRARIES} | {"python": platform.python_version()},
        **more,
    )


def save_checkpoint(
    folder: Path, weights: Mapping[str, Tensor], recipe: Recipe, vocabulary: Vocabulary, provenance: Provenance,
    optimizer: Mapping[str, Tensor] | None = None,
) -> str:  # fmt: skip
    """Write a checkpoint, whole or not at all.

    Args:
        weights: What `kept_weights` keeps of the model.
        optimizer: The moments, where training may go on.

    Returns:
        The sha256 of its list of checksums.

    Raises:
        OSError: the disk is full or not writable.
    """
    half = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(parents=True)
    save_file(dict(weights), half / "model.safetensors")
    if optimizer is not None:
        save_file({name: value.contiguous() for name, value in optimizer.items()}, half / "optimizer.safetensors")
    vocabulary.save(half / "tokenizer")
    (half / "recipe.yaml").write_text(yaml.safe_dump(_plain(recipe.values()), sort_keys=False))
    (half / "provenance.json").write_text(json.dumps(asdict(provenance), indent=1) + "\n")
    sums = "".join(f"{sha256_of(path)}  {path.relative_to(half).as_posix()}\n" for path in files_of(half))
    (half / SUMS).write_text(sums)
    shutil.rmtree(folder, ignore_errors=True)
    half.replace(folder)
    return hashlib.sha256(sums.encode()).hexdigest()


def load_checkpoint(folder: Path, *, device: str | torch.device = "cpu") -> Checkpoint:
    """Open a checkpoint after proving that it is what was written.

    Raises:
        CheckpointDamaged: a file is missing, changed or not listed, or the weights are not those of the recipe.
    """
    sha256 = verify_checkpoint(folder)
    provenance = read_provenance(folder)
    recipe = recipe_of(yaml.safe_load((folder / "recipe.yaml").read_text()))
    vocabulary = load_vocabulary(folder / "tokenizer", recipe.language.chat)
    model = build(recipe, words=vocabulary.words)
    put_weights(model, load_file(folder / "model.safetensors"))
    return Checkpoint(folder, sha256, model.to(device).eval(), vocabulary, provenance)


def put_weights(model: VideoLlavaSeg, weights: Mapping[str, Tensor]) -> None:
    """Give a model the weights of a checkpoint.

    Raises:
        CheckpointDamaged: they are not those of this model.
    """
    wanted = kept_weights(model)
    odd = sorted(set(wanted) ^ set(weights)) or [n for n in wanted if wanted[n].shape != weights[n].shape]
    if odd:
        raise CheckpointDamaged(f"The weights are not those of recipe {model.recipe.name}: {', '.join(odd[:3])} …")
    model.load_state_dict(dict(weights), strict=False)


def kept_weights(model: VideoLlavaSeg, *, keep: bool = True) -> dict[str, Tensor]:
    """What a checkpoint keeps: everything, but of an adapted language model the adapters only.

    Without named base weights there is nothing to fetch the rest from, so all of it is kept.

    Args:
        keep: False on a process that only gives its shares to the one that writes.
    """
    of = model.recipe.language
    left_out = of.lora is not None and of.weights is not None
    kept: dict[str, Tensor] = {}
    places: set[int] = set()
    for name, value in model.state_dict().items():
        if left_out and name.startswith("language.net.") and "lora_" not in name:
            continue
        tensor = whole(value.detach())
        if not keep:
            continue
        tensor = tensor.cpu().contiguous()
        # Tied embeddings are one tensor under two names, which safetensors refuses.
        kept[name] = tensor.clone() if tensor.data_ptr() in places else tensor
        places.add(tensor.data_ptr())
    return kept


def _plain(value: Any) -> Any:
    """Mappings and lists only, as safe YAML has them."""
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


def _code_version() -> str:
    """The commit of the checkout, and whether it was changed; `unknown` outside one."""
    told = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"], cwd=Path(__file__).parent,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return told.stdout.strip() or "unknown"
