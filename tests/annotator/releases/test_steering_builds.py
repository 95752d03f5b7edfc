"""A lead pauses a build and lets it go on: what was written stays, and the release is the same."""

from __future__ import annotations

import pytest
from django.test import override_settings

from annotator.jobs import actions as jobs
from annotator.jobs.models import Job
from annotator.releases import actions
from annotator.releases.build import build
from annotator.releases.models import Release
from annotator.releases.queries import KIND, building_folder_of
from annotator.releases.tasks import run
from tests import factories as make
from tests.annotator.folders import folder_of
from tests.annotator.releases.finished import files_below, finished, made, silent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]


@pytest.fixture
def begun(project, clip, footage):
    """A release of three clips whose build waits for a worker."""
    for _ in range(2):
        finished(project, footage)
    return actions.create_release(make.lead(project), slug=project.slug, version="v1.0")


def steer(person, release, verb):
    return make.browser(person).post(f"/api/releases/{release.pk}/build/{verb}")


def test_a_paused_build_stops_after_its_clip_and_goes_on_with_the_same_bytes(begun, project, own_folders):
    lead, told = make.lead(project), []
    lease = jobs.claim(Job.objects.get(kind=KIND).pk, "worker")

    def pause_after_the_first(done: int, total: int) -> None:
        jobs.extend(lease, done=done, total=total)
        if done == 1:
            told.append(steer(lead, begun, "pause").json())

    with pytest.raises(jobs.LeaseLost):
        build(begun, step=pause_after_the_first)

    written = sorted(building_folder_of(begun).glob("annotations/v1.0/*.json"))
    shown = make.browser(lead).get(f"/api/releases/{begun.pk}").json()
    assert (shown["state"], shown["paused"], shown["progress"]) == ("building", True, {"done": 1, "total": 3})
    assert len(written) == 2  # the worker noticed after the clip that it was at
    assert told[0]["paused"]
    run(Job.objects.get(kind=KIND).pk)
    assert not folder_of(begun).exists()

    resumed = steer(lead, begun, "resume").json()
    run(Job.objects.get(kind=KIND).pk)

    begun.refresh_from_db()
    assert (resumed["paused"], begun.state) == (False, "published")
    there = files_below(folder_of(begun))
    with override_settings(RELEASES_ROOT=own_folders / "undisturbed"):
        build(begun, step=silent)
        assert files_below(folder_of(begun)) == there


def test_what_waits_for_a_worker_is_paused_too(begun, project):
    steer(make.lead(project), begun, "pause")

    run(Job.objects.get(kind=KIND).pk)

    assert Release.objects.get().state == "frozen"
    assert not building_folder_of(begun).exists()


@pytest.mark.parametrize(
    ("state", "verb", "text"),
    [
        ("building", "resume", "no build of v1.0 to resume"),
        ("verifying", "pause", "nothing left to pause"),
    ],
)
def test_a_build_that_is_not_paused_or_being_proved_stays_as_it_is(begun, project, state, verb, text):
    Release.objects.update(state=state)

    answer = steer(make.lead(project), begun, verb)

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "build_refused")
    assert text in answer.json()["error"]["text"]
    assert Job.objects.get(kind=KIND).state == "queued"


def test_a_published_release_has_no_build_to_pause_and_a_build_no_other_verb(project, clip):
    release = made(project)

    refused, unknown = (steer(make.lead(project), release, verb) for verb in ("pause", "explode"))

    assert (refused.status_code, unknown.status_code) == (409, 404)
    assert "no build of v1.0 to pause" in refused.json()["error"]["text"]
