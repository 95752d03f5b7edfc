"""SAM 2.1 carries masks better than motion does where it has weights and a graphics card; this is its adapter.

It uses the modules of the official `sam2` package as they are and replaces only the package's session around them,
which encodes every frame once per direction and object and keeps everything. Here each frame of a segment is encoded
once and all objects and both directions read it; results equal the official predictor run on the same interval.

Every object is tracked alone, so that a track never depends on which others were asked for with it.
Legend of tensor names: B batch (1), C channels, H, W.

Source: Ravi et al., "SAM 2: Segment Anything in Images and Videos", 2024; package sam2 1.1.0. The blend of both
directions is our own, see `fusion.fuse_logits`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal, cast

import numpy as np
import torch
from PIL import Image as PillowImage
from sam2.build_sam import build_sam2_video_predictor

from propagation import fusion, trust
from propagation.errors import PredictorUnknown, WeightsDamaged
from propagation.predictor import Image, Mask, Plane, SegmentFrame, TrackSegment
from propagation.sam2_weights import find_weights, read_weights, release_of

VERSION = 1
IMAGE_SIDE = 1024
Memory = Literal["one", "two"]


@dataclass(frozen=True, eq=False)
class _Features:
    """What the image encoder says of one frame: (H*W, B, C) per level. Positions are constant and shared."""

    levels: list[torch.Tensor]
    positions: list[torch.Tensor]
    sizes: list[tuple[int, int]]


@dataclass(frozen=True, eq=False)
class Step:
    """One direction's word on one frame: low-resolution mask logits and how far it believes itself, 0..1."""

    logits: Plane
    belief: float


class Sam2Predictor:
    """Predictor "sam2".

    Args:
        model: a `SAM2VideoPredictor` of the sam2 package in evaluation mode.
        weights: names the weights in the digest.
        memory: "two": both directions remember both keyframes, as the official predictor run on the interval does.
            "one": each remembers only the keyframe it starts from, so that their agreement means more.
    """

    name = "sam2"

    def __init__(self, model: Any, *, weights: str, memory: Memory = "two") -> None:
        self._model = model
        self._weights = weights
        self._memory = memory
        self._normal = _normalisation()

    @property
    def model(self) -> Any:
        """The loaded model, for whoever needs it as well."""
        return self._model

    @property
    def weights(self) -> str:
        """What names the weights."""
        return self._weights

    @property
    def digest(self) -> str:
        """Changes with the weights, the sizes and the versions that take part."""
        parts = (
            "sam2",
            VERSION,
            version("sam2"),
            torch.__version__,
            self._weights,
            self._model.image_size,
            self._memory,
        )
        return hashlib.sha256(" ".join(map(str, parts)).encode()).hexdigest()

    def propagate_segment(
        self, frames: Sequence[Image], left: Mapping[int, Mask | None], right: Mapping[int, Mask | None] | None
    ) -> dict[int, TrackSegment]:
        """See `Predictor`.

        Raises:
            Nothing of its own: what it needs was checked by `propagate`.
        """
        features = self.encode(frames)
        tracks = list(dict.fromkeys([*left, *(right or {})]))
        return {
            track: self._carry(features, frames[0].shape[:2], left.get(track), (right or {}).get(track))
            for track in tracks
        }

    def passage(self, frames: Sequence[Image]) -> Sam2Passage:
        """See `Carrier`."""
        return Sam2Passage(self, frames)

    def encode(self, frames: Sequence[Image]) -> list[_Features]:
        """Run the image encoder once on every frame."""
        encoded: list[_Features] = []
        with inference(self._model.device):
            for frame in frames:
                features = self._encode(frame)
                shared = encoded[0].positions if encoded else features.positions
                encoded.append(_Features(features.levels, shared, features.sizes))
        return encoded

    def track(
        self, features: Sequence[_Features], masks: Mapping[int, Mask], *, order: Sequence[int], reverse: bool
    ) -> dict[int, Step]:
        """Follow one object through `order`, remembering the drawn `masks` by frame.

        Frames with a remembered mask are skipped. `reverse` says that `order` runs backward in time.
        """
        with inference(self._model.device):
            remembered = {index: self._remember(features[index], mask) for index, mask in sorted(masks.items())}
            outputs: dict[str, dict[int, dict[str, Any]]] = {
                "cond_frame_outputs": remembered,
                "non_cond_frame_outputs": {},
            }
            steps: dict[int, Step] = {}
            for index in order:
                if index in remembered:
                    continue
                output, steps[index] = self._step(features, index, outputs, reverse=reverse)
                outputs["non_cond_frame_outputs"][index] = output
                self._forget(outputs["non_cond_frame_outputs"], index, reverse=reverse)
        return steps

    def _carry(
        self, features: Sequence[_Features], size: tuple[int, ...], left: Mask | None, right: Mask | None
    ) -> TrackSegment:
        last = len(features) - 1
        drawn = {index: mask for index, mask in ((0, left), (last, right)) if mask is not None and mask.any()}
        forward = self._direction(features, drawn, start=0)
        backward = self._direction(features, drawn, start=last)
        frames = [_fused(forward.get(i), backward.get(i), i / max(1, last), size) for i in range(last + 1)]
        for index, mask in drawn.items():
            frames[index] = SegmentFrame(mask, trust.as_confidence(1.0))
        cycle = None
        if right is not None and last in forward:
            cycle = trust.cycle_overlap(at_size(forward[last].logits, size) > 0, right)
        return TrackSegment(frames, cycle)

    def _direction(self, features: Sequence[_Features], drawn: Mapping[int, Mask], *, start: int) -> dict[int, Step]:
        if start not in drawn:
            return {}
        remembered = drawn if self._memory == "two" else {start: drawn[start]}
        order = range(len(features)) if start == 0 else range(start, -1, -1)
        return self.track(features, remembered, order=order, reverse=start > 0)

    def _encode(self, frame: Image) -> _Features:
        side = self._model.image_size
        small = np.asarray(PillowImage.fromarray(frame).resize((side, side)))
        channels = [torch.from_numpy(self._normal[channel][small[..., channel]]) for channel in range(3)]
        pixels_BCHW = torch.stack(channels)[None].to(self._model.device)
        backbone = self._model.forward_image(pixels_BCHW)
        _, levels, positions, sizes = self._model._prepare_backbone_features(backbone)
        return _Features(levels, positions, sizes)

    def _remember(self, features: _Features, mask: Mask) -> dict[str, Any]:
        """Turn a drawn mask into memory exactly as the official predictor does before it propagates."""
        prompt_BCHW = torch.from_numpy(mask).to(self._model.device)[None, None].float()
        side = self._model.image_size
        if mask.shape != (side, side):
            prompt_BCHW = _resized(prompt_BCHW, side, antialias=True)
            prompt_BCHW = (prompt_BCHW >= 0.5).float()
        _, heads, _, _ = self._track_step(features, 0, {}, 1, mask=prompt_BCHW, reverse=False)
        logits, pointer, score = heads[3], heads[5], heads[6]
        memory, positions = self._model._encode_new_memory(
            current_vision_feats=features.levels,
            feat_sizes=features.sizes,
            pred_masks_high_res=_resized(logits, side),
            object_score_logits=score,
            is_mask_from_pts=True,
        )
        return _remembered(memory, positions, pointer)

    def _step(
        self, features: Sequence[_Features], index: int, outputs: dict[str, dict[int, dict[str, Any]]], *, reverse: bool
    ) -> tuple[dict[str, Any], Step]:
        now = features[index]
        _, heads, _, _ = self._track_step(now, index, outputs, len(features), mask=None, reverse=reverse)
        ious, logits, high_resolution, pointer, score = heads[2], heads[3], heads[4], heads[5], heads[6]
        memory, positions = self._model._encode_new_memory(
            current_vision_feats=now.levels,
            feat_sizes=now.sizes,
            pred_masks_high_res=high_resolution,
            object_score_logits=score,
            is_mask_from_pts=False,
        )
        belief = float(torch.sigmoid(score.float()).max() * ious.float().max().clamp(0, 1))
        plane = np.asarray(logits[0, 0].float().cpu().numpy(), dtype=np.float32)
        return _remembered(memory, positions, pointer), Step(plane, belief)

    def _track_step(
        self,
        features: _Features,
        index: int,
        outputs: dict[str, dict[int, dict[str, Any]]],
        frame_count: int,
        *,
        mask: torch.Tensor | None,
        reverse: bool,
    ) -> tuple[Any, tuple[torch.Tensor, ...], Any, Any]:
        # The public track_step throws the predicted IoU away, which the blend needs.
        step = self._model._track_step(
            frame_idx=index,
            is_init_cond_frame=mask is not None,
            current_vision_feats=features.levels,
            current_vision_pos_embeds=features.positions,
            feat_sizes=features.sizes,
            point_inputs=None,
            mask_inputs=mask,
            output_dict=outputs,
            num_frames=frame_count,
            track_in_reverse=reverse,
            prev_sam_mask_logits=None,
        )
        return cast("tuple[Any, tuple[torch.Tensor, ...], Any, Any]", step)

    def _forget(self, outputs: dict[int, dict[str, Any]], index: int, *, reverse: bool) -> None:
        """Spatial memory is read six frames back; beyond that only the small pointer is needed."""
        behind = index + self._model.num_maskmem if reverse else index - self._model.num_maskmem
        if behind in outputs:
            outputs[behind].update(maskmem_features=None, maskmem_pos_enc=None)


class Sam2Passage:
    """See `Passage`; every frame is encoded once, for all objects."""

    def __init__(self, predictor: Sam2Predictor, frames: Sequence[Image]) -> None:
        self._predictor = predictor
        self._features = predictor.encode(frames)
        self._size = frames[0].shape[:2]

    def carry(self, drawn: Mapping[int, Mask], at: int) -> Mask:
        """See `Passage`."""
        steps: dict[bool, Step] = {}
        for start in drawn:
            reverse = start > at
            order = range(start, at - 1, -1) if reverse else range(start, at + 1)
            steps[reverse] = self._predictor.track(self._features, drawn, order=order, reverse=reverse)[at]
        alpha = (at - min(drawn)) / max(1, max(drawn) - min(drawn))
        return _fused(steps.get(False), steps.get(True), alpha, self._size).mask


@contextmanager
def inference(device: torch.device) -> Iterator[None]:
    """No gradients; bfloat16 on a graphics card, which is the package's own setting there."""
    with torch.inference_mode(), torch.autocast(device.type, dtype=torch.bfloat16, enabled=device.type == "cuda"):
        yield


def sam2_predictor(options: Mapping[str, str]) -> Sam2Predictor:
    """Build the predictor from checked weights; see `registry.predictor_by_name` for the options.

    Raises:
        PredictorUnknown: an option has an impossible value.
        WeightsMissing, WeightsDamaged: see `sam2_weights`.
    """
    size = options.get("size", "tiny")
    release = release_of(size)
    memory = _memory(options.get("memory", "two"))
    sha256 = options.get("sha256", release.sha256)
    path = find_weights(release, path=_path(options.get("weights")), folder=_path(options.get("folder")))
    tensors = read_weights(path, sha256=sha256)
    model = _model(release.config, device=_device(options.get("device")), image_side=IMAGE_SIDE)
    try:
        model.load_state_dict(tensors)
    except RuntimeError as problem:
        raise WeightsDamaged(f"{path} is not a SAM 2.1 {size} checkpoint; check the option size.") from problem
    return Sam2Predictor(model, weights=sha256.lower(), memory=memory)


def untrained_predictor(*, seed: int, image_side: int, memory: Memory = "two") -> Sam2Predictor:
    """A tiny model with random weights, for tests: its masks mean nothing. No option leads here."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = _model(release_of("tiny").config, device=torch.device("cpu"), image_side=image_side)
    return Sam2Predictor(model, weights=f"random {seed}", memory=memory)


def at_size(logits: Plane, size: tuple[int, ...]) -> Plane:
    """Logits at (height, width), bilinear as in the official predictor."""
    plane_BCHW = torch.from_numpy(logits)[None, None]
    resized = torch.nn.functional.interpolate(plane_BCHW, size=size[:2], mode="bilinear", align_corners=False)
    return np.asarray(resized[0, 0].numpy(), dtype=np.float32)


def _fused(forward: Step | None, backward: Step | None, alpha: float, size: tuple[int, ...]) -> SegmentFrame:
    steps = [step for step in (forward, backward) if step is not None]
    if not steps:
        return SegmentFrame(np.zeros(size[:2], dtype=np.bool_), trust.as_confidence(1.0))
    if forward is None or backward is None:
        return SegmentFrame(at_size(steps[0].logits, size) > 0, trust.as_confidence(steps[0].belief))
    logits = fusion.fuse_logits(
        forward.logits, backward.logits, alpha=alpha, trust=(forward.belief, backward.belief)
    )  # fmt: skip
    mask = at_size(logits, size) > 0
    share = trust.agreement([at_size(step.logits, size) > 0 for step in steps], mask)
    return SegmentFrame(mask, trust.as_confidence(share))


def _remembered(memory: torch.Tensor, positions: list[torch.Tensor], pointer: torch.Tensor) -> dict[str, Any]:
    # bfloat16 as in the official predictor: it halves the memory, and its rounding is part of the result.
    return {"maskmem_features": memory.to(torch.bfloat16), "maskmem_pos_enc": positions, "obj_ptr": pointer}


def _resized(planes_BCHW: torch.Tensor, side: int, *, antialias: bool = False) -> torch.Tensor:
    return torch.nn.functional.interpolate(
        planes_BCHW, size=(side, side), mode="bilinear", align_corners=False, antialias=antialias
    )


def _normalisation() -> list[Plane]:
    """Byte to network input per channel, with the package's own roundings."""
    grey = (torch.arange(256, dtype=torch.float64) / 255.0).to(torch.float32)
    mean, spread = torch.tensor((0.485, 0.456, 0.406)), torch.tensor((0.229, 0.224, 0.225))
    return [np.asarray(((grey - mean[c]) / spread[c]).numpy(), dtype=np.float32) for c in range(3)]


def _model(config: str, *, device: torch.device, image_side: int) -> Any:
    grid = image_side // 16
    overrides = [f"++model.image_size={image_side}"] + [
        f"++model.memory_attention.layer.{which}.feat_sizes=[{grid},{grid}]"
        for which in ("self_attention", "cross_attention")
    ]
    return build_sam2_video_predictor(config, None, device=device, hydra_overrides_extra=overrides)


def _path(option: str | None) -> Path | None:
    return Path(option) if option else None


def _memory(option: str) -> Memory:
    if option not in ("one", "two"):
        raise PredictorUnknown(f'Predictor sam2 knows memory "one" or "two", not {option!r}.', option="memory")
    return cast("Memory", option)


def _device(option: str | None) -> torch.device:
    try:
        return torch.device(option or ("cuda" if torch.cuda.is_available() else "cpu"))
    except RuntimeError as problem:
        raise PredictorUnknown(f"There is no device {option!r}; use cpu or cuda.", option="device") from problem
