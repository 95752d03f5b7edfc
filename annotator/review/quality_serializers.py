"""Sampling, gold, second annotations and how they agree, as the API reads and writes them."""

from typing import Any

from rest_framework import serializers

from annotator.accounts.serializers import Person
from annotator.review.quality_models import Score as ScoreRow
from annotator.review.quality_models import Twin as TwinRow
from annotator.work.models import WorkItem as WorkItemRow


class Percent(serializers.IntegerField):
    """A share of a hundred."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, max_value=100, **options)


class SamplingBody(serializers.Serializer[Any]):
    gold_percent = Percent(help_text="of what annotators hand in leads to a gold clip for them")
    double_percent = Percent(help_text="of what annotators hand in is done once more by a colleague")
    first_clips = serializers.IntegerField(
        min_value=0, max_value=1000, help_text="of each person and step, all of which are inspected"
    )
    later_percent = Percent(help_text="of what they hand in after these is inspected; the rest passes")


class Sampling(SamplingBody):
    by = Person(allow_null=True)
    saved = serializers.DateTimeField(allow_null=True)


class Gold(serializers.Serializer[Any]):
    video = serializers.IntegerField()
    clip = serializers.IntegerField(help_text="the clip's number in its project")
    name = serializers.CharField()
    by = Person()
    at = serializers.DateTimeField()


class Spread(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    median = serializers.FloatField()
    low = serializers.FloatField(help_text="lower quartile")
    high = serializers.FloatField(help_text="upper quartile")


class Drift(serializers.Serializer[Any]):
    recent = serializers.FloatField(help_text="mean of the newest ten")
    earlier = serializers.FloatField(help_text="mean of all before them")
    difference = serializers.FloatField()
    low = serializers.FloatField(help_text="of the difference, 95 %")
    high = serializers.FloatField()
    certain = serializers.BooleanField(help_text="the interval leaves out 0")


class Measure(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=TwinRow.Kind.choices, help_text="held against gold, or against a colleague")
    what = serializers.ChoiceField(choices=ScoreRow.What.choices)
    summary = Spread()
    everybody = Spread()
    drift = Drift(allow_null=True, help_text="null while there are too few to say")


class Measured(serializers.Serializer[Any]):
    person = Person()
    step = serializers.ChoiceField(choices=WorkItemRow.Step.choices)
    submitted = serializers.IntegerField(help_text="rounds handed in")
    inspected = serializers.IntegerField(help_text="of these, to be looked at by an inspector")
    returned = serializers.IntegerField()
    measures = Measure(many=True)


class SecondAnnotation(serializers.Serializer[Any]):
    video = serializers.IntegerField()
    clip = serializers.IntegerField()
    original = serializers.IntegerField()
    original_clip = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=TwinRow.Kind.choices)
    step = serializers.ChoiceField(choices=WorkItemRow.Step.choices)
    person = Person()
    colleague = Person(allow_null=True, help_text="of a double, whose work it is held against")
    made = serializers.DateTimeField()
    scored = serializers.DateTimeField(allow_null=True)


class ScoreValue(serializers.Serializer[Any]):
    what = serializers.ChoiceField(choices=ScoreRow.What.choices)
    value = serializers.FloatField(help_text="0 to 1; of tracks the mean")


class TrackScore(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    value = serializers.FloatField()
    frames = serializers.IntegerField(help_text="on which either shows the object")


class Pair(SecondAnnotation):
    scores = ScoreValue(many=True)
    tracks = TrackScore(many=True)


class Quality(serializers.Serializer[Any]):
    low = serializers.FloatField(help_text="below it, a score is worth a look")
    judge = serializers.BooleanField(help_text="whether a judge of captions is configured")
    people = Measured(many=True)
    pairs = Pair(many=True, help_text="those that agree least first; 200 at most")
    gold = Gold(many=True)


class TrackAgreement(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    iou = serializers.ListField(
        child=serializers.FloatField(allow_null=True), help_text="by frame; null where a side has no mask yet"
    )
    mean = serializers.FloatField(allow_null=True, help_text="over the frames on which either shows the object")
    frames = serializers.IntegerField()


class Swap(serializers.Serializer[Any]):
    frame = serializers.IntegerField()
    number = serializers.IntegerField()
    taken_for = serializers.IntegerField()


class IdentityAgreement(serializers.Serializer[Any]):
    share = serializers.FloatField(allow_null=True, help_text="of the frames on which objects meet, on the right one")
    frames = serializers.IntegerField()
    swaps = Swap(many=True)


class PhraseAgreement(serializers.Serializer[Any]):
    text = serializers.CharField()
    ids = serializers.ListField(child=serializers.CharField())
    other = serializers.CharField(allow_null=True, help_text="the phrase of the original that says most of it")
    other_ids = serializers.ListField(child=serializers.CharField())
    words = serializers.FloatField(help_text="how many words they share, 0 to 1")
    agrees = serializers.BooleanField(help_text="both stand for the same objects")


class CaptionsAgreement(serializers.Serializer[Any]):
    plain = serializers.CharField()
    reference = serializers.CharField()
    text = serializers.FloatField(help_text="likeness of the letters, 0 to 1")
    value = serializers.FloatField(help_text="words tied to the same objects, 0 to 1")
    judged = serializers.FloatField(allow_null=True, help_text="by the configured judge; null without one")
    phrases = PhraseAgreement(many=True)


class Agreement(SecondAnnotation):
    tracks = TrackAgreement(many=True)
    identity = IdentityAgreement(allow_null=True)
    captions = CaptionsAgreement(allow_null=True)


class Doubt(serializers.Serializer[Any]):
    check = serializers.ChoiceField(choices=["area_jump", "off_path", "exchanged", "gap", "overlap"])
    frame = serializers.IntegerField()
    number = serializers.IntegerField(help_text="the object's number")
    other = serializers.IntegerField(allow_null=True, help_text="the other object's, where there are two")


class Doubts(serializers.Serializer[Any]):
    doubts = Doubt(many=True)
