"""A checkpoint's folder without its weights: what it says of itself, and the proof that it is what was written.

    recipe.yaml              everything that the recipe said, resolved
    model.safetensors        weights; with adapters, all but the base language model's, which the recipe names
    tokenizer…               as transformers writes it
    provenance.json          release and its checksum, split, stage, step, seed, code, libraries, parent
    optimizer.safetensors    only where training may go on
    SHA256SUMS               of all of these, written last

Who registers a checkpoint, or asks which clips it has seen, needs no torch for it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from annotator.errors import AnnotatorError
from annotator.formats.whole_file import sha256_of

SUMS = "SHA256SUMS"
BASES = ("vision", "language", "segmentation")  # the parts of a recipe that may begin from somebody's weights


class CheckpointDamaged(AnnotatorError):
    """A folder that is no checkpoint, or not the one that was written."""

    code = "checkpoint_damaged"


@dataclass(frozen=True)
class Provenance:
    """Where a checkpoint came from. `trained_on` are the ids of the videos that it has seen."""

    release_version: str
    release_sha256: str
    split_sha256: str
    trained_on: tuple[int, ...]
    stage: str
    step: int
    seed: int
    code: str
    cpu_seconds: float = 0.0
    parent: str | None = None
    libraries: Mapping[str, str] = field(default_factory=dict)
    bad_samples: Mapping[str, str] = field(default_factory=dict)


def verify_checkpoint(folder: Path) -> str:
    """Prove a checkpoint; the sha256 of its list of checksums, which is the name of the whole.

    Raises:
        CheckpointDamaged: a file is missing, changed or not listed.
    """
    try:
        sums = (folder / SUMS).read_text()
        listed = {name: digest for digest, name in (line.split("  ", 1) for line in sums.splitlines())}
    except (OSError, ValueError) as error:
        raise CheckpointDamaged(f"{folder} is no checkpoint: it has no list of checksums ({error}).") from error
    there = {path.relative_to(folder).as_posix() for path in files_of(folder)}
    if odd := sorted(there ^ set(listed)):
        raise CheckpointDamaged(f"{folder} is damaged: {odd[0]} is missing or not listed; fetch it again.", file=odd[0])
    for name, digest in listed.items():
        if sha256_of(folder / name) != digest:
            raise CheckpointDamaged(f"{folder} is damaged: {name} was changed; fetch it again.", file=name)
    return hashlib.sha256(sums.encode()).hexdigest()


def read_provenance(folder: Path) -> Provenance:
    """Where a checkpoint came from.

    Raises:
        CheckpointDamaged: it does not say.
    """
    try:
        fields = json.loads((folder / "provenance.json").read_text())
        return Provenance(**fields | {"trained_on": tuple(fields["trained_on"])})
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise CheckpointDamaged(f"{folder} does not say where it came from: {error}.") from error


def base_weights(folder: Path) -> dict[str, str]:
    """Which parts began from somebody's weights, and from which.

    Raises:
        CheckpointDamaged: its recipe cannot be read.
    """
    try:
        recipe = yaml.safe_load((folder / "recipe.yaml").read_text())
        return {part: str(named) for part in BASES if (named := recipe[part].get("weights"))}
    except (OSError, yaml.YAMLError, AttributeError, KeyError, TypeError) as error:
        raise CheckpointDamaged(f"The recipe of {folder} cannot be read: {error}.") from error


def files_of(folder: Path) -> list[Path]:
    """Every file below a folder but its list of checksums, in order of path."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SUMS)
