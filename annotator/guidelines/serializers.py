"""Guidelines as the API reads and writes them."""

from typing import Any

from rest_framework import serializers

from annotator.accounts.serializers import Person
from annotator.rest import ProseField


class GuidelineVersion(serializers.Serializer[Any]):
    version = serializers.IntegerField()
    by = Person(allow_null=True, help_text="null for the text that every project begins with")
    made = serializers.DateTimeField(allow_null=True)
    seen_by = serializers.IntegerField(help_text="how many people have seen it")


class Guideline(serializers.Serializer[Any]):
    version = serializers.IntegerField()
    text = serializers.CharField(help_text="Markdown; its task items are the checklist of the caption page")
    by = Person(allow_null=True)
    made = serializers.DateTimeField(allow_null=True)
    seen = serializers.BooleanField(help_text="whether the asking person has seen this version")
    last_seen = serializers.IntegerField(allow_null=True, help_text="the newest version the asking person has seen")
    editable = serializers.BooleanField()
    versions = GuidelineVersion(many=True, help_text="newest first")


class GuidelineChoice(serializers.Serializer[Any]):
    version = serializers.IntegerField(
        required=False, min_value=1, max_value=1_000_000, help_text="the newest if left out"
    )


class GuidelineBody(serializers.Serializer[Any]):
    text = ProseField()
    seen_version = serializers.IntegerField(min_value=0)


class SeenBody(serializers.Serializer[Any]):
    version = serializers.IntegerField(min_value=1, max_value=1_000_000)
