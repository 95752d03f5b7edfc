"""Work items as the API writes them."""

from typing import Any

from rest_framework import serializers

from annotator.accounts.models import User
from annotator.accounts.serializers import Person
from annotator.work import queries
from annotator.work.models import WorkItem as WorkItemRow


class Abilities(serializers.Serializer[Any]):
    edit = serializers.BooleanField()
    submit = serializers.BooleanField()
    review = serializers.BooleanField()
    claim = serializers.BooleanField()


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
    mine = serializers.BooleanField()
    can = Abilities()
    changed = serializers.DateTimeField()


class Lease(serializers.Serializer[Any]):
    lease_until = serializers.DateTimeField(allow_null=True)


class StepChoice(serializers.Serializer[Any]):
    step = serializers.ChoiceField(choices=WorkItemRow.Step.choices, required=False, allow_null=True)


def describe(item: WorkItemRow, *, actor: User, role: str | None = None) -> dict[str, Any]:
    """A work item as its JSON, seen by one person."""
    known = queries.role_in(actor, item.video.project_id) if role is None else role
    return {
        "id": item.pk,
        "video": item.video_id,
        "step": item.step,
        "state": item.state,
        "round": item.round,
        "partial": item.partial,
        "author": Person(item.author).data if item.author else None,
        "inspector": Person(item.inspector).data if item.inspector else None,
        "lease_until": item.lease_until,
        "mine": item.author_id == actor.pk,
        "can": queries.abilities(actor, item, known),
        "changed": item.changed_at,
    }
