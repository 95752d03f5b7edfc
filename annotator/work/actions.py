"""The only writes to work items. Every move goes through the transition table and one conditional UPDATE."""

from datetime import timedelta
from typing import Any, NoReturn

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from annotator.accounts.models import User
from annotator.errors import AnnotatorError
from annotator.events.actions import announce
from annotator.videos.models import Membership, Video
from annotator.videos.queries import membership, membership_in
from annotator.work import fitness, queries
from annotator.work.models import Move, WorkItem
from annotator.work.transitions import (
    ROLES,
    STOPPED_BY_FREEZING,
    TRANSITIONS,
    OwnWork,
    Step,
    Verb,
    WorkFrozen,
    WrongState,
    step_from,
    target,
)

log = structlog.get_logger()


class NothingToDo(AnnotatorError):
    """The queue holds nothing for this person now."""

    code = "nothing_to_do"
    status = 404


def lease_end() -> object:
    """When a lease taken or renewed now runs out, by the database's clock."""
    return Now() + timedelta(seconds=settings.WORK_LEASE_SECONDS)


def move(
    item: WorkItem, verb: Verb, *, actor: User | None, person: User | None = None, reason: str = "", text: str = "",
    **columns: Any,
) -> WorkItem:  # fmt: skip
    """Take a locked item one step along the table, other columns in the same UPDATE; keep that as a row; announce it.

    Args:
        actor: Who does it; None for the line itself.
        person: Whom it is about, if not whose work it becomes or was.
        reason: A word for programs.
        text: The actor's own words.

    Raises:
        WrongState: The table has no such step, or somebody moved the item first.
        NotAllowed: The actor's role never does this.
        OwnWork: The actor judges their own work, or did the clip's other step.
        PersonUnfit: The actor cannot be given this work.
        WorkFrozen: The item's batch stands still.
    """
    step = permitted(item, verb, actor)
    sets = dict(step.sets)
    if item.video.twin_of_id is not None:
        sets.pop("reserved_for", None)  # a second annotation is its person's or nobody's
    columns = {**sets, **columns, "state": step.to, "changed_at": Now(), "moved": F("moved") + 1}
    if not WorkItem.objects.filter(pk=item.pk, state=item.state).update(**columns):
        raise WrongState("Somebody else just changed this work; load it again.", state=item.state)
    fresh = queries.items().get(pk=item.pk)
    Move.objects.create(
        item=fresh, number=fresh.moved, verb=verb, from_state=item.state, to_state=fresh.state, actor=actor,
        person=person or fresh.author or item.author, reason=reason, text=text,
    )  # fmt: skip
    payload = {
        "work": fresh.pk, "video": fresh.video_id, "step": fresh.step, "state": fresh.state, "verb": verb,
        "author": fresh.author_id, "inspector": fresh.inspector_id,
        "reserved_for": None if fresh.video.twin_of_id else fresh.reserved_for_id,
        "previous": item.author_id,
    }  # fmt: skip
    announce(fresh.video.project_id, "work", "changed", payload, actor=actor.pk if actor else None)
    return fresh


def permitted(item: WorkItem, verb: Verb, actor: User | None) -> Step:
    """The step that somebody may take an item now, by the table.

    Raises:
        WrongState, NotAllowed, OwnWork, PersonUnfit, WorkFrozen: As `move`.
    """
    step = step_from(item.state, verb)
    if "line" not in step.by and actor is not None:
        roles = tuple({role: None for capacity in step.by for role in ROLES[capacity]})
        place = membership_in(actor, item.video.project_id, roles=roles)
        if not any(fitness.holds(place, item, capacity) for capacity in sorted(step.by)):
            refuse(place, item, verb)
    if verb in STOPPED_BY_FREEZING and queries.is_frozen(item):
        raise WorkFrozen("A lead has frozen this clip's batch; what you saved is kept. Take other work meanwhile.")
    return step


def refuse(place: Membership, item: WorkItem, verb: Verb) -> NoReturn:
    """Say why a member of the right role cannot do this.

    Raises:
        OwnWork, PersonUnfit, WrongState: Always one of them.
    """
    by = TRANSITIONS[item.state, verb].by
    if "reviewer" in by:
        refuse_own(item, place.user)
    if by & {"annotator", "lead"}:
        fitness.refuse_unfit(place, item, fitness.unfit(place, item), own=True)
        raise WrongState("This work is yours already.", state=item.state)
    raise WrongState(f"This work is not yours to {verb.replace('_', ' ')}.", state=item.state)


def hand_to(actor: User, item: WorkItem, verb: Verb) -> WorkItem:
    """Make the actor an item's author. Its inspector is forgotten if that was the actor, and so is kept apart.

    Raises:
        OwnWork: They did the clip's other step; for anything else as `move`.
    """
    lease = lease_end() if target(item.state, verb) == WorkItem.State.ANNOTATING else None
    inspector = None if item.inspector_id == actor.pk else item.inspector
    taken = move(item, verb, actor=actor, author=actor, inspector=inspector, lease_until=lease)
    if item.step == WorkItem.Step.CAPTION:
        masks = WorkItem.objects.filter(video=item.video_id, step=WorkItem.Step.MASKS)
        if not masks.exclude(author=actor).update(barred_author=actor):
            raise OwnWork("You draw this clip's masks, so another person writes its caption.")
    return taken


@transaction.atomic
def open_line(video: Video) -> None:
    """Give an accepted clip its two work items: the caption to write, the masks waiting for it."""
    WorkItem.objects.create(video=video, step=WorkItem.Step.CAPTION, state=WorkItem.State.READY)
    WorkItem.objects.create(video=video, step=WorkItem.Step.MASKS, state=WorkItem.State.BLOCKED)


@transaction.atomic
def open_twin_line(twin: Video, *, step: WorkItem.Step, person: User, after: WorkItem) -> None:
    """Give a second annotation of a clip its work items: one step reserved for a person, and what goes before it.

    Masks are drawn by the original's caption, whose author is theirs, too, so that who wrote it does not draw. It is
    planned like the work that it came `after`: without a batch among work of batches, it would be known for what it is.
    """
    plan = {name: getattr(after, name) for name in ("batch", "priority", "deadline")}
    caption, masks = (WorkItem(video=twin, step=each, **plan) for each in (WorkItem.Step.CAPTION, WorkItem.Step.MASKS))
    if step == WorkItem.Step.CAPTION:
        caption.state, caption.reserved_for, masks.state = WorkItem.State.READY, person, WorkItem.State.BLOCKED
    else:
        original = WorkItem.objects.get(video=twin.twin_of_id, step=WorkItem.Step.CAPTION)
        caption.state, caption.author, caption.inspector = (
            WorkItem.State.APPROVED, original.author, original.inspector,
        )  # fmt: skip
        masks.state, masks.reserved_for, masks.barred_author = WorkItem.State.READY, person, original.author
    caption.save()
    masks.save()


@transaction.atomic
def claim_next(actor: User, *, slug: str, step: str | None = None) -> WorkItem:
    """Hand out the best ready work; two who ask at once get two different pieces.

    Raises:
        NothingToDo: Nothing is ready for this person.
    """
    ready = queries.claimable(membership(actor, slug, roles=queries.AUTHORS))
    if step:
        ready = ready.filter(step=step)
    item = ready.select_for_update(skip_locked=True, of=("self",)).first()
    if item is None:
        raise NothingToDo("Nothing is waiting for you now; new work appears here by itself.")
    return hand_to(actor, item, "claim")


@transaction.atomic
def claim(actor: User, *, item_id: int) -> WorkItem:
    """Take one piece of ready work.

    Raises:
        OwnWork: The actor did the clip's other step.
        PersonUnfit: It is reserved for somebody else, or the actor is not given such work.
        WorkFrozen: Its batch stands still.
        WrongState: Somebody else has it, or it is not ready.
    """
    item = queries.lock_item(actor, item_id, roles=queries.AUTHORS)
    if item.author_id == actor.pk and item.state in (WorkItem.State.ANNOTATING, WorkItem.State.RETURNED):
        return keep_alive(item)
    return hand_to(actor, item, "claim")


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
    return move(queries.lock_item(actor, item_id, roles=queries.AUTHORS), "give_up", actor=actor)


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
        move(item, "expire", actor=None)
        payload = {"work": item.pk, "video": item.video_id, "step": item.step, "person": item.author_id}
        announce(item.video.project_id, "work", "expired", payload)
        log.info("work.expired", work=item.pk, author=item.author_id)
    return len(expired)


def submit(item: WorkItem, *, actor: User) -> WorkItem:
    """Move the actor's work to review; what must hold before is checked by the room `review`."""
    return move(item, "submit", actor=actor)


def approve(item: WorkItem, *, actor: User) -> WorkItem:
    """Accept submitted work.

    Raises:
        OwnWork: The actor made it.
    """
    return move(item, "approve", actor=actor, inspector=actor)


def return_to_author(item: WorkItem, *, actor: User) -> WorkItem:
    """Send submitted work back for another round, all of it open.

    Raises:
        OwnWork: The actor made it.
    """
    return move(item, "return", actor=actor, inspector=actor, round=F("round") + 1)


def note_corrector(item: WorkItem, *, actor: User) -> None:
    """A reviewer changes locked work that was handed in: the clip's other step is nothing for them from now on."""
    item.correctors.add(actor)


def note_correction(item: WorkItem, *, actor: User) -> None:
    """A reviewer just drew on locked masks: what lies beside has to be computed again."""
    note_corrector(item, actor=actor)
    WorkItem.objects.filter(pk=item.pk).update(corrected_at=Now())
    payload = {"work": item.pk, "video": item.video_id, "step": item.step}
    announce(item.video.project_id, "work", "corrected", payload, actor=actor.pk)


def take_corrected(item_id: int, *, rested: timedelta) -> WorkItem | None:
    """Submitted masks that a reviewer drew on, locked, for what lies beside to be asked for: that is due no more.

    Args:
        rested: For how long nobody drew on them.

    Returns:
        None if somebody draws on, or another dispatcher has them.
    """
    due = queries.corrected_before(rested).select_for_update(skip_locked=True, of=("self",)).filter(pk=item_id)
    item = due.first()
    if item is not None:
        WorkItem.objects.filter(pk=item.pk).update(corrected_at=None)
    return item


def reopen(item: WorkItem, *, actor: User, partial: bool = False) -> WorkItem:
    """Send finished work back to its author for another round; its inspector stays who they were.

    Args:
        partial: Only the objects whose words changed are open.
    """
    return move(item, "reopen", actor=actor, round=F("round") + 1, partial=partial)


def refuse_own(item: WorkItem, actor: User) -> None:
    """Nobody reviews their own work, whatever their role, nor what somebody made of it since.

    Raises:
        OwnWork: The actor has it or handed it in once.
    """
    if fitness.has_handed_in(actor, item):
        raise OwnWork("This is your own work; another inspector has to look at it.")


def refuse_other_step(item: WorkItem, actor: User) -> None:
    """Who draws a clip's masks does not mend its caption, reviewer or not.

    Raises:
        OwnWork: The actor has the masks or handed them in once.
    """
    if not WorkItem.objects.filter(fitness.apart(actor), pk=item.pk).exists():
        raise OwnWork("You drew this clip's masks, so another person corrects its caption.")


def unblock_masks(caption_item: WorkItem, *, actor: User | None) -> None:
    """Open the masks of a clip whose caption was approved, to anyone but the caption's author."""
    masks = queries.lock_masks(caption_item.video_id)
    if masks.state == WorkItem.State.BLOCKED:
        move(masks, "unblock", actor=actor, barred_author=caption_item.author)
