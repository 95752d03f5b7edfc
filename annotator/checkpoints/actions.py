"""Registering a checkpoint, and the one function that moves it from state to state."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import yaml
from django.db import transaction
from django.db.models.functions import Now

from annotator.accounts.models import User
from annotator.checkpoints import queries
from annotator.checkpoints.models import Checkpoint
from annotator.checkpoints.refusals import CheckpointRefused, CheckpointStateRefused
from annotator.events.actions import announce
from annotator.formats.checkpoint import Provenance, base_weights, files_of, read_provenance, verify_checkpoint
from annotator.formats.training_log import LOG, curves_until, read_log
from annotator.formats.whole_file import PART
from annotator.videos.models import Project
from annotator.videos.queries import NotFound

State = Checkpoint.State


class Move(NamedTuple):
    """From which states a verb starts, and where it ends."""

    starts: tuple[str, ...]
    ends: str


MOVES = {
    "promote": Move((State.CANDIDATE, State.RETIRED), State.ACTIVE),
    "retire": Move((State.CANDIDATE, State.ACTIVE), State.RETIRED),
    "roll_back": Move((State.ACTIVE,), State.RETIRED),
}
VERBS = tuple(MOVES)


def register(
    project: Project,
    folder: Path,
    *,
    ours: bool,
    name: str = "",
    scores: Path | None = None,
    log: Path | None = None,
    licences: Mapping[str, str] | None = None,
) -> Checkpoint:
    """Prove a checkpoint, copy it to where it is kept, and make it a candidate. Again with the same one: nothing new,
    but the curves of its log where it has none yet.

    Args:
        ours: Whether the release that it learned from is one of this project's, so that its clips' numbers are ours.
        name: By which people know it; the folder's unless given.
        scores: The `scores.json` of its evaluation.
        log: What its training wrote of each step; the one that lies beside the folder unless given.
        licences: Of the weights that it began from, by part of the recipe.

    Raises:
        CheckpointDamaged: It is not what was written, or does not say where it came from.
        CheckpointRefused: Its name is taken, its scores are another's, or the licence of base weights is missing.
        TrainingLogRefused: The log is none, or of other stages.
    """
    sha256, told, given = verify_checkpoint(folder), read_provenance(folder), dict(licences or {})
    curves = curves_of(folder, told, log)
    known = Checkpoint.objects.filter(project=project, sha256=sha256).first()
    if known is not None:
        if curves and not known.curves:
            known.curves = curves
            known.save(update_fields=["curves"])
        return known
    _check_licences(base_weights(folder), given)
    row = Checkpoint(project=project, name=name or folder.resolve().name, sha256=sha256, ours=ours, licences=given)
    if Checkpoint.objects.filter(project=project, name=row.name).exists():
        raise CheckpointRefused(f"{project.slug} has another checkpoint {row.name!r}; give this one a name.")
    row.figures, row.curves = figures_of(scores, sha256) if scores else {}, curves
    _describe(row, folder, told)
    _keep(folder, row)
    return _enter(row)


def curves_of(folder: Path, told: Provenance, log: Path | None) -> list[dict[str, Any]]:
    """How a checkpoint learned, by its log; empty where it has none.

    Raises:
        TrainingLogRefused: The log is none, or of other stages.
    """
    beside = folder.resolve().parent / LOG
    log = log or (beside if beside.is_file() else None)
    if log is None:
        return []
    return [asdict(one) for one in curves_until(read_log(log), stage=told.stage, step=told.step)]


def figures_of(scores: Path, sha256: str) -> dict[str, Any]:
    """The numbers of an evaluation.

    Raises:
        CheckpointRefused: The file is no report, or another checkpoint's.
    """
    try:
        report = json.loads(scores.read_text())
        of, split, rows = report["checkpoint"], report["split"], report["predictions"]
        figures = {row: {n: v for n, v in each.items() if isinstance(v, int | float)} for row, each in rows.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CheckpointRefused(f"{scores} is no report of model_assist.evaluate: {error!r}.") from error
    if of != sha256:
        raise CheckpointRefused(f"{scores} is of checkpoint {of[:12]}, not of this one, {sha256[:12]}.")
    return {"split": split, "rows": figures}


def move(actor: User, *, checkpoint_id: int, verb: str) -> Checkpoint:
    """The one way from state to state. What becomes active is proved first; what was active before is retired.

    Raises:
        NotFound: No such checkpoint for the actor, or no such verb.
        NotAllowed: The actor is no lead.
        CheckpointStateRefused: It is not where this step starts, or there is nothing to go back to.
        CheckpointDamaged: Its files are not what was registered.
    """
    row = queries.checkpoint_for(actor, checkpoint_id)
    _check_start(row, verb)
    if (becomes := _becomes_active(row, verb)) is not None:
        queries.proved(becomes)  # before the transaction: gigabytes take longer than locks may be held
    return _move(actor, checkpoint_id, verb)


@transaction.atomic
def _move(actor: User, checkpoint_id: int, verb: str) -> Checkpoint:
    row = queries.checkpoint_for(actor, checkpoint_id)
    project = Project.objects.select_for_update().get(pk=row.project_id)  # of two promotions one is later
    row = queries.checkpoint_for(actor, checkpoint_id)
    _check_start(row, verb)
    becomes, current = _becomes_active(row, verb), queries.active(project)
    if becomes is None:
        _set(row, MOVES[verb].ends, actor)
        return queries.checkpoint_for(actor, checkpoint_id)
    if current is not None:
        _set(current, State.RETIRED, actor)
    if verb == "promote":
        becomes.before = current
    _set(becomes, State.ACTIVE, actor)
    return queries.checkpoint_for(actor, checkpoint_id)


def _check_start(row: Checkpoint, verb: str) -> None:
    if verb not in MOVES:
        raise NotFound(f"A checkpoint cannot be told to {verb!r}; it can be told to {', '.join(VERBS)}.")
    starts = MOVES[verb].starts
    if row.state not in starts:
        raise CheckpointStateRefused(
            f"{row.name} is {row.state}; {verb} starts from {', '.join(starts)}.", state=row.state
        )
    if verb == "roll_back" and row.before is None:
        raise CheckpointStateRefused(f"Nothing was active before {row.name}; retire it instead.", state=row.state)


def _becomes_active(row: Checkpoint, verb: str) -> Checkpoint | None:
    return {"promote": row, "roll_back": row.before}.get(verb)


def _set(row: Checkpoint, state: str, actor: User) -> None:
    row.state, row.changed_by, row.changed_at = state, actor, Now()
    row.save(update_fields=["state", "before", "changed_by", "changed_at"])
    announce(row.project_id, "checkpoint", "changed", {"checkpoint": row.pk, "state": state}, actor=actor.pk)


def _check_licences(bases: Mapping[str, str], given: Mapping[str, str]) -> None:
    for part, weights in bases.items():
        if not given.get(part):
            raise CheckpointRefused(
                f"It began from weights of others, {part}: {weights}. Say under which licence: --licence {part}=NAME.",
                part=part,
            )


def _describe(row: Checkpoint, folder: Path, told: Provenance) -> None:
    row.recipe = (folder / "recipe.yaml").read_text()
    row.recipe_name = str(yaml.safe_load(row.recipe).get("name", ""))[:60]
    row.bytes = sum(path.stat().st_size for path in files_of(folder))
    row.release_version, row.release_sha256 = told.release_version, told.release_sha256
    row.split_sha256, row.stage, row.step, row.seed, row.code = (
        told.split_sha256, told.stage, told.step, told.seed, told.code,
    )  # fmt: skip
    row.trained_on = list(told.trained_on) if row.ours else []


def _keep(folder: Path, row: Checkpoint) -> None:
    """Copy the folder to its place, whole or not at all; the copy is what is proved."""
    place = queries.folder_of(row)
    if place.exists():
        queries.proved(row)
        return
    half = place.with_name(f".{place.name}.{uuid4().hex}{PART}")
    try:
        shutil.copytree(folder, half)
        verify_checkpoint(half)
        half.replace(place)
    finally:
        shutil.rmtree(half, ignore_errors=True)


@transaction.atomic
def _enter(row: Checkpoint) -> Checkpoint:
    row.save()
    announce(row.project_id, "checkpoint", "changed", {"checkpoint": row.pk, "state": row.state})
    return row
