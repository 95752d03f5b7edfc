"""Drafts that the project's model made on a machine of one's own, laid beside the work of who reads them.

Nothing that is handed in is an annotation: it becomes one when a person takes and saves it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

from annotator.client.connection import Connection
from annotator.client.errors import FileUnusable
from annotator.client.schema import HandedInCellRequest, ModelDraft, WorkCard

Step = Literal["caption", "masks"]


def hand_in(line: Connection, slug: str, clip: int, step: Step, body: dict[str, Any]) -> ModelDraft:
    """Hand in a draft for a clip, by its number in the project.

    Raises:
        Refused: `other_model`, `without_drafts`, `draft_refused`, `invalid_ring`, or the work is in no hand of theirs.
    """
    work: WorkCard = line.ask("get_clip_work", slug=slug, number=clip, step=step)
    answer: ModelDraft = line.ask("hand_in_model_draft", video_id=work["video"], step=step, body=body)
    return answer


def cells_in(place: Path) -> list[HandedInCellRequest]:
    """Masks from a file: `[{"number": 1, "frame": 0, "rings": [[[x, y], …], …], "score": 0.9}, …]`.

    Raises:
        FileUnusable: It cannot be read, or holds no list.
    """
    try:
        cells = json.loads(place.read_bytes())
    except (OSError, ValueError) as error:
        raise FileUnusable(f"{place} cannot be read as JSON: {error}.", file=str(place)) from error
    if not isinstance(cells, list):
        raise FileUnusable(f"{place} holds no list of cells; see docs/python-client.md.", file=str(place))
    return cells


def text_in(place: Path) -> str:
    """A caption from a file.

    Raises:
        FileUnusable: It cannot be read as text.
    """
    try:
        return place.read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise FileUnusable(f"{place} cannot be read as text: {error}.", file=str(place)) from error
