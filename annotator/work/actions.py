"""The only writes to work items. Every move goes through the transition table and one conditional UPDATE."""

from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from annotator.accounts.models import User
from annotator.errors import AnnotatorError
from annotator.events.actions import announce
from annotator.videos.models import Video
from annotator.videos.queries import membership
from annotator.work import queries
from annotator.work.models import WorkItem
from annotator.work.transitions import OwnWork, Verb, WrongState, target

log = structlog.get_logger()


class NothingToDo(AnnotatorError):
    """The queue holds nothing for this person now."""

    code = "nothing_to_do"
    status = 404


def lease_end() -> object:
    """When a lease taken or renewed now runs out, by the database's clock."""
    return Now() + timedelta(seconds=settings.WORK_LEASE_SECONDS)


def move(item: WorkItem, verb: Verb, *, actor: User | None, **columns: Any) -> WorkItem:
    """Take an item one step along the table, with other columns in the same UPDATE, and tell the project.

    Raises:
        WrongState: The table has no such step, or somebody moved the item first.
    """
    to = target(item.state, verb)
    moved = WorkItem.objects.filter(pk=item.pk, state=item.state).update(state=to, changed_at=Now(), **columns)
    if not moved:
        raise WrongState("Somebody else just changed this work; load it again.", state=item.state)
    fresh = queries.items().get(pk=item.pk)
    payload = {"work": fresh.pk, "video": fresh.video_id, "step": fresh.step, "state": fresh.state, "verb": verb}
    payload |= {"author": fresh.author_id or item.author_id, "inspector": fresh.inspector_id}  # whose it is, or was
    announce(fresh.video.project_id, "work", "changed", payload, actor=actor.pk if actor else None)
    return fresh


@transaction.atomic
def open_line(video: Video) -> None:
    """Give an accepted clip its two work items: the caption to write, the masks waiting for it."""
    WorkItem.objects.create(video=video, step=WorkItem.Step.CAPTION, state=WorkItem.State.READY)
    WorkItem.objects.create(video=video, step=WorkItem.Step.MASKS, state=WorkItem.State.BLOCKED)


@transaction.atomic
def claim_next(actor: User, *, slug: str, step: str | None = None) -> WorkItem:
    """Hand out the best ready work; two who ask at once get two different pieces.

    Raises:
        NothingToDo: Nothing is ready for this person.
    """
    project = membership(actor, slug, roles=queries.AUTHORS).project
    ready = queries.claimable(actor, project.pk)
    if step:
        ready = ready.filter(step=step)
    item = ready.select_for_update(skip_locked=True, of=("self",)).first()
    if item is None:
        raise NothingToDo("Nothing is waiting for you now; new work appears here by itself.")
    return move(item, "claim", actor=actor, author=actor, lease_until=lease_end())


@transaction.atomic
def claim(actor: User, *, item_id: int) -> WorkItem:
    """Take one piece of ready work.

    Raises:
        OwnWork: The actor wrote the caption that these masks are for.
        WrongState: Somebody else has it, or it is not ready.
    """
    item = queries.lock_item(actor, item_id, roles=queries.AUTHORS)
    if item.author_id == actor.pk and item.state in (WorkItem.State.ANNOTATING, WorkItem.State.RETURNED):
        return keep_alive(item)
    if item.barred_author_id == actor.pk:
        raise OwnWork("You wrote this clip's caption, so another person draws its masks.")
    return move(item, "claim", actor=actor, author=actor, lease_until=lease_end())


@transaction.atomic
def heartbeat(actor: User, *, item_id: int) -> WorkItem:
    """Say that the actor is still at it.

    Raises:
        WrongState: The lease ran out or the work is no longer the actor's; their draft is kept.
    """
    item = queries.lock_item(actor, item_id, roles=queries.AUTHORS)
    if item.author_id != actor.pk or item.state not in (WorkItem.State.ANNOTATING, WorkItem.State.RETURNED):
        raise WrongState(
            "This work is no longer yours; what you saved is kept. Take it again from your queue.", state=item.state
        )
    return keep_alive(item)


def keep_alive(item: WorkItem) -> WorkItem:
    """Renew the lease of locked work, where it has one: what was returned waits for its author without any."""
    if item.state == WorkItem.State.ANNOTATING:
        WorkItem.objects.filter(pk=item.pk).update(lease_until=lease_end())
        item.refresh_from_db(fields=["lease_until"])
    return item


@transaction.atomic
def give_up(actor: User, *, item_id: int) -> WorkItem:
    """Hand work back to the queue; what was saved stays for whoever comes next.

    Raises:
        WrongState: It is not the actor's to give up.
    """
    item = queries.lock_item(actor, item_id, roles=queries.AUTHORS)
    if item.author_id != actor.pk:
        raise WrongState("This work is not yours to give up.", state=item.state)
    return move(item, "give_up", actor=actor, author=None, lease_until=None)


@transaction.atomic
def expire_leases() -> int:
    """Give back work whose person fell silent; returns how many. What they saved is kept."""
    silent = (
        queries.items()
        .select_for_update(skip_locked=True, of=("self",))
        .filter(state=WorkItem.State.ANNOTATING, lease_until__lt=Now())
    )
    expired = list(silent[:100])
    for item in expired:
        move(item, "give_up", actor=None, author=None, lease_until=None)
        log.info("work.expired", work=item.pk, author=item.author_id)
    return len(expired)


def submit(item: WorkItem, *, actor: User) -> WorkItem:
    """Move the actor's work to review; what must hold before is checked by the room `review`."""
    return move(item, "submit", actor=actor, lease_until=None)


def approve(item: WorkItem, *, actor: User) -> WorkItem:
    """Accept submitted work.

    Raises:
        OwnWork: The actor made it.
    """
    refuse_own(item, actor)
    return move(item, "approve", actor=actor, inspector=actor, partial=False)


def return_to_author(item: WorkItem, *, actor: User) -> WorkItem:
    """Send submitted work back for another round, all of it open.

    Raises:
        OwnWork: The actor made it.
    """
    refuse_own(item, actor)
    return move(item, "return", actor=actor, inspector=actor, round=F("round") + 1, partial=False)


def reopen(item: WorkItem, *, actor: User, partial: bool = False) -> WorkItem:
    """Send finished work back to its author for another round; its inspector stays who they were.

    Args:
        partial: Only the objects whose words changed are open.
    """
    return move(item, "reopen", actor=actor, round=F("round") + 1, partial=partial)


def refuse_own(item: WorkItem, actor: User) -> None:
    """Nobody reviews their own work, whatever their role.

    Raises:
        OwnWork: The actor made it.
    """
    if item.author_id == actor.pk:
        raise OwnWork("This is your own work; another inspector has to look at it.")


def unblock_masks(caption_item: WorkItem, *, actor: User) -> None:
    """Open the masks of a clip whose caption was approved, to anyone but the caption's author."""
    masks = queries.lock_masks(caption_item.video_id)
    if masks.state == WorkItem.State.BLOCKED:
        move(masks, "unblock", actor=actor, barred_author=caption_item.author)
