"""Projects, clips and queues as the API writes them."""

from typing import Any

from rest_framework import serializers

from annotator.accounts.models import Role
from annotator.accounts.serializers import Person
from annotator.insights.filters import QUALITY, SORTS, VERDICTS
from annotator.insights.flags import NOTES
from annotator.insights.stages import STAGES
from annotator.review.serializers import Finding, Question, Thread
from annotator.review.spent import TIMED
from annotator.work.serializers import WorkItem


class Limits(serializers.Serializer[Any]):
    min_seconds = serializers.FloatField()
    max_seconds = serializers.FloatField()
    max_side = serializers.IntegerField()
    max_bytes = serializers.IntegerField()


class Reason(serializers.Serializer[Any]):
    code = serializers.CharField()
    text = serializers.CharField()
    step = serializers.ChoiceField(choices=["caption", "masks"])


class Project(serializers.Serializer[Any]):
    slug = serializers.CharField()
    name = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)
    limits = Limits()
    counts = serializers.DictField(child=serializers.IntegerField())
    reasons = Reason(many=True)


class VideoRow(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    number = serializers.IntegerField()
    name = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # the contract's word, not DRF's attribute
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    frame_count = serializers.IntegerField()
    seconds = serializers.FloatField()
    source_fps = serializers.FloatField()
    objects = serializers.IntegerField()
    stage = serializers.ChoiceField(choices=STAGES)
    stage_with = Person(allow_null=True)
    round = serializers.IntegerField(help_text="of the step that the clip is at")
    priority = serializers.IntegerField()
    deadline = serializers.DateTimeField(allow_null=True)
    asked = serializers.BooleanField(help_text="a question about its caption is open")
    sure = serializers.FloatField(
        allow_null=True, help_text="how sure the model is of its caption, 0 to 1, while nobody decided on that draft"
    )
    notes = serializers.ListField(child=serializers.CharField())
    flags = serializers.ListField(child=serializers.ChoiceField(choices=list(NOTES)), help_text="the notes, in a word")
    thumbnail = serializers.CharField()
    changed = serializers.DateTimeField()


class VideoPage(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    next_page = serializers.IntegerField(allow_null=True)
    videos = VideoRow(many=True)


class VideoFilter(serializers.Serializer[Any]):
    """The words of `insights.filters.ClipFilter`."""

    search = serializers.CharField(required=False, allow_blank=True, max_length=200)
    stage = serializers.CharField(required=False, allow_blank=True, help_text="stages, with commas between them")
    source = serializers.CharField(required=False, allow_blank=True)  # type: ignore[assignment]  # the contract's word
    flag = serializers.ChoiceField(choices=list(NOTES), required=False, allow_blank=True)
    step = serializers.ChoiceField(choices=["caption", "masks"], required=False, allow_blank=True)
    author = serializers.CharField(required=False, allow_blank=True, help_text="user name of who did the step")
    did = serializers.ChoiceField(
        choices=VERDICTS, required=False, allow_blank=True, help_text="what became of a round"
    )
    reason = serializers.CharField(required=False, allow_blank=True, help_text="why a round was returned")
    since = serializers.DateField(required=False, help_text="first day of that round, UTC")
    until = serializers.DateField(required=False, help_text="its last day, included")
    round_least = serializers.IntegerField(required=False, min_value=1, max_value=1000)
    length_least = serializers.FloatField(required=False, min_value=0, help_text="seconds")
    length_most = serializers.FloatField(required=False, min_value=0, help_text="seconds")
    waits = serializers.FloatField(
        required=False, min_value=0, max_value=1e5, help_text="hours since the step that the clip is at last moved"
    )
    machine = serializers.ChoiceField(
        choices=["running", "queued", "paused", "failed", "cancelled"], required=False, allow_blank=True
    )
    question = serializers.ChoiceField(choices=["open", "answered", "withdrawn"], required=False, allow_blank=True)
    timed = serializers.ChoiceField(
        choices=TIMED, required=False, allow_blank=True, help_text="clips with counted minutes of a kind"
    )
    batch = serializers.IntegerField(
        required=False, min_value=0, max_value=2**31 - 1, help_text="of the step that the clip is at; 0 for none"
    )
    quality = serializers.ChoiceField(
        choices=QUALITY,
        required=False,
        allow_blank=True,
        help_text="clips that others are measured by; not for annotators",
    )
    sort = serializers.ChoiceField(choices=SORTS, required=False, help_text="newest clip first where none is named")
    up = serializers.BooleanField(required=False, help_text="the least first")


class VideoPageFilter(VideoFilter):
    page = serializers.IntegerField(required=False, min_value=1, max_value=1_000_000, default=1)


class Selection(serializers.Serializer[Any]):
    videos = serializers.ListField(child=serializers.IntegerField(), help_text="all that match, in the list's order")


class Facet(serializers.Serializer[Any]):
    value = serializers.CharField()
    text = serializers.CharField()
    count = serializers.IntegerField(help_text="clips in the whole project")


class Facets(serializers.Serializer[Any]):
    source = Facet(many=True)  # type: ignore[assignment]  # the contract's word, not DRF's attribute
    flag = Facet(many=True)
    author = Facet(many=True)
    reason = Facet(many=True)
    machine = Facet(many=True)
    question = Facet(many=True)
    batch = Facet(many=True, help_text="for who runs the line")
    quality = Facet(many=True, help_text="for who runs the line")


class BatchStage(serializers.Serializer[Any]):
    stage = serializers.ChoiceField(choices=STAGES)
    count = serializers.IntegerField(help_text="clips")
    rows = serializers.CharField(help_text="the query of the list of those clips")


class BatchStages(serializers.Serializer[Any]):
    batch = serializers.IntegerField()
    clips = serializers.IntegerField(help_text="whose step that they are at is in it")
    rows = serializers.CharField(help_text="the query of the list of those clips")
    deadline = serializers.DateTimeField(allow_null=True, help_text="the first of those that are not ready")
    stages = BatchStage(many=True)


class BatchesStages(serializers.Serializer[Any]):
    batches = BatchStages(many=True)


class QueueOrder(serializers.Serializer[Any]):
    order = serializers.ChoiceField(choices=["trust", "oldest"], required=False, default="trust")


class Still(serializers.Serializer[Any]):
    frame = serializers.IntegerField()
    url = serializers.CharField()


class Video(VideoRow):
    project = serializers.CharField()
    sha256 = serializers.CharField()
    media = serializers.CharField()
    frame_table = serializers.CharField()
    stills = Still(many=True)
    work = WorkItem(many=True)


class Progress(serializers.Serializer[Any]):
    done = serializers.IntegerField()
    total = serializers.IntegerField()


class LeastTrusted(serializers.Serializer[Any]):
    trust = serializers.FloatField(help_text="mean confidence of the clip's worst segment, 0 to 1")
    least = serializers.FloatField(help_text="and on its worst frame")
    frame = serializers.IntegerField(help_text="that frame, to be looked at first")
    first = serializers.IntegerField()
    last = serializers.IntegerField()
    track = serializers.IntegerField()
    number = serializers.IntegerField()
    cycle = serializers.FloatField(allow_null=True, help_text="how well its left keyframe alone reaches the right one")


class WorkCard(WorkItem):
    clip = VideoRow()
    caption_text = serializers.CharField(allow_null=True)
    findings = Finding(many=True)
    progress = Progress(allow_null=True)
    trust = LeastTrusted(allow_null=True, help_text="of masks: where the machine is least sure")


class Queue(serializers.Serializer[Any]):
    next = WorkCard(allow_null=True)
    returned = WorkCard(many=True)
    in_progress = WorkCard(many=True)
    to_review = WorkCard(many=True, help_text="masks first, the least trusted first; then the oldest first")
    finished = WorkCard(many=True)
    questions = Question(many=True, help_text="open ones on the person's captions; their own, answered this week")
    threads = Thread(many=True, help_text="open questions back that wait for the person")


class ReferenceLength(serializers.Serializer[Any]):
    words = serializers.IntegerField()
    text = serializers.CharField()


class CaptionLengths(serializers.Serializer[Any]):
    count = serializers.IntegerField(help_text="approved captions counted: the newest 1,000 at most")
    mean = serializers.FloatField(allow_null=True)
    median = serializers.FloatField(allow_null=True)
    low = serializers.IntegerField(help_text="in words; fewer are worth a warning")
    high = serializers.IntegerField(help_text="in words; more are worth a warning")
    source = serializers.ChoiceField(choices=["project", "default"])  # type: ignore[assignment]  # the contract's word
    reference = ReferenceLength()


class Machine(serializers.Serializer[Any]):
    name = serializers.CharField(help_text="host and process")
    queue = serializers.CharField()
    device = serializers.CharField()
    predictor = serializers.CharField()
    busy = serializers.BooleanField()
    clip = serializers.IntegerField(allow_null=True, help_text="the clip's number; null for another project's")
    frame = serializers.IntegerField(allow_null=True, help_text="on which its part of the clip begins")
    segments = serializers.IntegerField(help_text="computed since it started")
    seconds_a_segment = serializers.FloatField(allow_null=True)
    started_at = serializers.DateTimeField()
    seen_at = serializers.DateTimeField()


class PropagationJob(serializers.Serializer[Any]):
    video = serializers.IntegerField()
    number = serializers.IntegerField()
    name = serializers.CharField()
    state = serializers.ChoiceField(choices=["running", "queued", "paused", "failed", "cancelled"])
    priority = serializers.IntegerField(help_text="0 a person waits, 5 somebody's work goes on after it, 10 a batch")
    segments_done = serializers.IntegerField()
    segments_total = serializers.IntegerField()
    workers = serializers.ListField(child=serializers.CharField())
    attempt = serializers.IntegerField()
    eta_seconds = serializers.FloatField(allow_null=True)
    error = serializers.CharField(allow_null=True)
    previous_error = serializers.CharField(allow_null=True)
    queued_at = serializers.DateTimeField()


class Machines(serializers.Serializer[Any]):
    workers = Machine(many=True)
    jobs = PropagationJob(many=True, help_text="200 at most")


class DayStart(serializers.Serializer[Any]):
    since = serializers.DateTimeField(help_text="the person's midnight")


class WeekDay(serializers.Serializer[Any]):
    days_ago = serializers.IntegerField()
    frames = serializers.IntegerField()


class DayCaptions(serializers.Serializer[Any]):
    handed_in = serializers.IntegerField()
    approved = serializers.IntegerField()
    returned = serializers.IntegerField()
    waiting = serializers.IntegerField()


class Beside(serializers.Serializer[Any]):
    own = serializers.FloatField(allow_null=True, help_text="median of the last four weeks, in minutes")
    project = serializers.FloatField(allow_null=True, help_text="everybody's, reviews left out")
    paper = serializers.FloatField(help_text="what the ViCaS paper reports")


class FirstTime(serializers.Serializer[Any]):
    approved = serializers.IntegerField()
    judged = serializers.IntegerField(help_text="the last hundred at most")


class Day(serializers.Serializer[Any]):
    since = serializers.DateTimeField()
    idle_after = serializers.IntegerField(help_text="seconds of silence after which nothing is counted")
    seconds = serializers.IntegerField(help_text="that the person was active, reviews left out")
    frames = serializers.IntegerField(help_text="frames of clips that they drew on")
    frames_low = serializers.IntegerField(allow_null=True, help_text="first quartile of their days in four weeks")
    frames_high = serializers.IntegerField(allow_null=True, help_text="third quartile")
    week = WeekDay(many=True)
    captions = DayCaptions()
    minutes_a_frame = Beside()
    minutes_a_caption = Beside()
    approved_first_time = FirstTime()


class LogFilter(serializers.Serializer[Any]):
    clip = serializers.IntegerField(required=False, min_value=1, help_text="the clip's number")
    username = serializers.CharField(required=False, allow_blank=True, max_length=150)
    topic = serializers.CharField(required=False, allow_blank=True, max_length=40, help_text="see docs/events.md")
    before = serializers.IntegerField(required=False, min_value=1)


class LogEvent(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    by = Person(allow_null=True, help_text="null for the machine")
    topic = serializers.CharField()
    verb = serializers.CharField()
    clip = serializers.IntegerField(allow_null=True, help_text="the clip's number")
    payload = serializers.DictField(help_text="row numbers and states, see docs/events.md")
    via = serializers.CharField(help_text="page, token:ROW, worker:NAME, dispatch, shell; empty if not known")
    address = serializers.CharField(allow_null=True, help_text="for admins, where TETHER_LOG_ADDRESSES is set")


class Log(serializers.Serializer[Any]):
    events = LogEvent(many=True, help_text="newest first, 100 at most")
    next_before = serializers.IntegerField(allow_null=True, help_text="as `before`, to read on")
