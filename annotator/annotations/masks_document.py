"""One gzipped JSON a clip for the player: every computed mask as COCO RLE, human frames marked, confidence beside."""

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

from django.conf import settings

from annotator.annotations import bundles
from annotator.annotations.models import Segment, Track
from annotator.annotations.propagation_plan import fresh_segments, needed_segments, predictor_name, wanted_segments
from annotator.annotations.queries import tracks_of
from annotator.formats.whole_file import write_whole
from annotator.jobs.models import Job
from annotator.jobs.queries import earlier_failures, overall, parts_of
from annotator.jobs.workers import seconds_a_segment
from annotator.videos.models import Video

KIND = "annotations.propagate"


def version_of(segments: list[Segment]) -> str:
    """What the document's content depends on, as a short digest; empty when nothing is computed."""
    if not segments:
        return ""
    parts = [(segment.track.number, segment.first, segment.bundle_sha256) for segment in segments]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def propagation_state(video: Video) -> dict[str, Any]:
    """How far a clip's propagation is, in JSON."""
    parts = parts_of(KIND, video.pk)
    job = overall(parts)
    total, needed = len(wanted_segments(video)), len(needed_segments(video))
    if job and job.state in Job.LIVE:
        state = str(job.state)
    elif total and not needed:
        state = "done"
    else:
        state = str(job.state) if job and job.state in (Job.State.FAILED, Job.State.CANCELLED) else "none"
    return {
        "state": state,
        "segments_done": total - needed,
        "segments_total": total,
        "stale": needed,
        "error": next((job.error_text for job in parts if job.state == Job.State.FAILED), None) if needed else None,
        "previous_error": earlier_failures(KIND, [video.pk]).get(video.pk),
        "eta_seconds": eta_of(parts, needed, seconds_a_segment(settings.PREDICTOR)) if state in Job.LIVE else None,
        "version": version_of(fresh_segments(video)),
        "predictor": predictor_name(),
    }


def eta_of(parts: list[Job], needed: int, each: float | None) -> float | None:
    """Seconds until a clip is computed, if as many workers as now go on with nothing else.

    Args:
        parts: The clip's newest jobs; while none runs, one worker is counted on.
        needed: How many segments are missing.
        each: What a segment takes, in seconds; None: not known.
    """
    hands = sum(job.state == Job.State.RUNNING for job in parts)
    return None if each is None else round(needed * each / max(1, hands), 1)


def masks_document(video: Video) -> tuple[str, Path]:
    """The document's tag and its gzipped file, made on first demand and kept.

    Raises:
        BundleMissing: A stored bundle is gone or damaged.
    """
    segments, tracks = fresh_segments(video), tracks_of(video)
    head = {
        "size": [video.height, video.width],
        "tracks": [{"id": track.pk, "number": track.number} for track in tracks],
        "human": sorted({keyframe.frame for track in tracks for keyframe in track.standing}),  # type: ignore[attr-defined]
        "version": version_of(segments) or "empty",
    }
    tag = hashlib.sha256(json.dumps(head).encode()).hexdigest()[:16]
    place = Path(settings.MEDIA_ROOT) / "masks" / str(video.pk) / f"{tag}.json.gz"
    if not place.exists():
        document = json.dumps(head | compose(video, tracks, segments)).encode()
        write_whole(place, gzip.compress(document, compresslevel=5, mtime=0))
    return tag, place


def compose(video: Video, tracks: list[Track], segments: list[Segment]) -> dict[str, Any]:
    """The masks and confidences of the document; a frame that nothing covers is null for its track."""
    column = {track.pk: index for index, track in enumerate(tracks)}
    frames: list[list[str | None]] = [[None] * len(tracks) for _ in range(video.frame_count)]
    confidence = [[0] * video.frame_count for _ in tracks]
    for segment in segments:
        bundle = bundles.read(segment.bundle_sha256)
        trust = bundle.confidence or (0,) * bundle.frame_count
        for frame in range(segment.first, segment.last + 1):
            frames[frame][column[segment.track_id]] = bundle.counts(frame)
            confidence[column[segment.track_id]][frame] = trust[frame - segment.first]
    return {"frames": frames, "confidence": confidence}
