"""Reading people and tokens."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from annotator.accounts.models import ApiToken, User


def person(user: User | None) -> dict[str, Any] | None:
    """A person in JSON, as `serializers.Person` says; a list tells hundreds, and a serializer takes long to make."""
    return {"id": user.pk, "username": user.username, "name": user.name} if user else None


def is_active(person: User | AnonymousUser) -> bool:
    """Whether somebody is signed in and still has an account (reads the lazily loaded session)."""
    return bool(person.is_authenticated and person.is_active)


def lock_person(person: User) -> User:
    """Somebody's row, locked for this transaction."""
    return User.objects.select_for_update().get(pk=person.pk)


def tokens_of(actor: User) -> QuerySet[ApiToken]:
    """A person's own tokens, newest first."""
    return ApiToken.objects.filter(user=actor).order_by("-id")
