"""The smallest model that still has every part: what tests of its arithmetic run."""

from __future__ import annotations

import torch

from model_assist.network import build
from model_assist.recipe import load_recipe

CHANGES = (
    "vision.side=32", "vision.width=32", "vision.depth=1", "vision.heads=2",
    "pooling.frames=3", "pooling.slow_frames=2", "pooling.slow_grid=2", "pooling.fast_grid=1",
    "language.config.hidden_size=32", "language.config.intermediate_size=48", "language.config.num_hidden_layers=2",
    "language.config.num_attention_heads=2", "language.config.num_key_value_heads=1",
    "segmentation.side=64", "segmentation.width=32", "segmentation.loss_side=32", "segmentation.frames=2",
)  # fmt: skip


def micro_recipe(*changes):
    """`tiny`, smaller still."""
    return load_recipe("tiny", [*CHANGES, *changes])


def micro_model(*changes, words=400, seed=0):
    """A model of it with random weights, for evaluation."""
    torch.manual_seed(seed)
    return build(micro_recipe(*changes), words=words).eval()
