"""Where the machine is least sure: kept with each segment, shown with the masks, and what the queue is sorted by."""

from __future__ import annotations

import gzip
import json

import pytest

from annotator.annotations.actions import propagations
from annotator.annotations.masks_document import KIND
from annotator.annotations.models import Segment
from annotator.formats import bundle
from annotator.jobs import actions as jobs
from annotator.jobs.queries import live
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]


@pytest.fixture
def project():
    return make.project()


def handed_in(project, confidence: int | None):
    """Masks that wait for their verdict, computed with one confidence on every frame."""
    video = make.video(project, frame_count=31)
    make.submitted_masks(video, make.annotator(project))
    make.work_off(KIND, video.pk, confidence=confidence)
    return video


def queue_of(project) -> list[dict]:
    return make.browser(make.inspector(project)).get(f"/api/projects/{project.slug}/queue").json()["to_review"]


def test_a_segment_says_how_far_it_is_to_be_trusted_and_where_least(project):
    video = make.video(project, frame_count=31)
    make.submitted_masks(video, make.annotator(project))
    lease = jobs.claim(live(KIND, video.pk).pk, "worker")
    run = propagations.run_to_compute(lease)
    wanted = propagations.begin(lease, run, engine="e")[0]
    trust = [255] + [200] * 28 + [51]
    content = bundle.encode(make.masks_of(wanted, video), first=0, confidence=trust)

    propagations.store_segment(lease, run, wanted, propagations.Computed(content, "still", "e", cycle_iou=0.75))

    shown = make.browser(make.lead(project)).get(f"/api/videos/{video.pk}/masks.json")
    [segment] = json.loads(gzip.decompress(shown.content))["segments"]
    assert segment == {
        "track": wanted.track, "first": 0, "last": 29, "stale": False,
        "trust": 0.7642, "least": 0.2, "worst": 29, "cycle": 0.75,
    }  # fmt: skip


def test_what_nobody_measured_is_not_known(project):
    handed_in(project, None)

    assert set(Segment.objects.values_list("trust_mean", "worst_frame", "cycle_iou")) == {(None, None, None)}
    [card] = queue_of(project)
    assert card["trust"] is None


def test_the_inspectors_queue_has_the_least_trusted_masks_first_and_says_where_to_look(project):
    sure, unsure, unknown = (handed_in(project, confidence) for confidence in (230, 51, None))

    cards = queue_of(project)

    assert [card["clip"]["id"] for card in cards] == [unsure.pk, sure.pk, unknown.pk]
    first = unsure.tracks.get(number=1)
    assert cards[0]["trust"] == {
        "trust": 0.2, "least": 0.2, "frame": 1, "first": 0, "last": 29, "track": first.pk, "number": 1, "cycle": None,
    }  # fmt: skip


def test_another_runs_trust_does_not_count(project):
    video = handed_in(project, 230)
    make.run_beside(video, confidence=10)

    [card] = queue_of(project)

    assert card["trust"]["trust"] == 0.902


def test_captions_come_after_measured_masks_the_oldest_first(project):
    captions = [make.video(project) for _ in range(2)]
    for video in captions:
        make.submitted_caption(video, make.annotator(project))
    masks = handed_in(project, 100)

    assert [card["clip"]["id"] for card in queue_of(project)] == [masks.pk, *(video.pk for video in captions)]


def test_what_waits_comes_in_the_order_asked_for_and_no_other(project):
    sure, unsure = (handed_in(project, confidence) for confidence in (230, 51))
    inspector = make.browser(make.inspector(project))

    oldest = inspector.get(f"/api/projects/{project.slug}/queue?order=oldest")
    refused = inspector.get(f"/api/projects/{project.slug}/queue?order=newest")

    assert [card["clip"]["id"] for card in oldest.json()["to_review"]] == [sure.pk, unsure.pk]
    assert refused.status_code == 400
    assert "newest" in refused.content.decode()
