"""All tracks of a clip read together: each was computed for itself, and pixels that two of them claim go to one here.

The player's document and the release read through this one function, so that what was judged is what is released. A
frame on which nothing touches is passed on as run lengths; pixels are made only where two tracks meet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from annotator.formats import contest
from annotator.formats.bundle import Bundle
from annotator.formats.contest import Box, Pair
from annotator.formats.rle import counts_of_runs, runs_of_mask

VERSION = 1  # raise it when the same bundles would read otherwise: documents that were made before are made anew


@dataclass(frozen=True)
class Span:
    """One segment: a track's number, its frames `first` to `last`, both included, and the bundle that holds them.

    A person decided frame `first`, and only that. `settled` masks came from outside with their pixels told apart there:
    two such tracks keep what they share.
    """

    number: int
    first: int
    last: int
    bundle: Bundle
    settled: bool = False


def read_together(spans: Iterable[Span], frame_count: int) -> Iterator[dict[int, str]]:
    """Every frame's masks as COCO strings by track number, with contested pixels settled.

    Args:
        spans: the segments of all tracks of one clip, in any order; those of one track do not overlap.
        frame_count: frames of the clip; a track that nothing covers on a frame is not in that frame's answer.
    """
    table: list[dict[int, Span]] = [{} for _ in range(frame_count)]
    for span in spans:
        for frame in range(span.first, span.last + 1):
            table[frame][span.number] = span
    pairs = _shared(table)
    for frame, here in enumerate(table):
        yield _read(frame, here, pairs)


def _read(frame: int, here: Mapping[int, Span], pairs: Mapping[Pair, _Shared]) -> dict[int, str]:
    found = {number: span.bundle.counts(frame) for number, span in sorted(here.items())}
    boxes = _boxes(frame, here)
    settled = sorted(number for number, span in here.items() if span.settled)
    together = frozenset(pair for pair, shared in pairs.items() if shared.at(frame))
    together |= frozenset(map(frozenset, combinations(settled, 2)))
    drawn = {number for number, span in here.items() if span.first == frame}
    apart = [pair for pair in _meeting(boxes) if pair not in together and not pair <= drawn]
    if not apart:
        return found
    numbers = sorted({number for pair in apart for number in pair})
    masks = {number: here[number].bundle.mask(frame) for number in numbers}
    confidence = {number: _confidence(here[number], frame) for number in numbers}
    for number, mask in contest.settle(masks, confidence, together=together, drawn=drawn).items():
        if mask is not masks[number]:
            height, width = mask.shape
            found[number] = counts_of_runs(runs_of_mask(mask), height=height, width=width)
    return found


@dataclass(frozen=True)
class _Shared:
    """On which of the frames on which both tracks of a pair were drawn they were drawn over each other."""

    drawn: tuple[int, ...]
    over: frozenset[int]

    def at(self, frame: int) -> bool:
        """Whether the two lay over each other on the frame drawn before or on this one, or on the next."""
        before = max((other for other in self.drawn if other <= frame), default=None)
        after = min((other for other in self.drawn if other > frame), default=None)
        return before in self.over or after in self.over


def _shared(table: list[dict[int, Span]]) -> dict[Pair, _Shared]:
    drawn: dict[Pair, list[int]] = defaultdict(list)
    over: dict[Pair, set[int]] = defaultdict(set)
    for frame, here in enumerate(table):
        hand = {number: span for number, span in here.items() if span.first == frame}
        for pair in map(frozenset, combinations(sorted(hand), 2)):
            drawn[pair].append(frame)
        meeting = {number for pair in _meeting(_boxes(frame, hand)) for number in pair}
        for pair in contest.shared_by({number: hand[number].bundle.mask(frame) for number in meeting}):
            over[pair].add(frame)
    return {pair: _Shared(tuple(drawn[pair]), frozenset(frames)) for pair, frames in over.items()}


def _boxes(frame: int, here: Mapping[int, Span]) -> dict[int, Box | None]:
    return {
        number: contest.box_of_runs(span.bundle.runs(frame), height=span.bundle.height) for number, span in here.items()
    }


def _meeting(boxes: Mapping[int, Box | None]) -> list[Pair]:
    """Pairs whose boxes overlap: of two at a time, whether `settle` could change anything."""
    pairs = map(frozenset, combinations(sorted(boxes), 2))
    return [pair for pair in pairs if contest.contested({number: boxes[number] for number in pair})]


def _confidence(span: Span, frame: int) -> int:
    measured = span.bundle.confidence
    return measured[frame - span.first] if measured else 0
