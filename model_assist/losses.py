"""What is wrong with masks, as sums: who trains divides by how many there are in a whole step, however it is cut up.

P pairs of an object and a frame, H × W the map on which the loss is taken.

Source: 2·BCE (mean over the pixels that are no padding) + Dice per pair, as the authors' code has it; Dice by Milletari
et al., "V-Net", 2016, with one added above and below; IoU by its absolute error and presence by BCE as in SAM 2, 2024,
appendix D. IoU is learned where the object is there.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional
from torch.utils.checkpoint import checkpoint

from model_assist.recipe import LossWeights
from model_assist.segmentation import Decoded


@dataclass(frozen=True)
class MaskSums:
    """Sums over P pairs; `present` counts the pairs in which the object is there."""

    bce: Tensor
    dice: Tensor
    iou: Tensor
    objectness: Tensor
    overlap: Tensor

    def weighted(self, weights: LossWeights, *, pairs: int, present: int) -> Tensor:
        """One number: each sum over its count in the whole step."""
        masks = weights.bce * self.bce + weights.dice * self.dice + weights.objectness * self.objectness
        return masks / max(pairs, 1) + weights.iou * self.iou / max(present, 1)


def mask_sums(decoded: Decoded, targets_PHW: Tensor, inside_PHW: Tensor, *, at_once: int = 16) -> MaskSums:
    """Sums over all pairs.

    Args:
        decoded: Logits of any size; they are brought to the targets' size by bilinear interpolation.
        targets_PHW: True where the object is.
        inside_PHW: True where the frame is, False where the letterbox padded.
        at_once: Pairs whose full-size maps are held together.
    """
    logits = decoded.logits_PHW
    parts = [
        checkpoint(_map_sums, *cut, use_reentrant=False) if logits.requires_grad else _map_sums(*cut)
        for cut in zip(logits.split(at_once), targets_PHW.split(at_once), inside_PHW.split(at_once), strict=True)
    ]
    bce_P, dice_P, overlap_P = (torch.cat(each) for each in zip(*parts, strict=True))
    there_P = targets_PHW.flatten(1).any(1).float()
    iou = ((decoded.iou_P.float() - overlap_P).abs() * there_P).sum()
    objectness = functional.binary_cross_entropy_with_logits(decoded.objectness_P.float(), there_P, reduction="sum")
    return MaskSums(bce_P.sum(), dice_P.sum(), iou, objectness, (overlap_P * there_P).sum())


def _map_sums(logits_PHW: Tensor, targets_PHW: Tensor, inside_PHW: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """BCE, Dice and IoU of each pair."""
    logits_PHW = enlarged(logits_PHW.float(), targets_PHW.shape[-1])
    wanted, inside = targets_PHW.float(), inside_PHW.float()
    bce_PHW = functional.binary_cross_entropy_with_logits(logits_PHW, wanted, reduction="none")
    bce_P = (bce_PHW * inside).flatten(1).sum(1) / inside.flatten(1).sum(1).clamp(min=1)
    share = logits_PHW.sigmoid() * inside
    both = (share * wanted).flatten(1).sum(1)
    dice_P = 1 - (2 * both + 1) / (share.flatten(1).sum(1) + wanted.flatten(1).sum(1) + 1)
    with torch.no_grad():
        hard, true = (logits_PHW > 0) & inside_PHW, targets_PHW
        union = (hard | true).flatten(1).sum(1)
        overlap_P = (hard & true).flatten(1).sum(1) / union.clamp(min=1)
    return bce_P, dice_P, overlap_P


def enlarged(logits_PHW: Tensor, side: int) -> Tensor:
    """Logits at another side, by bilinear interpolation."""
    if logits_PHW.shape[-1] == side:
        return logits_PHW
    larger: Tensor = functional.interpolate(
        logits_PHW[:, None], size=(side, side), mode="bilinear", align_corners=False
    )
    return larger[:, 0]
