"""Which answer stands for which object, where a phrase names several and their order means nothing.

Source: Carion et al., "DETR", 2020, for the assignment; Cheng et al., "Mask2Former", 2022, for a cost on random points.
The authors match over the whole clip on 12,544 points that all frames share, by BCE + Dice with weights 1:1.
"""

from __future__ import annotations

import torch
from scipy.optimize import linear_sum_assignment
from torch import Tensor
from torch.nn import functional

POINTS = 12_544


@torch.no_grad()
def best_order(logits_KTHW: Tensor, targets_KTHW: Tensor, *, points: int = POINTS, seed: int = 0) -> list[int]:
    """The target of each of K predictions over the T frames of a clip that makes their cost smallest.

    Args:
        logits_KTHW: Mask logits.
        targets_KTHW: Masks 0 or 1 of any size.
        points: On how many random places of every frame the masks are compared.
    """
    generator = torch.Generator(device="cpu").manual_seed(seed)
    places = (torch.rand(1, points, 1, 2, generator=generator) * 2 - 1).to(logits_KTHW.device)
    predicted, wanted = _sampled(logits_KTHW.float(), places), _sampled(targets_KTHW.float(), places)
    count = predicted.shape[1]
    yes = functional.softplus(-predicted) @ wanted.T
    no = functional.softplus(predicted) @ (1 - wanted).T
    bce_KK = (yes + no) / count
    share = predicted.sigmoid()
    overlap = share @ wanted.T
    dice_KK = 1 - (2 * overlap + 1) / (share.sum(1)[:, None] + wanted.sum(1)[None] + 1)
    _, order = linear_sum_assignment((bce_KK + dice_KK).cpu().numpy())
    return [int(each) for each in order]


def _sampled(maps_KTHW: Tensor, places: Tensor) -> Tensor:
    """The maps' values at the places, [K, T·points]."""
    values: Tensor = functional.grid_sample(
        maps_KTHW, places.expand(maps_KTHW.shape[0], -1, -1, -1), mode="bilinear", align_corners=False
    )
    return values.flatten(1)
