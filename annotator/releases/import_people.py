"""Who an imported annotation is recorded as: three accounts that nobody can sign in to.

The line keeps the author of a caption, who draws its masks and who judges both apart, and the database holds that. Work
that was done elsewhere is no exception, and it is not to be counted as that of somebody here. The three are members of
a project only while a clip is written: they are given no work, told of nothing and measured by nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from annotator.accounts.models import Role, User
from annotator.videos.models import Membership, Project


@dataclass(frozen=True)
class ImportPeople:
    """The author of captions, the author of masks, and who accepts both."""

    captions: User
    masks: User
    review: User


@contextmanager
def admitted(project: Project) -> Iterator[ImportPeople]:
    """The three as members of a project, inside a transaction; at its end they are members no more.

    The authors are leads: what an annotator hands in may lead to second annotations by colleagues.
    """
    people = ImportPeople(*(_account(part) for part in ("captions", "masks", "review")))
    roles = {people.captions: Role.LEAD, people.masks: Role.LEAD, people.review: Role.INSPECTOR}
    places = Membership.objects.bulk_create(
        Membership(project=project, user=user, role=role) for user, role in roles.items()
    )
    yield people
    Membership.objects.filter(pk__in=[place.pk for place in places]).delete()


def _account(part: str) -> User:
    """An account whose name no person can choose: a colon is not allowed in theirs."""
    user, fresh = User.objects.get_or_create(
        username=f"import:{part}", defaults={"first_name": "Imported", "last_name": part, "is_active": False}
    )
    if fresh:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user
