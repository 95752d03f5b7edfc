"""How far the clips of each batch are. A clip is in the batch of the step that it is at, as its priority is."""

from typing import Any

from django.db.models import Count, Min

from annotator.accounts.models import User
from annotator.insights.filters import query_of
from annotator.insights.stages import STAGES, in_line, of_open_item, stage_in_rows
from annotator.videos.models import Project
from annotator.videos.queries import OVERSEERS, membership

FINISHED = "ready"


def batch_stages_for(actor: User, slug: str) -> list[dict[str, Any]]:
    """Of each batch its clips by stage and what of it is due first; a batch without clips is left out.

    Raises:
        NotFound: The actor is no member.
        NotAllowed: The actor neither leads nor inspects nor administers it.
    """
    project = membership(actor, slug, roles=OVERSEERS).project
    found: dict[int, dict[str, Any]] = {}
    for row in rows_of(project):
        told = found.setdefault(row["batch"], {"batch": row["batch"], "clips": 0, "deadline": None, "stages": []})
        told["clips"] += row["count"]
        told["stages"].append(
            {"stage": row["stage"], "count": row["count"], "rows": query_of(batch=row["batch"], stage=row["stage"])}
        )
        if row["due"] is not None and row["stage"] != FINISHED:
            told["deadline"] = min(row["due"], told["deadline"] or row["due"])
    for told in found.values():
        told["stages"].sort(key=lambda stage: STAGES.index(stage["stage"]))
        told["rows"] = query_of(batch=told["batch"])
    return list(found.values())


def clips_a_batch(project: Project) -> dict[int, int]:
    """How many clips are in each batch."""
    clips = in_line(project).filter(twin_of=None).annotate(batch=of_open_item("batch")).exclude(batch=None)
    return dict(clips.values_list("batch").annotate(Count("pk")).order_by())


def rows_of(project: Project) -> Any:
    """Clips by batch and stage, and the first deadline among them, with one query; second annotations are left out."""
    clips = in_line(project).filter(twin_of=None)
    placed = clips.annotate(stage=stage_in_rows(), batch=of_open_item("batch")).exclude(batch=None).exclude(stage=None)
    return placed.values("batch", "stage").annotate(count=Count("pk"), due=Min(of_open_item("deadline"))).order_by()
