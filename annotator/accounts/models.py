"""People, where they are signed in, and the tokens of their programs. Of a token's secret only a hash is kept."""

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Now


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


class Session(AbstractBaseSession):
    """A browser that somebody is signed in by; nobody's while they are on the way through their organisation."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="sessions")
    began_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())

    @classmethod
    def get_session_store_class(cls) -> Any:
        from annotator.accounts.sessions import SessionStore  # which needs this model

        return SessionStore

    def save(self, **how: Any) -> None:
        """A session that is written again keeps when it began and was seen."""
        if how.get("force_update"):
            how["update_fields"] = ["session_data", "expire_date", "person"]
        super().save(**how)
