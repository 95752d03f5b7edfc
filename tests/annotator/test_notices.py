"""Notices follow the log: whom it concerns hears of it once, whatever dies in between; nobody of what they did."""

import pytest
from django.core.management import call_command
from django.db import transaction

from annotator.annotations.actions import propagations
from annotator.annotations.masks_document import KIND
from annotator.events.models import Event
from annotator.jobs import actions as jobs
from annotator.notices import actions
from annotator.notices.models import Cursor, Notice
from annotator.review import actions as review
from annotator.review import thread_actions as threads
from annotator.review.question_actions import answer, ask
from annotator.videos.models import Membership
from annotator.work import actions as work
from annotator.work.models import WorkItem
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)  # an event is read once its transaction has ended
FINDINGS = [{"reason": "language", "text": "Say it shorter."}]


@pytest.fixture
def project():
    return make.project()


def listed(person, project) -> list[tuple[str, int]]:
    found = make.browser(person).get(f"/api/projects/{project.slug}/notices").json()
    return [(notice["kind"], notice["clip"]) for notice in found["notices"]]


def test_an_author_hears_that_their_work_came_back_and_was_accepted_and_by_whom(project):
    author, inspector = make.annotator(project), make.inspector(project)
    back, good = make.video(project), make.video(project)
    for video in (back, good):
        make.submitted_caption(video, author)
    review.return_submission(inspector, item_id=make.caption_item(back).pk, findings=FINDINGS)
    review.approve(inspector, item_id=make.caption_item(good).pk)

    actions.follow_log()

    assert listed(author, project) == [("approved", good.number), ("returned", back.number)]
    assert {notice.by_id for notice in Notice.objects.all()} == {inspector.pk}
    assert listed(inspector, project) == []


def test_an_author_whose_lease_ran_out_hears_of_it_and_one_who_gives_back_does_not(project):
    silent, leaving = make.annotator(project), make.annotator(project)
    lost, given = make.video(project), make.video(project)
    work.claim(silent, item_id=make.caption_item(lost).pk)
    work.claim(leaving, item_id=make.caption_item(given).pk)
    WorkItem.objects.filter(pk=make.caption_item(lost).pk).update(lease_until="2020-01-01T00:00:00Z")

    work.expire_leases()
    work.give_up(leaving, item_id=make.caption_item(given).pk)
    actions.follow_log()

    assert listed(silent, project) == [("expired", lost.number)]
    assert listed(leaving, project) == []


def test_a_question_reaches_the_captions_author_and_its_answer_who_asked(project):
    drawer = make.annotator(project)
    video = make.video(project)
    make.masking(video, drawer)
    author = make.caption_item(video).author
    asked = ask(drawer, video_id=video.pk, text="Which?", start=0, end=9, frame=0)
    actions.follow_log()
    answer(author, question_id=asked["id"], text="The left one.")
    actions.follow_log()

    assert ("question", video.number) in listed(author, project)
    assert listed(drawer, project) == [("answered", video.number)]


def test_a_failed_propagation_is_told_to_the_leads_once_until_they_have_read_it(project):
    lead, drawer = make.lead(project), make.annotator(project)
    video = make.video(project, frame_count=31)
    make.submitted_masks(video, drawer)
    for _ in range(2):
        while lease := jobs.claim_next(KIND, propagations.QUEUE, "worker"):
            run = propagations.run_to_compute(lease)
            jobs.fail(lease, code="task_impossible", text="No.")
            propagations.tell(video, run)
        with transaction.atomic():
            propagations.start_propagation(video)

    actions.follow_log()

    assert listed(lead, project) == [("failed", video.number)]
    assert listed(drawer, project) == []


def test_reading_the_log_twice_or_after_a_death_half_way_tells_everything_once(project):
    author, inspector = make.annotator(project), make.inspector(project)
    video = make.video(project)
    make.submitted_caption(video, author)
    review.approve(inspector, item_id=make.caption_item(video).pk)

    with transaction.atomic():  # it dies before its transaction ends
        actions.follow_log()
        transaction.set_rollback(True)
    after_death = Notice.objects.count()
    while actions.follow_log():
        pass
    again = actions.follow_log()

    assert (after_death, again) == (0, 0)
    assert listed(author, project) == [("approved", video.number)]
    assert Event.objects.filter(topic="notice").count() == 1


def test_the_dispatcher_makes_them(project):
    author, inspector = make.annotator(project), make.inspector(project)
    video = make.video(project)
    make.submitted_caption(video, author)
    review.approve(inspector, item_id=make.caption_item(video).pk)

    call_command("dispatch", "--once")

    assert listed(author, project) == [("approved", video.number)]
    assert Cursor.objects.get().event > 0


def test_who_left_the_project_hears_no_more_of_it(project):
    author, inspector = make.annotator(project), make.inspector(project)
    video = make.video(project)
    make.submitted_caption(video, author)
    Membership.objects.filter(user=author).delete()
    review.approve(inspector, item_id=make.caption_item(video).pk)

    actions.follow_log()

    assert not Notice.objects.exists()


def test_reading_marks_what_was_seen_and_leaves_what_came_meanwhile(project):
    author, inspector = make.annotator(project), make.inspector(project)
    for _ in range(2):
        video = make.video(project)
        make.submitted_caption(video, author)
        review.approve(inspector, item_id=make.caption_item(video).pk)
    actions.follow_log()
    first = Notice.objects.earliest("pk").pk
    browser, place = make.browser(author), f"/api/projects/{project.slug}/notices"

    answer = browser.post(f"{place}/read", {"until": first}, content_type="application/json").json()

    assert answer["unread"] == 1
    assert [notice["read"] for notice in answer["notices"]] == [False, True]
    assert make.browser(inspector).get(place).json() == {"unread": 0, "notices": []}


def test_nobody_marks_the_notices_of_somebody_else(project):
    author, inspector = make.annotator(project), make.inspector(project)
    video = make.video(project)
    make.submitted_caption(video, author)
    review.approve(inspector, item_id=make.caption_item(video).pk)
    actions.follow_log()

    make.browser(inspector).post(
        f"/api/projects/{project.slug}/notices/read", {"until": 10**9}, content_type="application/json"
    )

    assert Notice.objects.filter(read_at__isnull=True).count() == 1


def heard(*people) -> list[list[str]]:
    """What each of some people was told since the last look, the first first."""
    actions.follow_log()
    found = [list(Notice.objects.filter(person=one).order_by("pk").values_list("kind", flat=True)) for one in people]
    Notice.objects.all().delete()
    return found


def test_who_takes_part_in_a_thread_and_who_made_the_work_hear_of_it_and_nobody_of_what_they_did(project):
    author, inspector, lead = make.annotator(project), make.inspector(project), make.lead(project)
    video = make.video(project)
    make.submitted_masks(video, author)
    heard()

    opened = threads.open_thread(inspector, video_id=video.pk, step="masks", text="This box?", number=1, frame=30)
    first = heard(author, inspector, lead)
    threads.comment(author, thread_id=opened["id"], text="It is.")
    answered = heard(author, inspector, lead)
    threads.comment(lead, thread_id=opened["id"], text="Then say so in the guideline.")
    joined = heard(author, inspector, lead)
    threads.resolve(author, thread_id=opened["id"])
    threads.reopen(inspector, thread_id=opened["id"])
    turned = heard(author, inspector, lead)

    assert first == [["comment"], [], []]
    assert answered == [[], ["comment"], []]
    assert joined == [["comment"], ["comment"], []]
    assert turned == [["reopened"], ["resolved"], ["resolved", "reopened"]]


def test_a_notice_of_a_thread_leads_to_its_place(project):
    author, inspector = make.annotator(project), make.inspector(project)
    video = make.video(project)
    make.submitted_masks(video, author)
    opened = threads.open_thread(inspector, video_id=video.pk, step="masks", text="Look here.", number=2, frame=60)

    actions.follow_log()

    told = make.browser(author).get(f"/api/projects/{project.slug}/notices").json()["notices"][0]
    assert [told[name] for name in ("clip", "step", "thread", "frame", "number")] == [
        video.number, "masks", opened["id"], 60, 2,
    ]  # fmt: skip


def test_what_a_verdict_opens_and_resolves_is_told_by_the_verdict_alone(project):
    author, inspector = make.annotator(project), make.inspector(project)
    video = make.video(project)
    item = make.submitted_caption(video, author)
    review.return_submission(inspector, item_id=item.pk, findings=FINDINGS)
    returned = heard(author, inspector)
    review.submit(author, item_id=item.pk)
    review.approve(inspector, item_id=item.pk)

    approved = heard(author, inspector)

    assert (returned, approved) == ([["returned"], []], [["approved"], []])
