"""The checkpoints' rows of the table of `test_permissions.py`, and what they are tried on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings

from annotator.videos.models import Project
from tests.annotator.checkpoints import scene

LEADS = (401, 404, 403, 403, 403, 200, 403, 403)
ALLOWED = {"get_checkpoint_curves": LEADS, "list_checkpoints": LEADS, "move_checkpoint": LEADS}


def rows(project: Project) -> dict[str, Any]:
    """A candidate, as paths name it."""
    place = Path(settings.CHECKPOINTS_ROOT).parent / f"trained-{project.slug}"
    return {
        "checkpoint_id": scene.registered(project, place, trained_on=()).pk,
        "move_checkpoint": {"verb": "promote"},
    }
