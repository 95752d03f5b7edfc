"""Loading work items for a person: what they may see, and what they may change, locked."""

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from annotator.accounts.models import Role, User
from annotator.videos.models import Membership
from annotator.videos.queries import NotFound, membership_in
from annotator.work.models import WorkItem

AUTHORS = (Role.ANNOTATOR, Role.LEAD)
REVIEWERS = (Role.INSPECTOR, Role.LEAD)


def items() -> QuerySet[WorkItem]:
    """Work items with what their JSON needs."""
    return WorkItem.objects.select_related("video__project", "author", "inspector")


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
    mine = Q(author=actor, step=step, video__project__memberships__user=actor)
    return mine & (Q(state=WorkItem.State.RETURNED) | Q(state=WorkItem.State.ANNOTATING, lease_until__gte=Now()))


def is_editable(actor: User, video_id: int, step: WorkItem.Step) -> bool:
    """Whether `lock_own` would succeed."""
    open_states = (WorkItem.State.RETURNED, WorkItem.State.ANNOTATING)
    return WorkItem.objects.filter(author=actor, step=step, video_id=video_id, state__in=open_states).exists()


def claimable(actor: User, project_id: int) -> QuerySet[WorkItem]:
    """Work that the actor could take, best first.

    At equal priority what is reserved for them, then masks before captions, to get begun clips done.
    """
    return (
        WorkItem.objects.filter(video__project_id=project_id, state=WorkItem.State.READY)
        .filter(Q(reserved_for__isnull=True) | Q(reserved_for=actor))
        .exclude(barred_author=actor)
        .order_by("-priority", F("reserved_for").asc(nulls_last=True), F("step").desc(), "id")
    )


def of_actor(actor: User, project_id: int) -> QuerySet[WorkItem]:
    """The actor's own work in a project."""
    return items().filter(author=actor, video__project_id=project_id)


def to_review(actor: User, project_id: int) -> QuerySet[WorkItem]:
    """Submitted work that the actor did not make, oldest first."""
    submitted = items().filter(video__project_id=project_id, state=WorkItem.State.SUBMITTED)
    return submitted.exclude(author=actor).order_by("changed_at")


def role_in(actor: User, project_id: int) -> str:
    """The actor's role in a project; empty when they are no member."""
    roles = Membership.objects.filter(user=actor, project_id=project_id).values_list("role", flat=True)
    return roles.first() or ""


def abilities(actor: User, item: WorkItem, role: str) -> dict[str, bool]:
    """What the actor could do with an item as it stands."""
    mine = item.author_id == actor.pk
    open_now = item.state in (WorkItem.State.ANNOTATING, WorkItem.State.RETURNED)
    return {
        "edit": mine and open_now,
        "submit": mine and open_now,
        "review": item.state == WorkItem.State.SUBMITTED and not mine and role in REVIEWERS,
        "claim": item.state == WorkItem.State.READY and role in AUTHORS and item.barred_author_id != actor.pk,
    }
