"""Submissions, findings and questions as the API reads and writes them."""

from typing import Any

from rest_framework import serializers

from annotator.accounts.serializers import Person
from annotator.rest import ProseField
from annotator.review.models import Question as QuestionRow
from annotator.review.models import Submission as SubmissionRow


class Finding(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    reason = serializers.CharField()
    reason_text = serializers.CharField()
    text = serializers.CharField()
    track = serializers.IntegerField(allow_null=True)
    number = serializers.IntegerField(allow_null=True)
    frame = serializers.IntegerField(allow_null=True)
    x = serializers.FloatField(allow_null=True)
    y = serializers.FloatField(allow_null=True)
    start = serializers.IntegerField(allow_null=True)
    end = serializers.IntegerField(allow_null=True)
    by = Person()
    created = serializers.DateTimeField()


class FindingBody(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=40)
    text = serializers.CharField(max_length=2000, allow_blank=True, default="")
    track = serializers.IntegerField(required=False, allow_null=True)
    frame = serializers.IntegerField(required=False, allow_null=True)
    x = serializers.FloatField(required=False, allow_null=True)
    y = serializers.FloatField(required=False, allow_null=True)
    start = serializers.IntegerField(required=False, allow_null=True)
    end = serializers.IntegerField(required=False, allow_null=True)


class ReturnBody(serializers.Serializer[Any]):
    findings = FindingBody(many=True)


class Submission(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    round = serializers.IntegerField()
    author = Person()
    submitted = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=SubmissionRow.State.choices)
    inspector = Person(allow_null=True)
    decided = serializers.DateTimeField(allow_null=True)
    findings = Finding(many=True)


class Submissions(serializers.Serializer[Any]):
    submissions = Submission(many=True)


class QuestionAbilities(serializers.Serializer[Any]):
    answer = serializers.BooleanField()
    withdraw = serializers.BooleanField()


class Question(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    video = serializers.IntegerField()
    clip = serializers.IntegerField(help_text="the clip's number in its project")
    track = serializers.IntegerField(allow_null=True)
    number = serializers.IntegerField(allow_null=True, help_text="the object's number; null for other words")
    phrase = serializers.CharField(help_text="the words asked about, as they were")
    start = serializers.IntegerField(help_text="code points of the plain caption of `caption_revision`")
    end = serializers.IntegerField()
    caption_revision = serializers.IntegerField()
    frame = serializers.IntegerField()
    x = serializers.FloatField(allow_null=True)
    y = serializers.FloatField(allow_null=True)
    text = serializers.CharField()
    by = Person()
    asked = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=QuestionRow.State.choices)
    answer = serializers.CharField()
    answered_by = Person(allow_null=True)
    answered = serializers.DateTimeField(allow_null=True)
    mine = serializers.BooleanField()
    can = QuestionAbilities()


class Questions(serializers.Serializer[Any]):
    questions = Question(many=True)


class QuestionBody(serializers.Serializer[Any]):
    number = serializers.IntegerField(required=False, allow_null=True, help_text="left out for a crowd or other words")
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    seen_revision = serializers.IntegerField(
        required=False, allow_null=True, help_text="the caption's revision that start and end count in; the newest"
    )
    frame = serializers.IntegerField()
    x = serializers.FloatField(required=False, allow_null=True)
    y = serializers.FloatField(required=False, allow_null=True)
    text = ProseField()
    request_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="made by the client; a retry sends it again"
    )


class AnswerBody(serializers.Serializer[Any]):
    text = ProseField()
