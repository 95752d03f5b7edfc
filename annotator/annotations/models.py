"""What people say and draw about a clip, every revision with its author, and the masks computed in between."""

from django.db import models
from django.db.models import Q

from annotator.accounts.models import User
from annotator.videos.models import Video


class Caption(models.Model):
    """The text of a clip as it stands. It may be grammatically wrong while it is being written."""

    video = models.OneToOneField(Video, on_delete=models.CASCADE, related_name="caption")
    text = models.TextField(default="", blank=True)
    revision = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"caption of {self.video_id}, revision {self.revision}"


class CaptionRevision(models.Model):
    """One saved text. Rows are only ever added."""

    caption = models.ForeignKey(Caption, on_delete=models.CASCADE, related_name="revisions")
    revision = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caption", "revision"], name="one_text_a_revision")]

    def __str__(self) -> str:
        return f"caption {self.caption_id} revision {self.revision}"


class Track(models.Model):
    """One object through a clip. Numbers are one digit: 1…9 and, as the tenth, 0."""

    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="tracks")
    number = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=500)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["video", "number"], name="one_track_a_number"),
            models.CheckConstraint(condition=Q(number__lte=9), name="track_number_is_one_digit"),
        ]

    def __str__(self) -> str:
        return f"track {self.number} of {self.video_id}"


class Keyframe(models.Model):
    """What a person decided for a track on a 1-fps frame: rings, or absence. A deleted one keeps its revision."""

    track = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="keyframes")
    frame = models.PositiveIntegerField()
    revision = models.PositiveIntegerField(default=1)
    absent = models.BooleanField(default=False)
    deleted = models.BooleanField(default=False)
    rings = models.BinaryField(default=b"")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["track", "frame"], name="one_keyframe_a_frame"),
            models.CheckConstraint(condition=~Q(absent=True, deleted=True), name="absent_or_deleted"),
        ]

    def __str__(self) -> str:
        return f"keyframe {self.frame} of track {self.track_id}, revision {self.revision}"


class KeyframeRevision(models.Model):
    """One saved decision. Rows are only ever added."""

    keyframe = models.ForeignKey(Keyframe, on_delete=models.CASCADE, related_name="revisions")
    revision = models.PositiveIntegerField()
    absent = models.BooleanField(default=False)
    deleted = models.BooleanField(default=False)
    rings = models.BinaryField(default=b"")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["keyframe", "revision"], name="one_shape_a_revision")]

    def __str__(self) -> str:
        return f"keyframe {self.keyframe_id} revision {self.revision}"


class Segment(models.Model):
    """Computed masks of a track for frames `first` to `last`, both included, in a bundle addressed by its content.

    `first` is a keyframe, `last` the frame before the next one, or the clip's last frame. `input_digest` says from
    what it was computed; when the keyframes at its ends change it is `stale` until computed again.
    """

    track = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="segments")
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    input_digest = models.CharField(max_length=64)
    bundle_sha256 = models.CharField(max_length=64)
    bytes = models.PositiveIntegerField()
    predictor = models.CharField(max_length=80)
    stale = models.BooleanField(default=False)
    computed = models.PositiveIntegerField(default=1)
    stored_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["track", "first"], name="one_segment_a_start"),
            models.CheckConstraint(condition=Q(last__gte=models.F("first")), name="segment_has_frames"),
        ]
        indexes = [models.Index(fields=["input_digest"], name="segment_by_input")]

    def __str__(self) -> str:
        return f"segment {self.first}–{self.last} of track {self.track_id}"
