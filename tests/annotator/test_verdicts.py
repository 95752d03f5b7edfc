"""A and R, object by object and phrase by phrase, and what the verdict on the whole makes of them."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from annotator.events.models import Event
from annotator.review.models import Finding, Submission, Verdict
from tests import factories as make
from tests.annotator.captioned_clip import BEFORE, Clip

pytestmark = pytest.mark.django_db


@pytest.fixture
def clip() -> Clip:
    """Masks of three objects handed in and propagated."""
    clip = Clip().submitted()
    make.propagate(clip.video)
    return clip


def judge(person, item, **body: object):
    return make.browser(person).put(f"/api/work/{item.pk}/verdicts", body, "application/json")


def judged(clip: Clip, **verdicts: tuple[str, str]) -> None:
    """Judge objects by number: `one=("rejected", "flicker")`."""
    for name, (verdict, reason) in verdicts.items():
        number = ["one", "two", "three"].index(name) + 1
        answer = judge(clip.inspector, clip.masks, track=clip.track(number).pk, verdict=verdict, reason=reason)
        assert answer.status_code == 200, answer.content


def verdicts(person, item) -> list[dict]:
    return make.browser(person).get(f"/api/work/{item.pk}/verdicts").json()["verdicts"]


def said(person, item) -> list[tuple]:
    return [(row["ids"], row["verdict"], row["reason"], row["kept"]) for row in verdicts(person, item)]


def caption_handed_in(text: str = make.CAPTION):
    project = make.project()
    video, author = make.video(project), make.annotator(project)
    return make.submitted_caption(video, author, text), author, make.inspector(project)


# ---- giving


def test_every_object_of_handed_in_masks_waits_for_a_verdict(clip):
    rows = verdicts(clip.drawer, clip.masks)

    assert [(row["ids"], row["phrase"], row["verdict"]) for row in rows] == [
        (["1"], "A red box", None),
        (["2"], "a ball", None),
        (["3"], "a cone", None),
    ]


def test_a_verdict_is_kept_at_once_with_who_gave_it_and_can_be_changed_and_taken_back(clip):
    track = clip.track(2).pk

    given = judge(clip.inspector, clip.masks, track=track, verdict="rejected", reason="flicker").json()["verdicts"][1]
    changed = judge(clip.lead, clip.masks, track=track, verdict="approved").json()["verdicts"][1]
    back = judge(clip.lead, clip.masks, track=track, verdict=None).json()["verdicts"][1]

    assert (given["verdict"], given["reason_text"], given["by"]["id"]) == ("rejected", "Flicker", clip.inspector.pk)
    assert (changed["verdict"], changed["reason"], changed["by"]["id"]) == ("approved", "", clip.lead.pk)
    assert (back["verdict"], back["by"]) == (None, None)
    payload = {"work": clip.masks.pk, "video": clip.video.pk, "track": track}
    assert list(Event.objects.filter(topic="verdict").values_list("payload", flat=True)) == [payload] * 3


def test_giving_the_same_verdict_again_changes_nothing(clip):
    for _ in range(2):
        judge(clip.inspector, clip.masks, track=clip.track(1).pk, verdict="approved")

    given = Verdict.objects.filter(submission__item=clip.masks)
    assert (given.count(), Event.objects.filter(topic="verdict").count()) == (1, 1)


def test_each_phrase_of_a_caption_is_judged_by_its_place(django_assert_max_num_queries):
    item, _, inspector = caption_handed_in()

    judge(inspector, item, start=22, end=31, verdict="rejected", reason="phrase_ambiguous")

    browser = make.browser(inspector)
    with django_assert_max_num_queries(11):
        rows = browser.get(f"/api/work/{item.pk}/verdicts").json()["verdicts"]
    assert [(row["phrase"], row["ids"], row["verdict"]) for row in rows] == [
        ("A red box", ["1"], None),
        ("two balls", ["2", "3"], "rejected"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        {"track": 10**9, "verdict": "approved"},
        {"start": 0, "end": 9, "verdict": "approved"},
        {"verdict": "approved"},
        {"track": 1, "verdict": "rejected", "reason": "language"},
    ],
)
def test_a_verdict_on_nothing_or_for_no_reason_is_refused(clip, body):
    known = {"track": clip.track(1).pk} if body.get("track") == 1 else {}

    answer = judge(clip.inspector, clip.masks, **body | known)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "verdict_refused")
    assert not Verdict.objects.filter(submission__item=clip.masks).exists()


def test_nobody_judges_their_own_work_or_work_that_does_not_wait(clip):
    stranger = caption_handed_in()[2]
    own = make.submitted_caption(make.video(clip.project), clip.lead)

    refused = [
        judge(clip.lead, own, start=0, end=9, verdict="approved"),
        judge(clip.drawer, clip.masks, track=clip.track(1).pk, verdict="approved"),
        judge(clip.inspector, clip.caption, start=0, end=9, verdict="approved"),
        judge(stranger, clip.masks, track=clip.track(1).pk, verdict="approved"),
    ]

    assert [(answer.status_code, answer.json()["error"]["code"]) for answer in refused] == [
        (409, "own_work"), (403, "not_allowed"), (409, "wrong_state"), (404, "not_found"),
    ]  # fmt: skip
    assert not Verdict.objects.filter(submission__item__in=[own, clip.masks]).exists()


@pytest.mark.parametrize(
    "columns",
    [
        {"track": None, "start": None, "end": None},
        {"track": None, "start": 4, "end": 4},
        {"start": 0, "end": 4},
        {"verdict": "approved", "reason": "flicker"},
        {"verdict": "rejected", "kept": True},
    ],
)
def test_the_database_itself_refuses_a_verdict_that_makes_no_sense(clip, columns):
    sound = {"track": clip.track(1), "phrase": "a", "verdict": "approved", "by": clip.inspector}
    submission = Submission.objects.get(item=clip.masks)

    with pytest.raises(IntegrityError), transaction.atomic():
        Verdict.objects.create(submission=submission, **sound | columns)


# ---- the verdict on the whole


def test_approving_without_a_verdict_approves_every_object(clip):
    answer = clip.post(clip.inspector, f"work/{clip.masks.pk}/approve")

    assert answer.status_code == 200
    assert said(clip.drawer, clip.masks) == [([digit], "approved", "", False) for digit in "123"]


def test_work_with_a_rejected_object_is_not_approved(clip):
    judged(clip, one=("approved", ""), two=("rejected", "flicker"), three=("approved", ""))

    answer = clip.post(clip.inspector, f"work/{clip.masks.pk}/approve")

    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (409, "verdicts_open")
    assert [row["phrase"] for row in error["fields"]["open"]] == ["a ball"]
    assert clip.masks.state == "submitted"


def test_work_of_which_some_is_decided_and_some_is_not_is_not_approved(clip):
    judged(clip, one=("approved", ""))

    answer = clip.post(clip.inspector, f"work/{clip.masks.pk}/approve")

    assert [row["ids"] for row in answer.json()["error"]["fields"]["open"]] == [["2"], ["3"]]
    assert clip.masks.state == "submitted"
    judged(clip, two=("approved", ""), three=("approved", ""))
    assert clip.post(clip.inspector, f"work/{clip.masks.pk}/approve").status_code == 200


def test_every_rejected_object_goes_back_with_its_reason(clip):
    judged(clip, one=("rejected", "leaks_out"), two=("rejected", "flicker"))
    pinned = {"reason": "identity_swap", "text": "Here.", "track": clip.track(2).pk, "frame": 4, "x": 3.0, "y": 3.0}

    answer = clip.post(clip.inspector, f"work/{clip.masks.pk}/return", {"findings": [pinned]})

    assert answer.status_code == 200, answer.content
    assert set(Finding.objects.values_list("track__number", "reason")) == {(1, "leaks_out"), (2, "identity_swap")}
    assert clip.masks.state == "returned"


def test_a_phrase_goes_back_with_its_reason_and_its_place():
    item, author, inspector = caption_handed_in()
    judge(inspector, item, start=22, end=31, verdict="rejected", reason="phrase_ambiguous")

    make.browser(inspector).post(f"/api/work/{item.pk}/return", {"findings": []}, "application/json")

    [finding] = make.browser(author).get(f"/api/work/{item.pk}").json()["findings"]
    assert (finding["reason"], finding["start"], finding["end"]) == ("phrase_ambiguous", 22, 31)


def test_nothing_goes_back_while_something_is_rejected_without_a_reason(clip):
    judged(clip, one=("rejected", ""), two=("rejected", "flicker"))

    answer = clip.post(clip.inspector, f"work/{clip.masks.pk}/return", {"findings": []})

    assert [row["ids"] for row in answer.json()["error"]["fields"]["open"]] == [["1"]]
    assert (clip.masks.state, Finding.objects.count()) == ("submitted", 0)


# ---- the next round


def again(clip: Clip, redrawn: int) -> None:
    """The drawer moves one object and hands the masks in again."""
    track = clip.track(redrawn)
    body = {"rings": [[[1, 1], [9, 1], [9, 9]]], "absent": False, "seen_revision": 1}
    assert (
        make.browser(clip.drawer).put(f"/api/tracks/{track.pk}/keyframes/30", body, "application/json").status_code
        == 200
    )
    assert clip.post(clip.drawer, f"work/{clip.masks.pk}/submit").status_code == 200
    make.propagate(clip.video)


def test_the_approval_of_what_did_not_change_is_kept_into_the_next_round(clip):
    judged(clip, one=("approved", ""), two=("rejected", "flicker"), three=("approved", ""))
    clip.post(clip.inspector, f"work/{clip.masks.pk}/return", {"findings": []})

    again(clip, redrawn=3)

    assert said(clip.inspector, clip.masks) == [
        (["1"], "approved", "", True),
        (["2"], None, "", False),
        (["3"], None, "", False),
    ]
    assert verdicts(clip.inspector, clip.masks)[0]["by"]["id"] == clip.inspector.pk


def test_a_kept_approval_does_not_stand_in_the_way_of_approving_the_rest_at_once(clip):
    judged(clip, one=("approved", ""), two=("rejected", "flicker"))
    clip.post(clip.inspector, f"work/{clip.masks.pk}/return", {"findings": []})
    again(clip, redrawn=2)

    answer = clip.post(clip.lead, f"work/{clip.masks.pk}/approve")

    assert answer.status_code == 200
    assert said(clip.lead, clip.masks) == [
        (["1"], "approved", "", True),
        (["2"], "approved", "", False),
        (["3"], "approved", "", False),
    ]


def test_phrases_with_the_same_words_and_objects_keep_their_approval_though_they_moved():
    item, author, inspector = caption_handed_in(BEFORE)
    for start, end in ((0, 9), (22, 28)):
        judge(inspector, item, start=start, end=end, verdict="approved")
    judge(inspector, item, start=33, end=39, verdict="rejected", reason="phrase_ambiguous")
    make.browser(inspector).post(f"/api/work/{item.pk}/return", {"findings": []}, "application/json")
    text = "Slowly, [A red box]<mask_1> slides past [a ball]<mask_3> and [a tall cone]<mask_2>."

    browser = make.browser(author)
    browser.put(f"/api/videos/{item.video_id}/captions/en", {"text": text, "seen_revision": 1}, "application/json")
    assert browser.post(f"/api/work/{item.pk}/submit").status_code == 200

    assert said(inspector, item) == [
        (["1"], "approved", "", True),
        (["3"], None, "", False),
        (["2"], None, "", False),
    ]


def test_a_changed_caption_leaves_the_approval_of_other_objects_alone():
    clip = Clip().approved()

    clip.reword(BEFORE.replace("a ball", "a blue ball"))
    track = clip.track(2)
    assert clip.post(clip.drawer, f"tracks/{track.pk}/confirm").status_code == 200
    assert clip.post(clip.drawer, f"work/{clip.masks.pk}/submit").status_code == 200

    assert [(ids, kept) for ids, _, _, kept in said(clip.inspector, clip.masks)] == [
        (["1"], True), (["2"], False), (["3"], True),
    ]  # fmt: skip
