"""Checkpoints as the API reads and writes them."""

from typing import Any

from rest_framework import serializers

from annotator.accounts.serializers import Person
from annotator.checkpoints.models import Checkpoint as CheckpointRow


class CheckpointFigure(serializers.Serializer[Any]):
    of = serializers.CharField()
    name = serializers.CharField()
    value = serializers.FloatField()


class CheckpointLicence(serializers.Serializer[Any]):
    part = serializers.CharField()
    licence = serializers.CharField()


class Checkpoint(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    state = serializers.ChoiceField(choices=CheckpointRow.State.choices)
    sha256 = serializers.CharField()
    bytes = serializers.IntegerField()
    recipe = serializers.CharField()
    recipe_text = serializers.CharField()
    release = serializers.CharField()
    release_sha256 = serializers.CharField()
    split_sha256 = serializers.CharField()
    ours = serializers.BooleanField()
    trained_on = serializers.IntegerField()
    stage = serializers.CharField()
    step = serializers.IntegerField()
    seed = serializers.IntegerField()
    code = serializers.CharField()
    split = serializers.CharField(allow_null=True)
    figures = CheckpointFigure(many=True)
    licences = CheckpointLicence(many=True)
    before = serializers.CharField(allow_null=True)
    registered = serializers.DateTimeField()
    changed = serializers.DateTimeField()
    by = Person(allow_null=True)


class Curve(serializers.Serializer[Any]):
    name = serializers.CharField()
    values = serializers.ListField(child=serializers.FloatField(allow_null=True), help_text="null: no step had it")


class StageCurves(serializers.Serializer[Any]):
    """Each value is a mean over a span of steps; `at` are the middles of the spans."""

    stage = serializers.CharField()
    steps = serializers.IntegerField()
    at = serializers.ListField(child=serializers.FloatField())
    losses = Curve(many=True)
    shares = Curve(many=True, help_text="of what is right, 0 to 1")


class CheckpointCurves(serializers.Serializer[Any]):
    stages = StageCurves(many=True, help_text="in the order of training; none where its log was not registered")


class Checkpoints(serializers.Serializer[Any]):
    checkpoints = Checkpoint(many=True)
