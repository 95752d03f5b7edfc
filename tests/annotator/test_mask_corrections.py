"""A reviewer draws on handed-in masks: the shapes are theirs, the masks stay their author's, and the verdict waits."""

from __future__ import annotations

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F

from annotator.annotations.actions import corrections
from annotator.annotations.models import Keyframe, KeyframeRevision, Segment
from annotator.annotations.propagation_plan import needed_segments
from annotator.jobs.models import Job
from annotator.notices.actions import follow_log
from annotator.notices.models import Notice
from annotator.review.models import Submission
from annotator.review.quality_actions import pass_unsampled
from annotator.videos.models import Video
from annotator.work.models import Batch, Stint, WorkItem
from tests import factories as make

pytestmark = pytest.mark.django_db
MENDED = [[[12.0, 12.0], [34.0, 12.0], [34.0, 34.0], [12.0, 34.0]]]


class Desk:
    """Masks that wait for review, every frame computed."""

    def __init__(self) -> None:
        self.project = make.project()
        self.author, self.inspector = make.annotator(self.project), make.inspector(self.project)
        self.lead = make.lead(self.project)
        self.video = make.video(self.project)
        self.item = make.submitted_masks(self.video, self.author)
        make.propagate(self.video)
        self.tracks = list(self.video.tracks.order_by("number"))

    def draw(self, person, frame: int = 30, *, seen: int = 1, number: int = 1, rings: object = MENDED, **body: object):
        address = f"/api/tracks/{self.tracks[number - 1].pk}/keyframes/{frame}"
        body = {"rings": rings, "absent": False, "seen_revision": seen} | body
        return make.browser(person).put(address, body, "application/json")

    def post(self, person, verb: str, body: object = None):
        return make.browser(person).post(f"/api/work/{self.item.pk}/{verb}", body or {}, "application/json")

    def judge(self, number: int, verdict: str, reason: str = "") -> None:
        body = {"track": self.tracks[number - 1].pk, "verdict": verdict, "reason": reason}
        answer = make.browser(self.inspector).put(f"/api/work/{self.item.pk}/verdicts", body, "application/json")
        assert answer.status_code == 200, answer.content

    def read(self, person, address: str) -> dict:
        answer = make.browser(person).get(f"/api/{address}")
        assert answer.status_code == 200, answer.content
        return answer.json()

    def verdicts(self) -> list[str | None]:
        return [row["verdict"] for row in self.read(self.inspector, f"work/{self.item.pk}/verdicts")["verdicts"]]

    @property
    def state(self) -> str:
        return make.masks_item(self.video).state


@pytest.fixture
def desk() -> Desk:
    return Desk()


def code(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def test_a_correction_is_the_reviewers_and_the_masks_stay_their_authors(desk):
    answer = desk.draw(desk.inspector)

    assert answer.status_code == 200, answer.content
    assert (answer.json()["revision"], answer.json()["by"]["id"]) == (2, desk.inspector.pk)
    item = make.masks_item(desk.video)
    assert (item.author, item.state, item.inspector) == (desk.author, "submitted", None)
    handed_in = Submission.objects.get(item=item)
    assert (handed_in.author, handed_in.revisions["1/30"]) == (desk.author, 1)


def test_the_history_of_the_object_names_both_and_tells_the_correction(desk):
    desk.draw(desk.inspector)

    told = desk.read(desk.author, f"tracks/{desk.tracks[0].pk}/history")["revisions"]

    assert [(row["frame"], row["by"]["id"], row["correction"]) for row in told] == [
        (30, desk.inspector.pk, True),
        (90, desk.author.pk, False),
        (60, desk.author.pk, False),
        (30, desk.author.pk, False),
        (0, desk.author.pk, False),
    ]


def test_what_was_corrected_is_told_with_the_shape_that_was_handed_in(desk):
    desk.draw(desk.inspector)
    desk.draw(desk.inspector, 60, number=2, rings=None, absent=True)
    desk.draw(desk.inspector, 60, number=3)
    desk.draw(desk.inspector, 60, number=3, rings=make.SQUARE, seen=2)

    told = desk.read(desk.author, f"work/{desk.item.pk}/changes")

    assert (told["since"], told["tracks"]) == (None, [])
    assert [(row["number"], row["frame"], row["kind"], row["by"]["id"]) for row in told["corrections"]] == [
        (1, 30, "redrawn", desk.inspector.pk),
        (2, 60, "absent", desk.inspector.pk),
    ]
    assert (told["corrections"][0]["before"], told["corrections"][0]["after"]) == (make.SQUARE, MENDED)


def test_only_the_two_segments_beside_a_correction_are_computed_again(desk):
    computed = dict(Segment.objects.values_list("pk", "computed"))

    desk.draw(desk.inspector)

    assert [(one.number, one.first, one.last) for one in needed_segments(desk.video)] == [(1, 0, 29), (1, 30, 59)]
    make.propagate(desk.video)
    again = Segment.objects.filter(computed__gt=1).order_by("first").values_list("track__number", "first")
    assert list(again) == [(1, 0), (1, 30)]
    assert len(computed) == Segment.objects.count()


def test_approving_waits_for_what_lies_beside_and_then_approves_the_mended_masks(desk):
    desk.draw(desk.inspector)
    early = desk.post(desk.inspector, "approve")
    make.propagate(desk.video)

    approved = desk.post(desk.inspector, "approve")

    assert code(early) == (409, "propagation_pending")
    assert approved.status_code == 200, approved.content
    assert Keyframe.objects.get(track=desk.tracks[0], frame=30).by == desk.inspector


def test_a_shape_that_was_taken_away_stops_the_approval_until_the_cell_is_decided(desk):
    address = f"/api/tracks/{desk.tracks[0].pk}/keyframes/30?seen_revision=1"
    assert make.browser(desk.inspector).delete(address).status_code == 200
    make.propagate(desk.video)

    refused = desk.post(desk.inspector, "approve")

    assert code(refused) == (409, "masks_incomplete")
    assert desk.state == "submitted"
    assert desk.draw(desk.inspector, seen=2).status_code == 200
    make.propagate(desk.video)
    assert desk.post(desk.inspector, "approve").status_code == 200


def test_verdicts_on_untouched_objects_stay_and_one_on_a_corrected_object_is_asked_for_again(desk):
    desk.judge(1, "rejected", "loose_boundary")
    desk.judge(2, "approved")
    desk.judge(3, "approved")

    desk.draw(desk.inspector)

    assert desk.verdicts() == [None, "approved", "approved"]
    make.propagate(desk.video)
    assert code(desk.post(desk.inspector, "approve")) == (409, "verdicts_open")
    desk.judge(1, "approved")
    assert desk.verdicts() == ["approved"] * 3
    assert desk.post(desk.inspector, "approve").status_code == 200


def test_after_a_return_the_author_goes_on_from_the_corrections_and_they_are_what_the_next_round_is_held_against(desk):
    desk.draw(desk.inspector)
    desk.judge(1, "approved")
    desk.judge(2, "rejected", "loose_boundary")
    desk.judge(3, "approved")
    assert desk.post(desk.inspector, "return", {"findings": []}).status_code == 200

    drawn = desk.draw(desk.author, number=2, rings=MENDED)
    assert desk.post(desk.author, "submit").status_code == 200

    assert drawn.status_code == 200
    told = desk.read(desk.inspector, f"work/{desk.item.pk}/changes")
    assert [(track["number"], track["change"]) for track in told["tracks"]] == [
        (2, "redrawn"),
        (1, "same"),
        (3, "same"),
    ]
    assert told["corrections"] == []
    rows = desk.read(desk.inspector, f"work/{desk.item.pk}/verdicts")["verdicts"]
    assert [(row["verdict"], row["kept"]) for row in rows] == [("approved", True), (None, False), ("approved", True)]


def test_an_approval_that_a_later_correction_overtook_is_not_kept_into_the_next_round(desk):
    desk.judge(1, "approved")
    desk.draw(desk.inspector)
    desk.judge(2, "rejected", "loose_boundary")
    desk.post(desk.inspector, "return", {"findings": []})

    desk.post(desk.author, "submit")

    assert desk.verdicts() == [None, None, None]


def test_two_reviewers_overwrite_nothing_and_a_retry_corrects_once(desk):
    key = str(uuid.uuid4())
    desk.draw(desk.inspector, request_id=key)

    again = desk.draw(desk.inspector, request_id=key)
    late = desk.draw(desk.lead, rings=make.SQUARE)

    assert again.status_code == 200
    assert code(late) == (409, "stale_revision")
    assert late.json()["error"]["fields"]["current"]["rings"] == MENDED
    assert KeyframeRevision.objects.filter(corrected_round=1).count() == 1


@pytest.mark.parametrize(("verb", "body"), [("approve", {}), ("return", {"findings": [{"reason": "loose_boundary"}]})])
def test_once_they_are_approved_or_returned_the_masks_are_closed_to_the_reviewer(desk, verb, body):
    assert desk.post(desk.lead, verb, body).status_code == 200

    late = desk.draw(desk.inspector)

    assert code(late) == (409, "wrong_state")
    assert not KeyframeRevision.objects.filter(corrected_round__isnull=False).exists()


def test_only_who_may_review_corrects(desk):
    own = make.video(desk.project)
    make.submitted_masks(own, desk.lead)
    captioned = make.video(desk.project)
    make.submitted_masks(captioned, make.annotator(desk.project))
    WorkItem.objects.filter(video=captioned, step="masks").update(barred_author=desk.lead)

    def save(person, video):
        body = {"rings": MENDED, "absent": False, "seen_revision": 1}
        return make.browser(person).put(
            f"/api/tracks/{video.tracks.get(number=1).pk}/keyframes/30", body, "application/json"
        )

    refused = [
        desk.draw(desk.author), desk.draw(make.annotator(desk.project)), desk.draw(make.inspector(make.project())),
        desk.draw(make.admin(desk.project)), save(desk.lead, own), save(desk.lead, captioned),
    ]  # fmt: skip

    assert [code(answer) for answer in refused] == [(404, "not_found")] * 5 + [(409, "own_work")]
    assert not KeyframeRevision.objects.filter(corrected_round__isnull=False).exists()


def test_nothing_is_corrected_in_a_frozen_batch_nor_of_what_measures_its_author(desk):
    frozen = Batch.objects.create(project=desk.project, name="stopped", by=desk.lead, frozen_at="2026-01-01T00:00:00Z")
    WorkItem.objects.filter(pk=desk.item.pk).update(batch=frozen)
    stopped = desk.draw(desk.inspector)
    WorkItem.objects.filter(pk=desk.item.pk).update(batch=None)
    Video.objects.filter(pk=desk.video.pk).update(twin_of=make.video(desk.project))

    measured = desk.draw(desk.inspector)

    assert [code(stopped), code(measured)] == [(409, "work_frozen"), (409, "wrong_state")]
    assert desk.read(desk.inspector, f"work/{desk.item.pk}")["can"]["correct"] is False
    assert not KeyframeRevision.objects.filter(corrected_round__isnull=False).exists()


def test_a_reviewer_does_not_draw_on_masks_that_are_still_in_work():
    project = make.project()
    video = make.video(project)
    track = make.masking(video, make.annotator(project))[0]

    body = {"rings": MENDED, "absent": False, "seen_revision": 0}
    answer = make.browser(make.inspector(project)).put(f"/api/tracks/{track.pk}/keyframes/0", body, "application/json")

    assert code(answer) == (404, "not_found")
    assert not Keyframe.objects.exists()


def test_drafts_and_previews_come_to_the_reviewer_too(desk):
    browser, track = make.browser(desk.inspector), desk.tracks[0].pk
    key = str(uuid.uuid4())
    body = {"id": key, "method": "neighbour"}

    asked = browser.post(f"/api/tracks/{track}/keyframes/30/suggestions", body, "application/json")
    previewed = browser.post(f"/api/tracks/{track}/previews", {"first": 30}, "application/json")

    assert (asked.status_code, previewed.status_code) == (202, 202), (asked.content, previewed.content)
    assert desk.read(desk.inspector, f"videos/{desk.video.pk}/tracks")["editable"] is True
    assert desk.read(desk.author, f"videos/{desk.video.pk}/tracks")["editable"] is False
    assert desk.read(desk.inspector, f"work/{desk.item.pk}")["can"]["correct"] is True


def test_the_objects_of_a_partial_round_that_stayed_closed_are_open_to_who_reviews_them(desk):
    WorkItem.objects.filter(pk=desk.item.pk).update(partial=True)

    answer = desk.draw(desk.inspector)

    assert answer.status_code == 200
    told = desk.read(desk.inspector, f"videos/{desk.video.pk}/tracks")
    assert [row["locked"] for row in told["tracks"]] == [False] * 3


def test_the_reviewers_time_is_the_reviews_and_not_the_authors(desk):
    browser = make.browser(desk.inspector)

    answer = browser.post(f"/api/work/{desk.item.pk}/activity", {"frame": 30, "number": 1}, "application/json")

    assert answer.status_code == 200, answer.content
    assert list(Stint.objects.values_list("person", "review")) == [(desk.inspector.pk, True)]


def test_what_lies_beside_is_asked_for_once_the_reviewers_hand_rests(desk):
    desk.draw(desk.inspector)
    drawing_on = corrections.compute_corrected()
    WorkItem.objects.update(corrected_at=F("corrected_at") - timedelta(seconds=21))

    rested, again = corrections.compute_corrected(), corrections.compute_corrected()

    assert (drawing_on, rested, again) == (0, 1, 0)
    assert list(Job.objects.filter(state="queued").order_by("part").values_list("part", "total")) == [(0, 1), (30, 1)]


def test_work_that_nobody_was_to_look_at_waits_for_a_verdict_once_a_reviewer_mended_it(desk):
    Submission.objects.filter(item=desk.item).update(sampled=False)
    desk.draw(desk.inspector)
    make.propagate(desk.video)

    assert pass_unsampled() == 0

    assert desk.state == "submitted"
    assert Submission.objects.get(item=desk.item).sampled is True


@pytest.mark.django_db(transaction=True)  # an event is read once its transaction has ended
def test_the_author_is_told_that_their_masks_were_corrected(desk):
    desk.draw(desk.inspector)
    make.propagate(desk.video)
    desk.post(desk.inspector, "approve")

    follow_log()

    told = Notice.objects.filter(person=desk.author, item=desk.item)
    assert list(told.values_list("kind", "by")) == [("corrected", desk.inspector.pk)]


@pytest.mark.django_db(transaction=True)
def test_a_correction_that_meets_an_approval_is_in_it_or_comes_late():
    for _ in range(5):
        desk, answers, start = Desk(), {}, threading.Barrier(2)

        def meet(name: str, act, answers=answers, start=start) -> None:
            start.wait()
            answers[name] = act()
            connection.close()

        threads = [
            threading.Thread(target=meet, args=("drawn", lambda desk=desk: desk.draw(desk.inspector))),
            threading.Thread(target=meet, args=("approved", lambda desk=desk: desk.post(desk.lead, "approve"))),
        ]
        for each in threads:
            each.start()
        for each in threads:
            each.join()

        corrected = KeyframeRevision.objects.filter(keyframe__track__video=desk.video, corrected_round=1).count()
        if answers["drawn"].status_code == 200:
            assert (code(answers["approved"]), desk.state, corrected) == (
                (409, "propagation_pending"), "submitted", 1,
            )  # fmt: skip
        else:
            assert (code(answers["drawn"]), answers["approved"].status_code, corrected) == (
                (409, "wrong_state"), 200, 0,
            )  # fmt: skip
