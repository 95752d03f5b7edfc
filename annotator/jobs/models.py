"""A job: the truth about a piece of machine work. The queue only rings for it."""

from django.db import models
from django.db.models import Q


class Job(models.Model):
    """Work for a machine: a kind and the row number of its subject; a large subject is cut into parts, one job each.

    `fence` counts the claims: whoever holds an older number has lost the job, whatever they believe. A job that ended
    stays as it is, with its reason; trying again is a new one. `request` is the id of the request that asked for it.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        PAUSED = "paused"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    class Priority(models.IntegerChoices):
        URGENT = 0, "a person waits"
        NORMAL = 5, "somebody's work goes on after it"
        BATCH = 10, "nobody waits"

    LIVE = (State.QUEUED, State.RUNNING, State.PAUSED)

    kind = models.CharField(max_length=40)
    subject = models.BigIntegerField()
    part = models.PositiveIntegerField(default=0)
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.NORMAL)
    queue = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempt = models.PositiveIntegerField(default=0)
    fence = models.PositiveBigIntegerField(default=0)
    leased_by = models.CharField(max_length=120, default="", blank=True)
    lease_until = models.DateTimeField(null=True)
    rung_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    error_code = models.CharField(max_length=40, default="", blank=True)
    error_text = models.TextField(default="", blank=True)
    request = models.CharField(max_length=64, default="", db_default="", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject", "part"],
                condition=Q(state__in=["queued", "running", "paused"]),
                name="one_live_job_a_part",
            ),
            models.CheckConstraint(
                condition=Q(state="running", lease_until__isnull=False)
                | (~Q(state="running") & Q(lease_until__isnull=True)),
                name="running_means_leased",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "queue"], name="job_waiting"),
            models.Index(fields=["kind", "queue", "priority", "id"], condition=Q(state="queued"), name="job_next"),
            models.Index(fields=["kind", "subject", "part"], name="job_of_part"),
            models.Index(fields=["started_at"], name="job_started"),
            models.Index(fields=["kind", "subject"], condition=~Q(state="done"), name="job_unfinished"),
        ]

    def __str__(self) -> str:
        return f"job {self.pk} {self.kind}({self.subject}, {self.part}) {self.state}"


class Worker(models.Model):
    """A process that takes jobs, as it last said of itself. Which job it has is written in the job: `leased_by`."""

    name = models.CharField(max_length=120, unique=True)
    queue = models.CharField(max_length=120)
    predictor = models.CharField(max_length=80)
    device = models.CharField(max_length=120)
    segments = models.PositiveBigIntegerField(default=0)
    seconds = models.FloatField(default=0)
    started_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"worker {self.name} of {self.queue} on {self.device}"


class Pace(models.Model):
    """How long a predictor takes for a segment on a device: sums of which each new segment lets the older ones fade."""

    predictor = models.CharField(max_length=80)
    device = models.CharField(max_length=120)
    segments = models.FloatField(default=0)
    seconds = models.FloatField(default=0)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["predictor", "device"], name="one_pace_a_device")]

    def __str__(self) -> str:
        return f"pace of {self.predictor} on {self.device}"
