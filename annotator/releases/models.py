"""A frozen version of the dataset: rows that list exactly what goes in, never changed afterwards."""

from django.db import models

from annotator.accounts.models import User
from annotator.videos.models import Project, Video


class Release(models.Model):
    """A version of a project's dataset, from freeze to publication."""

    class State(models.TextChoices):
        FROZEN = "frozen"
        BUILDING = "building"
        VERIFYING = "verifying"
        PUBLISHED = "published"
        FAILED = "failed"

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="releases")
    version = models.CharField(max_length=20)
    note = models.TextField(default="", blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.FROZEN)
    error_text = models.TextField(default="", blank=True)
    manifest_sha256 = models.CharField(max_length=64, default="", blank=True)
    split_sizes = models.JSONField(default=dict, help_text="How many clips each split holds.")
    counts = models.JSONField(default=dict, help_text="What was counted by reading it back.")
    leaks = models.JSONField(null=True, help_text="Pairs of clips to look at; null where they were not kept.")
    choices = models.JSONField(default=dict)
    without_reviewed_prompts = models.PositiveIntegerField(
        null=True, help_text="Clips of which nobody approved a prompt; null where that was not counted yet."
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "version"], name="one_release_a_version"),
            models.CheckConstraint(
                condition=~models.Q(state="published") | ~models.Q(manifest_sha256=""), name="published_means_manifest"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.version}: {self.state}"


class ReleaseFile(models.Model):
    """A file of a published release, as its manifest lists it; the manifest itself is one."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="files")
    path = models.CharField(max_length=500)
    bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["release", "path"], name="one_file_a_path")]

    def __str__(self) -> str:
        return self.path


class ImportedVideo(models.Model):
    """Where an imported clip comes from, and what of its annotation file no other row holds.

    `left_out` are frames on which a track was not listed, in place of an empty mask: by its number, [[first, last], …],
    both included. `split` is empty where the release had no splits. `sha256` is the annotation file's.
    """

    video = models.OneToOneField(Video, on_delete=models.CASCADE, related_name="imported")
    version = models.CharField(max_length=32)
    filename = models.CharField(max_length=130)
    split = models.CharField(max_length=5, blank=True, default="")
    sha256 = models.CharField(max_length=64)
    left_out = models.JSONField(default=dict, blank=True)
    imported_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.video_id} from {self.version}"


class ReleaseVideo(models.Model):
    """One clip of a release with everything that is needed to write it: caption, tracks, bundles by checksum.

    `damage` is why the last build could not write it, empty where it could. A clip is left out only when somebody says
    so after a build found it damaged; it keeps its row and its split.
    """

    class Split(models.TextChoices):
        TRAIN = "train"
        VAL = "val"
        TEST = "test"

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="videos")
    video = models.ForeignKey(Video, on_delete=models.PROTECT, related_name="+")
    split = models.CharField(max_length=5, choices=Split.choices)
    caption_revision = models.PositiveIntegerField()
    frozen = models.JSONField(
        help_text="Texts, tracks with each keyframe's origin, and each segment's bundle checksum."
    )
    damage = models.TextField(default="", db_default="", blank=True)
    left_out = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["release", "video"], name="one_entry_a_clip")]

    def __str__(self) -> str:
        return f"{self.video_id} in {self.release_id}"
