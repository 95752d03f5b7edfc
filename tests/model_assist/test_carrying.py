"""Which of the model's own masks count, and how they are weighed against those that a memory carried."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest

from model_assist.carrying import Draft

EVERYWHERE, NOWHERE = np.ones((4, 6), np.bool_), np.zeros((4, 6), np.bool_)


@dataclass
class Still:
    """A memory in which nothing ever moves: what was drawn last before a frame, or first after it, is there too."""

    asked: list[tuple[tuple[int, ...], int]] = field(default_factory=list)

    def carry(self, drawn, at):
        self.asked.append((tuple(sorted(drawn)), at))
        return drawn[min(drawn, key=lambda place: (abs(place - at), place))]


def logits(mask, size=9.0):
    return np.where(mask, size, -size).astype(np.float32)


def draft(*frames, sure=1.0):
    """Of (mask, present, expected) a frame."""
    masks, present, expected = zip(*frames, strict=True)
    return Draft([logits(mask) for mask in masks], present, expected, sure)


def test_the_best_frames_are_those_of_presence_times_expected_overlap() -> None:
    three = draft((EVERYWHERE, 0.9, 0.5), (EVERYWHERE, 0.6, 0.9), (EVERYWHERE, 0.99, 0.4), (NOWHERE, 0.99, 0.99))

    assert three.best() == [1, 0]


def test_all_but_the_best_frames_are_carried_from_them() -> None:
    memory = Still()
    half = EVERYWHERE.copy()
    half[:2] = False

    track = draft((half, 0.9, 0.9), (EVERYWHERE, 0.9, 0.2), (half, 0.9, 0.8)).carried(
        memory, (0, 5, 10), "keyframe_propagate"
    )

    assert memory.asked == [((0, 10), 5)]
    assert all(np.array_equal(mask, half) for mask in track.masks)


def test_an_object_that_is_nowhere_seen_asks_no_memory() -> None:
    memory = Still()

    track = draft((EVERYWHERE, 0.3, 0.9), (NOWHERE, 0.9, 0.9)).carried(memory, (0, 5), "fuse")

    assert memory.asked == []
    assert not any(mask.any() for mask in track.masks)


@pytest.mark.parametrize(
    ("own", "present", "expected", "wins"),
    [
        (NOWHERE, 0.9, 0.9, NOWHERE),  # sure that no pixel is the object's
        (NOWHERE, 0.9, 0.3, EVERYWHERE),  # draws nothing, and expects little of it
        (EVERYWHERE, 0.1, 0.9, NOWHERE),  # sure that the object is not there
        (EVERYWHERE, 0.45, 0.9, NOWHERE),  # holds it for absent, just
        (EVERYWHERE, 0.9, 0.9, EVERYWHERE),
    ],
)
def test_a_fused_mask_is_the_model_s_where_it_is_sure_and_the_memory_s_where_not(own, present, expected, wins) -> None:
    two = draft((EVERYWHERE, 0.99, 0.99), (EVERYWHERE, 0.99, 0.98), (own, present, expected))

    track = two.carried(Still(), (0, 1, 2), "fuse")

    assert np.array_equal(track.masks[2], wins)


def test_a_track_s_score_is_the_same_however_its_masks_came_about() -> None:
    one = draft((EVERYWHERE, 0.9, 0.8), (EVERYWHERE, 0.9, 0.4), (NOWHERE, 0.2, 0.9), sure=0.5)

    assert one.track().score == pytest.approx(0.5 * 0.6)
    assert one.carried(Still(), (0, 1, 2), "keyframe_propagate").score == one.track().score
