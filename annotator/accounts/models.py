"""People and the tokens that their programs use. A token's secret is shown once and kept only as a hash."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class Role(models.TextChoices):
    """What somebody does in a project. A lead runs the line and may do all work in it; nobody reviews their own work.

    An admin looks after people and reads everything, but does none of the work and judges none; a viewer only looks.
    """

    ANNOTATOR = "annotator", "Annotator"
    INSPECTOR = "inspector", "Inspector"
    RESEARCHER = "researcher", "Researcher"
    LEAD = "lead", "Lead"
    ADMIN = "admin", "Admin"
    VIEWER = "viewer", "Viewer"


class Scope(models.TextChoices):
    """What a token may be used for, at most: its person's role still has to allow it."""

    READ = "read", "Read everything that you may see"
    WORK = "work", "Take work, annotate, hand in"
    REVIEW = "review", "Judge work, steer computations"
    UPLOAD = "upload", "Upload clips"
    MANAGE = "manage", "Guideline, releases, people"


class User(AbstractUser):
    """A person with an account. `keymap` holds only where their keys differ: an action's name to its combinations.

    A closed account keeps its row, because work keeps its author; nothing in the row tells any more who it was.
    """

    keymap = models.JSONField(default=dict, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    @property
    def name(self) -> str:
        """What others see: the full name, else the user name."""
        return self.get_full_name() or self.username


class ApiToken(models.Model):
    """A key for a program that acts as a person, within `scopes` and until `expires_at`; without one, for good."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    label = models.CharField(max_length=80)
    secret_sha256 = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.user_id}: {self.label}"
