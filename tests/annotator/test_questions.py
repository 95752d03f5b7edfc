"""Questions back: who draws masks asks the caption's author, pinned to a phrase and a frame. No work moves by it."""

from __future__ import annotations

import threading
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.annotations.models import Caption, CaptionRevision
from annotator.events.models import Event
from annotator.review import actions as review
from annotator.review.models import Question
from annotator.work import actions as work
from annotator.work.models import WorkItem
from tests import factories as make

pytestmark = pytest.mark.django_db
BALLS = {"number": 2, "start": 22, "end": 31, "frame": 30, "x": 20.5, "y": 10.25, "text": "Which ball is 2?"}


class Scene:
    """A clip whose caption `author` wrote and whose masks `drawer` holds, with colleagues of every role."""

    def __init__(self, project=None) -> None:
        self.project = project or make.project()
        self.author, self.drawer = make.annotator(self.project), make.annotator(self.project)
        self.lead, self.inspector = make.lead(self.project), make.inspector(self.project)
        self.researcher, self.colleague = make.researcher(self.project), make.annotator(self.project)
        self.outsider = make.lead(make.project())
        self.video = make.video(self.project)
        make.submitted_caption(self.video, self.author)
        review.approve(self.inspector, item_id=make.caption_item(self.video).pk)
        work.claim(self.drawer, item_id=make.masks_item(self.video).pk)

    def ask(self, person=None, **body: object):
        browser = make.browser(person or self.drawer)
        return browser.post(f"/api/videos/{self.video.pk}/questions", BALLS | body, "application/json")

    def asked(self, **body: object) -> int:
        answer = self.ask(**body)
        assert answer.status_code == 201, answer.content
        return answer.json()["id"]

    def answer(self, person, question: int, text: object = "The one on the left."):
        return make.browser(person).post(f"/api/questions/{question}/answer", {"text": text}, "application/json")

    def withdraw(self, person, question: int):
        return make.browser(person).delete(f"/api/questions/{question}")

    def listed(self, person) -> list[dict]:
        answer = make.browser(person).get(f"/api/videos/{self.video.pk}/questions")
        assert answer.status_code == 200, answer.content
        return answer.json()["questions"]

    def queued(self, person) -> list[dict]:
        return make.browser(person).get(f"/api/projects/{self.project.slug}/queue").json()["questions"]

    def work(self) -> list[dict]:
        return list(WorkItem.objects.filter(video=self.video).order_by("step").values())


@pytest.fixture
def scene() -> Scene:
    return Scene()


def error_of(answer) -> tuple[int, str, str | None]:
    error = answer.json()["error"]
    return answer.status_code, error["code"], error["fields"].get("error")


# ---- asking


def test_a_question_keeps_the_phrase_its_place_and_who_asked(scene):
    answer = scene.ask()

    assert answer.status_code == 201, answer.content
    question = answer.json()
    assert {name: question[name] for name in ("phrase", "start", "end", "number", "frame", "x", "y", "text")} == {
        "phrase": "two balls", "start": 22, "end": 31, "number": 2, "frame": 30, "x": 20.5, "y": 10.25,
        "text": "Which ball is 2?",
    }  # fmt: skip
    assert (question["video"], question["clip"], question["caption_revision"]) == (
        scene.video.pk,
        scene.video.number,
        1,
    )
    assert question["track"] == scene.video.tracks.get(number=2).pk
    assert (question["by"]["id"], question["mine"], question["state"]) == (scene.drawer.pk, True, "open")
    assert question["can"] == {"answer": False, "withdraw": True}
    assert (question["answer"], question["answered_by"], question["answered"]) == ("", None, None)


def test_asking_answering_and_withdrawing_move_no_work_and_no_caption(scene):
    before, caption = scene.work(), Caption.objects.filter(video=scene.video).values().get()

    scene.answer(scene.author, scene.asked())
    scene.withdraw(scene.drawer, scene.asked())

    assert scene.work() == before
    assert Caption.objects.filter(video=scene.video).values().get() == caption
    assert not Event.objects.filter(topic="work", id__gt=Event.objects.filter(topic="question").first().pk).exists()


def test_the_project_hears_of_every_step_and_nothing_of_the_words(scene):
    first = scene.asked(text="A secret?")
    scene.answer(scene.author, first)
    second = scene.asked()
    scene.withdraw(scene.drawer, second)

    heard = [event.payload for event in Event.objects.filter(topic="question", verb="changed").order_by("id")]

    assert heard == [
        {"question": first, "video": scene.video.pk, "state": "open"},
        {"question": first, "video": scene.video.pk, "state": "answered"},
        {"question": second, "video": scene.video.pk, "state": "open"},
        {"question": second, "video": scene.video.pk, "state": "withdrawn"},
    ]


def test_a_question_may_be_about_a_crowd_or_other_words_and_needs_no_point(scene):
    question = scene.ask(number=None, start=10, end=16, x=None, y=None).json()

    assert (question["phrase"], question["number"], question["track"]) == ("slides", None, None)
    assert (question["x"], question["y"]) == (None, None)


def test_a_retry_with_the_same_id_asks_once(scene):
    key = str(uuid.uuid4())

    first, second = scene.ask(request_id=key), scene.ask(request_id=key, text="Other words.")

    assert first.json() == second.json()
    assert Question.objects.count() == 1
    assert Event.objects.filter(topic="question").count() == 1


def test_an_id_that_stands_for_another_clip_s_question_is_refused(scene):
    key = str(uuid.uuid4())
    scene.ask(request_id=key)
    other = make.video(scene.project)
    make.masking(other, scene.drawer)

    refused = make.browser(scene.drawer).post(
        f"/api/videos/{other.pk}/questions", BALLS | {"request_id": key}, "application/json"
    )

    assert error_of(refused)[:2] == (409, "request_taken")
    assert Question.objects.count() == 1


@pytest.mark.parametrize("who", ["author", "lead", "inspector", "researcher", "colleague", "outsider"])
def test_only_who_holds_the_masks_asks(scene, who):
    refused = scene.ask(getattr(scene, who))

    assert error_of(refused)[:2] == (404, "not_found")
    assert not Question.objects.exists()


def test_who_gave_the_masks_back_or_handed_them_in_asks_no_more(scene):
    work.give_up(scene.drawer, item_id=make.masks_item(scene.video).pk)

    assert scene.ask().status_code == 404


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"start": 30, "end": 34}, "span"),
        ({"start": 5, "end": 5}, "span"),
        ({"start": 9, "end": 2}, "span"),
        ({"start": -1, "end": 2}, "span"),
        ({"start": 10**30, "end": 10**30 + 1}, "span"),
        ({"frame": 91}, "frame"),
        ({"frame": -1}, "frame"),
        ({"frame": 10**30}, "frame"),
        ({"x": 64.1}, "point"),
        ({"y": -0.1}, "point"),
        ({"x": 1e300}, "point"),
        ({"x": None}, "point"),
        ({"y": None}, "point"),
        ({"number": 7}, "number"),
        ({"number": -1}, "number"),
        ({"number": 10**30}, "number"),
        ({"seen_revision": 2}, "revision"),
        ({"seen_revision": 10**30}, "revision"),
    ],
)  # fmt: skip
def test_a_place_outside_the_caption_or_the_clip_is_named(scene, body, error):
    refused = scene.ask(**body)

    assert error_of(refused) == (400, "question_refused", error)
    assert not Question.objects.exists()


@pytest.mark.parametrize("name", ["start", "end", "frame", "text"])
@pytest.mark.parametrize("value", [None, [], {}, True])
def test_a_body_of_another_form_is_refused(scene, name, value):
    refused = scene.ask(**{name: value})

    assert error_of(refused)[:2] == (400, "invalid_body")
    assert not Question.objects.exists()


BAD_TEXTS = [
    ("ab\x00c", "E_CONTROL", 2),
    ("a\u202eb", "E_CONTROL", 1),
    ("🐕\ud800", "E_CONTROL", 1),
    ("x" * 2001, "too_long", 2000),
    ("x" * 1_000_000, "too_long", 2000),
    ("", "empty", 0),
    ("  \n", "empty", 0),
]


@pytest.mark.parametrize(("text", "error", "position"), BAD_TEXTS)
def test_words_that_cannot_be_shown_are_refused_with_their_place(scene, text, error, position):
    question = scene.asked()

    for refused in (scene.ask(text=text), scene.answer(scene.author, question, text)):
        assert error_of(refused) == (400, "question_refused", error)
        assert refused.json()["error"]["fields"]["position"] == position
    assert [row["state"] for row in scene.listed(scene.drawer)] == ["open"]


def test_what_is_too_long_is_told_its_length(scene):
    assert "2,001 characters; 2,000 are the most" in scene.ask(text="x" * 2001).json()["error"]["text"]


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "[x](javascript:alert(1))", "'; DROP TABLE x; --", "{{7*7}}", "哪个？🐕\nشكرا"],
)
def test_markup_and_all_scripts_are_kept_as_the_text_they_are(scene, text):
    question = scene.asked(text=text)
    scene.answer(scene.author, question, text)

    [shown] = scene.listed(scene.drawer)
    answer = make.browser(scene.drawer).get(f"/api/videos/{scene.video.pk}/questions")

    assert (shown["text"], shown["answer"]) == (text, text)
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/json", "nosniff")


def test_a_clip_takes_no_more_than_fifty_open_questions(scene):
    for _ in range(50):
        scene.asked()

    refused = scene.ask()

    assert error_of(refused) == (400, "question_refused", "too_many")
    scene.withdraw(scene.drawer, scene.listed(scene.drawer)[0]["id"])
    assert scene.ask().status_code == 201


def test_spans_count_code_points(scene):
    caption = "🐕‍🦺🎾 [a dög 🐶]<mask_1> runs."
    video = make.video(scene.project)
    make.masking(video, drawer := make.annotator(scene.project), text=caption)

    body = BALLS | {"number": 1, "start": 5, "end": 12}
    asked = make.browser(drawer).post(f"/api/videos/{video.pk}/questions", body, "application/json").json()

    assert asked["phrase"] == "a dög 🐶"


# ---- a caption that moves on


def rewrite(scene: Scene, text: str) -> None:
    """The caption changes after the question was asked, as its reopening lets it."""
    caption = Caption.objects.get(video=scene.video)
    caption.text, caption.revision = text, caption.revision + 1
    caption.save()
    CaptionRevision.objects.create(caption=caption, revision=caption.revision, text=text, by=scene.author)


def test_a_question_stays_readable_after_the_caption_changed(scene):
    scene.asked()
    rewrite(scene, "[A crate]<mask_1> slides.")

    [shown] = scene.listed(scene.author)

    assert (shown["phrase"], shown["start"], shown["end"], shown["caption_revision"]) == ("two balls", 22, 31, 1)
    assert (shown["number"], shown["track"]) == (2, scene.video.tracks.get(number=2).pk)


def test_words_are_read_in_the_revision_that_the_asker_saw(scene):
    rewrite(scene, "[A crate]<mask_1> slides.")

    old, new = scene.ask(seen_revision=1).json(), scene.ask(number=1, start=0, end=7).json()

    assert (old["phrase"], old["caption_revision"]) == ("two balls", 1)
    assert (new["phrase"], new["caption_revision"]) == ("A crate", 2)


def test_a_caption_half_written_is_asked_about_in_the_revision_that_was_seen(scene):
    rewrite(scene, "[A crate slides.")

    refused, asked = scene.ask(start=0, end=3), scene.ask(seen_revision=1)

    assert error_of(refused) == (400, "question_refused", "caption")
    assert asked.json()["phrase"] == "two balls"


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


@pytest.mark.django_db(transaction=True)
def test_of_two_who_answer_at_once_one_is_told_that_it_was_answered():
    scene = Scene()
    question = scene.asked()
    statuses = []

    def answer(person, text: str) -> None:
        statuses.append(scene.answer(person, question, text).status_code)
        connection.close()

    people = [(scene.author, "Left."), (scene.inspector, "Right."), (scene.lead, "Middle.")]
    threads = [threading.Thread(target=answer, args=who) for who in people]
    for thread in threads:
        thread.start()
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
    elsewhere = make.project()
    elsewhere.memberships.create(user=scene.author, role="annotator")

    assert make.browser(scene.author).get(f"/api/projects/{elsewhere.slug}/queue").json()["questions"] == []


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
