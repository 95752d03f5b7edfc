"""The rooms' own rows of the table of `test_permissions.py`, put together."""

from __future__ import annotations

from typing import Any

from annotator.accounts.models import User
from annotator.videos.models import Video
from tests.annotator.assist import permitted as assist
from tests.annotator.benchmark import permitted as benchmark
from tests.annotator.checkpoints import permitted as checkpoints
from tests.annotator.releases import permitted as releases
from tests.annotator.wordings import permitted as wordings

ACCOUNTS = {  # one's own alone; the number is nobody's
    "list_sessions": (401, 200, 200, 200, 200, 200, 200, 200),
    "end_other_sessions": (401, 204, 204, 204, 204, 204, 204, 204),
    "end_session": (401, 404, 404, 404, 404, 404, 404, 404),
}
ALLOWED = ACCOUNTS | wordings.ALLOWED | releases.ALLOWED | checkpoints.ALLOWED | assist.ALLOWED | benchmark.ALLOWED


def bodies(rows: dict[str, Any]) -> dict[str, Any]:
    """What is sent to the rooms' operations, given the rows that they are tried on."""
    return wordings.BODIES | releases.BODIES | assist.BODIES | benchmark.bodies(rows)


def rows(lead: User, annotator: User, *, written: Video, done: Video) -> dict[str, Any]:
    """What the rooms' operations are tried on: `annotator` writes the caption of `written`, `done` is finished."""
    project = done.project
    made = wordings.rows(lead, done) | releases.rows(project) | checkpoints.rows(project)
    return made | assist.rows(annotator, written) | benchmark.rows(lead, made["release_id"], done)
