"""The worker as a process: it may be killed, frozen or never rung for, and every segment is still computed once."""

import signal
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from django.db import close_old_connections

from annotator.annotations import bundles
from annotator.annotations.actions.keyframes import save_keyframe
from annotator.annotations.masks_document import propagation_state
from annotator.annotations.models import Keyframe, Segment
from annotator.celery import app
from annotator.events.models import Event
from annotator.formats import raster, ring
from annotator.formats.frames import keyframes
from annotator.jobs.models import Job
from annotator.review import actions as review
from annotator.videos.models import Video
from annotator.work import actions as work
from annotator.work.admission import admit_file
from annotator.work.models import WorkItem
from propagation.worker import run
from tests import factories as make
from tests.annotator.formats import clips
from tests.processes import Process, running, wait_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
KIND = "annotations.propagate"
BOX = [[[120.0, 80.0], [170.0, 80.0], [170.0, 130.0], [120.0, 130.0]]]


@pytest.fixture
def video(tmp_path: Path) -> Video:
    """A real clip of 135 frames whose masks were just handed in: two objects, five keyframes, ten segments."""
    project = make.project()
    clip = admit_file(project, clips.render(clips.cfr(30), tmp_path), source="Rendered", by=None)
    drawer = make.annotator(project)
    make.masking(clip, drawer, text="[A disc]<mask_1> crosses [a bright wall]<mask_2>.")
    for track in clip.tracks.all():
        for frame in keyframes(clip.frame_count):
            x = 8.0 + (frame * 3) % 240
            rings = [[[x, 82], [x + 52, 82], [x + 52, 138], [x, 138]]] if track.number == 1 else BOX
            save_keyframe(drawer, track_id=track.pk, frame=frame, rings=rings, absent=False, seen_revision=0)
    review.submit(drawer, item_id=make.masks_item(clip).pk)
    return clip


def all_done() -> bool:
    close_old_connections()
    return set(Job.objects.filter(kind=KIND).values_list("state", flat=True)) == {"done"}


def work_off() -> None:
    """Answer the bell of every waiting job here, as a worker would."""
    while (job := Job.objects.filter(kind=KIND, state="queued").first()) is not None:
        run(job.pk)


def stored() -> int:
    close_old_connections()
    return Segment.objects.count()


def is_at_work() -> bool:
    """Whether a worker holds a part now, and not just between two."""
    close_old_connections()
    return Job.objects.filter(state=Job.State.RUNNING).exists()


def is_frozen_at_work(worker: Process) -> bool:
    """Freeze a worker that has stored a part; between two parts it holds no lease, and is let go on."""
    if not 1 <= stored() < 9:
        return False
    worker.signal(signal.SIGSTOP)
    if is_at_work():
        return True
    worker.signal(signal.SIGCONT)
    return False


def has_given_up(log: Path) -> bool:
    """Whether a worker noticed that its lease, or the connection under it, is gone."""
    return any(words in log.read_text(errors="replace") for words in ("lease_lost", "propagation.failed"))


def assert_complete_and_once(video: Video) -> None:
    """Every frame covered, every segment computed once, people's frames as drawn."""
    segments = list(Segment.objects.filter(track__video=video))
    assert propagation_state(video)["state"] == "done"
    assert [segment.computed for segment in segments] == [1] * 10
    for track in video.tracks.all():
        mine = sorted((s for s in segments if s.track_id == track.pk), key=lambda s: s.first)
        assert [(s.first, s.last) for s in mine] == [(0, 29), (30, 59), (60, 89), (90, 119), (120, 134)]
        for segment in mine:
            bundle = bundles.read(segment.bundle_sha256)
            keyframe = Keyframe.objects.get(track=track, frame=segment.first)
            drawn = raster.rasterise(ring.unpack(bytes(keyframe.rings)), width=video.width, height=video.height)
            np.testing.assert_array_equal(bundle.mask(segment.first), drawn)
            assert bundle.frame_count == segment.last - segment.first + 1
    leftovers = [path for path in (Path(settings.MEDIA_ROOT) / "bundles").rglob("*") if path.name.startswith(".")]
    assert leftovers == []


def test_a_worker_killed_half_way_loses_nothing_and_the_next_does_only_the_rest(video, tmp_path):
    with running(tmp_path, "propagation") as [first]:
        wait_for(lambda: 1 <= stored() < 9 and is_at_work(), log=tmp_path / "propagation.log")
        first.kill()
    done_before = stored()

    with running(tmp_path, "propagation", "dispatch"):
        wait_for(all_done, log=tmp_path / "propagation.log")

    assert 1 <= done_before < 10
    assert_complete_and_once(video)
    assert sorted(job.attempt for job in Job.objects.filter(kind=KIND)) == [1, 1, 1, 1, 2]


def test_a_job_whose_bell_was_lost_with_the_whole_queue_is_still_done(video, tmp_path):
    with app.connection_for_write() as broker:
        broker.default_channel.client.flushdb()

    with running(tmp_path, "propagation", "dispatch"):
        wait_for(all_done, log=tmp_path / "propagation.log")

    assert_complete_and_once(video)


def test_a_worker_that_wakes_up_after_its_job_was_taken_writes_nothing_more(video, tmp_path):
    with running(tmp_path, "propagation") as [sleeper]:
        wait_for(lambda: is_frozen_at_work(sleeper), log=tmp_path / "propagation.log")
        other = tmp_path / "other"
        other.mkdir()
        with running(other, "propagation", "dispatch"):
            wait_for(all_done, log=other / "propagation.log")
            sleeper.signal(signal.SIGCONT)
            wait_for(lambda: has_given_up(tmp_path / "propagation.log"), log=tmp_path / "propagation.log")

    assert_complete_and_once(video)


def test_after_one_keyframe_is_redrawn_only_its_two_segments_are_computed_again(video):
    work_off()
    before = {(s.track_id, s.first): s.bundle_sha256 for s in Segment.objects.all()}
    item, track = make.masks_item(video), video.tracks.get(number=1)
    finding = {"reason": "loose_boundary", "text": "", "track": track.pk, "frame": 60, "x": 100.0, "y": 90.0}
    item = review.return_submission(make.inspector(video.project), item_id=item.pk, findings=[finding])

    redrawn = [[[180, 84], [244, 84], [244, 140], [180, 140]]]
    save_keyframe(item.author, track_id=track.pk, frame=60, rings=redrawn, absent=False, seen_revision=1)
    review.submit(item.author, item_id=item.pk)
    work_off()

    again = {(s.track_id, s.first) for s in Segment.objects.filter(computed=2)}
    assert again == {(track.pk, 30), (track.pk, 60)}
    after = {(s.track_id, s.first): s.bundle_sha256 for s in Segment.objects.all()}
    assert {key for key in after if after[key] != before[key]} == again
    assert work.approve(make.masks_item(video), actor=make.inspector(video.project)).state == WorkItem.State.APPROVED


def test_a_keyframe_that_moves_while_its_segment_is_computed_makes_the_worker_compute_it_again(video, monkeypatch):
    from annotator.annotations.actions import propagations

    author = make.masks_item(video).author
    track = video.tracks.get(number=2)
    store, moved = propagations.store_segment, []

    def move_first(lease, target, wanted, computed):
        if wanted.track == track.pk and wanted.first == 0 and not moved:
            moved.append(True)
            WorkItem.objects.filter(video=video, step="masks").update(state="returned")
            rings = [[[122, 80], [172, 80], [172, 130], [122, 130]]]
            save_keyframe(author, track_id=track.pk, frame=0, rings=rings, absent=False, seen_revision=1)
        return store(lease, target, wanted, computed)

    monkeypatch.setattr(propagations, "store_segment", move_first)

    work_off()

    keyframe = Keyframe.objects.get(track=track, frame=0)
    drawn = raster.rasterise(ring.unpack(bytes(keyframe.rings)), width=video.width, height=video.height)
    segment = Segment.objects.get(track=track, first=0)
    np.testing.assert_array_equal(bundles.read(segment.bundle_sha256).mask(0), drawn)
    assert (segment.stale, segment.computed, keyframe.revision) == (False, 1, 2)


def test_progress_is_announced_segment_by_segment(video):
    work_off()

    told = [event.payload for event in Event.objects.filter(topic="propagation").order_by("pk")]

    done = [payload["segments_done"] for payload in told if payload["state"] == "running"]
    assert (sorted(set(done)), done) == (list(range(11)), sorted(done))
    assert told[-1] == {"video": video.pk, "state": "done", "segments_done": 10, "segments_total": 10}
