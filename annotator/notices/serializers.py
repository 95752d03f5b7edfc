"""Notices as the API writes them."""

from typing import Any

from rest_framework import serializers

from annotator.accounts.serializers import Person
from annotator.notices.models import Notice as Row
from annotator.work.models import WorkItem


class Notice(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=Row.Kind.choices)
    by = Person(allow_null=True, help_text="who did it; null for the machine")
    clip = serializers.IntegerField(help_text="the clip's number")
    step = serializers.ChoiceField(
        choices=WorkItem.Step.choices, allow_null=True, help_text="the work it is about, or where to answer"
    )
    phrase = serializers.CharField(allow_null=True, help_text="the words that a question is about")
    made = serializers.DateTimeField()
    read = serializers.BooleanField()


class Notices(serializers.Serializer[Any]):
    unread = serializers.IntegerField(help_text="of all, also those too old to be listed")
    notices = Notice(many=True, help_text="newest first, 100 at most")


class ReadBody(serializers.Serializer[Any]):
    until = serializers.IntegerField(min_value=0, help_text="the newest that was read")
