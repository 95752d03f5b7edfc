"""Releases as the API reads and writes them."""

from typing import Any

from rest_framework import serializers

from annotator.accounts.serializers import Person
from annotator.formats.interchange.every import FORMATS
from annotator.releases.choices import PROMPTS, VIDEOS
from annotator.releases.models import Release as ReleaseRow
from annotator.releases.models import ReleaseVideo
from annotator.releases.splits import DEFAULT


class BuildProgress(serializers.Serializer[Any]):
    done = serializers.IntegerField()
    total = serializers.IntegerField()


class Splits(serializers.Serializer[Any]):
    train = serializers.IntegerField()
    val = serializers.IntegerField()
    test = serializers.IntegerField()


class Choices(serializers.Serializer[Any]):
    """What whoever makes a release chooses."""

    splits = serializers.CharField(
        max_length=60, default=DEFAULT, help_text="Train, val, test: parts of one, or counts."
    )
    seed = serializers.IntegerField(min_value=0, max_value=2**31 - 1, default=0)
    formats = serializers.ListField(child=serializers.ChoiceField(choices=list(FORMATS)), default=list)
    licence = serializers.CharField(max_length=80, allow_blank=True, default="")
    videos = serializers.ChoiceField(choices=list(VIDEOS), default=VIDEOS[0], help_text="The clips, or a list of them.")
    prompts = serializers.ChoiceField(
        choices=list(PROMPTS), default=PROMPTS[0], help_text="Only reviewed ones, or also unreviewed ones by rule."
    )


class ReleasePart(serializers.Serializer[Any]):
    path = serializers.CharField()
    folder = serializers.BooleanField(help_text="Whether it is fetched as a zip; every file is named in manifest.json.")
    files = serializers.IntegerField()
    bytes = serializers.IntegerField()


class DamagedClip(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    name = serializers.CharField()
    split = serializers.ChoiceField(choices=ReleaseVideo.Split.choices)
    reason = serializers.CharField()


class DamagedClips(serializers.Serializer[Any]):
    """The first 50 by number, and how many there are."""

    total = serializers.IntegerField()
    clips = DamagedClip(many=True)


class Release(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    version = serializers.CharField()
    note = serializers.CharField()
    state = serializers.ChoiceField(choices=ReleaseRow.State.choices)
    progress = BuildProgress()
    error = serializers.CharField(allow_null=True)
    videos = serializers.IntegerField()
    tracks = serializers.IntegerField()
    masks_human = serializers.IntegerField()
    masks_automatic = serializers.IntegerField()
    prompts = serializers.IntegerField()
    manifest_sha256 = serializers.CharField()
    created = serializers.DateTimeField()
    published = serializers.DateTimeField(allow_null=True)
    by = Person(allow_null=True)
    splits = Splits()
    choices = Choices()
    without_reviewed_prompts = serializers.IntegerField(
        allow_null=True, help_text="Clips of which nobody approved a prompt; null for releases from before that choice."
    )
    leaks = serializers.IntegerField(allow_null=True)
    paused = serializers.BooleanField(help_text="Whether a lead has paused its build.")
    parts = ReleasePart(many=True)
    damaged = DamagedClips(
        allow_null=True, help_text="Clips that the last build could not write; null in a list of releases."
    )
    left_out = DamagedClips(
        allow_null=True, help_text="Damaged clips that somebody decided to go without; null in a list of releases."
    )


class ReleaseFormat(serializers.Serializer[Any]):
    name = serializers.CharField()
    purpose = serializers.CharField()


class Releases(serializers.Serializer[Any]):
    releases = Release(many=True)
    ready = serializers.IntegerField()
    ready_without_reviewed_prompts = serializers.IntegerField()
    formats = ReleaseFormat(many=True)


class ReleaseBody(Choices):
    version = serializers.CharField(max_length=20)
    note = serializers.CharField(max_length=2000, allow_blank=True, default="")


class BuildAgainBody(serializers.Serializer[Any]):
    without = serializers.IntegerField(
        min_value=0, default=0, help_text="How many damaged clips it shall go without: all that are, or 0."
    )


class LeakVideo(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    split = serializers.CharField()
    name = serializers.CharField()
    frame = serializers.IntegerField()
    still = serializers.CharField(help_text="The address of the picture of that frame.")


class Leak(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=["same_source", "near_duplicate"])
    text = serializers.CharField()
    videos = LeakVideo(many=True)


class Leaks(serializers.Serializer[Any]):
    """`total` is null for a release that was published before pairs were kept."""

    total = serializers.IntegerField(allow_null=True)
    leaks = Leak(many=True)


class LeaksQuery(serializers.Serializer[Any]):
    offset = serializers.IntegerField(min_value=0, default=0)


class Histogram(serializers.Serializer[Any]):
    """`counts[n]` from n times `bin` up to the next; the last holds all from `last` on."""

    bin = serializers.FloatField()
    last = serializers.FloatField()
    counts = serializers.ListField(child=serializers.IntegerField())


class NounCount(serializers.Serializer[Any]):
    noun = serializers.CharField()
    count = serializers.IntegerField()


class SplitStatistics(serializers.Serializer[Any]):
    split = serializers.CharField()
    videos = serializers.IntegerField()
    avg_duration_s = serializers.FloatField(allow_null=True)
    avg_caption_words = serializers.FloatField(allow_null=True)
    tracks = serializers.IntegerField()
    prompts = serializers.IntegerField()
    masks_human = serializers.IntegerField()
    masks_human_visible = serializers.IntegerField()
    masks_auto = serializers.IntegerField()
    masks_auto_visible = serializers.IntegerField()
    caption_words = Histogram()
    seconds = Histogram()
    objects = Histogram()
    mask_area = Histogram()
    nouns = serializers.IntegerField()
    noun_phrases = serializers.IntegerField()
    top_nouns = NounCount(many=True)


class Statistics(serializers.Serializer[Any]):
    """Empty for a release that was published before its statistics were written beside it."""

    splits = SplitStatistics(many=True)


class Version(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    version = serializers.CharField()


class VideosNamed(serializers.Serializer[Any]):
    """The first 200 by number, and how many there are."""

    total = serializers.IntegerField()
    numbers = serializers.ListField(child=serializers.IntegerField())


class VideoMoved(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    before = serializers.CharField()
    after = serializers.CharField()


class VideosMoved(serializers.Serializer[Any]):
    total = serializers.IntegerField()
    videos = VideoMoved(many=True)


class CaptionsChanged(serializers.Serializer[Any]):
    total = serializers.IntegerField()
    videos = serializers.IntegerField()


class MasksChanged(serializers.Serializer[Any]):
    total = serializers.IntegerField(help_text="Tracks of which masks changed.")
    videos = serializers.IntegerField()
    frames = serializers.IntegerField()
    drawn = serializers.IntegerField()
    mean_iou = serializers.FloatField(allow_null=True)
    iou = Histogram()


class NumbersMoved(serializers.Serializer[Any]):
    split = serializers.CharField()
    moved = serializers.DictField(child=serializers.FloatField(), help_text="New minus old, where they differ.")


class ReleaseChanges(serializers.Serializer[Any]):
    added = VideosNamed()
    removed = VideosNamed()
    moved = VideosMoved()
    captions = CaptionsChanged()
    masks = MasksChanged()
    statistics = NumbersMoved(many=True)


class ReleaseComparison(serializers.Serializer[Any]):
    since = Version()
    release = Version()
    state = serializers.ChoiceField(choices=["none", "running", "failed", "done"])
    progress = BuildProgress()
    error = serializers.CharField(allow_null=True)
    changes = ReleaseChanges(allow_null=True)


class ReleaseComparisonQuery(serializers.Serializer[Any]):
    since = serializers.IntegerField(help_text="The row number of the release to compare with.")


class ReleaseChangesQuery(ReleaseComparisonQuery):
    offset = serializers.IntegerField(min_value=0, default=0)


class ReleaseCaptionChange(serializers.Serializer[Any]):
    video = serializers.IntegerField()
    field = serializers.CharField()
    before = serializers.CharField(allow_blank=True)
    after = serializers.CharField(allow_blank=True)


class ReleaseCaptionChanges(serializers.Serializer[Any]):
    total = serializers.IntegerField()
    captions = ReleaseCaptionChange(many=True)


class ReleaseMaskChange(serializers.Serializer[Any]):
    """A track of which masks changed; its overlap is over the whole video, 0 to 1."""

    video = serializers.IntegerField()
    track = serializers.IntegerField()
    frames = serializers.IntegerField()
    drawn = serializers.IntegerField()
    iou = serializers.FloatField()


class ReleaseMaskChanges(serializers.Serializer[Any]):
    total = serializers.IntegerField()
    masks = ReleaseMaskChange(many=True)


class ArchiveQuery(serializers.Serializer[Any]):
    under = serializers.CharField(max_length=200, required=False, default="", help_text="One folder of it alone.")
