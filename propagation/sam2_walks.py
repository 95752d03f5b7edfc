"""Objects, directions and segments do not know of each other, so all of them take their steps at the same time.

A walk is one object followed in one direction from one keyframe. Walks go in step: all take their first frame, then
all their second. At each step those whose memories have the same shape form one batch, whatever their frames are; ten
seconds with a keyframe a second are 29 steps in a row instead of 578.
Legend of tensor names: B rows, C channels, P pointers.

Source: the order of memories and their ages are those of `SAM2Base._prepare_memory_conditioned_features`, sam2 1.1.0.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import torch

from propagation.predictor import Mask, Plane
from propagation.sam2_batches import Batches
from propagation.sam2_features import Features, Stretch
from propagation.sam2_graphs import Replayed, Step, record_on_cuda
from propagation.sam2_model import Speed, inference
from propagation.sam2_step import TrackStep, resized

PRESENT = 0.5


@dataclass(frozen=True, eq=False)
class Memory:
    """A drawn mask as the model remembers it: (H*W, 1, C) and its pointer (1, C)."""

    spatial: torch.Tensor
    pointer: torch.Tensor


@dataclass(frozen=True, eq=False)
class Seen:
    """One direction's word on one frame.

    Args:
        logits: of the mask, at a quarter of the model's image size.
        belief: how far it believes in its mask, 0..1: that the object is there, times the overlap it predicts.
        certainty: how far it believes what it claims, 0..1; unlike belief it is high where it is sure of an absence.
    """

    logits: Plane
    belief: float
    certainty: float


@dataclass(eq=False)
class Walk:
    """One object on its way.

    Args:
        features: of the frames by index.
        order: the frames to visit, the nearest to the keyframe first.
        start: the keyframe it starts from, which is one of `drawn`.
        drawn: what it remembers of drawn masks, in order of time.
        frame_count: frames of the interval, by which the model measures time in short ones.
    """

    features: Stretch
    order: Sequence[int]
    start: Memory
    drawn: Sequence[Memory]
    frame_count: int
    recent: deque[torch.Tensor] = field(default_factory=deque)  # oldest first
    pointers: deque[torch.Tensor] = field(default_factory=deque)  # newest first


class Tracker:
    """Takes walks and gives what they see.

    Args:
        model: a `SAM2VideoPredictor` of the sam2 package in evaluation mode.
    """

    def __init__(self, model: Any, speed: Speed) -> None:
        self._model = model
        self._speed = speed
        self._modules = TrackStep(model, exact=speed.exact)
        self._step: Step = Replayed(self._modules, record=record_on_cuda()) if speed.graphs else self._modules
        self.batches = Batches(speed.batch)

    def remember(self, drawn: Sequence[tuple[Features, Mask]]) -> list[Memory]:
        """Memories of drawn masks.

        Raises:
            DeviceFull: not even one fits on the device.
        """
        with inference(self._model.device, self._speed):
            return self.batches.run(self._remember, drawn)

    def follow(self, walks: Sequence[Walk]) -> Iterator[tuple[Walk, int, Seen]]:
        """Take all walks to their ends, giving the frames as they are seen.

        Raises:
            DeviceFull: not even one row fits on the device.
        """
        for step in range(1, max((len(walk.order) for walk in walks), default=0) + 1):
            going = [walk for walk in walks if len(walk.order) >= step]
            for alike in self._alike(going):
                with inference(self._model.device, self._speed):
                    rows = [(walk, walk.features[walk.order[step - 1]]) for walk in alike]
                    seen = self.batches.run(partial(self._advance, step), rows)
                for walk, (one, memory, pointer) in zip(alike, seen, strict=True):
                    self._keep(walk, memory, pointer)
                    yield walk, walk.order[step - 1], one

    def _alike(self, walks: Sequence[Walk]) -> list[list[Walk]]:
        groups: dict[tuple[int, int], list[Walk]] = {}
        for walk in walks:
            groups.setdefault((len(walk.drawn), self._longest(walk)), []).append(walk)
        return list(groups.values())

    def _longest(self, walk: Walk) -> int:
        longest: int = min(walk.frame_count, self._model.max_obj_ptrs_in_encoder)
        return longest

    def _keep(self, walk: Walk, memory: torch.Tensor | None, pointer: torch.Tensor) -> None:
        if memory is not None:
            walk.recent.append(memory)
        if len(walk.recent) >= self._model.num_maskmem:
            walk.recent.popleft()
        walk.pointers.appendleft(pointer)
        if len(walk.pointers) >= self._longest(walk):
            walk.pointers.pop()

    def _remember(self, drawn: Sequence[tuple[Features, Mask]]) -> list[Memory]:
        masks_BCHW = torch.cat([self._prompt(mask) for _, mask in drawn])
        spatial, pointers = self._modules.remember(_levels([features for features, _ in drawn]), masks_BCHW)
        return [Memory(_row(spatial, i), pointers[i : i + 1]) for i in range(len(drawn))]

    def _prompt(self, mask: Mask) -> torch.Tensor:
        prompt_BCHW = torch.from_numpy(np.ascontiguousarray(mask)).to(self._model.device)[None, None].float()
        side = self._model.image_size
        if mask.shape == (side, side):
            return prompt_BCHW
        return (resized(prompt_BCHW, side, antialias=True) >= 0.5).float()

    def _advance(
        self, step: int, rows: Sequence[tuple[Walk, Features]]
    ) -> list[tuple[Seen, torch.Tensor | None, torch.Tensor]]:
        walks, features = [walk for walk, _ in rows], [one for _, one in rows]
        pointers_PBC = torch.stack([_joined([walk.start.pointer, *walk.pointers]) for walk in walks], dim=1)
        tokens = self._modules.tokens(pointers_PBC)
        spatial = [torch.cat([*(memory.spatial for memory in walk.drawn), *walk.recent]) for walk in walks]
        memory = torch.cat([_joined(spatial, dim=1), tokens])
        outputs = self._step(
            *_levels(features),
            _joined([one.first for one in features]),
            features[0].positions,
            memory,
            self._modules.positions(len(walks[0].drawn), step, self._longest(walks[0])),
            pointer_tokens=len(tokens),
            remember=any(len(walk.order) > step for walk in walks),
        )
        logits, overlaps, scores, pointers = outputs[:4]
        planes = logits[:, 0].float().cpu().numpy()
        there = torch.sigmoid(scores.float())[:, 0].tolist()
        expected = overlaps.float().amax(dim=1).clamp(0, 1).tolist()
        return [
            (
                _seen(np.asarray(planes[i], dtype=np.float32), there[i], expected[i]),
                _row(outputs[4], i) if len(outputs) > 4 else None,
                pointers[i : i + 1],
            )
            for i in range(len(walks))
        ]


def _seen(logits: Plane, there: float, expected: float) -> Seen:
    belief = there * expected
    return Seen(logits, belief, belief if there > PRESENT else 1 - there)


def _row(batch: torch.Tensor, row: int) -> torch.Tensor:
    """One row as a tensor of its own: a view would hold on to the whole batch."""
    return batch if batch.shape[1] == 1 else batch[:, row : row + 1].clone()


def _joined(tensors: Sequence[torch.Tensor], dim: int = 0) -> torch.Tensor:
    return tensors[0] if len(tensors) == 1 else torch.cat(list(tensors), dim=dim)


def _levels(features: Sequence[Features]) -> list[torch.Tensor]:
    """Each level (H*W, B, C), laid out as the encoder lays out one frame: row after row of planes."""
    if len(features) == 1:
        return list(features[0].levels)
    return [
        torch.cat([level.permute(1, 2, 0) for level in level_of_each]).permute(2, 0, 1)
        for level_of_each in zip(*(one.levels for one in features), strict=True)
    ]
