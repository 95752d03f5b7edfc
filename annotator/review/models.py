"""What was submitted, who judged it, and what they found; what people ask about a caption while they draw; and how
good the work is: what is inspected, what is annotated twice, and how the two agree.
"""

import secrets

from django.db import models
from django.db.models import Q

from annotator.accounts.models import User
from annotator.annotations.models import Track
from annotator.videos.models import Project, Video
from annotator.work.models import WorkItem


class Submission(models.Model):
    """One round of one work item: handed in, then approved or returned; or reopened before anybody judged it.

    What is not `sampled` for inspection is passed by the line once it is whole.
    """

    class State(models.TextChoices):
        OPEN = "open"
        APPROVED = "approved"
        RETURNED = "returned"
        REOPENED = "reopened"
        PASSED = "passed"

    item = models.ForeignKey(WorkItem, on_delete=models.CASCADE, related_name="submissions")
    round = models.PositiveIntegerField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    revisions = models.JSONField(help_text="What exactly was handed in: the caption's revision, or each keyframe's.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    sampled = models.BooleanField(default=True)
    inspector = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "round"], name="one_submission_a_round"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "reopened", "passed"], inspector__isnull=True)
                | Q(state__in=["approved", "returned"], inspector__isnull=False),
                name="a_verdict_has_an_inspector",
            ),
            models.CheckConstraint(
                condition=Q(inspector__isnull=True) | ~Q(inspector=models.F("author")),
                name="verdict_is_not_by_the_author",
            ),
        ]
        indexes = [
            models.Index(fields=["item"], name="submission_to_pass", condition=Q(state="open", sampled=False)),
        ]

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


def new_seed() -> int:
    """What a project's draws begin from; nobody can foresee them."""
    return secrets.randbelow(2**31)


class SamplingRule(models.Model):
    """Which of a project's work is looked at, how often a known clip is mixed in, and how often one is done twice.

    Shares are in per cent: `later_percent` of a person's work after their `first_clips` in a step, all of which are
    inspected; `gold_percent` and `double_percent` of what people hand in leads to a second annotation.
    """

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="sampling_rule")
    gold_percent = models.PositiveSmallIntegerField(default=0)
    double_percent = models.PositiveSmallIntegerField(default=0)
    first_clips = models.PositiveSmallIntegerField(default=10)
    later_percent = models.PositiveSmallIntegerField(default=100)
    seed = models.PositiveIntegerField(default=new_seed)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(gold_percent__lte=100, double_percent__lte=100, later_percent__lte=100),
                name="shares_are_of_a_hundred",
            ),
        ]

    def __str__(self) -> str:
        return f"sampling in {self.project_id}"


class Gold(models.Model):
    """A finished clip that a lead vouches for: others are measured against it. A retired one is mixed in no more."""

    video = models.OneToOneField(Video, on_delete=models.CASCADE, related_name="gold")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"gold {self.video_id}"


class Twin(models.Model):
    """Why a clip is annotated a second time: `person` does one `step` of `video.twin_of` once more.

    `after` is the submission that led to it: the person's own, for gold; for a double the colleague's whose work it is
    held against.
    """

    class Kind(models.TextChoices):
        GOLD = "gold"
        DOUBLE = "double"

    video = models.OneToOneField(Video, on_delete=models.CASCADE, related_name="twin")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    step = models.CharField(max_length=8, choices=WorkItem.Step.choices)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    scored_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["after", "kind"], name="one_twin_a_submission_and_kind")]
        indexes = [models.Index(fields=["id"], name="twin_to_score", condition=Q(scored_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.kind} twin {self.video_id}, {self.step}"


class Score(models.Model):
    """How well a twin's work agrees with the original's, 0..1: each object's masks over time, or one number of a kind.

    `frames` is how many frames a value of masks rests on.
    """

    class What(models.TextChoices):
        TRACK = "track", "overlap of one object's masks over time"
        IDENTITY = "identity", "frames on which objects are the same ones"
        TEXT = "text", "likeness of two captions' letters"
        PHRASES = "phrases", "words tied to the same objects"

    twin = models.ForeignKey(Twin, on_delete=models.CASCADE, related_name="scores")
    what = models.CharField(max_length=8, choices=What.choices)
    number = models.PositiveSmallIntegerField(null=True)
    value = models.FloatField()
    frames = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["twin", "number"], condition=Q(what="track"), name="one_overlap_a_track"),
            models.UniqueConstraint(fields=["twin", "what"], condition=~Q(what="track"), name="one_score_of_a_kind"),
            models.CheckConstraint(condition=Q(value__gte=0, value__lte=1), name="score_is_a_share"),
            models.CheckConstraint(
                condition=Q(what="track", number__isnull=False) | (~Q(what="track") & Q(number__isnull=True)),
                name="overlap_has_a_track",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.value:.3f} of twin {self.twin_id}"
