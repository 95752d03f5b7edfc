"""What was submitted, who judged it, and what they found."""

from django.db import models
from django.db.models import Q

from annotator.accounts.models import User
from annotator.annotations.models import Track
from annotator.work.models import WorkItem


class Submission(models.Model):
    """One round of one work item: handed in, then approved or returned."""

    class State(models.TextChoices):
        OPEN = "open"
        APPROVED = "approved"
        RETURNED = "returned"

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
                condition=Q(state="open", inspector__isnull=True) | (~Q(state="open") & Q(inspector__isnull=False)),
                name="a_verdict_has_an_inspector",
            ),
            models.CheckConstraint(
                condition=Q(inspector__isnull=True) | ~Q(inspector=models.F("author")),
                name="verdict_is_not_by_the_author",
            ),
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
