"""Which of a project's work the model may draft for."""

from django.db import models
from django.db.models import Q

from annotator.accounts.models import User
from annotator.review.quality_models import new_seed
from annotator.videos.models import Project


class AssistRule(models.Model):
    """What goes without drafts, so that help and anchoring can be measured: a share, drawn by hash of each item.

    Clips of val and test splits are drafted for only with `held_out`: else a model would be measured on its own words.
    """

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="assist_rule")
    control_percent = models.PositiveSmallIntegerField(default=10)
    held_out = models.BooleanField(default=False)
    seed = models.PositiveIntegerField(default=new_seed)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(control_percent__lte=100), name="control_is_of_a_hundred")]

    def __str__(self) -> str:
        return f"drafts in {self.project_id}"
