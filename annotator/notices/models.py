"""What people and programs should hear of, made from the log; and how far the log has been read."""

from django.db import models

from annotator.accounts.models import User
from annotator.review.models import Question, Thread
from annotator.videos.models import Project, Video
from annotator.work.models import WorkItem


class Notice(models.Model):
    """One thing that happened, told to one person whom it concerns; `event` is its number in the log."""

    class Kind(models.TextChoices):
        RETURNED = "returned"
        APPROVED = "approved"
        CORRECTED = "corrected"
        EXPIRED = "expired"
        REASSIGNED = "reassigned"
        QUESTION = "question"
        ANSWERED = "answered"
        COMMENT = "comment"
        RESOLVED = "resolved"
        REOPENED = "reopened"
        FAILED = "failed"

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    event = models.BigIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey(WorkItem, on_delete=models.CASCADE, null=True, related_name="+")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, null=True, related_name="+")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

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


class Wish(models.Model):
    """The kinds of notices of which somebody wants an e-mail, if they ever chose; else `BY_DEFAULT`."""

    BY_DEFAULT = ("returned", "corrected", "expired", "reassigned", "question", "answered", "comment")

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="wish")
    mail = models.JSONField(default=list, blank=True)

    def __str__(self) -> str:
        return f"wish of {self.person_id}"


class Cursor(models.Model):
    """How far a reader of the log has come: what it makes of an event is written in the same transaction as this."""

    name = models.CharField(max_length=40, unique=True)
    event = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} at {self.event}"


class Webhook(models.Model):
    """An address of a program that hears of a project's events; no `topics` means all.

    The secret signs what is sent, so it is kept as it is; people are shown it once.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="webhooks")
    url = models.CharField(max_length=500)
    secret = models.CharField(max_length=80)
    topics = models.JSONField(default=list, blank=True)
    active = models.BooleanField(default=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "url"], name="one_webhook_an_address")]

    def __str__(self) -> str:
        return f"webhook {self.pk} to {self.url}"


class Delivery(models.Model):
    """One event on its way to one webhook; without an event, a try that somebody asked for.

    It waits until `next_at`, is tried several times, and is sent or has failed in the end. `status` is the last HTTP
    status, null where nothing answered; `text` says what went wrong.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=81)
    body = models.TextField()
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    attempt = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    status = models.PositiveIntegerField(null=True)
    text = models.CharField(max_length=500, default="", blank=True)
    milliseconds = models.PositiveIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    tried_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["webhook", "event"], name="one_delivery_an_event"),
            models.CheckConstraint(
                condition=models.Q(state="waiting", next_at__isnull=False)
                | (~models.Q(state="waiting") & models.Q(next_at__isnull=True)),
                name="waiting_has_a_next_try",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], name="delivery_due", condition=models.Q(state="waiting")),
            models.Index(fields=["webhook", "-id"], name="delivery_of_webhook"),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk} of {self.kind}: {self.state}"
