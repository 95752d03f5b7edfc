"""Training samples straight from a release: which clip, which of its turns and which crop depend on the seed alone.

Nothing here remembers where it was: the samples of a step follow from the seed, the stage and the step's number, so a
run that was broken off goes on with the very samples it would have had.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray

from annotator.errors import AnnotatorError
from annotator.formats import rle
from annotator.formats.raster import Mask
from annotator.formats.release import Release, ReleaseFrame, ReleaseVideo
from model_assist.clip import Clip, Crop, read_clip
from model_assist.conversation import QUESTIONS, Writer, turns_of, wordings
from model_assist.errors import ModelAssistError
from model_assist.letterbox import Letterbox
from model_assist.network import Batch
from model_assist.packing import Turn, pack
from model_assist.pooling import spread
from model_assist.recipe import Recipe, Stage
from model_assist.vocabulary import Vocabulary

_CROP_TRIES = 10
_CROP_KEEPS = 0.25
_CACHE_BYTES = 3 * 2**30

Masks = NDArray[np.bool_]


class TooManyBadSamples(ModelAssistError):
    """More clips of a release cannot be read than training should pass over in silence."""

    code = "too_many_bad_samples"


@dataclass(frozen=True)
class Sample:
    """A clip with its turns and the masks, [F, S, S] on the loss's side, of each track that they name.

    `chance`, 0…1, is drawn anew for each epoch.
    """

    video_id: int
    clip: Clip
    masks: Mapping[int, Masks]
    inside_SS: Mask
    turns: tuple[Turn, ...]
    chance: float


@dataclass(frozen=True)
class _Seen:
    """What of a video is independent of the epoch."""

    clip: Clip
    masks: Mapping[int, Masks]
    inside_SS: Mask

    @property
    def nbytes(self) -> int:
        arrays = (self.clip.frames_TSSC, self.clip.segment_FSSC, self.inside_SS, *self.masks.values())
        return sum(array.nbytes for array in arrays)


class ReleaseClips:
    """The clips of one split of a release."""

    def __init__(self, release: Release, split: str, recipe: Recipe, vocabulary: Vocabulary) -> None:
        self.release = release
        self.recipe = recipe
        self.vocabulary = vocabulary
        self.video_ids = release.splits[split]
        self.bad: dict[int, str] = {}
        self._kept: dict[int, tuple[ReleaseVideo, _Seen]] = {}
        self._kept_bytes = 0

    def order(self, stage: str, epoch: int) -> list[int]:
        """The videos of an epoch, in its order."""
        ids = list(self.video_ids)
        random.Random(f"{self.recipe.seed} {stage} {epoch}").shuffle(ids)  # noqa: S311  # order, no secret
        return ids

    def of_step(self, stage: Stage, step: int) -> list[tuple[int, int]]:
        """The (video, epoch) pairs of a step, which may lie in two epochs."""
        count = len(self.video_ids)
        places = [divmod(place, count) for place in range(step * stage.batch, (step + 1) * stage.batch)]
        orders = {epoch: self.order(stage.name, epoch) for epoch in {epoch for epoch, _ in places}}
        return [(orders[epoch][place], epoch) for epoch, place in places]

    def samples(self, stage: Stage, chosen: Sequence[tuple[int, int]]) -> Iterator[Sample]:
        """The samples of some (video, epoch) pairs; one that cannot be read is named in `bad` and left out.

        Raises:
            TooManyBadSamples: more than one in a hundred, and more than three, cannot be read.
        """
        for video_id, epoch in chosen:
            if video_id in self.bad:
                continue
            try:
                yield self.sample(stage, video_id, epoch)
            except (AnnotatorError, OSError, ValueError) as error:
                self.bad[video_id] = f"{type(error).__name__}: {error}"
                if len(self.bad) > max(3, len(self.video_ids) // 100):
                    raise TooManyBadSamples(
                        f"{len(self.bad)} of {len(self.video_ids)} clips cannot be read, the last is {video_id} "
                        f"({self.bad[video_id]}); verify the release.",
                        videos=sorted(self.bad),
                    ) from error

    def sample(self, stage: Stage, video_id: int, epoch: int) -> Sample:
        """One clip with turns for one epoch.

        Raises:
            ReleaseDamaged, DamagedRle, FrameMissing: what the release says of it cannot be read.
        """
        draw = random.Random(f"{self.recipe.seed} {stage.name} {epoch} {video_id}")  # noqa: S311  # as above
        video, seen = self._seen(video_id, share=stage.crop, draw=draw)
        rank = _left_to_right(seen.masks) if self.recipe.segmentation.order == "canonical" else None
        turns = turns_of(video, Writer(self.vocabulary, rank), tasks=stage.tasks, most=stage.turns, draw=draw)
        return Sample(video_id, seen.clip, seen.masks, seen.inside_SS, tuple(turns), draw.random())

    def _seen(self, video_id: int, *, share: float, draw: random.Random) -> tuple[ReleaseVideo, _Seen]:
        """A video and what is seen of it; whole frames are kept in memory, with what is said but without its masks."""
        if share >= 1 and video_id in self._kept:
            return self._kept[video_id]
        video = self.release.video(video_id)
        seen = see(self.release, video, self.recipe, _crop(video, share=share, draw=draw) if share < 1 else None)
        if share >= 1 and self._kept_bytes + seen.nbytes < _CACHE_BYTES:
            self._kept[video_id] = (replace(video, segmentations=()), seen)
            self._kept_bytes += seen.nbytes
        return video, seen


def see(release: Release, video: ReleaseVideo, recipe: Recipe, crop: Crop | None = None) -> _Seen:
    """A video's frames and masks in the model's squares: the frames that people drew, at most as many as asked for."""
    drawn = [frame for frame in video.segmentations if frame.is_gt]
    chosen = sorted(set(spread(len(drawn), min(recipe.segmentation.frames, len(drawn)))))
    frames = [drawn[at] for at in chosen]
    indices = [int(frame.filename.partition(".")[0]) for frame in frames]
    path, count = release.video_file(video), len(video.segmentations)
    clip = read_clip(path, frame_count=count, segment=indices, recipe=recipe, crop=crop)
    height, width = video.image_size
    part = crop or Crop(0, 0, width, height)
    square = Letterbox(part.width, part.height, recipe.segmentation.loss_side, centred=False)
    masks = {
        track: np.stack([square.mask(part.of(mask_of(frame, track, video.image_size))) for frame in frames])
        for track in video.all_track_ids
    }
    return _Seen(clip, masks, square.inside())


def release_texts(release: Release, split: str = "train") -> Iterator[str]:
    """Every text of a split that a model is to write or to read, for a vocabulary; what it is asked is one of them."""
    yield from QUESTIONS
    for video_id in release.splits[split]:
        video = release.video(video_id)
        yield from wordings(video)
        yield from (referral.prompt for referral in video.object_referrals)


def collate(samples: Sequence[Sample], recipe: Recipe, vocabulary: Vocabulary) -> Batch:
    """Samples, of any number and any mix of tasks, as one batch."""
    turns = [sample.turns for sample in samples]
    packed = pack(vocabulary.prefix(recipe.pooling.tokens), turns, packed=recipe.packing)
    clips = [*range(len(samples))] if recipe.packing else [clip for clip, of_clip in enumerate(turns) for _ in of_clip]
    clip_B = torch.tensor(clips, dtype=torch.long)
    first = np.cumsum([0, *(len(sample.clip.segment_indices) for sample in samples)])
    pairs: list[tuple[int, int]] = []
    targets: list[Mask] = []
    clip_G = clip_B[packed.seg_sample_G].tolist()
    for seg, (at, track) in enumerate(zip(clip_G, packed.seg_track_G.tolist(), strict=True)):
        for frame, mask in enumerate(samples[at].masks[track]):
            pairs.append((seg, int(first[at]) + frame))
            targets.append(mask)
    seg_P, frame_P = torch.tensor(pairs, dtype=torch.long).reshape(-1, 2).T
    side = recipe.segmentation.loss_side
    inside = [sample.inside_SS for sample in samples for _ in sample.clip.segment_indices]
    return Batch(
        frames_BTCSS=pixels_of([sample.clip.frames_TSSC for sample in samples]),
        packed=packed,
        clip_B=clip_B,
        segment_FCSS=pixels_of([sample.clip.segment_FSSC for sample in samples], joined=True),
        pair_seg_P=seg_P,
        pair_frame_P=frame_P,
        targets_PHW=torch.from_numpy(np.stack(targets) if targets else np.zeros((0, side, side), np.bool_)),
        inside_FHW=torch.from_numpy(np.stack(inside)),
        time_F=torch.tensor([time for sample in samples for time in sample.clip.time_F]),
        clips=tuple(sample.video_id for sample in samples),
        clip_frames=tuple(len(sample.clip.segment_indices) for sample in samples),
    )


def pixels_of(clips: Sequence[NDArray[np.uint8]], *, joined: bool = False) -> torch.Tensor:
    """RGB bytes, channels last, as numbers 0…1, channels first; `joined` puts all clips' frames into one row."""
    stacked = np.concatenate(clips) if joined else np.stack(clips)
    return torch.from_numpy(stacked).movedim(-1, -3).float() / 255


def mask_of(frame: ReleaseFrame, track: int, size: tuple[int, int]) -> Mask:
    """A track's mask on a frame; nothing where it is not listed."""
    if track not in frame.track_ids:
        return np.zeros(size, np.bool_)
    return rle.decode(frame.mask_rles[frame.track_ids.index(track)])


def _anything(frame: ReleaseFrame, video: ReleaseVideo) -> Mask:
    """Where any track is on a frame."""
    union = np.zeros(video.image_size, np.bool_)
    for track in video.all_track_ids:
        union |= mask_of(frame, track, video.image_size)
    return union


def _left_to_right(masks: Mapping[int, Masks]) -> dict[int, float]:
    """Each track's left edge where it is first seen."""
    edges = {}
    for track, mask_FSS in masks.items():
        there = np.flatnonzero(mask_FSS.any(axis=(1, 2)))
        edges[track] = float(np.flatnonzero(mask_FSS[there[0]].any(axis=0))[0]) if len(there) else float("inf")
    return edges


def _crop(video: ReleaseVideo, *, share: float, draw: random.Random) -> Crop | None:
    """A crop shared by all frames that keeps a quarter of what is to be found; None where ten tries find none.

    Source: the authors' 0.7 x 0.7 crop of the segmented frames.
    """
    height, width = video.image_size
    drawn = [frame for frame in video.segmentations if frame.is_gt]
    union = [_anything(frame, video) for frame in drawn]
    whole = sum(int(np.count_nonzero(each)) for each in union)
    for _ in range(_CROP_TRIES):
        size = (round(width * share), round(height * share))
        crop = Crop(draw.randint(0, width - size[0]), draw.randint(0, height - size[1]), *size)
        if whole and sum(int(np.count_nonzero(crop.of(each))) for each in union) >= _CROP_KEEPS * whole:
            return crop
    return None
