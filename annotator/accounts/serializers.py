"""People and tokens as the API writes them."""

from typing import Any

from rest_framework import serializers

from annotator.accounts.models import ApiToken, User


class Person(serializers.Serializer[User]):
    id = serializers.IntegerField(read_only=True)
    username = serializers.CharField(read_only=True)
    name = serializers.CharField(read_only=True)


class SignIn(serializers.Serializer[Any]):
    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=200, trim_whitespace=False)


class Token(serializers.Serializer[ApiToken]):
    id = serializers.IntegerField(read_only=True)
    label = serializers.CharField(max_length=80)  # type: ignore[assignment]  # the contract's word, not DRF's attribute
    created = serializers.DateTimeField(source="created_at", read_only=True)
    last_used = serializers.DateTimeField(source="last_used_at", read_only=True, allow_null=True)
    key = serializers.CharField(read_only=True, required=False, help_text="Only in the answer that made it.")


class Keymap(serializers.Serializer[Any]):
    bindings = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))


class KeymapBody(serializers.Serializer[Any]):
    bindings = serializers.JSONField(help_text='{"action-name": ["Ctrl+Z", …]}, only where they differ')
