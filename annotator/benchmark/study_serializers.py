"""Metric studies as the API reads and writes them."""

from typing import Any

from rest_framework import serializers

from annotator.benchmark.study_models import MOST_HALF_POINTS
from annotator.benchmark.study_models import Study as StudyRow

MOST_SAMPLES = 2_000
MOST_CAPTION = 5_000


class Share(serializers.Serializer[Any]):
    done = serializers.IntegerField()
    total = serializers.IntegerField()


class Study(serializers.Serializer[Any]):
    """How far a study is; `own_…` is the part of who asks."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    state = serializers.ChoiceField(choices=StudyRow.State.choices)
    created = serializers.DateTimeField()
    samples = serializers.IntegerField()
    ratings = Share()
    pairs_written = Share()
    own_ratings = Share()
    own_pairs = Share()


class Studies(serializers.Serializer[Any]):
    studies = Study(many=True)


class StudyBody(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=80)
    sets = serializers.ListField(child=serializers.IntegerField(), min_length=1, max_length=50)
    raters = serializers.ListField(child=serializers.IntegerField(), min_length=2, max_length=100)
    samples = serializers.IntegerField(min_value=1, max_value=MOST_SAMPLES)
    pairs = serializers.IntegerField(min_value=0, max_value=MOST_SAMPLES, default=0)
    seed = serializers.IntegerField(min_value=0, max_value=2**31 - 1, default=0)


class BlindSample(serializers.Serializer[Any]):
    """A caption to be scored against the ground truth alone: whose it is, is not told."""

    id = serializers.IntegerField()
    truth = serializers.CharField()
    prediction = serializers.CharField(allow_blank=True)


class OwnPair(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    truth = serializers.CharField()
    positive = serializers.CharField(allow_blank=True)
    negative = serializers.CharField(allow_blank=True)


class StudyWork(Study):
    sample = BlindSample(allow_null=True)
    pairs = OwnPair(many=True)


class RatingBody(serializers.Serializer[Any]):
    half_points = serializers.IntegerField(
        min_value=0, max_value=MOST_HALF_POINTS, help_text="Half points: 15 is a score of 7.5."
    )


class PairBody(serializers.Serializer[Any]):
    positive = serializers.CharField(max_length=MOST_CAPTION)
    negative = serializers.CharField(max_length=MOST_CAPTION)


class WithinThreshold(serializers.Serializer[Any]):
    alpha = serializers.FloatField()
    n = serializers.IntegerField()


class AtThreshold(WithinThreshold):
    r = serializers.FloatField(allow_null=True)
    r_avg = serializers.FloatField(allow_null=True)
    r_max = serializers.FloatField(allow_null=True)


class Raters(serializers.Serializer[Any]):
    icc_single = serializers.FloatField(allow_null=True)
    icc_mean = serializers.FloatField(allow_null=True)
    difference = serializers.FloatField(allow_null=True)
    intervals = serializers.DictField()
    within = WithinThreshold(many=True)


class StudiedMethod(serializers.Serializer[Any]):
    name = serializers.CharField()
    r = serializers.FloatField(allow_null=True)
    r_avg = serializers.FloatField(allow_null=True)
    r_max = serializers.FloatField(allow_null=True)
    delta_pn = serializers.FloatField(allow_null=True)
    intervals = serializers.DictField()
    thresholds = AtThreshold(many=True)
    left_out = serializers.IntegerField()
    pairs = serializers.IntegerField()
    pairs_left_out = serializers.IntegerField()


class StudyResults(serializers.Serializer[Any]):
    samples = serializers.IntegerField(help_text="Scored by both raters.")
    left_out = serializers.IntegerField(help_text="Not scored by both.")
    raters = Raters()
    methods = StudiedMethod(many=True)
