"""Pausing, resuming, cancelling and retrying a clip's propagation; who computes what, and how long it will take."""

import json

import pytest
from django.core.management import CommandError, call_command

from annotator.annotations.actions import propagations
from annotator.annotations.models import Segment
from annotator.events.models import Event
from annotator.formats import bundle
from annotator.jobs import actions as jobs
from annotator.jobs import workers
from annotator.jobs.models import Job, Worker
from annotator.jobs.queries import live
from annotator.jobs.workers import Machine
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]
GPU = Machine("host:7", "propagation", "flow", "cuda:0 NVIDIA H100")


@pytest.fixture
def video():
    """A clip whose masks were just handed in: three objects, four keyframes, four parts."""
    project = make.project()
    clip = make.video(project)
    make.submitted_masks(clip, make.annotator(project))
    return clip


@pytest.fixture
def lead(video):
    return make.browser(make.lead(video.project))


def steer(browser, video, verb):
    return browser.post(f"/api/videos/{video.pk}/propagation/{verb}")


def state(browser, video):
    return browser.get(f"/api/videos/{video.pk}/propagation").json()


def machines(browser, video):
    return browser.get(f"/api/projects/{video.project.slug}/machines").json()


def states(video):
    return list(Job.objects.filter(subject=video.pk).order_by("pk").values_list("state", flat=True))


def compute_one(lease):
    """Store the first segment that a lease's part needs, as a worker does."""
    run = propagations.run_to_compute(lease)
    [first, *_] = propagations.begin(lease, run, engine="e")
    content = bundle.encode(make.masks_of(first, run.video), first=first.first)
    return propagations.store_segment(lease, run, first, propagations.Computed(content, "flow", "e"))


def test_a_paused_clip_keeps_what_is_stored_and_goes_on_where_it_stood(video, lead):
    lease = jobs.claim(live(propagations.KIND, video.pk).pk, "worker")
    compute_one(lease)

    paused = steer(lead, video, "pause")

    assert (paused.status_code, paused.json()["state"], paused.json()["segments_done"]) == (200, "paused", 1)
    with pytest.raises(jobs.LeaseLost):
        compute_one(lease)
    assert Segment.objects.count() == 1
    assert steer(lead, video, "resume").json()["state"] == "queued"
    make.propagate(video)
    assert state(lead, video)["state"] == "done"
    assert max(Segment.objects.values_list("computed", flat=True)) == 1


def test_a_clip_asked_for_while_it_is_paused_stays_paused_as_a_whole(video, lead):
    jobs.finish(jobs.claim(live(propagations.KIND, video.pk).pk, "worker"))
    steer(lead, video, "pause")

    asked = lead.post(f"/api/videos/{video.pk}/propagation")

    assert (asked.status_code, asked.json()["state"]) == (202, "paused")
    assert states(video) == ["done", "paused", "paused", "paused", "paused"]


def test_a_cancelled_clip_is_computed_only_after_somebody_retries_it(video, lead):
    rung = list(Job.objects.values_list("pk", flat=True))

    cancelled = steer(lead, video, "cancel")

    assert cancelled.json()["state"] == "cancelled"
    assert [jobs.claim(job, "worker") for job in rung] == [None] * 4
    assert steer(lead, video, "retry").json()["state"] == "queued"
    make.propagate(video)
    assert state(lead, video)["state"] == "done"


def test_a_failed_clip_is_retried_with_all_its_attempts_and_says_why_it_failed_before(video, lead):
    for job in list(Job.objects.all()):
        propagations.give_up(jobs.claim(job.pk, "worker"), code="weights_missing", text="No weights at /models.")
    failed = state(lead, video)

    retried = steer(lead, video, "retry").json()

    assert (failed["state"], failed["error"]) == ("failed", "No weights at /models.")
    assert (retried["state"], retried["error"], retried["previous_error"]) == ("queued", None, "No weights at /models.")
    assert {job.attempt for job in Job.objects.filter(state="queued")} == {0}
    assert states(video).count("failed") == 4
    make.propagate(video)
    assert state(lead, video)["previous_error"] is None


def test_one_failed_part_neither_stops_the_others_nor_is_tried_again_by_them(video, lead):
    lease = jobs.claim(live(propagations.KIND, video.pk).pk, "worker")
    propagations.give_up(lease, code="frames_missing", text="Frame 3 is missing.")
    while (job := live(propagations.KIND, video.pk)) is not None:
        make.compute(jobs.claim(job.pk, "worker"))

    assert (state(lead, video)["state"], state(lead, video)["error"]) == ("failed", "Frame 3 is missing.")
    assert states(video) == ["failed", "done", "done", "done"]


@pytest.mark.parametrize("verb", ["resume", "retry"])
def test_what_is_not_stopped_cannot_go_on(video, lead, verb):
    events = Event.objects.count()

    refused = steer(lead, video, verb)

    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "wrong_state")
    assert "is queued" in refused.json()["error"]["text"]
    assert states(video) == ["queued"] * 4
    assert Event.objects.count() == events


@pytest.mark.parametrize("verb", ["pause", "cancel", "resume", "retry"])
def test_a_clip_that_is_done_is_not_steered(video, lead, verb):
    make.propagate(video)

    refused = steer(lead, video, verb)

    assert (refused.status_code, refused.json()["error"]["fields"]) == (409, {"state": "done"})
    assert states(video) == ["done"] * 4


@pytest.mark.parametrize("verb", ["stop", "PAUSE", "pause%20", "1", "..%2Fpause"])
def test_an_unknown_verb_is_not_found_and_changes_nothing(video, lead, verb):
    assert steer(lead, video, verb).status_code == 404
    assert states(video) == ["queued"] * 4


def test_only_lead_and_inspector_steer(video):
    for person in (make.annotator(video.project), make.researcher(video.project)):
        assert steer(make.browser(person), video, "pause").status_code == 403
    assert steer(make.browser(make.lead(make.project())), video, "pause").status_code == 404
    assert states(video) == ["queued"] * 4


def test_the_time_left_is_what_segments_took_divided_by_those_at_work(video, lead):
    before = state(lead, video)["eta_seconds"]
    workers.see(GPU)
    for seconds in (2.0, 2.0, 2.0):
        workers.measure(GPU, segments=1, seconds=seconds)

    alone = state(lead, video)["eta_seconds"]
    times = []
    for job, worker in zip(Job.objects.order_by("pk")[:3], ("one", "two", "two"), strict=True):
        jobs.claim(job.pk, worker)
        times.append(state(lead, video)["eta_seconds"])

    assert (before, alone, times) == (None, 24.0, [24.0, 12.0, 12.0])  # who holds two parts has two hands all the same
    assert "eta_seconds" in machines(lead, video)["jobs"][0]


def test_newer_measurements_outweigh_older_ones():
    for seconds in [1.0] * 50 + [10.0] * 200:
        workers.measure(GPU, segments=1, seconds=seconds)

    assert 9.0 < workers.seconds_a_segment("flow") < 10.0
    assert workers.seconds_a_segment("sam2") is None


def test_machines_show_workers_by_device_and_the_jobs_of_the_project_only(video, lead):
    elsewhere = make.video(make.project())
    make.submitted_masks(elsewhere, make.annotator(elsewhere.project))
    workers.see(GPU)
    workers.see(Machine("host:8", "propagation", "flow", "cpu"))
    jobs.claim(live(propagations.KIND, video.pk).pk, "host:7")
    jobs.claim(live(propagations.KIND, elsewhere.pk).pk, "host:8")

    shown = machines(lead, video)

    assert [(w["device"], w["busy"], w["clip"], w["frame"]) for w in shown["workers"]] == [
        ("cpu", True, None, None),
        ("cuda:0 NVIDIA H100", True, video.number, 0),
    ]
    [row] = shown["jobs"]
    assert (row["video"], row["state"], row["workers"]) == (video.pk, "running", ["host:7"])
    assert (row["segments_done"], row["segments_total"], row["priority"]) == (0, 12, 5)


def test_a_worker_that_fell_silent_or_went_home_is_not_shown(video, lead):
    for machine in (GPU, Machine("host:8", "propagation", "flow", "cpu")):
        workers.see(machine)
    Worker.objects.filter(name="host:7").update(seen_at="2000-01-01T00:00Z")
    workers.leave("host:8")

    assert machines(lead, video)["workers"] == []


def test_the_page_of_machines_asks_as_often_for_many_clips_as_for_one(video, lead, django_assert_num_queries):
    for _ in range(3):
        other = make.video(video.project)
        make.submitted_masks(other, make.annotator(video.project))

    with django_assert_num_queries(10):
        assert len(machines(lead, video)["jobs"]) == 4


def test_the_command_queues_as_a_batch_and_says_what_there_is_to_compute(video, capsys):
    Job.objects.all().delete()

    call_command("propagate", f"{video.project.slug}/{video.number}", "--json", "--no-wait")

    [result] = json.loads(capsys.readouterr().out)
    assert (result["state"], result["segments_total"], result["computed"], result["reused"]) == ("queued", 12, 0, 0)
    assert {job.priority for job in Job.objects.all()} == {10}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nowhere", "There is no project 'nowhere'; there are: {slug}."),
        ("{slug}/999", "Project {slug} has no clip '999'; its clips are: {number}."),
        ("{slug}/x", "Project {slug} has no clip 'x'; its clips are: {number}."),
    ],
)
def test_the_command_names_what_exists_instead_of_what_does_not(video, name, said):
    Job.objects.all().delete()
    known = {"slug": video.project.slug, "number": video.number}

    with pytest.raises(CommandError) as refused:
        call_command("propagate", name.format(**known), "--no-wait")

    assert str(refused.value) == said.format(**known)
    assert not Job.objects.exists()


def test_the_command_refuses_a_predictor_that_is_not_offered_and_names_those_that_are(video, capsys):
    Job.objects.all().delete()

    with pytest.raises(SystemExit):
        call_command("propagate", f"{video.project.slug}", "--json", "--predictor", "sam3", "--no-wait")

    [result] = json.loads(capsys.readouterr().out)
    assert "'sam3' is not offered here; choose one of flow, flow-fast" in result["error"]
    assert not Job.objects.exists()
