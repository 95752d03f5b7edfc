"""A preview answers one person about one segment, apart from what counts, and goes when it is no longer so."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta

import pytest
from django.utils import timezone

from annotator.annotations.actions.keyframes import save_keyframe
from annotator.annotations.actions.previews import forget_old_previews
from annotator.annotations.masks_document import PREVIEW_KIND
from annotator.annotations.models import Run, Segment
from annotator.events.models import Event
from annotator.jobs.models import Job
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]
ALONE = "[A red box]<mask_1> slides past a wall."


@pytest.fixture
def world():
    video = make.video(make.project(), frame_count=61)
    author = make.annotator(video.project)
    [track] = make.masking(video, author, text=ALONE)
    make.draw_all(video, author)
    return video, author, track


def ask(author, track, first: int = 0):
    body = {"first": first}
    return make.browser(author).post(f"/api/tracks/{track.pk}/previews", body, content_type="application/json")


def done(author, track, first: int = 0) -> int:
    key = ask(author, track, first).json()["id"]
    make.work_off(PREVIEW_KIND, key)
    return key


def test_a_preview_is_one_segment_for_who_asked_and_touches_nothing_that_counts(world):
    video, author, track = world

    answer = ask(author, track)
    key = answer.json()["id"]
    job = Job.objects.get(kind=PREVIEW_KIND)
    make.work_off(PREVIEW_KIND, key, confidence=90)

    assert (answer.status_code, answer.json()["state"], answer.json()["predictor"]) == (202, "queued", "flow-preview")
    assert (job.queue, job.priority) == ("assist", Job.Priority.URGENT)
    browser = make.browser(author)
    assert browser.get(f"/api/previews/{key}").json()["state"] == "done"
    shown = browser.get(f"/api/videos/{video.pk}/masks.json", {"run": key, "track": track.pk})
    frames = json.loads(gzip.decompress(shown.content))["frames"]
    assert [of[0] is not None for of in frames] == [True] * 30 + [False] * 31
    assert browser.get(f"/api/videos/{video.pk}/runs").json()["runs"] == []
    assert browser.get(f"/api/videos/{video.pk}/propagation").json()["segments_done"] == 0
    told = Event.objects.filter(topic="preview").latest("pk").payload
    assert told == {"id": key, "video": video.pk, "track": track.pk, "first": 0, "state": "done"}


def test_asking_again_for_what_stands_is_asking_once(world):
    _, author, track = world

    keys = [ask(author, track).json()["id"], done(author, track), ask(author, track).json()["id"]]

    assert len(set(keys)) == 1
    assert Job.objects.filter(kind=PREVIEW_KIND).count() == 1


def test_a_keyframe_that_changes_takes_the_previews_beside_it_away(world):
    _, author, track = world
    before, after = done(author, track, 0), done(author, track, 30)

    save_keyframe(author, track_id=track.pk, frame=60, rings=None, absent=True, seen_revision=1)

    browser = make.browser(author)
    assert browser.get(f"/api/previews/{before}").status_code == 200
    assert browser.get(f"/api/previews/{after}").status_code == 404
    assert set(Segment.objects.values_list("run", flat=True)) == {before}


def test_where_the_object_is_not_decided_there_is_nothing_to_preview(world):
    _, author, track = world

    answer = ask(author, track, 7)

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "nothing_to_preview")
    assert not Run.objects.exists()
    assert not Job.objects.filter(kind=PREVIEW_KIND).exists()


def test_a_colleague_sees_no_preview_of_somebody_else(world):
    video, author, track = world
    key = done(author, track)
    colleague = make.browser(make.lead(video.project))

    assert colleague.get(f"/api/previews/{key}").status_code == 404
    assert colleague.get(f"/api/videos/{video.pk}/masks.json", {"run": key}).status_code == 404
    assert ask(make.annotator(video.project), track).status_code == 404


def test_a_preview_is_kept_for_a_day(world):
    _, author, track = world
    old, young = done(author, track, 0), done(author, track, 30)
    Run.objects.filter(pk=old).update(created_at=timezone.now() - timedelta(days=1, minutes=1))

    forget_old_previews()

    assert list(Run.objects.values_list("pk", flat=True)) == [young]
