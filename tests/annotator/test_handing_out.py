"""What "Start next task" gives to whom: by priority, deadline, skill and reservation, and never what was skipped."""

import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from annotator.events.models import Event
from annotator.review import actions as review
from annotator.work import actions as work
from annotator.work import batch_actions as batches
from annotator.work import line_actions as line
from annotator.work.line_actions import skip
from annotator.work.models import Batch, Move, WorkItem
from annotator.work.transitions import PersonUnfit, WorkFrozen
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make.project()


def post(person, path: str, body: object = None):
    return make.browser(person).post(f"/api/{path}", body or {}, content_type="application/json")


def offered(person, project) -> int | None:
    """The clip that a person's queue offers next."""
    card = make.browser(person).get(f"/api/projects/{project.slug}/queue").json()["next"]
    return card and card["video"]


def test_the_most_urgent_is_handed_out_first_and_of_equals_what_is_due_first(project):
    plain, due_late, due_soon, urgent = (make.video(project) for _ in range(4))
    lead, soon = make.lead(project), timezone.now() + dt.timedelta(hours=1)
    for video, body in [
        (due_late, {"deadline": (soon + dt.timedelta(days=1)).isoformat()}),
        (due_soon, {"deadline": soon.isoformat()}),
        (urgent, {"priority": 5}),
    ]:
        assert post(lead, f"work/{make.caption_item(video).pk}/plan", body).status_code == 200

    handed = [work.claim_next(make.annotator(project), slug=project.slug).video_id for _ in range(4)]

    assert handed == [urgent.pk, due_soon.pk, due_late.pk, plain.pk]
    assert Event.objects.filter(topic="work", verb="planned").count() == 3


@pytest.mark.parametrize("body", [{"priority": 101}, {"deadline": "tomorrow"}])
def test_a_plan_that_is_none_is_refused(project, body):
    item = make.caption_item(make.video(project))

    answer = post(make.lead(project), f"work/{item.pk}/plan", body)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_body")
    assert not Event.objects.filter(verb="planned").exists()


@pytest.mark.parametrize(("skills", "steps"), [([], 2), (["captions"], 1), (["masks"], 1), (["captions", "masks"], 2)])
def test_people_are_handed_only_work_that_is_among_their_skills(project, skills, steps):
    drawn, captioned = make.video(project), make.video(project)
    make.submitted_caption(drawn, make.annotator(project))
    review.approve(make.inspector(project), item_id=make.caption_item(drawn).pk)
    person = make.annotator(project)
    person.memberships.update(skills=skills)

    handed = []
    for _ in range(2):
        answer = post(person, f"projects/{project.slug}/queue/next")
        if answer.status_code == 200:
            handed.append((answer.json()["step"], answer.json()["video"]))

    assert len(handed) == steps
    if skills == ["captions"]:
        assert handed == [("caption", captioned.pk)]
    if skills == ["masks"]:
        assert handed == [("masks", drawn.pk)]
        with pytest.raises(PersonUnfit, match="no captions"):
            work.claim(person, item_id=make.caption_item(captioned).pk)


def test_skipped_work_goes_to_others_and_not_to_who_skipped_it(project):
    video, person, other = make.video(project), make.annotator(project), make.annotator(project)
    item = make.caption_item(video)

    answer = post(person, f"work/{item.pk}/skip", {"reason": "language", "text": " A sign in Thai. "})

    assert answer.status_code == 200, answer.content
    assert (offered(person, project), offered(other, project)) == (None, video.pk)
    move = Move.objects.get(item=item)
    assert (move.verb, move.reason, move.text, move.actor) == ("skip", "language", "A sign in Thai.", person)


def test_work_in_hand_can_be_skipped_and_keeps_its_draft(project):
    video, person = make.video(project), make.annotator(project)
    item = work.claim(person, item_id=make.caption_item(video).pk)

    skip(person, item_id=item.pk, reason="too_hard")

    item.refresh_from_db()
    assert (item.state, item.author, item.lease_until) == ("ready", None, None)
    assert offered(person, project) is None


@pytest.mark.parametrize(
    ("body", "code"),
    [({"reason": "other"}, "skip_refused"), ({"reason": "boring"}, "invalid_body"), ({}, "invalid_body")],
)
def test_work_is_not_skipped_without_a_reason(project, body, code):
    video, person = make.video(project), make.annotator(project)

    answer = post(person, f"work/{make.caption_item(video).pk}/skip", body)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)
    assert not Move.objects.exists()
    assert offered(person, project) == video.pk


def test_a_reservation_keeps_work_for_one_person_even_if_they_skipped_it_before(project):
    video, lead = make.video(project), make.lead(project)
    person, other = make.annotator(project), make.annotator(project)
    item = make.caption_item(video)
    skip(person, item_id=item.pk, reason="too_hard")

    answer = post(lead, f"work/{item.pk}/reassign", {"person": person.pk, "reason": "Please try."})

    assert answer.json()["reserved_for"]["id"] == person.pk
    assert (offered(person, project), offered(other, project), offered(lead, project)) == (video.pk, None, None)
    with pytest.raises(PersonUnfit, match="reserved"):
        work.claim(other, item_id=item.pk)
    assert Move.objects.get(verb="reassign").text == "Please try."


def test_a_reservation_can_be_ended(project):
    video, lead, person = make.video(project), make.lead(project), make.annotator(project)
    item = make.caption_item(video)
    line.reassign(lead, item_id=item.pk, person=make.annotator(project).pk)

    post(lead, f"work/{item.pk}/reassign", {"person": None})

    assert offered(person, project) == video.pk


def test_reassigned_work_is_taken_from_who_has_it_with_its_draft_and_its_round(project):
    video, lead = make.video(project), make.lead(project)
    first, second = make.annotator(project), make.annotator(project)
    item = make.submitted_caption(video, first)
    review.return_submission(make.inspector(project), item_id=item.pk, findings=[{"reason": "language", "text": "No."}])

    line.reassign(lead, item_id=item.pk, person=second.pk)
    work.claim(second, item_id=item.pk)
    card = make.browser(second).get(f"/api/work/{item.pk}").json()

    assert (card["author"]["id"], card["round"], card["caption_text"]) == (second.pk, 2, make.CAPTION)
    assert [finding["text"] for finding in card["findings"]] == ["No."]
    told = Event.objects.filter(topic="work", verb="changed", payload__verb="reassign").get().payload
    assert (told["previous"], told["reserved_for"], told["author"]) == (first.pk, second.pk, None)


def test_a_lead_takes_over_open_work_and_its_author_hears_that_it_is_theirs_no_longer(project):
    video, lead, person = make.video(project), make.lead(project), make.annotator(project)
    item = work.claim(person, item_id=make.caption_item(video).pk)

    taken = post(lead, f"work/{item.pk}/take_over")
    heartbeat = post(person, f"work/{item.pk}/heartbeat")

    assert (taken.json()["author"]["id"], taken.json()["state"]) == (lead.pk, "annotating")
    assert (heartbeat.status_code, heartbeat.json()["error"]["code"]) == (409, "wrong_state")


def test_a_lease_that_ran_out_is_told_to_everybody_with_whose_it_was(project):
    video, person = make.video(project), make.annotator(project)
    item = work.claim(person, item_id=make.caption_item(video).pk)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE work_workitem SET lease_until = now() - interval '1 second' WHERE id = %s", [item.pk])

    editable = make.browser(person).get(f"/api/videos/{video.pk}/captions/en").json()["editable"]
    work.expire_leases()

    assert editable is False  # before the dispatcher came by, a save would have been refused already
    told = Event.objects.get(topic="work", verb="expired")
    assert told.payload == {"work": item.pk, "video": video.pk, "step": "caption", "person": person.pk}
    assert (Move.objects.get(verb="expire").actor, Move.objects.get(verb="expire").person) == (None, person)


def test_nothing_of_a_frozen_batch_is_handed_out_handed_in_or_judged_until_it_thaws(project):
    lead, person, inspector = make.lead(project), make.annotator(project), make.inspector(project)
    waiting, begun, handed_in = (make.video(project) for _ in range(3))
    item = work.claim(person, item_id=make.caption_item(begun).pk)
    judged = make.submitted_caption(handed_in, make.annotator(project))
    batch = post(lead, f"projects/{project.slug}/batches", {"name": "First"}).json()
    videos = [waiting.pk, begun.pk, handed_in.pk]
    planned = post(lead, f"projects/{project.slug}/plan", {"videos": videos, "batch": batch["id"]}).json()["clips"]

    frozen = post(lead, f"batches/{batch['id']}/freeze").json()
    answers = [
        post(person, f"work/{make.caption_item(waiting).pk}/claim"),
        post(person, f"work/{item.pk}/submit"),
        post(inspector, f"work/{judged.pk}/approve"),
        post(inspector, f"work/{judged.pk}/return", {"findings": [{"reason": "language"}]}),
    ]
    offer = offered(person, project)
    queue = make.browser(inspector).get(f"/api/projects/{project.slug}/queue").json()
    given_up = post(person, f"work/{item.pk}/give_up")
    thawed = post(lead, f"batches/{batch['id']}/thaw").json()

    assert [clip["code"] for clip in planned] == [None, None, None]
    assert frozen["frozen"] is not None
    assert [answer.json()["error"]["code"] for answer in answers[:1] + answers[2:]] == ["work_frozen"] * 3
    assert (offer, queue["to_review"], given_up.status_code) == (None, [], 200)
    assert thawed["frozen"] is None
    assert offered(person, project) == waiting.pk
    assert Event.objects.filter(topic="batch").count() == 3


def test_a_frozen_batch_takes_no_submission(project):
    video, lead = make.video(project), make.lead(project)
    writer = make.annotator(project)
    item = work.claim(writer, item_id=make.caption_item(video).pk)
    batch = batches.make_batch(lead, slug=project.slug, name="One")
    WorkItem.objects.filter(pk=item.pk).update(batch=batch)
    batches.freeze(lead, batch_id=batch.pk)

    with pytest.raises(WorkFrozen):
        work.submit(work.queries.items().get(pk=item.pk), actor=writer)

    assert make.caption_item(video).state == "annotating"


def test_freezing_twice_is_freezing_once(project):
    lead = make.lead(project)
    batch = batches.make_batch(lead, slug=project.slug, name="One")

    first, second = (post(lead, f"batches/{batch.pk}/freeze").json()["frozen"] for _ in range(2))

    assert first == second
    assert Event.objects.filter(topic="batch", verb="changed").count() == 2


def test_a_batch_needs_a_name_of_its_own(project):
    lead = make.lead(project)
    batches.make_batch(lead, slug=project.slug, name="One")

    answer = post(lead, f"projects/{project.slug}/batches", {"name": "One"})

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "batch_refused")
    assert Batch.objects.count() == 1


def test_a_selection_is_planned_clip_by_clip_and_says_of_each_what_kept_it_from_it(project):
    lead, writer, person = make.lead(project), make.annotator(project), make.annotator(project)
    free, judged, foreign = make.video(project), make.video(project), make.video(make.project())
    make.submitted_caption(judged, writer)

    answer = post(
        lead,
        f"projects/{project.slug}/plan",
        {"videos": [free.pk, judged.pk, foreign.pk], "step": "caption", "person": person.pk, "priority": 3},
    ).json()["clips"]

    assert [(clip["video"], clip["code"]) for clip in answer] == [
        (free.pk, None),
        (judged.pk, "wrong_state"),
        (foreign.pk, "not_found"),
    ]
    planned, left = make.caption_item(free), make.caption_item(judged)
    assert (planned.reserved_for, planned.priority) == (person, 3)
    assert (left.reserved_for, left.priority) == (None, 0)


def test_one_person_is_not_given_both_steps_of_a_clip_at_once(project):
    video, person = make.video(project), make.annotator(project)

    answer = post(make.lead(project), f"projects/{project.slug}/plan", {"videos": [video.pk], "person": person.pk})

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_body")


def test_clips_are_not_put_into_another_projects_batch(project):
    elsewhere = make.project()
    foreign = batches.make_batch(make.lead(elsewhere), slug=elsewhere.slug, name="Theirs")
    video = make.video(project)

    answer = post(make.lead(project), f"projects/{project.slug}/plan", {"videos": [video.pk], "batch": foreign.pk})

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "batch_refused")
    assert make.caption_item(video).batch is None


def test_what_is_not_inspected_passes_without_an_inspector(project):
    video = make.video(project)
    item = make.submitted_caption(video, make.annotator(project))

    passed = work.move(item, "pass", actor=None)

    assert (passed.state, passed.inspector) == ("approved", None)
    assert Move.objects.get(verb="pass").actor is None
