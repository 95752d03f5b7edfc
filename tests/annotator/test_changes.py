"""What a round changed since the one before, so that a reviewer looks at that first."""

from __future__ import annotations

import pytest

from annotator.annotations.models import Track
from tests import factories as make
from tests.annotator.captioned_clip import BEFORE, Clip

pytestmark = pytest.mark.django_db
HALF = [[[10.0, 10.0], [20.0, 10.0], [20.0, 30.0], [10.0, 30.0]]]


@pytest.fixture
def clip() -> Clip:
    """Masks of three objects that came back."""
    clip = Clip().submitted()
    found = {"findings": [{"reason": "flicker"}]}
    assert clip.post(clip.inspector, f"work/{clip.masks.pk}/return", found).status_code == 200
    return clip


def put(clip: Clip, track: Track, frame: int, rings: object, seen: int) -> None:
    body = {"rings": rings, "absent": rings is None, "seen_revision": seen}
    address = f"/api/tracks/{track.pk}/keyframes/{frame}"
    assert make.browser(clip.drawer).put(address, body, "application/json").status_code == 200


def changes(clip: Clip, item=None, person=None) -> dict:
    answer = make.browser(person or clip.inspector).get(f"/api/work/{(item or clip.masks).pk}/changes")
    assert answer.status_code == 200, answer.content
    return answer.json()


def submit(clip: Clip) -> None:
    assert clip.post(clip.drawer, f"work/{clip.masks.pk}/submit").status_code == 200


def test_a_first_round_has_nothing_before_it():
    clip = Clip().submitted()

    assert changes(clip) == {"round": 1, "since": None, "caption": None, "tracks": [], "corrections": []}
    of_caption = changes(clip, clip.caption)
    assert (of_caption["since"], of_caption["caption"]["before"]) == (None, None)


def test_a_redrawn_frame_is_shown_with_both_shapes_and_how_far_they_overlap(clip):
    put(clip, clip.track(2), 30, HALF, 1)
    submit(clip)

    shown = changes(clip)

    assert (shown["round"], shown["since"]["round"], shown["since"]["inspector"]["id"]) == (2, 1, clip.inspector.pk)
    assert [(row["number"], row["change"]) for row in shown["tracks"]] == [(2, "redrawn"), (1, "same"), (3, "same")]
    assert shown["tracks"][0]["frames"] == [
        {"frame": 30, "kind": "redrawn", "iou": 0.5, "before": make.SQUARE, "after": HALF}
    ]


def test_declaring_absent_drawing_again_adding_and_taking_away_are_told_apart(clip):
    put(clip, clip.track(1), 0, None, 1)
    put(clip, clip.track(1), 7, HALF, 0)
    put(clip, clip.track(2), 0, None, 1)
    submit(clip)
    first = changes(clip)["tracks"][0]
    clip.post(clip.inspector, f"work/{clip.masks.pk}/return", {"findings": [{"reason": "flicker"}]})
    put(clip, clip.track(2), 0, HALF, 2)
    address = f"/api/tracks/{clip.track(1).pk}/keyframes/7?seen_revision=1"
    assert make.browser(clip.drawer).delete(address).status_code == 200
    submit(clip)

    second = {row["number"]: row["frames"] for row in changes(clip)["tracks"]}

    assert [(one["frame"], one["kind"], one["iou"]) for one in first["frames"]] == [
        (0, "absent", None),
        (7, "added", None),
    ]
    assert [(one["frame"], one["kind"]) for one in second[1]] == [(7, "removed")]
    assert [(one["frame"], one["kind"], one["before"]) for one in second[2]] == [(0, "present", [])]


def test_a_shape_that_was_changed_and_put_back_is_the_same(clip):
    put(clip, clip.track(3), 30, HALF, 1)
    put(clip, clip.track(3), 30, make.SQUARE, 2)
    submit(clip)

    assert {row["change"] for row in changes(clip)["tracks"]} == {"same"}


def test_new_and_reworded_objects_are_named():
    clip = Clip().approved()
    clip.reword(BEFORE.replace("a ball", "a blue ball").replace(".", " by [a wall]<mask_4>."))
    for frame in (0, 30):
        put(clip, clip.track(4), frame, HALF, 0)
    assert clip.post(clip.drawer, f"tracks/{clip.track(2).pk}/confirm").status_code == 200
    submit(clip)

    rows = {row["number"]: (row["change"], row["words_before"]) for row in changes(clip)["tracks"]}

    assert rows == {1: ("same", []), 2: ("reworded", ["a ball"]), 3: ("same", []), 4: ("added", [])}


def test_a_caption_is_shown_as_it_was_handed_in_both_times():
    clip = Clip()
    clip.reword(BEFORE.replace("slides", "rolls"))

    shown = changes(clip, clip.caption)

    assert shown["caption"] == {
        "before": {"revision": 1, "text": BEFORE},
        "after": {"revision": 2, "text": BEFORE.replace("slides", "rolls")},
        "corrected": None,
    }
    assert (shown["since"]["state"], shown["tracks"]) == ("approved", [])


def test_what_changed_takes_few_queries_however_much_it_is(clip, django_assert_max_num_queries):
    for track in clip.tracks(retired=False):
        for frame in (0, 30):
            put(clip, track, frame, HALF, 1)
    submit(clip)
    browser = make.browser(clip.inspector)

    with django_assert_max_num_queries(13):
        assert browser.get(f"/api/work/{clip.masks.pk}/changes").status_code == 200
