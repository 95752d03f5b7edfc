"""A checkpoint: weights that a project holds, where they came from, and whether they draft for people."""

from django.db import models
from django.db.models import Q

from annotator.accounts.models import User
from annotator.videos.models import Project


class Checkpoint(models.Model):
    """A model's folder as it was registered. `sha256` is that of its list of checksums: the name of the whole.

    `trained_on` are numbers of this project's clips, empty where it learned from a release of elsewhere. `figures` are
    those of its evaluation: `{"split", "rows": {"lgvis": {"mAP": …}, …}}`, or empty. `curves` are how it learned, stage
    by stage, as `formats/training_log.py` thins them: `[{"stage", "steps", "at", "losses", "shares"}]`, or empty.
    `before` was active when this one was promoted: what a roll back goes back to.
    """

    class State(models.TextChoices):
        CANDIDATE = "candidate"
        ACTIVE = "active"
        RETIRED = "retired"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="checkpoints")
    name = models.CharField(max_length=60)
    state = models.CharField(max_length=9, choices=State.choices, default=State.CANDIDATE)
    sha256 = models.CharField(max_length=64)
    bytes = models.PositiveBigIntegerField()
    recipe = models.TextField()
    recipe_name = models.CharField(max_length=60)
    release_version = models.CharField(max_length=32)
    release_sha256 = models.CharField(max_length=64)
    split_sha256 = models.CharField(max_length=64)
    ours = models.BooleanField()
    trained_on = models.JSONField(default=list, blank=True)
    stage = models.CharField(max_length=20)
    step = models.PositiveIntegerField()
    seed = models.BigIntegerField()
    code = models.CharField(max_length=60)
    figures = models.JSONField(default=dict, blank=True)
    curves = models.JSONField(default=list, db_default=[], blank=True)
    licences = models.JSONField(default=dict, blank=True)
    before = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    registered_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="one_checkpoint_a_name"),
            models.UniqueConstraint(fields=["project", "sha256"], name="one_checkpoint_a_content"),
            models.UniqueConstraint(
                fields=["project"], condition=Q(state="active"), name="one_active_checkpoint_a_project"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.project_id}: {self.state}"
