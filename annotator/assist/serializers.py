"""Drafts as the API reads and writes them."""

from typing import Any

from rest_framework import serializers

from annotator.annotations.models import ModelDraft as DraftRow
from annotator.annotations.serializers import rings_field
from annotator.rest import ProseField, RealField
from annotator.work.models import WorkItem


class ModelDraft(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    step = serializers.ChoiceField(choices=WorkItem.Step.choices)
    state = serializers.ChoiceField(choices=DraftRow.State.choices)
    text = serializers.CharField(allow_blank=True)
    score = serializers.FloatField(allow_null=True, help_text="how sure the model is, 0 to 1")
    model = serializers.CharField()
    shapes = serializers.IntegerField()
    error = serializers.CharField(allow_null=True)
    asked = serializers.DateTimeField()


class DraftLine(serializers.Serializer[Any]):
    waiting = serializers.IntegerField(help_text="drafts that were asked for and not made yet")
    since = serializers.DateTimeField(allow_null=True, help_text="when the oldest of them was asked for")
    minutes = serializers.IntegerField(allow_null=True, help_text="since then")
    workers = serializers.IntegerField(help_text="processes that make them and were heard of within a lease's time")
    heard = serializers.DateTimeField(allow_null=True, help_text="when one was last heard of; null: never, or long ago")


class ModelDrafts(serializers.Serializer[Any]):
    model = serializers.CharField(allow_null=True, help_text="null: none is active, or the work is not in hand")
    without = serializers.ChoiceField(choices=["control", "held_out", "second"], allow_null=True)
    draft = ModelDraft(allow_null=True)
    line = DraftLine(allow_null=True, help_text="of that draft, while it waits")


class ModelDraftDecision(serializers.Serializer[Any]):
    verdict = serializers.ChoiceField(choices=["accepted", "dismissed"])


class HandedInCell(serializers.Serializer[Any]):
    number = serializers.IntegerField(min_value=0, max_value=9, help_text="of the object, as the caption has it")
    frame = serializers.IntegerField(min_value=0, help_text="a keyframe: every 30th from 0")
    rings = rings_field()
    score = RealField(min_value=0, max_value=1, default=0.5, help_text="how sure the model is")


class HandedInDraft(serializers.Serializer[Any]):
    """`text` for a caption; `cells` for masks."""

    model = serializers.CharField(max_length=200, help_text="the active checkpoint that drafted it: its name or sha256")
    text = ProseField(default="", help_text="with its phrases, in the caption's grammar")
    score = RealField(min_value=0, max_value=1, allow_null=True, default=None)
    cells = HandedInCell(many=True, default=list)


class AssistRule(serializers.Serializer[Any]):
    control_percent = serializers.IntegerField(min_value=0, max_value=100)
    held_out = serializers.BooleanField()


class AheadBody(serializers.Serializer[Any]):
    count = serializers.IntegerField(min_value=1, max_value=1000)


class Ahead(serializers.Serializer[Any]):
    begun = serializers.IntegerField()
