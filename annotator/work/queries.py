"""Loading work items for a person: what they may see, and what they may change, locked."""

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Now

from annotator.accounts.models import Role, User
from annotator.videos.models import Membership
from annotator.videos.queries import OVERSEERS, NotFound, membership, membership_in
from annotator.work.fitness import handed_in_by, offered_to
from annotator.work.models import Batch, Move, WorkItem
from annotator.work.transitions import ROLES

AUTHORS, REVIEWERS, MANAGERS = ROLES["author"], ROLES["reviewer"], ROLES["manager"]


def items() -> QuerySet[WorkItem]:
    """Work items with what their JSON needs."""
    return WorkItem.objects.select_related("video__project", "author", "inspector", "reserved_for", "batch")


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
    submitted = items().filter(video__project_id=project_id, state=WorkItem.State.SUBMITTED)
    thawed = submitted.filter(Q(batch__isnull=True) | Q(batch__frozen_at__isnull=True))
    return thawed.exclude(handed_in_by(actor)).order_by("changed_at")


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
    return {
        "edit": mine and open_now,
        "submit": mine and open_now and thawed,
        "review": item.state == WorkItem.State.SUBMITTED and not mine and role in REVIEWERS and thawed,
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
