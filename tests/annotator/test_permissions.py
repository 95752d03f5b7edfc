"""Who may do what: one row for every operation of the OpenAPI document, as tried in the world of `permission_world`.

`test_permission_matrix.py` tries each of them, and derives from this table what other people and places are answered.
"""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client

from annotator.accounts.models import Scope
from tests.annotator import permitted
from tests.annotator.permission_world import PEOPLE, World, operations

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]

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
