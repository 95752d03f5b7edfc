"""Whether a phrase leads to its object: read without masks, answered by a click, and a miss is told to the author."""

from __future__ import annotations

import pytest

from annotator.annotations.actions.keyframes import save_keyframe
from annotator.events.models import Event
from annotator.review import actions as review
from annotator.review.models import BlindTest, Thread
from tests import factories as make

pytestmark = pytest.mark.django_db
CAPTION = "[A box]<mask_1> passes [a ball]<mask_2>, [both]<mask_1,2> stop by [people]<mask_?> and [a cat]<mask_3>."
LEFT, RIGHT = ([[[x, 10.0], [x + 10, 10.0], [x + 10, 30.0], [x, 30.0]]] for x in (10.0, 40.0))
BALL = {"start": 13, "end": 19}


class Round:
    """Masks handed in: the box on the left from the start, the ball on the right from frame 30 on, never a cat."""

    def __init__(self) -> None:
        self.project = make.project()
        self.drawer, self.inspector = make.annotator(self.project), make.inspector(self.project)
        self.video = make.video(self.project, frame_count=31)
        box, ball, cat = make.masking(self.video, self.drawer, text=CAPTION)
        for track, frame, rings in (
            (box, 0, LEFT), (box, 30, LEFT), (ball, 0, None), (ball, 30, RIGHT), (cat, 0, None), (cat, 30, None),
        ):  # fmt: skip
            save_keyframe(
                self.drawer, track_id=track.pk, frame=frame, rings=rings, absent=rings is None, seen_revision=0
            )
        self.item = review.submit(self.drawer, item_id=make.masks_item(self.video).pk)

    def click(self, x: float, y: float = 20.0, person=None, **body: object):
        body = {**BALL, "x": x, "y": y, "milliseconds": 1200, **body}
        browser = make.browser(person or self.inspector)
        return browser.post(f"/api/work/{self.item.pk}/blind", body, "application/json")

    def phrases(self, person=None) -> list[dict]:
        return make.browser(person or self.inspector).get(f"/api/work/{self.item.pk}/blind").json()["phrases"]


@pytest.fixture
def handed_in() -> Round:
    return Round()


def test_each_phrase_with_a_drawn_object_is_tested_where_most_of_it_was_drawn(handed_in):
    phrases = handed_in.phrases()

    assert [(row["phrase"], row["numbers"], row["frame"], row["test"]) for row in phrases] == [
        ("A box", [1], 0, None),
        ("a ball", [2], 30, None),
        ("both", [1, 2], 30, None),
    ]


def test_a_click_on_what_the_phrase_names_is_a_hit_and_nothing_is_marked(handed_in):
    tested = handed_in.click(45.0).json()["phrases"][1]["test"]

    assert (tested["hit"], tested["ambiguous"], tested["distance"], tested["milliseconds"]) == (2, False, 0.0, 1200)
    assert tested["by"]["id"] == handed_in.inspector.pk
    assert not Thread.objects.exists()
    payload = {"work": handed_in.item.pk, "video": handed_in.video.pk}
    assert list(Event.objects.filter(topic="blind").values_list("verb", "payload")) == [("tested", payload)]


@pytest.mark.parametrize(
    ("x", "hit", "distance", "words"), [(12.0, 1, 28.0, "object 1"), (30.0, None, 10.0, "no object")]
)
def test_a_miss_marks_the_phrase_as_ambiguous_and_tells_the_captions_author(handed_in, x, hit, distance, words):
    tested = handed_in.click(x).json()["phrases"][1]["test"]

    assert (tested["hit"], tested["ambiguous"], tested["distance"]) == (hit, True, distance)
    [thread] = Thread.objects.select_related("item")
    assert (thread.phrase, thread.item.step, thread.frame, thread.caption_revision) == ("a ball", "caption", 30, 1)
    assert words in thread.comments.get().text


def test_who_has_seen_the_answer_is_not_asked_again_but_a_colleague_is(handed_in):
    handed_in.click(12.0)

    again = handed_in.click(45.0)
    colleague = handed_in.click(45.0, person=make.lead(handed_in.project))

    assert (again.status_code, again.json()["error"]["code"]) == (400, "blind_refused")
    assert colleague.status_code == 200
    assert sorted(BlindTest.objects.values_list("hit", flat=True)) == [1, 2]
    assert handed_in.phrases()[1]["test"]["ambiguous"] is True


@pytest.mark.parametrize("fault", [{"x": 65.0}, {"y": -1.0}, {"start": 0, "end": 3}, {"start": 57, "end": 62}])
def test_a_click_outside_or_for_what_is_not_drawn_is_refused(handed_in, fault):
    answer = handed_in.click(**{"x": 45.0, **fault})

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "blind_refused")
    assert not BlindTest.objects.exists()


def test_only_who_reviews_the_masks_tests_and_only_while_they_wait(handed_in):
    refused = [
        handed_in.click(45.0, person=handed_in.drawer),
        handed_in.click(45.0, person=make.inspector(make.project())),
    ]
    review.return_submission(handed_in.inspector, item_id=handed_in.item.pk, findings=[{"reason": "flicker"}])

    refused.append(handed_in.click(45.0))

    assert [(answer.status_code, answer.json()["error"]["code"]) for answer in refused] == [
        (403, "not_allowed"), (404, "not_found"), (409, "wrong_state"),
    ]  # fmt: skip
    assert not BlindTest.objects.exists()
