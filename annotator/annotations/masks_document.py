"""One gzipped JSON a clip for the player: every computed mask as COCO RLE, human frames marked, confidence beside."""

import gzip
import hashlib
import json
import os
from pathlib import Path
from typing import Any

from django.conf import settings

from annotator.annotations import bundles
from annotator.annotations.models import IMPORTED, Run, Segment, Track
from annotator.annotations.propagation_plan import (
    current_run,
    fresh_segments,
    needed_of,
    predictor_name,
    standing_of,
    wanted_segments,
)
from annotator.annotations.queries import tracks_of
from annotator.formats import clock, together
from annotator.formats.whole_file import write_whole
from annotator.jobs.models import Job
from annotator.jobs.queries import earlier_failures, overall, parts_of
from annotator.jobs.workers import seconds_a_segment
from annotator.videos.models import Video

KIND = "annotations.propagate"  # of a clip: its current run
RUN_KIND = "annotations.propagate_run"  # of a run beside it
PREVIEW_KIND = "annotations.preview"  # of a preview, which is a run of one segment


def kind_of(run: Run | None) -> str:
    """The kind of the jobs that compute a run; no run yet stands for the clip's first."""
    if run is None or run.current:
        return KIND
    return PREVIEW_KIND if run.kind == Run.Kind.PREVIEW else RUN_KIND


def subject_of(video: Video, run: Run | None) -> int:
    """The row that those jobs are about: the clip, for its current run, else the run."""
    return video.pk if run is None or run.current else run.pk


def version_of(segments: list[Segment]) -> str:
    """What the document's content depends on, as a short digest; empty when nothing is computed."""
    if not segments:
        return ""
    parts = [
        (s.track.number, s.first, s.bundle_sha256, *([IMPORTED] if s.predictor == IMPORTED else [])) for s in segments
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def propagation_state(video: Video, run: Run | None = None) -> dict[str, Any]:
    """How far a run is, the clip's current one if none is named, in JSON."""
    run = run or current_run(video)
    predictor = run.predictor if run else predictor_name()
    kind, subject = kind_of(run), subject_of(video, run)
    parts = parts_of(kind, subject)
    job = overall(parts)
    wanted = wanted_segments(video, run)
    total, needed = len(wanted), len(needed_of(run, wanted))
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
        "previous_error": earlier_failures(kind, [subject]).get(subject),
        "eta_seconds": eta_of(parts, needed, seconds_a_segment(predictor)) if state in Job.LIVE else None,
        "version": version_of(standing_of(run, wanted)),
        "predictor": predictor,
        "run": run.pk if run else None,
    }


def eta_of(parts: list[Job], needed: int, each: float | None) -> float | None:
    """Seconds until a clip is computed, if as many workers as now go on with nothing else.

    Args:
        parts: The clip's newest jobs; while none runs, one worker is counted on.
        needed: How many segments are missing.
        each: What a segment takes, in seconds; None: not known.
    """
    hands = len({job.leased_by for job in parts if job.state == Job.State.RUNNING})  # one may hold several parts
    return None if each is None else round(needed * each / max(1, hands), 1)


def masks_document(video: Video, run: Run | None = None, *, track: int | None = None) -> tuple[str, Path]:
    """The document's tag and its gzipped file, made on first demand and kept while it is asked for.

    Args:
        run: Whose masks; the current run's if none is named.
        track: Only this object's.

    Raises:
        BundleMissing: A stored bundle is gone or damaged.
    """
    run = run or current_run(video)
    segments, tracks = fresh_segments(video, run), tracks_of(video)
    if track is not None:
        tracks = [one for one in tracks if one.pk == track]
    grid = set(clock.keyframes(video.frame_count))
    standing = [(t.pk, keyframe.frame) for t in tracks for keyframe in t.standing]  # type: ignore[attr-defined]
    head = {
        "run": run.pk if run else None,
        "size": [video.height, video.width],
        "tracks": [{"id": track.pk, "number": track.number} for track in tracks],
        "human": sorted({frame for _, frame in standing} & grid),
        "extra": [{"track": key, "frame": frame} for key, frame in standing if frame not in grid],
        "segments": [describe_segment(s) for s in segments if track in (None, s.track_id)],
        "version": version_of(segments) or "empty",
    }
    tag = hashlib.sha256(json.dumps([head, together.VERSION]).encode()).hexdigest()[:16]
    place = Path(settings.MEDIA_ROOT) / "masks" / str(video.pk) / f"{tag}.json.gz"
    try:
        os.utime(place)  # who collects what nobody asks for sees that somebody does
    except FileNotFoundError:
        document = json.dumps(head | compose(video, tracks, segments), separators=(",", ":")).encode()
        write_whole(place, gzip.compress(document, compresslevel=5, mtime=0))
    return tag, place


def describe_segment(segment: Segment) -> dict[str, Any]:
    """Where a segment lies and how far it is to be trusted, in JSON."""
    return {
        "track": segment.track_id,
        "first": segment.first,
        "last": segment.last,
        "stale": segment.stale,
        "trust": segment.trust_mean,
        "least": segment.trust_least,
        "worst": segment.worst_frame,
        "cycle": segment.cycle_iou,
    }


def compose(video: Video, tracks: list[Track], segments: list[Segment]) -> dict[str, Any]:
    """The masks and confidences of some tracks; a frame that nothing covers is null for its track.

    Args:
        segments: Those of all tracks of the run, for which pixel is whose is decided between them.
    """
    spans = [
        together.Span(s.track.number, s.first, s.last, bundles.read(s.bundle_sha256), s.predictor == IMPORTED)
        for s in segments
    ]
    read = together.read_together(spans, video.frame_count)
    confidence = {track.number: [0] * video.frame_count for track in tracks}
    for span in (span for span in spans if span.number in confidence):
        trust = span.bundle.confidence or (0,) * span.bundle.frame_count
        confidence[span.number][span.first : span.last + 1] = trust[: span.last - span.first + 1]
    return {
        "frames": [[of_frame.get(track.number) for track in tracks] for of_frame in read],
        "confidence": list(confidence.values()),
    }
