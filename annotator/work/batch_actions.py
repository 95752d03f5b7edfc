"""Planning many clips at once: batches, which can be frozen, and what a lead sets for a selection of clips."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from annotator.accounts.models import User
from annotator.errors import AnnotatorError
from annotator.events.actions import announce
from annotator.videos.models import Project
from annotator.videos.queries import membership
from annotator.work import queries
from annotator.work.line_actions import reassign
from annotator.work.models import Batch, WorkItem


class BatchRefused(AnnotatorError):
    """A batch cannot be called this, or is none of this project."""

    code = "batch_refused"


@transaction.atomic
def make_batch(actor: User, *, slug: str, name: str) -> Batch:
    """Begin an empty batch.

    Raises:
        NotFound: No such project for the actor.
        NotAllowed: The actor is neither lead nor admin.
        BatchRefused: The project has a batch of this name.
    """
    project = membership(actor, slug, roles=queries.MANAGERS).project
    try:
        with transaction.atomic():
            batch = Batch.objects.create(project=project, name=name, by=actor)
    except IntegrityError:
        raise BatchRefused(f"There is a batch called {name!r} already; choose another name.") from None
    return told(actor, batch)


@transaction.atomic
def freeze(actor: User, *, batch_id: int) -> Batch:
    """Stop a batch: nothing of it is handed out, handed in or judged. Work can still be given back, and drafts saved.

    Raises:
        NotFound: No such batch for the actor.
        NotAllowed: The actor is neither lead nor admin.
    """
    batch = queries.batch_for(actor, batch_id, roles=queries.MANAGERS)
    if Batch.objects.filter(pk=batch.pk, frozen_at__isnull=True).update(frozen_at=Now()):
        told(actor, batch)
    return queries.batches_of(batch.project_id).get(pk=batch.pk)


@transaction.atomic
def thaw(actor: User, *, batch_id: int) -> Batch:
    """Let a frozen batch go on.

    Raises:
        NotFound: No such batch for the actor.
        NotAllowed: The actor is neither lead nor admin.
    """
    batch = queries.batch_for(actor, batch_id, roles=queries.MANAGERS)
    if Batch.objects.filter(pk=batch.pk, frozen_at__isnull=False).update(frozen_at=None):
        told(actor, batch)
    return queries.batches_of(batch.project_id).get(pk=batch.pk)


def told(actor: User, batch: Batch) -> Batch:
    """Tell the project of a changed batch; the batch as lists show it."""
    announce(batch.project_id, "batch", "changed", {"batch": batch.pk}, actor=actor.pk)
    return queries.batches_of(batch.project_id).get(pk=batch.pk)


@transaction.atomic
def plan_clips(actor: User, *, slug: str, videos: list[int], step: str | None, plan: dict[str, Any]) -> list[Any]:
    """Plan a selection of clips; one that cannot be planned so keeps nobody from the others.

    Args:
        videos: Row numbers of clips.
        step: Only this step of them; both if None.
        plan: Any of `priority`, `deadline`, `batch` (a row number) and `person` (likewise, of one step), the last three
            null to take back what was set.

    Returns:
        For each clip `{"video", "code", "text"}`: null, or why it stays as it was.

    Raises:
        NotFound: No such project for the actor.
        NotAllowed: The actor is neither lead nor admin.
        BatchRefused: The project has no such batch.
    """
    project = membership(actor, slug, roles=queries.MANAGERS).project
    columns: dict[str, Any] = {name: plan[name] for name in ("priority", "deadline") if name in plan}
    if "batch" in plan:
        columns["batch"] = batch_of(project, plan["batch"])
    rows = WorkItem.objects.filter(video__project=project, video__in=videos).select_related("video").order_by("pk")
    items: dict[int, list[WorkItem]] = {}
    for item in rows.filter(step=step) if step else rows:
        items.setdefault(item.video_id, []).append(item)
    verdicts = []
    for video in dict.fromkeys(videos):
        code, text = plan_clip(actor, items.get(video, []), columns, plan)
        verdicts.append({"video": video, "code": code, "text": text})
    return verdicts


def plan_clip(
    actor: User, items: list[WorkItem], columns: dict[str, Any], plan: dict[str, Any]
) -> tuple[str | None, str | None]:
    """Plan one clip's work whole or not at all; gives the refusal's code and text."""
    if not items:
        return "not_found", "There is no such clip in this project."
    try:
        with transaction.atomic():
            if columns:
                WorkItem.objects.filter(pk__in=[item.pk for item in items]).update(**columns)
            for item in items:
                if "person" in plan:
                    reassign(actor, item_id=item.pk, person=plan["person"], reason=plan.get("reason", ""))
            project, video = items[0].video.project_id, items[0].video_id
            for item in items:
                announce(project, "work", "planned", {"work": item.pk, "video": video}, actor=actor.pk)
    except AnnotatorError as refusal:
        return refusal.code, str(refusal)
    return None, None


def batch_of(project: Project, batch: int | None) -> Batch | None:
    """A batch of a project by its row number; None for none.

    Raises:
        BatchRefused: There is no such batch.
    """
    found = None if batch is None else Batch.objects.filter(project=project, pk=batch).first()
    if batch is not None and found is None:
        raise BatchRefused(f"There is no batch {batch} in this project.")
    return found
