"""The drafts' rows of the table of `test_permissions.py`, and what they are tried on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings

from annotator.accounts.models import User
from annotator.annotations.models import ModelDraft
from annotator.videos.models import Video
from tests.annotator.assist.scene import with_model

LEADS = (401, 404, 403, 403, 403, 200, 403, 403)
ALLOWED = {
    "ask_model_draft": (401, 404, 202, 404, 404, 404, 404, 404),
    "decide_model_draft": (401, 404, 200, 404, 404, 404, 404, 404),
    "draft_ahead": (401, 404, 403, 403, 403, 202, 403, 403),
    "get_acceptance": LEADS,
    "get_acceptance_table": LEADS,
    "get_assist_rule": LEADS,
    "get_draft_line": LEADS,
    "hand_in_model_draft": (401, 404, 201, 404, 404, 404, 404, 404),
    "get_model_drafts": (401, 404, 200, 200, 200, 200, 200, 200),
    "save_assist_rule": LEADS,
}
BODIES: dict[str, Any] = {
    "decide_model_draft": {"verdict": "dismissed"},
    "draft_ahead": {"count": 1},
    "save_assist_rule": {"control_percent": 5, "held_out": False},
}


def rows(annotator: User, written: Video) -> dict[str, Any]:
    """An active model, and what it drafted for who writes a clip's caption, as paths name it."""
    project = written.project
    model = with_model(project, Path(settings.CHECKPOINTS_ROOT).parent / f"active-{project.slug}", seed=1)
    draft = ModelDraft.objects.create(video=written, step="caption", checkpoint=model, by=annotator, state="ready")
    return {"decide_model_draft": {"draft_id": draft.pk}, "model_name": model.name}


def bodies(rows: dict[str, Any]) -> dict[str, Any]:
    """What is sent, given the rows that it is tried on."""
    return BODIES | {"hand_in_model_draft": {"model": rows["model_name"], "text": "[A box]<mask_1> slides."}}
