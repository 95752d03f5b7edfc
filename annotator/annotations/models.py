"""What people say and draw about a clip, every revision with its author, and the masks computed in between."""

from django.db import models
from django.db.models import Q

from annotator.accounts.models import User
from annotator.checkpoints.models import Checkpoint
from annotator.videos.models import Video
from annotator.work.models import WorkItem


class Caption(models.Model):
    """One text of a clip as it stands. The raw one may be grammatically wrong while it is being written.

    `objects` and `ticked` belong to the raw caption: what its numbers stand for, in the author's order, and the points
    of the guideline's checklist that the author ticked. `based_on` is the raw revision that a derived text was written
    from. `approved_revision` is the raw text that the tracks follow: a caption that came back says something else until
    it is approved again. `request` is the client-made id of the request that wrote what stands, so that its retry is
    known.
    """

    class Field(models.TextChoices):
        EN = "en", "raw English, as a person wrote it"
        EN_GPT = "en_gpt", "cleaned English"
        CN = "cn", "Chinese"

    class Source(models.TextChoices):
        HUMAN = "human"
        MACHINE = "machine"

    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="captions")
    field = models.CharField(max_length=6, choices=Field.choices, default=Field.EN)
    text = models.TextField(default="", blank=True)
    numbered = models.JSONField(default=list, blank=True)  # [{number, name}]; a row's `objects` is Django's own
    ticked = models.JSONField(default=list, blank=True)
    revision = models.PositiveIntegerField(default=0)
    source = models.CharField(max_length=7, choices=Source.choices, default=Source.HUMAN)
    based_on = models.PositiveIntegerField(null=True)
    approved_revision = models.PositiveIntegerField(null=True)
    request = models.UUIDField(null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["video", "field"], name="one_caption_a_field")]

    def __str__(self) -> str:
        return f"caption {self.field} of {self.video_id}, revision {self.revision}"


class CaptionRevision(models.Model):
    """One saved text. Rows are only ever added. `guideline` is the newest version that its writer had seen.

    A `correction` is its reviewer's, not its author's.
    """

    caption = models.ForeignKey(Caption, on_delete=models.CASCADE, related_name="revisions")
    revision = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    numbered = models.JSONField(default=list, blank=True)
    ticked = models.JSONField(default=list, blank=True)
    source = models.CharField(max_length=7, choices=Caption.Source.choices, default=Caption.Source.HUMAN)
    based_on = models.PositiveIntegerField(null=True)
    guideline = models.PositiveIntegerField(null=True)
    correction = models.BooleanField(default=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caption", "revision"], name="one_text_a_revision")]

    def __str__(self) -> str:
        return f"caption {self.caption_id} revision {self.revision}"


class Wordings(models.Model):
    """What somebody approved to be asked and said of a clip beside its captions.

    `referrals` are LG-VIS prompts, `[{"prompt", "track_ids"}]`, None, as without a row, where nobody was ever asked to
    approve any; `rewordings` are sentences.
    Both hold for the raw caption's `caption_revision`: once that says something else they count no more. Nobody, as
    `by`, stands for drafts of which nothing is approved yet.
    """

    video = models.OneToOneField(Video, on_delete=models.CASCADE, related_name="wordings")
    referrals = models.JSONField(default=list, blank=True, null=True)
    rewordings = models.JSONField(default=list, blank=True)
    caption_revision = models.PositiveIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"wordings of {self.video_id} for caption revision {self.caption_revision}"


class Track(models.Model):
    """One object through a clip. Numbers are one digit: 1…9 and, as the tenth, 0.

    `words` are the phrases of the approved caption that it stands for. When they change after masks were begun it is
    reopened, with the words that it was drawn by in `words_before`. A `retired` one is in the caption no longer: it
    counts nowhere, and its drawings wait for the number to come back.
    """

    class Reopened(models.TextChoices):
        NO = "no"
        OPEN = "open"
        SETTLED = "settled"

    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="tracks")
    number = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=500)
    depth = models.PositiveSmallIntegerField(default=0)  # its place in the drawing order, the lowest at the bottom
    words = models.JSONField(default=list, blank=True)
    words_before = models.JSONField(default=list, blank=True)
    retired = models.BooleanField(default=False)
    reopened = models.CharField(max_length=7, choices=Reopened.choices, default=Reopened.NO)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["video", "number"], name="one_track_a_number"),
            models.CheckConstraint(condition=Q(number__lte=9), name="track_number_is_one_digit"),
            models.CheckConstraint(condition=Q(retired=False) | Q(reopened="no"), name="retired_is_not_reopened"),
        ]

    def __str__(self) -> str:
        return f"track {self.number} of {self.video_id}"


class Origin(models.TextChoices):
    """How a shape came about: drawn by a person from nothing, or edited from a machine's suggestion."""

    HUMAN = "human"
    EDITED = "edited"


class Keyframe(models.Model):
    """What a person decided for a track on a frame: drawn rings, or declared absent.

    Every 1-fps frame needs one; those between, where the computed masks went astray, are extra. A deleted one keeps its
    revision. `request` is the client-made id of the request that wrote what stands, so that its retry is known.
    """

    track = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="keyframes")
    frame = models.PositiveIntegerField()
    revision = models.PositiveIntegerField(default=1)
    absent = models.BooleanField(default=False)
    deleted = models.BooleanField(default=False)
    rings = models.BinaryField(default=b"")
    origin = models.CharField(max_length=6, choices=Origin.choices, default=Origin.HUMAN)
    suggestion = models.ForeignKey("Suggestion", on_delete=models.SET_NULL, null=True, related_name="+")
    request = models.UUIDField(null=True)
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
    """One saved decision. Rows are only ever added.

    `corrected_round` is the round of masks that a reviewer mended by it; null where who has the work drew. `video` and
    `frame` are its keyframe's and never change: copies, so that counting what a person drew reads nothing else.
    """

    keyframe = models.ForeignKey(Keyframe, on_delete=models.CASCADE, related_name="revisions")
    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="+", db_index=False)
    frame = models.PositiveIntegerField()
    revision = models.PositiveIntegerField()
    absent = models.BooleanField(default=False)
    deleted = models.BooleanField(default=False)
    rings = models.BinaryField(default=b"")
    origin = models.CharField(max_length=6, choices=Origin.choices, default=Origin.HUMAN)
    suggestion = models.ForeignKey("Suggestion", on_delete=models.SET_NULL, null=True, related_name="+")
    request = models.UUIDField(null=True)
    corrected_round = models.PositiveIntegerField(null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["keyframe", "revision"], name="one_shape_a_revision")]
        indexes = [
            models.Index(fields=["by", "saved_at", "corrected_round", "video", "frame"], name="drawn_by_a_person")
        ]

    def __str__(self) -> str:
        return f"keyframe {self.keyframe_id} revision {self.revision}"


IMPORTED = "imported"  # the predictor of masks that came in with a release: no worker's name


class Run(models.Model):
    """One predictor's masks of a clip. Several stand side by side; the `current` one is shown, judged and released.

    `predictor` is a name that a worker knows, such as flow or sam2:small, or `IMPORTED`; `engine` is the digest of what
    answered to it last, for an engine that is brought up to date gives other masks under its old name. A preview is a
    run of one segment, `track` from frame `first` on, for the person who asked. `least_trust` is its least trusted
    segment's `trust_mean`, a copy that clips are sorted by, `bytes` what its segments' bundles hold together.
    """

    class Kind(models.TextChoices):
        MASKS = "masks"
        PREVIEW = "preview"

    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="runs")
    kind = models.CharField(max_length=7, choices=Kind.choices, default=Kind.MASKS)
    predictor = models.CharField(max_length=80)
    engine = models.CharField(max_length=64, default="", blank=True)
    current = models.BooleanField(default=False)
    track = models.ForeignKey(Track, on_delete=models.CASCADE, null=True, related_name="previews")
    first = models.PositiveIntegerField(null=True)
    least_trust = models.FloatField(null=True)
    bytes = models.PositiveBigIntegerField(default=0)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["video"], condition=Q(current=True), name="one_current_run_a_clip"),
            models.UniqueConstraint(
                fields=["by", "track", "first"], condition=Q(kind="preview"), name="one_preview_a_segment_and_person"
            ),
            models.CheckConstraint(condition=Q(current=False) | Q(kind="masks"), name="no_preview_is_current"),
            models.CheckConstraint(
                condition=Q(kind="masks", track__isnull=True, first__isnull=True)
                | Q(kind="preview", track__isnull=False, first__isnull=False, by__isnull=False),
                name="a_preview_is_of_a_segment",
            ),
        ]

    def __str__(self) -> str:
        return f"run {self.pk} of {self.video_id} by {self.predictor}"


class Segment(models.Model):
    """Computed masks of a track for frames `first` to `last`, both included, in a bundle addressed by its content.

    `first` is a keyframe, `last` the frame before the next one, or the clip's last frame. `input_digest` says from
    which frames and shapes it was computed, `engine` by what: the same two give the same bundle, on whichever track.
    When the keyframes at its ends change it is `stale` until computed again.

    `trust_mean` and `trust_least` (0..1) are of the engine's confidence on the frames that nobody drew, `worst_frame`
    is where it is least; `cycle_iou` is how well the left keyframe alone reaches the right one. Null: not known.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="segments")
    track = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="segments")
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    input_digest = models.CharField(max_length=64)
    engine = models.CharField(max_length=64, default="", blank=True)
    bundle_sha256 = models.CharField(max_length=64)
    bytes = models.PositiveIntegerField()
    predictor = models.CharField(max_length=80)
    stale = models.BooleanField(default=False)
    computed = models.PositiveIntegerField(default=1)
    trust_mean = models.FloatField(null=True)
    trust_least = models.FloatField(null=True)
    worst_frame = models.PositiveIntegerField(null=True)
    cycle_iou = models.FloatField(null=True)
    stored_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "track", "first"], name="one_segment_a_run_and_start"),
            models.CheckConstraint(condition=Q(last__gte=models.F("first")), name="segment_has_frames"),
        ]
        indexes = [
            models.Index(fields=["input_digest"], name="segment_by_input"),
            models.Index(fields=["bundle_sha256"], name="segment_by_bundle"),
            models.Index(fields=["track"], name="segment_stale", condition=Q(stale=True)),
        ]

    def __str__(self) -> str:
        return f"segment {self.first}–{self.last} of track {self.track_id} in run {self.run_id}"


class ModelDraft(models.Model):
    """What a checkpoint drafts for a clip: a caption with its phrases, or the masks of the approved caption's objects.

    A caption's words are `text`; masks are suggestions, one a cell, that name their draft. `by` asked for it, nobody
    where it was made ahead; `score`, 0..1, is how sure the model is. Accepted and dismissed are a person's: `by`'s.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        READY = "ready"
        FAILED = "failed"
        ACCEPTED = "accepted"
        DISMISSED = "dismissed"

    OPEN = (State.WAITING, State.READY)

    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="model_drafts")
    step = models.CharField(max_length=8, choices=WorkItem.Step.choices)
    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    text = models.TextField(default="", blank=True)
    score = models.FloatField(null=True)
    error_code = models.CharField(max_length=40, default="", blank=True)
    error_text = models.TextField(default="", blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["video", "step"], condition=Q(state__in=["waiting", "ready"]), name="one_open_draft_a_clip"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "dismissed"]) | Q(by__isnull=False), name="who_decided_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} of {self.video_id} by {self.checkpoint_id}: {self.state}"


class Suggestion(models.Model):
    """A machine's draft for one track on one keyframe, asked for by one person; only they see it.

    It becomes an annotation only when that person saves it. `key` is the client-made id of the request: asking again
    with it is asking once. `neighbour` is the frame whose keyframe is carried here; null before the machine has chosen.
    """

    class Method(models.TextChoices):
        NEIGHBOUR = "neighbour"
        CLICKS = "clicks"
        MODEL = "model"

    ASKED = (Method.NEIGHBOUR, Method.CLICKS)  # cell by cell; the model drafts all of a clip's

    class State(models.TextChoices):
        WAITING = "waiting"
        READY = "ready"
        FAILED = "failed"
        SUPERSEDED = "superseded"
        DISMISSED = "dismissed"
        ACCEPTED = "accepted"

    SHOWN = (State.WAITING, State.READY)

    key = models.UUIDField(unique=True)
    track = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="suggestions")
    frame = models.PositiveIntegerField()
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    method = models.CharField(max_length=9, choices=Method.choices)
    neighbour = models.PositiveIntegerField(null=True)
    clicks = models.JSONField(default=list)
    box = models.JSONField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    rings = models.BinaryField(default=b"")
    estimate = models.FloatField(null=True)
    draft = models.ForeignKey(ModelDraft, on_delete=models.SET_NULL, null=True, related_name="suggestions")
    predictor = models.CharField(max_length=80, default="", blank=True)
    error_code = models.CharField(max_length=40, default="", blank=True)
    error_text = models.TextField(default="", blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(estimate__isnull=True) | Q(estimate__gte=0, estimate__lte=1), name="estimate_is_a_share"
            ),
            models.UniqueConstraint(
                fields=["track", "frame", "by"], condition=Q(state="waiting"), name="one_waiting_suggestion_a_cell"
            ),
        ]
        indexes = [models.Index(fields=["by", "track", "state"], name="suggestion_of_person")]

    def __str__(self) -> str:
        return f"suggestion {self.key} for frame {self.frame} of track {self.track_id}: {self.state}"
