"""Frames that are read when they are looked at must be the frames that a list would hold."""

from __future__ import annotations

import numpy as np
import pytest

from propagation.errors import FramesMissing
from propagation.predictor import Segment, SegmentFrame, TrackSegment
from propagation.propagate import SegmentTask, propagate
from propagation.streamed import BLOCK, BLOCKS_KEPT, StreamedFrames

LENGTH = 300


def numbered(first, last):
    return [np.full((4, 6, 3), index // 2, dtype=np.uint8) for index in range(first, last + 1)]


class Watched:
    """A reader that remembers what it was asked for."""

    def __init__(self, length=LENGTH):
        self.length, self.reads = length, []

    def __call__(self, first, last):
        self.reads.append((first, last))
        return iter(numbered(first, min(last, self.length - 1)))


class InOrder:
    """An engine that goes through the frames from both ends and finds what it was given."""

    name, digest, segments_at_once = "in order", "", 1

    def propagate_segment(self, frames, left, right):
        return self.propagate_segments([Segment(frames, left, right)])[0]

    def propagate_segments(self, segments):
        answers = []
        for one in segments:
            last = len(one.frames) - 1
            self.seen = [(int(one.frames[i][0, 0, 0]), int(one.frames[last - i][0, 0, 0])) for i in range(last + 1)]
            answers.append({track: TrackSegment([SegmentFrame(one.left[track], 9)] * (last + 1)) for track in one.left})
        return answers


def test_any_slice_is_the_slice_of_the_list():
    read = Watched(100)
    streamed = StreamedFrames(lambda place, count: list(read(place, min(place + count, 100) - 1)), range(100))
    whole = numbered(0, 99)

    for part in (slice(None, 70), slice(40, None), slice(None, None, -1), slice(90, 10, -7)):
        assert [frame.tolist() for frame in streamed[part]] == [frame.tolist() for frame in whole[part]]
    assert [frame.tolist() for frame in streamed[40:][::-1]] == [frame.tolist() for frame in whole[40:][::-1]]
    assert np.array_equal(streamed[-1], whole[-1])


def test_a_long_segment_is_read_in_blocks_and_seen_whole_from_both_ends():
    read, engine = Watched(), InOrder()
    mask = np.ones((4, 6), dtype=bool)

    answer = next(propagate(read, [SegmentTask(1, 0, LENGTH - 1, mask, mask)], engine))

    assert max(last - first + 1 for first, last in read.reads) == BLOCK
    assert engine.seen == [(i // 2, (LENGTH - 1 - i) // 2) for i in range(LENGTH)]
    assert len(read.reads) <= 3 * -(-LENGTH // BLOCK)  # once for changes of shot, once for each direction
    assert len(answer.masks) == LENGTH


def test_a_segment_that_fits_is_read_once():
    read, mask = Watched(), np.ones((4, 6), dtype=bool)
    last = BLOCK * BLOCKS_KEPT - 1

    list(propagate(read, [SegmentTask(1, 0, last, mask, mask)], InOrder()))

    assert read.reads == [(0, last)]


def test_a_long_segment_with_too_few_frames_is_refused_before_the_engine_is_asked():
    engine, mask = InOrder(), np.ones((4, 6), dtype=bool)

    with pytest.raises(FramesMissing, match="Frames 288 to 299 are 12, but the video gave 2"):
        list(propagate(Watched(290), [SegmentTask(1, 0, LENGTH - 1, mask, mask)], engine))

    assert not hasattr(engine, "seen")
