"""The minutes of a period as the API writes them."""

from typing import Any

from rest_framework import serializers

from annotator.insights.dashboard_serializers import Figure
from annotator.review.spent import ALL, CAPTION, FRAME, MASK, WITH, WITHOUT


class MinutesFigure(Figure):
    piece = serializers.ChoiceField(choices=[CAPTION, FRAME, MASK], help_text="what the minutes are of one of")
    suggestions = serializers.ChoiceField(
        choices=[ALL, WITH, WITHOUT], help_text="only pieces begun from a suggestion, only others, or all"
    )
    pieces = serializers.IntegerField(help_text="captions, frames or masks in those clips")
    median = serializers.FloatField(allow_null=True, help_text="minutes a piece, of clips")
    low = serializers.FloatField(allow_null=True, help_text="first quartile; null for fewer than four clips")
    high = serializers.FloatField(allow_null=True, help_text="third quartile")
    paper = serializers.IntegerField(allow_null=True, help_text="what the ViCaS paper reports")


class MinutesDay(MinutesFigure):
    day = serializers.DateField(help_text="of the approval, UTC")


class MinutesKind(MinutesFigure):
    days = MinutesDay(many=True, help_text="of all pieces of a kind")


class Minutes(serializers.Serializer[Any]):
    since = serializers.DateField()
    until = serializers.DateField()
    kinds = MinutesKind(many=True)
