"""Checkpoints' folders as training writes them, with a few bytes for weights: whoever registers one never loads it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import yaml

from annotator.checkpoints.actions import move, register
from annotator.checkpoints.models import Checkpoint
from annotator.formats.checkpoint import SUMS, files_of
from annotator.formats.whole_file import sha256_of
from annotator.videos.models import Project
from tests import factories as make

RELEASE = "ab" * 32


def folder(
    place: Path, *, seed: int = 0, release: str = RELEASE, trained_on: tuple[int, ...] = (1, 2), **bases
) -> Path:
    """A checkpoint's folder; `bases` are weights that parts of its recipe began from."""
    place.mkdir(parents=True)
    recipe = {"name": "tiny"} | {part: {"weights": bases.get(part)} for part in ("vision", "language", "segmentation")}
    (place / "recipe.yaml").write_text(yaml.safe_dump(recipe))
    (place / "model.safetensors").write_bytes(f"weights {seed}".encode())
    told = {
        "release_version": "v1.0", "release_sha256": release, "split_sha256": "cd" * 32, "trained_on": trained_on,
        "stage": "3", "step": 40, "seed": seed, "code": "0123abc",
    }  # fmt: skip
    (place / "provenance.json").write_text(json.dumps(told))
    (place / SUMS).write_text("".join(f"{sha256_of(path)}  {path.relative_to(place)}\n" for path in files_of(place)))
    return place


def name_of(place: Path) -> str:
    """The sha256 that a checkpoint goes by."""
    return hashlib.sha256((place / SUMS).read_bytes()).hexdigest()


def log(place: Path, *, steps: int = 40, stage: str = "3") -> Path:
    """What training wrote of its steps: its loss falls, and half of its tokens are right."""
    lines = ({"stage": stage, "step": step, "text": 2 / (1 + step), "right": 0.5} for step in range(steps))
    place.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return place


def scores(place: Path, of: str) -> Path:
    """An evaluation's report."""
    rows = {"lgvis": {"mAP": 20.5, "AR@10": 31.25, "protocol": "corrected"}, "captions": {"chrf": 0.5}}
    place.write_text(json.dumps({"checkpoint": of, "split": "val", "predictions": rows}))
    return place


def registered(project: Project, place: Path, **said) -> Checkpoint:
    """A candidate."""
    return register(project, folder(place, **said), ours=True)


def active(project: Project, place: Path, **said) -> Checkpoint:
    """The checkpoint that drafts."""
    return move(make.lead(project), checkpoint_id=registered(project, place, **said).pk, verb="promote")
