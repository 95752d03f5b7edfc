"""Drafts: asked for once, seen by who asked only, never over what was drawn; bad input is told what to do instead."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.utils import timezone

from annotator.annotations.actions import suggestions
from annotator.annotations.models import Keyframe, KeyframeRevision, Suggestion
from annotator.events.models import Event
from annotator.formats import ring
from annotator.jobs import actions as jobs
from annotator.jobs.models import Job
from annotator.work.models import WorkItem
from tests import factories as make

pytestmark = pytest.mark.django_db
CLICK = {"x": 20.0, "y": 20.0, "positive": True}


class World:
    """A clip whose masks one person draws, with the first object drawn on frame 0."""

    def __init__(self) -> None:
        self.project = make.project()
        self.video = make.video(self.project)
        self.author = make.annotator(self.project)
        self.tracks = make.masking(self.video, self.author)
        self.browser = make.browser(self.author)
        self.save(0)

    def save(self, frame: int, **body: Any) -> Any:
        body = {"rings": make.SQUARE, "absent": False, "seen_revision": 0, **body}
        address = f"/api/tracks/{self.tracks[0].pk}/keyframes/{frame}"
        return self.browser.put(address, body, content_type="application/json")

    def ask(self, frame: int = 30, *, key: uuid.UUID | None = None, by: Any = None, **body: Any) -> Any:
        body = {"id": str(key or uuid.uuid4()), "method": "neighbour", **body}
        address = f"/api/tracks/{self.tracks[0].pk}/keyframes/{frame}/suggestions"
        return (by or self.browser).post(address, body, content_type="application/json")

    def listed(self, by: Any = None) -> Any:
        return (by or self.browser).get(f"/api/videos/{self.video.pk}/suggestions")


@pytest.fixture
def world() -> World:
    return World()


def draft(key: str, *, shift: int = 0) -> None:
    """Do what a worker does for one suggestion."""
    job = Job.objects.get(kind="annotations.suggest", subject=Suggestion.objects.get(key=key).pk, state="queued")
    lease = jobs.claim(job.pk, "worker")
    if suggestions.begin(lease) is not None:
        square = [[[x + shift, y] for x, y in make.SQUARE[0]]]
        shape = ring.parse(square, width=64, height=48)
        suggestions.store(lease, suggestions.Draft(shape, 0.75, "flow", 0))


def test_a_draft_is_asked_for_waited_for_and_read(world):
    asked = world.ask()
    waiting = asked.json()
    draft(waiting["id"])

    ready = world.browser.get(f"/api/suggestions/{waiting['id']}").json()

    assert asked.status_code == 202
    assert (waiting["state"], waiting["rings"], waiting["error"]) == ("waiting", None, None)
    assert (ready["state"], ready["estimate"], ready["predictor"], ready["from_frame"]) == ("ready", 0.75, "flow", 0)
    assert ready["rings"] == make.SQUARE
    assert world.listed().json() == {"suggestions": [ready]}
    assert Keyframe.objects.count() == 1


def test_what_the_machine_proposed_is_seen_by_reviewers_once_a_keyframe_was_made_of_it(world):
    key = world.ask().json()["id"]
    draft(key)
    reader = make.browser(make.inspector(world.project))
    before = reader.get(f"/api/videos/{world.video.pk}/drafts").json()["drafts"]
    edited = [[[12.0, 10.0], [30.0, 10.0], [30.0, 30.0], [10.0, 30.0]]]

    assert world.save(30, rings=edited, suggestion=key).status_code == 200

    after = reader.get(f"/api/videos/{world.video.pk}/drafts").json()["drafts"]
    assert before == []
    assert after == [
        {
            "track": world.tracks[0].pk,
            "number": 1,
            "frame": 30,
            "rings": make.SQUARE,
            "predictor": "flow",
            "estimate": 0.75,
        }
    ]


def test_asking_again_with_the_same_id_is_asking_once(world):
    key = uuid.uuid4()

    answers = [world.ask(key=key).json() for _ in range(3)]

    assert answers[0] == answers[1] == answers[2]
    assert Suggestion.objects.count() == Job.objects.filter(kind="annotations.suggest").count() == 1


def test_an_id_that_stands_for_another_cell_is_refused(world):
    key = uuid.uuid4()
    world.ask(key=key)

    answer = world.ask(60, key=key)

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "request_taken")
    assert Suggestion.objects.count() == 1


def test_a_newer_request_supersedes_the_one_that_still_waits_and_its_result_is_thrown_away(world):
    older = world.ask().json()["id"]

    newer = world.ask().json()["id"]
    draft(older)

    states = dict(Suggestion.objects.values_list("key", "state"))
    assert states == {uuid.UUID(older): "superseded", uuid.UUID(newer): "waiting"}
    assert Job.objects.get(subject=Suggestion.objects.get(key=older).pk).state == "done"


def test_a_ready_draft_stays_until_the_next_is_ready(world):
    first = world.ask().json()["id"]
    draft(first)
    second = world.ask().json()["id"]
    while_waiting = [row["state"] for row in world.listed().json()["suggestions"]]

    draft(second)

    assert while_waiting == ["ready", "waiting"]
    assert [row["id"] for row in world.listed().json()["suggestions"]] == [second]


def test_a_dismissed_draft_is_gone_also_when_its_result_comes_late(world):
    key = world.ask().json()["id"]
    lease = jobs.claim(Job.objects.get(kind="annotations.suggest").pk, "worker")
    suggestions.begin(lease)

    answer = world.browser.delete(f"/api/suggestions/{key}")
    suggestions.store(lease, suggestions.Draft(ring.parse(make.SQUARE, width=64, height=48), 0.5, "flow", 0))

    assert (answer.status_code, answer.json()["state"]) == (200, "dismissed")
    assert Suggestion.objects.get().state == "dismissed"
    assert world.listed().json() == {"suggestions": []}


def test_saving_what_a_draft_became_accepts_it_and_says_where_the_shape_came_from(world):
    key = world.ask().json()["id"]
    draft(key)

    saved = world.save(30, suggestion=key).json()
    later = world.save(30, seen_revision=1, rings=[[[0, 0], [9, 0], [9, 9]]]).json()
    world.browser.delete(f"/api/tracks/{world.tracks[0].pk}/keyframes/30?seen_revision=2")
    anew = world.save(30, seen_revision=3).json()

    assert (saved["origin"], later["origin"], anew["origin"]) == ("edited", "edited", "human")
    assert (saved["suggestion"], anew["suggestion"]) == (key, None)
    assert Suggestion.objects.get().state == "accepted"
    revisions = KeyframeRevision.objects.filter(keyframe__frame=30).order_by("revision")
    assert [(row.origin, row.suggestion is not None) for row in revisions] == [
        ("edited", True), ("edited", False), ("human", False), ("human", False),
    ]  # fmt: skip


def test_a_shape_is_never_lost_for_a_draft_that_is_not_there(world):
    answer = world.save(30, suggestion=str(uuid.uuid4()))

    assert (answer.status_code, answer.json()["origin"]) == (200, "edited")


def test_a_draft_that_cannot_be_made_says_why(world):
    key = world.ask().json()["id"]
    lease = jobs.claim(Job.objects.get(kind="annotations.suggest").pk, "worker")

    suggestions.give_up(lease, code="shot_changed", text="The shot changes; draw the object anew.")

    failed = world.browser.get(f"/api/suggestions/{key}").json()
    assert failed["state"] == "failed"
    assert failed["error"] == {"code": "shot_changed", "text": "The shot changes; draw the object anew."}


def test_a_draft_whose_workers_all_died_reads_as_failed(world):
    key = world.ask().json()["id"]
    Job.objects.filter(kind="annotations.suggest").update(
        state="failed", error_code="attempts_used_up", error_text="Its worker died 5 times.", ended_at=timezone.now()
    )

    failed = world.browser.get(f"/api/suggestions/{key}").json()

    assert (failed["state"], failed["error"]["code"]) == ("failed", "attempts_used_up")
    assert world.listed().json() == {"suggestions": []}
    assert world.ask().status_code == 202


def test_a_worker_that_lost_its_job_stores_nothing(world):
    key = world.ask().json()["id"]
    lost = jobs.claim(Job.objects.get(kind="annotations.suggest").pk, "first")
    Job.objects.filter(kind="annotations.suggest").update(fence=lost.fence + 1)

    with pytest.raises(jobs.LeaseLost):
        suggestions.store(lost, suggestions.Draft((), 0.5, "flow"))

    assert Suggestion.objects.get(key=key).state == "waiting"


def test_nobody_else_asks_for_sees_or_dismisses_a_draft(world):
    key = world.ask().json()["id"]
    others = [make.browser(make.annotator(world.project)), make.browser(make.lead(world.project))]

    answers = [
        status
        for other in others
        for status in (
            world.ask(by=other).status_code,
            other.get(f"/api/suggestions/{key}").status_code,
            other.delete(f"/api/suggestions/{key}").status_code,
        )
    ]

    assert answers == [404] * 6
    assert [world.listed(by=other).json() for other in others] == [{"suggestions": []}] * 2
    assert Suggestion.objects.get().state == "waiting"


def test_whoever_lost_the_work_sees_their_drafts_no_longer(world):
    key = world.ask().json()["id"]
    WorkItem.objects.filter(video=world.video, step="masks").update(lease_until=timezone.now())

    answers = [
        world.browser.get(f"/api/suggestions/{key}").status_code,
        world.browser.delete(f"/api/suggestions/{key}").status_code,
        world.ask().status_code,
    ]

    assert answers == [404] * 3
    assert world.listed().json() == {"suggestions": []}


def test_every_step_of_a_draft_is_announced_with_numbers_and_states_only(world):
    key = world.ask().json()["id"]
    draft(key)
    world.save(30, suggestion=key)

    told = [event.payload for event in Event.objects.filter(topic="suggestion").order_by("pk")]

    cell = {"id": key, "video": world.video.pk, "track": world.tracks[0].pk, "frame": 30}
    assert told == [cell | {"state": state} for state in ("waiting", "ready", "accepted")]


def test_without_a_drawn_neighbour_there_is_nothing_to_carry(world):
    world.browser.delete(f"/api/tracks/{world.tracks[0].pk}/keyframes/0?seen_revision=1")

    answers = [world.ask(), world.ask(from_frame=60)]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert {answer.json()["error"]["code"] for answer in answers} == {"nothing_to_carry"}
    assert "draw it on a keyframe" in answers[0].json()["error"]["text"]
    assert not Suggestion.objects.exists()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"clicks": []}, "click on it"),
        ({"clicks": [CLICK | {"positive": False}]}, "click on it"),
        ({"clicks": [CLICK, CLICK | {"x": 65.0}]}, "Click 1 (65, 20)"),
        ({"clicks": [CLICK | {"y": -1.0}]}, "Click 0 (20, -1)"),
        ({"clicks": [CLICK] * 65}, "65 clicks"),
        ({"clicks": [CLICK], "box": [30, 10, 10, 30]}, "no area"),
        ({"clicks": [], "box": [0, 0, 65, 48]}, "leaves the 64x48 frame"),
    ],
)
def test_clicks_that_say_nothing_are_refused_with_what_to_do(world, body, words):
    answer = world.ask(method="clicks", **body)

    assert answer.status_code == 400, answer.content
    assert answer.json()["error"]["code"] == "clicks_refused"
    assert words in answer.json()["error"]["text"]
    assert not Suggestion.objects.exists()


@pytest.mark.parametrize("value", ["NaN", "Infinity", '"nan"', "1e400", "null", "[1]"])
def test_a_click_that_is_no_finite_number_is_refused(world, value):
    body = f'{{"id": "{uuid.uuid4()}", "method": "clicks", "clicks": [{{"x": {value}, "y": 2, "positive": true}}]}}'

    answer = world.browser.post(
        f"/api/tracks/{world.tracks[0].pk}/keyframes/30/suggestions", body, content_type="application/json"
    )

    assert answer.status_code == 400, answer.content
    assert not Suggestion.objects.exists()


@pytest.mark.parametrize(
    "body", [{"method": "magic"}, {"id": "7"}, {"from_frame": -1}, {"method": "clicks", "box": [1]}]
)
def test_a_body_of_another_form_is_refused(world, body):
    assert world.ask(**body).status_code == 400


def test_a_frame_that_the_clip_does_not_have_is_not_drafted(world):
    assert world.ask(9_999).json()["error"]["code"] == "not_a_keyframe"
