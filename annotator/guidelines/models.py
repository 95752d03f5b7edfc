"""A project's guideline in versions, and who saw which: a caption is judged by what its writer could know."""

from django.db import models

from annotator.accounts.models import User
from annotator.videos.models import Project


class Guideline(models.Model):
    """One version of a project's guideline, as Markdown. Rows are only ever added; `by` is null for our own text."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="guidelines")
    version = models.PositiveIntegerField()
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "version"], name="one_guideline_a_version")]

    def __str__(self) -> str:
        return f"guideline of {self.project_id}, version {self.version}"


class GuidelineSeen(models.Model):
    """A person had a version before their eyes, and since when."""

    guideline = models.ForeignKey(Guideline, on_delete=models.CASCADE, related_name="seen")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    first_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["guideline", "person"], name="seen_once")]

    def __str__(self) -> str:
        return f"{self.person_id} saw guideline {self.guideline_id}"
