"""The world that permissions are tried in: everything that an operation of the OpenAPI document may be tried on.

The annotator holds the caption of one clip and the masks of another; a third caption waits for a writer, a fourth was
handed in by a colleague, and a fifth clip is finished. About the masks, the annotator has asked a question.
"""

from __future__ import annotations

import copy
import functools
import uuid
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.http import HttpResponse
from drf_spectacular.generators import SchemaGenerator

from annotator.accounts.actions import make_token
from annotator.accounts.models import User
from annotator.annotations.actions.captions import Writing, save_caption
from annotator.annotations.actions.previews import ask_preview
from annotator.annotations.masks_document import KIND
from annotator.annotations.models import KeyframeRevision, Suggestion
from annotator.jobs import actions as jobs
from annotator.notices.webhook_actions import make_webhook, try_webhook
from annotator.review.quality_actions import make_twin
from annotator.review.quality_models import Twin
from annotator.review.question_actions import ask
from annotator.review.reason_queries import reasons_for
from annotator.review.thread_actions import open_thread
from annotator.videos import tus
from annotator.videos.invitation_actions import invite
from annotator.videos.models import Video
from annotator.videos.upload_actions import begin_upload
from annotator.videos.view_actions import save_view
from annotator.work import actions as work
from annotator.work.batch_actions import make_batch
from tests import factories as make
from tests.annotator import permitted
from tests.annotator.videos.sender import ANNOUNCED

PEOPLE = ("anonymous", "outsider", "annotator", "inspector", "researcher", "lead", "admin", "viewer")
SECRET = make_password(make.PASSWORD)  # once: hashing is slow on purpose
CLICKS = [{"x": 9, "y": 9, "positive": True}]
REASONS = [{"step": "caption", "text": "Too short"}, {"step": "masks", "text": "Too wide"}]
ALONE = "[A red box]<mask_1> slides past a wall."
QUESTION = {"start": 0, "end": 9, "frame": 0, "text": "Which?"}
BODIES: dict[str, Any] = {
    "accept_invitation": {"username": "newcomer", "name": "New Comer", "password": "quite another phrase"},
    "make_webhook": {"url": "https://hooks.example.org/b", "topics": ["work"]},
    "change_webhook": {"topics": [], "active": False},
    "ask_question": QUESTION,
    "change_password": {"current": make.PASSWORD, "new": "quite another phrase"},
    "change_person": {"role": "inspector", "skills": []},
    "invite": {"email": "c@d.org", "role": "annotator", "skills": ["masks"]},
    "test_blind": {"start": 0, "end": 9, "x": 1, "y": 1, "milliseconds": 900},
    "comment": {"text": "Seen."},
    "correct_caption": {"text": make.CAPTION.replace("red", "dark red"), "seen_revision": 1},
    "give_verdict": {"start": 0, "end": 9, "verdict": "approved"},
    "open_thread": {"step": "caption", "text": "Look here."},
    "caption_consequences": {"text": ALONE},
    "answer_question": {"text": "This one."},
    "save_guideline": {"text": "Ours.", "seen_version": 1},
    "save_sampling": {"gold_percent": 0, "double_percent": 5, "first_clips": 10, "later_percent": 20},
    "see_guideline": {"version": 1},
    "make_token": {"label": "another"},
    "save_caption": {"text": ALONE + " Slowly.", "seen_revision": 1},
    "save_keyframe": {"rings": make.SQUARE, "absent": False, "seen_revision": 1},
    "start_run": {"predictor": "flow-fast"},
    "ask_preview": {"first": 0},
    "read_notices": {"until": 1},
    "repair_rings": {"rings": make.SQUARE},
    "save_wishes": {"mail": ["returned"]},
    "save_keymap": {"bindings": {"undo": ["U"]}},
    "save_view": {"name": "Another", "query": "stage=ready"},
    "change_view": {"name": "Mine", "query": "stage=ready"},
    "finish_sign_in": {"code": "123456"},
    "turn_off_second_factor": {"code": "123456"},
    "turn_on_second_factor": {"code": "123456"},
    "return_work": {"findings": [{"reason": "language"}]},
    "make_batch": {"name": "Second"},
    "rename_batch": {"name": "Third"},
    "plan_work": {"priority": 2},
    "skip_work": {"reason": "too_hard"},
}


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
        self.project = make.project()
        self.people = {name: getattr(make, name)(self.project) for name in PEOPLE[2:]}
        outsider = make.lead(make.project())
        for person in (outsider, *self.people.values()):
            give_password(person)
        self.browsers = {name: make.browser(person) for name, person in self.people.items()}
        self.browsers |= {"anonymous": make.browser(), "outsider": make.browser(outsider)}
        lead, annotator = self.people["lead"], self.people["annotator"]
        captioned, waiting, handed_in, masked, done = (make.video(self.project, frame_count=31) for _ in range(5))
        make.finish(done, text=ALONE)
        self.ids: dict[str, Any] = {"slug": self.project.slug}
        self.ids |= self.of_captions(annotator, captioned, waiting, handed_in)
        self.ids |= self.of_masks(annotator, masked) | self.of_finished(done) | self.of_people(lead, annotator)
        self.ids |= permitted.rows(lead, annotator, written=captioned, done=done)
        self.bodies: dict[str, Any] = BODIES | permitted.bodies(self.ids)
        self.bodies |= {
            "save_reasons": {"reasons": REASONS, "seen_version": reasons_for(lead, self.project.slug)["version"]},
            "sign_in": {"username": annotator.username, "password": make.PASSWORD},
            "ask_suggestion": {"id": str(uuid.uuid4()), "method": "clicks", "clicks": CLICKS},
            "save_z_order": {"tracks": [self.ids["track_id"]], "seen": [self.ids["track_id"]]},
            "plan_clips": {"videos": [waiting.pk], "priority": 2},
            "reassign_work": {"person": make.annotator(self.project).pk},
        }

    def of_captions(self, writer: User, written: Video, waiting: Video, handed_in: Video) -> dict[str, Any]:
        """A caption that is being written, with a thread about it, one that waits and one that was handed in."""
        mine = work.claim(writer, item_id=make.caption_item(written).pk)
        save_caption(writer, video_id=written.pk, writing=Writing(ALONE), seen_revision=0)
        submitted = make.submitted_caption(handed_in, make.annotator(self.project))
        second = make_twin(handed_in, Twin.Kind.DOUBLE, submitted.submissions.get(), person=writer).video
        opened = open_thread(writer, video_id=written.pk, step="caption", text="Is this right?")
        reviewed = ("approve_work", "correct_caption", "give_verdict", "return_work")
        return {operation: {"item_id": submitted.pk} for operation in reviewed} | {
            "item_id": mine.pk, "video_id": written.pk, "number": written.number, "step": "caption", "field": "en",
            "claim_work": {"item_id": make.caption_item(waiting).pk},
            "get_agreement": {"video_id": second.pk},
            "thread_id": opened["id"],
        }  # fmt: skip

    def of_masks(self, drawer: User, masked: Video) -> dict[str, Any]:
        """A clip whose masks are being drawn: a keyframe, a draft, a preview, a question, and a job."""
        [track] = make.masking(masked, drawer, text=ALONE)
        make.draw_all(masked, drawer)
        draft = Suggestion.objects.create(key=uuid.uuid4(), track=track, frame=0, by=drawer, method="neighbour")
        jobs.enqueue(KIND, masked.pk, queue="propagation")
        there = "ask_question list_questions list_suggestions get_tracks get_masks get_propagation propagate"
        return {operation: {"video_id": masked.pk} for operation in f"{there} repair_rings save_z_order".split()} | {
            "track_id": track.pk, "frame": 0, "key": draft.key,
            "revision": KeyframeRevision.objects.filter(keyframe__track=track).latest("pk").pk,
            "preview_id": ask_preview(drawer, track_id=track.pk, first=0)["id"],
            "steer_propagation": {"video_id": masked.pk, "verb": "pause"},
            "question_id": ask(drawer, video_id=masked.pk, **QUESTION)["id"],
        }  # fmt: skip

    def of_finished(self, done: Video) -> dict[str, Any]:
        """A finished clip, with masks of another predictor beside its own."""
        shown, beside = done.runs.get(), make.run_beside(done)
        at = {"video_id": done.pk}
        return dict.fromkeys(("make_gold", "retire_gold", "list_runs", "start_run"), at) | {
            "reopen_work": {"item_id": make.caption_item(done).pk},
            "choose_run": at | {"run_id": beside.pk}, "delete_run": at | {"run_id": beside.pk},
            "compare_runs": at | {"query": f"?a={shown.pk}&b={beside.pk}"},
        }  # fmt: skip

    def of_people(self, lead: User, annotator: User) -> dict[str, Any]:
        """What people keep and are given: a token, a view, an upload, an invitation, a batch, a webhook."""
        slug = self.project.slug
        invited, secret = invite(lead, slug=slug, email="a@b.org", role="viewer", skills=[])
        hook = make_webhook(lead, slug=slug, url="https://hooks.example.org/a", topics=[])
        return {
            "token_id": make_token(annotator, label="mine")[0].pk,
            "view_id": save_view(annotator, slug=slug, name="Mine", query="", shared=False)["id"],
            "table": "days",
            "person_id": make.annotator(self.project).pk,
            "upload": begin_upload(lead, slug=slug, length=9, metadata=ANNOUNCED["Upload-Metadata"]).key,
            "invitation_id": invited.pk, "secret": secret,
            "batch_id": make_batch(lead, slug=slug, name="First").pk,
            "webhook_id": hook["id"], "delivery_id": try_webhook(lead, webhook_id=hook["id"])["id"],
        }  # fmt: skip

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
            address += self.parameters(operation).get("query", "")
            body = self.bodies.get(operation, {}) if method != "get" else None
            headers = ANNOUNCED if operation.endswith("_upload") else None
            return getattr(browser, method)(address, body, content_type="application/json", headers=headers)
        finally:
            browser.cookies = cookies  # who signs in or out is asked again as who they were
