"""The dashboard as the API writes it."""

from typing import Any

from rest_framework import serializers

from annotator.accounts.serializers import Person
from annotator.insights.stages import STAGES
from annotator.work.models import WorkItem

STEPS = WorkItem.Step.choices


class Figure(serializers.Serializer[Any]):
    count = serializers.IntegerField(help_text="clips")
    rows = serializers.CharField(help_text="the query of the list of those clips")


class StageFigure(Figure):
    stage = serializers.ChoiceField(choices=STAGES)


class DashboardDay(serializers.Serializer[Any]):
    day = serializers.DateField()
    caption = Figure(help_text="clips whose caption was approved that day, UTC")
    masks = Figure(help_text="clips whose masks were")


class ReasonFigure(Figure):
    step = serializers.ChoiceField(choices=STEPS)
    reason = serializers.CharField()
    text = serializers.CharField()


class PersonFigures(serializers.Serializer[Any]):
    person = Person()
    step = serializers.ChoiceField(choices=STEPS)
    approved = Figure(help_text="clips of theirs that were approved in the period")
    returned = Figure(help_text="clips of theirs that were returned in it, once or more")


class LateFigure(Figure):
    hours = serializers.IntegerField()


class Age(serializers.Serializer[Any]):
    stage = serializers.ChoiceField(choices=STAGES)
    all = Figure()
    oldest = serializers.DateTimeField(allow_null=True)
    late = LateFigure(many=True)


class MachineFigure(Figure):
    state = serializers.ChoiceField(choices=["running", "queued", "paused", "failed", "cancelled"])


class Need(Figure):
    kind = serializers.ChoiceField(choices=["failed", "asked", "late_caption_review", "late_mask_review"])


class Kept(serializers.Serializer[Any]):
    used = serializers.IntegerField(help_text="bytes of the project's clips, files on their way, masks and releases")
    allowed = serializers.IntegerField(allow_null=True, help_text="its quota; null: none")


class Disk(serializers.Serializer[Any]):
    total = serializers.IntegerField(help_text="bytes of the disk that holds media")
    free = serializers.IntegerField()
    kept_free = serializers.IntegerField(help_text="below it, nothing more is taken")
    masks = serializers.IntegerField(help_text="computed masks of all projects, by their rows")
    uploads = serializers.IntegerField(help_text="files that wait to be looked at")
    project = Kept()


class Dashboard(serializers.Serializer[Any]):
    since = serializers.DateField()
    until = serializers.DateField()
    funnel = StageFigure(many=True)
    days = DashboardDay(many=True)
    reasons = ReasonFigure(many=True)
    people = PersonFigures(many=True)
    ages = Age(many=True)
    machine = MachineFigure(many=True)
    needs = Need(many=True)
    disk = Disk()


class PeriodBody(serializers.Serializer[Any]):
    since = serializers.DateField(
        required=False, default=None, help_text="UTC; a fortnight before `until` if not named"
    )
    until = serializers.DateField(required=False, default=None, help_text="included; today if not named")
