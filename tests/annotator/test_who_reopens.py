"""Who gives an approved caption back to its author, and what approving another text would do to the masks."""

from __future__ import annotations

import pytest

from annotator.review import actions as review
from tests import factories as make
from tests.annotator.captioned_clip import AFTER, BEFORE, Clip

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]


def test_reviewers_and_the_author_with_a_question_open():
    clip = Clip().approved()
    before = clip.rows()
    for person, status in (
        (clip.author, 409),
        (clip.drawer, 403),
        (make.researcher(clip.project), 403),
        (make.lead(make.project()), 404),
    ):
        assert clip.reopen(person).status_code == status
    assert clip.rows() == before

    answer = clip.reopen(clip.lead)

    assert answer.status_code == 200
    assert (answer.json()["state"], answer.json()["round"], answer.json()["author"]["id"]) == (
        "returned", 2, clip.author.pk,
    )  # fmt: skip


def test_the_author_may_while_a_question_waits():
    clip = Clip()
    body = {"number": 2, "start": 22, "end": 28, "frame": 0, "text": "Which ball?"}
    assert clip.post(clip.drawer, f"videos/{clip.video.pk}/questions", body).status_code == 201

    answer = clip.reopen(clip.author)

    assert (answer.status_code, clip.caption.state) == (200, "returned")


def test_a_retry_whose_answer_was_lost_is_answered_without_a_second_round():
    clip = Clip().approved()
    first = clip.reopen()
    before = clip.rows()

    again = clip.reopen()

    assert (again.status_code, again.json()) == (200, first.json())
    assert clip.rows() == before


def test_only_an_approved_caption_is_reopened():
    clip = Clip().submitted()
    video = make.video(clip.project)
    make.submitted_caption(video, clip.author)
    before = clip.rows()

    for item in (make.caption_item(video), clip.masks):
        refused = clip.post(clip.inspector, f"work/{item.pk}/reopen")
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "wrong_state")
    assert clip.rows() == before


def test_a_caption_that_a_reviewer_returned_is_not_taken_for_a_reopened_one():
    clip = Clip()
    video = make.video(clip.project)
    item = make.submitted_caption(video, clip.author)
    review.return_submission(clip.inspector, item_id=item.pk, findings=[{"reason": "language"}])

    assert clip.post(clip.inspector, f"work/{item.pk}/reopen").status_code == 409


def ask(clip: Clip, text: object, person=None):
    return clip.post(person or clip.author, f"videos/{clip.video.pk}/captions/en/consequences", {"text": text})


def test_they_name_each_change_with_the_words_and_drawings_at_stake():
    clip = Clip().drawn()
    clip.draw(clip.track(3), 30, seen=1, absent=True)
    before = clip.rows()

    objects = ask(clip, AFTER).json()["objects"]

    assert objects == [
        {
            "number": 2, "change": "reworded", "before": ["a ball"], "after": ["a blue ball"],
            "track": clip.track(2).pk, "drawn": 2,
        },
        {
            "number": 3, "change": "removed", "before": ["a cone"], "after": [],
            "track": clip.track(3).pk, "drawn": 2,
        },
        {"number": 4, "change": "added", "before": [], "after": ["a wall"], "track": None, "drawn": 0},
    ]  # fmt: skip
    assert clip.rows() == before


def test_a_number_that_would_come_back_tells_what_was_drawn():
    clip = Clip().approved().reword(AFTER)

    [row] = ask(clip, AFTER[:-1] + " beside [a cone]<mask_3>.").json()["objects"]

    assert (row["number"], row["change"], row["track"], row["drawn"]) == (3, "added", clip.track(3).pk, 2)


def test_the_same_words_change_nothing():
    assert ask(Clip(), BEFORE).json()["objects"] == []


@pytest.mark.parametrize(
    ("text", "position", "error"),
    [("A [man]<mask_12>", 13, "E_RANGE"), ("A\u202e cat", 1, "E_CONTROL"), ("x" * 5001, 5000, "too_long")],
)
def test_a_text_that_is_no_caption_is_refused_with_its_place(text, position, error):
    refused = ask(Clip(), text)

    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "caption_refused")
    fields = refused.json()["error"]["fields"]
    assert (fields["position"], fields["error"]) == (position, error)


def test_a_stranger_learns_nothing():
    assert ask(Clip(), AFTER, make.lead(make.project())).status_code == 404
