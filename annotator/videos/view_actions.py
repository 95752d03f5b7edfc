"""Keeping, changing and removing saved views. The list itself judges a filter whenever it is opened."""

from typing import Any

from django.db import IntegrityError, transaction

from annotator.accounts.models import User
from annotator.errors import AnnotatorError
from annotator.videos.models import SavedView
from annotator.videos.queries import NotAllowed, membership
from annotator.videos.view_queries import SHARERS, describe, lock_view

MOST = 100


class ViewRefused(AnnotatorError):
    """A view of this name is there already, or there are too many."""

    code = "view_refused"
    status = 409


@transaction.atomic
def save_view(actor: User, *, slug: str, name: str, query: str, shared: bool) -> dict[str, Any]:
    """Keep a filter under a name, for oneself or for everybody.

    Raises:
        NotFound: The actor is no member.
        NotAllowed: The actor's role does not share.
        ViewRefused
    """
    place = membership(actor, slug)
    if shared and place.role not in SHARERS:
        raise NotAllowed("A lead or an admin shares views; save it for yourself.")
    owner = None if shared else actor
    if SavedView.objects.filter(project=place.project, owner=owner).count() >= MOST:
        raise ViewRefused(f"There are {MOST} views already; remove one first.")
    view = SavedView(project=place.project, owner=owner, name=name, query=query)
    return describe(kept(view), may_change=True)


@transaction.atomic
def change_view(actor: User, *, view_id: int, name: str, query: str) -> dict[str, Any]:
    """Give a view another name or filter.

    Raises:
        NotFound: There is none for the actor.
        NotAllowed: It is everybody's, and the actor's role does not share.
        ViewRefused
    """
    view = lock_view(actor, view_id)
    view.name, view.query = name, query
    return describe(kept(view), may_change=True)


@transaction.atomic
def remove_view(actor: User, *, view_id: int) -> None:
    """Remove a view; the clips in it stay as they are.

    Raises:
        NotFound: There is none for the actor.
        NotAllowed: It is everybody's, and the actor's role does not share.
    """
    lock_view(actor, view_id).delete()


def kept(view: SavedView) -> SavedView:
    """The view, saved; the database decides whether its name is free."""
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError:
        raise ViewRefused(f"There is a view {view.name!r} already; choose another name, or change that one.") from None
    return view
