"""Several predictors' masks of one clip stand side by side; one counts, and none is computed twice."""

from __future__ import annotations

import gzip
import json

import pytest
from django.db import IntegrityError, transaction

from annotator.annotations import bundles
from annotator.annotations.actions import propagations
from annotator.annotations.actions.keyframes import save_keyframe
from annotator.annotations.masks_document import KIND, RUN_KIND
from annotator.annotations.models import Run, Segment
from annotator.events.models import Event
from annotator.formats import bundle
from annotator.jobs import actions as jobs
from annotator.jobs.models import Job
from annotator.jobs.queries import live
from annotator.releases import actions as releases
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]
ALONE = "[A red box]<mask_1> slides past a wall."
WIDER = [[[10.0, 10.0], [50.0, 10.0], [50.0, 30.0], [10.0, 30.0]]]


@pytest.fixture
def clip():
    """A finished clip of one object, 61 frames."""
    return make.finish(make.video(make.project(), frame_count=61), text=ALONE)


@pytest.fixture
def lead(clip):
    return make.browser(make.lead(clip.project))


def post(browser, clip, path: str = "", body: object = None):
    return browser.post(f"/api/videos/{clip.pk}/runs{path}", body or {}, content_type="application/json")


def document(browser, clip, **query: int) -> dict:
    return json.loads(gzip.decompress(browser.get(f"/api/videos/{clip.pk}/masks.json", query).content))


def listed(browser, clip) -> list[dict]:
    return browser.get(f"/api/videos/{clip.pk}/runs").json()["runs"]


def test_a_clip_has_one_current_run_from_its_first_propagation_on(clip, lead):
    [run] = listed(lead, clip)

    assert (run["predictor"], run["current"], run["state"], run["stale"]) == ("flow", True, "done", 0)
    assert document(lead, clip)["run"] == run["id"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Run.objects.create(video=clip, predictor="flow-fast", current=True)


def test_another_predictors_run_is_computed_beside_and_shown_only_when_asked_for(clip, lead):
    before = document(lead, clip)

    started = post(lead, clip, body={"predictor": "flow-fast"})
    make.work_off(RUN_KIND, started.json()["id"], engine="another engine", confidence=90)

    assert (started.status_code, started.json()["state"], started.json()["current"]) == (202, "queued", False)
    beside = started.json()["id"]
    assert document(lead, clip) == before
    assert document(lead, clip, run=beside)["run"] == beside
    assert document(lead, clip, run=beside)["confidence"] == [[255, *[90] * 29, 255, *[90] * 29, 255]]
    assert [run["state"] for run in listed(lead, clip)] == ["done", "done"]
    told = Event.objects.filter(topic="run", verb="changed").latest("pk").payload
    assert told == {"id": beside, "video": clip.pk, "state": "done", "segments_done": 3, "segments_total": 3}


def test_asking_twice_for_a_run_that_is_not_finished_is_asking_once(clip, lead):
    answers = [post(lead, clip, body={"predictor": "flow-fast"}).json()["id"] for _ in range(2)]

    assert answers[0] == answers[1]
    assert Run.objects.count() == 2
    assert Job.objects.filter(kind=RUN_KIND).count() == 3


def test_a_predictor_that_is_not_offered_is_refused_by_name(clip, lead):
    answer = post(lead, clip, body={"predictor": "crystal-ball"})

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "predictor_refused")
    assert "crystal-ball" in answer.json()["error"]["text"]
    assert "flow, flow-fast" in answer.json()["error"]["text"]
    assert Run.objects.count() == 1


def test_the_chosen_run_is_what_is_shown_and_released(clip, lead):
    first = Run.objects.get(current=True)
    beside = make.run_beside(clip, confidence=90)

    chosen = post(lead, clip, f"/{beside.pk}/choose")
    again = post(lead, clip, f"/{beside.pk}/choose")

    assert (chosen.status_code, again.json()["current"]) == (200, True)
    assert document(lead, clip)["run"] == beside.pk
    told = Event.objects.get(topic="run", verb="chosen").payload
    assert told["id"] == beside.pk
    frozen = releases.freeze(clip.project, version="v1.0", note="", by=None).videos.get().frozen["segments"]
    mine = set(beside.segments.values_list("bundle_sha256", flat=True))
    assert {segment["sha256"] for segment in frozen} == mine
    assert mine.isdisjoint(first.segments.values_list("bundle_sha256", flat=True))


def test_a_run_that_does_not_cover_the_clip_is_not_chosen(clip, lead):
    started = post(lead, clip, body={"predictor": "flow-fast"}).json()["id"]

    refused = post(lead, clip, f"/{started}/choose")

    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "run_unfinished")
    assert document(lead, clip)["run"] != started


def test_the_current_run_cannot_be_deleted_and_another_can(clip, lead):
    current, beside = Run.objects.get(current=True), make.run_beside(clip)

    refused = lead.delete(f"/api/videos/{clip.pk}/runs/{current.pk}")
    gone = lead.delete(f"/api/videos/{clip.pk}/runs/{beside.pk}")

    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "run_is_current")
    assert gone.status_code == 204
    assert [run["id"] for run in listed(lead, clip)] == [current.pk]
    assert set(Segment.objects.values_list("run", flat=True)) == {current.pk}


def test_a_run_that_is_deleted_while_it_is_computed_ends_its_jobs(clip, lead):
    started = post(lead, clip, body={"predictor": "flow-fast"}).json()["id"]
    lead.delete(f"/api/videos/{clip.pk}/runs/{started}")

    lease = jobs.claim(live(RUN_KIND, started).pk, "worker")

    assert propagations.run_to_compute(lease) is None
    assert Job.objects.get(pk=lease.job).state == "done"


def test_the_most_runs_of_a_clip_are_eight(clip, lead):
    for engine in range(7):
        make.run_beside(clip, engine=f"engine {engine}")

    answer = post(lead, clip, body={"predictor": "flow"})

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "runs_full")
    assert Run.objects.count() == 8


def test_an_edited_keyframe_is_stale_in_every_run_and_only_the_current_one_is_computed_again():
    video = make.video(make.project(), frame_count=61)
    author = make.annotator(video.project)
    [track] = make.masking(video, author, text=ALONE)
    make.draw_all(video, author)
    make.propagate(video)
    beside = make.run_beside(video)

    save_keyframe(author, track_id=track.pk, frame=30, rings=WIDER, absent=False, seen_revision=1)
    stale = set(Segment.objects.filter(stale=True).values_list("run__current", "first"))
    make.propagate(video)

    assert stale == {(True, 0), (True, 30), (False, 0), (False, 30)}
    assert set(Segment.objects.filter(stale=True).values_list("run", "first")) == {(beside.pk, 0), (beside.pk, 30)}
    assert live(RUN_KIND, beside.pk) is None


def test_the_same_inputs_on_another_track_reuse_the_result():
    video = make.video(make.project(), frame_count=61)
    author = make.annotator(video.project)
    make.masking(video, author, text="[A box]<mask_1> beside [a box]<mask_2>.")
    make.draw_all(video, author)

    make.propagate(video)

    assert Segment.objects.count() == 6
    assert Segment.objects.filter(computed=1).count() == 6  # within one part, both were wanted before either was there
    beside = make.run_beside(video, engine="still engine 1")
    assert set(beside.segments.values_list("computed", flat=True)) == {0}
    assert len(set(Segment.objects.values_list("bundle_sha256", flat=True))) == 3


def test_an_engine_that_was_brought_up_to_date_computes_anew_under_its_old_name(clip, lead):
    started = post(lead, clip, body={"predictor": "flow"}).json()["id"]
    make.work_off(RUN_KIND, started, engine="still engine 2")

    runs = listed(lead, clip)

    assert [run["predictor"] for run in runs] == ["flow", "flow"]
    assert len({run["engine"] for run in runs}) == 1  # the first letters of the stand-ins' names
    assert set(Segment.objects.filter(run=started).values_list("engine", "computed")) == {("still engine 2", 1)}


def test_a_shape_that_is_drawn_as_it_was_before_is_not_computed_again():
    video = make.video(make.project(), frame_count=31)
    author = make.annotator(video.project)
    [track] = make.masking(video, author, text=ALONE)
    save_keyframe(author, track_id=track.pk, frame=0, rings=make.SQUARE, absent=False, seen_revision=0)
    make.propagate(video)
    save_keyframe(author, track_id=track.pk, frame=0, rings=WIDER, absent=False, seen_revision=1)
    save_keyframe(author, track_id=track.pk, frame=0, rings=make.SQUARE, absent=False, seen_revision=2)

    make.propagate(video)

    segment = Segment.objects.get()
    assert (segment.stale, segment.computed) == (False, 1)


def test_two_runs_are_compared_frame_by_frame(clip, lead):
    first = Run.objects.get(current=True)
    beside = make.run_beside(clip)
    segment = beside.segments.get(first=30)
    half = bundles.read(segment.bundle_sha256).masks
    half[5] = half[5].copy()
    half[5][:20] = False
    Segment.objects.filter(pk=segment.pk).update(bundle_sha256=bundles.put(bundle.encode(half, first=30)))

    answer = lead.get(f"/api/videos/{clip.pk}/runs/compare", {"a": first.pk, "b": beside.pk})

    [track] = answer.json()["tracks"]
    assert track["iou"] == [1.0] * 35 + [0.5] + [1.0] * 25
    assert answer.json()["largest"] == [{"track": track["track"], "frame": 35, "iou": 0.5}]


def test_frames_that_one_of_two_runs_lacks_are_not_compared(clip, lead):
    first, beside = Run.objects.get(current=True), make.run_beside(clip)
    beside.segments.filter(first=0).update(stale=True)

    [track] = lead.get(f"/api/videos/{clip.pk}/runs/compare", {"a": first.pk, "b": beside.pk}).json()["tracks"]

    assert track["iou"] == [None] * 30 + [1.0] * 31
    assert track["mean"] == 1.0


def test_a_run_of_another_clip_answers_as_if_it_did_not_exist(clip, lead):
    other = make.finish(make.video(clip.project, frame_count=31), text=ALONE)
    theirs = Run.objects.get(video=other)

    answers = [
        lead.get(f"/api/videos/{clip.pk}/masks.json", {"run": theirs.pk}),
        lead.get(f"/api/videos/{clip.pk}/runs/compare", {"a": theirs.pk, "b": theirs.pk}),
        post(lead, clip, f"/{theirs.pk}/choose"),
        lead.delete(f"/api/videos/{clip.pk}/runs/{theirs.pk}"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert Run.objects.filter(current=True).count() == 2


def test_a_choice_while_the_clip_is_computed_leaves_the_chosen_run_whole(clip, lead):
    beside = make.run_beside(clip)
    lease = jobs.claim(jobs.enqueue(KIND, clip.pk, queue="propagation").pk, "worker")

    began_with = propagations.run_to_compute(lease)
    post(lead, clip, f"/{beside.pk}/choose")

    assert propagations.conclude(lease, began_with) is False
    assert propagations.run_to_compute(lease) == beside
    assert propagations.conclude(lease, beside) is True
