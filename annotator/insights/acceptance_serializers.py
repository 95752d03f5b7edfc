"""What became of drafts, as the API writes it."""

from typing import Any

from rest_framework import serializers

from annotator.work.models import WorkItem


class ModelAcceptance(serializers.Serializer[Any]):
    model = serializers.CharField()
    caption_drafts = serializers.IntegerField()
    caption_accepted = serializers.IntegerField()
    caption_dismissed = serializers.IntegerField()
    word_edit = serializers.FloatField(allow_null=True, help_text="words changed, a share of the longer text's")
    phrases_kept = serializers.FloatField(allow_null=True, help_text="a share of the draft's")
    mask_drafts = serializers.IntegerField()
    mask_accepted = serializers.IntegerField()
    mask_dismissed = serializers.IntegerField()
    iou = serializers.FloatField(allow_null=True, help_text="of accepted masks against their drafts")
    iou_close = serializers.FloatField(allow_null=True, help_text="the share of at least 0.9")
    vertices_moved = serializers.FloatField(allow_null=True, help_text="a share of the draft's")


class MinutesBeside(serializers.Serializer[Any]):
    step = serializers.ChoiceField(choices=WorkItem.Step.choices)
    with_drafts = serializers.FloatField(allow_null=True, help_text="a caption, or a keyframe of masks; median")
    with_count = serializers.IntegerField()
    without_drafts = serializers.FloatField(allow_null=True)
    without_count = serializers.IntegerField()


class Acceptance(serializers.Serializer[Any]):
    models = ModelAcceptance(many=True)
    minutes = MinutesBeside(many=True)
