"""Annotations as the API reads and writes them."""

from typing import Any

from rest_framework import serializers

from annotator.accounts.serializers import Person
from annotator.annotations.actions.captions import LONGEST_CAPTION


class Phrase(serializers.Serializer[Any]):
    text = serializers.CharField()
    ids = serializers.ListField(child=serializers.CharField())
    start = serializers.IntegerField()
    end = serializers.IntegerField()


class CaptionFault(serializers.Serializer[Any]):
    code = serializers.CharField()
    position = serializers.IntegerField()
    message = serializers.CharField()


class Caption(serializers.Serializer[Any]):
    text = serializers.CharField()
    revision = serializers.IntegerField()
    plain = serializers.CharField(allow_null=True)
    phrases = Phrase(many=True)
    error = CaptionFault(allow_null=True)
    saved = serializers.DateTimeField(allow_null=True)
    by = Person(allow_null=True)
    editable = serializers.BooleanField()


class CaptionBody(serializers.Serializer[Any]):
    text = serializers.CharField(allow_blank=True, trim_whitespace=False, max_length=LONGEST_CAPTION)
    seen_revision = serializers.IntegerField(min_value=0)


class CaptionRevision(serializers.Serializer[Any]):
    revision = serializers.IntegerField()
    text = serializers.CharField()
    by = Person()
    saved = serializers.DateTimeField(source="saved_at")


class CaptionRevisions(serializers.Serializer[Any]):
    revisions = CaptionRevision(many=True)


class Keyframe(serializers.Serializer[Any]):
    frame = serializers.IntegerField()
    revision = serializers.IntegerField()
    absent = serializers.BooleanField()
    rings = serializers.ListField(
        child=serializers.ListField(
            child=serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2)
        )
    )
    by = Person()
    saved = serializers.DateTimeField()


class KeyframeBody(serializers.Serializer[Any]):
    rings = serializers.JSONField(
        required=False, allow_null=True, help_text="[[[x, y], …], …] in video pixels; null when absent"
    )
    absent = serializers.BooleanField(default=False)
    seen_revision = serializers.IntegerField(min_value=0)


class SeenRevision(serializers.Serializer[Any]):
    seen_revision = serializers.IntegerField(min_value=0)


class DeletedKeyframe(serializers.Serializer[Any]):
    frame = serializers.IntegerField()
    revision = serializers.IntegerField()
    deleted = serializers.BooleanField()


class Tombstone(serializers.Serializer[Any]):
    frame = serializers.IntegerField()
    revision = serializers.IntegerField()


class Track(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    number = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]  # the contract's word, not DRF's attribute
    phrases = serializers.ListField(child=serializers.CharField())
    keyframes = Keyframe(many=True)
    deleted = Tombstone(many=True)


class OpenCell(serializers.Serializer[Any]):
    track = serializers.IntegerField()
    number = serializers.IntegerField()
    frame = serializers.IntegerField()


class Tracks(serializers.Serializer[Any]):
    tracks = Track(many=True)
    frames = serializers.ListField(child=serializers.IntegerField())
    editable = serializers.BooleanField()
    open = OpenCell(many=True)


class Propagation(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=["none", "queued", "running", "done", "failed"])
    segments_done = serializers.IntegerField()
    segments_total = serializers.IntegerField()
    stale = serializers.IntegerField()
    error = serializers.CharField(allow_null=True)
    version = serializers.CharField()
    predictor = serializers.CharField()


class MaskTrack(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    number = serializers.IntegerField()


class Masks(serializers.Serializer[Any]):
    size = serializers.ListField(
        child=serializers.IntegerField(), min_length=2, max_length=2, help_text="[height, width]"
    )
    tracks = MaskTrack(many=True)
    frames = serializers.ListField(child=serializers.ListField(child=serializers.CharField(allow_null=True)))
    human = serializers.ListField(child=serializers.IntegerField())
    confidence = serializers.ListField(child=serializers.ListField(child=serializers.IntegerField()))
    version = serializers.CharField()
