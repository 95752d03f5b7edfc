"""The wordings' rows of the table of `test_permissions.py`, and what they are tried on."""

from __future__ import annotations

from typing import Any

from annotator.accounts.models import User
from annotator.videos.models import Video
from annotator.wordings.actions import start_run, steer
from annotator.wordings.models import Draft

REVIEWERS = (401, 404, 403, 200, 403, 200, 403, 403)
LEADS = (401, 404, 403, 403, 403, 200, 403, 403)
ALLOWED = {
    "decide_wording": REVIEWERS,
    "estimate_wording": LEADS,
    "get_clip_wordings": REVIEWERS,
    "get_wording_run": REVIEWERS,
    "get_wordings": REVIEWERS,
    "next_wordings": REVIEWERS,
    "start_wording": (401, 404, 403, 403, 403, 201, 403, 403),
    "steer_wording": LEADS,
}
BODIES: dict[str, Any] = {
    "start_wording": {"what": ["prompts"]},
    "estimate_wording": {"what": ["prompts"]},
    "decide_wording": {"verdict": "accepted", "seen": "open"},
}


def rows(lead: User, done: Video) -> dict[str, Any]:
    """A run that was cancelled and a draft for a finished clip, as paths name them."""
    run = start_run(lead, slug=done.project.slug, what=["prompts"])
    steer(lead, run_id=run.pk, verb="cancel")
    question = {"place": 0, "caption_revision": 1, "text": "Where is the red box?", "source": "rule"}
    draft = Draft.objects.create(video=done, what="prompts", **question)
    return {"run_id": run.pk, "draft_id": draft.pk, "steer_wording": {"verb": "go_on"}}
