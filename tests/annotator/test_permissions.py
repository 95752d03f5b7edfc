"""Who may do what: one row for every operation of the OpenAPI document, and the world that they are tried in.

`test_permission_matrix.py` tries each of them, and derives from this table what other people and places are answered.

The world: the annotator holds the caption of one clip and the masks of another; a third caption waits for a writer, a
fourth was handed in by a colleague, and a fifth clip is finished. About the masks, the annotator has asked a question.
"""

from __future__ import annotations

import copy
import functools
import uuid
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from annotator.accounts.actions import make_token
from annotator.accounts.models import Scope, User
from annotator.annotations.actions.captions import Writing, save_caption
from annotator.annotations.actions.previews import ask_preview
from annotator.annotations.masks_document import KIND
from annotator.annotations.models import KeyframeRevision, Suggestion
from annotator.jobs import actions as jobs
from annotator.notices.webhook_actions import make_webhook, try_webhook
from annotator.review import quality_actions
from annotator.review.quality_models import Twin
from annotator.review.question_actions import ask
from annotator.review.reason_queries import reasons_for
from annotator.review.thread_actions import open_thread
from annotator.videos import tus
from annotator.videos.invitation_actions import invite
from annotator.videos.upload_actions import begin_upload
from annotator.videos.view_actions import save_view
from annotator.work import actions as work
from annotator.work.batch_actions import make_batch
from tests import factories as make
from tests.annotator import permitted
from tests.annotator.videos.sender import ANNOUNCED

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]
PEOPLE = ("anonymous", "outsider", "annotator", "inspector", "researcher", "lead", "admin", "viewer")
SECRET = make_password(make.PASSWORD)  # once: hashing is slow on purpose
CLICKS = [{"x": 9, "y": 9, "positive": True}]
REASONS = [{"step": "caption", "text": "Too short"}, {"step": "masks", "text": "Too wide"}]
ALONE = "[A red box]<mask_1> slides past a wall."

MEMBERS = (401, 404, 200, 200, 200, 200, 200, 200)
READERS = (401, 404, 403, 200, 200, 200, 200, 403)
MANAGERS = (401, 404, 403, 403, 403, 200, 200, 403)
LEADS = (401, 404, 403, 403, 403, 200, 403, 403)
REVIEWERS = (401, 404, 403, 200, 403, 200, 403, 403)
ITS_OWNER = (401, 404, 200, 404, 404, 404, 404, 404)
OVERSEERS = (401, 404, 403, 200, 403, 200, 200, 403)
ITS_AUTHOR = (401, 404, 200, 403, 403, 409, 403, 403)
ITS_DRAWER = (401, 404, 200, 404, 404, 404, 404, 404)
ITS_SENDER = (401, 404, 404, 404, 404, 200, 404, 404)
SPEAKERS = (401, 404, 201, 201, 403, 201, 403, 403)
EVERYBODY = (401, 200, 200, 200, 200, 200, 200, 200)
ALLOWED = {
    "accept_invitation": (200, 200, 400, 400, 400, 400, 400, 400),
    "append_upload": (401, 404, 404, 404, 404, 204, 404, 404),
    "answer_question": (401, 404, 403, 200, 403, 200, 403, 403),
    "approve_work": REVIEWERS,
    "ask_preview": (401, 404, 202, 404, 404, 404, 404, 404),
    "ask_question": (401, 404, 201, 404, 404, 404, 404, 404),
    "ask_suggestion": (401, 404, 202, 404, 404, 404, 404, 404),
    "begin_oidc": (404, 404, 404, 404, 404, 404, 404, 404),
    "begin_second_factor": EVERYBODY,
    "begin_upload": (401, 404, 403, 403, 403, 201, 403, 403),
    "caption_consequences": MEMBERS,
    "change_password": (401, 204, 204, 204, 204, 204, 204, 204),
    "change_person": MANAGERS,
    "change_view": ITS_OWNER,
    "change_webhook": MANAGERS,
    "choose_run": REVIEWERS,
    "claim_work": (401, 404, 200, 403, 403, 200, 403, 403),
    "close_account": (401, 404, 403, 403, 403, 403, 204, 403),
    "comment": SPEAKERS,
    "compare_runs": MEMBERS,
    "confirm_track": ITS_DRAWER,
    "correct_caption": REVIEWERS,
    "delete_batch": (401, 404, 403, 403, 403, 204, 403, 403),
    "delete_keyframe": ITS_DRAWER,
    "delete_run": (401, 404, 403, 204, 403, 204, 403, 403),
    "delete_webhook": (401, 404, 403, 403, 403, 204, 204, 403),
    "dismiss_suggestion": ITS_DRAWER,
    "get_agreement": OVERSEERS,
    "get_caption": MEMBERS,
    "get_caption_lengths": MEMBERS,
    "get_changes": MEMBERS,
    "get_clip_work": MEMBERS,
    "get_day": MEMBERS,
    "get_dashboard": OVERSEERS,
    "get_dashboard_table": OVERSEERS,
    "get_facets": MEMBERS,
    "get_doubts": OVERSEERS,
    "get_guideline": MEMBERS,
    "get_invitation": (200, 200, 200, 200, 200, 200, 200, 200),
    "get_keymap": EVERYBODY,
    "get_machines": (401, 404, 403, 200, 403, 200, 200, 403),
    "get_log": MANAGERS,
    "get_masks": MEMBERS,
    "get_me": EVERYBODY,
    "get_oidc_link": EVERYBODY,
    "get_minutes": OVERSEERS,
    "get_pace": OVERSEERS,
    "get_preview": ITS_DRAWER,
    "get_project": MEMBERS,
    "get_propagation": MEMBERS,
    "get_quality": OVERSEERS,
    "get_queue": MEMBERS,
    "get_sampling": MANAGERS,
    "get_suggestion": ITS_DRAWER,
    "get_second_factor": EVERYBODY,
    "get_session": (200, 200, 200, 200, 200, 200, 200, 200),
    "get_track_at": MEMBERS,
    "get_track_history": MEMBERS,
    "get_tracks": MEMBERS,
    "get_upload": ITS_SENDER,
    "get_video": MEMBERS,
    "get_wishes": EVERYBODY,
    "get_work": MEMBERS,
    "finish_sign_in": (400, 400, 400, 400, 400, 400, 400, 400),
    "freeze_batch": MANAGERS,
    "give_up_work": ITS_AUTHOR,
    "heartbeat": ITS_AUTHOR,
    "invite": (401, 404, 403, 403, 403, 201, 201, 403),
    "list_caption_revisions": MEMBERS,
    "list_invitations": MANAGERS,
    "list_people": MANAGERS,
    "list_batches": OVERSEERS,
    "list_selection": MEMBERS,
    "get_batch_stages": OVERSEERS,
    "rename_batch": MANAGERS,
    "list_moves": MEMBERS,
    "give_verdict": REVIEWERS,
    "list_blind_tests": MEMBERS,
    "list_drafts": MEMBERS,
    "list_deliveries": MANAGERS,
    "list_notices": MEMBERS,
    "list_questions": MEMBERS,
    "list_reasons": MEMBERS,
    "list_runs": MEMBERS,
    "list_submissions": MEMBERS,
    "list_suggestions": MEMBERS,
    "list_threads": MEMBERS,
    "list_tokens": EVERYBODY,
    "list_uploads": MEMBERS,
    "list_verdicts": MEMBERS,
    "list_videos": MEMBERS,
    "make_batch": (401, 404, 403, 403, 403, 201, 201, 403),
    "list_views": MEMBERS,
    "make_gold": LEADS,
    "make_token": (401, 201, 201, 201, 201, 201, 201, 201),
    "note_activity": (401, 404, 200, 409, 403, 409, 403, 403),
    "plan_clips": MANAGERS,
    "plan_work": MANAGERS,
    "propagate": (401, 404, 202, 202, 403, 202, 403, 403),
    "remove_oidc_link": (401, 204, 204, 204, 204, 204, 204, 204),
    "remove_person": (401, 404, 403, 403, 403, 204, 204, 403),
    "reassign_work": MANAGERS,
    "release_work": MANAGERS,
    "open_thread": SPEAKERS,
    "reopen_thread": (401, 404, 200, 200, 403, 200, 403, 403),
    "list_webhooks": MANAGERS,
    "make_webhook": (401, 404, 403, 403, 403, 201, 201, 403),
    "read_notices": MEMBERS,
    "reopen_work": (401, 404, 403, 200, 403, 200, 403, 403),
    "remove_upload": (401, 404, 404, 404, 404, 204, 404, 404),
    "remove_view": (401, 404, 204, 404, 404, 404, 404, 404),
    "repair_rings": MEMBERS,
    "resolve_thread": (401, 404, 200, 200, 403, 200, 403, 403),
    "retire_gold": (401, 404, 403, 403, 403, 204, 403, 403),
    "return_work": REVIEWERS,
    "revoke_invitation": (401, 404, 403, 403, 403, 204, 204, 403),
    "revoke_token": (401, 404, 204, 404, 404, 404, 404, 404),
    "save_caption": (401, 404, 200, 404, 404, 404, 404, 404),
    "save_guideline": (401, 404, 403, 403, 403, 200, 403, 403),
    "save_keyframe": ITS_DRAWER,
    "save_keymap": EVERYBODY,
    "save_view": (401, 404, 201, 201, 201, 201, 201, 201),
    "save_reasons": (401, 404, 403, 403, 403, 200, 403, 403),
    "save_sampling": MANAGERS,
    "save_wishes": EVERYBODY,
    "save_z_order": ITS_DRAWER,
    "see_guideline": (401, 404, 204, 204, 204, 204, 204, 204),
    "send_again": (401, 404, 403, 403, 403, 202, 202, 403),
    "sign_in": (200, 200, 200, 200, 200, 200, 200, 200),
    "sign_out": (200, 200, 200, 200, 200, 200, 200, 200),
    "skip_work": (401, 404, 200, 403, 403, 409, 403, 403),
    "start_run": (401, 404, 403, 202, 403, 202, 403, 403),
    "start_next": (401, 404, 200, 403, 403, 200, 403, 403),
    "steer_propagation": REVIEWERS,
    "submit_work": ITS_AUTHOR,
    "turn_off_second_factor": (401, 400, 400, 400, 400, 400, 400, 400),
    "turn_on_second_factor": (401, 400, 400, 400, 400, 400, 400, 400),
    "take_over_work": (401, 404, 403, 403, 403, 200, 403, 403),
    "thaw_batch": MANAGERS,
    "test_blind": (401, 404, 403, 409, 403, 409, 403, 403),
    "try_webhook": (401, 404, 403, 403, 403, 202, 202, 403),
    "withdraw_question": (401, 404, 200, 403, 403, 403, 403, 403),
} | permitted.ALLOWED


@functools.cache
def operations() -> dict[str, tuple[str, str]]:
    """Method and path of every operation, by its name in the OpenAPI document."""
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    return {
        operation["operationId"]: (method, path)
        for path, methods in paths.items()
        for method, operation in methods.items()
    }


def give_password(person: User) -> User:
    """Let somebody sign in."""
    person.password = SECRET
    person.save()
    return person


class World:
    """Everything that an operation may be tried on."""

    def __init__(self) -> None:
        self.project = project = make.project()
        self.people = people = {name: getattr(make, name)(project) for name in PEOPLE[2:]}
        outsider = make.lead(make.project())
        for person in (outsider, *people.values()):
            give_password(person)
        annotator, lead = people["annotator"], people["lead"]
        captioned, waiting, handed_in, masked, done = (make.video(project, frame_count=31) for _ in range(5))
        make.finish(done, text=ALONE)
        mine = work.claim(annotator, item_id=make.caption_item(captioned).pk)
        save_caption(annotator, video_id=captioned.pk, writing=Writing(ALONE), seen_revision=0)
        submitted = make.submitted_caption(handed_in, make.annotator(project))
        [track] = make.masking(masked, annotator, text=ALONE)
        make.draw_all(masked, annotator)
        self.browsers = {name: make.browser(person) for name, person in people.items()}
        self.browsers |= {"anonymous": make.browser(), "outsider": make.browser(outsider)}
        self.ids: dict[str, Any] = {
            "slug": project.slug, "item_id": mine.pk, "video_id": captioned.pk, "track_id": track.pk, "frame": 0,
            "token_id": make_token(annotator, label="mine")[0].pk,
            "view_id": save_view(annotator, slug=project.slug, name="Mine", query="", shared=False)["id"],
            "table": "days", "number": captioned.number, "step": "caption", "field": "en",
        }  # fmt: skip
        self.ids["person_id"] = make.annotator(project).pk
        self.ids["upload"] = begin_upload(lead, slug=project.slug, length=9, metadata=ANNOUNCED["Upload-Metadata"]).key
        invited, self.ids["secret"] = invite(lead, slug=project.slug, email="a@b.org", role="viewer", skills=[])
        self.ids["invitation_id"] = invited.pk
        self.ids["make_gold"] = self.ids["retire_gold"] = {"video_id": done.pk}
        self.ids["get_agreement"] = {"video_id": self.second(handed_in, submitted, annotator).pk}
        for operation in ("approve_work", "correct_caption", "give_verdict", "return_work"):
            self.ids[operation] = {"item_id": submitted.pk}
        batch = make_batch(people["lead"], slug=project.slug, name="First")
        self.ids["batch_id"] = batch.pk
        self.ids["reopen_work"] = {"item_id": make.caption_item(done).pk}
        self.ids["claim_work"] = {"item_id": make.caption_item(waiting).pk}
        self.ids["list_runs"] = self.ids["start_run"] = {"video_id": done.pk}
        shown, beside = done.runs.get(), make.run_beside(done)
        self.ids["choose_run"] = self.ids["delete_run"] = {"video_id": done.pk, "run_id": beside.pk}
        self.ids["compare_runs"] = {"video_id": done.pk}
        self.compared = f"?a={shown.pk}&b={beside.pk}"
        self.ids["preview_id"] = ask_preview(annotator, track_id=track.pk, first=0)["id"]
        self.ids["revision"] = KeyframeRevision.objects.filter(keyframe__track=track).latest("pk").pk
        draft = Suggestion.objects.create(key=uuid.uuid4(), track=track, frame=0, by=annotator, method="neighbour")
        self.ids["key"] = draft.key
        read = "list_questions list_suggestions get_tracks get_masks get_propagation"
        for operation in f"ask_question propagate repair_rings save_z_order {read}".split():
            self.ids[operation] = {"video_id": masked.pk}
        jobs.enqueue(KIND, masked.pk, queue="propagation")
        self.ids["steer_propagation"] = {"video_id": masked.pk, "verb": "pause"}
        place = {"start": 0, "end": 9, "frame": 0, "text": "Which?"}
        self.ids["question_id"] = ask(annotator, video_id=masked.pk, **place)["id"]
        opened = open_thread(annotator, video_id=captioned.pk, step="caption", text="Is this right?")
        self.ids["thread_id"] = opened["id"]
        hook = make_webhook(people["lead"], slug=project.slug, url="https://hooks.example.org/a", topics=[])
        tried = try_webhook(people["lead"], webhook_id=hook["id"])
        self.ids |= {"webhook_id": hook["id"], "delivery_id": tried["id"]}
        self.ids |= permitted.rows(lead, annotator, written=captioned, done=done)
        self.bodies: dict[str, Any] = {
            "accept_invitation": {"username": "newcomer", "name": "New Comer", "password": "quite another phrase"},
            "make_webhook": {"url": "https://hooks.example.org/b", "topics": ["work"]},
            "change_webhook": {"topics": [], "active": False},
            "ask_question": place,
            "change_password": {"current": make.PASSWORD, "new": "quite another phrase"},
            "change_person": {"role": "inspector", "skills": []},
            "invite": {"email": "c@d.org", "role": "annotator", "skills": ["masks"]},
            "test_blind": {"start": 0, "end": 9, "x": 1, "y": 1, "milliseconds": 900},
            "comment": {"text": "Seen."},
            "correct_caption": {"text": make.CAPTION.replace("red", "dark red"), "seen_revision": 1},
            "give_verdict": {"start": 0, "end": 9, "verdict": "approved"},
            "open_thread": {"step": "caption", "text": "Look here."},
            "save_reasons": {
                "reasons": REASONS,
                "seen_version": reasons_for(people["lead"], project.slug)["version"],
            },
            "caption_consequences": {"text": ALONE},
            "answer_question": {"text": "This one."},
            "save_guideline": {"text": "Ours.", "seen_version": 1},
            "save_sampling": {"gold_percent": 0, "double_percent": 5, "first_clips": 10, "later_percent": 20},
            "see_guideline": {"version": 1},
            "sign_in": {"username": annotator.username, "password": make.PASSWORD},
            "make_token": {"label": "another"},
            "save_caption": {"text": ALONE + " Slowly.", "seen_revision": 1},
            "save_keyframe": {"rings": make.SQUARE, "absent": False, "seen_revision": 1},
            "ask_suggestion": {"id": str(uuid.uuid4()), "method": "clicks", "clicks": CLICKS},
            "start_run": {"predictor": "flow-fast"},
            "ask_preview": {"first": 0},
            "read_notices": {"until": 1},
            "repair_rings": {"rings": make.SQUARE},
            "save_wishes": {"mail": ["returned"]},
            "save_keymap": {"bindings": {"undo": ["U"]}},
            "save_view": {"name": "Another", "query": "stage=ready"},
            "change_view": {"name": "Mine", "query": "stage=ready"},
            "save_z_order": {"tracks": [track.pk], "seen": [track.pk]},
            "finish_sign_in": {"code": "123456"},
            "turn_off_second_factor": {"code": "123456"},
            "turn_on_second_factor": {"code": "123456"},
            "return_work": {"findings": [{"reason": "language"}]},
            "make_batch": {"name": "Second"},
            "rename_batch": {"name": "Third"},
            "plan_clips": {"videos": [waiting.pk], "priority": 2},
            "plan_work": {"priority": 2},
            "reassign_work": {"person": make.annotator(project).pk},
            "skip_work": {"reason": "too_hard"},
        } | permitted.bodies(self.ids)

    def second(self, original: Any, item: Any, person: Any) -> Any:
        """A clip's second annotation, for its caption."""
        after = item.submissions.get()
        return quality_actions.make_twin(original, Twin.Kind.DOUBLE, after, person=person).video

    def parameters(self, operation: str) -> dict[str, Any]:
        """Where an operation is tried: what its path may name."""
        return self.ids | self.ids.get(operation, {})

    def ask(self, name: str, operation: str, at: dict[str, Any] | None = None) -> HttpResponse:
        """What somebody is answered who does an operation, at a place of its own or another."""
        method, path = operations()[operation]
        address = path.format(**self.parameters(operation) | (at or {}))
        browser = self.browsers[name]
        cookies = copy.deepcopy(browser.cookies)
        cache.clear()  # signing in so often would be slowed down
        try:
            if operation == "append_upload":
                return browser.patch(address, b"something", content_type=tus.CONTENT, headers=ANNOUNCED)
            if operation == "delete_keyframe":
                address += "?seen_revision=1"
            if operation == "get_day":
                address += "?since=2026-01-01T00:00:00Z"
            if operation == "compare_runs":
                address += self.compared
            address += self.parameters(operation).get("query", "")
            body = self.bodies.get(operation, {}) if method != "get" else None
            headers = ANNOUNCED if operation.endswith("_upload") else None
            return getattr(browser, method)(address, body, content_type="application/json", headers=headers)
        finally:
            browser.cookies = cookies  # who signs in or out is asked again as who they were


def test_every_operation_has_its_row_and_every_row_its_operation():
    assert set(operations()) == set(ALLOWED)


def test_a_program_with_a_token_of_every_scope_may_do_what_its_person_may(settings):
    settings.WEBHOOK_HOSTS = ["hooks.example.org"]
    world = World()
    for name in PEOPLE[2:]:
        body = {"label": "program", "scopes": Scope.values}
        made = world.browsers[name].post("/api/tokens", body, content_type="application/json").json()
        world.browsers[name] = Client(enforce_csrf_checks=True, headers={"Authorization": f"Token {made['key']}"})

    for operation in ("get_project", "list_releases", "start_next", "begin_upload", "approve_work", "invite"):
        statuses = []
        for name in PEOPLE[2:]:
            with transaction.atomic():
                statuses.append(world.ask(name, operation).status_code)
                transaction.set_rollback(True)

        assert tuple(statuses) == ALLOWED[operation][2:], operation
