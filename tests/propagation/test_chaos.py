"""Whatever happens to workers, clips and jobs on the way: the masks are those of an undisturbed run, none made twice.

The clip is small, so that processes can be killed often; what is computed is compared by the checksums of its bundles.
"""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import close_old_connections, transaction
from django.db.models import Sum

from annotator.annotations.actions import propagations
from annotator.annotations.actions.keyframes import save_keyframe
from annotator.annotations.actions.steering import steer
from annotator.annotations.masks_document import propagation_state
from annotator.annotations.models import Run, Segment
from annotator.formats.frames import keyframes
from annotator.jobs.models import Job, Worker
from annotator.jobs.workers import alive
from annotator.videos.models import Video
from annotator.work.admission import admit_file
from annotator.work.models import WorkItem
from propagation.worker import run
from tests import factories as make
from tests import processes
from tests.annotator.formats import clips
from tests.processes import QUICK, Process, running, wait_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
KILLS = 10
SEED = 20260


def environment() -> dict[str, str]:
    """Processes on the test's rows, whose silence is noticed after a second and who may die as often as it takes."""
    quick = {**QUICK, "TETHER_JOB_LEASE_SECONDS": "1", "TETHER_JOB_ATTEMPTS": "99"}
    return {**os.environ, **quick, "DATABASE_URL": processes.test_rows()}


@pytest.fixture
def video(tmp_path: Path) -> Video:
    """A clip of 135 frames, drawn on and not propagated: two objects, five keyframes, ten segments in five parts.

    The second object leaves after the first keyframe.
    """
    project = make.project()
    small = clips.cfr(30, width=128, height=80)
    clip = admit_file(project, clips.render(small, tmp_path), source="Rendered", by=None)
    drawer = make.annotator(project)
    make.masking(clip, drawer, text="[A disc]<mask_1> crosses [a bright wall]<mask_2>.")
    for track in clip.tracks.all():
        for frame in keyframes(clip.frame_count):
            if track.number == 1 or frame == 0:
                draw(drawer, track.pk, frame, x=8.0 + frame * 0.4 + 20 * track.number, seen=0)
            else:
                save_keyframe(drawer, track_id=track.pk, frame=frame, rings=None, absent=True, seen_revision=0)
    return clip


def draw(drawer, track: int, frame: int, *, x: float, seen: int) -> None:
    """A box on a keyframe."""
    rings = [[[x, 40], [x + 24, 40], [x + 24, 70], [x, 70]]]
    save_keyframe(drawer, track_id=track, frame=frame, rings=rings, absent=False, seen_revision=seen)


def start(video: Video) -> None:
    with transaction.atomic():
        propagations.start_propagation(video)


def result(video: Video) -> dict[tuple[int, int, int], str]:
    """What is stored, by track number and frames."""
    close_old_connections()
    rows = Segment.objects.filter(track__video=video).select_related("track")
    return {(row.track.number, row.first, row.last): row.bundle_sha256 for row in rows}


def undisturbed(video: Video) -> dict[tuple[int, int, int], str]:
    """The result of computing all of it anew, here, by one worker that nobody disturbs."""
    forget_everything(video)
    while (job := Job.objects.filter(state="queued").first()) is not None:
        run(job.pk)
    return result(video)


def forget_everything(video: Video) -> None:
    """Begin anew: nothing is computed, and all of it is asked for."""
    Segment.objects.all().delete()
    Job.objects.all().delete()
    start(video)


def counts(video: Video) -> list[int]:
    """How often each segment was computed, in order of time."""
    rows = Segment.objects.filter(track__video=video).order_by("first", "track")
    return list(rows.values_list("computed", flat=True))


def is_done(video: Video) -> bool:
    close_old_connections()
    return propagation_state(video)["state"] == "done"


def claims() -> int:
    """How often any job was taken so far."""
    close_old_connections()
    return Job.objects.aggregate(all=Sum("attempt"))["all"] or 0


def wait_for_more(count: Callable[[], int], *, log: Path) -> None:
    """Wait until a number is larger than now."""
    before = count()
    wait_for(lambda: count() > before, log=log)


def wait_for_a_claim_or_the_end(worker: Process, *, log: Path) -> None:
    """Wait until a worker has taken a job, or ended: all that is left may be leased to the one that was just killed."""
    before = claims()
    wait_for(lambda: claims() > before or worker.child.poll() is not None, log=log)


@contextmanager
def draining(folder: Path) -> Iterator[Process]:
    """A worker that does what waits and ends."""
    process = Process("drain", folder / "drain.log", environment(), ["-m", "propagation.worker", "--drain"])
    try:
        yield process
    finally:
        process.kill()


def test_a_worker_killed_at_ten_random_points_leaves_the_result_of_an_undisturbed_run(video, tmp_path):
    expected, chance, killed, results = undisturbed(video), random.Random(SEED), 0, []

    while killed < KILLS:
        forget_everything(video)
        while killed < KILLS and not is_done(video):
            with draining(tmp_path) as worker:
                wait_for_a_claim_or_the_end(worker, log=tmp_path / "drain.log")
                time.sleep(chance.uniform(0, 0.5))
                killed += worker.child.poll() is None
        while not is_done(video):
            with draining(tmp_path) as worker:
                assert worker.child.wait(timeout=60) == 0
        results.append((result(video), counts(video)))

    assert killed == KILLS
    assert results == [(expected, [1] * 10)] * len(results)


def test_two_workers_share_a_clip_and_a_keyframe_edited_in_their_midst_is_the_one_that_counts(video, tmp_path):
    WorkItem.objects.filter(video=video, step="masks").update(state="annotating")
    [track, _] = video.tracks.order_by("number")
    one, two = (tmp_path / name for name in ("one", "two"))
    one.mkdir(), two.mkdir()

    with running(one, "propagation", environment=environment()), running(two, "propagation", environment=environment()):
        wait_for(lambda: alive("propagation").count() == 2, log=one / "propagation.log")
        start(video)
        wait_for(lambda: claims() >= 2, log=one / "propagation.log")
        draw(make.masks_item(video).author, track.pk, 30, x=70.0, seen=1)
        wait_for(lambda: is_done(video), log=one / "propagation.log")
    shared, times = result(video), counts(video)
    hands = set(Job.objects.filter(subject=video.pk).values_list("leased_by", flat=True))

    assert len(hands) == 2
    assert [n for n in times if n > 1] in ([], [2], [2, 2])
    assert shared == undisturbed(video)


def test_a_clip_paused_and_then_cancelled_in_its_midst_is_finished_without_doing_anything_twice(video, tmp_path):
    lead = make.lead(video.project)
    expected = undisturbed(video)
    forget_everything(video)
    stops = []

    for stop, go_on in (("pause", "resume"), ("cancel", "retry")):
        with draining(tmp_path) as worker:
            wait_for_more(lambda: len(result(video)), log=tmp_path / "drain.log")
            steer(lead, video_id=video.pk, verb=stop)
            kept = result(video)
            assert worker.child.wait(timeout=60) == 0
        stops.append((result(video) == kept, propagation_state(video)["state"]))
        steer(lead, video_id=video.pk, verb=go_on)
    with draining(tmp_path):
        wait_for(lambda: is_done(video), log=tmp_path / "drain.log")

    assert stops == [(True, "paused"), (True, "cancelled")]
    assert (result(video), counts(video)) == (expected, [1] * 10)


def propagate(video: Video, *words: str) -> dict[str, object]:
    """What the command says of a clip."""
    command = ["manage.py", "propagate", f"{video.project.slug}/{video.number}", "--json", *words]
    done = subprocess.run([sys.executable, *command], env=environment(), capture_output=True, text=True, check=True)
    [answer] = json.loads(done.stdout)
    return answer


def test_the_command_computes_a_clip_without_any_running_worker_and_the_next_time_reuses_it(video):
    first, second = propagate(video), propagate(video)

    names = ("state", "segments_total", "computed", "reused", "error")
    assert [first[name] for name in names] == ["done", 10, 10, 0, None]
    assert [second[name] for name in names] == ["done", 10, 0, 10, None]
    assert not Worker.objects.exists()


def test_the_command_computes_another_predictors_run_beside_the_one_that_stands(video):
    undisturbed(video)

    first, second = (propagate(video, "--predictor", "flow-fast") for _ in range(2))

    assert [first[name] for name in ("state", "predictor", "computed")] == ["done", "flow-fast", 10]
    assert [second[name] for name in ("state", "run", "computed")] == ["done", first["run"], 0]
    close_old_connections()
    assert not Run.objects.get(pk=first["run"]).current
    assert propagation_state(video)["predictor"] == "flow"
