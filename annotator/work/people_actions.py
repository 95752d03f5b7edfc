"""Whoever may not work in a project any more holds none of its work: it goes back to the others with its draft."""

from collections.abc import Collection

from django.db import transaction

from annotator.accounts import actions as accounts
from annotator.accounts.models import Role, User
from annotator.accounts.queries import lock_person
from annotator.videos import invitation_actions, people_actions, people_queries
from annotator.videos.models import Membership
from annotator.videos.queries import NotAllowed, membership_in
from annotator.work import actions, queries
from annotator.work.transitions import sources


@transaction.atomic
def change_person(actor: User, *, slug: str, person_id: int, role: Role, skills: Collection[str]) -> Membership:
    """As `videos.people_actions.change_person`; a role that takes no work gives theirs back."""
    place = people_actions.change_person(actor, slug=slug, person_id=person_id, role=role, skills=skills)
    if place.role not in queries.AUTHORS:
        give_back(actor, place)
    return place


@transaction.atomic
def remove_person(actor: User, *, slug: str, person_id: int) -> None:
    """As `videos.people_actions.remove_person`; the work that they hold is given back."""
    give_back(actor, people_actions.remove_person(actor, slug=slug, person_id=person_id))


def give_back(actor: User, place: Membership) -> None:
    """Release whatever somebody has begun, for others to go on with."""
    held = queries.of_actor(place.user, place.project_id).select_for_update(of=("self",))
    for item in held.filter(state__in=sources("release")):
        actions.move(item, "release", actor=actor)


@transaction.atomic
def close_account(actor: User, *, person_id: int) -> None:
    """Close somebody's account: their name is replaced, their work stays, nobody comes in by it again.

    Raises:
        NotFound: Nobody of that number is in a project of the actor, or they are in one that the actor is not in.
        NotAllowed: It is the actor's own, or they are not admin in every project of the person.
        LastLead: One of the projects would be without a lead.
    """
    places = people_queries.lock_places(actor, person_id)
    person, former = lock_person(places[0].user), Role(places[0].role).label.lower()
    if person == actor:
        raise NotAllowed("Nobody closes their own account; ask another admin.")
    for place in places:
        membership_in(actor, place.project_id, roles=(Role.ADMIN,))
        people_actions.refuse_last(place)
        people_actions.end_membership(place, actor=actor)
        give_back(actor, place)
    invitation_actions.forget(person)
    accounts.close_account(person, former=former)
