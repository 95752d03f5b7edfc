"""The one door between engines and rows: takes a job, feeds frames and keyframes in, stores segments as they come.

Two kinds of work come through it: masks between keyframes, and drafts that a person waits for. Each has its own queue,
so that a click never waits behind a clip.

It may die at any point. What it stored stays; the job's lease runs out, the bell rings again, and the next worker finds
only the rest to do. A lease lost to another worker, or to a person who paused or cancelled, stops the loop at its next
write.

Started by Celery it answers bells. `python -m propagation.worker --drain` needs no bell: it takes what waits, and ends.
"""

import argparse
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, lru_cache

import django
import structlog
from celery.signals import worker_process_init, worker_process_shutdown

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
django.setup()

from django.conf import settings  # noqa: E402  # rooms load only after setup
from django.db import close_old_connections  # noqa: E402

from annotator.annotations import masks_document, prompts, suggestion_queries  # noqa: E402
from annotator.annotations.actions import previews, propagations, suggestions  # noqa: E402
from annotator.annotations.models import Run, Suggestion  # noqa: E402
from annotator.annotations.propagation_plan import WantedSegment, engine_name, predictor_name  # noqa: E402
from annotator.celery import app  # noqa: E402
from annotator.formats import bundle, canonical, frames, outline, raster, ring  # noqa: E402
from annotator.jobs import actions as jobs  # noqa: E402
from annotator.jobs import workers  # noqa: E402
from annotator.jobs.actions import Lease, LeaseLost  # noqa: E402
from annotator.jobs.workers import Machine  # noqa: E402
from annotator.videos.models import Video  # noqa: E402
from annotator.videos.queries import clip_file  # noqa: E402
from propagation import suggest  # noqa: E402
from propagation.clicks import Click, ClickPredictor, Prompt, Still  # noqa: E402
from propagation.device import device_label  # noqa: E402
from propagation.errors import NothingFound, PropagationError  # noqa: E402
from propagation.predictor import Image, Mask, Together  # noqa: E402
from propagation.propagate import SegmentMasks, SegmentTask, propagate  # noqa: E402
from propagation.registry import Engine, click_predictor_beside, predictor_by_name  # noqa: E402
from propagation.warmth import warm  # noqa: E402

log = structlog.get_logger()
ROUTES_KEPT = 4  # about 100 MB each at 720p
STILLS_KEPT = 16
GAVE_UP = "Drafting this broke down several times; draw it by hand, and tell who runs the server."


def configured_predictor() -> Engine:
    """The predictor that the settings name."""
    return engine_called(predictor_name())


@cache
def engine_called(name: str) -> Engine:
    """The engine behind a run's predictor, loaded once a process, as fast as the settings say.

    Weights at a path of our own are of one size; other sizes are the published ones.

    Raises:
        PropagationError: It cannot be had on this machine.
    """
    kind, _, size = name.partition(":")
    if kind != "sam2":
        return predictor_by_name(name)
    own = {} if size == settings.PREDICTOR_OPTIONS["size"] else {"weights": "", "sha256": ""}
    chosen = settings.PREDICTOR_OPTIONS | own | {"size": size}
    return predictor_by_name(kind, {name: value for name, value in chosen.items() if value})


@cache
def configured_clicks() -> ClickPredictor:
    """The click engine beside it."""
    return click_predictor_beside(configured_predictor())


@cache
def this_machine() -> Machine:
    """This process, as people see it. The device is asked for once: a GPU's name takes loading torch."""
    queues = ",".join(app.amqp.queues.consume_from)
    device = device_label(settings.PREDICTOR, settings.PREDICTOR_OPTIONS["device"])
    return Machine(worker_name(), queues[:120], settings.PREDICTOR, device[:120])


def worker_name() -> str:
    """Which process holds a lease."""
    return f"{socket.gethostname()}:{os.getpid()}"


@worker_process_init.connect
def be_seen(**_: object) -> None:
    """Say that this process is there, as long as it lives."""
    workers.be_seen(this_machine)


@worker_process_init.connect
def warm_up(**_: object) -> None:
    """Where people wait for previews, do one before anybody asks: the first costs half a second of loading."""
    if propagations.ASSIST in app.amqp.queues.consume_from:
        threading.Thread(target=_preview_nothing, daemon=True, name="warm-up").start()


def _preview_nothing() -> None:
    warm(engine_called(previews.PREDICTOR))
    log.info("worker.warm", worker=worker_name())


@worker_process_shutdown.connect
def leave(**_: object) -> None:
    """Go home in good order: the list of machines forgets this process at once."""
    workers.leave(worker_name())


@app.task(name=masks_document.PREVIEW_KIND)
def preview(job_id: int) -> None:
    """Celery's entry for previews: they wait in the drafts' queue, behind no clip, and have one part."""
    lease = jobs.claim(job_id, worker_name())
    if lease is not None:
        with answered(lease), jobs.heartbeat(lease):
            compute(lease, propagations.run_to_compute(lease))


@app.task(name=masks_document.RUN_KIND)
def run_beside(job_id: int) -> None:
    """Celery's entry for runs that are not the current one."""
    run(job_id)


@app.task(name=masks_document.KIND)
def run(job_id: int) -> None:
    """Celery's entry: answer a bell with the most urgent part of a clip that waits."""
    lease = jobs.claim(job_id, worker_name())
    if lease is not None:
        work_on(lease)


def work_on(lease: Lease) -> None:
    """Do what a claimed job still needs, and end it or give it back; other parts with it, where the engine has room."""
    with answered(lease), jobs.heartbeat(lease):
        target = propagations.run_to_compute(lease)
        others = claim_others(lease, target) if target else []
        if target is None or not others:
            compute(lease, target)
            return
        with jobs.heartbeat(*others):
            for one in compute_together([lease, *others], target):
                with answered(one):
                    compute(one, propagations.run_to_compute(one))


@contextmanager
def answered(lease: Lease) -> Iterator[None]:
    """Whatever goes wrong inside is said of the job: it is lost, has failed for a reason, or is given back."""
    try:
        yield
    except LeaseLost:
        log.warning("propagation.lease_lost", job=lease.job)
    except PropagationError as error:
        propagations.give_up(lease, code=error.code, text=str(error))
    except Exception as error:
        log.exception("propagation.failed", job=lease.job)
        close_old_connections()  # the database itself may have ended the connection
        jobs.give_back(lease, error)


def claim_others(lease: Lease, target: Run) -> list[Lease]:
    """Further waiting parts of the same run, as many as its engine computes at once.

    Raises:
        PropagationError: The engine cannot be had on this machine.
    """
    engine = engine_called(engine_name(target))
    more = engine.segments_at_once - 1 if isinstance(engine, Together) else 0
    return jobs.claim_beside(lease, worker_name(), at_most=more) if more else []


def compute_together(leases: Sequence[Lease], target: Run) -> list[Lease]:
    """Compute what several parts of a run need at once; each is stored, ended and lost by itself.

    Returns:
        Those that need more. After a breakdown nobody knows on which part it was: one by one it will show.
    """
    held = sorted(leases, key=lambda lease: lease.part)
    try:
        compute_round(held, target)
    except Exception as error:
        log.warning("propagation.apart", jobs=[lease.job for lease in held], error=f"{type(error).__name__}: {error}")
        close_old_connections()
    return held


def compute(lease: Lease, target: Run | None) -> None:
    """Compute until no keyframe has moved since or another worker has the job; `run_to_compute` gave the target.

    Raises:
        LeaseLost: Another worker has the job.
        PropagationError: The predictor cannot do it, or cannot be loaded.
    """
    held = [lease]
    while target is not None:
        compute_round(held, target)
        target = propagations.run_to_compute(lease) if held else None


def compute_round(held: list[Lease], target: Run) -> None:
    """Compute what parts of a run need, in one call of the engine, and end those that need no more.

    Args:
        held: Leases that are over, because the work is done or another worker has it, are taken out of it.

    Raises:
        PropagationError: The predictor cannot do it, or cannot be loaded.
    """
    engine = engine_called(engine_name(target))
    begun, wanted = time.perf_counter(), dict[SegmentTask, tuple[Lease, WantedSegment]]()
    for lease in list(held):
        with unless_lost(held, lease):
            for segment in propagations.begin(lease, target, engine=engine.digest):
                wanted[task_of(segment, target.video)] = lease, segment
    for masks in propagate(reader_of(target.video), wanted, engine):
        lease, segment = wanted[masks.task]
        if lease in held:
            with unless_lost(held, lease):
                computed = propagations.Computed(pack(segment, masks), engine.name, engine.digest, masks.cycle_iou)
                kept = propagations.store_segment(lease, target, segment, computed)
                log.info("propagation.segment", job=lease.job, track=segment.number, first=segment.first, kept=kept)
        if not held:
            return
    if wanted:
        machine = replace(this_machine(), predictor=engine_name(target))
        workers.measure(machine, segments=len(wanted), seconds=time.perf_counter() - begun)
    for lease in list(held):
        with unless_lost(held, lease):
            if propagations.conclude(lease, target):
                held.remove(lease)


@contextmanager
def unless_lost(held: list[Lease], lease: Lease) -> Iterator[None]:
    """A lease that turns out to be lost is held no more; the others do not care."""
    try:
        yield
    except LeaseLost:
        log.warning("propagation.lease_lost", job=lease.job)
        held.remove(lease)


def drain() -> None:
    """Do what waits, and end: a worker for those who run no queue."""
    app.amqp.queues.select([propagations.QUEUE])
    be_seen()
    try:
        while (lease := _waiting()) is not None:
            work_on(lease)
    finally:
        leave()


def _waiting() -> Lease | None:
    """What a clip's current run needs goes before what runs beside it need."""
    current = jobs.claim_next(masks_document.KIND, propagations.QUEUE, worker_name())
    return current or jobs.claim_next(masks_document.RUN_KIND, propagations.QUEUE, worker_name())


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
    return None if shape is None else pixels_of(shape, video)


def pixels_of(shape: bytes, video: Video) -> Mask:
    """Pixels of packed rings."""
    return raster.rasterise(ring.unpack(shape), width=video.width, height=video.height)


def reader_of(video: Video) -> Callable[[int, int], Iterator[Image]]:
    """Reads the clip's canonical frames by index, both ends included."""
    return lambda first, last: frames.read_frames(clip_file(video, canonical.VIDEO), first, last)


def pack(segment: WantedSegment, masks: SegmentMasks) -> bytes:
    """A segment's own frames as a bundle; the right keyframe belongs to the next one."""
    count = segment.last - segment.first + 1
    return bundle.encode(masks.masks[:count], first=segment.first, confidence=masks.confidence[:count])


@app.task(name=suggestion_queries.KIND)
def draft(job_id: int) -> None:
    """Celery's entry for suggestions: claim the job and draft what somebody waits for."""
    lease = jobs.claim(job_id, worker_name())
    if lease is None:
        return
    try:
        with jobs.heartbeat(lease):
            row = suggestions.begin(lease)
            if row is not None:
                begun = time.perf_counter()
                found = draft_of(row)
                log.info("suggestion.drafted", job=job_id, method=row.method, seconds=time.perf_counter() - begun)
                suggestions.store(lease, found)
    except LeaseLost:
        log.warning("suggestion.lease_lost", job=job_id)
    except PropagationError as error:
        suggestions.give_up(lease, code=error.code, text=str(error))
    except Exception as error:
        log.exception("suggestion.failed", job=job_id)
        close_old_connections()
        if jobs.give_back(lease, error):
            suggestions.note_failure(lease.subject, code="attempts_used_up", text=GAVE_UP)


def draft_of(row: Suggestion) -> suggestions.Draft:
    """What the configured engines draft for a suggestion.

    Raises:
        PropagationError: They cannot; the text is for the person who asked.
    """
    return carried(row) if row.method == Suggestion.Method.NEIGHBOUR else clicked(row)


def carried(row: Suggestion) -> suggestions.Draft:
    """The object from its neighbouring keyframes, as they are drawn now."""
    video = row.track.video
    keyframes = prompts.neighbours_of(row.track, row.frame, only=row.neighbour)
    if not keyframes:
        raise NothingFound("The neighbouring keyframes were taken away meanwhile; draw one of them first.")
    drawn = {keyframe.frame: pixels_of(bytes(keyframe.rings), video) for keyframe in keyframes}
    found = suggest.carry(route_of(video, row.frame, tuple(drawn)), drawn)
    nearest = min(found.used, key=lambda frame: abs(frame - row.frame))
    return suggestions.Draft(outline.outline(found.mask), found.estimate, configured_predictor().name, nearest)


@lru_cache(maxsize=ROUTES_KEPT)
def route_of(video: Video, frame: int, neighbours: tuple[int, ...]) -> suggest.Route:
    """The way to a frame, kept for the clip's other objects that are drawn on the same neighbours."""
    return suggest.route(reader_of(video), frame, neighbours, configured_predictor())


def clicked(row: Suggestion) -> suggestions.Draft:
    """The object from the person's clicks."""
    clicks = tuple(Click(click["x"], click["y"], click["positive"]) for click in row.clicks)
    box = None if row.box is None else (row.box[0], row.box[1], row.box[2], row.box[3])
    engine = configured_clicks()
    found = engine.predict(still_of(row.track.video, row.frame), Prompt(clicks, box))
    return suggestions.Draft(outline.outline(found.mask), found.estimate, engine.name)


@lru_cache(maxsize=STILLS_KEPT)
def still_of(video: Video, frame: int) -> Still:
    """A frame to click on; it is decoded for the first click only."""
    return Still(f"{video.sha256} {frame}", next(iter(reader_of(video)(frame, frame))))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m propagation.worker", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--drain", action="store_true", required=True, help="do every waiting propagation, then end")
    parser.parse_args()
    drain()


if __name__ == "__main__":
    main()
