"""Video-LLaVA-Seg: a clip becomes tokens, a language model answers, and each segmentation token prompts a mask.

    frames ─ vision ─ slow-fast + projector ─┐
    question ────────────────────────────────┴─ language model ─ state that predicts [SEG] ─ prompt head ─┐
    annotated frames ─ SAM 2's image encoder ──────────────────────────────────────────────── mask decoder ┴─ masks

B sequences, T frames of a clip, S side in px, F annotated frames over the batch, G segmentation tokens, P pairs of a
token and a frame of its clip, D width of the language model, C channels of the decoder.

Source: "ViCaS", section 5 and supplement; the state is the one at the place that *predicts* the token, in training as
in generation (as in LISA, 2024). Where the paper and the authors' code differ, `pooling.py` and `recipe.py` say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import torch
from torch import Tensor, nn

from model_assist.language import LanguageModel, build_language
from model_assist.losses import MaskSums, mask_sums
from model_assist.matching import best_order
from model_assist.packing import Packed, block_mask, turn_mask
from model_assist.pooling import SlowFast
from model_assist.recipe import Recipe, RecipeRefused, Segmentation
from model_assist.remembered import Remembered
from model_assist.segmentation import Decoded, Features, SegmentationNet
from model_assist.vision import build_vision, layers_of

_ORDINALS = 10  # tracks of a clip
_TIMES = 64  # places in a clip that a time-conditioned prompt tells apart
_ENCODERS = ("vision", "segmentation_encoder")
_PROMPT_SCALE = 4.0  # times the usual weights of a linear layer


@dataclass(frozen=True)
class Batch:
    """What one pass needs.

    Args:
        frames_BTCSS: Whole clips for the language model, 0…1. Unpacked, one clip serves several sequences: then
            `clip_B` says which.
        packed: The sequences.
        clip_B: The clip of each sequence.
        segment_FCSS: Annotated frames, 0…1, letterboxed to the segmentation side.
        pair_seg_P, pair_frame_P: Which token, which frame.
        targets_PHW: True where the token's track is.
        inside_FHW: True where a frame is no padding.
        time_F: Each frame's place in its clip, 0…1.
        clips: The id of each clip, and in `clip_frames` how many of the annotated frames are its.
    """

    frames_BTCSS: Tensor
    packed: Packed
    clip_B: Tensor
    segment_FCSS: Tensor
    pair_seg_P: Tensor
    pair_frame_P: Tensor
    targets_PHW: Tensor
    inside_FHW: Tensor
    time_F: Tensor
    clips: tuple[int, ...]
    clip_frames: tuple[int, ...]

    def to(self, device: torch.device | str) -> Batch:
        """The same on another device."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        moved: dict[str, Any] = {name: it.to(device) for name, it in values.items() if not isinstance(it, tuple)}
        return replace(self, **moved)

    @property
    def present(self) -> int:
        """Pairs in which the object is there."""
        return int(self.targets_PHW.flatten(1).any(1).sum()) if len(self.targets_PHW) else 0


@dataclass(frozen=True)
class Losses:
    """Sums over a batch; masks are None where the batch asks for none.

    `prompts_GC` are those of the segmentation tokens at the clip's beginning, where the recipe has a use for them.
    """

    text: Tensor
    right: Tensor
    masks: MaskSums | None
    prompts_GC: Tensor | None = None


class PromptHead(nn.Module):
    """The state that predicts a segmentation token → SAM's sparse prompt.

    Source: one linear layer in the authors' code. From random weights its prompts are so small that the decoder stays
    on "everything is foreground"; a norm, a hidden layer and a scale leave that plateau (measured on a small model).
    """

    def __init__(self, recipe: Segmentation, width: int) -> None:
        super().__init__()
        if recipe.prompt_head == "linear":
            self.layers: nn.Module = nn.Linear(width, recipe.width)
        else:
            last = nn.Linear(width, recipe.width)
            with torch.no_grad():
                last.weight.mul_(_PROMPT_SCALE)
            self.layers = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, width), nn.GELU(), last)
        self.ordinal = nn.Embedding(_ORDINALS, width) if recipe.order == "canonical" else None
        self.time = nn.Embedding(_TIMES, recipe.width) if recipe.time_conditioned else None

    def forward(self, states_PD: Tensor, ordinal_P: Tensor, time_P: Tensor) -> Tensor:
        """Prompts [P, C]."""
        if self.ordinal is not None:
            states_PD = states_PD + self.ordinal(ordinal_P.clamp(max=_ORDINALS - 1))
        prompts_PC: Tensor = self.layers(states_PD)
        if self.time is not None:
            prompts_PC = prompts_PC + self.time((time_P * (_TIMES - 1)).round().long())
        return prompts_PC


class VideoLlavaSeg(nn.Module):
    """The whole model; `parts` are the names by which recipes say what is trained."""

    def __init__(self, recipe: Recipe, *, words: int) -> None:
        super().__init__()
        self.recipe = recipe
        self.remembered: dict[str, Remembered] = {}
        self.every_part = False  # whether a pass goes through all parts, because other processes wait for it there
        self.vision = build_vision(recipe.vision)
        self.language: LanguageModel = build_language(recipe.language, words)
        self.pooling = SlowFast(recipe.pooling, channels=self.vision.channels, width=self.language.width)
        self.segmentation = SegmentationNet(recipe.segmentation)
        self.prompt_head = PromptHead(recipe.segmentation, self.language.width)

    def parts(self) -> dict[str, list[nn.Parameter]]:
        """Every parameter that can be trained, by the part it belongs to."""
        unused = set(map(id, self.segmentation.unused()))
        encoder = [*self.segmentation.image_encoder.parameters(), self.segmentation.no_mem_embed]
        decoder = [self.segmentation.sam_prompt_encoder, self.segmentation.sam_mask_decoder]
        high = [self.segmentation.sam_mask_decoder.conv_s0, self.segmentation.sam_mask_decoder.conv_s1]
        encoder += [p for module in high for p in module.parameters()]
        taken = unused | set(map(id, encoder))
        adapted = self.recipe.language.lora is not None
        return {
            "vision": list(self.vision.parameters()),
            "projector": list(self.pooling.parameters()),
            "language": [p for n, p in self.language.net.named_parameters() if not adapted or "lora_" in n],
            "new_tokens": [self.language.segment_in, self.language.segment_out],
            "prompt_head": list(self.prompt_head.parameters()),
            "segmentation_encoder": encoder,
            "segmentation_decoder": [p for m in decoder for p in m.parameters() if id(p) not in taken],
        }

    def blocks(self) -> list[nn.Module]:
        """The layers that hold nearly all weights, none inside another."""
        trunk: Any = self.segmentation.image_encoder.trunk
        return [*self.vision.blocks(), *layers_of(self.language.net), *trunk.blocks]

    def enable_checkpointing(self) -> None:
        """Compute activations again for the gradients instead of keeping them."""
        self.vision.enable_checkpointing()
        self.segmentation.checkpointing = True
        self.language.net.gradient_checkpointing_enable({"use_reentrant": False})

    def remember(self, *, anything: bool) -> None:
        """From now on, keep what encoders that are frozen make of clips; without `anything`, nothing."""
        parts = self.parts()
        frozen = [name for name in _ENCODERS if not any(each.requires_grad for each in parts[name])]
        self.remembered = {name: Remembered() for name in frozen if anything}

    def video_tokens(self, frames_BTCSS: Tensor, clips: Sequence[int] = ()) -> Tensor:
        """Clips [B, T, 3, S, S] in 0…1, of these ids if they are to be remembered → tokens [B, V, D]."""
        b, t = frames_BTCSS.shape[:2]
        if clips and "vision" in self.remembered:
            [patches_NHWC] = self.remembered["vision"].of(clips, [*frames_BTCSS], lambda each: (self.vision(each),))
        else:
            patches_NHWC = self.vision(frames_BTCSS.flatten(0, 1))
        tokens: Tensor = self.pooling(patches_NHWC.unflatten(0, (b, t)))
        return tokens

    def states(self, frames_BTCSS: Tensor, packed: Packed, clip_B: Tensor, clips: Sequence[int] = ()) -> Tensor:
        """Last hidden states [B, L, D] of packed sequences."""
        return self.states_of(self.video_tokens(frames_BTCSS, clips)[clip_B], packed)

    def states_of(self, video_BVD: Tensor, packed: Packed) -> Tensor:
        """Last hidden states [B, L, D] behind video tokens that are there already."""
        embeds_BLD = self.language.embed(packed.tokens_BL, video_BVD)
        flexible = self.recipe.language.attention == "flex_attention"
        mask = block_mask(packed.turn_BL) if flexible else turn_mask(packed.turn_BL)
        return self.language.states(embeds_BLD, mask=mask, position_BL=packed.position_BL)

    def masks(self, batch: Batch, states_GD: Tensor) -> Decoded:
        """Decode every pair of a batch from the states of its segmentation tokens."""
        prompts_PC = self.prompt_head(
            states_GD[batch.pair_seg_P],
            batch.packed.seg_ordinal_G[batch.pair_seg_P],
            batch.time_F[batch.pair_frame_P],
        )
        if "segmentation_encoder" in self.remembered:
            frames = batch.segment_FCSS.split(batch.clip_frames)
            features = Features(
                *self.remembered["segmentation_encoder"].of(batch.clips, frames, self.segmentation.encode)
            )
        else:
            features = self.segmentation.encode(batch.segment_FCSS)
        return self.segmentation.decode(features, batch.pair_frame_P, prompts_PC)

    def forward(self, batch: Batch) -> Losses:
        """Losses of a batch, as sums."""
        packed = batch.packed
        states_BLD = self.states(batch.frames_BTCSS, packed, batch.clip_B, batch.clips)
        states_ND = states_BLD[packed.label_sample_N, packed.label_place_N]
        logits_NW = self.language.logits(states_ND)
        wanted_N = self.language.place_of(packed.label_N)
        text = nn.functional.cross_entropy(logits_NW, wanted_N, reduction="sum")
        right = (logits_NW.argmax(-1) == wanted_N).sum()
        if not len(batch.pair_seg_P):
            return Losses(text + self._nothing(batch, states_BLD) if self.every_part else text, right, None)
        states_GD = states_BLD[packed.seg_sample_G, packed.seg_place_G]
        decoded = self.masks(batch, states_GD)
        targets_PHW = batch.targets_PHW
        if self.recipe.segmentation.order == "hungarian":
            targets_PHW = targets_PHW[matched(batch, decoded)]
        masks = mask_sums(decoded, targets_PHW, batch.inside_FHW[batch.pair_frame_P])
        if not self.recipe.losses.alignment:
            return Losses(text, right, masks)
        beginning_G = torch.zeros(len(states_GD), device=states_GD.device)
        return Losses(text, right, masks, self.prompt_head(states_GD, packed.seg_ordinal_G, beginning_G))

    def _nothing(self, batch: Batch, states_BLD: Tensor) -> Tensor:
        """0 by way of the parts that a batch without masks has no use for. Source: the authors' dummy pass."""
        first = torch.zeros(1, dtype=torch.long, device=states_BLD.device)
        prompts_PC = self.prompt_head(states_BLD[:1, 0], first, batch.time_F[:1])
        decoded = self.segmentation.decode(self.segmentation.encode(batch.segment_FCSS[:1]), first, prompts_PC)
        return 0 * (decoded.logits_PHW.sum() + decoded.iou_P.sum() + decoded.objectness_P.sum())


def matched(batch: Batch, decoded: Decoded) -> Tensor:
    """For each pair, the pair whose target it should have: tokens of one phrase may exchange theirs.

    The pairs of a token are in the order of its clip's frames.
    """
    order = torch.arange(len(batch.pair_seg_P), device=batch.pair_seg_P.device)
    groups = batch.packed.seg_group_G.tolist()
    pairs_of: dict[int, list[int]] = {}
    for pair, seg in enumerate(batch.pair_seg_P.tolist()):
        pairs_of.setdefault(seg, []).append(pair)
    for group in sorted({g for g in groups if groups.count(g) > 1}):
        members = [pairs_of[seg] for seg, g in enumerate(groups) if g == group and seg in pairs_of]
        if len(members) < 2:
            continue
        pairs_KT = torch.tensor(members, device=order.device)
        chosen = best_order(decoded.logits_PHW[pairs_KT], batch.targets_PHW[pairs_KT])
        order[pairs_KT] = pairs_KT[chosen]
    return order


def build(recipe: Recipe, *, words: int) -> VideoLlavaSeg:
    """The model of a recipe, with random weights where the recipe names none.

    Args:
        words: Entries of the tokenizer.

    Raises:
        RecipeRefused: the recipe names what does not exist, or pools more finely than the vision backbone sees.
    """
    grid = recipe.vision.side // recipe.vision.patch
    if max(recipe.pooling.slow_grid, recipe.pooling.fast_grid) > grid:
        raise RecipeRefused(f"The vision backbone has {grid} x {grid} patches; pool to at most that.")
    return VideoLlavaSeg(recipe, words=words)
