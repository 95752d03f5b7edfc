"""One step of tracking as a function of tensors alone: so it can be batched over anything, compiled and replayed.

The package's own step looks memories up in dictionaries between its modules and is written for one frame at a time.
Here its modules are called in the same order on the same numbers, while every row of the batch brings its own frame.
Legend of tensor names: B rows, C channels, H, W, N places of the coarsest grid, M tokens of memory.

Source: `SAM2Base._track_step` and `_prepare_memory_conditioned_features` of package sam2 1.1.0.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from sam2.modeling.sam2_utils import get_1d_sine_pe

from propagation.kept import Kept
from propagation.sam2_attention import attend_to_memory


class TrackStep:
    """Calls a model's modules for one step of some rows.

    Args:
        model: a `SAM2VideoPredictor` of the sam2 package in evaluation mode.
        exact: by the package's very products; else the memory is attended to by fewer, see `sam2_attention`.
    """

    def __init__(self, model: Any, *, exact: bool = True) -> None:
        self._model = model
        self._exact = exact
        side = model.image_size
        self._sizes = [(side // stride, side // stride) for stride in (4, 8, 16)]
        self._places: torch.Tensor | None = None
        self._positions: Kept[torch.Tensor] = Kept(4)  # of the lengths of memory that take part in one step

    def __call__(self, *tensors: torch.Tensor, pointer_tokens: int, remember: bool) -> tuple[torch.Tensor, ...]:
        """Masks on the rows' frames, and the memory of them.

        Args:
            tensors: the three levels (H*W, B, C) finest first; the coarsest after the first self-attention BNC and
                its positions; the memory (M, B, C) and its positions (M, 1, C).
            pointer_tokens: how many of the last tokens of the memory are pointers.
            remember: without it there is no memory of this step.

        Returns:
            logits (B, 1, H, W), predicted overlaps (B, 3), object score (B, 1), pointer (B, C); memory (H*W, B, C).
        """
        fine, middle, coarse, first_BNC, positions_BNC, memory_MBC, memory_positions_MBC = tensors
        levels = [fine, middle, coarse]
        seen_BNC = self._attend(first_BNC, positions_BNC, memory_MBC, memory_positions_MBC, pointer_tokens)
        heads = self._model._forward_sam_heads(
            backbone_features=_planes([seen_BNC.transpose(0, 1)], self._sizes[-1:])[0],
            high_res_features=_planes(levels[:-1], self._sizes[:-1]),
            multimask_output=self._model._use_multimask(False, None),
        )
        overlaps, logits, at_full_size, pointer, score = heads[2:7]
        if not remember:
            return logits, overlaps, score, pointer
        return logits, overlaps, score, pointer, self._memory(levels, at_full_size, score, drawn=False)

    def remember(self, levels: Sequence[torch.Tensor], masks_BCHW: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Turn drawn masks into memories (H*W, B, C) and pointers (B, C) as the official predictor does.

        Args:
            levels: of the frames on which they are drawn.
            masks_BCHW: 0 or 1, at the model's image size.
        """
        coarse_BCHW = _planes(levels, self._sizes)[-1]
        heads = self._model._use_mask_as_output(coarse_BCHW, _planes(levels[:-1], self._sizes[:-1]), masks_BCHW)
        logits, pointer, score = heads[3], heads[5], heads[6]
        return self._memory(levels, resized(logits, self._model.image_size), score, drawn=True), pointer

    def positions(self, drawn: int, step: int, longest: int) -> torch.Tensor:
        """Positions (M, 1, C) of the memory of a step.

        Args:
            drawn: keyframes in the memory.
            step: how many frames lie between the first keyframe and this one, and one.
            longest: pointers at most, by which the model measures time.
        """
        key = (drawn, step, longest)
        known = self._positions.get(key)
        return known if known is not None else self._positions.put(key, self._positions_of(drawn, step, longest))

    def _positions_of(self, drawn: int, step: int, longest: int) -> torch.Tensor:
        model, places = self._model, self._places
        if places is None:
            raise RuntimeError("A keyframe is remembered before anything is tracked from it.")
        ages = range(min(step, model.num_maskmem) - 1, 0, -1)
        times = [model.num_maskmem - 1] * drawn + [age - 1 for age in ages]
        spatial = [places + model.maskmem_tpos_enc[time] for time in times]
        distances = torch.tensor([step, *range(1, min(step, longest))]).to(places.device)
        sines = get_1d_sine_pe(distances / (longest - 1), dim=model.hidden_dim)
        pointers = model.obj_ptr_tpos_proj(sines).unsqueeze(1)
        return torch.cat([*spatial, pointers.repeat_interleave(model.hidden_dim // model.mem_dim, dim=0)], dim=0)

    def tokens(self, pointers_PBC: torch.Tensor) -> torch.Tensor:
        """Pointers as tokens of the memory: each is cut into pieces of the memory's width."""
        width = self._model.mem_dim
        count, rows, channels = pointers_PBC.shape
        pieces = pointers_PBC.reshape(count, rows, channels // width, width)
        return pieces.permute(0, 2, 1, 3).flatten(0, 1)

    def _attend(
        self,
        first_BNC: torch.Tensor,
        positions_BNC: torch.Tensor,
        memory_MBC: torch.Tensor,
        memory_positions_MBC: torch.Tensor,
        pointer_tokens: int,
    ) -> torch.Tensor:
        attention = self._model.memory_attention
        memory, places = memory_MBC.transpose(0, 1), memory_positions_MBC.transpose(0, 1)
        opening, *others = attention.layers
        if self._exact:
            seen = _widened(opening, opening._forward_ca(first_BNC, memory, positions_BNC, places, pointer_tokens))
            for layer in others:
                seen = layer(
                    tgt=seen, memory=memory, pos=places, query_pos=positions_BNC, num_k_exclude_rope=pointer_tokens
                )
        else:
            keys = memory + places
            seen = _widened(opening, _asked(opening, first_BNC, keys, memory, pointer_tokens))
            for layer in others:
                seen = layer._forward_sa(seen, positions_BNC)
                seen = _widened(layer, _asked(layer, seen, keys, memory, pointer_tokens))
        normed: torch.Tensor = attention.norm(seen)
        return normed

    def _memory(
        self, levels: Sequence[torch.Tensor], logits_BCHW: torch.Tensor, score: torch.Tensor, *, drawn: bool
    ) -> torch.Tensor:
        memory_BCHW, places = self._model._encode_new_memory(
            current_vision_feats=levels,
            feat_sizes=self._sizes,
            pred_masks_high_res=logits_BCHW,
            object_score_logits=score,
            is_mask_from_pts=drawn,
        )
        if self._places is None:
            self._places = places[-1][:1].flatten(2).permute(2, 0, 1).clone()
        # bfloat16 as in the official predictor: it halves the memory, and its rounding is part of the result.
        memory: torch.Tensor = memory_BCHW.to(torch.bfloat16).flatten(2).permute(2, 0, 1)
        return memory


def resized(planes_BCHW: torch.Tensor, side: int, *, antialias: bool = False) -> torch.Tensor:
    """Planes at (side, side), bilinear as in the official predictor."""
    return torch.nn.functional.interpolate(
        planes_BCHW, size=(side, side), mode="bilinear", align_corners=False, antialias=antialias
    )


def _asked(
    layer: Any, seen_BNC: torch.Tensor, keys: torch.Tensor, memory: torch.Tensor, pointer_tokens: int
) -> torch.Tensor:
    """What the memory adds to what is seen; the published models give queries no positions."""
    asking_BNC = layer.norm2(seen_BNC)
    return seen_BNC + attend_to_memory(layer.cross_attn_image, asking_BNC, keys, memory, unrotated=pointer_tokens)


def _widened(layer: Any, seen_BNC: torch.Tensor) -> torch.Tensor:
    added_BNC: torch.Tensor = layer.linear2(layer.activation(layer.linear1(layer.norm3(seen_BNC))))
    return seen_BNC + added_BNC


def _planes(levels: Sequence[torch.Tensor], sizes: Sequence[tuple[int, int]]) -> list[torch.Tensor]:
    return [
        level.permute(1, 2, 0).view(level.shape[1], level.shape[2], *size)
        for level, size in zip(levels, sizes, strict=True)
    ]
