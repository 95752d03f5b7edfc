"""Annotations as the API reads and writes them."""

from typing import Any

from rest_framework import serializers

from annotator.accounts.serializers import Person
from annotator.annotations.models import Caption as CaptionRow
from annotator.annotations.models import Origin
from annotator.annotations.models import Suggestion as SuggestionRow
from annotator.annotations.models import Track as TrackRow
from annotator.rest import ProseField, RealField

RUN_STATES = ["none", "queued", "running", "paused", "cancelled", "done", "failed"]


def rings_field(**options: Any) -> serializers.ListField:
    """`[[[x, y], …], …]` in video pixels."""
    point = serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2)
    return serializers.ListField(child=serializers.ListField(child=point), **options)


class Phrase(serializers.Serializer[Any]):
    text = serializers.CharField()
    ids = serializers.ListField(child=serializers.CharField())
    start = serializers.IntegerField()
    end = serializers.IntegerField()


class CaptionFault(serializers.Serializer[Any]):
    code = serializers.CharField()
    position = serializers.IntegerField()
    message = serializers.CharField()


class CaptionObject(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    name = ProseField()


class Caption(serializers.Serializer[Any]):
    field = serializers.ChoiceField(choices=CaptionRow.Field.choices)
    text = serializers.CharField()
    objects = CaptionObject(many=True, help_text="in the author's order; of the raw caption only")
    ticked = serializers.ListField(child=serializers.CharField(), help_text="points of the guideline's checklist")
    revision = serializers.IntegerField()
    plain = serializers.CharField(allow_null=True)
    phrases = Phrase(many=True)
    error = CaptionFault(allow_null=True)
    saved = serializers.DateTimeField(allow_null=True)
    by = Person(allow_null=True)
    source = serializers.ChoiceField(choices=CaptionRow.Source.choices)  # type: ignore[assignment]  # the contract's word
    based_on = serializers.IntegerField(
        allow_null=True, help_text="the raw caption's revision that this text was written from"
    )
    outdated = serializers.BooleanField(help_text="the raw caption says something else by now")
    editable = serializers.BooleanField()


class CaptionChoice(serializers.Serializer[Any]):
    approved = serializers.BooleanField(
        default=False, help_text="the raw caption as it was last approved, which the masks belong to"
    )


class CaptionBody(serializers.Serializer[Any]):
    text = ProseField()
    objects = CaptionObject(
        many=True, required=False, help_text="left out: what stands, and an object for each number new in the text"
    )
    ticked = serializers.ListField(child=ProseField(), required=False)
    based_on = serializers.IntegerField(required=False, allow_null=True, min_value=0)
    source = serializers.ChoiceField(  # type: ignore[assignment]  # the contract's word
        choices=CaptionRow.Source.choices, required=False, help_text="who made the words of a derived text"
    )
    seen_revision = serializers.IntegerField(min_value=0)
    request_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="made by the client, one a change; a retry sends it again"
    )
    strict = serializers.BooleanField(default=False, help_text="refuse what could not be handed in")


class CaptionRevision(serializers.Serializer[Any]):
    revision = serializers.IntegerField()
    text = serializers.CharField()
    objects = CaptionObject(many=True)
    by = Person()
    saved = serializers.DateTimeField()
    source = serializers.ChoiceField(choices=CaptionRow.Source.choices)  # type: ignore[assignment]  # the contract's word
    based_on = serializers.IntegerField(allow_null=True)
    guideline = serializers.IntegerField(allow_null=True, help_text="the newest version that the writer had seen")
    correction = serializers.BooleanField(help_text="its reviewer's, not its author's")


class CaptionRevisions(serializers.Serializer[Any]):
    revisions = CaptionRevision(many=True)


class ConsequencesBody(serializers.Serializer[Any]):
    text = ProseField()


class Consequence(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    change = serializers.ChoiceField(choices=["added", "removed", "reworded"])
    before = serializers.ListField(child=serializers.CharField())
    after = serializers.ListField(child=serializers.CharField())
    track = serializers.IntegerField(allow_null=True)
    drawn = serializers.IntegerField(help_text="keyframes that people decided for it")


class Consequences(serializers.Serializer[Any]):
    objects = Consequence(many=True)


class Keyframe(serializers.Serializer[Any]):
    frame = serializers.IntegerField()
    revision = serializers.IntegerField()
    absent = serializers.BooleanField()
    rings = rings_field()
    by = Person()
    saved = serializers.DateTimeField()
    saved_at = serializers.DateTimeField()
    extra = serializers.BooleanField(help_text="between the 1-fps frames; counts in no cell")
    origin = serializers.ChoiceField(choices=Origin.choices)
    suggestion = serializers.UUIDField(allow_null=True, help_text="id of the draft that it was edited from, if known")


class KeyframeBody(serializers.Serializer[Any]):
    rings = serializers.JSONField(
        required=False, allow_null=True, help_text="[[[x, y], …], …] in video pixels; null when absent"
    )
    absent = serializers.BooleanField(default=False)
    seen_revision = serializers.IntegerField(min_value=0)
    request_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="made by the client, one a change; a retry sends it again"
    )
    suggestion = serializers.UUIDField(
        required=False, allow_null=True, help_text="id of the suggestion that the shape was edited from"
    )


class SeenRevision(serializers.Serializer[Any]):
    seen_revision = serializers.IntegerField(min_value=0)
    request_id = serializers.UUIDField(required=False)


class DeletedKeyframe(serializers.Serializer[Any]):
    frame = serializers.IntegerField()
    revision = serializers.IntegerField()
    deleted = serializers.BooleanField()


class Tombstone(serializers.Serializer[Any]):
    frame = serializers.IntegerField()
    revision = serializers.IntegerField()


class TrackState(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    number = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]  # the contract's word, not DRF's attribute
    phrases = serializers.ListField(child=serializers.CharField(), help_text="its words in the approved caption")
    words_before = serializers.ListField(
        child=serializers.CharField(), help_text="what it was drawn by, while it is reopened"
    )
    reopened = serializers.ChoiceField(choices=TrackRow.Reopened.choices)
    locked = serializers.BooleanField(help_text="these masks came back for other objects only")


class Track(TrackState):
    keyframes = Keyframe(many=True)
    deleted = Tombstone(many=True)


class OpenCell(serializers.Serializer[Any]):
    track = serializers.IntegerField()
    number = serializers.IntegerField()
    frame = serializers.IntegerField()


class Tracks(serializers.Serializer[Any]):
    tracks = Track(many=True)
    z_order = serializers.ListField(child=serializers.IntegerField(), help_text="tracks, the lowest first")
    frames = serializers.ListField(child=serializers.IntegerField())
    editable = serializers.BooleanField()
    open = OpenCell(many=True)


class ZOrder(serializers.Serializer[Any]):
    z_order = serializers.ListField(child=serializers.IntegerField(), help_text="tracks, the lowest first")


class ZOrderBody(serializers.Serializer[Any]):
    tracks = serializers.ListField(child=serializers.IntegerField(), help_text="all tracks, the lowest first")
    seen = serializers.ListField(child=serializers.IntegerField(), help_text="the order as it was seen last")


class RepairBody(serializers.Serializer[Any]):
    rings = serializers.JSONField(help_text="[[[x, y], …], …] in video pixels, in any shape")


class Repaired(serializers.Serializer[Any]):
    rings = rings_field()
    note = serializers.CharField(allow_blank=True, help_text="what was changed; empty when nothing was")


class Click(serializers.Serializer[Any]):
    x = RealField()
    y = RealField()
    positive = serializers.BooleanField(help_text="false: this is not the object")


class SuggestionBody(serializers.Serializer[Any]):
    id = serializers.UUIDField(help_text="made by the client; the same id again is the same request")
    method = serializers.ChoiceField(choices=[str(method) for method in SuggestionRow.ASKED])
    from_frame = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=0,
        help_text="the keyframe to carry; null: the nearest on either side",
    )
    clicks = Click(many=True, required=False)
    box = serializers.ListField(
        child=RealField(), min_length=4, max_length=4, required=False, allow_null=True,
        help_text="[x0, y0, x1, y1]",
    )  # fmt: skip


class SuggestionError(serializers.Serializer[Any]):
    code = serializers.CharField()
    text = serializers.CharField()


class Suggestion(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    track = serializers.IntegerField()
    frame = serializers.IntegerField()
    method = serializers.ChoiceField(choices=SuggestionRow.Method.choices)
    state = serializers.ChoiceField(choices=SuggestionRow.State.choices)
    rings = rings_field(allow_null=True)
    estimate = serializers.FloatField(
        allow_null=True, help_text="expected overlap with what a person would draw, 0 to 1"
    )
    predictor = serializers.CharField(allow_blank=True, help_text="grabcut: a rough start, without weights")
    from_frame = serializers.IntegerField(allow_null=True)
    error = SuggestionError(allow_null=True)


class Suggestions(serializers.Serializer[Any]):
    suggestions = Suggestion(many=True)


class Propagation(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=RUN_STATES)
    segments_done = serializers.IntegerField()
    segments_total = serializers.IntegerField()
    stale = serializers.IntegerField()
    error = serializers.CharField(allow_null=True, help_text="why a part failed that is still needed")
    previous_error = serializers.CharField(allow_null=True, help_text="why what is tried again failed before")
    eta_seconds = serializers.FloatField(allow_null=True, help_text="null before anything was measured")
    version = serializers.CharField()
    predictor = serializers.CharField()
    run = serializers.IntegerField(allow_null=True, help_text="the current run; null before anything was computed")


class MaskTrack(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    number = serializers.IntegerField()


class MaskSegment(serializers.Serializer[Any]):
    track = serializers.IntegerField()
    first = serializers.IntegerField()
    last = serializers.IntegerField(help_text="both ends included")
    stale = serializers.BooleanField(help_text="a keyframe at its ends changed since")
    trust = serializers.FloatField(allow_null=True, help_text="mean confidence of its computed frames, 0 to 1")
    least = serializers.FloatField(allow_null=True, help_text="the least of them")
    worst = serializers.IntegerField(allow_null=True, help_text="the frame of the least")
    cycle = serializers.FloatField(allow_null=True, help_text="how well the left keyframe alone reaches the right one")


class MaskExtra(serializers.Serializer[Any]):
    track = serializers.IntegerField()
    frame = serializers.IntegerField()


class MasksChoice(serializers.Serializer[Any]):
    run = serializers.IntegerField(required=False, help_text="whose masks; left out: the current run's")
    track = serializers.IntegerField(required=False, help_text="only this object's")


class Masks(serializers.Serializer[Any]):
    run = serializers.IntegerField(allow_null=True)
    size = serializers.ListField(
        child=serializers.IntegerField(), min_length=2, max_length=2, help_text="[height, width]"
    )
    tracks = MaskTrack(many=True)
    frames = serializers.ListField(child=serializers.ListField(child=serializers.CharField(allow_null=True)))
    human = serializers.ListField(child=serializers.IntegerField(), help_text="1-fps frames that people decided")
    extra = MaskExtra(many=True, help_text="keyframes between the 1-fps frames")
    segments = MaskSegment(many=True)
    confidence = serializers.ListField(child=serializers.ListField(child=serializers.IntegerField()))
    version = serializers.CharField()


class Run(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    predictor = serializers.CharField()
    engine = serializers.CharField(allow_blank=True, help_text="begins the digest of what computed it last")
    mixed = serializers.BooleanField(help_text="an engine was brought up to date between its segments")
    current = serializers.BooleanField()
    by = Person(allow_null=True)
    created = serializers.DateTimeField()
    bytes = serializers.IntegerField()
    trust = serializers.FloatField(allow_null=True, help_text="mean of its segments' trust, 0 to 1")
    state = serializers.ChoiceField(choices=RUN_STATES)
    segments_done = serializers.IntegerField()
    segments_total = serializers.IntegerField()
    stale = serializers.IntegerField()
    error = serializers.CharField(allow_null=True)
    version = serializers.CharField()


class Runs(serializers.Serializer[Any]):
    runs = Run(many=True)
    predictors = serializers.ListField(child=serializers.CharField(), help_text="which may be asked for here")
    may_choose = serializers.BooleanField(help_text="start, choose and delete runs")


class RunBody(serializers.Serializer[Any]):
    predictor = serializers.CharField(max_length=80)


class ComparisonChoice(serializers.Serializer[Any]):
    a = serializers.IntegerField(help_text="a run of the clip")
    b = serializers.IntegerField(help_text="another one")


class ComparedTrack(serializers.Serializer[Any]):
    track = serializers.IntegerField()
    number = serializers.IntegerField()
    iou = serializers.ListField(
        child=serializers.FloatField(allow_null=True), help_text="a frame each; null: not in both"
    )
    mean = serializers.FloatField(allow_null=True)


class ComparedPlace(serializers.Serializer[Any]):
    track = serializers.IntegerField()
    frame = serializers.IntegerField()
    iou = serializers.FloatField()


class Comparison(serializers.Serializer[Any]):
    a = serializers.IntegerField()
    b = serializers.IntegerField()
    tracks = ComparedTrack(many=True)
    largest = ComparedPlace(many=True, help_text="the largest differences, at most twenty")


class PreviewBody(serializers.Serializer[Any]):
    first = serializers.IntegerField(min_value=0, help_text="the keyframe that the segment begins with")


class Preview(serializers.Serializer[Any]):
    id = serializers.IntegerField(help_text="also the run whose masks.json holds it")
    video = serializers.IntegerField()
    track = serializers.IntegerField()
    first = serializers.IntegerField()
    predictor = serializers.CharField()
    state = serializers.ChoiceField(choices=RUN_STATES)
    error = serializers.CharField(allow_null=True)
