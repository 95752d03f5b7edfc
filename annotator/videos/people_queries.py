"""Who is in a project, for those who let people in and out."""

from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from annotator.accounts.actions import digest_of
from annotator.accounts.models import Role, User
from annotator.errors import AnnotatorError
from annotator.videos.models import Invitation, Membership, Project
from annotator.videos.queries import MANAGERS, NotFound, membership

WAITING = Q(accepted_at__isnull=True, revoked_at__isnull=True)


class InvitationGone(AnnotatorError):
    """No such invitation, or none any more: taken up, taken back and run out answer alike."""

    code = "invitation_gone"
    status = 404


def people_of(actor: User, slug: str) -> list[dict[str, Any]]:
    """Everybody in a project, by name, in JSON, with one query.

    Raises:
        NotAllowed: The actor does not manage people.
    """
    place = membership(actor, slug, roles=MANAGERS)
    rows = Membership.objects.filter(project=place.project).select_related("user")
    return [describe_member(row) for row in sorted(rows, key=lambda row: (row.user.name.casefold(), row.pk))]


def describe_member(row: Membership) -> dict[str, Any]:
    """A person and their place in JSON."""
    person = row.user
    return {
        "id": person.pk,
        "username": person.username,
        "name": person.name,
        "email": person.email,
        "role": row.role,
        "role_name": Role(row.role).label,
        "skills": row.skills,
        "last_sign_in": person.last_login,
    }


def lock_member(project: Project, person_id: int) -> Membership:
    """Somebody's place, locked together with every other change of the project's people.

    Raises:
        NotFound: Nobody of that number is in the project.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    found = Membership.objects.select_related("user", "project").filter(project=project, user=person_id).first()
    if found is None:
        raise NotFound(f"There is no person {person_id} in this project.")
    return found


def lock_places(actor: User, person_id: int) -> list[Membership]:
    """Every place of somebody whom the actor shares a project with, locked as `lock_member` does.

    Raises:
        NotFound: They share none.
    """
    mine = Membership.objects.filter(user=actor).values("project")
    if not Membership.objects.filter(user=person_id, project__in=mine).exists():
        raise NotFound(f"There is no person {person_id} that you may see.")
    places = Membership.objects.select_related("user", "project").filter(user=person_id).order_by("project")
    list(Project.objects.select_for_update().filter(memberships__user=person_id).order_by("pk"))
    return list(places)


def invitations_of(actor: User, slug: str) -> list[dict[str, Any]]:
    """The invitations that wait in a project, newest first, in JSON; those that ran out are told, too.

    Raises:
        NotAllowed: The actor does not manage people.
    """
    place = membership(actor, slug, roles=MANAGERS)
    rows = Invitation.objects.filter(WAITING, project=place.project).select_related("by").order_by("-id")
    return [describe_invitation(row) for row in rows]


def describe_invitation(row: Invitation) -> dict[str, Any]:
    """An invitation in JSON, without its secret."""
    return {
        "id": row.pk,
        "email": row.email,
        "role": row.role,
        "role_name": Role(row.role).label,
        "skills": row.skills,
        "by": row.by,
        "made": row.made_at,
        "expires": row.expires_at,
    }


def open_invitations() -> QuerySet[Invitation]:
    """Invitations that can be taken up now, by the database's clock."""
    return Invitation.objects.filter(WAITING, expires_at__gt=Now()).select_related("project", "by")


def invitation_of(secret: str) -> Invitation:
    """The invitation that somebody holds the address of.

    Raises:
        InvitationGone: There is none that can be taken up.
    """
    found = open_invitations().filter(secret_sha256=digest_of(secret)).first()
    if found is None:
        raise InvitationGone("This invitation was taken up, taken back, or has run out; ask for another one.")
    return found
