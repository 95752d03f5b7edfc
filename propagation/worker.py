"""The one door between engines and rows: takes a job, feeds frames and keyframes in, stores segments as they come.

It may die at any point. What it stored stays; the job's lease runs out, the bell rings again, and the next worker finds
only the rest to do. A lease lost to another worker stops the loop at its next write.
"""

import os
import socket
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path

import django
import structlog

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
django.setup()

from django.conf import settings  # noqa: E402  # rooms load only after setup
from django.db import close_old_connections  # noqa: E402

from annotator.annotations.actions import propagations  # noqa: E402
from annotator.annotations.propagation_plan import WantedSegment  # noqa: E402
from annotator.celery import app  # noqa: E402
from annotator.formats import bundle, frames, raster, ring  # noqa: E402
from annotator.jobs import actions as jobs  # noqa: E402
from annotator.jobs.actions import Lease, LeaseLost  # noqa: E402
from annotator.videos.models import Video  # noqa: E402
from propagation.errors import PropagationError  # noqa: E402
from propagation.predictor import Image, Mask, Predictor  # noqa: E402
from propagation.propagate import SegmentMasks, SegmentTask, propagate  # noqa: E402
from propagation.registry import predictor_by_name  # noqa: E402

log = structlog.get_logger()


@cache
def configured_predictor() -> Predictor:
    """The predictor that the settings name, loaded once a process."""
    chosen = {name: value for name, value in settings.PREDICTOR_OPTIONS.items() if value}
    return predictor_by_name(settings.PREDICTOR, chosen if settings.PREDICTOR == "sam2" else {})


@app.task(name=propagations.KIND)
def run(job_id: int) -> None:
    """Celery's entry: claim the job and do what it still needs."""
    lease = jobs.claim(job_id, f"{socket.gethostname()}:{os.getpid()}")
    if lease is None:
        return
    try:
        with jobs.heartbeat(lease):
            compute(lease, configured_predictor())
    except LeaseLost:
        log.warning("propagation.lease_lost", job=job_id)
    except PropagationError as error:
        propagations.give_up(lease, code=error.code, text=str(error))
    except Exception as error:
        log.exception("propagation.failed", job=job_id)
        close_old_connections()  # the database itself may have ended the connection
        jobs.give_back(lease, error)


def compute(lease: Lease, predictor: Predictor) -> None:
    """Compute until no keyframe has moved since.

    Raises:
        LeaseLost: Another worker has the job.
        PropagationError: The predictor cannot do it.
    """
    while True:
        video, wanted = propagations.begin(lease)
        by_task = {task: segment for segment in wanted for task in [task_of(segment, video)]}
        for masks in propagate(reader_of(video), by_task, predictor):
            segment = by_task[masks.task]
            kept = propagations.store_segment(lease, segment, pack(segment, masks), predictor=predictor.name)
            log.info("propagation.segment", job=lease.job, track=segment.number, first=segment.first, kept=kept)
        if propagations.conclude(lease):
            return


def task_of(segment: WantedSegment, video: Video) -> SegmentTask:
    """A segment of the plan as the engine takes it: with masks, and its right keyframe included."""
    last = segment.last if segment.open_end else segment.last + 1
    return SegmentTask(
        track=segment.track,
        first=segment.first,
        last=last,
        left=mask_of(segment.left, video),
        right=None if segment.open_end else mask_of(segment.right, video),
        open_end=segment.open_end,
    )


def mask_of(shape: bytes | None, video: Video) -> Mask | None:
    """Pixels of packed rings; None stays None, declared absent."""
    return None if shape is None else raster.rasterise(ring.unpack(shape), width=video.width, height=video.height)


def reader_of(video: Video) -> Callable[[int, int], Iterator[Image]]:
    """Reads the clip's canonical frames by index, both ends included."""
    return partial(frames.read_frames, Path(settings.MEDIA_ROOT) / video.folder / "canonical.mp4")


def pack(segment: WantedSegment, masks: SegmentMasks) -> bytes:
    """A segment's own frames as a bundle; the right keyframe belongs to the next one."""
    count = segment.last - segment.first + 1
    return bundle.encode(masks.masks[:count], first=segment.first, confidence=masks.confidence[:count])
