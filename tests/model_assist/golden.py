"""The first twenty steps of a small run, held for ever: `python -m tests.model_assist.golden` writes them anew.

Who changes what is learned on purpose does that, and says in the commit why the numbers moved.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path

import torch

from model_assist.recipe import Stage
from model_assist.shapes_release import write_release
from model_assist.train import train
from tests.model_assist.micro import micro_recipe

FILE = Path(__file__).with_suffix(".json")
MEASURES = ("text", "bce", "dice", "iou", "objectness", "alignment")
PARTS = ("vision", "projector", "language", "new_tokens", "prompt_head", "segmentation_encoder", "segmentation_decoder")
STAGE = Stage(
    name="3", rates=dict.fromkeys(PARTS, 2e-3), batch=4, steps=20, turns=3,
    tasks={"caption": 1.0, "grounded": 1.0, "lgvis": 1.0},
)  # fmt: skip


def twenty_steps(release, folder):
    """The run's losses by name, one a step."""
    train(replace(micro_recipe(), stages=(STAGE,)), release, folder, verified=True)
    lines = [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]
    return {name: [line[name] for line in lines] for name in MEASURES}


if __name__ == "__main__":
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as room:
        write_release(Path(room) / "shapes", clips=6, held_out=2, keyframes=3)
        losses = twenty_steps(Path(room) / "shapes", Path(room) / "run")
    FILE.write_text(json.dumps({name: [round(value, 5) for value in row] for name, row in losses.items()}) + "\n")
