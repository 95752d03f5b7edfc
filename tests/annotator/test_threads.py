"""What people say to each other about work: pinned, answered, resolved, opened again. No work moves by it."""

from __future__ import annotations

import uuid

import pytest

from annotator.events.models import Event
from annotator.review import actions as review
from annotator.review.models import Comment, Thread
from tests import factories as make
from tests.annotator.question_scene import Scene, error_of

pytestmark = pytest.mark.django_db
REMARK = {"step": "masks", "text": "The shadow is not part of it.", "number": 2, "frame": 30, "x": 20.5, "y": 10.25}


@pytest.fixture
def scene() -> Scene:
    """A clip with an approved caption whose masks `drawer` holds."""
    return Scene()


def say(scene: Scene, person, **body: object):
    address = f"/api/videos/{scene.video.pk}/threads"
    return make.browser(person).post(address, REMARK | body, "application/json")


def opened(scene: Scene, person, **body: object) -> int:
    answer = say(scene, person, **body)
    assert answer.status_code == 201, answer.content
    return answer.json()["id"]


def reply(person, thread: int, text: str = "Mended.", **body: object):
    return make.browser(person).post(f"/api/threads/{thread}/comments", {"text": text, **body}, "application/json")


def turn(person, thread: int, verb: str):
    return make.browser(person).post(f"/api/threads/{thread}/{verb}")


def listed(scene: Scene, person) -> list[dict]:
    answer = make.browser(person).get(f"/api/videos/{scene.video.pk}/threads")
    assert answer.status_code == 200, answer.content
    return answer.json()["threads"]


def queued(scene: Scene, person) -> list[int]:
    queue = make.browser(person).get(f"/api/projects/{scene.project.slug}/queue").json()
    return [thread["id"] for thread in queue["threads"]]


# ---- opening


def test_a_remark_keeps_its_object_its_place_and_who_made_it(scene):
    thread = say(scene, scene.inspector).json()

    assert {name: thread[name] for name in ("step", "number", "frame", "x", "y", "state", "asks", "finding")} == {
        "step": "masks", "number": 2, "frame": 30, "x": 20.5, "y": 10.25, "state": "open", "asks": False,
        "finding": None,
    }  # fmt: skip
    [comment] = thread["comments"]
    assert (comment["text"], comment["by"]["id"], comment["mine"]) == (REMARK["text"], scene.inspector.pk, True)
    assert thread["can"] == {"comment": True, "resolve": True, "reopen": False}


def test_a_remark_on_words_is_read_by_the_caption_of_its_day(scene):
    first = say(scene, scene.author, step="caption", number=None, frame=None, x=None, y=None, start=22, end=31).json()

    assert (first["phrase"], first["caption_revision"]) == ("two balls", 1)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"text": " "}, "empty"),
        ({"text": "x" * 2001}, "too_long"),
        ({"text": "a\x00b"}, "E_CONTROL"),
        ({"frame": 9999}, "point"),
        ({"frame": None}, "point"),
        ({"y": None}, "point"),
        ({"x": 6000.0}, "point"),
        ({"number": 7}, "number"),
        ({"start": 30, "end": 9999}, "span"),
        ({"start": 3}, "span"),
        ({"start": 0, "end": 4, "caption_revision": 99}, "revision"),
    ],
)
def test_a_remark_that_points_nowhere_or_says_nothing_is_refused(scene, fault, error):
    answer = say(scene, scene.inspector, **fault)

    assert error_of(answer) == (400, "thread_refused", error)
    assert not Thread.objects.exists()


def test_those_who_review_or_work_on_the_clip_take_part_and_others_of_the_project_only_read(scene):
    thread = opened(scene, scene.drawer)

    for person in (scene.author, scene.inspector, scene.lead):
        assert reply(person, thread).status_code == 201
    for person in (scene.colleague, scene.researcher):
        assert error_of(say(scene, person))[:2] == (403, "not_allowed")
        assert error_of(reply(person, thread))[:2] == (403, "not_allowed")
        assert error_of(turn(person, thread, "resolve"))[:2] == (403, "not_allowed")
        assert listed(scene, person)[0]["can"] == {"comment": False, "resolve": False, "reopen": False}
    assert error_of(reply(scene.outsider, thread))[:2] == (404, "not_found")
    assert Comment.objects.count() == 4


def test_a_retry_says_it_once(scene):
    key, other = str(uuid.uuid4()), str(uuid.uuid4())

    first, again = (say(scene, scene.inspector, request_id=key).json() for _ in range(2))
    said, once_more = (reply(scene.drawer, first["id"], request_id=other).json() for _ in range(2))

    assert (first, said) == (again, once_more)
    assert (Thread.objects.count(), Comment.objects.count()) == (1, 2)


def test_an_id_never_stands_for_two_remarks(scene):
    key = str(uuid.uuid4())
    opened(scene, scene.inspector, request_id=key)
    second = opened(scene, scene.drawer)

    refused = [
        reply(scene.inspector, second, request_id=key),
        say(scene, scene.inspector, step="caption", request_id=key),
    ]

    assert [error_of(answer)[1] for answer in refused] == ["request_taken"] * 2
    assert Comment.objects.count() == 2


# ---- going on


def test_a_thread_is_resolved_and_opened_again_and_doing_either_twice_is_doing_it_once(scene):
    thread = opened(scene, scene.inspector)

    resolved = [turn(scene.drawer, thread, "resolve").json() for _ in range(2)][1]
    reopened = [turn(scene.inspector, thread, "reopen").json() for _ in range(2)][1]

    assert (resolved["state"], resolved["resolved_by"]["id"]) == ("resolved", scene.drawer.pk)
    assert resolved["can"] == {"comment": True, "resolve": False, "reopen": True}
    assert (reopened["state"], reopened["resolved_by"], reopened["resolved"]) == ("open", None, None)
    heard = Event.objects.filter(topic="thread", verb="changed").order_by("id").values_list("payload", flat=True)
    assert [payload["state"] for payload in heard] == ["open", "resolved", "open"]


def test_nothing_said_is_in_the_log_and_no_work_moves(scene):
    before = scene.work()

    reply(scene.drawer, opened(scene, scene.inspector, text="A secret?"), "Another secret.")

    assert scene.work() == before
    assert "secret" not in str(list(Event.objects.values_list("payload", flat=True)))


def test_the_list_takes_few_queries_however_much_was_said(scene, django_assert_max_num_queries):
    for _ in range(6):
        thread = opened(scene, scene.inspector)
        reply(scene.drawer, thread)
    browser = make.browser(scene.drawer)

    with django_assert_max_num_queries(10):
        assert len(browser.get(f"/api/videos/{scene.video.pk}/threads").json()["threads"]) == 6


# ---- findings


def handed_in(scene: Scene):
    make.draw_all(scene.video, scene.drawer)
    return review.submit(scene.drawer, item_id=make.masks_item(scene.video).pk)


def test_every_finding_opens_a_thread_in_which_its_author_can_answer(scene):
    item = handed_in(scene)
    finding = {"reason": "flicker", "text": "It jumps.", "track": scene.video.tracks.get(number=2).pk, "frame": 4}

    review.return_submission(scene.inspector, item_id=item.pk, findings=[finding, {"reason": "leaks_out"}])

    first, second = listed(scene, scene.drawer)
    assert (first["reason_text"], first["number"], first["frame"]) == ("Flicker", 2, 4)
    assert [comment["text"] for comment in first["comments"]] == ["It jumps."]
    assert (second["reason_text"], second["comments"]) == ("Leaks out", [])
    assert reply(scene.drawer, first["id"]).status_code == 201


def test_approval_settles_what_was_found_and_leaves_remarks_open(scene):
    item = handed_in(scene)
    remark = opened(scene, scene.inspector)
    review.return_submission(scene.inspector, item_id=item.pk, findings=[{"reason": "leaks_out"}])
    review.submit(scene.drawer, item_id=item.pk)
    make.propagate(scene.video)

    review.approve(scene.lead, item_id=item.pk)

    states = {thread["id"]: (thread["state"], thread["resolved_by"]) for thread in listed(scene, scene.drawer)}
    assert states.pop(remark) == ("open", None)
    assert [(state, by["id"]) for state, by in states.values()] == [("resolved", scene.lead.pk)]


# ---- questions back


def test_a_question_back_waits_for_who_made_the_work_then_for_who_asked_until_it_is_resolved(scene):
    handed_in(scene)
    thread = opened(scene, scene.inspector, asks=True, text="Why is the ball absent here?")
    opened(scene, scene.inspector)  # a remark waits in nobody's queue

    assert (queued(scene, scene.drawer), queued(scene, scene.inspector), queued(scene, scene.author)) == (
        [thread],
        [],
        [],
    )
    reply(scene.drawer, thread, "It is behind the box.")
    assert (queued(scene, scene.drawer), queued(scene, scene.inspector)) == ([], [thread])
    turn(scene.inspector, thread, "resolve")
    assert (queued(scene, scene.drawer), queued(scene, scene.inspector)) == ([], [])


def test_nobody_asks_themselves_or_where_nobody_is(scene):
    scene.video.work.filter(step="masks").update(state="ready", author=None, lease_until=None)

    own = say(scene, scene.author, step="caption", asks=True)
    nobody = say(scene, scene.inspector, asks=True)

    assert (error_of(own)[:2], error_of(nobody)[:2]) == ((409, "own_work"), (409, "wrong_state"))
    assert not Thread.objects.exists()
