"""Random clips, questions and masks in a recipe's shapes: what a pass needs when only its arithmetic matters."""

from __future__ import annotations

from dataclasses import dataclass, field

import torch

from model_assist.network import Batch
from model_assist.packing import SEGMENT, VIDEO, Turn, pack

# (tokens, segmentation tokens): a caption, a grounded caption and seven questions, the mean clip of ViCaS.
TURNS_OF_A_CLIP = ((70, 0), (90, 3), *(((30, 1),) * 5), *(((30, 2),) * 2))
WORDS = 400


@dataclass
class Shapes:
    """How large the clips' turns are."""

    turns: tuple[tuple[int, int], ...] = TURNS_OF_A_CLIP
    seed: int = 0
    generator: torch.Generator = field(init=False)

    def __post_init__(self):
        self.generator = torch.Generator().manual_seed(self.seed)

    def turn(self, tokens, segs):
        """A turn of random words; each of its segmentation tokens stands for a track of its own."""
        words = torch.randint(1, WORDS, (tokens,), generator=self.generator).tolist()
        question = tokens // 3
        places = range(question + 1, question + 1 + 2 * segs, 2)
        for place in places:
            words[place] = SEGMENT
        return Turn(tuple(words), question, groups=(0,) * segs, tracks=tuple(range(segs)))


def random_batch(recipe, *, clips, shapes, device="cpu"):
    """Random clips, each with all turns of `shapes`, and a square where each object is."""
    prefix = [5] * 40 + [VIDEO] * recipe.pooling.tokens + [6]
    turns = [[shapes.turn(*each) for each in shapes.turns] for _ in range(clips)]
    sequences = pack(prefix, turns)
    frames, side, count = recipe.segmentation.frames, recipe.segmentation.side, len(turns)
    pairs = [
        (seg, sample * frames + frame)
        for seg, sample in enumerate(sequences.seg_sample_G.tolist())
        for frame in range(frames)
    ]
    seg_P, frame_P = torch.tensor(pairs, dtype=torch.long).reshape(-1, 2).T
    loss_side = recipe.segmentation.loss_side
    with torch.device(device):
        masks = torch.zeros(len(pairs), loss_side, loss_side, dtype=torch.bool)
        masks[:, loss_side // 4 : loss_side // 2, loss_side // 4 : loss_side // 2] = True
        masked = len(pairs) > 0
        return Batch(
            frames_BTCSS=torch.rand(count, recipe.pooling.frames, 3, recipe.vision.side, recipe.vision.side),
            packed=sequences.to(device),
            clip_B=torch.arange(count),
            segment_FCSS=torch.rand(count * frames if masked else 0, 3, side, side),
            pair_seg_P=seg_P.to(device),
            pair_frame_P=frame_P.to(device),
            targets_PHW=masks,
            inside_FHW=torch.ones(count * frames, loss_side, loss_side, dtype=torch.bool),
            time_F=torch.linspace(0, 1, frames).repeat(count),
            clips=tuple(range(count)),
            clip_frames=(frames if masked else 0,) * count,
        )
