"""The minutes of a period as the API writes them."""

from typing import Any

from rest_framework import serializers

from annotator.accounts.serializers import Person
from annotator.insights.dashboard_serializers import STEPS, Figure
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


class PersonPace(Figure):
    person = Person()
    step = serializers.ChoiceField(choices=STEPS)
    piece = serializers.ChoiceField(choices=[CAPTION, FRAME], help_text="what the minutes are of one of")
    pieces = serializers.IntegerField(help_text="captions or frames in those clips")
    median = serializers.FloatField(allow_null=True, help_text="minutes a piece, of clips; null without counted time")
    days = serializers.ListField(
        child=serializers.IntegerField(), help_text="clips approved on each day from `days_since` to `until`"
    )


class Pace(serializers.Serializer[Any]):
    since = serializers.DateField()
    until = serializers.DateField()
    days_since = serializers.DateField(help_text="first of the days that are told one by one, at most the last 14")
    people = PersonPace(many=True)
