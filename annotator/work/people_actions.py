"""Whoever may not work in a project any more holds none of its work: it goes back to the others with its draft."""

from collections.abc import Collection

from django.db import transaction

from annotator.accounts.models import Role, User
from annotator.videos import people_actions
from annotator.videos.models import Membership
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
    """Give up, in somebody's stead, whatever they have begun and could give up themselves."""
    held = queries.of_actor(place.user, place.project_id).select_for_update(of=("self",))
    for item in held.filter(state__in=sources("give_up")):
        actions.move(item, "give_up", actor=actor, author=None, lease_until=None)
