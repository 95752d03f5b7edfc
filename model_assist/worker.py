"""The one door between the model and rows: takes a job, looks at the clip, hands in what the model would say or draw.

Nothing that it hands in is an annotation: it lies beside the work until a person takes it. It may die at any point, as
`propagation/worker.py` may: the job's lease runs out, and the next one begins anew.

Started by Celery it answers bells; `python -m model_assist.worker --drain` does what waits, then ends.
"""

import argparse
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import django
import structlog
from celery.signals import worker_process_init, worker_process_shutdown

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
django.setup()

from django.conf import settings  # noqa: E402  # rooms load only after setup
from django.db import close_old_connections  # noqa: E402

from annotator.annotations.caption_queries import approved_caption  # noqa: E402
from annotator.annotations.models import ModelDraft, Track  # noqa: E402
from annotator.annotations.queries import tracks_of  # noqa: E402
from annotator.assist import actions  # noqa: E402
from annotator.assist.queries import KIND, QUEUE, why_no_caption  # noqa: E402
from annotator.celery import app  # noqa: E402
from annotator.checkpoints.models import Checkpoint  # noqa: E402
from annotator.checkpoints.queries import folder_of  # noqa: E402
from annotator.errors import AnnotatorError  # noqa: E402
from annotator.formats import canonical, clock, grounding, outline  # noqa: E402
from annotator.formats.checkpoint import CheckpointDamaged  # noqa: E402
from annotator.formats.ring import Shape  # noqa: E402
from annotator.jobs import actions as jobs  # noqa: E402
from annotator.jobs import workers  # noqa: E402
from annotator.jobs.actions import Lease, LeaseLost  # noqa: E402
from annotator.jobs.workers import Machine  # noqa: E402
from annotator.videos.models import Video  # noqa: E402
from annotator.videos.queries import clip_file  # noqa: E402
from annotator.work.models import WorkItem  # noqa: E402
from model_assist.checkpoint import load_checkpoint  # noqa: E402
from model_assist.errors import ModelAssistError  # noqa: E402
from model_assist.predict import Predictor, Seen  # noqa: E402

log = structlog.get_logger()
GAVE_UP = "Drafting this broke down several times; do it by hand, and tell who runs the server."


class NothingDrafted(ModelAssistError):
    """The model said nothing that a caption could begin from, or saw none of the objects."""

    code = "nothing_drafted"


def worker_name() -> str:
    """Which process holds a lease."""
    return f"{socket.gethostname()}:{os.getpid()}"


def this_machine() -> Machine:
    """This process, as people see it."""
    return Machine(worker_name(), QUEUE, "model", settings.PREDICTOR_OPTIONS["device"][:120])


@worker_process_init.connect
def be_seen(**_: object) -> None:
    """Say that this process is there, as long as it lives."""
    workers.be_seen(this_machine)


@worker_process_shutdown.connect
def leave(**_: object) -> None:
    """Go home in good order."""
    workers.leave(worker_name())


@app.task(name=KIND)
def draft(job_id: int) -> None:
    """Celery's entry: claim the job and draft what somebody waits for."""
    lease = jobs.claim(job_id, worker_name())
    if lease is not None:
        work_on(lease)


def work_on(lease: Lease) -> None:
    """Draft what a claimed job asks for, and end it or give it back."""
    with answered(lease), jobs.heartbeat(lease):
        wanted = actions.begin(lease)
        if wanted is None:
            return
        begun = time.perf_counter()
        if wanted.step == WorkItem.Step.CAPTION:
            text, score = caption_of(wanted)
            actions.store_caption(lease, text=text, score=score)
        else:
            actions.store_masks(lease, cells_of(wanted))
        log.info("draft.made", job=lease.job, step=wanted.step, seconds=time.perf_counter() - begun)


@contextmanager
def answered(lease: Lease) -> Iterator[None]:
    """Whatever goes wrong inside is said of the job: it is lost, has failed for a reason, or is given back."""
    try:
        yield
    except LeaseLost:
        log.warning("draft.lease_lost", job=lease.job)
    except (ModelAssistError, AnnotatorError) as error:
        actions.give_up(lease, code=error.code, text=error.text)
    except Exception as error:
        log.exception("draft.failed", job=lease.job)
        close_old_connections()  # the database itself may have ended the connection
        if jobs.give_back(lease, error):
            actions.note_failure(lease.subject, code="attempts_used_up", text=GAVE_UP)


def caption_of(wanted: ModelDraft) -> tuple[str, float | None]:
    """A clip's caption as the model would write it, in the grammar, and how sure it is of the objects.

    Raises:
        NothingDrafted: It says nothing that is a caption.
        CheckpointDamaged: The model is not what was registered.
    """
    text, score = loaded(wanted.checkpoint).describe(seen(wanted, frames=(0,)))
    return checked(text), score


def checked(text: str) -> str:
    """Let pass what a person could begin a caption from.

    Raises:
        NothingDrafted: It is none.
    """
    if why := why_no_caption(text):
        raise NothingDrafted(f"What the model said of this clip is no caption: {why}; write it without.")
    return text


def cells_of(wanted: ModelDraft) -> list[tuple[Track, int, Shape, float]]:
    """The masks of the approved caption's objects on every keyframe; where the model sees none there is none.

    Raises:
        NothingDrafted: It sees none of them anywhere.
        CheckpointDamaged: The model is not what was registered.
    """
    video, keyframes = wanted.video, tuple(clock.keyframes(wanted.video.frame_count))
    drawn = loaded(wanted.checkpoint).draw(
        seen(wanted, frames=keyframes), grounding.parse(approved_caption(video).text)
    )
    cells = []
    for track in tracks_of(video):
        of_model = drawn.get(track.number)
        if of_model is None:
            continue
        for frame, mask, present in zip(keyframes, of_model.masks, of_model.present, strict=True):
            if shape := outline.outline(mask):
                cells.append((track, frame, shape, min(max(of_model.score * present, 0.0), 1.0)))
    if not cells:
        raise NothingDrafted("The model sees none of the caption's objects on any keyframe; draw them without.")
    return cells


def seen(wanted: ModelDraft, *, frames: tuple[int, ...]) -> Seen:
    """The clip as its model has looked at it."""
    video: Video = wanted.video
    place = clip_file(video, canonical.VIDEO)
    return loaded(wanted.checkpoint).see_video(place, frame_count=video.frame_count, frames=frames)


def loaded(checkpoint: Checkpoint) -> Predictor:
    """A checkpoint's model, kept until another one is asked for."""
    return _loaded(folder_of(checkpoint), checkpoint.sha256, settings.PREDICTOR_OPTIONS["device"])


@lru_cache(maxsize=1)
def _loaded(folder: Path, sha256: str, device: str) -> Predictor:
    opened = load_checkpoint(folder, device=device)
    if opened.sha256 != sha256:
        raise CheckpointDamaged(f"{folder} holds another checkpoint, {opened.sha256[:12]}; register it again.")
    return Predictor(opened.model, opened.vocabulary)


def drain() -> None:
    """Do what waits, and end: a worker for those who run no queue."""
    be_seen()
    try:
        while (lease := jobs.claim_next(KIND, QUEUE, worker_name())) is not None:
            work_on(lease)
    finally:
        leave()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m model_assist.worker", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--drain", action="store_true", required=True, help="draft everything that waits, then end")
    parser.parse_args()
    drain()


if __name__ == "__main__":
    main()
