"""Inviting somebody into a project, and their coming in: with a new account, or with the one that they have."""

import secrets
from collections.abc import Collection
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from annotator.accounts.actions import digest_of
from annotator.accounts.models import Role, User
from annotator.accounts.passwords import check_password_rules
from annotator.errors import AnnotatorError
from annotator.events.actions import announce
from annotator.videos import people_queries
from annotator.videos.models import Invitation, Membership
from annotator.videos.people_actions import refuse_beyond
from annotator.videos.queries import MANAGERS, NotFound, membership

DAYS = 7


class InvitationRefused(AnnotatorError):
    """Nobody can come in like this: a user name that is taken or none, or they are in the project already."""

    code = "invitation_refused"


@transaction.atomic
def invite(actor: User, *, slug: str, email: str, role: Role, skills: Collection[str]) -> tuple[Invitation, str]:
    """Keep a place for somebody for a week.

    Returns:
        The invitation, and the secret of its address, which is never shown again.

    Raises:
        NotAllowed: The actor does not manage people, or invites an admin without being one.
    """
    place = membership(actor, slug, roles=MANAGERS)
    refuse_beyond(place, role)
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        project=place.project, email=email, role=role, skills=sorted(set(skills)), by=actor,
        secret_sha256=digest_of(secret), expires_at=timezone.now() + timedelta(days=DAYS),
    )  # fmt: skip
    announce_change(invitation, actor)
    return invitation, secret


@transaction.atomic
def revoke_invitation(actor: User, *, invitation_id: int) -> None:
    """Take an invitation back that nobody took up yet.

    Raises:
        NotFound: There is none in a project of the actor.
        NotAllowed: The actor does not manage people.
    """
    waiting = Invitation.objects.select_for_update(of=("self",)).select_related("project")
    found = waiting.filter(people_queries.WAITING, pk=invitation_id, project__memberships__user=actor).first()
    if found is None:
        raise NotFound(f"There is no invitation {invitation_id} that you may see.")
    membership(actor, found.project.slug, roles=MANAGERS)
    Invitation.objects.filter(pk=found.pk).update(revoked_at=Now())
    announce_change(found, actor)


@transaction.atomic
def accept_with_account(actor: User, *, secret: str) -> User:
    """Come in as the person who is signed in.

    Raises:
        InvitationGone: It cannot be taken up any more.
        InvitationRefused: They are in the project already.
    """
    invitation = people_queries.invitation_of(secret)
    if Membership.objects.filter(project=invitation.project_id, user=actor).exists():
        raise InvitationRefused(f"You are in {invitation.project.name} already; its people can change your role.")
    return let_in(actor, invitation)


@transaction.atomic
def accept_with_new_account(*, secret: str, username: str, name: str, password: str) -> User:
    """Come in as somebody new.

    Raises:
        InvitationGone: It cannot be taken up any more.
        InvitationRefused: The user name is taken, or none.
        PasswordRefused: The password breaks a rule.
    """
    invitation = people_queries.invitation_of(secret)
    first, _, last = name.partition(" ")
    person = User(username=username, first_name=first, last_name=last, email=invitation.email)
    check_password_rules(password, person)
    person.set_password(password)
    try:
        person.full_clean()
    except ValidationError as error:
        raise InvitationRefused(" ".join(error.messages), problems=error.message_dict) from error
    person.save()
    return let_in(person, invitation)


def let_in(person: User, invitation: Invitation) -> User:
    """Give somebody the place; of two who come at once with one address, the second comes too late."""
    taken = people_queries.open_invitations().filter(pk=invitation.pk)
    if not taken.order_by().update(accepted_at=Now(), accepted_by=person):
        raise people_queries.InvitationGone("Somebody just took this invitation up; ask for another one.")
    Membership.objects.create(project=invitation.project, user=person, role=invitation.role, skills=invitation.skills)
    told = {"person": person.pk, "role": invitation.role, "before": None}
    announce(invitation.project_id, "person", "changed", told, actor=person.pk)
    announce_change(invitation, person)
    return person


def forget(person: User) -> None:
    """Keep no address of somebody whose account is closed."""
    Invitation.objects.filter(accepted_by=person).update(email="")


def announce_change(invitation: Invitation, actor: User) -> None:
    """Tell those who look at the list."""
    announce(invitation.project_id, "invitation", "changed", {"invitation": invitation.pk}, actor=actor.pk)
