"""Wordings as the API reads and writes them."""

from typing import Any

from rest_framework import serializers

from annotator.accounts.serializers import Person
from annotator.jobs.models import Job
from annotator.rest import RealField
from annotator.wordings.models import Draft as DraftRow
from annotator.wordings.models import What


class WordingEndpoint(serializers.Serializer[Any]):
    model = serializers.CharField()
    price_in = serializers.FloatField()
    price_out = serializers.FloatField()
    cap = serializers.FloatField()
    spent = serializers.FloatField()


class OpenWordings(serializers.Serializer[Any]):
    prompts = serializers.IntegerField()
    cleaned = serializers.IntegerField()
    rewordings = serializers.IntegerField()


class WordingFault(serializers.Serializer[Any]):
    video = serializers.IntegerField()
    number = serializers.IntegerField()
    what = serializers.ChoiceField(choices=What.choices)
    text = serializers.CharField()


class WordingRun(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    what = serializers.ListField(child=serializers.ChoiceField(choices=What.choices))
    model = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(choices=Job.State.choices)
    done = serializers.IntegerField()
    total = serializers.IntegerField()
    written = serializers.IntegerField()
    failed = serializers.IntegerField()
    left_out = serializers.IntegerField()
    unreadable = serializers.IntegerField()
    asked = serializers.IntegerField()
    remembered = serializers.IntegerField()
    spent = serializers.FloatField()
    cap = serializers.FloatField(allow_null=True)
    error = serializers.CharField(allow_null=True)
    created = serializers.DateTimeField()
    by = Person(allow_null=True)
    faults = WordingFault(many=True)


class Wordings(serializers.Serializer[Any]):
    endpoint = WordingEndpoint(allow_null=True)
    clips = serializers.IntegerField()
    open = OpenWordings()
    open_clips = serializers.IntegerField()
    runs = WordingRun(many=True)


class WordingEstimateBody(serializers.Serializer[Any]):
    what = serializers.ListField(child=serializers.ChoiceField(choices=What.choices), min_length=1, max_length=3)
    videos = serializers.ListField(
        child=serializers.IntegerField(min_value=1), allow_null=True, default=None, min_length=1, max_length=50_000
    )


class WordingRunBody(WordingEstimateBody):
    cap = RealField(min_value=0, max_value=1e9, allow_null=True, default=None)


class WordingEstimate(serializers.Serializer[Any]):
    clips = serializers.IntegerField()
    items = serializers.IntegerField()
    questions = serializers.IntegerField()
    remembered = serializers.IntegerField()
    tokens_in = serializers.IntegerField()
    tokens_out = serializers.IntegerField()
    cost = serializers.FloatField()


class WordingDraft(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    what = serializers.ChoiceField(choices=What.choices)
    place = serializers.IntegerField()
    phrase = serializers.CharField(allow_blank=True)
    track_ids = serializers.ListField(child=serializers.IntegerField())
    flags = serializers.ListField(child=serializers.CharField())
    text = serializers.CharField()
    final = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(choices=DraftRow.State.choices)
    edited = serializers.BooleanField()
    source = serializers.ChoiceField(choices=DraftRow.Source.choices)  # type: ignore[assignment]  # the contract's word
    model = serializers.CharField(allow_blank=True)
    version = serializers.CharField(allow_blank=True)
    by = Person(allow_null=True)
    decided = serializers.DateTimeField(allow_null=True)


class ClipWordings(serializers.Serializer[Any]):
    video = serializers.IntegerField()
    number = serializers.IntegerField()
    name = serializers.CharField()
    caption = serializers.CharField(allow_blank=True)
    plain = serializers.CharField(allow_blank=True)
    drafts = WordingDraft(many=True)


class NextWordingsChoice(serializers.Serializer[Any]):
    after = serializers.IntegerField(min_value=-1, default=-1)


class NextWordings(serializers.Serializer[Any]):
    clip = ClipWordings(allow_null=True)
    left = serializers.IntegerField()


class WordingDecisionBody(serializers.Serializer[Any]):
    verdict = serializers.ChoiceField(choices=DraftRow.State.choices)
    seen = serializers.ChoiceField(choices=DraftRow.State.choices)
    text = serializers.CharField(allow_null=True, default=None, allow_blank=True, max_length=5000)
