"""People and tokens as the API writes them."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from rest_framework import serializers

from annotator.accounts.models import ApiToken, Scope, User
from annotator.accounts.passwords import MOST_CHARACTERS


class Person(serializers.Serializer[User]):
    id = serializers.IntegerField(read_only=True)
    username = serializers.CharField(read_only=True)
    name = serializers.CharField(read_only=True)


class Me(Person):
    """What is recorded about the person who asks, apart from their work."""

    email = serializers.CharField(read_only=True)
    joined = serializers.DateTimeField(source="date_joined", read_only=True)
    last_sign_in = serializers.DateTimeField(source="last_login", read_only=True, allow_null=True)


class SignIn(serializers.Serializer[Any]):
    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=MOST_CHARACTERS, trim_whitespace=False)
    code = serializers.CharField(
        max_length=20, default="", allow_blank=True, help_text="Of the second factor, for those who turned one on."
    )


class PasswordBody(serializers.Serializer[Any]):
    current = serializers.CharField(max_length=MOST_CHARACTERS, trim_whitespace=False)
    new = serializers.CharField(max_length=MOST_CHARACTERS, trim_whitespace=False)


class SignedIn(serializers.Serializer[Any]):
    """A browser that the person who asks is signed in by."""

    id = serializers.CharField()
    began = serializers.DateTimeField()
    seen = serializers.DateTimeField(help_text="When it last asked for something, to the minute.")
    agent = serializers.CharField(help_text="What the browser calls itself; anybody may call themselves anything.")
    here = serializers.BooleanField(help_text="Whether it is the one that asks.")


class SecondFactor(serializers.Serializer[Any]):
    on = serializers.BooleanField()
    codes_left = serializers.IntegerField(help_text="Recovery codes that were not used yet.")


class SecondFactorBegun(serializers.Serializer[Any]):
    secret = serializers.CharField(help_text="To be typed into the app where the picture cannot be read.")
    address = serializers.CharField(help_text="otpauth://…, what the picture holds")
    picture = serializers.CharField(help_text="SVG")


class CodeBody(serializers.Serializer[Any]):
    code = serializers.CharField(max_length=20)


class OidcBody(serializers.Serializer[Any]):
    next = serializers.CharField(default="/", max_length=500, help_text="the page to come back to, a path of ours")
    link = serializers.BooleanField(default=False, help_text="link the account of who is signed in, instead")

    def validate_next(self, value: str) -> str:
        return value if url_has_allowed_host_and_scheme(value, allowed_hosts=None) and value.startswith("/") else "/"


class OidcAddress(serializers.Serializer[Any]):
    address = serializers.CharField(help_text="of the organisation's page; or ours with `refused`, if it is away")


class OidcLink(serializers.Serializer[Any]):
    name = serializers.CharField(allow_null=True, help_text="of the organisation; null where there is none")
    linked = serializers.BooleanField(help_text="whether the person comes in through it")


class RecoveryCodes(serializers.Serializer[Any]):
    codes = serializers.ListField(child=serializers.CharField(), help_text="Shown only now; each is good once.")


class Token(serializers.Serializer[ApiToken]):
    id = serializers.IntegerField(read_only=True)
    label = serializers.CharField(max_length=80)  # type: ignore[assignment]  # the contract's word, not DRF's attribute
    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=Scope.choices),
        allow_empty=False,
        default=[Scope.READ.value],
        help_text="What it may be used for, within its person's role; `read` when nothing is asked for.",
    )
    expires = serializers.DateTimeField(source="expires_at", allow_null=True, default=None)
    created = serializers.DateTimeField(source="created_at", read_only=True)
    last_used = serializers.DateTimeField(source="last_used_at", read_only=True, allow_null=True)
    key = serializers.CharField(read_only=True, required=False, help_text="Only in the answer that made it.")

    def validate_expires(self, value: datetime | None) -> datetime | None:
        if value is not None and value <= timezone.now():
            raise serializers.ValidationError("This time is over already; name a later one, or none.")
        return value


class Keymap(serializers.Serializer[Any]):
    bindings = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))


class KeymapBody(serializers.Serializer[Any]):
    bindings = serializers.JSONField(help_text='{"action-name": ["Ctrl+Z", …]}, only where they differ')
