"""A reviewer mends a caption in place: the words are recorded as theirs, and the author stays the author."""

from __future__ import annotations

import uuid

import pytest

from annotator.annotations.models import Caption, CaptionRevision
from annotator.review.models import Submission
from tests import factories as make
from tests.annotator.captioned_clip import BEFORE

pytestmark = pytest.mark.django_db
MENDED = BEFORE.replace("A red box", "A dark red box")


class Desk:
    """A caption that waits for review."""

    def __init__(self) -> None:
        self.project = make.project()
        self.author, self.inspector = make.annotator(self.project), make.inspector(self.project)
        self.lead = make.lead(self.project)
        self.video = make.video(self.project)
        self.item = make.submitted_caption(self.video, self.author, BEFORE)

    def correct(self, person, text: str = MENDED, seen: int = 1, **body: object):
        address = f"/api/work/{self.item.pk}/correction"
        return make.browser(person).put(address, {"text": text, "seen_revision": seen, **body}, "application/json")

    def post(self, person, verb: str, body: object = None):
        return make.browser(person).post(f"/api/work/{self.item.pk}/{verb}", body or {}, "application/json")

    def judge(self, start: int, end: int, verdict: str, reason: str = "") -> None:
        body = {"start": start, "end": end, "verdict": verdict, "reason": reason}
        address = f"/api/work/{self.item.pk}/verdicts"
        assert make.browser(self.inspector).put(address, body, "application/json").status_code == 200

    def read(self, what: str) -> dict:
        return make.browser(self.inspector).get(f"/api/work/{self.item.pk}/{what}").json()


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_correction_is_the_reviewers_and_the_work_stays_the_authors(desk):
    answer = desk.correct(desk.inspector)

    assert answer.status_code == 200, answer.content
    assert (answer.json()["text"], answer.json()["by"]["id"]) == (MENDED, desk.inspector.pk)
    browser = make.browser(desk.author)
    revisions = browser.get(f"/api/videos/{desk.video.pk}/captions/en/revisions").json()["revisions"]
    assert [(row["revision"], row["by"]["id"], row["correction"]) for row in revisions] == [
        (2, desk.inspector.pk, True),
        (1, desk.author.pk, False),
    ]
    item = make.caption_item(desk.video)
    assert (item.author, item.state) == (desk.author, "submitted")
    assert Submission.objects.get(item=item).revisions == {"caption": 1}


def test_what_was_handed_in_and_what_was_mended_are_told_apart(desk):
    desk.correct(desk.inspector)

    assert desk.read("changes")["caption"] == {
        "before": None,
        "after": {"revision": 1, "text": BEFORE},
        "corrected": {"revision": 2, "text": MENDED},
    }


def test_the_mended_caption_is_what_is_approved_and_what_tracks_follow(desk):
    desk.correct(desk.inspector)

    assert desk.post(desk.inspector, "approve").status_code == 200

    assert desk.video.tracks.get(number=1).words == ["A dark red box"]
    assert Caption.objects.get(video=desk.video, field="en").approved_revision == 2


def test_verdicts_follow_the_phrases_that_stay_and_go_with_those_that_went(desk):
    desk.judge(0, 9, "approved")
    desk.judge(22, 28, "rejected", "phrase_ambiguous")

    desk.correct(desk.inspector)

    rows = desk.read("verdicts")["verdicts"]
    assert [(row["phrase"], row["start"], row["verdict"], row["reason"]) for row in rows] == [
        ("A dark red box", 0, None, ""),
        ("a ball", 27, "rejected", "phrase_ambiguous"),
        ("a cone", 38, None, ""),
    ]


def test_a_returned_correction_is_where_the_author_goes_on_and_what_the_next_round_is_held_against(desk):
    desk.correct(desk.inspector)
    desk.judge(27, 33, "rejected", "phrase_ambiguous")
    assert desk.post(desk.inspector, "return", {"findings": []}).status_code == 200
    browser = make.browser(desk.author)
    body = {"text": MENDED.replace("a ball", "a blue ball"), "seen_revision": 2}

    assert browser.put(f"/api/videos/{desk.video.pk}/captions/en", body, "application/json").status_code == 200
    assert desk.post(desk.author, "submit").status_code == 200

    shown = desk.read("changes")["caption"]
    assert (shown["before"]["text"], shown["after"]["text"], shown["corrected"]) == (MENDED, body["text"], None)
    assert CaptionRevision.objects.get(revision=3).correction is False


@pytest.mark.parametrize("text", ["A box without a number.", "[A box]<mask_1", ""])
def test_a_correction_that_could_not_be_approved_is_refused_or_stops_the_approval(desk, text):
    answer = desk.correct(desk.inspector, text)
    approved = desk.post(desk.inspector, "approve") if answer.status_code == 200 else answer

    assert approved.json()["error"]["code"] in ("caption_refused", "caption_invalid")
    assert make.caption_item(desk.video).state == "submitted"


def test_only_who_reviews_mends_and_only_while_it_waits(desk):
    own = make.submitted_caption(make.video(desk.project), desk.lead)
    refused = [
        desk.correct(desk.author),
        make.browser(desk.lead).put(
            f"/api/work/{own.pk}/correction", {"text": MENDED, "seen_revision": 1}, "application/json"
        ),
        desk.correct(make.inspector(make.project())),
    ]
    desk.post(desk.inspector, "approve")

    refused.append(desk.correct(desk.inspector))

    assert [(answer.status_code, answer.json()["error"]["code"]) for answer in refused] == [
        (403, "not_allowed"), (409, "own_work"), (404, "not_found"), (409, "wrong_state"),
    ]  # fmt: skip
    assert not CaptionRevision.objects.filter(correction=True).exists()


def test_two_reviewers_overwrite_nothing_and_a_retry_mends_once(desk):
    key = str(uuid.uuid4())
    desk.correct(desk.inspector, request_id=key)

    again = desk.correct(desk.inspector, request_id=key)
    late = desk.correct(desk.lead, BEFORE.replace("cone", "tall cone"))

    assert again.status_code == 200
    assert (late.status_code, late.json()["error"]["code"]) == (409, "stale_revision")
    assert late.json()["error"]["fields"]["current"]["text"] == MENDED
    assert CaptionRevision.objects.filter(correction=True).count() == 1
