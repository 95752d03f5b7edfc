"""Which segments a clip's computed masks consist of, and which of them have to be computed.

A segment runs from a keyframe to the frame before the next decided one; the last runs to the end of the clip.
Everything here is derived from keyframes; only `Segment` rows remember what was computed. Who computes does not enter
a segment's digest: the web server knows a predictor by its name only, and a name outlives its engine.
"""

import hashlib
import json
from dataclasses import dataclass
from itertools import zip_longest

from django.conf import settings

from annotator.annotations.models import IMPORTED, Keyframe, Run, Segment, Track
from annotator.annotations.queries import tracks_of
from annotator.formats import ring
from annotator.videos.models import Video


@dataclass(frozen=True)
class WantedSegment:
    """Frames `first` to `last`, both included, of a track, between a left keyframe and a right one.

    `left` and `right` are packed rings; None says that the object was declared absent, or with `open_end` that the
    clip ends there.
    """

    track: int
    number: int
    first: int
    last: int
    left: bytes | None
    right: bytes | None
    open_end: bool
    video_sha256: str

    @property
    def digest(self) -> str:
        """What a result of it is known by: the frames and the shapes at both ends."""
        right = "end" if self.open_end else shape_digest(self.right)
        parts = [self.video_sha256, self.first, self.last, shape_digest(self.left), right]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    @property
    def part(self) -> int:
        """Which job of the clip computes it: segments that begin on one frame are one piece of work."""
        return self.first


def predictor_name() -> str:
    """The configured predictor, as runs name it."""
    name: str = settings.CONFIGURED_PREDICTOR
    return name


def engine_name(run: Run) -> str:
    """The predictor that computes what a run lacks; an imported run has none of its own, so the configured one does."""
    return predictor_name() if run.predictor == IMPORTED else run.predictor


def current_run(video: Video) -> Run | None:
    """The run that is shown, judged and released; None before anything was computed."""
    return Run.objects.filter(video=video, current=True).first()


def shape_of(keyframe: Keyframe) -> bytes | None:
    """Packed rings, or None where the object was declared absent."""
    return None if keyframe.absent else bytes(keyframe.rings)


def shape_digest(shape: bytes | None) -> str:
    """What identifies a shape in a segment's inputs."""
    return "absent" if shape is None else ring.digest(ring.unpack(shape))


def wanted_of(video: Video, track: Track) -> list[WantedSegment]:
    """The segments of one track from `tracks_of`, by its decided keyframes."""
    standing: list[Keyframe] = track.standing  # type: ignore[attr-defined]  # set by tracks_of
    found = []
    for here, following in zip_longest(standing, standing[1:]):
        left, right = shape_of(here), shape_of(following) if following else None
        last = following.frame - 1 if following else video.frame_count - 1
        place = (track.pk, track.number, here.frame, last)
        found.append(WantedSegment(*place, left, right, following is None, video.sha256))
    return found


def wanted_segments(video: Video, run: Run | None = None) -> list[WantedSegment]:
    """All segments that the clip's keyframes ask for, in order of time; of a preview its own one."""
    found = [wanted for track in tracks_of(video) for wanted in wanted_of(video, track)]
    if run is not None and run.kind == Run.Kind.PREVIEW:
        found = [wanted for wanted in found if (wanted.track, wanted.first) == (run.track_id, run.first)]
    return sorted(found, key=lambda wanted: (wanted.first, wanted.track))


def needed_segments(video: Video, run: Run | None = None) -> list[WantedSegment]:
    """Those of them that a run, the current one if none is named, never computed or whose keyframes changed since."""
    run = run or current_run(video)
    return needed_of(run, wanted_segments(video, run))


def needed_of(run: Run | None, wanted: list[WantedSegment]) -> list[WantedSegment]:
    """Those of some wanted segments that a run has to compute; of no run yet, all."""
    rows = Segment.objects.filter(run=run, stale=False) if run else Segment.objects.none()
    fresh = set(rows.values_list("track", "first", "last"))
    return [segment for segment in wanted if (segment.track, segment.first, segment.last) not in fresh]


def fresh_segments(video: Video, run: Run | None = None) -> list[Segment]:
    """The computed segments that stand, of a run or the current one, by track number and time."""
    run = run or current_run(video)
    return standing_of(run, wanted_segments(video, run))


def standing_of(run: Run | None, wanted: list[WantedSegment]) -> list[Segment]:
    """A run's segments that are among some wanted ones, by track number and time."""
    rows = Segment.objects.filter(run=run).select_related("track") if run else Segment.objects.none()
    places = {(segment.track, segment.first, segment.last) for segment in wanted}
    standing = [row for row in rows if (row.track_id, row.first, row.last) in places]
    return sorted(standing, key=lambda row: ((row.track.number - 1) % 10, row.first))
