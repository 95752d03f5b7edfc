"""The masks of all tracks read together: contested pixels go to one, what people drew stays, nothing else changes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from annotator.formats import bundle, rle
from annotator.formats.together import Span, read_together

HEIGHT, WIDTH = 40, 60


def box(x0: int, x1: int, y0: int = 5, y1: int = 30) -> np.ndarray:
    mask = np.zeros((HEIGHT, WIDTH), bool)
    mask[y0:y1, x0:x1] = True
    return mask


def span(number: int, masks: list[np.ndarray], first: int = 0, confidence: int = 200) -> Span:
    raw = bundle.encode(masks, first=first, confidence=[255] + [confidence] * (len(masks) - 1))
    return Span(number, first, first + len(masks) - 1, bundle.decode(raw))


def masks_at(read: list[dict[int, str]], frame: int) -> dict[int, np.ndarray]:
    return {number: rle.decode({"size": [HEIGHT, WIDTH], "counts": of}) for number, of in read[frame].items()}


def test_tracks_that_never_touch_come_out_as_they_were_stored():
    spans = [span(1, [box(2, 10)] * 3), span(2, [box(30, 40)] * 2, first=1)]

    read = list(read_together(spans, 4))

    assert [sorted(of_frame) for of_frame in read] == [[1], [1, 2], [1, 2], []]
    assert all(read[frame][1] == spans[0].bundle.counts(frame) for frame in range(3))


def test_a_pixel_that_two_computed_masks_claim_belongs_to_one_of_them():
    spans = [span(1, [box(2, 20), box(2, 30)]), span(2, [box(40, 55), box(25, 55)])]

    computed = masks_at(list(read_together(spans, 2)), 1)

    assert not (computed[1] & computed[2]).any()
    assert np.array_equal(computed[1] | computed[2], box(2, 55))


def test_what_people_drew_over_each_other_stays_shared_there_and_in_between():
    spans = [span(1, [box(2, 30)] * 2), span(2, [box(20, 50)] * 2)]

    read = list(read_together(spans, 2))

    for frame in (0, 1):
        assert np.array_equal(masks_at(read, frame)[1], box(2, 30))
        assert np.array_equal(masks_at(read, frame)[2], box(20, 50))


def test_a_frame_that_one_track_is_drawn_on_alone_keeps_that_drawing_whole():
    spans = [
        span(1, [box(2, 20), box(2, 30), box(2, 30)]),
        span(2, [box(40, 55)]),
        span(2, [box(25, 55), box(25, 55)], first=1),  # drawn between the grid on frame 1
    ]

    read = list(read_together(spans, 3))

    assert np.array_equal(masks_at(read, 1)[2], box(25, 55))
    assert np.array_equal(masks_at(read, 1)[1], box(2, 25))
    assert not (masks_at(read, 2)[1] & masks_at(read, 2)[2]).any()


def test_the_order_of_the_segments_does_not_matter():
    spans = [span(1, [box(2, 20), box(2, 30)]), span(2, [box(40, 55), box(25, 55)]), span(3, [box(10, 28)] * 2)]

    assert list(read_together(spans, 2)) == list(read_together(spans[::-1], 2))


def test_masks_that_were_settled_elsewhere_keep_what_they_share_but_not_against_a_computed_one():
    spans = [
        replace(span(1, [box(2, 20), box(2, 30)]), settled=True),
        replace(span(2, [box(40, 55), box(25, 55)]), settled=True),
        span(3, [box(2, 20, 35, 40), box(2, 20, 20, 40)]),
    ]

    read = masks_at(list(read_together(spans, 2)), 1)

    assert (read[1] & read[2])[5:30, 25:30].all()
    assert not (read[1] & read[3]).any()
    assert np.array_equal(read[2], box(25, 55))
