"""SAM 2.1 carries masks better than motion does where it has weights and a graphics card; this is its adapter.

It uses the modules of the official `sam2` package as they are and replaces only the package's session around them,
which encodes every frame once per direction and object and keeps everything. Here a frame is encoded once, and the
masks equal those of the official predictor run on the same interval, bit for bit where that is asked for (`Speed`).

Source: Ravi et al., "SAM 2: Segment Anything in Images and Videos", 2024; package sam2 1.1.0. The blend of both
directions is our own, see `fusion.fuse_logits`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal, cast, overload

import numpy as np
import numpy.typing as npt
import torch

from propagation import fusion, trust
from propagation.errors import PredictorUnknown, WeightsDamaged
from propagation.kept import Kept
from propagation.predictor import Image, Mask, Plane, Segment, SegmentFrame, TrackSegment
from propagation.sam2_features import FRAMES_KEPT, Features, FrameEncoder, Stretch
from propagation.sam2_model import (
    EXACT,
    IMAGE_SIDE,
    Speed,
    build_model,
    compile_parts,
    device_from,
    speed_from,
    untrained_model,
)
from propagation.sam2_walks import Memory, Seen, Tracker, Walk
from propagation.sam2_weights import find_weights, read_weights, release_of

VERSION = 2
CERTAIN = trust.as_confidence(1.0)
Memories = Literal["one", "two"]


class Sam2Predictor:
    """Predictor "sam2".

    With a batch of 1 a track's result is the same to the bit whichever others are asked for with it; larger batches
    change the order of sums, hence logits by rounding. So does a speed that is not `exact`, but the same for each row.

    Args:
        model: a `SAM2VideoPredictor` of the sam2 package in evaluation mode.
        weights: names the weights in the digest.
        memory: "two": both directions remember both keyframes, as the official predictor run on the interval does.
            "one": each remembers only the keyframe it starts from, so that their agreement means more.
    """

    name = "sam2"

    def __init__(self, model: Any, *, weights: str, memory: Memories = "two", speed: Speed = EXACT) -> None:
        self._model = model
        self._weights = weights
        self._memory = memory
        self._speed = speed
        self._kept: Kept[Features] = Kept(FRAMES_KEPT * speed.segments)
        self.encoder = FrameEncoder(model, speed)
        self.tracker = Tracker(model, speed)

    @property
    def model(self) -> Any:
        """The loaded model, for whoever needs it as well."""
        return self._model

    @property
    def weights(self) -> str:
        """What names the weights."""
        return self._weights

    @property
    def segments_at_once(self) -> int:
        """See `Together`."""
        return self._speed.segments

    @property
    def digest(self) -> str:
        """Changes with the weights, the sizes, the device, and the versions that take part."""
        parts = (
            "sam2",
            VERSION,
            version("sam2"),
            torch.__version__,
            self._weights,
            self._model.image_size,
            self._memory,
            self._model.device.type,
            self._speed.precision,
            self._speed.batch > 1,
            self._speed.compile,
            self._speed.exact,
        )
        return hashlib.sha256(" ".join(map(str, parts)).encode()).hexdigest()

    def propagate_segment(
        self, frames: Sequence[Image], left: Mapping[int, Mask | None], right: Mapping[int, Mask | None] | None
    ) -> dict[int, TrackSegment]:
        """See `Predictor`.

        Raises:
            DeviceFull: the graphics card's memory does not hold one object.
        """
        return self.propagate_segments([Segment(frames, left, right)])[0]

    def propagate_segments(self, segments: Sequence[Segment]) -> list[dict[int, TrackSegment]]:
        """See `Together`.

        Raises:
            DeviceFull: the graphics card's memory does not hold one object.
        """
        lanes: list[dict[int, Lane]] = []
        ways: dict[Walk, tuple[Lane, bool]] = {}
        stretches = [self.stretch(segment.frames) for segment in segments]
        for segment, stretch in zip(segments, stretches, strict=True):
            lanes.append({track: lane_of(segment, track) for track in segment.tracks})
            for lane in lanes[-1].values():
                ways.update({walk: (lane, reverse) for reverse, walk in self.walks(stretch, lane).items()})
        for walk, index, seen in self.tracker.follow(list(ways)):
            lane, reverse = ways[walk]
            lane.put(index, seen, reverse=reverse)
        # Either end is also an end of the neighbouring segment, which is likely to come next.
        self._kept.keep_only({key for stretch in stretches for key in (stretch.keys[0], stretch.keys[-1])})
        return [{track: lane.finished() for track, lane in of_segment.items()} for of_segment in lanes]

    def passage(self, frames: Sequence[Image]) -> Sam2Passage:
        """See `Carrier`."""
        return Sam2Passage(self.tracker, Stretch(frames, self.encoder, Kept(len(frames))), frames[0].shape[:2])

    def stretch(self, frames: Sequence[Image]) -> Stretch:
        """The frames of a segment, encoded at once where that is faster and there is room, else one by one."""
        stretch = Stretch(frames, self.encoder, self._kept)
        if self._speed.batch > 1 and len(frames) <= FRAMES_KEPT:
            stretch.prepare()
        return stretch

    def walks(self, stretch: Stretch, lane: Lane) -> dict[bool, Walk]:
        """The walks of one track by whether they run backward."""
        if lane.last == 0:
            return {}
        known = self.tracker.remember([(stretch[index], mask) for index, mask in lane.drawn.items()])
        memories = dict(zip(lane.drawn, known, strict=True))
        walks = {}
        for start, end, reverse in ((0, lane.last, False), (lane.last, 0, True)):
            if start not in memories:
                continue
            # A keyframe at the other end needs no mask; with one-sided memory, reaching it tells the cycle.
            reaches = end not in memories or (self._memory == "one" and not reverse)
            order = range(1, end + reaches) if not reverse else range(start - 1, -reaches, -1)
            drawn = list(memories.values()) if self._memory == "two" else [memories[start]]
            walks[reverse] = Walk(stretch, order, memories[start], drawn, len(stretch))
        return walks


@dataclass(eq=False)
class Lane:
    """One track of a segment while its directions come in; logits go as soon as both directions saw a frame.

    Args:
        drawn: the masks that show the object, by index, in order of time.
        right: the mask on the last frame, if that is a keyframe of this track.
    """

    size: tuple[int, int]
    last: int
    drawn: dict[int, Mask]
    right: Mask | None
    masks: Packed = field(init=False)
    waiting: dict[int, Seen] = field(default_factory=dict)
    cycle: float | None = None

    def __post_init__(self) -> None:
        self.masks = Packed(self.last + 1, self.size)
        for index, mask in self.drawn.items():
            self.masks[index] = SegmentFrame(mask, CERTAIN)

    def put(self, index: int, seen: Seen, *, reverse: bool) -> None:
        """Take one direction's word on a frame."""
        if index == self.last and self.right is not None:
            self.cycle = trust.cycle_overlap(at_size(seen.logits, self.size) > 0, self.right)
        if index in self.drawn:
            return
        if len(self.drawn) == 1:
            self.masks[index] = SegmentFrame(at_size(seen.logits, self.size) > 0, trust.as_confidence(seen.certainty))
        elif index in self.waiting:
            forward, backward = (self.waiting.pop(index), seen) if reverse else (seen, self.waiting.pop(index))
            self.masks[index] = fused(forward, backward, index / self.last, self.size)
        else:
            self.waiting[index] = seen

    def finished(self) -> TrackSegment:
        """The track; where nothing was drawn nothing is there."""
        return TrackSegment(self.masks, self.cycle)


def lane_of(segment: Segment, track: int) -> Lane:
    """The empty lane of a track."""
    height, width = segment.frames[0].shape[:2]
    last = len(segment.frames) - 1
    left, right = segment.left.get(track), (segment.right or {}).get(track)
    drawn = {index: mask for index, mask in ((0, left), (last, right)) if mask is not None and mask.any()}
    return Lane((height, width), last, drawn, right)


class Packed(Sequence[SegmentFrame]):
    """The frames of a track at one bit a pixel, absent until they are put in: people's clips have many tracks."""

    def __init__(self, count: int, size: tuple[int, int]) -> None:
        self._size = size
        self._bits: list[npt.NDArray[np.uint8] | None] = [None] * count
        self._confidence = [CERTAIN] * count

    def __len__(self) -> int:
        return len(self._bits)

    def __setitem__(self, index: int, frame: SegmentFrame) -> None:
        self._bits[index], self._confidence[index] = np.packbits(frame.mask), frame.confidence

    @overload
    def __getitem__(self, index: int) -> SegmentFrame: ...

    @overload
    def __getitem__(self, index: slice) -> list[SegmentFrame]: ...

    def __getitem__(self, index: int | slice) -> SegmentFrame | list[SegmentFrame]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        bits, (height, width) = self._bits[index], self._size
        if bits is None:
            return SegmentFrame(np.zeros(self._size, dtype=np.bool_), self._confidence[index])
        mask = np.unpackbits(bits, count=height * width).reshape(self._size).view(np.bool_)
        return SegmentFrame(mask, self._confidence[index])


class Sam2Passage:
    """See `Passage`; every frame is encoded once, for all objects."""

    def __init__(self, tracker: Tracker, stretch: Stretch, size: tuple[int, ...]) -> None:
        self._tracker = tracker
        self._stretch = stretch
        self._size = (size[0], size[1])

    def carry(self, drawn: Mapping[int, Mask], at: int) -> Mask:
        """See `Passage`."""
        known = sorted(drawn)
        memories = self._tracker.remember([(self._stretch[index], drawn[index]) for index in known])
        walks = {
            start > at: self._walk(start, at, memory, memories) for start, memory in zip(known, memories, strict=True)
        }
        last = {walk: seen for walk, _, seen in self._tracker.follow(list(walks.values()))}
        forward, backward = (last.get(walks[reverse]) if reverse in walks else None for reverse in (False, True))
        if forward is not None and backward is not None:
            return fused(forward, backward, (at - known[0]) / (known[-1] - known[0]), self._size).mask
        return at_size(next(iter(last.values())).logits, self._size) > 0

    def _walk(self, start: int, at: int, memory: Memory, memories: Sequence[Memory]) -> Walk:
        order = range(start - 1, at - 1, -1) if start > at else range(start + 1, at + 1)
        return Walk(self._stretch, order, memory, memories, len(self._stretch))


def fused(forward: Seen, backward: Seen, alpha: float, size: tuple[int, int]) -> SegmentFrame:
    """One frame of two directions.

    The confidence is their agreement times how certain they are of what they claim, the nearer one more.

    Args:
        alpha: place in the segment, 0 on the left keyframe and 1 on the right.
    """
    logits = fusion.fuse_logits(forward.logits, backward.logits, alpha=alpha, trust=(forward.belief, backward.belief))
    mask = at_size(logits, size) > 0
    share = trust.agreement([at_size(seen.logits, size) > 0 for seen in (forward, backward)], mask)
    certainty = (1 - alpha) * forward.certainty + alpha * backward.certainty
    return SegmentFrame(mask, trust.as_confidence(share * certainty))


def sam2_predictor(options: Mapping[str, str]) -> Sam2Predictor:
    """Build the predictor from checked weights; see `registry.predictor_by_name` for the options.

    Raises:
        PredictorUnknown: an option has an impossible value.
        DeviceMissing: there is no such graphics card.
        WeightsMissing, WeightsDamaged: see `sam2_weights`.
    """
    size = options.get("size", "tiny")
    release = release_of(size)
    memory = _memories(options.get("memory", "two"))
    device = device_from(options.get("device"))
    speed = speed_from(options, device)
    sha256 = options.get("sha256", release.sha256)
    path = find_weights(release, path=_path(options.get("weights")), folder=_path(options.get("folder")))
    tensors = read_weights(path, sha256=sha256)
    model = build_model(release.config, device=device, image_side=IMAGE_SIDE)
    try:
        model.load_state_dict(tensors)
    except RuntimeError as problem:
        raise WeightsDamaged(f"{path} is not a SAM 2.1 {size} checkpoint; check the option size.") from problem
    if speed.compile:
        compile_parts(model, torch.compile)
    return Sam2Predictor(model, weights=sha256.lower(), memory=memory, speed=speed)


def untrained_predictor(*, seed: int, image_side: int, memory: Memories = "two", speed: Speed = EXACT) -> Sam2Predictor:
    """The predictor with random weights, for tests: its masks mean nothing. No option leads here."""
    model = untrained_model(seed=seed, image_side=image_side)
    return Sam2Predictor(model, weights=f"random {seed}", memory=memory, speed=speed)


def at_size(logits: Plane, size: tuple[int, ...]) -> Plane:
    """Logits at (height, width), bilinear as in the official predictor."""
    plane_BCHW = torch.from_numpy(logits)[None, None]
    larger = torch.nn.functional.interpolate(plane_BCHW, size=size[:2], mode="bilinear", align_corners=False)
    return np.asarray(larger[0, 0].numpy(), dtype=np.float32)


def _path(option: str | None) -> Path | None:
    return Path(option) if option else None


def _memories(option: str) -> Memories:
    if option not in ("one", "two"):
        raise PredictorUnknown(f'Predictor sam2 knows memory "one" or "two", not {option!r}.', option="memory")
    return cast("Memories", option)
