"""Role × state × action × whose × step: every combination is asked over HTTP and answered as the table here says."""

from __future__ import annotations

import itertools

import pytest
from django.db import transaction

from annotator.accounts.models import Role, User
from annotator.annotations.actions.captions import Writing, save_caption
from annotator.events.models import Event
from annotator.review import actions as review
from annotator.review.models import Finding, Submission
from annotator.review.question_actions import ask
from annotator.videos.models import Membership, Video
from annotator.work import actions as work
from annotator.work.models import Move, WorkItem
from annotator.work.transitions import TRANSITIONS, VERBS
from tests import factories as make

pytestmark = pytest.mark.django_db
ALONE = "[A red box]<mask_1> slides past a wall."
WORKERS, JUDGES, MANAGERS = ("annotator", "lead"), ("inspector", "lead"), ("lead", "admin")
STATES = ("blocked", "ready", "annotating", "submitted", "returned", "approved")
OPEN = ("annotating", "returned")
ROLES = ("annotator", "inspector", "researcher", "lead", "admin", "viewer")
# action: who may ever do it, then from which state it is done on one's own work and on another's
ACTIONS: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "claim": (WORKERS, ("ready", *OPEN), ("ready",)),  # one's own is only held longer
    "heartbeat": (WORKERS, OPEN, ()),
    "skip": (WORKERS, ("ready", "annotating"), ("ready",)),
    "give_up": (WORKERS, OPEN, ()),
    "take_over": (("lead",), (), OPEN),
    "release": (MANAGERS, OPEN, OPEN),
    "reassign": (MANAGERS, ("ready", *OPEN), ("ready", *OPEN)),
    "submit": (WORKERS, OPEN, ()),
    "approve": (JUDGES, (), ("submitted",)),
    "return": (JUDGES, (), ("submitted",)),
    "reopen": (tuple({*WORKERS, *JUDGES}), ("approved",), ("approved",)),
}
WHOSE = ("own", "other")


class World:
    """One work item in one state, whose author is `author`; `colleague` has nothing to do with it."""

    def __init__(self, step: str, state: str) -> None:
        self.project = make.project()
        self.author, self.colleague = make.annotator(self.project), make.annotator(self.project)
        self.heir, self.inspector = make.annotator(self.project), make.inspector(self.project)
        self.video = make.video(self.project, frame_count=31)
        (self.caption if step == "caption" else self.masks)(state)
        self.item = WorkItem.objects.get(video=self.video, step=step)
        self.browsers = {"own": make.browser(self.author), "other": make.browser(self.colleague)}
        self.before: dict[str, list[object]] = {}
        assert self.item.state == state

    def caption(self, state: str) -> None:
        item = make.caption_item(self.video)
        if state == "blocked":  # no action leads a caption there
            item.delete()
            WorkItem.objects.create(video=self.video, step="caption", state="blocked")
        elif state == "annotating":
            work.claim(self.author, item_id=item.pk)
            save_caption(self.author, video_id=self.video.pk, writing=Writing(ALONE), seen_revision=0)
        elif state != "ready":
            make.submitted_caption(self.video, self.author, ALONE)
        if state == "returned":
            review.return_submission(self.inspector, item_id=item.pk, findings=[{"reason": "language"}])
        if state == "approved":
            review.approve(self.inspector, item_id=item.pk)
            question_on(self.video)

    def masks(self, state: str) -> None:
        if state == "blocked":
            return
        make.submitted_caption(self.video, make.annotator(self.project), ALONE)
        review.approve(self.inspector, item_id=make.caption_item(self.video).pk)
        if state == "ready":
            return
        item = work.claim(self.author, item_id=make.masks_item(self.video).pk)
        make.draw_all(self.video, self.author)
        if state == "annotating":
            return
        review.submit(self.author, item_id=item.pk)
        make.propagate(self.video)
        if state == "returned":
            review.return_submission(self.inspector, item_id=item.pk, findings=[{"reason": "flicker"}])
        if state == "approved":
            review.approve(self.inspector, item_id=item.pk)

    def ask(self, role: str, action: str, whose: str) -> tuple[int, str, str, bool]:
        """Status, error code, the state then, and whether any row changed that may matter."""
        actor = self.author if whose == "own" else self.colleague
        with transaction.atomic():
            Membership.objects.filter(user=actor).update(role=role)
            if whose == "own" and self.item.author is None:
                WorkItem.objects.filter(pk=self.item.pk).update(reserved_for=actor)
            if whose not in self.before:
                self.before[whose] = rows()
            answer = self.browsers[whose].post(
                f"/api/work/{self.item.pk}/{action}", self.body(action), content_type="application/json"
            )
            after, state = rows(), WorkItem.objects.get(pk=self.item.pk).state
            transaction.set_rollback(True)
        code = "" if answer.status_code == 200 else answer.json()["error"]["code"]
        return answer.status_code, code, state, after != self.before[whose]

    def body(self, action: str) -> dict[str, object]:
        step_reason = "language" if self.item.step == "caption" else "flicker"
        bodies: dict[str, dict[str, object]] = {
            "skip": {"reason": "too_hard"},
            "reassign": {"person": self.heir.pk},
            "return": {"findings": [{"reason": step_reason}]},
        }
        return bodies.get(action, {})


def question_on(video: Video) -> User:
    """Somebody draws the masks and asks about the caption, so that its author may reopen it."""
    drawer = make.annotator(video.project)
    work.claim(drawer, item_id=make.masks_item(video).pk)
    ask(drawer, video_id=video.pk, start=0, end=9, frame=0, text="Which?")
    return drawer


def rows() -> list[object]:
    """What a refusal must leave alone."""
    counted = [model.objects.count() for model in (Move, Event, Submission, Finding)]
    return [*WorkItem.objects.order_by("pk").values_list(), *Submission.objects.order_by("pk").values_list(), *counted]


def expected(step: str, state: str, role: str, action: str, whose: str) -> tuple[int, str]:
    """Status and code, from the table above."""
    roles, own, other = ACTIONS[action]
    if role not in roles:
        return 403, "not_allowed"
    begun = state not in ("blocked", "ready")
    if action == "reopen" and step == "masks":
        return 409, "wrong_state"  # only by their caption
    if action == "reopen" and role == "annotator" and not (whose == "own" and begun):
        return 403, "not_allowed"
    if state in (own if whose == "own" else other):
        return 200, ""
    if action in ("approve", "return") and whose == "own" and begun:
        return 409, "own_work"
    return 409, "wrong_state"


LEADS_TO = {"claim": "annotating", "submit": "submitted", "approve": "approved", "return": "returned"} | {
    "reopen": "returned", "skip": "ready", "give_up": "ready", "release": "ready", "reassign": "ready"
}  # fmt: skip


def then(state: str, action: str, whose: str) -> str:
    """The state after an action that was done."""
    if action in ("heartbeat", "take_over") or (action == "claim" and whose == "own" and state in OPEN):
        return state
    return LEADS_TO[action]


@pytest.mark.parametrize(("step", "state"), list(itertools.product(("caption", "masks"), STATES)))
def test_every_role_is_answered_as_the_table_says_for_every_action_on_own_and_others_work(step, state):
    world, wrong, asked = World(step, state), [], 0

    for role, action, whose in itertools.product(ROLES, ACTIONS, WHOSE):
        status, code, after, changed = world.ask(role, action, whose)
        asked += 1
        meant = expected(step, state, role, action, whose)
        led = then(state, action, whose) if meant[0] == 200 else state
        if (status, code, after) != (*meant, led) or (status != 200 and changed):
            wrong.append((role, action, whose, (status, code, after, changed), (*meant, led)))

    assert wrong == []
    assert asked == 132  # of each of the 12 kinds of work: 1,584 in all


def test_the_table_of_moves_holds_these_and_no_others():
    known = {
        "unblock": {("blocked", "ready", "line")},
        "claim": {("ready", "annotating", "annotator")},
        "skip": {("ready", "ready", "annotator"), ("annotating", "ready", "author")},
        "give_up": {("annotating", "ready", "author"), ("returned", "ready", "author")},
        "expire": {("annotating", "ready", "line")},
        "take_over": {("annotating", "annotating", "lead"), ("returned", "returned", "lead")},
        "release": {("annotating", "ready", "manager"), ("returned", "ready", "manager")},
        "reassign": {(state, "ready", "manager") for state in ("ready", "annotating", "returned")},
        "submit": {("annotating", "submitted", "author"), ("returned", "submitted", "author")},
        "approve": {("submitted", "approved", "reviewer")},
        "pass": {("submitted", "approved", "line")},
        "return": {("submitted", "returned", "reviewer")},
        "reopen": {("submitted", "returned", "line"), ("approved", "returned", "author line reviewer")},
    }

    table = {
        verb: {
            (state, step.to, " ".join(sorted(step.by))) for (state, done), step in TRANSITIONS.items() if done == verb
        }
        for verb in VERBS
    }

    assert table == known


def test_roles_of_the_table_are_roles_of_the_house():
    assert set(ROLES) == set(Role.values)
