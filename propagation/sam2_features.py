"""The image encoder is the dearest part that no object needs for itself alone, so it looks at every frame once.

What it says of a frame serves all objects, both directions and, where the frame is the keyframe between two segments,
both of them. Only so many frames are kept, so that the memory does not grow with the clip; in a segment longer than
that, frames in its outer parts are encoded a second time for the second direction.
Legend of tensor names: B frames, C channels, N places of the coarsest grid.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from PIL import Image as PillowImage

from propagation.kept import Kept
from propagation.predictor import Image, Plane
from propagation.sam2_batches import Batches
from propagation.sam2_model import Speed, inference

FRAMES_KEPT = 64  # for each segment at once; 20 MiB a frame in fp32, half of it in bf16


@dataclass(frozen=True, eq=False)
class Features:
    """What the encoder says of one frame.

    Args:
        levels: (H*W, 1, C) for each level, finest first.
        first: (1, H*W, C), the coarsest level after the memory attention's first self-attention, which knows no object.
        positions: (1, H*W, C) of the coarsest level, the same for every frame and shared by all.
    """

    levels: tuple[torch.Tensor, ...]
    first: torch.Tensor
    positions: torch.Tensor


class FrameEncoder:
    """Encodes frames; `encoded` counts them.

    Args:
        model: a `SAM2VideoPredictor` of the sam2 package in evaluation mode.
    """

    def __init__(self, model: Any, speed: Speed) -> None:
        self._model = model
        self._speed = speed
        self._batches = Batches(speed.batch)
        self._normal = _normalisation()
        self._positions_BNC: torch.Tensor | None = None
        self.encoded = 0

    def encode(self, frames: Sequence[Image]) -> list[Features]:
        """The features of each frame.

        Raises:
            DeviceFull: not even one frame fits on the device.
        """
        with inference(self._model.device, self._speed):
            return self._batches.run(self._encode, frames)

    def _encode(self, frames: Sequence[Image]) -> list[Features]:
        pixels_BCHW = torch.stack([self._pixels(frame) for frame in frames]).to(self._model.device)
        backbone = self._model.forward_image(pixels_BCHW)
        _, levels, positions, _ = self._model._prepare_backbone_features(backbone)
        first_BNC = self._first(levels[-1], positions[-1])
        if self._positions_BNC is None:
            self._positions_BNC = positions[-1][:, :1].transpose(0, 1).clone()
        self.encoded += len(frames)
        if len(frames) == 1:
            return [Features(tuple(levels), first_BNC, self._positions_BNC)]
        return [
            Features(
                tuple(level[:, i : i + 1].clone() for level in levels),  # a view would hold on to the whole batch
                first_BNC[i : i + 1].clone(),
                self._positions_BNC,
            )
            for i in range(len(frames))
        ]

    def _pixels(self, frame: Image) -> torch.Tensor:
        side = self._model.image_size
        small = np.asarray(PillowImage.fromarray(frame).resize((side, side)))
        return torch.stack([torch.from_numpy(self._normal[channel][small[..., channel]]) for channel in range(3)])

    def _first(self, top: torch.Tensor, positions: torch.Tensor) -> torch.Tensor:
        attention = self._model.memory_attention
        entering = top + 0.1 * positions if attention.pos_enc_at_input else top
        first: torch.Tensor = attention.layers[0]._forward_sa(entering.transpose(0, 1), positions.transpose(0, 1))
        return first


class Stretch:
    """The frames of a segment, encoded when they are first asked for and remembered as long as there is room.

    Args:
        kept: shared by the stretches of a clip; equal pictures are found in it whatever their index.
    """

    def __init__(self, frames: Sequence[Image], encoder: FrameEncoder, kept: Kept[Features]) -> None:
        self._frames = frames
        self._encoder = encoder
        self._kept = kept
        self.keys = [_key(frame) for frame in frames]

    def __len__(self) -> int:
        return len(self._frames)

    def __getitem__(self, index: int) -> Features:
        key = self.keys[index]
        return self._kept.get(key) or self._kept.put(key, self._encoder.encode([self._frames[index]])[0])

    def prepare(self) -> None:
        """Encode all its frames in batches."""
        missing = {key: frame for key, frame in zip(self.keys, self._frames, strict=True) if not self._kept.get(key)}
        for key, features in zip(missing, self._encoder.encode(list(missing.values())), strict=True):
            self._kept.put(key, features)


def _key(frame: Image) -> bytes:
    picture = np.ascontiguousarray(frame)
    return hashlib.blake2b(picture.data, digest_size=16, person=str(picture.shape[:2]).encode()[:16]).digest()


def _normalisation() -> list[Plane]:
    """Byte to network input per channel, with the package's own roundings."""
    grey = (torch.arange(256, dtype=torch.float64) / 255.0).to(torch.float32)
    mean, spread = torch.tensor((0.485, 0.456, 0.406)), torch.tensor((0.229, 0.224, 0.225))
    return [np.asarray(((grey - mean[c]) / spread[c]).numpy(), dtype=np.float32) for c in range(3)]
