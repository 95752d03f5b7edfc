"""Sets of predictions, and what came of them: by protocol, by video and by prompt."""

from django.db import models
from django.db.models import Q

from annotator.accounts.models import User
from annotator.benchmark import study_models  # noqa: F401  # Django finds a room's rows through this module
from annotator.releases.models import Release, ReleaseVideo
from annotator.videos.models import Project, Upload


class PredictionSet(models.Model):
    """What one model predicted for one split of a published release.

    `trained_on` are the numbers of the videos that its checkpoint learned from, as far as they are told: none of them
    is in the split. `scores` holds a report for each protocol, by its name, and is empty until the set is scored;
    `captions` is the judge's report, which somebody brings later. `faults` are the first things that are wrong.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        SCORING = "scoring"
        SCORED = "scored"
        REFUSED = "refused"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="prediction_sets")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="prediction_sets")
    split = models.CharField(max_length=5, choices=ReleaseVideo.Split.choices)
    name = models.CharField(max_length=80)
    notes = models.TextField(default="", blank=True)
    licence = models.CharField(max_length=80, default="", blank=True)
    checkpoint = models.CharField(max_length=200, default="", blank=True)
    trained_on = models.JSONField(default=list, blank=True)
    upload = models.ForeignKey(Upload, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=7, choices=State.choices, default=State.QUEUED)
    code = models.CharField(max_length=40, default="", blank=True)
    text = models.TextField(default="", blank=True)
    faults = models.JSONField(default=list, blank=True)
    faults_total = models.PositiveIntegerField(default=0)
    scores = models.JSONField(default=dict, blank=True)
    captions = models.JSONField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    scored_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "split", "name"], name="one_set_a_name_and_split"),
            models.CheckConstraint(
                condition=Q(state="scored", scored_at__isnull=False)
                | (~Q(state="scored") & Q(scored_at__isnull=True, captions__isnull=True)),
                name="only_what_is_scored_has_numbers",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} on {self.split} of {self.release_id}: {self.state}"


class VideoScore(models.Model):
    """One video of a set: the mean of its prompts' AP (corrected, in percent), and the judge's mean, 0 to 5.

    A number is missing where there is nothing to find, and where no judge was asked.
    """

    predictions = models.ForeignKey(PredictionSet, on_delete=models.CASCADE, related_name="videos")
    number = models.PositiveIntegerField()
    prompts = models.PositiveIntegerField()
    ap = models.FloatField(null=True)
    caption_accuracy = models.FloatField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["predictions", "number"], name="one_score_a_video")]

    def __str__(self) -> str:
        return f"{self.number:06d} of {self.predictions_id}: {self.ap}"


class PromptScore(models.Model):
    """One prompt of a set, by the corrected protocol; `found` are tracks found at overlaps of .50, .75 and .90."""

    predictions = models.ForeignKey(PredictionSet, on_delete=models.CASCADE, related_name="prompts")
    number = models.PositiveIntegerField()
    place = models.PositiveSmallIntegerField()
    text = models.TextField()
    ap = models.FloatField(null=True)
    tracks = models.PositiveSmallIntegerField()
    predicted = models.PositiveSmallIntegerField()
    found = models.JSONField()
    left_out = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["predictions", "number", "place"], name="one_score_a_prompt")]

    def __str__(self) -> str:
        return f"prompt {self.place} of {self.number:06d} of {self.predictions_id}: {self.ap}"
