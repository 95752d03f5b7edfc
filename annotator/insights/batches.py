"""How far the clips of each batch are. A clip is in the batch of the step that it is at, as its priority is."""

from collections import Counter
from typing import Any

from django.db.models import Count, Min

from annotator.accounts.models import User
from annotator.insights.filters import query_of
from annotator.insights.stages import STAGES, by_states, in_hand, stage_in
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
        stage = stage_in(row)
        told = found.setdefault(row["batch"], {"batch": row["batch"], "deadline": None, "counts": Counter()})
        told["counts"][stage] += row["count"]
        if row["due"] is not None and stage != FINISHED:
            told["deadline"] = min(row["due"], told["deadline"] or row["due"])
    return [describe(told.pop("counts"), told) for told in found.values()]


def describe(counts: Counter[str], told: dict[str, Any]) -> dict[str, Any]:
    """A batch in JSON, its stages in the line's order."""
    batch = told["batch"]
    stages = [
        {"stage": stage, "count": counts[stage], "rows": query_of(batch=batch, stage=stage)}
        for stage in STAGES
        if counts[stage]
    ]
    return told | {"clips": counts.total(), "stages": stages, "rows": query_of(batch=batch)}


def clips_a_batch(project: Project) -> dict[int, int]:
    """How many clips are in each batch."""
    planned = in_hand(project).exclude(batch=None)
    return dict(planned.values_list("batch").annotate(Count("pk")))


def rows_of(project: Project) -> Any:
    """Clips by batch and states, and the first deadline among them, with one query; second annotations are left out."""
    planned = in_hand(project).exclude(batch=None)
    return by_states(planned, "batch").annotate(count=Count("pk"), due=Min("deadline"))
