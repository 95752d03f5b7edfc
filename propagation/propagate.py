"""Keyframes in, a mask on every frame out: the one place that knows what a segment promises.

Human frames leave exactly as drawn, a track absent at both ends stays absent without asking anybody, no mask crosses a
change of shot, and every segment is computed from its own keyframes and frames alone, so that editing one keyframe
touches its two segments and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from propagation.cuts import find_cuts
from propagation.errors import FramesMissing, TaskImpossible
from propagation.predictor import Image, Mask, Predictor, Segment, SegmentFrame, Together, TrackSegment
from propagation.streamed import BLOCK, BLOCKS_KEPT, StreamedFrames

ReadFrames = Callable[[int, int], Iterable[Image]]

CERTAIN = 255
ABSENT_IN_SHOT = 230  # confidence that an object declared absent on a keyframe is absent from all of that shot


@dataclass(frozen=True, eq=False)
class SegmentTask:
    """One track between two neighbouring keyframes.

    Args:
        track: the caller's number of the track.
        first: frame index of the left keyframe.
        last: frame index of the right keyframe, or the video's last frame when `open_end`.
        left: mask drawn on `first`, bool (height, width); None: declared absent.
        right: mask drawn on `last`; None: declared absent, or no keyframe when `open_end`.
        open_end: the segment is the video's tail and has no right keyframe.
    """

    track: int
    first: int
    last: int
    left: Mask | None
    right: Mask | None
    open_end: bool = False


@dataclass(frozen=True, eq=False)
class SegmentMasks:
    """The answer to one task: masks and confidences (0..255) of frames first..last, both included.

    `cycle_iou` explains a low confidence: how well the left keyframe alone reaches the right one (None: not known).
    """

    task: SegmentTask
    masks: list[Mask]
    confidence: list[int]
    cycle_iou: float | None = None


def propagate(read_frames: ReadFrames, tasks: Iterable[SegmentTask], predictor: Predictor) -> Iterator[SegmentMasks]:
    """Compute every task, yielding each as soon as its frame range is done.

    Tasks that share a frame range are computed together and their frames are read once.

    Args:
        read_frames: gives the RGB frames first..last, both ends included.
        tasks: in the order in which their ranges shall be computed.
        predictor: the engine.

    Raises:
        TaskImpossible: before anything is computed, naming the track and the value.
        FramesMissing: when the reader gives too few, too many or wrongly sized frames.
    """
    ranges: dict[tuple[int, int, bool], list[SegmentTask]] = {}
    for task in tasks:
        _check(task)
        ranges.setdefault((task.first, task.last, task.open_end), []).append(task)
    _check_sizes([task for group in ranges.values() for task in group])
    at_once = predictor.segments_at_once if isinstance(predictor, Together) else 1
    groups = iter(ranges.values())
    while some := list(islice(groups, at_once)):
        yield from _propagate_ranges(read_frames, some, predictor)


def _check(task: SegmentTask) -> None:
    where = f"Track {task.track}, frames {task.first} to {task.last}"
    if task.first < 0 or task.last < task.first or (task.last == task.first and not task.open_end):
        raise TaskImpossible(
            f"{where}: a segment runs from one keyframe to a later one.",
            track=task.track, first=task.first, last=task.last,
        )  # fmt: skip
    if task.open_end and task.right is not None:
        raise TaskImpossible(f"{where}: an open tail has no right keyframe; pass right=None.", track=task.track)
    for side, mask in (("left", task.left), ("right", task.right)):
        if mask is not None and (mask.ndim != 2 or mask.dtype != np.bool_):
            raise TaskImpossible(
                f"{where}: the {side} mask is {mask.dtype} {mask.shape}; it must be bool (height, width).",
                track=task.track, side=side,
            )  # fmt: skip


def _check_sizes(tasks: Sequence[SegmentTask]) -> None:
    sizes = {mask.shape: task.track for task in tasks for mask in (task.left, task.right) if mask is not None}
    if len(sizes) > 1:
        (a, track_a), (b, track_b) = list(sizes.items())[:2]
        raise TaskImpossible(
            f"Masks of one video differ in size: track {track_a} has {a[1]}x{a[0]}, track {track_b} has {b[1]}x{b[0]}.",
            tracks=(track_a, track_b),
        )


def _propagate_ranges(
    read_frames: ReadFrames, groups: Sequence[Sequence[SegmentTask]], predictor: Predictor
) -> Iterator[SegmentMasks]:
    asking = [[task for task in group if _needs_predictor(task)] for group in groups]
    frames = [_frames_of(read_frames, tasks[0], predictor) if tasks else [] for tasks in asking]
    answers = _ask_together(frames, asking, predictor)
    for group, tasks, pictures, answered in zip(groups, asking, frames, answers, strict=True):
        shape = (pictures[0].shape[0], pictures[0].shape[1]) if pictures else _known_shape(group)
        if shape is None:
            frame = next(iter(read_frames(group[0].first, group[0].first)))
            shape = frame.shape[0], frame.shape[1]
        answer_of = {id(task): answer for task, answer in zip(tasks, answered, strict=True)}
        for task in group:
            yield _with_human_frames(task, answer_of.get(id(task)), shape)


def _needs_predictor(task: SegmentTask) -> bool:
    if task.left is None and task.right is None:
        return False
    return task.last > task.first if task.open_end else task.last - task.first > 1


def _known_shape(group: Sequence[SegmentTask]) -> tuple[int, int] | None:
    for task in group:
        for mask in (task.left, task.right):
            if mask is not None:
                return mask.shape[0], mask.shape[1]
    return None


def _frames_of(read_frames: ReadFrames, task: SegmentTask, predictor: Predictor) -> Sequence[Image]:
    """The frames of a range; of a long one only some at a time, where the predictor goes through them in order."""
    shape = _known_shape([task])
    if not isinstance(predictor, Together) or task.last - task.first < BLOCK * BLOCKS_KEPT:
        return _read(read_frames, task.first, task.last, shape)

    def block(place: int, count: int) -> list[Image]:
        first = task.first + place
        return _read(read_frames, first, min(first + count - 1, task.last), shape)

    return StreamedFrames(block, range(task.last - task.first + 1))


def _read(read_frames: ReadFrames, first: int, last: int, expected: tuple[int, int] | None) -> list[Image]:
    frames = list(read_frames(first, last))
    wanted = last - first + 1
    if len(frames) != wanted:
        raise FramesMissing(
            f"Frames {first} to {last} are {wanted}, but the video gave {len(frames)}; ingest it again.",
            first=first, last=last, got=len(frames),
        )  # fmt: skip
    for index, frame in enumerate(frames, first):
        if frame.dtype != np.uint8 or frame.ndim != 3 or frame.shape[2] != 3 or frame.shape[:2] != expected:
            raise FramesMissing(
                f"Frame {index} is {frame.dtype} {frame.shape}; the masks need uint8 RGB of {expected}.",
                frame=index,
            )
    return frames


def _ask_together(
    frames: Sequence[Sequence[Image]], tasks: Sequence[Sequence[SegmentTask]], predictor: Predictor
) -> list[list[TrackSegment]]:
    """The answers to the tasks of each range; those without a change of shot are asked for at once where that helps."""
    cuts = [find_cuts(pictures) if pictures else [] for pictures in frames]
    whole = [place for place, pictures in enumerate(frames) if pictures and not cuts[place]]
    segments = [Segment(frames[place], *_ends(tasks[place])) for place in whole]
    if isinstance(predictor, Together):
        told = predictor.propagate_segments(segments)
    else:
        told = [predictor.propagate_segment(one.frames, one.left, one.right) for one in segments]
    known = dict(zip(whole, told, strict=True))
    return [
        [known[place][number] for number in range(len(asked))]
        if place in known
        else _ask_around(frames[place], asked, predictor, cuts[place])
        for place, asked in enumerate(tasks)
    ]


def _ends(tasks: Sequence[SegmentTask]) -> tuple[dict[int, Mask | None], dict[int, Mask | None] | None]:
    """Tasks are numbered by place, not by track, so that two tasks of one track never overwrite each other."""
    left = {place: task.left for place, task in enumerate(tasks)}
    return left, None if tasks[0].open_end else {place: task.right for place, task in enumerate(tasks)}


def _ask_around(
    frames: Sequence[Image], tasks: Sequence[SegmentTask], predictor: Predictor, cuts: Sequence[int]
) -> list[TrackSegment]:
    if not tasks:
        return []
    left, right = _ends(tasks)
    blank = SegmentFrame(np.zeros(frames[0].shape[:2], dtype=np.bool_), 0)
    absent = SegmentFrame(blank.mask, ABSENT_IN_SHOT)
    opening = _carry(predictor, frames[: cuts[0]], left)
    closing = _carry(predictor, frames[cuts[-1] :][::-1], right or {})
    before = [absent] * cuts[0]
    unseen = [blank] * (cuts[-1] - cuts[0])
    after = [blank if right is None else absent] * (len(frames) - cuts[-1])
    return [TrackSegment([*opening.get(place, before), *unseen, *closing.get(place, after)[::-1]]) for place in left]


def _carry(
    predictor: Predictor, frames: Sequence[Image], masks: Mapping[int, Mask | None]
) -> dict[int, Sequence[SegmentFrame]]:
    """Carry masks one way from frames[0] to the end of their shot."""
    drawn = {place: mask for place, mask in masks.items() if mask is not None}
    if not drawn:
        return {}
    return {place: answer.frames for place, answer in predictor.propagate_segment(frames, drawn, None).items()}


def _with_human_frames(task: SegmentTask, answer: TrackSegment | None, shape: tuple[int, int]) -> SegmentMasks:
    length = task.last - task.first + 1
    blank = np.zeros(shape, dtype=np.bool_)
    masks = [frame.mask for frame in answer.frames] if answer else [blank] * length
    confidence = [frame.confidence for frame in answer.frames] if answer else [CERTAIN] * length
    masks[0], confidence[0] = blank if task.left is None else task.left, CERTAIN
    if not task.open_end:
        masks[-1], confidence[-1] = blank if task.right is None else task.right, CERTAIN
    return SegmentMasks(task, masks, confidence, answer.cycle_iou if answer else None)
