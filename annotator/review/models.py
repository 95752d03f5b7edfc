"""What was submitted, who judged it, and what they found; and what people ask about a caption while they draw."""

from django.db import models
from django.db.models import Q

from annotator.accounts.models import User
from annotator.annotations.models import Track
from annotator.videos.models import Video
from annotator.work.models import WorkItem


class Submission(models.Model):
    """One round of one work item: handed in, then approved or returned; or reopened before anybody judged it."""

    class State(models.TextChoices):
        OPEN = "open"
        APPROVED = "approved"
        RETURNED = "returned"
        REOPENED = "reopened"

    item = models.ForeignKey(WorkItem, on_delete=models.CASCADE, related_name="submissions")
    round = models.PositiveIntegerField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    revisions = models.JSONField(help_text="What exactly was handed in: the caption's revision, or each keyframe's.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    inspector = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "round"], name="one_submission_a_round"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "reopened"], inspector__isnull=True)
                | Q(state__in=["approved", "returned"], inspector__isnull=False),
                name="a_verdict_has_an_inspector",
            ),
            models.CheckConstraint(
                condition=Q(inspector__isnull=True) | ~Q(inspector=models.F("author")),
                name="verdict_is_not_by_the_author",
            ),
        ]
        indexes = [models.Index(fields=["decided_at"], name="submission_decided")]

    def __str__(self) -> str:
        return f"submission {self.pk}: {self.state}"


class Finding(models.Model):
    """Why something was returned: a reason, words, and where — a point on a frame, or a span of the caption."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="findings")
    reason = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    track = models.ForeignKey(Track, on_delete=models.PROTECT, null=True, related_name="+")
    frame = models.PositiveIntegerField(null=True)
    x = models.FloatField(null=True)
    y = models.FloatField(null=True)
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(x__isnull=True, y__isnull=True) | Q(x__isnull=False, y__isnull=False, frame__isnull=False),
                name="pin_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(start__isnull=True, end__isnull=True) | Q(start__isnull=False, end__gt=models.F("start")),
                name="span_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"finding {self.pk}: {self.reason}"


class Question(models.Model):
    """What somebody who draws masks asks of the caption's author, pinned to words and a frame. It moves no work.

    `start` and `end` are code points of the plain caption of revision `caption_revision`, and `phrase` the words there,
    so that the question can be read after the caption has changed. `request` is the client-made id of the asking.
    """

    class State(models.TextChoices):
        OPEN = "open"
        ANSWERED = "answered"
        WITHDRAWN = "withdrawn"

    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="questions")
    track = models.ForeignKey(Track, on_delete=models.PROTECT, null=True, related_name="+")
    phrase = models.TextField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    caption_revision = models.PositiveIntegerField()
    frame = models.PositiveIntegerField()
    x = models.FloatField(null=True)
    y = models.FloatField(null=True)
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    request = models.UUIDField(null=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    answer = models.TextField(default="", blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=models.F("start")), name="question_has_words"),
            models.CheckConstraint(
                condition=Q(x__isnull=True, y__isnull=True) | Q(x__isnull=False, y__isnull=False),
                name="question_pin_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="answered", answered_by__isnull=False, answered_at__isnull=False)
                | (~Q(state="answered") & Q(answered_by__isnull=True, answered_at__isnull=True)),
                name="an_answer_has_an_author",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=models.F("by")),
                name="nobody_answers_themselves",
            ),
            models.UniqueConstraint(fields=["by", "request"], name="one_question_a_request"),
        ]
        indexes = [
            models.Index(fields=["video"], name="question_open", condition=Q(state="open")),
            models.Index(fields=["by", "-answered_at"], name="question_answered", condition=Q(state="answered")),
        ]

    def __str__(self) -> str:
        return f"question {self.pk} on {self.video_id}: {self.state}"
