"""Work items as the API writes them."""

from typing import Any

from rest_framework import serializers

from annotator.accounts.models import User
from annotator.accounts.queries import person
from annotator.accounts.serializers import Person
from annotator.work import queries
from annotator.work.line_actions import SKIP_REASONS
from annotator.work.models import WorkItem as WorkItemRow
from annotator.work.transitions import VERBS


class Abilities(serializers.Serializer[Any]):
    edit = serializers.BooleanField()
    submit = serializers.BooleanField()
    review = serializers.BooleanField()
    correct = serializers.BooleanField(help_text="mend what they review; recorded as theirs")
    claim = serializers.BooleanField()
    take_over = serializers.BooleanField()
    release = serializers.BooleanField()
    reassign = serializers.BooleanField()
    plan = serializers.BooleanField(help_text="set its priority and deadline")


class WorkBatch(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    frozen = serializers.DateTimeField(source="frozen_at", allow_null=True)


class Batch(WorkBatch):
    by = Person()
    made = serializers.DateTimeField(source="made_at")
    total = serializers.IntegerField(help_text="work items in it: at most two a clip")
    approved = serializers.IntegerField()


class WorkItem(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    video = serializers.IntegerField()
    step = serializers.ChoiceField(choices=WorkItemRow.Step.choices)
    state = serializers.ChoiceField(choices=WorkItemRow.State.choices)
    round = serializers.IntegerField()
    partial = serializers.BooleanField(help_text="only the objects whose words changed are open")  # type: ignore[assignment]
    author = Person(allow_null=True)
    inspector = Person(allow_null=True)
    lease_until = serializers.DateTimeField(allow_null=True)
    priority = serializers.IntegerField(help_text="the highest is handed out first")
    deadline = serializers.DateTimeField(allow_null=True)
    reserved_for = Person(allow_null=True)
    batch = WorkBatch(allow_null=True)
    mine = serializers.BooleanField()
    can = Abilities()
    changed = serializers.DateTimeField()


class Lease(serializers.Serializer[Any]):
    lease_until = serializers.DateTimeField(allow_null=True)


class StepChoice(serializers.Serializer[Any]):
    step = serializers.ChoiceField(choices=WorkItemRow.Step.choices, required=False, allow_null=True)


class Move(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    verb = serializers.ChoiceField(choices=VERBS)
    from_state = serializers.ChoiceField(choices=WorkItemRow.State.choices)
    to_state = serializers.ChoiceField(choices=WorkItemRow.State.choices)
    actor = Person(allow_null=True, help_text="null: the line itself")
    person = Person(allow_null=True, help_text="who took the work or lost it, or for whom it was reserved")
    reason = serializers.CharField()
    text = serializers.CharField()
    at = serializers.DateTimeField()


class Moves(serializers.Serializer[Any]):
    moves = Move(many=True)


class Batches(serializers.Serializer[Any]):
    batches = Batch(many=True)


class ActivityBody(serializers.Serializer[Any]):
    frame = serializers.IntegerField(min_value=0, max_value=2**31 - 1, required=False, allow_null=True, default=None)
    number = serializers.IntegerField(min_value=0, max_value=9, required=False, allow_null=True, default=None)


class Activity(serializers.Serializer[Any]):
    seconds = serializers.FloatField(help_text="that the person was active on this work so far")
    idle_after = serializers.IntegerField(help_text="seconds of silence after which nothing is counted")


class SkipBody(serializers.Serializer[Any]):
    reason = serializers.ChoiceField(choices=list(SKIP_REASONS))
    text = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class GiveBackBody(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class ReassignBody(GiveBackBody):
    person = serializers.IntegerField(allow_null=True, help_text="null ends a reservation")


class PlanBody(serializers.Serializer[Any]):
    priority = serializers.IntegerField(min_value=-100, max_value=100, required=False)
    deadline = serializers.DateTimeField(allow_null=True, required=False)


class BatchBody(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=80)


class ClipsPlanBody(PlanBody):
    videos = serializers.ListField(child=serializers.IntegerField(), min_length=1, max_length=500)
    step = serializers.ChoiceField(choices=WorkItemRow.Step.choices, required=False, allow_null=True, default=None)
    batch = serializers.IntegerField(allow_null=True, required=False)
    person = serializers.IntegerField(allow_null=True, required=False, help_text="for whom to reserve the step")
    reason = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)
    moved = serializers.DictField(
        child=serializers.IntegerField(min_value=0),
        required=False,
        help_text="by clip, how often the step had been moved; what was moved since is refused and stays as it is",
    )
    trial = serializers.BooleanField(
        required=False, default=False, help_text="change nothing, and say what would become of it"
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "person" in attrs and attrs["step"] is None:
            raise serializers.ValidationError("Say which step; one person cannot do both of a clip.")
        if "moved" in attrs and attrs["step"] is None:
            raise serializers.ValidationError("Say which step; each is moved by itself.")
        return attrs


class Planned(serializers.Serializer[Any]):
    step = serializers.ChoiceField(choices=WorkItemRow.Step.choices)
    state = serializers.ChoiceField(choices=WorkItemRow.State.choices)
    author = Person(allow_null=True)
    priority = serializers.IntegerField()
    deadline = serializers.DateTimeField(allow_null=True)
    batch = serializers.IntegerField(allow_null=True)
    reserved_for = Person(allow_null=True)


class ClipVerdict(serializers.Serializer[Any]):
    video = serializers.IntegerField()
    number = serializers.IntegerField(allow_null=True, help_text="the clip's; null where there is no such clip")
    code = serializers.CharField(allow_null=True, help_text="null: planned; else why it stays as it was")
    text = serializers.CharField(allow_null=True)
    changes = serializers.BooleanField(help_text="whether anything of it is other than before")
    before = Planned(many=True, help_text="how its steps were planned before")
    moved = serializers.DictField(
        child=serializers.IntegerField(), help_text="how often each of its steps was moved so far"
    )


class ClipVerdicts(serializers.Serializer[Any]):
    clips = ClipVerdict(many=True)


def describe(item: WorkItemRow, *, actor: User, role: str | None = None) -> dict[str, Any]:
    """A work item as its JSON, seen by one person."""
    known = queries.role_in(actor, item.video.project_id) if role is None else role
    batch = item.batch
    reserved_for = None if item.video.twin_of_id else item.reserved_for  # nobody learns what is a second annotation
    return {
        "id": item.pk,
        "video": item.video_id,
        "step": item.step,
        "state": item.state,
        "round": item.round,
        "partial": item.partial,
        "author": person(item.author),
        "inspector": person(item.inspector),
        "lease_until": item.lease_until,
        "priority": item.priority,
        "deadline": item.deadline,
        "reserved_for": person(reserved_for),
        "batch": batch and {"id": batch.pk, "name": batch.name, "frozen": batch.frozen_at},
        "mine": item.author_id == actor.pk,
        "can": queries.abilities(actor, item, known),
        "changed": item.changed_at,
    }
