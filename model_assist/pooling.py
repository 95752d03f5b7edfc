"""A clip in few tokens: some frames in detail, all frames coarsely, then into the language model's space.

B clips, T frames, T' slow frames, H × W patches, C channels, V video tokens, D width of the language model.

Source: Video-LLaVA-Seg (ViCaS), section 5.1; the authors' code projects first and pools in the language model's space,
the paper's text pools first. Both are here (`Pooling.before_projector`); they differ: the projector is not linear.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from model_assist.recipe import Pooling

_AS_A_WORD = 0.06  # the deviation of what a place adds


def spread(count: int, wanted: int) -> list[int]:
    """`wanted` indices of 0 … count-1, evenly spread, both ends included; some twice where there are too few.

    Source: `linspace(0, count - 1, wanted)` as the authors take frames, rounded half to even.
    """
    if wanted == 1:
        return [0]
    return [round(i * (count - 1) / (wanted - 1)) for i in range(wanted)]


class Projector(nn.Sequential):
    """Two linear layers with a GELU between them. Source: LLaVA 1.5's `mlp2x_gelu`."""

    def __init__(self, channels: int, width: int) -> None:
        super().__init__(nn.Linear(channels, width), nn.GELU(), nn.Linear(width, width))


class SlowFast(nn.Module):
    """Patches of a clip's frames → video tokens: all slow frames first, then all fast ones, no separators."""

    def __init__(self, recipe: Pooling, *, channels: int, width: int) -> None:
        super().__init__()
        self.recipe = recipe
        self.projector = Projector(channels, width)
        # Told only by the order of its tokens where they are, a small language model does not learn for long which way
        # something moves: of four ways 0.37 were right, with places 0.71 (900 steps on tokens made of words).
        self.places = nn.Parameter(_AS_A_WORD * torch.randn(recipe.tokens, width)) if recipe.places else None

    def forward(self, patches_BTHWC: Tensor) -> Tensor:
        """Tokens [B, V, D] with V = `Pooling.tokens`."""
        if not self.recipe.before_projector:
            patches_BTHWC = self.projector(patches_BTHWC)
        slow = spread(self.recipe.frames, self.recipe.slow_frames)
        slow_BVC = pooled(patches_BTHWC[:, slow], self.recipe.slow_grid)
        if self.recipe.changes:
            slow_BVC = since_first(slow_BVC, self.recipe.slow_frames)
        tokens_BVC = torch.cat((slow_BVC, pooled(patches_BTHWC, self.recipe.fast_grid)), dim=1)
        tokens: Tensor = self.projector(tokens_BVC) if self.recipe.before_projector else tokens_BVC
        return self.placed(tokens)

    def placed(self, tokens_BVD: Tensor) -> Tensor:
        """Tokens that tell where and when they are, if the recipe says so."""
        return tokens_BVD if self.places is None else tokens_BVD + self.places


def since_first(tokens_BVC: Tensor, frames: int) -> Tensor:
    """The first frame as it is; of each other one what is there and was not on the first, less what was and is not.

    A small language model does not learn for long to compare a place at two times: of all that stays still it says that
    it moves.
    """
    first_BTPC, later_BTPC = tokens_BVC.unflatten(1, (frames, -1)).split((1, frames - 1), dim=1)
    return torch.cat((first_BTPC, later_BTPC - first_BTPC), dim=1).flatten(1, 2)


def pooled(patches_BTHWC: Tensor, grid: int) -> Tensor:
    """Average the patches of each frame to grid × grid, frame after frame: [B, T·grid², C]."""
    b, t, h, w, c = patches_BTHWC.shape
    if (h, w) == (grid, grid):
        return patches_BTHWC.reshape(b, t * h * w, c)
    flat_NCHW = patches_BTHWC.reshape(b * t, h, w, c).permute(0, 3, 1, 2)
    small_NCHW = functional.adaptive_avg_pool2d(flat_NCHW, grid)
    return small_NCHW.permute(0, 2, 3, 1).reshape(b, t * grid * grid, c)
