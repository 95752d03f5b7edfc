"""Changing who is in a project and as what. A project never loses its last lead by this door."""

from collections.abc import Collection

from django.db import transaction

from annotator.accounts.models import Role, User
from annotator.errors import AnnotatorError
from annotator.events.actions import announce
from annotator.videos import people_queries
from annotator.videos.models import Membership
from annotator.videos.queries import MANAGERS, NotAllowed, membership


class LastLead(AnnotatorError):
    """Nobody else is lead of the project, which cannot be without one."""

    code = "last_lead"
    status = 409


@transaction.atomic
def change_person(actor: User, *, slug: str, person_id: int, role: Role, skills: Collection[str]) -> Membership:
    """Give somebody in the project another role, or other skills.

    Args:
        skills: The steps that they are given; none named means all.

    Raises:
        NotFound: Nobody of that number is in the project.
        NotAllowed: It is the actor's own place, or takes an admin.
        LastLead: The project would be without a lead.
    """
    mine = membership(actor, slug, roles=MANAGERS)
    place = lock_other(mine, person_id)
    refuse_beyond(mine, role)
    before = place.role
    if before != role:
        refuse_last(place)
    place.role, place.skills = role, sorted(set(skills))
    place.save(update_fields=["role", "skills"])
    told = {"person": place.user_id, "role": place.role, "before": before, "skills": place.skills}
    announce(place.project_id, "person", "changed", told, actor=actor.pk)
    return place


@transaction.atomic
def remove_person(actor: User, *, slug: str, person_id: int) -> Membership:
    """Take somebody out of the project; what they made stays under their name.

    Raises:
        As `change_person`.
    """
    place = lock_other(membership(actor, slug, roles=MANAGERS), person_id)
    refuse_last(place)
    end_membership(place, actor=actor)
    return place


def end_membership(place: Membership, *, actor: User) -> None:
    """Delete a place and tell the project, whose sockets of the person end by it."""
    Membership.objects.filter(pk=place.pk).delete()
    told = {"person": place.user_id, "role": None, "before": place.role}
    announce(place.project_id, "person", "changed", told, actor=actor.pk)


def lock_other(mine: Membership, person_id: int) -> Membership:
    """The place of somebody whom a manager may change.

    Raises:
        NotFound: Nobody of that number is in the project.
        NotAllowed: It is the manager's own, or an admin's and the manager is none.
    """
    place = people_queries.lock_member(mine.project, person_id)
    if place.user_id == mine.user_id:
        raise NotAllowed("Nobody changes their own place; ask another lead or admin.")
    refuse_beyond(mine, Role(place.role))
    return place


def refuse_beyond(mine: Membership, role: Role) -> None:
    """Only an admin gives and takes what an admin may.

    Raises:
        NotAllowed: The role is an admin's and the manager is none.
    """
    if role == Role.ADMIN and mine.role != Role.ADMIN:
        raise NotAllowed("Only an admin makes somebody an admin, or ends it; ask one.")


def refuse_last(place: Membership) -> None:
    """Keep the last lead: an admin looks after people, but nobody else runs the line.

    Raises:
        LastLead: There is no other.
    """
    leads = Membership.objects.filter(project=place.project_id, role=Role.LEAD)
    if place.role == Role.LEAD and not leads.exclude(pk=place.pk).exists():
        raise LastLead(f"{place.user.name} is the only lead of this project; make somebody else lead first.")
