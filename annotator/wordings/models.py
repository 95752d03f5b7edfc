"""Answers that were paid for, runs that asked for them, and drafts that wait for a person."""

from django.db import models
from django.db.models import Q

from annotator.accounts.models import User
from annotator.videos.models import Project, Video


class What(models.TextChoices):
    """What can be worded for a clip."""

    PROMPTS = "prompts", "a question for each phrase"
    CLEANED = "cleaned", "a cleaned caption"
    REWORDINGS = "rewordings", "rewordings of the caption"


class Answer(models.Model):
    """A question that was put to the endpoint, found again by its digest; written before the question leaves.

    `cost` is in billionths of the operator's currency. Until the answer is there it is the most that it can be, and
    what was spent on attempts that were lost, a killed worker's among them, stays in it.
    """

    digest = models.CharField(max_length=64, unique=True)
    model = models.CharField(max_length=200)
    version = models.CharField(max_length=64)
    text = models.TextField(default="", blank=True)
    whole = models.BooleanField(default=True)
    answered_by = models.CharField(max_length=200, default="", blank=True)
    fingerprint = models.CharField(max_length=200, default="", blank=True)
    tokens_in = models.PositiveIntegerField(null=True)
    tokens_out = models.PositiveIntegerField(null=True)
    cost = models.BigIntegerField(default=0)
    asked_at = models.DateTimeField(auto_now_add=True, db_index=True)
    answered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"answer {self.digest[:12]} of {self.model}"


class Run(models.Model):
    """What a lead asked to be worded. `cap` and `spent` are in billionths; no cap: only the operator's holds.

    `model` is empty where everything goes by rule.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="wording_runs")
    what = models.JSONField()
    model = models.CharField(max_length=200, default="", blank=True)
    cap = models.BigIntegerField(null=True)
    spent = models.BigIntegerField(default=0)
    asked = models.PositiveIntegerField(default=0)
    remembered = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"wording run {self.pk} of {self.project_id}"


class Item(models.Model):
    """One thing to word for one clip in a run; `fault` names what could not be read, or why it was left out."""

    class State(models.TextChoices):
        WAITING = "waiting"
        WRITTEN = "written"
        FAILED = "failed"
        LEFT_OUT = "left_out"

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="items")
    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=10, choices=What.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    unreadable = models.PositiveIntegerField(default=0)
    fault = models.TextField(default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "video", "what"], name="one_item_a_run_clip_and_kind")]
        indexes = [models.Index(fields=["run", "state"], name="item_of_run")]

    def __str__(self) -> str:
        return f"{self.what} of {self.video_id} in run {self.run_id}"


class Draft(models.Model):
    """One text that a machine worded for a clip's approved caption, and what a person decided.

    `place` is the phrase's place among those that are asked for, or the rewording's. `text` is the machine's and stays;
    `final` is what was accepted, the person's if they edited it. `model` and `version` (the digest of the instructions)
    are empty where a rule wrote it. Decided ones are never written over.
    """

    class State(models.TextChoices):
        OPEN = "open"
        ACCEPTED = "accepted"
        DISMISSED = "dismissed"

    class Source(models.TextChoices):
        RULE = "rule"
        MODEL = "model"

    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="wording_drafts")
    what = models.CharField(max_length=10, choices=What.choices)
    place = models.PositiveSmallIntegerField()
    caption_revision = models.PositiveIntegerField()
    phrase = models.CharField(max_length=5000, default="", blank=True)
    track_ids = models.JSONField(default=list, blank=True)
    flags = models.JSONField(default=list, blank=True)
    text = models.TextField()
    source = models.CharField(max_length=5, choices=Source.choices)
    model = models.CharField(max_length=200, default="", blank=True)
    version = models.CharField(max_length=64, default="", blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    final = models.TextField(default="", blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["video", "what", "place", "caption_revision"], name="one_draft_a_place_and_caption"
            ),
            models.CheckConstraint(
                condition=Q(state="open", by__isnull=True) | (~Q(state="open") & Q(by__isnull=False)),
                name="who_decides_a_draft_is_known",
            ),
            models.CheckConstraint(
                condition=Q(source="rule", model="") | (Q(source="model") & ~Q(model="")), name="a_model_has_a_name"
            ),
        ]
        indexes = [models.Index(fields=["state", "video"], name="open_drafts", condition=Q(state="open"))]

    def __str__(self) -> str:
        return f"{self.what} {self.place} of {self.video_id}: {self.state}"
