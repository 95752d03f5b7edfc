"""What sees the frames, behind one small interface: pixels in 0…1 go in, one vector a patch comes out.

N frames, S side in px, H × W patches, C channels. Each backbone normalises by its own mean and deviation, here and
nowhere else, so that nothing is normalised twice.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from itertools import pairwise
from typing import Any

import timm
import torch
from timm.models.vision_transformer import VisionTransformer
from torch import Tensor, nn
from transformers import AutoConfig, AutoModel

from model_assist.recipe import RecipeRefused, Vision


class Backbone(nn.Module, ABC):
    """Frames [N, 3, S, S] in 0…1 → patches [N, H, W, C]. The three kinds below differ in `patches` only."""

    net: Any  # of a library that has no types here
    mean: Tensor
    deviation: Tensor

    def __init__(self, net: nn.Module, *, channels: int, mean: Any, deviation: Any) -> None:
        super().__init__()
        self.net = net
        self.channels = channels
        self.register_buffer("mean", torch.tensor(mean).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("deviation", torch.tensor(deviation).view(1, 3, 1, 1), persistent=False)

    def forward(self, frames_NCSS: Tensor) -> Tensor:
        tokens_NPC = self.tokens((frames_NCSS - self.mean) / self.deviation)
        grid = int(tokens_NPC.shape[1] ** 0.5)
        return tokens_NPC.unflatten(1, (grid, grid))

    @abstractmethod
    def tokens(self, frames_NCSS: Tensor) -> Tensor:
        """Patch tokens of the last layer in reading order, [N, H·W, C], without class or register tokens."""

    @abstractmethod
    def enable_checkpointing(self) -> None:
        """Let blocks forget their activations and compute them again for the gradients."""

    def blocks(self) -> list[nn.Module]:
        """The layers that are all alike, nearly all of the weights."""
        raise NotImplementedError


class TimmBackbone(Backbone):
    """A vision transformer of timm."""

    def tokens(self, frames_NCSS: Tensor) -> Tensor:
        features_NPC: Tensor = self.net.forward_features(frames_NCSS)
        return features_NPC[:, self.net.num_prefix_tokens :]

    def enable_checkpointing(self) -> None:
        self.net.set_grad_checkpointing()

    def blocks(self) -> list[nn.Module]:
        return list(self.net.blocks)


class TransformersBackbone(Backbone):
    """A vision tower of transformers: SigLIP, CLIP, RADIO …; the tokens that precede the patches are dropped."""

    def __init__(self, net: nn.Module, *, patches: int, **of_backbone: Any) -> None:
        super().__init__(net, **of_backbone)
        self.patch_count = patches

    def tokens(self, frames_NCSS: Tensor) -> Tensor:
        hidden_NPC: Tensor = self.net(pixel_values=frames_NCSS).last_hidden_state
        return hidden_NPC[:, hidden_NPC.shape[1] - self.patch_count :]

    def enable_checkpointing(self) -> None:
        self.net.gradient_checkpointing_enable()

    def blocks(self) -> list[nn.Module]:
        return layers_of(self.net)


def layers_of(net: Any) -> list[nn.Module]:
    """The layers of a model of transformers which, as it says itself, are never to be parted."""
    names = set(net._no_split_modules or ())
    return [module for module in net.modules() if type(module).__name__ in names]


class ConvStem(nn.Module):
    """Patches by four strided convolutions: a linear patch embedding learns colours but, this small, no shapes.

    Source: Xiao et al., "Early Convolutions Help Transformers See Better", 2021; group instead of batch norm.
    """

    def __init__(self, *, img_size: int, patch_size: int, in_chans: int, embed_dim: int, **_: Any) -> None:
        super().__init__()
        self.patch_size = (patch_size, patch_size)
        self.grid_size = (img_size // patch_size, img_size // patch_size)
        self.num_patches = self.grid_size[0] * self.grid_size[1]
        halvings = patch_size.bit_length() - 1
        widths = [in_chans, *(max(embed_dim >> (halvings - i), 16) for i in range(1, halvings + 1))]
        layers: list[nn.Module] = []
        for before, after in pairwise(widths):
            layers += [nn.Conv2d(before, after, 3, stride=2, padding=1), nn.GroupNorm(8, after), nn.GELU()]
        self.layers = nn.Sequential(*layers, nn.Conv2d(widths[-1], embed_dim, 1))

    def forward(self, frames_NCSS: Tensor) -> Tensor:
        patches_NCHW: Tensor = self.layers(frames_NCSS)
        return patches_NCHW.flatten(2).transpose(1, 2)


def build_vision(recipe: Vision) -> Backbone:
    """The backbone that a recipe names, with random weights; `weights.put_base_weights` gives it others.

    Raises:
        RecipeRefused: nobody knows the name.
    """
    kind, _, name = recipe.backbone.partition(":")
    if kind == "tiny":
        return _tiny(recipe)
    if kind == "timm" and timm.is_model(name):
        net = timm.create_model(name, pretrained=False, num_classes=0, img_size=recipe.side)
        of_model = net.pretrained_cfg
        return TimmBackbone(net, channels=net.num_features, mean=of_model["mean"], deviation=of_model["std"])
    if kind == "transformers":
        return _of_transformers(recipe, name)
    raise RecipeRefused(f"There is no vision backbone {recipe.backbone!r}; give tiny, timm:NAME or transformers:TYPE.")


def _tiny(recipe: Vision) -> Backbone:
    net = VisionTransformer(
        img_size=recipe.side, patch_size=recipe.patch, embed_dim=recipe.width, depth=recipe.depth,
        num_heads=recipe.heads, num_classes=0, class_token=False, global_pool="", embed_layer=ConvStem,
    )  # fmt: skip
    for block in net.blocks:
        block.attn.fused_attn = False  # on processors its backward takes twice as long for so few patches (measured)
    return TimmBackbone(net, channels=recipe.width, mean=(0.5, 0.5, 0.5), deviation=(0.25, 0.25, 0.25))


def _of_transformers(recipe: Vision, name: str) -> Backbone:
    try:
        config = AutoConfig.for_model(name, image_size=recipe.side, patch_size=recipe.patch, **recipe.config)
    except ValueError as error:
        raise RecipeRefused(f"transformers knows no vision model {name!r}.") from error
    patches = (recipe.side // recipe.patch) ** 2
    # RADIO conditions its input itself; SigLIP's and CLIP's processors differ in these two numbers only.
    mean, deviation = {
        "radio": ((0.0, 0.0, 0.0), (1.0, 1.0, 1.0)),
        "clip_vision_model": ((0.4815, 0.4578, 0.4082), (0.2686, 0.2613, 0.2758)),
    }.get(name, ((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)))
    net = AutoModel.from_config(config)
    return TransformersBackbone(net, patches=patches, channels=config.hidden_size, mean=mean, deviation=deviation)
