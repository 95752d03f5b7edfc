"""Masks from prompts in SAM 2's own modules: its image encoder, prompt encoder and mask decoder, without its memory.

F frames, S side in px, P pairs of an object and a frame, C channels, h × w the stride-16 map.

Submodules have the names that they have in the published checkpoints, so that those load key by key. The heads of the
three further mask tokens are no part of it: a single mask is asked for, in training as in inference, and the fall-back
by stability, which the package switches on at inference, would read tokens that were never trained.

Source: Ravi et al., "SAM 2", 2024, package sam2 1.1.0 (`SAM2Base.forward_image`, `_forward_sam_heads`); the one sparse
prompt without SAM's padding token, and `no_mem_embed` on the stride-16 map, as Video-LLaVA-Seg has them.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from typing import Any, NamedTuple

import torch
import yaml
from sam2.modeling.backbones.hieradet import Hiera
from sam2.modeling.backbones.image_encoder import FpnNeck, ImageEncoder
from sam2.modeling.position_encoding import PositionEmbeddingSine
from sam2.modeling.sam.mask_decoder import MaskDecoder
from sam2.modeling.sam.prompt_encoder import PromptEncoder
from sam2.modeling.sam.transformer import TwoWayTransformer
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint

from model_assist.recipe import RecipeRefused, Segmentation

_CONFIGS = {"tiny": "t", "small": "s", "base_plus": "b+", "large": "l"}
_TOY = {"embed_dim": 32, "num_heads": 1, "stages": [1, 1, 2, 1], "global_att_blocks": [3], "window_spec": [8, 4, 8, 4],
        "window_pos_embed_bkg_spatial_size": [7, 7]}  # fmt: skip
_MEAN, _DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
STRIDE = 16
_AT_ONCE = 16 * 1024**2  # px


class Features(NamedTuple):
    """What the decoder needs of F frames: strides 16, 8 and 4, channels C, C/4 and C/8."""

    coarse_FChw: Tensor
    middle: Tensor
    fine: Tensor


@dataclass(frozen=True)
class Decoded:
    """For P pairs: mask logits at a quarter of the side, the IoU that the decoder expects (0…1), presence logits."""

    logits_PHW: Tensor
    iou_P: Tensor
    objectness_P: Tensor


class SegmentationNet(nn.Module):
    """Frames are encoded once; every pair of a prompt and a frame is decoded by itself."""

    mean: Tensor
    deviation: Tensor

    def __init__(self, recipe: Segmentation) -> None:
        super().__init__()
        self.recipe = recipe
        self.checkpointing = False
        self.image_encoder = _image_encoder(recipe)
        side, width = recipe.side // STRIDE, recipe.width
        self.sam_prompt_encoder = PromptEncoder(width, (side, side), (recipe.side, recipe.side), mask_in_chans=16)
        transformer = TwoWayTransformer(depth=2, embedding_dim=width, mlp_dim=8 * width, num_heads=8)
        self.sam_mask_decoder = MaskDecoder(
            transformer_dim=width, transformer=transformer, use_high_res_features=True, iou_head_hidden_dim=width,
            iou_prediction_use_sigmoid=True, pred_obj_scores=True, pred_obj_scores_mlp=True,
        )  # fmt: skip
        self.no_mem_embed = nn.Parameter(torch.zeros(1, 1, width))
        nn.init.trunc_normal_(self.no_mem_embed, std=0.02)
        self.register_buffer("mean", torch.tensor(_MEAN).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("deviation", torch.tensor(_DEVIATION).view(1, 3, 1, 1), persistent=False)

    def encode(self, frames_FCSS: Tensor) -> Features:
        """Encode frames in 0…1 that were letterboxed to the recipe's side."""
        normal_FCSS = (frames_FCSS - self.mean) / self.deviation
        if self.checkpointing and self.training:
            fine, middle, coarse = checkpoint(self._encoded, normal_FCSS, use_reentrant=False)
        else:
            fine, middle, coarse = self._encoded(normal_FCSS)
        return Features(coarse, middle, fine)

    def _encoded(self, normal_FCSS: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        fine, middle, coarse = self.image_encoder(normal_FCSS)["backbone_fpn"]
        decoder = self.sam_mask_decoder
        return decoder.conv_s0(fine), decoder.conv_s1(middle), coarse + self.no_mem_embed.view(1, -1, 1, 1)

    def decode(self, features: Features, frame_P: Tensor, prompts_PC: Tensor, *, at_once: int | None = None) -> Decoded:
        """Decode each prompt on its frame.

        Args:
            frame_P: Which of the F frames.
            prompts_PC: One prompt vector a pair.
            at_once: Pairs that go through the decoder together; bounds the memory, changes nothing else. Without it, so
                many that their frames have the pixels of sixteen of side 1024.
        """
        parts, at_once = [], at_once or max(1, _AT_ONCE // self.recipe.side**2)
        for frames, prompts in zip(frame_P.split(at_once), prompts_PC.split(at_once), strict=True):
            maps = (features.coarse_FChw[frames], features.middle[frames], features.fine[frames])
            if self.checkpointing and self.training:
                parts.append(checkpoint(self._decoded, *maps, prompts, use_reentrant=False))
            else:
                parts.append(self._decoded(*maps, prompts))
        logits, iou, objectness = (torch.cat(each) for each in zip(*parts, strict=True))
        return Decoded(logits, iou, objectness)

    def _decoded(
        self, coarse: Tensor, middle: Tensor, fine: Tensor, prompts_PC: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        no_mask = self.sam_prompt_encoder.no_mask_embed.weight.view(1, -1, 1, 1)
        logits_P1HW, iou_P1, _, objectness_P1 = self.sam_mask_decoder(
            image_embeddings=coarse,
            image_pe=self.sam_prompt_encoder.get_dense_pe(),
            sparse_prompt_embeddings=prompts_PC[:, None],
            dense_prompt_embeddings=no_mask.expand_as(coarse),
            multimask_output=False,
            repeat_image=False,
            high_res_features=[fine, middle],
        )
        return logits_P1HW[:, 0], iou_P1[:, 0], objectness_P1[:, 0]

    def unused(self) -> list[nn.Parameter]:
        """Parameters that no mask depends on: clicks, boxes, mask prompts, the heads of the other mask tokens."""
        prompt, decoder = self.sam_prompt_encoder, self.sam_mask_decoder
        modules = [
            prompt.point_embeddings, prompt.not_a_point_embed, prompt.mask_downscaling,
            decoder.output_hypernetworks_mlps[1:],
        ]  # fmt: skip
        return [parameter for module in modules for parameter in module.parameters()]


def _image_encoder(recipe: Segmentation) -> ImageEncoder:
    trunk = Hiera(**(_TOY if recipe.size == "toy" else _published_trunk(recipe.size)))
    position = PositionEmbeddingSine(num_pos_feats=recipe.width, normalize=True, warmup_cache=False)
    neck = FpnNeck(
        position_encoding=position, d_model=recipe.width, backbone_channel_list=trunk.channel_list,
        fpn_top_down_levels=[2, 3], fpn_interp_model="nearest",
    )  # fmt: skip
    return ImageEncoder(trunk, neck, scalp=1)


def _published_trunk(size: str) -> dict[str, Any]:
    """The trunk's measures as the package's own configuration has them."""
    if size not in _CONFIGS:
        raise RecipeRefused(f"There is no SAM 2 of size {size!r}; give toy, {', '.join(_CONFIGS)}.")
    file = resources.files("sam2") / "configs" / "sam2.1" / f"sam2.1_hiera_{_CONFIGS[size]}.yaml"
    trunk = yaml.safe_load(file.read_text())["model"]["image_encoder"]["trunk"]
    return {key: value for key, value in trunk.items() if key != "_target_"}
