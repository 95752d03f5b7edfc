"""What a lead does to other people's work, and what an annotator may say instead of doing it."""

from typing import Any

from django.db import transaction

from annotator.accounts.models import User
from annotator.errors import AnnotatorError
from annotator.events.actions import announce
from annotator.videos.models import Membership
from annotator.work import fitness, queries
from annotator.work.actions import hand_to, move
from annotator.work.models import WorkItem
from annotator.work.transitions import PersonUnfit, WrongState, roles_of

SKIP_REASONS = {
    "language": "I do not know the language or the things shown",
    "too_hard": "Too hard for me",
    "unusable": "The clip is broken or shows nothing",
    "disturbing": "I do not want to look at this",
    "other": "Something else",
}

NOT_OPEN = {
    ("masks", "blocked"): "The masks wait until the caption is approved; assign them then.",
    ("masks", "submitted"): "The masks wait for review; return them there to give them to somebody.",
    ("masks", "approved"): "The masks are approved; they open again only where their caption is reopened and changes.",
    ("caption", "submitted"): "The caption waits for review; return it there to give it to somebody.",
    ("caption", "approved"): "The caption is approved; reopen it first to give it to somebody.",
}


class SkipRefused(AnnotatorError):
    """Work is not skipped without saying why."""

    code = "skip_refused"


@transaction.atomic
def skip(actor: User, *, item_id: int, reason: str, text: str = "") -> WorkItem:
    """Leave work to others, with a reason; it is not handed to the actor again unless somebody reserves it for them.

    Raises:
        NotFound: No such work for the actor.
        SkipRefused: The reason is none of `SKIP_REASONS`, or another one is not put in words.
        WrongState: It is neither ready nor the actor's.
        OwnWork, PersonUnfit: It was not the actor's to do in the first place.
    """
    item = queries.lock_item(actor, item_id, roles=roles_of("skip"))
    if reason not in SKIP_REASONS:
        raise SkipRefused(f"{reason!r} is no reason; choose one of {', '.join(SKIP_REASONS)}.")
    if reason == "other" and not text.strip():
        raise SkipRefused("Say in a few words why you skip this, so that the lead can act on it.")
    return move(item, "skip", actor=actor, person=actor, reason=reason, text=text.strip())


@transaction.atomic
def take_over(actor: User, *, item_id: int) -> WorkItem:
    """Go on with somebody else's open work as its author; its draft stays.

    Raises:
        NotFound: No such work for the actor.
        NotAllowed: The actor is no lead.
        WrongState: It is not open, or the actor's already.
        OwnWork: The actor did the clip's other step.
        PersonUnfit: The actor is not given such work.
        WorkFrozen: Its batch stands still.
    """
    item = queries.lock_item(actor, item_id, roles=roles_of("take_over"))
    refuse_second(item)
    return hand_to(actor, item, "take_over")


@transaction.atomic
def release(actor: User, *, item_id: int, reason: str = "") -> WorkItem:
    """Give somebody's open work back to the queue; its draft stays.

    Raises:
        NotFound: No such work for the actor.
        NotAllowed: The actor is neither lead nor admin.
        WrongState: Nobody works on it.
    """
    item = queries.lock_item(actor, item_id, roles=roles_of("release"))
    return move(item, "release", actor=actor, text=reason)


@transaction.atomic
def reassign(actor: User, *, item_id: int, person: int | None, reason: str = "") -> WorkItem:
    """Reserve work for one person; whoever has it now loses it, and its draft stays.

    Args:
        person: The person's row number; None ends a reservation.

    Raises:
        NotFound: No such work for the actor.
        NotAllowed: The actor is neither lead nor admin.
        OwnWork, PersonUnfit: That person cannot be given this work; `why` says what keeps them from it.
        WrongState: It is not open, or theirs already.
    """
    item = queries.lock_item(actor, item_id, roles=roles_of("reassign"))
    refuse_closed(item)
    refuse_second(item)
    user = None if person is None else fit_person(item, person)
    if user is not None and user.pk in (item.author_id, item.reserved_for_id):
        raise WrongState(f"This work is {user.name}'s already.", state=item.state)
    return move(item, "reassign", actor=actor, person=user, text=reason, reserved_for=user)


def refuse_closed(item: WorkItem) -> None:
    """Work that is not open is nobody's to be given.

    Raises:
        WrongState: It is not open; the text says when it will be.
    """
    if text := NOT_OPEN.get((item.step, item.state)):
        raise WrongState(text, state=item.state)


def refuse_second(item: WorkItem) -> None:
    """A second annotation measures one person, so that nobody else may do it.

    Raises:
        PersonUnfit: The item is one.
    """
    if item.video.twin_of_id is not None:
        raise PersonUnfit("This is a second annotation: its person does it, or nobody.", why="second")


def fit_person(item: WorkItem, person: int) -> User:
    """Somebody who can be given an item.

    Raises:
        OwnWork: They did the clip's other step.
        PersonUnfit: They are no member, or of another role or skill.
    """
    found = Membership.objects.filter(project=item.video.project_id, user=person).select_related("user").first()
    if found is None:
        raise PersonUnfit(f"Person {person} is no member of this project.", why="stranger")
    why = fitness.unfit(found, item)
    fitness.refuse_unfit(found, item, None if why == "reserved" else why, own=False)
    return found.user


@transaction.atomic
def plan(actor: User, *, item_id: int, columns: dict[str, Any]) -> WorkItem:
    """Set an item's priority or deadline.

    Args:
        columns: `priority` and `deadline`, or one of them.

    Raises:
        NotFound: No such work for the actor.
        NotAllowed: The actor is neither lead nor admin.
    """
    item = queries.lock_item(actor, item_id, roles=queries.MANAGERS)
    WorkItem.objects.filter(pk=item.pk).update(**columns)
    announce(item.video.project_id, "work", "planned", {"work": item.pk, "video": item.video_id}, actor=actor.pk)
    return queries.items().get(pk=item.pk)
