"""What a step makes smaller, as sums with their counts: a step is one mean, however many passes and processes it took.

With a mean a micro-batch, a clip would weigh more beside clips with short answers than beside long ones, and a run on
two processes would be another run. So counts are taken from the samples before the first pass, over the whole step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import torch
from torch import Tensor, nn

from model_assist.dataset import Sample, collate
from model_assist.guide import Guide
from model_assist.network import Batch
from model_assist.phrases import Phrasebook
from model_assist.recipe import Recipe
from model_assist.vocabulary import Vocabulary


@dataclass(frozen=True)
class Prepared:
    """Samples as a pass takes them, and over what each of its sums counts."""

    inputs: Any
    counts: Mapping[str, int]


class Objective(Protocol):
    """One kind of training. `weights` are of the sums that are learned; other sums are only told."""

    weights: Mapping[str, float]
    whole_model: bool

    def prepare(self, samples: Sequence[Sample]) -> Prepared:
        """Samples as a pass takes them."""

    def sums(self, model: Any, inputs: Any) -> dict[str, Tensor]:
        """The sums of a pass, by name."""

    def extra(self) -> list[nn.Parameter]:
        """Parameters that are trained along and thrown away."""


class Answering:
    """Stages 1 to 3: answers and masks.

    Args:
        guide, phrases: Both where prompts are drawn to those of their phrases' words, else None.
    """

    whole_model = True

    def __init__(
        self, recipe: Recipe, vocabulary: Vocabulary, guide: Guide | None = None, phrases: Phrasebook | None = None
    ) -> None:
        self.recipe, self.vocabulary = recipe, vocabulary
        self.guide, self.phrases = guide, phrases
        of = recipe.losses
        self.weights: Mapping[str, float] = {
            "text": of.text, "bce": of.bce, "dice": of.dice, "iou": of.iou, "objectness": of.objectness,
            "alignment": of.alignment,
        }  # fmt: skip

    def prepare(self, samples: Sequence[Sample]) -> Prepared:
        batch = collate(samples, self.recipe, self.vocabulary)
        labels, pairs, present = len(batch.packed.label_N), len(batch.pair_seg_P), batch.present
        named = self._named(samples, batch)
        counts = {"text": labels, "right": labels, "iou": present, "overlap": present}
        if self.guide is not None:
            counts["alignment"] = len(named)
        return Prepared((batch, named), counts | dict.fromkeys(("bce", "dice", "objectness"), pairs))

    def _named(self, samples: Sequence[Sample], batch: Batch) -> dict[int, tuple[int, ...]]:
        """Which segmentation tokens stand for a track that a phrase names, with that phrase's tokens."""
        if self.phrases is None:
            return {}
        packed = batch.packed
        clip_G = batch.clip_B[packed.seg_sample_G].tolist()
        told = [
            self.phrases.of_track(samples[clip].video_id, track)
            for clip, track in zip(clip_G, packed.seg_track_G.tolist(), strict=True)
        ]
        return {seg: tokens for seg, tokens in enumerate(told) if tokens}

    def sums(self, model: Any, inputs: tuple[Batch, dict[int, tuple[int, ...]]]) -> dict[str, Tensor]:
        batch, named = inputs[0].to(_device(model)), inputs[1]
        losses = model(batch)
        sums = {"text": losses.text, "right": losses.right.float()}
        masks = losses.masks
        if masks is None:
            return sums
        if self.guide is not None and named:
            segs, phrases = list(named), list(named.values())
            ordinal_N = batch.packed.seg_ordinal_G[segs]
            sums["alignment"] = self.guide.away(losses.prompts_GC[segs], phrases, ordinal_N)
        return sums | {
            "bce": masks.bce, "dice": masks.dice, "iou": masks.iou, "objectness": masks.objectness,
            "overlap": masks.overlap,
        }  # fmt: skip

    def extra(self) -> list[nn.Parameter]:
        return []


def _device(model: Any) -> torch.device:
    return next(iter(model.parameters())).device
