"""Reading saved views: one's own, and those that a project shares."""

from typing import Any

from django.db.models import F, Q

from annotator.accounts.models import Role, User
from annotator.videos.models import SavedView
from annotator.videos.queries import NotAllowed, NotFound, membership, membership_in

SHARERS = (Role.LEAD, Role.ADMIN)


def views_for(actor: User, slug: str) -> list[dict[str, Any]]:
    """The views that a person finds in a project, the shared ones first, in JSON.

    Raises:
        NotFound: The actor is no member.
    """
    place = membership(actor, slug)
    rows = SavedView.objects.filter(Q(owner=actor) | Q(owner__isnull=True), project=place.project_id)
    ordered = rows.order_by(F("owner").asc(nulls_first=True), "name")
    return [describe(row, may_change=row.owner_id == actor.pk or place.role in SHARERS) for row in ordered]


def lock_view(actor: User, view_id: int) -> SavedView:
    """A view that the actor may change, locked: their own, or a shared one if they share.

    Raises:
        NotFound: There is none for the actor; somebody else's own answers the same.
        NotAllowed: It is everybody's, and the actor's role does not share.
    """
    found = SavedView.objects.select_for_update().filter(Q(owner=actor) | Q(owner__isnull=True), pk=view_id).first()
    if found is None:
        raise NotFound(f"There is no view {view_id} that you may see.")
    place = membership_in(actor, found.project_id)
    if found.owner_id is None and place.role not in SHARERS:
        raise NotAllowed("This view is everybody's; a lead or an admin changes it. Save your own beside it.")
    return found


def describe(row: SavedView, *, may_change: bool) -> dict[str, Any]:
    """A view in JSON."""
    return {"id": row.pk, "name": row.name, "query": row.query, "shared": row.owner_id is None, "mine": may_change}
