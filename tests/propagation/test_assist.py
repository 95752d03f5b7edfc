"""The worker that people wait for: a draft comes soon, beside any propagation, and also when a worker dies."""

import uuid
from pathlib import Path

import pytest
from django.db import close_old_connections

from annotator.annotations.actions import suggestions
from annotator.annotations.actions.keyframes import save_keyframe
from annotator.annotations.actions.propagations import request_propagation
from annotator.annotations.models import Keyframe, Segment, Suggestion
from annotator.annotations.prompts import Prompt
from annotator.annotations.suggestion_queries import describe
from annotator.celery import app
from annotator.formats import ring
from annotator.formats.frames import keyframes
from annotator.jobs.models import Job
from annotator.videos.models import Video
from annotator.work.admission import admit_file
from propagation.worker import draft
from tests import factories as make
from tests.annotator.formats import clips
from tests.processes import running, wait_for

pytestmark = pytest.mark.django_db(transaction=True)
BOX = [[[120.0, 80.0], [170.0, 80.0], [170.0, 130.0], [120.0, 130.0]]]


@pytest.fixture
def video(tmp_path: Path) -> Video:
    """A real clip of 135 frames; one person draws it and has drawn the first object on frame 0."""
    project = make.project()
    clip = admit_file(project, clips.render(clips.cfr(30), tmp_path), source="Rendered", by=None)
    drawer = make.annotator(project)
    make.masking(clip, drawer, text="[A disc]<mask_1> crosses [a bright wall]<mask_2>.")
    track = clip.tracks.get(number=1)
    save_keyframe(drawer, track_id=track.pk, frame=0, rings=BOX, absent=False, seen_revision=0)
    return clip


def ask(video: Video, *, frame: int = 30, **prompt: object) -> Suggestion:
    given = Prompt(**{"method": "neighbour", **prompt})
    key = uuid.uuid4()
    author = make.masks_item(video).author
    suggestions.ask(author, track_id=video.tracks.get(number=1).pk, frame=frame, key=key, prompt=given)
    return Suggestion.objects.get(key=key)


def job_of(row: Suggestion) -> Job:
    close_old_connections()
    return Job.objects.get(kind="annotations.suggest", subject=row.pk)


def state_of(row: Suggestion) -> str:
    close_old_connections()
    return Suggestion.objects.get(pk=row.pk).state


def test_a_shape_is_carried_from_the_nearest_drawn_keyframe_and_can_be_saved_as_it_is(video):
    row = ask(video)

    draft(job_of(row).pk)

    told = describe(Suggestion.objects.get(pk=row.pk))
    assert (told["state"], told["predictor"], told["from_frame"], told["error"]) == ("ready", "flow", 0, None)
    assert 0 <= told["estimate"] <= 1
    assert ring.parse(told["rings"], width=video.width, height=video.height)
    assert job_of(row).state == "done"
    assert Keyframe.objects.count() == 1


def test_both_neighbours_are_used_where_both_are_drawn(video):
    author, track = make.masks_item(video).author, video.tracks.get(number=1)
    save_keyframe(author, track_id=track.pk, frame=60, rings=BOX, absent=False, seen_revision=0)
    both, one = ask(video), None
    draft(job_of(both).pk)
    one = ask(video, from_frame=60)

    draft(job_of(one).pk)

    between, after = Suggestion.objects.get(pk=both.pk), Suggestion.objects.get(pk=one.pk)
    assert (between.state, between.neighbour) == ("superseded", 0)
    assert (after.state, after.neighbour) == ("ready", 60)
    assert bytes(between.rings) != bytes(after.rings)


def test_a_click_becomes_a_rough_start_that_can_be_saved(video):
    row = ask(video, method="clicks", clicks=[{"x": 150.0, "y": 100.0, "positive": True}], box=[100, 60, 200, 140])

    draft(job_of(row).pk)

    told = describe(Suggestion.objects.get(pk=row.pk))
    assert (told["state"], told["predictor"], told["from_frame"]) == ("ready", "grabcut", None)
    assert ring.parse(told["rings"], width=video.width, height=video.height)


def test_a_draft_whose_neighbour_was_deleted_meanwhile_fails_with_what_to_do(video):
    row = ask(video)
    Keyframe.objects.update(deleted=True)

    draft(job_of(row).pk)

    told = describe(Suggestion.objects.get(pk=row.pk))
    assert (told["state"], told["error"]["code"]) == ("failed", "nothing_found")
    assert "draw one of them first" in told["error"]["text"]
    assert job_of(row).state == "failed"


def test_an_accident_is_tried_again_and_at_last_told_to_who_waits(video, settings):
    settings.JOB_ATTEMPTS = 2
    row = ask(video)
    (Path(settings.MEDIA_ROOT) / video.folder / "canonical.mp4").unlink()

    states = []
    for _ in range(2):
        draft(job_of(row).pk)
        states.append((job_of(row).state, state_of(row)))

    assert states == [("queued", "waiting"), ("failed", "failed")]


def test_a_worker_killed_over_a_draft_is_followed_by_one_that_makes_it(video, tmp_path):
    row = ask(video)
    with running(tmp_path, "assist") as [first]:
        wait_for(lambda: job_of(row).state == "running", log=tmp_path / "assist.log")
        first.kill()
    killed = (job_of(row).state, state_of(row))

    with running(tmp_path, "assist", "dispatch"):
        wait_for(lambda: state_of(row) == "ready", log=tmp_path / "assist.log")

    assert killed == ("running", "waiting")
    assert (job_of(row).state, job_of(row).attempt) == ("done", 2)


def test_a_draft_whose_bell_was_lost_with_the_queue_is_still_made(video, tmp_path):
    row = ask(video)
    with app.connection_for_write() as broker:
        broker.default_channel.client.flushdb()

    with running(tmp_path, "assist", "dispatch"):
        wait_for(lambda: state_of(row) == "ready", log=tmp_path / "assist.log")

    assert job_of(row).attempt == 1


def test_a_click_does_not_wait_behind_a_clip_that_is_being_propagated(video, tmp_path):
    author, track = make.masks_item(video).author, video.tracks.get(number=1)
    for frame in keyframes(video.frame_count)[1:]:
        save_keyframe(author, track_id=track.pk, frame=frame, rings=BOX, absent=False, seen_revision=0)
    request_propagation(author, video_id=video.pk)

    with running(tmp_path, "propagation", "assist"):
        wait_for(lambda: Segment.objects.exists(), log=tmp_path / "propagation.log")
        row = ask(video, method="clicks", clicks=[{"x": 150.0, "y": 100.0, "positive": True}])
        wait_for(lambda: state_of(row) != "waiting", log=tmp_path / "assist.log")
        stored = Segment.objects.count()

    assert state_of(row) == "ready"
    assert stored < 5
