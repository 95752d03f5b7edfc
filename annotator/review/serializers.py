"""Submissions and findings as the API reads and writes them."""

from typing import Any

from rest_framework import serializers

from annotator.accounts.serializers import Person
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
