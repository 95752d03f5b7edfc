"""The session and saved views as the API reads and writes them."""

from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from rest_framework import serializers

from annotator.accounts.models import Role, User
from annotator.accounts.serializers import Person
from annotator.videos.queries import memberships_of


class ProjectRole(serializers.Serializer[Any]):
    slug = serializers.CharField()
    name = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)
    role_name = serializers.CharField()


class Session(serializers.Serializer[Any]):
    person = Person(allow_null=True)
    projects = ProjectRole(many=True)
    organisation = serializers.CharField(allow_null=True, help_text="through which one may sign in, if there is one")


def describe_session(user: AbstractBaseUser | AnonymousUser) -> dict[str, Any]:
    """Who is signed in and where they belong, in JSON."""
    organisation = settings.OIDC.get("name")
    if not isinstance(user, User):
        return {"person": None, "projects": [], "organisation": organisation}
    projects = [
        {"slug": m.project.slug, "name": m.project.name, "role": m.role, "role_name": Role(m.role).label}
        for m in memberships_of(user)
    ]
    return {"person": Person(user).data, "projects": projects, "organisation": organisation}


class SavedView(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    query = serializers.CharField(help_text="the filter, as the query of the list's address")
    shared = serializers.BooleanField(help_text="everybody in the project finds it")
    mine = serializers.BooleanField(help_text="whether the person may change and remove it")


class SavedViews(serializers.Serializer[Any]):
    views = SavedView(many=True)


class ViewBody(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=60)
    query = serializers.CharField(max_length=1000, allow_blank=True)


class NewViewBody(ViewBody):
    shared = serializers.BooleanField(default=False)
