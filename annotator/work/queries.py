"""Loading work items for a person: what they may see, and what they may change, locked."""

from datetime import timedelta
from typing import Any, NoReturn

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Now

from annotator.accounts.models import Role, User
from annotator.videos.models import Membership
from annotator.videos.queries import OVERSEERS, NotFound, membership, membership_in
from annotator.work.fitness import apart, handed_in_by, offered_to
from annotator.work.models import Batch, Move, WorkItem
from annotator.work.transitions import ROLES, OwnWork, WorkFrozen, WrongState

PERSON = ("username", "first_name", "last_name")
CLIP = ("project__slug", "twin_of", "frame_count")
OWN = tuple(field.name for field in WorkItem._meta.local_concrete_fields)
AUTHORS, REVIEWERS, MANAGERS = ROLES["author"], ROLES["reviewer"], ROLES["manager"]


def items() -> QuerySet[WorkItem]:
    """Work items with what their JSON needs."""
    return WorkItem.objects.select_related("video__project", "author", "inspector", "reserved_for", "batch")


def told_items() -> QuerySet[WorkItem]:
    """The same for lists, whose rows nobody changes: without what their JSON leaves out of clips and people."""
    people = (f"{role}__{column}" for role in ("author", "inspector", "reserved_for") for column in PERSON)
    return items().only(*OWN, *(f"video__{column}" for column in CLIP), *people, "batch__name", "batch__frozen_at")


def item_for(actor: User, item_id: int) -> WorkItem:
    """A work item of one of the actor's projects.

    Raises:
        NotFound: There is none.
    """
    found = items().filter(pk=item_id, video__project__memberships__user=actor).first()
    if found is None:
        raise NotFound(f"There is no work {item_id} that you may see.")
    return found


def lock_item(actor: User, item_id: int, *, roles: tuple[Role, ...]) -> WorkItem:
    """The same, locked for this transaction, for people of certain roles.

    Raises:
        NotFound: There is none for the actor.
        NotAllowed: The actor's role is another.
    """
    found = item_for(actor, item_id)
    membership_in(actor, found.video.project_id, roles=roles)
    return items().select_for_update(of=("self",)).get(pk=found.pk)


def lock_masks(video_id: int) -> WorkItem:
    """The clip's mask work, locked for what an approval of its caption does to it."""
    return items().select_for_update(of=("self",)).get(video_id=video_id, step=WorkItem.Step.MASKS)


def lock_own(actor: User, video_id: int, step: WorkItem.Step) -> WorkItem:
    """The step of a clip that the actor may change just now: it is theirs, and it is annotating or returned.

    Raises:
        NotFound: There is no such work of theirs; somebody else's answers the same.
    """
    found = items().select_for_update(of=("self",)).filter(_changeable_by(actor, step), video_id=video_id).first()
    if found is None:
        raise NotFound(f"You have no open {step} work on clip {video_id}; take it from your queue first.")
    return found


def lock_changeable(actor: User, step: WorkItem.Step, *, clip: QuerySet[Any, Any]) -> WorkItem | None:
    """What `lock_own` locks, of the clip that a query finds, alone: without the people and the clip that JSON tells of.

    Returns:
        None where `lock_own` would refuse.
    """
    rows = WorkItem.objects.select_for_update(of=("self",))
    return rows.filter(_changeable_by(actor, step), video__in=clip).first()


def open_for(actor: User, step: WorkItem.Step) -> QuerySet[WorkItem]:
    """The steps that `lock_own` would let the actor change."""
    return WorkItem.objects.filter(_changeable_by(actor, step))


def _changeable_by(actor: User, step: WorkItem.Step) -> Q:
    """Theirs, and annotating under a lease that holds, or returned; on the row itself, so that a lock checks again."""
    member = Q(video__project__memberships__user=actor, video__project__memberships__role__in=AUTHORS)
    mine = Q(author=actor, step=step) & member
    return mine & (Q(state=WorkItem.State.RETURNED) | Q(state=WorkItem.State.ANNOTATING, lease_until__gte=Now()))


def is_editable(actor: User, video_id: int, step: WorkItem.Step) -> bool:
    """Whether `lock_own` would succeed."""
    return open_for(actor, step).filter(video_id=video_id).exists()


def lock_to_draw(actor: User, video_id: int) -> WorkItem:
    """A clip's masks that the actor may draw on just now: their own as by `lock_own`, or what they review and correct.

    Raises:
        NotFound: Neither.
        WrongState: A reviewer comes late, for they were approved or returned; or they are a second annotation.
        WorkFrozen: A reviewer comes while their batch stands still.
        OwnWork: A reviewer did the clip's other step.
    """
    masks = items().select_for_update(of=("self",)).filter(video_id=video_id)
    found = masks.filter(_changeable_by(actor, WorkItem.Step.MASKS)).first()  # nearly always: the other asks for much
    found = found or masks.filter(_correctable_by(actor)).first()
    if found is None:
        _refuse_to_draw(actor, video_id)
    return found


def open_to_draw(actor: User) -> QuerySet[WorkItem]:
    """The masks that `lock_to_draw` would let the actor draw on."""
    return WorkItem.objects.filter(_drawable_by(actor))


def corrected_before(rested: timedelta) -> QuerySet[WorkItem]:
    """Submitted masks that a reviewer drew on, but not within this time."""
    return items().filter(state=WorkItem.State.SUBMITTED, corrected_at__lt=Now() - rested)


def may_draw(actor: User, video_id: int) -> bool:
    """Whether `lock_to_draw` would succeed."""
    return open_to_draw(actor).filter(video_id=video_id).exists()


def _drawable_by(actor: User) -> Q:
    """Theirs to change, or waiting for review by them."""
    return _changeable_by(actor, WorkItem.Step.MASKS) | _correctable_by(actor)


def _correctable_by(actor: User) -> Q:
    """Masks that wait for review by them. A second annotation measures its author and stays as it is."""
    reviewer = Q(video__project__memberships__user=actor, video__project__memberships__role__in=REVIEWERS)
    waiting = Q(step=WorkItem.Step.MASKS, state=WorkItem.State.SUBMITTED, video__twin_of__isnull=True)
    others = ~handed_in_by(actor) & apart(actor)
    return reviewer & waiting & _thawed() & others


def _refuse_to_draw(actor: User, video_id: int) -> NoReturn:
    """Say why not: to a reviewer what stands in the way, to everybody else what an absent clip answers.

    Raises:
        NotFound, WrongState, WorkFrozen, OwnWork: Always one of them.
    """
    reviewed = items().filter(
        video__project__memberships__user=actor, video__project__memberships__role__in=REVIEWERS,
        video_id=video_id, step=WorkItem.Step.MASKS,
    )  # fmt: skip
    found = reviewed.exclude(handed_in_by(actor)).first()
    closed = (WorkItem.State.SUBMITTED, WorkItem.State.RETURNED, WorkItem.State.APPROVED)
    if found is None or found.state not in closed:
        raise NotFound(f"You have no open masks work on clip {video_id}; take it from your queue first.")
    if found.state != WorkItem.State.SUBMITTED:
        raise WrongState(
            f"These masks are {found.state} now, so they are closed to corrections; what you drew is kept here.",
            state=found.state,
        )
    if is_frozen(found):
        raise WorkFrozen("A lead has frozen this clip's batch; what you drew is kept here until they thaw it.")
    if found.video.twin_of_id is not None:
        raise WrongState(
            "This is a second annotation, which measures its author; judge it as it was drawn.", state=found.state
        )
    raise OwnWork("You wrote this clip's caption, so another person corrects its masks.")


def claimable(place: Membership) -> QuerySet[WorkItem]:
    """Work that a member would be handed, best first: by priority, then what is reserved for them and what is due
    first; of equals masks before captions, to get begun clips done."""
    ready = WorkItem.objects.filter(video__project_id=place.project_id, state=WorkItem.State.READY)
    due = F("deadline").asc(nulls_last=True)
    theirs = F("reserved_for").asc(nulls_last=True)
    return offered_to(place, ready).order_by("-priority", theirs, due, F("step").desc(), "id")


def of_actor(actor: User, project_id: int) -> QuerySet[WorkItem]:
    """The actor's own work in a project."""
    return items().filter(author=actor, video__project_id=project_id)


def to_review(actor: User, project_id: int) -> QuerySet[WorkItem]:
    """Submitted work that the actor never handed in, oldest first."""
    submitted = items().filter(_thawed(), video__project_id=project_id, state=WorkItem.State.SUBMITTED)
    return submitted.exclude(handed_in_by(actor)).order_by("changed_at")


def _thawed() -> Q:
    """Of work whose batch, if it has one, does not stand still."""
    return Q(batch__isnull=True) | Q(batch__frozen_at__isnull=True)


def role_in(actor: User, project_id: int) -> str:
    """The actor's role in a project; empty when they are no member."""
    roles = Membership.objects.filter(user=actor, project_id=project_id).values_list("role", flat=True)
    return roles.first() or ""


def abilities(actor: User, item: WorkItem, role: str) -> dict[str, bool]:
    """What the actor could do with an item as it stands; skills and earlier rounds are asked only when they do it."""
    mine = item.author_id == actor.pk
    open_now = item.state in (WorkItem.State.ANNOTATING, WorkItem.State.RETURNED)
    thawed = not is_frozen(item)
    free = item.barred_author_id != actor.pk and item.reserved_for_id in (None, actor.pk)
    judges = item.state == WorkItem.State.SUBMITTED and not mine and role in REVIEWERS and thawed
    drawable = item.barred_author_id != actor.pk and item.video.twin_of_id is None
    return {
        "edit": mine and open_now,
        "submit": mine and open_now and thawed,
        "review": judges,
        "correct": judges and (item.step == WorkItem.Step.CAPTION or drawable),
        "claim": item.state == WorkItem.State.READY and role in AUTHORS and free and thawed,
        "take_over": open_now and not mine and role == Role.LEAD and item.barred_author_id != actor.pk and thawed,
        "release": open_now and not mine and role in MANAGERS,
        "reassign": (open_now or item.state == WorkItem.State.READY) and role in MANAGERS,
        "plan": role in MANAGERS,
    }


def is_frozen(item: WorkItem) -> bool:
    """Whether its batch stands still."""
    return item.batch is not None and item.batch.frozen_at is not None


def moves_for(actor: User, item_id: int) -> QuerySet[Move]:
    """Every step that an item took, the first first.

    Raises:
        NotFound: No such work for the actor.
    """
    return Move.objects.filter(item=item_for(actor, item_id)).select_related("actor", "person").order_by("number")


def batch_for(actor: User, batch_id: int, *, roles: tuple[Role, ...]) -> Batch:
    """A batch of one of the actor's projects, locked for this transaction.

    Raises:
        NotFound: There is none for the actor.
        NotAllowed: The actor's role is another.
    """
    mine = Batch.objects.filter(pk=batch_id, project__memberships__user=actor)
    found = mine.select_for_update(of=("self",)).select_related("by").first()
    if found is None:
        raise NotFound(f"There is no batch {batch_id} that you may see.")
    membership_in(actor, found.project_id, roles=roles)
    return found


def batches_for(actor: User, slug: str) -> QuerySet[Batch]:
    """The batches of a project of the actor's. Who annotates does not count them: a second annotation is in none.

    Raises:
        NotFound: The actor is no member.
        NotAllowed: The actor neither leads nor inspects nor administers it.
    """
    return batches_of(membership(actor, slug, roles=OVERSEERS).project_id)


def batches_of(project_id: int) -> QuerySet[Batch]:
    """A project's batches with how much work they hold and how much of it is approved, the newest first."""
    first = Q(items__video__twin_of__isnull=True)
    approved = Count("items", filter=first & Q(items__state=WorkItem.State.APPROVED))
    rows = Batch.objects.filter(project_id=project_id).select_related("by")
    return rows.annotate(total=Count("items", filter=first), approved=approved).order_by("-id")
