"""A preview through the real worker: one segment by the quick engine, while a clip is computed beside it."""

import time
from pathlib import Path

import numpy as np
import pytest
from django.db import close_old_connections

from annotator.annotations.actions.previews import ask_preview
from annotator.annotations.actions.runs import start_run
from annotator.annotations.masks_document import propagation_state
from annotator.annotations.models import Run, Segment
from annotator.jobs.models import Job
from annotator.work.admission import admit_file
from propagation.registry import predictor_by_name
from propagation.worker import run
from tests import factories as make
from tests.annotator.formats import clips
from tests.processes import running, wait_for

pytestmark = pytest.mark.django_db(transaction=True)
BOX = [[[120.0, 80.0], [170.0, 80.0], [170.0, 130.0], [120.0, 130.0]]]


@pytest.fixture
def drawn(tmp_path: Path):
    """A real clip whose masks somebody draws: one object on five keyframes."""
    clip = admit_file(make.project(), clips.render(clips.cfr(30), tmp_path), source="Rendered", by=None)
    author = make.annotator(clip.project)
    [track] = make.masking(clip, author, text="[A bright wall]<mask_1> stands there.")
    make.draw_all(clip, author, rings=BOX)
    return clip, author, track


def state_of(key: int) -> str:
    close_old_connections()
    run = Run.objects.select_related("video").get(pk=key)
    return propagation_state(run.video, run)["state"]


def test_a_preview_comes_from_the_drafts_worker_and_is_of_its_segment_alone(drawn, tmp_path):
    _, author, track = drawn
    log = tmp_path / "assist.log"

    with running(tmp_path, "assist", "dispatch"):
        wait_for(lambda: "worker.warm" in log.read_text(), log=log)  # before anybody asks
        key = ask_preview(author, track_id=track.pk, first=30)["id"]
        wait_for(lambda: state_of(key) == "done", log=log)

    [segment] = Segment.objects.filter(run=key)
    assert (segment.track_id, segment.first, segment.last, segment.predictor) == (track.pk, 30, 59, "flow-preview")
    assert segment.worst_frame in range(31, 60)
    assert 0 < segment.trust_least <= segment.trust_mean <= 1
    assert not Run.objects.filter(current=True).exists()


def test_a_run_of_an_engine_that_cannot_be_loaded_fails_with_the_reason(drawn, settings):
    clip, _, _ = drawn
    settings.RUN_PREDICTORS = ["sam2:tiny"]
    settings.PREDICTOR_OPTIONS = settings.PREDICTOR_OPTIONS | {"weights": "/nowhere/weights.pt", "size": "tiny"}
    start_run(make.lead(clip.project), video_id=clip.pk, predictor="sam2:tiny")

    run(Job.objects.earliest("pk").pk)

    job = Job.objects.earliest("pk")
    assert (job.state, job.error_code) in {("failed", "package_missing"), ("failed", "weights_missing")}
    assert "sam2" in job.error_text or "/nowhere/weights.pt" in job.error_text
    assert not Segment.objects.exists()


def cpu_seconds(name: str, frames, mask) -> float:
    """What a second of one object takes a predictor on one core, of two tries the better."""
    engine, took = predictor_by_name(name, {"threads": "1"}), []
    for _ in range(2):
        begun = time.process_time()
        engine.propagate_segment(frames, {1: mask}, {1: mask})
        took.append(time.process_time() - begun)
    return min(took)


def test_a_preview_of_a_large_picture_costs_less_than_a_seventh_of_the_quick_propagation():
    frames = [clips.picture(number, 1280, 720) for number in range(8)]
    mask = np.zeros((720, 1280), dtype=np.bool_)
    mask[280:430, 520:770] = True

    preview, quick = (cpu_seconds(name, frames, mask) for name in ("flow-preview", "flow-fast"))

    print(f"8 frames of 1280x720 on one core: flow-preview {preview:.2f}, flow-fast {quick:.2f} CPU seconds")
    assert preview < quick / 7
