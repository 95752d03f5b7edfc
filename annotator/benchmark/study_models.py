"""A metric study: captions that people rate blind, and captions that they write, to learn which measure to trust."""

from django.db import models
from django.db.models import Q

from annotator.accounts.models import User
from annotator.videos.models import Project

MOST_HALF_POINTS = 20


class Study(models.Model):
    """A study of measures on captions that were predicted for one split.

    While it is open people rate and write. Once it is closed its ratings stand, `methods` may be brought, and
    `results` is what came of them, empty before.
    """

    class State(models.TextChoices):
        OPEN = "open"
        CLOSED = "closed"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="studies")
    name = models.CharField(max_length=80)
    seed = models.PositiveIntegerField()
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)
    methods = models.JSONField(default=dict, blank=True)
    results = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="one_study_a_name")]

    def __str__(self) -> str:
        return f"study {self.name}: {self.state}"


class Sample(models.Model):
    """A predicted caption beside the raw caption of its video; `truths` are all ground truths, the raw one first.

    `source` is the set's name, which stays when the set goes.
    """

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="samples")
    place = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    predictions = models.ForeignKey("benchmark.PredictionSet", on_delete=models.SET_NULL, null=True, related_name="+")
    source = models.CharField(max_length=80)
    truths = models.JSONField()
    prediction = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "place"], name="one_sample_a_place")]

    def __str__(self) -> str:
        return f"sample {self.place} of study {self.study_id}"


class Rating(models.Model):
    """One person's score of a sample, in half points from 0 to 20; none while it waits for them."""

    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="ratings")
    rater = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    half_points = models.PositiveSmallIntegerField(null=True)
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sample", "rater"], name="one_rating_a_person"),
            models.CheckConstraint(
                condition=Q(half_points__isnull=True) | Q(half_points__lte=MOST_HALF_POINTS),
                name="a_rating_ends_at_ten",
            ),
        ]

    def __str__(self) -> str:
        return f"rating of sample {self.sample_id}: {self.half_points}"


class Pair(models.Model):
    """What one person writes for a video: the raw caption in other words, and one that is nearly it and wrong."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="pairs")
    place = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    truths = models.JSONField()
    writer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    positive = models.TextField(default="", blank=True)
    negative = models.TextField(default="", blank=True)
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "place"], name="one_pair_a_place")]

    def __str__(self) -> str:
        return f"pair {self.place} of study {self.study_id}"
