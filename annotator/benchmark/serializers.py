"""The board as the API reads and writes it."""

from typing import Any

from rest_framework import serializers

from annotator.accounts.serializers import Person
from annotator.benchmark.models import PredictionSet as SetRow
from annotator.releases.models import ReleaseVideo
from annotator.releases.serializers import BuildProgress, Version

MOST_TRAINED_ON = 100_000


class Measured(serializers.Serializer[Any]):
    """Percent, null where there is nothing to find or the protocol does not give it."""

    protocol = serializers.ChoiceField(choices=["official", "corrected"])
    map = serializers.FloatField(allow_null=True)
    ap50 = serializers.FloatField(allow_null=True)
    ap75 = serializers.FloatField(allow_null=True)
    ap90 = serializers.FloatField(allow_null=True)


class ProtocolScores(Measured):
    """One protocol's numbers; a published scorer that ends on these predictions says how in `stops`."""

    stops = serializers.CharField()
    ar10 = serializers.FloatField(allow_null=True)
    intervals = serializers.DictField(
        child=serializers.ListField(child=serializers.FloatField()), help_text="95 %, over videos: [low, high] each."
    )
    matching = serializers.CharField()
    counts = serializers.DictField(child=serializers.IntegerField())
    environment = serializers.DictField(help_text="What the last bits of the numbers depend on.")


class Quoted(Measured):
    """A number of a paper: quoted, not measured here."""

    name = serializers.CharField()
    split = serializers.CharField()
    caption_accuracy = serializers.FloatField(allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment]  # the contract's word, not DRF's attribute


class JudgeReport(serializers.Serializer[Any]):
    """What is kept of a report of caption accuracy; CA is 0 to 5."""

    CA = serializers.FloatField(allow_null=True)
    withheld = serializers.CharField(allow_null=True)
    reading = serializers.CharField()
    interval = serializers.DictField(allow_null=True)
    videos = serializers.IntegerField()
    videos_without_score = serializers.IntegerField()
    verdicts = serializers.IntegerField()
    unreadable = serializers.IntegerField()
    judge = serializers.DictField()


class PredictionSet(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    notes = serializers.CharField()
    licence = serializers.CharField()
    release = Version()
    split = serializers.ChoiceField(choices=ReleaseVideo.Split.choices)
    checkpoint = serializers.CharField()
    trained_on = serializers.IntegerField(help_text="How many videos the checkpoint is told to have learned from.")
    state = serializers.ChoiceField(choices=SetRow.State.choices)
    progress = BuildProgress()
    code = serializers.CharField()
    text = serializers.CharField(help_text="Why it was refused.")
    faults = serializers.ListField(child=serializers.CharField(), help_text="The first things that are wrong.")
    faults_total = serializers.IntegerField()
    scores = ProtocolScores(many=True)
    captions = JudgeReport(allow_null=True)
    by = Person(allow_null=True)
    created = serializers.DateTimeField()
    scored = serializers.DateTimeField(allow_null=True)


class Board(serializers.Serializer[Any]):
    sets = PredictionSet(many=True)
    quoted = Quoted(many=True)


class PredictionsBody(serializers.Serializer[Any]):
    upload = serializers.UUIDField(help_text="The key of a file that was sent with `purpose` predictions.")
    release = serializers.IntegerField(help_text="The row number of a published release.")
    split = serializers.ChoiceField(choices=ReleaseVideo.Split.choices)
    name = serializers.CharField(max_length=80)
    notes = serializers.CharField(max_length=2000, allow_blank=True, default="")
    licence = serializers.CharField(max_length=80, allow_blank=True, default="")
    checkpoint = serializers.CharField(
        max_length=200,
        allow_blank=True,
        default="",
        help_text="If named, say what it learned from, be it nothing here.",
    )
    trained_on = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=999_999), max_length=MOST_TRAINED_ON, required=False,
        help_text="Numbers of the videos that the checkpoint learned from: `trained_on` in its provenance.json.",
    )  # fmt: skip
    trained_on_release = serializers.IntegerField(allow_null=True, required=False)
    trained_on_split = serializers.ChoiceField(choices=ReleaseVideo.Split.choices, default=ReleaseVideo.Split.TRAIN)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        told = "trained_on" in attrs or attrs.get("trained_on_release") is not None
        if attrs["checkpoint"] and not told:
            raise serializers.ValidationError(
                {"trained_on": "Say what the checkpoint learned from; [] if nothing here."}
            )
        return attrs


class PageQuery(serializers.Serializer[Any]):
    offset = serializers.IntegerField(min_value=0, default=0)


class PromptsQuery(PageQuery):
    number = serializers.IntegerField(min_value=0, required=False, default=None, help_text="Of one video alone.")


class SetComparisonQuery(PageQuery):
    other = serializers.IntegerField(help_text="The row number of the other set.")


class PredictedClip(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    video = serializers.IntegerField(allow_null=True, help_text="The clip's row number.")
    name = serializers.CharField()
    prompts = serializers.IntegerField()
    caption_accuracy = serializers.FloatField(allow_null=True)


class PredictedVideo(PredictedClip):
    ap = serializers.FloatField(allow_null=True, help_text="The mean of its prompts' AP, corrected, in percent.")


class PredictedVideos(serializers.Serializer[Any]):
    total = serializers.IntegerField()
    videos = PredictedVideo(many=True)


class PredictedPrompt(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    place = serializers.IntegerField()
    text = serializers.CharField()
    ap = serializers.FloatField(allow_null=True)
    tracks = serializers.IntegerField()
    predicted = serializers.IntegerField()
    found_50 = serializers.IntegerField()
    found_75 = serializers.IntegerField()
    found_90 = serializers.IntegerField()
    ignored_tracks = serializers.IntegerField()
    ignored_predictions = serializers.IntegerField()
    dropped_predictions = serializers.IntegerField()


class PredictedPrompts(serializers.Serializer[Any]):
    total = serializers.IntegerField()
    prompts = PredictedPrompt(many=True)


class CocoRle(serializers.Serializer[Any]):
    """A mask as COCO's compressed run lengths; `size` is [height, width]."""

    size = serializers.ListField(child=serializers.IntegerField())
    counts = serializers.CharField()


class TrueMask(serializers.Serializer[Any]):
    track = serializers.IntegerField()
    rle = CocoRle()


class PredictedFrame(serializers.Serializer[Any]):
    frame = serializers.IntegerField()
    truth = TrueMask(many=True)
    predicted = CocoRle(many=True, help_text="By predicted object; null where it is absent.")


class PredictedMasks(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    video = serializers.IntegerField(allow_null=True)
    prompt = serializers.CharField()
    size = serializers.ListField(child=serializers.IntegerField())
    ap = serializers.FloatField(allow_null=True)
    scores = serializers.ListField(child=serializers.FloatField(), allow_null=True)
    frames = PredictedFrame(many=True)


class ComparedVideo(PredictedClip):
    ap = serializers.ListField(child=serializers.FloatField(allow_null=True))
    difference = serializers.FloatField(allow_null=True)


class SetComparison(serializers.Serializer[Any]):
    """The second set against the first: videos on which it is better, worse, the same; the worst first."""

    sets = PredictionSet(many=True)
    total = serializers.IntegerField()
    better = serializers.IntegerField()
    worse = serializers.IntegerField()
    same = serializers.IntegerField()
    videos = ComparedVideo(many=True)
