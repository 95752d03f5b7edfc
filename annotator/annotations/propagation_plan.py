"""Which segments a clip's computed masks consist of, and which of them have to be computed.

A segment runs from a keyframe to the frame before the next decided one; the last runs to the end of the clip.
Everything here is derived from keyframes; only `Segment` rows remember what was computed.
"""

import hashlib
import json
from dataclasses import dataclass
from itertools import zip_longest

from django.conf import settings

from annotator.annotations.models import Keyframe, Segment, Track
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
    digest: str

    @property
    def part(self) -> int:
        """Which job of the clip computes it: segments that begin on one frame are one piece of work."""
        return self.first


def predictor_name() -> str:
    """The configured predictor as it enters digests."""
    return "flow" if settings.PREDICTOR == "flow" else f"sam2:{settings.PREDICTOR_OPTIONS['size']}"


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
        parts = [
            video.sha256,
            predictor_name(),
            here.frame,
            last,
            shape_digest(left),
            shape_digest(right) if following else "end",
        ]
        digest = hashlib.sha256(json.dumps(parts).encode()).hexdigest()
        found.append(WantedSegment(track.pk, track.number, here.frame, last, left, right, following is None, digest))
    return found


def wanted_segments(video: Video) -> list[WantedSegment]:
    """All segments that the clip's keyframes ask for, in order of time."""
    found = [wanted for track in tracks_of(video) for wanted in wanted_of(video, track)]
    return sorted(found, key=lambda wanted: (wanted.first, wanted.track))


def needed_segments(video: Video) -> list[WantedSegment]:
    """Those of them that were never computed, or whose keyframes changed since."""
    return needed_of(video, wanted_segments(video))


def needed_of(video: Video, wanted: list[WantedSegment]) -> list[WantedSegment]:
    """Those of some wanted segments that have to be computed."""
    fresh = set(Segment.objects.filter(track__video=video, stale=False).values_list("track", "first", "last"))
    return [segment for segment in wanted if (segment.track, segment.first, segment.last) not in fresh]


def fresh_segments(video: Video) -> list[Segment]:
    """The computed segments that stand, by track number and time."""
    rows = Segment.objects.filter(track__video=video).select_related("track")
    wanted = {(w.track, w.first, w.last) for w in wanted_segments(video)}
    standing = [row for row in rows if (row.track_id, row.first, row.last) in wanted]
    return sorted(standing, key=lambda row: ((row.track.number - 1) % 10, row.first))
