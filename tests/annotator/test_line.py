"""A clip's life: who may move what from where to where, and that the database itself keeps people apart."""

import threading
from typing import get_args

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from annotator.accounts.models import Role
from annotator.annotations.actions.captions import Writing, save_caption
from annotator.annotations.models import Track
from annotator.events.models import Event
from annotator.jobs.models import Job
from annotator.review import actions as review
from annotator.review.models import Finding, Submission
from annotator.videos.queries import NotAllowed, NotFound
from annotator.work import actions as work
from annotator.work.models import WorkItem
from annotator.work.transitions import OwnWork, Verb, WrongState, target
from tests import factories as make

pytestmark = pytest.mark.django_db
FINDING = {"reason": "loose_boundary", "text": "The edge is off.", "frame": 30, "x": 12.5, "y": 20.0}


@pytest.fixture
def project():
    return make.project()


def browser_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_a_clip_goes_from_caption_to_ready_through_four_people(project):
    video = make.video(project)
    writer, drawer, inspector = make.annotator(project), make.annotator(project), make.inspector(project)

    make.submitted_caption(video, writer)
    review.approve(inspector, item_id=make.caption_item(video).pk)
    work.claim(drawer, item_id=make.masks_item(video).pk)
    make.draw_all(video, drawer)
    review.submit(drawer, item_id=make.masks_item(video).pk)

    assert [track.number for track in Track.objects.filter(video=video).order_by("number")] == [1, 2, 3]
    assert make.masks_item(video).state == WorkItem.State.SUBMITTED
    assert list(Job.objects.order_by("part").values_list("kind", "part")) == [
        ("annotations.propagate", frame) for frame in (0, 30, 60, 90)
    ]
    assert Event.objects.filter(topic="work").count() == 6


def led_to(state: str, verb: Verb) -> str | None:
    """Where a step leads; None where it is refused."""
    try:
        return target(state, verb)
    except WrongState:
        return None


def test_the_table_of_steps_holds_these_and_no_others():
    known = {
        ("blocked", "unblock", "ready"),
        ("ready", "claim", "annotating"),
        ("annotating", "give_up", "ready"),
        ("annotating", "submit", "submitted"),
        ("returned", "submit", "submitted"),
        ("submitted", "approve", "approved"),
        ("submitted", "pass", "approved"),
        ("submitted", "return", "returned"),
        ("submitted", "reopen", "returned"),
        ("approved", "reopen", "returned"),
    }
    pairs = [(state, verb) for state in WorkItem.State.values for verb in get_args(Verb)]

    led = {(state, verb, led_to(state, verb)) for state, verb in pairs}

    assert {step for step in led if step[2]} == known


def test_the_captions_author_cannot_take_its_masks(project):
    video = make.video(project)
    writer = make.annotator(project)
    make.submitted_caption(video, writer)
    review.approve(make.inspector(project), item_id=make.caption_item(video).pk)

    with pytest.raises(OwnWork):
        work.claim(writer, item_id=make.masks_item(video).pk)
    with pytest.raises(work.NothingToDo):
        work.claim_next(writer, slug=project.slug)

    assert make.masks_item(video).author is None


def test_the_database_refuses_the_captions_author_on_the_masks_whatever_the_code_does(project):
    video = make.video(project)
    writer = make.annotator(project)
    make.submitted_caption(video, writer)
    review.approve(make.inspector(project), item_id=make.caption_item(video).pk)

    with pytest.raises(IntegrityError), transaction.atomic():
        WorkItem.objects.filter(video=video, step="masks").update(state="submitted", author=writer)


def test_nobody_reviews_their_own_work_even_as_lead(project):
    video = make.video(project)
    lead = make.lead(project)
    make.submitted_caption(video, lead)

    with pytest.raises(OwnWork):
        review.approve(lead, item_id=make.caption_item(video).pk)
    with pytest.raises(OwnWork):
        review.return_submission(lead, item_id=make.caption_item(video).pk, findings=[{"reason": "language"}])
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkItem.objects.filter(video=video, step="caption").update(inspector=lead)

    assert Submission.objects.get().state == Submission.State.OPEN


@pytest.mark.parametrize("role", [Role.ANNOTATOR, Role.RESEARCHER])
def test_only_inspectors_and_leads_judge(project, role):
    video = make.video(project)
    make.submitted_caption(video, make.annotator(project))

    with pytest.raises(NotAllowed):
        review.approve(make.person(project, role), item_id=make.caption_item(video).pk)

    assert make.caption_item(video).state == WorkItem.State.SUBMITTED


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.RESEARCHER])
def test_only_annotators_and_leads_take_work(project, role):
    make.video(project)

    with pytest.raises(NotAllowed):
        work.claim_next(make.person(project, role), slug=project.slug)


def test_an_outsider_finds_no_work_at_all(project):
    item = make.caption_item(make.video(project))

    with pytest.raises(NotFound):
        work.claim(make.annotator(make.project()), item_id=item.pk)


@pytest.mark.parametrize(
    ("text", "position"), [("A [man runs.", 2), ("A [man]<mask_10> runs.", 13), ("No object is named.", 0), ("", 0)]
)
def test_a_caption_that_is_not_strictly_valid_cannot_be_handed_in(project, text, position):
    video, writer = make.video(project), make.annotator(project)
    item = work.claim(writer, item_id=make.caption_item(video).pk)
    save_caption(writer, video_id=video.pk, writing=Writing(text), seen_revision=0)

    answer = browser_of(writer).post(f"/api/work/{item.pk}/submit")

    assert answer.status_code == 409
    assert answer.json()["error"]["code"] == "caption_invalid"
    assert answer.json()["error"]["fields"]["position"] == position
    assert not Submission.objects.exists()


def test_masks_with_an_open_cell_cannot_be_handed_in(project):
    video, drawer = make.video(project), make.annotator(project)
    make.masking(video, drawer)

    answer = browser_of(drawer).post(f"/api/work/{make.masks_item(video).pk}/submit")

    assert answer.status_code == 409
    assert len(answer.json()["error"]["fields"]["open"]) == 3 * 4
    assert make.masks_item(video).state == WorkItem.State.ANNOTATING


def test_returned_masks_come_back_to_their_author_with_reason_and_pin(project):
    video, drawer, inspector = make.video(project), make.annotator(project), make.inspector(project)
    item = make.submitted_masks(video, drawer)

    answer = browser_of(inspector).post(
        f"/api/work/{item.pk}/return",
        {"findings": [FINDING | {"track": video.tracks.get(number=1).pk}]},
        content_type="application/json",
    )
    queue = browser_of(drawer).get(f"/api/projects/{project.slug}/queue").json()

    assert answer.status_code == 200, answer.content
    [returned] = queue["returned"]
    assert returned["round"] == 2
    assert returned["findings"][0]["reason_text"] == "Loose boundary"
    assert (returned["findings"][0]["frame"], returned["findings"][0]["number"]) == (30, 1)


@pytest.mark.parametrize(
    "fault",
    [{"reason": "ugly"}, {"frame": 9999}, {"x": 900.0}, {"frame": None}, {"track": 10**9}, {"start": 3, "end": 1}],
)
def test_a_finding_that_points_nowhere_is_refused_and_the_work_stays_submitted(project, fault):
    video = make.video(project)
    item = make.submitted_masks(video, make.annotator(project))

    with pytest.raises(review.FindingRefused):
        review.return_submission(make.inspector(project), item_id=item.pk, findings=[FINDING | fault])

    assert make.masks_item(video).state == WorkItem.State.SUBMITTED
    assert not Finding.objects.exists()


def test_work_is_not_returned_without_a_reason(project):
    item = make.submitted_masks(make.video(project), make.annotator(project))

    with pytest.raises(review.FindingRefused):
        review.return_submission(make.inspector(project), item_id=item.pk, findings=[])


def test_masks_are_not_approved_before_they_are_propagated(project):
    item = make.submitted_masks(make.video(project), make.annotator(project))

    with pytest.raises(review.PropagationPending):
        review.approve(make.inspector(project), item_id=item.pk)


def test_of_two_inspectors_only_the_first_decides(project):
    video = make.video(project)
    make.submitted_caption(video, make.annotator(project))
    review.approve(make.inspector(project), item_id=make.caption_item(video).pk)

    with pytest.raises(WrongState):
        review.return_submission(
            make.inspector(project), item_id=make.caption_item(video).pk, findings=[{"reason": "language"}]
        )

    assert Submission.objects.get().state == Submission.State.APPROVED


def test_a_lease_that_ran_out_gives_the_work_back_and_keeps_the_draft(project):
    video, writer = make.video(project), make.annotator(project)
    item = work.claim(writer, item_id=make.caption_item(video).pk)
    save_caption(writer, video_id=video.pk, writing=Writing("A draft"), seen_revision=0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE work_workitem SET lease_until = now() - interval '1 second' WHERE id = %s", [item.pk])

    given_back = work.expire_leases()

    assert given_back == 1
    assert make.caption_item(video).author is None
    assert video.captions.get().text == "A draft"
    with pytest.raises(NotFound):
        save_caption(writer, video_id=video.pk, writing=Writing("Too late"), seen_revision=1)


def test_a_heartbeat_keeps_work_with_its_person(project):
    video, writer = make.video(project), make.annotator(project)
    item = work.claim(writer, item_id=make.caption_item(video).pk)

    kept = work.heartbeat(writer, item_id=item.pk)

    assert kept.lease_until > item.lease_until


@pytest.mark.django_db(transaction=True)
def test_thirty_two_people_asking_at_once_get_thirty_two_different_clips():
    project = make.project()
    people = [make.annotator(project) for _ in range(32)]
    for _ in people:
        make.video(project)
    taken: list[int] = []

    def ask(person) -> None:
        try:
            taken.append(work.claim_next(person, slug=project.slug).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(taken) == len(set(taken)) == 32
