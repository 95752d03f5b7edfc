"""Submissions, verdicts, reasons, threads, questions as the API reads and writes them."""

from typing import Any

from rest_framework import serializers

from annotator.accounts.serializers import Person
from annotator.annotations.serializers import rings_field
from annotator.rest import ProseField
from annotator.review.models import Question as QuestionRow
from annotator.review.models import Submission as SubmissionRow
from annotator.review.models import Thread as ThreadRow
from annotator.review.models import Verdict as VerdictRow
from annotator.work.models import WorkItem as WorkItemRow


class Finding(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    reason = serializers.CharField()
    reason_text = serializers.CharField()
    text = serializers.CharField()
    track = serializers.IntegerField(allow_null=True)
    number = serializers.IntegerField(allow_null=True)
    frame = serializers.IntegerField(allow_null=True)
    x = serializers.FloatField(allow_null=True)
    y = serializers.FloatField(allow_null=True)
    start = serializers.IntegerField(allow_null=True)
    end = serializers.IntegerField(allow_null=True)
    by = Person()
    created = serializers.DateTimeField()


class FindingBody(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=40)
    text = serializers.CharField(max_length=2000, allow_blank=True, default="")
    track = serializers.IntegerField(required=False, allow_null=True)
    frame = serializers.IntegerField(required=False, allow_null=True)
    x = serializers.FloatField(required=False, allow_null=True)
    y = serializers.FloatField(required=False, allow_null=True)
    start = serializers.IntegerField(required=False, allow_null=True)
    end = serializers.IntegerField(required=False, allow_null=True)


class ReturnBody(serializers.Serializer[Any]):
    findings = FindingBody(many=True)


class Submission(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    round = serializers.IntegerField()
    author = Person()
    submitted = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=SubmissionRow.State.choices)
    inspector = Person(allow_null=True)
    decided = serializers.DateTimeField(allow_null=True)
    findings = Finding(many=True)


class Submissions(serializers.Serializer[Any]):
    submissions = Submission(many=True)


class Verdict(serializers.Serializer[Any]):
    track = serializers.IntegerField(allow_null=True, help_text="the object, of masks")
    start = serializers.IntegerField(allow_null=True, help_text="code points of the plain caption that was handed in")
    end = serializers.IntegerField(allow_null=True)
    phrase = serializers.CharField(help_text="the words, or the object's")
    ids = serializers.ListField(child=serializers.CharField(), help_text="object digits, or ? for a crowd")
    verdict = serializers.ChoiceField(choices=VerdictRow.Kind.choices, allow_null=True, help_text="null: not decided")
    reason = serializers.CharField(help_text="a code; empty while none was said")
    reason_text = serializers.CharField()
    kept = serializers.BooleanField(help_text="approved in an earlier round, and the same since")
    by = Person(allow_null=True)
    at = serializers.DateTimeField(allow_null=True)


class Verdicts(serializers.Serializer[Any]):
    round = serializers.IntegerField()
    editable = serializers.BooleanField()
    verdicts = Verdict(many=True)


class VerdictBody(serializers.Serializer[Any]):
    track = serializers.IntegerField(required=False, allow_null=True)
    start = serializers.IntegerField(required=False, allow_null=True)
    end = serializers.IntegerField(required=False, allow_null=True)
    verdict = serializers.ChoiceField(
        choices=VerdictRow.Kind.choices, allow_null=True, help_text="null takes back what was said"
    )
    reason = serializers.CharField(required=False, allow_blank=True, max_length=40, default="")


class CorrectionBody(serializers.Serializer[Any]):
    text = serializers.CharField(allow_blank=True, trim_whitespace=False)
    seen_revision = serializers.IntegerField(min_value=0)
    request_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="made by the client; a retry sends it again"
    )


class ChangedFrame(serializers.Serializer[Any]):
    frame = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=["redrawn", "added", "removed", "absent", "present"])
    iou = serializers.FloatField(allow_null=True, help_text="of both shapes, where both are drawn; 0 to 1")
    before = rings_field(help_text="in video pixels; none where it was not drawn")
    after = rings_field(help_text="in video pixels; none where it is not drawn")


class CorrectedFrame(ChangedFrame):
    track = serializers.IntegerField()
    number = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]  # as below
    by = Person()
    saved = serializers.DateTimeField()


class ChangedTrack(serializers.Serializer[Any]):
    track = serializers.IntegerField()
    number = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]  # the contract's word, not DRF's attribute
    change = serializers.ChoiceField(choices=["added", "redrawn", "reworded", "same"])
    words_before = serializers.ListField(child=serializers.CharField(), help_text="empty while they are the same")
    frames = ChangedFrame(many=True)


class Round(serializers.Serializer[Any]):
    round = serializers.IntegerField()
    state = serializers.ChoiceField(choices=SubmissionRow.State.choices)
    submitted = serializers.DateTimeField()
    decided = serializers.DateTimeField(allow_null=True)
    inspector = Person(allow_null=True)


class CaptionText(serializers.Serializer[Any]):
    revision = serializers.IntegerField()
    text = serializers.CharField(help_text="raw")


class CaptionChanges(serializers.Serializer[Any]):
    before = CaptionText(allow_null=True, help_text="as the round before was judged; null for a first one")
    after = CaptionText(help_text="as it was handed in")
    corrected = CaptionText(allow_null=True, help_text="as its reviewer mended it; null while nobody did")


class Changes(serializers.Serializer[Any]):
    round = serializers.IntegerField()
    since = Round(allow_null=True, help_text="the round before; null for a first one")
    caption = CaptionChanges(allow_null=True, help_text="of a caption")
    tracks = ChangedTrack(many=True, help_text="of masks, what changed first")
    corrections = CorrectedFrame(many=True, help_text="what reviewers mended of masks in this round, in that order")


class BlindTest(serializers.Serializer[Any]):
    hit = serializers.IntegerField(allow_null=True, help_text="the object under the click; null for none")
    ambiguous = serializers.BooleanField(help_text="it is none that the phrase names")
    distance = serializers.FloatField(help_text="in pixels, from the click to what the phrase names")
    milliseconds = serializers.IntegerField()
    by = Person()
    at = serializers.DateTimeField()


class BlindPhrase(serializers.Serializer[Any]):
    start = serializers.IntegerField(help_text="code points of the approved plain caption")
    end = serializers.IntegerField()
    phrase = serializers.CharField()
    numbers = serializers.ListField(child=serializers.IntegerField())
    frame = serializers.IntegerField(help_text="on which it is tested")
    test = BlindTest(allow_null=True, help_text="null before it was tested")


class BlindPhrases(serializers.Serializer[Any]):
    editable = serializers.BooleanField()
    phrases = BlindPhrase(many=True)


class BlindBody(serializers.Serializer[Any]):
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    x = serializers.FloatField()
    y = serializers.FloatField()
    milliseconds = serializers.IntegerField(min_value=0, max_value=86_400_000)


class Draft(serializers.Serializer[Any]):
    track = serializers.IntegerField()
    number = serializers.IntegerField()
    frame = serializers.IntegerField()
    rings = rings_field(help_text="as the machine proposed them, before any edit, in video pixels")
    predictor = serializers.CharField(allow_blank=True)
    estimate = serializers.FloatField(allow_null=True, help_text="as of a suggestion")


class Drafts(serializers.Serializer[Any]):
    drafts = Draft(many=True)


class OfferedReason(serializers.Serializer[Any]):
    step = serializers.ChoiceField(choices=WorkItemRow.Step.choices)
    code = serializers.CharField()
    text = serializers.CharField()
    given = serializers.IntegerField(help_text="how often work was returned for it")


class Reasons(serializers.Serializer[Any]):
    version = serializers.CharField()
    editable = serializers.BooleanField()
    reasons = OfferedReason(many=True)


class ReasonBody(serializers.Serializer[Any]):
    step = serializers.ChoiceField(choices=WorkItemRow.Step.choices)
    code = serializers.CharField(
        required=False, allow_null=True, max_length=40, help_text="of one that exists; left out for a new one"
    )
    text = ProseField()


class ReasonsBody(serializers.Serializer[Any]):
    reasons = ReasonBody(many=True)
    seen_version = serializers.CharField(max_length=64)


class Comment(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    text = serializers.CharField()
    by = Person()
    at = serializers.DateTimeField()
    mine = serializers.BooleanField()


class ThreadAbilities(serializers.Serializer[Any]):
    comment = serializers.BooleanField()
    resolve = serializers.BooleanField()
    reopen = serializers.BooleanField()


class Thread(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    video = serializers.IntegerField()
    clip = serializers.IntegerField(help_text="the clip's number in its project")
    work = serializers.IntegerField()
    step = serializers.ChoiceField(choices=WorkItemRow.Step.choices)
    finding = serializers.IntegerField(allow_null=True, help_text="the finding that it is about")
    reason = serializers.CharField(help_text="of the finding; empty for a remark")
    reason_text = serializers.CharField()
    track = serializers.IntegerField(allow_null=True)
    number = serializers.IntegerField(allow_null=True)
    frame = serializers.IntegerField(allow_null=True)
    x = serializers.FloatField(allow_null=True)
    y = serializers.FloatField(allow_null=True)
    start = serializers.IntegerField(allow_null=True, help_text="code points of the caption of `caption_revision`")
    end = serializers.IntegerField(allow_null=True)
    caption_revision = serializers.IntegerField(allow_null=True)
    phrase = serializers.CharField(help_text="the words that it is about, as they were")
    asks = serializers.BooleanField(help_text="a question back to who made the work")
    state = serializers.ChoiceField(choices=ThreadRow.State.choices)
    opened_by = Person()
    opened = serializers.DateTimeField()
    resolved_by = Person(allow_null=True)
    resolved = serializers.DateTimeField(allow_null=True)
    mine = serializers.BooleanField()
    comments = Comment(many=True, help_text="oldest first")
    can = ThreadAbilities()


class Threads(serializers.Serializer[Any]):
    threads = Thread(many=True)


class CommentBody(serializers.Serializer[Any]):
    text = ProseField()
    request_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="made by the client; a retry sends it again"
    )


class ThreadBody(CommentBody):
    step = serializers.ChoiceField(choices=WorkItemRow.Step.choices)
    asks = serializers.BooleanField(required=False, default=False)
    number = serializers.IntegerField(required=False, allow_null=True, help_text="the object's")
    frame = serializers.IntegerField(required=False, allow_null=True)
    x = serializers.FloatField(required=False, allow_null=True)
    y = serializers.FloatField(required=False, allow_null=True)
    start = serializers.IntegerField(required=False, allow_null=True)
    end = serializers.IntegerField(required=False, allow_null=True)
    caption_revision = serializers.IntegerField(
        required=False, allow_null=True, help_text="the caption's revision that start and end count in; the newest"
    )


class QuestionAbilities(serializers.Serializer[Any]):
    answer = serializers.BooleanField()
    withdraw = serializers.BooleanField()


class Question(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    video = serializers.IntegerField()
    clip = serializers.IntegerField(help_text="the clip's number in its project")
    track = serializers.IntegerField(allow_null=True)
    number = serializers.IntegerField(allow_null=True, help_text="the object's number; null for other words")
    phrase = serializers.CharField(help_text="the words asked about, as they were")
    start = serializers.IntegerField(help_text="code points of the plain caption of `caption_revision`")
    end = serializers.IntegerField()
    caption_revision = serializers.IntegerField()
    frame = serializers.IntegerField()
    x = serializers.FloatField(allow_null=True)
    y = serializers.FloatField(allow_null=True)
    text = serializers.CharField()
    by = Person()
    asked = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=QuestionRow.State.choices)
    answer = serializers.CharField()
    answered_by = Person(allow_null=True)
    answered = serializers.DateTimeField(allow_null=True)
    mine = serializers.BooleanField()
    can = QuestionAbilities()


class Questions(serializers.Serializer[Any]):
    questions = Question(many=True)


class QuestionBody(serializers.Serializer[Any]):
    number = serializers.IntegerField(required=False, allow_null=True, help_text="left out for a crowd or other words")
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    seen_revision = serializers.IntegerField(
        required=False, allow_null=True, help_text="the caption's revision that start and end count in; the newest"
    )
    frame = serializers.IntegerField()
    x = serializers.FloatField(required=False, allow_null=True)
    y = serializers.FloatField(required=False, allow_null=True)
    text = ProseField()
    request_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="made by the client; a retry sends it again"
    )


class AnswerBody(serializers.Serializer[Any]):
    text = ProseField()
