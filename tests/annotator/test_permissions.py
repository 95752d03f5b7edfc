"""Who may do what: one row for every operation of the OpenAPI document. A refusal and a reading change no row.

The world: the annotator holds the caption of one clip and the masks of another; a third caption waits for a writer, a
fourth was handed in by a colleague, and a fifth clip is finished. About the masks, the annotator has asked a question.
"""

from __future__ import annotations

import copy
import functools
import uuid
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from annotator.accounts.actions import make_token
from annotator.annotations.actions.captions import Writing, save_caption
from annotator.annotations.actions.previews import ask_preview
from annotator.annotations.masks_document import KIND
from annotator.annotations.models import Suggestion
from annotator.jobs import actions as jobs
from annotator.releases.models import Release
from annotator.review.question_actions import ask
from annotator.work import actions as work
from annotator.work.batch_actions import make_batch
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]
PEOPLE = ("anonymous", "outsider", "annotator", "inspector", "researcher", "lead", "admin", "viewer")
ALONE = "[A red box]<mask_1> slides past a wall."

MEMBERS = (401, 404, 200, 200, 200, 200, 200, 200)
READERS = (401, 404, 403, 200, 200, 200, 403, 403)
REVIEWERS = (401, 404, 403, 200, 403, 200, 403, 403)
MANAGERS = (401, 404, 403, 403, 403, 200, 200, 403)
ITS_AUTHOR = (401, 404, 200, 403, 403, 409, 403, 403)
ITS_DRAWER = (401, 404, 200, 404, 404, 404, 404, 404)
EVERYBODY = (401, 200, 200, 200, 200, 200, 200, 200)
ALLOWED = {
    "answer_question": (401, 404, 403, 200, 403, 200, 403, 403),
    "approve_work": REVIEWERS,
    "ask_preview": (401, 404, 202, 404, 404, 404, 404, 404),
    "ask_question": (401, 404, 201, 404, 404, 404, 404, 404),
    "ask_suggestion": (401, 404, 202, 404, 404, 404, 404, 404),
    "caption_consequences": MEMBERS,
    "choose_run": REVIEWERS,
    "claim_work": (401, 404, 200, 403, 403, 200, 403, 403),
    "compare_runs": MEMBERS,
    "confirm_track": ITS_DRAWER,
    "delete_keyframe": ITS_DRAWER,
    "delete_run": (401, 404, 403, 204, 403, 204, 403, 403),
    "dismiss_suggestion": ITS_DRAWER,
    "get_caption": MEMBERS,
    "get_caption_lengths": MEMBERS,
    "get_clip_work": MEMBERS,
    "get_day": MEMBERS,
    "get_guideline": MEMBERS,
    "get_keymap": EVERYBODY,
    "get_machines": (401, 404, 403, 200, 403, 200, 403, 403),
    "get_masks": MEMBERS,
    "get_preview": ITS_DRAWER,
    "get_project": MEMBERS,
    "get_propagation": MEMBERS,
    "get_queue": MEMBERS,
    "get_release": READERS,
    "get_release_archive": READERS,
    "get_release_file": READERS,
    "get_suggestion": ITS_DRAWER,
    "get_session": (200, 200, 200, 200, 200, 200, 200, 200),
    "get_tracks": MEMBERS,
    "get_video": MEMBERS,
    "get_work": MEMBERS,
    "freeze_batch": MANAGERS,
    "give_up_work": ITS_AUTHOR,
    "heartbeat": ITS_AUTHOR,
    "list_batches": MEMBERS,
    "list_caption_revisions": MEMBERS,
    "list_moves": MEMBERS,
    "list_questions": MEMBERS,
    "list_releases": READERS,
    "list_runs": MEMBERS,
    "list_submissions": MEMBERS,
    "list_suggestions": MEMBERS,
    "list_tokens": EVERYBODY,
    "list_uploads": MEMBERS,
    "list_videos": MEMBERS,
    "make_batch": (401, 404, 403, 403, 403, 201, 201, 403),
    "make_release": (401, 404, 403, 403, 403, 201, 403, 403),
    "make_token": (401, 201, 201, 201, 201, 201, 201, 201),
    "note_activity": (401, 404, 200, 409, 403, 409, 403, 403),
    "plan_clips": MANAGERS,
    "plan_work": MANAGERS,
    "propagate": (401, 404, 202, 202, 403, 202, 403, 403),
    "reassign_work": MANAGERS,
    "release_work": MANAGERS,
    "reopen_work": (401, 404, 403, 200, 403, 200, 403, 403),
    "repair_rings": MEMBERS,
    "return_work": REVIEWERS,
    "revoke_token": (401, 404, 204, 404, 404, 404, 404, 404),
    "save_caption": (401, 404, 200, 404, 404, 404, 404, 404),
    "save_guideline": (401, 404, 403, 403, 403, 200, 403, 403),
    "save_keyframe": ITS_DRAWER,
    "save_keymap": EVERYBODY,
    "save_z_order": ITS_DRAWER,
    "see_guideline": (401, 404, 204, 204, 204, 204, 204, 204),
    "sign_in": (200, 200, 200, 200, 200, 200, 200, 200),
    "sign_out": (200, 200, 200, 200, 200, 200, 200, 200),
    "skip_work": (401, 404, 200, 403, 403, 409, 403, 403),
    "start_run": (401, 404, 403, 202, 403, 202, 403, 403),
    "start_next": (401, 404, 200, 403, 403, 200, 403, 403),
    "steer_propagation": REVIEWERS,
    "submit_work": ITS_AUTHOR,
    "take_over_work": (401, 404, 403, 403, 403, 200, 403, 403),
    "thaw_batch": MANAGERS,
    "upload": (401, 404, 403, 403, 403, 201, 403, 403),
    "withdraw_question": (401, 404, 200, 403, 403, 403, 403, 403),
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


class World:
    """Everything that an operation may be tried on."""

    def __init__(self) -> None:
        project = make.project()
        people = {name: getattr(make, name)(project) for name in PEOPLE[2:]}
        annotator = people["annotator"]
        annotator.set_password(make.PASSWORD)
        annotator.save()
        captioned, waiting, handed_in, masked, done = (make.video(project, frame_count=31) for _ in range(5))
        make.finish(done, text=ALONE)
        mine = work.claim(annotator, item_id=make.caption_item(captioned).pk)
        save_caption(annotator, video_id=captioned.pk, writing=Writing(ALONE), seen_revision=0)
        submitted = make.submitted_caption(handed_in, make.annotator(project))
        [track] = make.masking(masked, annotator, text=ALONE)
        make.draw_all(masked, annotator)
        self.browsers = {name: make.browser(person) for name, person in people.items()}
        self.browsers |= {"anonymous": make.browser(), "outsider": make.browser(make.lead(make.project()))}
        self.ids: dict[str, Any] = {
            "slug": project.slug, "item_id": mine.pk, "video_id": captioned.pk, "track_id": track.pk, "frame": 0,
            "token_id": make_token(annotator, label="mine")[0].pk, "release_id": self.published(project).pk,
            "path": "README.md", "number": captioned.number, "step": "caption", "field": "en",
        }  # fmt: skip
        for operation in ("approve_work", "return_work"):
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
        draft = Suggestion.objects.create(key=uuid.uuid4(), track=track, frame=0, by=annotator, method="neighbour")
        self.ids["key"] = draft.key
        for operation in (
            "ask_question",
            "list_questions",
            "propagate",
            "repair_rings",
            "save_z_order",
            "list_suggestions",
            "get_tracks",
            "get_masks",
            "get_propagation",
        ):
            self.ids[operation] = {"video_id": masked.pk}
        jobs.enqueue(KIND, masked.pk, queue="propagation")
        self.ids["steer_propagation"] = {"video_id": masked.pk, "verb": "pause"}
        place = {"start": 0, "end": 9, "frame": 0, "text": "Which?"}
        self.ids["question_id"] = ask(annotator, video_id=masked.pk, **place)["id"]
        self.bodies: dict[str, Any] = {
            "ask_question": place,
            "caption_consequences": {"text": ALONE},
            "answer_question": {"text": "This one."},
            "save_guideline": {"text": "Ours.", "seen_version": 1},
            "see_guideline": {"version": 1},
            "sign_in": {"username": annotator.username, "password": make.PASSWORD},
            "make_token": {"label": "another"},
            "make_release": {"version": "v2.0"},
            "save_caption": {"text": ALONE + " Slowly.", "seen_revision": 1},
            "save_keyframe": {"rings": make.SQUARE, "absent": False, "seen_revision": 1},
            "ask_suggestion": {
                "id": str(uuid.uuid4()),
                "method": "clicks",
                "clicks": [{"x": 9, "y": 9, "positive": True}],
            },
            "start_run": {"predictor": "flow-fast"},
            "ask_preview": {"first": 0},
            "repair_rings": {"rings": make.SQUARE},
            "save_keymap": {"bindings": {"undo": ["U"]}},
            "save_z_order": {"tracks": [track.pk], "seen": [track.pk]},
            "return_work": {"findings": [{"reason": "language"}]},
            "make_batch": {"name": "Second"},
            "plan_clips": {"videos": [waiting.pk], "priority": 2},
            "plan_work": {"priority": 2},
            "reassign_work": {"person": make.annotator(project).pk},
            "skip_work": {"reason": "too_hard"},
        }

    def published(self, project: Any) -> Release:
        """A release of one file, as a build would leave it."""
        folder = settings.RELEASES_ROOT / project.slug / "v1.0"
        folder.mkdir(parents=True)
        (folder / "README.md").write_text("Read me.")
        files = [{"path": "README.md", "bytes": 8, "sha256": "0" * 64}]
        return Release.objects.create(
            project=project, version="v1.0", state="published", manifest_sha256="0" * 64, counts={"files": files}
        )

    def ask(self, name: str, operation: str) -> int:
        """What somebody is answered who does an operation."""
        method, path = operations()[operation]
        address = path.format(**self.ids | self.ids.get(operation, {}))
        browser = self.browsers[name]
        cookies = copy.deepcopy(browser.cookies)
        try:
            if operation == "upload":
                return browser.post(address, {"file": SimpleUploadedFile("x.mp4", b"something")}).status_code
            if operation == "delete_keyframe":
                address += "?seen_revision=1"
            if operation == "get_day":
                address += "?since=2026-01-01T00:00:00Z"
            if operation == "compare_runs":
                address += self.compared
            body = self.bodies.get(operation, {}) if method != "get" else None
            return getattr(browser, method)(address, body, content_type="application/json").status_code
        finally:
            browser.cookies = cookies  # who signs in or out is asked again as who they were


def rows() -> dict[str, str]:
    """Every table's content, as a digest."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        each = (
            f"SELECT '{table}', coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM \"{table}\" t"
            for table in tables
        )
        cursor.execute(" UNION ALL ".join(each))
        return dict(cursor.fetchall())


def test_every_operation_has_its_row_and_every_row_its_operation():
    assert set(operations()) == set(ALLOWED)


def test_everybody_is_answered_as_the_table_says_and_a_refusal_or_a_reading_changes_no_row():
    world = World()
    answered: dict[str, tuple[int, ...]] = {}
    changed = []

    for operation in ALLOWED:
        statuses = []
        for name in PEOPLE:
            cache.clear()  # signing in so often would be slowed down
            with transaction.atomic():
                before = rows()
                statuses.append(world.ask(name, operation))
                if (statuses[-1] >= 400 or operations()[operation][0] == "get") and rows() != before:
                    changed.append((operation, name))
                transaction.set_rollback(True)
        answered[operation] = tuple(statuses)

    assert answered == ALLOWED
    assert changed == []


def test_a_program_with_a_token_may_do_what_its_person_may():
    world = World()
    for name in PEOPLE[2:]:
        made = world.browsers[name].post("/api/tokens", {"label": "program"}, content_type="application/json").json()
        world.browsers[name] = Client(enforce_csrf_checks=True, headers={"Authorization": f"Token {made['key']}"})

    for operation in ("get_project", "list_releases", "start_next", "upload", "approve_work"):
        statuses = []
        for name in PEOPLE[2:]:
            with transaction.atomic():
                statuses.append(world.ask(name, operation))
                transaction.set_rollback(True)

        assert tuple(statuses) == ALLOWED[operation][2:], operation
