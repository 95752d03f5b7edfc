"""People of a project and invitations into it, as the API reads and writes them."""

from typing import Any

from rest_framework import serializers

from annotator.accounts.models import Role
from annotator.accounts.passwords import MOST_CHARACTERS
from annotator.accounts.serializers import Person

SKILLS = ("captions", "masks")


class Place(serializers.Serializer[Any]):
    """What somebody is to be in a project."""

    role = serializers.ChoiceField(choices=Role.choices)
    skills = serializers.ListField(
        child=serializers.ChoiceField(choices=SKILLS),
        default=list,
        max_length=len(SKILLS),
        help_text="The steps that an annotator is given; none named means all.",
    )


class Member(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    username = serializers.CharField()
    name = serializers.CharField()
    email = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)
    role_name = serializers.CharField()
    skills = serializers.ListField(child=serializers.ChoiceField(choices=SKILLS))
    last_sign_in = serializers.DateTimeField(allow_null=True)


class People(serializers.Serializer[Any]):
    people = Member(many=True)


class InvitationBody(Place):
    email = serializers.EmailField()


class Invitation(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    email = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)
    role_name = serializers.CharField()
    skills = serializers.ListField(child=serializers.ChoiceField(choices=SKILLS))
    by = Person()
    made = serializers.DateTimeField()
    expires = serializers.DateTimeField()
    secret = serializers.CharField(required=False, help_text="Only in the answer that made it.")


class Invitations(serializers.Serializer[Any]):
    invitations = Invitation(many=True)


class InvitationSeen(serializers.Serializer[Any]):
    """What somebody who opens the address is told before they come in."""

    project = serializers.CharField(source="project.name")
    email = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)
    by = serializers.CharField(source="by.name")
    expires = serializers.DateTimeField(source="expires_at")


class NewAccount(serializers.Serializer[Any]):
    """Who has no account yet; somebody signed in sends nothing of it."""

    username = serializers.CharField(max_length=150)
    name = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=MOST_CHARACTERS, trim_whitespace=False)
