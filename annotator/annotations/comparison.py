"""Where two runs of a clip differ, frame by frame: for who chooses between two predictors, or an old and a new one.

Masks are compared as each run computed them, before objects that overlap are parted, and in run lengths: no pixel is
made.
"""

from typing import Any

from annotator.annotations import bundles
from annotator.annotations.models import Run, Segment
from annotator.annotations.propagation_plan import fresh_segments
from annotator.annotations.queries import tracks_of
from annotator.formats.bundle import overlaps
from annotator.videos.models import Video

LARGEST = 20


def compare(video: Video, a: Run, b: Run) -> dict[str, Any]:
    """Overlap of two runs' masks for every object and frame, and the frames on which they overlap least, in JSON.

    Frames on which either run has no mask of the object by the keyframes as they are now are null.

    Raises:
        BundleMissing: A stored bundle is gone or damaged.
    """
    theirs = {(s.track_id, s.first, s.last): s for s in fresh_segments(video, b) if not s.stale}
    found: dict[int, list[float | None]] = {track.pk: [None] * video.frame_count for track in tracks_of(video)}
    for mine in fresh_segments(video, a):
        other = theirs.get((mine.track_id, mine.first, mine.last))
        if other is not None and not mine.stale:
            found[mine.track_id][mine.first : mine.last + 1] = _overlaps(mine, other)
    tracks = [
        {"track": track.pk, "number": track.number, "iou": found[track.pk], "mean": _mean(found[track.pk])}
        for track in tracks_of(video)
    ]
    every = [
        {"track": track, "frame": frame, "iou": iou}
        for track, of_track in found.items()
        for frame, iou in enumerate(of_track)
        if iou is not None and iou < 1
    ]
    largest = sorted(every, key=lambda place: (place["iou"], place["frame"], place["track"]))
    return {"a": a.pk, "b": b.pk, "tracks": tracks, "largest": largest[:LARGEST]}


def _overlaps(mine: Segment, other: Segment) -> list[float | None]:
    if mine.bundle_sha256 == other.bundle_sha256:
        return [1.0] * (mine.last - mine.first + 1)
    found = overlaps(bundles.read(mine.bundle_sha256), bundles.read(other.bundle_sha256))
    return [round(iou, 4) for iou in found]


def _mean(of_track: list[float | None]) -> float | None:
    known = [iou for iou in of_track if iou is not None]
    return round(sum(known) / len(known), 4) if known else None
