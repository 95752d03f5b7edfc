"""Planning a selection of clips: what a lead sets for many at once, tried first if they like.

Each clip is planned whole or not at all, by the same actions as a single one, so that the rules that keep people apart
hold here too; one that is refused keeps nobody from the others. A trial does all of it and takes it back.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from annotator.accounts.models import User
from annotator.errors import AnnotatorError
from annotator.events.actions import announce
from annotator.videos.models import Project, Video
from annotator.videos.queries import membership
from annotator.work import queries
from annotator.work.batch_actions import BatchRefused
from annotator.work.line_actions import reassign
from annotator.work.models import Batch, WorkItem
from annotator.work.transitions import WrongState


@transaction.atomic
def plan_clips(
    actor: User, *, slug: str, videos: list[int], step: str | None, plan: dict[str, Any], trial: bool = False
) -> list[dict[str, Any]]:
    """Plan a selection of clips.

    Args:
        videos: Row numbers of clips.
        step: Only this step of them; both if None.
        plan: Any of `priority`, `deadline`, `batch` (a row number) and `person` (likewise, of one step), the last three
            null to take back what was set; `reason` says why somebody loses work; `moved` says how often the step of
            each clip had been moved when it was last seen, so that what was moved since is refused and stays.
        trial: Change nothing, and say what would become of it.

    Returns:
        For each clip `{"video", "number", "code", "text", "changes", "before", "moved"}`: code and text null, or why it
        stays as it was; whether anything of it is other than before; how its steps were planned before; and how often
        each was moved so far.

    Raises:
        NotFound: No such project for the actor.
        NotAllowed: The actor is neither lead nor admin.
        BatchRefused: The project has no such batch.
    """
    project = membership(actor, slug, roles=queries.MANAGERS).project
    columns: dict[str, Any] = {name: plan[name] for name in ("priority", "deadline") if name in plan}
    if "batch" in plan:
        columns["batch"] = batch_of(project, plan["batch"])
    items = items_of(project, videos, step)
    numbers = dict(Video.objects.filter(project=project, pk__in=videos).values_list("pk", "number"))
    # The lowest first, so that two who plan the same clips wait for each other and not in a circle.
    verdicts = {video: plan_clip(actor, items.get(video, []), columns, plan) for video in sorted(set(videos))}
    if trial:
        transaction.set_rollback(True)
    return [{"video": video, "number": numbers.get(video)} | verdicts[video] for video in dict.fromkeys(videos)]


def items_of(project: Project, videos: Iterable[int], step: str | None) -> dict[int, list[WorkItem]]:
    """The work on clips of a project, by clip."""
    rows = queries.items().filter(video__project=project, video__in=videos).order_by("pk")
    found: dict[int, list[WorkItem]] = {}
    for item in rows.filter(step=step) if step else rows:
        found.setdefault(item.video_id, []).append(item)
    return found


def plan_clip(actor: User, items: list[WorkItem], columns: dict[str, Any], plan: dict[str, Any]) -> dict[str, Any]:
    """Plan one clip's work whole or not at all."""
    verdict: dict[str, Any] = {
        "code": None,
        "text": None,
        "changes": False,
        "before": [planned(item) for item in items],
        "moved": {item.step: item.moved for item in items},
    }
    if not items:
        return verdict | {"code": "not_found", "text": "There is no such clip in this project."}
    try:
        with transaction.atomic():
            after = [plan_item(actor, item, columns, plan) for item in items]
            for item in filter(None, after):
                payload = {"work": item.pk, "video": item.video_id}
                announce(item.video.project_id, "work", "planned", payload, actor=actor.pk)
    except AnnotatorError as refusal:
        return verdict | {"code": refusal.code, "text": str(refusal)}
    moved = {item.step: (then or item).moved for item, then in zip(items, after, strict=True)}
    return verdict | {"changes": any(after), "moved": moved}


def plan_item(actor: User, item: WorkItem, columns: dict[str, Any], plan: dict[str, Any]) -> WorkItem | None:
    """Plan one step; the step as it is then, None where that changed nothing.

    Raises:
        OwnWork, PersonUnfit, WrongState: As `reassign`.
        WrongState: Somebody moved it since it was seen.
    """
    if "moved" in plan:
        item = queries.lock_item(actor, item.pk, roles=queries.MANAGERS)
        refuse_moved(item, seen=plan["moved"].get(str(item.video_id)))
    changes = any(getattr(item, name) != value for name, value in columns.items())
    if changes:
        WorkItem.objects.filter(pk=item.pk).update(**columns)
    free = item.state == WorkItem.State.READY and item.reserved_for_id is None
    if "person" not in plan or (plan["person"] is None and free):
        return item if changes else None
    return reassign(actor, item_id=item.pk, person=plan["person"], reason=plan.get("reason", ""))


def refuse_moved(item: WorkItem, *, seen: int | None) -> None:
    """What somebody moved since is not taken from where it is now.

    Raises:
        WrongState: It was moved more often than when it was seen; the text says where it is.
    """
    if item.moved == seen:
        return
    if item.author:
        raise WrongState(f"{item.author.name} has begun it since, so it stays theirs.", state=item.state)
    raise WrongState("Somebody changed since whose it is, so it stays as it is.", state=item.state)


def planned(item: WorkItem) -> dict[str, Any]:
    """How a step is planned, so that it can be planned so again."""
    return {
        "step": item.step,
        "state": item.state,
        "author": item.author,
        "priority": item.priority,
        "deadline": item.deadline,
        "batch": item.batch_id,
        "reserved_for": item.reserved_for,
    }


def batch_of(project: Project, batch: int | None) -> Batch | None:
    """A batch of a project by its row number, which nobody deletes meanwhile; None for none.

    Raises:
        BatchRefused: There is no such batch.
    """
    rows = Batch.objects.select_for_update(no_key=True).filter(project=project)
    found = None if batch is None else rows.filter(pk=batch).first()
    if batch is not None and found is None:
        raise BatchRefused(f"There is no batch {batch} in this project.")
    return found
