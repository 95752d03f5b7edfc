"""How good the work is: what is inspected, what is annotated twice, and how the two agree."""

import secrets

from django.db import models
from django.db.models import Q

from annotator.accounts.models import User
from annotator.videos.models import Project, Video
from annotator.work.models import WorkItem


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
    after = models.ForeignKey("review.Submission", on_delete=models.PROTECT, related_name="+")
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
