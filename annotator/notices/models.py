"""What somebody should hear of, made from the log; and how far the log has been read."""

from django.db import models

from annotator.accounts.models import User
from annotator.review.models import Question
from annotator.videos.models import Project, Video
from annotator.work.models import WorkItem


class Notice(models.Model):
    """One thing that happened, told to one person whom it concerns; `event` is its number in the log."""

    class Kind(models.TextChoices):
        RETURNED = "returned"
        APPROVED = "approved"
        EXPIRED = "expired"
        REASSIGNED = "reassigned"
        QUESTION = "question"
        ANSWERED = "answered"
        FAILED = "failed"

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    event = models.BigIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey(WorkItem, on_delete=models.CASCADE, null=True, related_name="+")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "event", "kind"], name="one_notice_an_event_and_person")
        ]
        indexes = [
            models.Index(fields=["person", "project", "-id"], name="notice_of_person"),
            models.Index(fields=["person", "project"], name="notice_unread", condition=models.Q(read_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.person_id}"


class Cursor(models.Model):
    """How far a reader of the log has come: what it makes of an event is written in the same transaction as this."""

    name = models.CharField(max_length=40, unique=True)
    event = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} at {self.event}"
