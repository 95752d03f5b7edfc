"""Reading checkpoints: a lead's, and the one that drafts."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from annotator.accounts.models import Role, User
from annotator.accounts.queries import person
from annotator.checkpoints.models import Checkpoint
from annotator.formats.checkpoint import CheckpointDamaged, verify_checkpoint
from annotator.videos.models import Project
from annotator.videos.queries import NotFound, membership, membership_in

LEADS = (Role.LEAD,)


def folder_of(checkpoint: Checkpoint) -> Path:
    """Where its files lie."""
    return Path(settings.CHECKPOINTS_ROOT) / checkpoint.project.slug / checkpoint.sha256


def proved(checkpoint: Checkpoint) -> Path:
    """Its folder, after proving that it holds what was registered: whoever loads it asks here.

    Raises:
        CheckpointDamaged: it holds something else by now.
    """
    folder = folder_of(checkpoint)
    if (found := verify_checkpoint(folder)) != checkpoint.sha256:
        raise CheckpointDamaged(
            f"{folder} holds checkpoint {found[:12]}, not {checkpoint.sha256[:12]}; register it again.",
            file=str(folder),
        )
    return folder


def active(project: Project) -> Checkpoint | None:
    """The checkpoint that drafts for a project's people."""
    return _told().filter(project=project, state=Checkpoint.State.ACTIVE).first()


def checkpoint_for(actor: User, checkpoint_id: int) -> Checkpoint:
    """A checkpoint of a project that the actor leads.

    Raises:
        NotFound: There is none.
        NotAllowed: The actor is no lead.
    """
    found = _told().filter(pk=checkpoint_id, project__memberships__user=actor).first()
    if found is None:
        raise NotFound(f"There is no checkpoint {checkpoint_id} that you may see.")
    membership_in(actor, found.project_id, roles=LEADS)
    return found


def curves_for(actor: User, checkpoint_id: int) -> dict[str, Any]:
    """How a checkpoint learned, in JSON; no stage where nobody registered its log.

    Raises:
        NotFound: There is none.
        NotAllowed: The actor is no lead.
    """
    row = checkpoint_for(actor, checkpoint_id)
    return {"stages": [_stage(one) for one in Checkpoint.objects.values_list("curves", flat=True).get(pk=row.pk)]}


def list_for(actor: User, slug: str) -> list[dict[str, Any]]:
    """A project's checkpoints in JSON, newest first.

    Raises:
        NotFound: The actor is no member.
        NotAllowed: The actor is no lead.
    """
    project = membership(actor, slug, roles=LEADS).project
    return [describe(checkpoint) for checkpoint in _told().filter(project=project).order_by("-pk")]


def describe(checkpoint: Checkpoint) -> dict[str, Any]:
    """A checkpoint in JSON."""
    return {
        "id": checkpoint.pk,
        "name": checkpoint.name,
        "state": checkpoint.state,
        "sha256": checkpoint.sha256,
        "bytes": checkpoint.bytes,
        "recipe": checkpoint.recipe_name,
        "recipe_text": checkpoint.recipe,
        "release": checkpoint.release_version,
        "release_sha256": checkpoint.release_sha256,
        "split_sha256": checkpoint.split_sha256,
        "ours": checkpoint.ours,
        "trained_on": len(checkpoint.trained_on),
        "stage": checkpoint.stage,
        "step": checkpoint.step,
        "seed": checkpoint.seed,
        "code": checkpoint.code,
        "split": checkpoint.figures.get("split"),
        "figures": _figures(checkpoint),
        "licences": [{"part": part, "licence": licence} for part, licence in sorted(checkpoint.licences.items())],
        "before": checkpoint.before.name if checkpoint.before else None,
        "registered": checkpoint.registered_at,
        "changed": checkpoint.changed_at,
        "by": person(checkpoint.changed_by),
    }


def _figures(checkpoint: Checkpoint) -> list[dict[str, Any]]:
    rows = checkpoint.figures.get("rows", {})
    return [{"of": of, "name": name, "value": value} for of, each in rows.items() for name, value in each.items()]


def _stage(curves: dict[str, Any]) -> dict[str, Any]:
    named = {part: [{"name": n, "values": v} for n, v in curves[part].items()] for part in ("losses", "shares")}
    return {"stage": curves["stage"], "steps": curves["steps"], "at": curves["at"]} | named


def _told() -> QuerySet[Checkpoint]:
    """With what their JSON needs: without curves, which are asked for one by one."""
    return Checkpoint.objects.select_related("project", "before", "changed_by").defer("curves", "before__curves")
