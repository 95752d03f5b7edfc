"""Questions back: who draws masks asks the caption's author, pinned to a phrase and a frame. No work moves by it."""

from __future__ import annotations

import uuid

import pytest

from annotator.annotations.models import Caption, CaptionRevision
from annotator.events.models import Event
from annotator.review.models import Question
from annotator.work import actions as work
from tests import factories as make
from tests.annotator.question_scene import BALLS, Scene, error_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return Scene()


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
        ({"start": 2**62, "end": 2**62 + 1}, "span"),
        ({"frame": 91}, "frame"),
        ({"frame": -1}, "frame"),
        ({"frame": 2**62}, "frame"),
        ({"x": 64.1}, "point"),
        ({"y": -0.1}, "point"),
        ({"x": 1e300}, "point"),
        ({"x": None}, "point"),
        ({"y": None}, "point"),
        ({"number": 7}, "number"),
        ({"number": -1}, "number"),
        ({"number": 2**62}, "number"),
        ({"seen_revision": 2}, "revision"),
        ({"seen_revision": 2**62}, "revision"),
    ],
)  # fmt: skip
def test_a_place_outside_the_caption_or_the_clip_is_named(scene, body, error):
    refused = scene.ask(**body)

    assert error_of(refused) == (400, "question_refused", error)
    assert not Question.objects.exists()


@pytest.mark.parametrize("name", ["start", "end", "frame", "number", "seen_revision"])
def test_a_number_that_no_column_holds_is_named(scene, name):
    refused = scene.ask(**{name: 10**30})

    assert error_of(refused)[:2] == (400, "parse_error")
    assert str(10**30) in refused.json()["error"]["text"]
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
