"""An object's history as the API writes it."""

from typing import Any

from rest_framework import serializers

from annotator.accounts.serializers import Person
from annotator.annotations.models import Origin, Suggestion
from annotator.annotations.serializers import rings_field


class TrackRevision(serializers.Serializer[Any]):
    id = serializers.IntegerField(help_text="grows with every decision about the object; what `at` takes")
    frame = serializers.IntegerField()
    revision = serializers.IntegerField(help_text="counts the decisions on this frame")
    decided = serializers.ChoiceField(choices=["drawn", "absent", "deleted"])
    origin = serializers.ChoiceField(choices=Origin.choices)
    method = serializers.ChoiceField(
        choices=Suggestion.Method.choices, allow_null=True, help_text="of the draft that it was edited from"
    )
    by = Person()
    correction = serializers.BooleanField(help_text="by who reviewed the masks, while they waited for it")
    saved = serializers.DateTimeField()


class TrackHistory(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]  # the contract's word, not DRF's attribute
    revisions = TrackRevision(many=True, help_text="newest first, 200 at most")
    next_before = serializers.IntegerField(allow_null=True, help_text="as `before`, to read on")


class StandingShape(TrackRevision):
    rings = rings_field()


class TrackAt(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]  # as above
    keyframes = StandingShape(many=True, help_text="every frame on which the object was decided then, in order")


class HistoryPage(serializers.Serializer[Any]):
    before = serializers.IntegerField(required=False, min_value=1)
