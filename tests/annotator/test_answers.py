"""What becomes of a question: who answers it, who takes it back, who reads it, and in whose queue it waits."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from annotator.events.models import Event
from annotator.review.models import Question
from annotator.work import actions as work
from tests import factories as make
from tests.annotator.question_scene import BALLS, Scene, error_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return Scene()


# ---- answering


@pytest.mark.parametrize("who", ["author", "inspector", "lead"])
def test_the_author_and_reviewers_answer(scene, who):
    person = getattr(scene, who)
    question = scene.asked()

    [before] = scene.listed(person)
    answered = scene.answer(person, question)

    assert before["can"] == {"answer": True, "withdraw": False}
    assert answered.status_code == 200, answered.content
    shown = answered.json()
    assert (shown["state"], shown["answer"], shown["answered_by"]["id"]) == (
        "answered", "The one on the left.", person.pk
    )  # fmt: skip
    assert shown["answered"] is not None
    assert shown["can"] == {"answer": False, "withdraw": False}
    assert scene.listed(scene.drawer) == [shown | {"mine": True}]


@pytest.mark.parametrize(
    ("who", "status", "code"),
    [("colleague", 403, "not_allowed"), ("researcher", 403, "not_allowed"), ("drawer", 403, "not_allowed"),
     ("outsider", 404, "not_found")],
)  # fmt: skip
def test_nobody_else_answers(scene, who, status, code):
    question = scene.asked()

    refused = scene.answer(getattr(scene, who), question)

    assert error_of(refused)[:2] == (status, code)
    assert scene.listed(scene.author)[0]["state"] == "open"


def test_a_lead_who_draws_does_not_answer_themselves(scene):
    video = make.video(scene.project)
    make.masking(video, scene.lead)
    lead = make.browser(scene.lead)
    question = lead.post(f"/api/videos/{video.pk}/questions", BALLS, "application/json").json()

    refused = scene.answer(scene.lead, question["id"])

    assert question["can"]["answer"] is False
    assert error_of(refused)[:2] == (409, "own_work")


def test_the_same_answer_sent_again_is_no_conflict_and_another_one_is(scene):
    question = scene.asked()
    scene.answer(scene.author, question)

    again, other = scene.answer(scene.author, question), scene.answer(scene.inspector, question, "The right one.")

    assert again.status_code == 200
    assert (other.status_code, other.json()["error"]["code"]) == (409, "wrong_state")
    assert scene.listed(scene.drawer)[0]["answer"] == "The one on the left."
    assert Event.objects.filter(topic="question").count() == 2


def test_what_was_withdrawn_is_answered_no_more(scene):
    question = scene.asked()
    scene.withdraw(scene.drawer, question)

    refused = scene.answer(scene.author, question)

    assert error_of(refused)[:2] == (409, "wrong_state")
    assert scene.listed(scene.author)[0]["answer"] == ""


@pytest.mark.parametrize("number", [0, 10**8, 10**30])
def test_a_question_that_is_not_there_is_not_found(scene, number):
    assert scene.answer(scene.author, number).status_code == 404
    assert scene.withdraw(scene.author, number).status_code == 404


def wait_for_blocked(threads: int) -> None:
    """Wait until so many connections wait for a lock."""
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # a transaction sees others as it first saw them
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
            if cursor.fetchone()[0] >= threads:
                return
        time.sleep(0.02)
    raise AssertionError("nobody waits")


@pytest.mark.django_db(transaction=True)
def test_of_those_who_answer_at_once_one_wins_and_the_others_are_told():
    scene = Scene()
    question = scene.asked()
    statuses = []

    def answer(person, text: str) -> None:
        statuses.append(scene.answer(person, question, text).status_code)
        connection.close()

    people = [(scene.author, "Left."), (scene.inspector, "Right."), (scene.lead, "Middle.")]
    threads = [threading.Thread(target=answer, args=who) for who in people]
    with transaction.atomic():
        Question.objects.select_for_update().get(pk=question)
        for thread in threads:
            thread.start()
        wait_for_blocked(len(threads))
    for thread in threads:
        thread.join()

    assert sorted(statuses) == [200, 409, 409]
    assert Event.objects.filter(topic="question").count() == 2


# ---- withdrawing


def test_who_asked_withdraws_even_after_the_masks_went_to_somebody_else(scene):
    question = scene.asked()
    work.give_up(scene.drawer, item_id=make.masks_item(scene.video).pk)

    withdrawn = scene.withdraw(scene.drawer, question)

    assert (withdrawn.status_code, withdrawn.json()["state"]) == (200, "withdrawn")
    assert withdrawn.json()["can"] == {"answer": False, "withdraw": False}


def test_a_question_is_withdrawn_once_and_never_after_its_answer(scene):
    first, second = scene.asked(), scene.asked()
    scene.withdraw(scene.drawer, first)
    scene.answer(scene.author, second)

    refused = [scene.withdraw(scene.drawer, question) for question in (first, second)]

    assert [error_of(answer)[:2] for answer in refused] == [(409, "wrong_state"), (409, "wrong_state")]
    assert [row["state"] for row in scene.listed(scene.drawer)] == ["withdrawn", "answered"]


@pytest.mark.parametrize(
    ("who", "status"), [("author", 403), ("lead", 403), ("inspector", 403), ("colleague", 403), ("outsider", 404)]
)
def test_nobody_else_withdraws(scene, who, status):
    question = scene.asked()

    assert scene.withdraw(getattr(scene, who), question).status_code == status
    assert scene.listed(scene.drawer)[0]["state"] == "open"


# ---- reading


@pytest.mark.parametrize("who", ["author", "drawer", "lead", "inspector", "researcher", "colleague"])
def test_everybody_in_the_project_reads_the_questions_of_a_clip(scene, who):
    asked = [scene.asked(), scene.asked(frame=60)]

    assert [row["id"] for row in scene.listed(getattr(scene, who))] == asked


def test_outsiders_read_none(scene):
    scene.asked()

    assert make.browser(scene.outsider).get(f"/api/videos/{scene.video.pk}/questions").status_code == 404


# ---- the queue


def test_an_open_question_waits_in_the_queue_of_the_caption_s_author_alone(scene):
    question = scene.asked()

    assert [(row["id"], row["can"]["answer"]) for row in scene.queued(scene.author)] == [(question, True)]
    for person in (scene.drawer, scene.lead, scene.inspector, scene.researcher, scene.colleague):
        assert scene.queued(person) == []


def test_an_answer_waits_in_the_queue_of_who_asked_for_seven_days(scene):
    question = scene.asked()
    scene.answer(scene.author, question)

    fresh = scene.queued(scene.drawer)
    Question.objects.update(answered_at="2000-01-01T00:00Z")

    assert [(row["id"], row["answer"], row["mine"]) for row in fresh] == [(question, "The one on the left.", True)]
    assert scene.queued(scene.author) == []
    assert scene.queued(scene.drawer) == []


def test_what_was_withdrawn_waits_nowhere(scene):
    scene.withdraw(scene.drawer, scene.asked())

    assert (scene.queued(scene.author), scene.queued(scene.drawer)) == ([], [])


def test_a_queue_holds_the_questions_of_its_own_project_only(scene):
    scene.asked()
    scene.answer(scene.author, scene.asked())
    elsewhere = make.project()
    for person in (scene.author, scene.drawer):
        elsewhere.memberships.create(user=person, role="annotator")

        queue = make.browser(person).get(f"/api/projects/{elsewhere.slug}/queue").json()

        assert queue["questions"] == []


def queries_of(person, path: str) -> int:
    """How many queries reading a path takes."""
    browser = make.browser(person)
    with CaptureQueriesContext(connection) as caught:
        assert browser.get(f"/api/{path}").status_code == 200
    return len(caught)


def test_questions_cost_the_queue_and_a_clip_no_query_each(scene):
    scene.asked()
    paths = (f"projects/{scene.project.slug}/queue", f"videos/{scene.video.pk}/questions")
    with_one = [queries_of(scene.author, path) for path in paths]

    for number in range(12):
        question = scene.asked(frame=number)
        if number % 2:
            scene.answer(scene.inspector, question)
    with_many = [queries_of(scene.author, path) for path in paths]

    assert (len(scene.queued(scene.author)), len(scene.listed(scene.author))) == (7, 13)
    assert with_many == with_one
    assert with_one[0] <= 24
    assert with_one[1] <= 8
