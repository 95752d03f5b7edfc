"""Projects and clips. A clip has a row only once it was accepted; a refused file leaves a reason and nothing else."""

import uuid

from django.db import models
from django.db.models import F, Q

from annotator.accounts.models import Role, User


class Project(models.Model):
    """A dataset in the making, with its limits for clips; `quota_bytes` bound all its files.

    `other_bytes` are its masks and releases, as they were last counted.
    """

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    min_seconds = models.FloatField(default=4)
    max_seconds = models.FloatField(default=30)
    max_side = models.PositiveIntegerField(default=4096)
    max_bytes = models.PositiveBigIntegerField(default=2 * 2**30)
    next_number = models.PositiveIntegerField(default=1)
    quota_bytes = models.PositiveBigIntegerField(null=True, blank=True)
    other_bytes = models.PositiveBigIntegerField(default=0, db_default=0)

    def __str__(self) -> str:
        return self.slug


class Membership(models.Model):
    """A person's one role in a project. `skills` are the steps that an annotator is given; none named means all."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role.choices)
    skills = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="one_role_a_person_and_project"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="known_role"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.project_id}: {self.role}"


class Invitation(models.Model):
    """A place in a project that waits for somebody. Its secret, kept as a hash, is the address that they open."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=12, choices=Role.choices)
    skills = models.JSONField(default=list, blank=True)
    secret_sha256 = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, revoked_at__isnull=True),
                name="who_accepts_an_invitation_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk} to {self.project_id}: {self.role}"


class Video(models.Model):
    """An accepted clip. `number` is its six-digit id in releases; frames are those of the canonical 30-fps video.

    `media` is where its media lie, a folder named by what is in it, `bytes` how much that is (0: not
    counted yet); older clips have theirs under their row's number.

    A clip with `twin_of` is the same file again, annotated by somebody else, so that both can be compared: it has the
    other's media and goes into no release.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="videos")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    source = models.CharField(max_length=80, default="Upload")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    frame_count = models.PositiveIntegerField()
    source_fps = models.FloatField()
    original_sha256 = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    media = models.CharField(max_length=100, default="", db_default="", blank=True)
    bytes = models.PositiveBigIntegerField(default=0, db_default=0)
    notes = models.JSONField(default=list)
    twin_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="twins")
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="one_number_a_clip"),
            models.UniqueConstraint(
                fields=["project", "original_sha256"], condition=Q(twin_of__isnull=True), name="one_clip_a_file"
            ),
            models.CheckConstraint(
                condition=Q(frame_count__gte=2, width__gte=1, height__gte=1), name="clip_has_pictures"
            ),
        ]
        indexes = [
            models.Index(fields=["project", "id"], name="clips_of_a_project"),
            models.Index(fields=["project", "id"], name="clips_without_twins", condition=Q(twin_of__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.number:06d} {self.name}"

    @property
    def folder(self) -> str:
        """Where its media lie, relative to the media root."""
        return self.media or f"videos/{self.twin_of_id or self.pk}"


class Upload(models.Model):
    """A file that somebody offers, from its announcement to what became of it; the file lives until it is decided.

    Of its `bytes` the first `offset` have arrived. While it is being sent, its sender reaches it by `key`, and it goes
    at `expires_at` unless more comes; `metadata` is what they told of it, as they wrote it. What arrived waits for who
    it is meant for: the machine that looks at clips, or the person who puts predictions on the board.
    """

    class Purpose(models.TextChoices):
        CLIP = "clip"
        PREDICTIONS = "predictions"

    class State(models.TextChoices):
        SENDING = "sending"
        RECEIVED = "received"
        CHECKING = "checking"
        ACCEPTED = "accepted"
        REFUSED = "refused"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="uploads")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    purpose = models.CharField(max_length=11, choices=Purpose.choices, default=Purpose.CLIP, db_default=Purpose.CLIP)
    name = models.CharField(max_length=200)
    source = models.CharField(max_length=80, default="Upload")
    metadata = models.CharField(max_length=2000, default="", blank=True)
    bytes = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, default="", blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.SENDING)
    code = models.CharField(max_length=40, default="", blank=True)
    text = models.TextField(default="", blank=True)
    video = models.ForeignKey(Video, on_delete=models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sending", offset__lte=F("bytes"), expires_at__isnull=False)
                | (~Q(state="sending") & Q(offset=F("bytes"), expires_at__isnull=True)),
                name="only_what_is_being_sent_is_incomplete",
            ),
        ]

    def __str__(self) -> str:
        return f"upload {self.pk} {self.name} {self.state}"


class SavedView(models.Model):
    """A list of clips that somebody comes back to: a name for a filter, as an address writes it.

    Without an owner it is everybody's.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="views")
    owner = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000, blank=True)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "owner", "name"], name="one_view_a_name_and_owner"),
            models.UniqueConstraint(
                fields=["project", "name"], condition=Q(owner__isnull=True), name="one_shared_view_a_name"
            ),
        ]

    def __str__(self) -> str:
        return f"view {self.name} of {self.owner_id or 'everybody'}"
