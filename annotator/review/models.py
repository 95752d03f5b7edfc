"""What was submitted, who judged it object by object, what they found, and what people say to each other about it."""

from django.db import models
from django.db.models import Q

from annotator.accounts.models import User
from annotator.annotations.models import Track
from annotator.review import quality_models  # noqa: F401  # Django finds a room's rows through this module
from annotator.videos.models import Project, Video
from annotator.work.models import WorkItem


class Reason(models.Model):
    """Why a project's work is returned. A project has no rows until its lead edits what it begins with.

    A `code` never changes and a row is never deleted: old findings are read by it. A `retired` one is offered no more.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="reasons")
    step = models.CharField(max_length=8, choices=WorkItem.Step.choices)
    code = models.CharField(max_length=40)
    text = models.CharField(max_length=80)
    place = models.PositiveSmallIntegerField(default=0)
    retired = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "step", "code"], name="one_reason_a_code")]

    def __str__(self) -> str:
        return f"reason {self.code} of {self.project_id}"


class Submission(models.Model):
    """One round of one work item: handed in, then approved or returned; or reopened before anybody judged it.

    What is not `sampled` for inspection is passed by the line once it is whole. `project`, `video` and `step` are its
    item's and never change: copies, so that counting the rounds of a project reads them and nothing else.
    """

    class State(models.TextChoices):
        OPEN = "open"
        APPROVED = "approved"
        RETURNED = "returned"
        REOPENED = "reopened"
        PASSED = "passed"

    item = models.ForeignKey(WorkItem, on_delete=models.CASCADE, related_name="submissions")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+", db_index=False)
    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="+", db_index=False)
    step = models.CharField(max_length=8, choices=WorkItem.Step.choices)
    round = models.PositiveIntegerField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    revisions = models.JSONField(help_text="What exactly was handed in: the caption's revision, or each keyframe's.")
    corrected = models.PositiveIntegerField(null=True, help_text="The caption's revision, once its reviewer mended it.")
    spent = models.BinaryField(default=b"", help_text="When it was approved: seconds and pieces of each kind.")
    timed = models.PositiveSmallIntegerField(default=0, help_text="A bit for each kind of which time was counted.")
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
            models.Index(
                fields=["project", "state", "decided_at", "step", "author", "video", "sampled"],
                name="rounds_by_verdict",
            ),
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


class Verdict(models.Model):
    """What a reviewer says of one object of handed-in masks, or of one phrase of a handed-in caption.

    `start` and `end` are code points of the plain caption that was handed in; `phrase` the words there or the object's.
    A `kept` one was given in an earlier round, to what did not change since. `correction` is the row number of the
    object's newest correction then, 0 for none: what was said of it before a later one counts no more.
    """

    class Kind(models.TextChoices):
        APPROVED = "approved"
        REJECTED = "rejected"

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="verdicts")
    track = models.ForeignKey(Track, on_delete=models.PROTECT, null=True, related_name="+")
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    phrase = models.TextField()
    verdict = models.CharField(max_length=8, choices=Kind.choices)
    reason = models.CharField(max_length=40, default="", blank=True)
    kept = models.BooleanField(default=False)
    correction = models.PositiveBigIntegerField(default=0)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "track"], name="one_verdict_an_object"),
            models.UniqueConstraint(fields=["submission", "start", "end"], name="one_verdict_a_phrase"),
            models.CheckConstraint(
                condition=Q(track__isnull=False, start__isnull=True, end__isnull=True)
                | Q(track__isnull=True, start__isnull=False, end__gt=models.F("start")),
                name="a_verdict_is_on_an_object_or_a_phrase",
            ),
            models.CheckConstraint(
                condition=Q(verdict="rejected") | Q(reason=""), name="only_a_rejection_has_a_reason"
            ),
            models.CheckConstraint(condition=Q(verdict="approved") | Q(kept=False), name="only_an_approval_is_kept"),
        ]

    def __str__(self) -> str:
        return f"verdict {self.pk}: {self.verdict}"


class Thread(models.Model):
    """What people say to each other about work: a finding, a remark, or with `asks` a question back to its author.

    It may be pinned to an object, a point of a frame, or words: `start` and `end` are code points of the plain caption
    of revision `caption_revision`, and `phrase` the words there, so that it can be read after the caption has changed.
    """

    class State(models.TextChoices):
        OPEN = "open"
        RESOLVED = "resolved"

    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="threads")
    item = models.ForeignKey(WorkItem, on_delete=models.CASCADE, related_name="threads")
    finding = models.OneToOneField(Finding, on_delete=models.CASCADE, null=True, related_name="thread")
    track = models.ForeignKey(Track, on_delete=models.PROTECT, null=True, related_name="+")
    frame = models.PositiveIntegerField(null=True)
    x = models.FloatField(null=True)
    y = models.FloatField(null=True)
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    caption_revision = models.PositiveIntegerField(null=True)
    phrase = models.TextField(default="", blank=True)
    asks = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    resolved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(x__isnull=True, y__isnull=True) | Q(x__isnull=False, y__isnull=False, frame__isnull=False),
                name="thread_pin_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(start__isnull=True, end__isnull=True)
                | Q(start__isnull=False, end__gt=models.F("start"), caption_revision__isnull=False),
                name="thread_span_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="resolved", resolved_by__isnull=False, resolved_at__isnull=False)
                | Q(state="open", resolved_by__isnull=True, resolved_at__isnull=True),
                name="a_resolution_has_an_author",
            ),
        ]
        indexes = [
            models.Index(fields=["item"], name="thread_asked", condition=Q(state="open", asks=True)),
            models.Index(fields=["opened_by"], name="thread_asked_by", condition=Q(state="open", asks=True)),
        ]

    def __str__(self) -> str:
        return f"thread {self.pk} on {self.video_id}: {self.state}"


class Comment(models.Model):
    """One thing said in a thread; `request` is the client-made id of saying it, so that a retry says it once."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="comments")
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    request = models.UUIDField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by", "request"], name="one_comment_a_request")]

    def __str__(self) -> str:
        return f"comment {self.pk} in {self.thread_id}"


class BlindTest(models.Model):
    """A reviewer was shown a phrase without masks and clicked what it names; a miss says that the words are ambiguous.

    `hit` is the number of the object under the click, null for none; `distance` is in pixels to what the phrase names.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="blind_tests")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    phrase = models.TextField()
    numbers = models.JSONField()
    frame = models.PositiveIntegerField()
    x = models.FloatField()
    y = models.FloatField()
    hit = models.PositiveSmallIntegerField(null=True)
    distance = models.FloatField()
    milliseconds = models.PositiveIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=models.F("start")), name="blind_test_has_words"),
            models.UniqueConstraint(fields=["submission", "start", "end", "by"], name="blind_only_once"),
        ]

    def __str__(self) -> str:
        return f"blind test {self.pk} of {self.phrase!r}"


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
