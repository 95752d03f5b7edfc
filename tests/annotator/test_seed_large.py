"""A project as large as the line is meant for can be made, in small too: every stage, and exactly what was asked."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from annotator.annotations.models import Keyframe, KeyframeRevision, Track
from annotator.annotations.propagation_plan import needed_segments
from annotator.events.models import Event
from annotator.review.quality_models import Twin
from annotator.videos.models import Membership, Project, Video
from annotator.work.models import WorkItem
from tests import factories as make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_folders")]


def seed(slug: str = "large", **totals: int) -> Project:
    asked = {"videos": 60, "tracks": 190, "keyframes": 1500, "twins": 8, "people": 16} | totals
    call_command("seed_large", slug, **asked)
    return Project.objects.get(slug=slug)


def test_it_has_as_many_clips_tracks_and_keyframes_as_were_asked_for_and_clips_in_every_stage():
    project = seed()
    lead = make.browser(make.lead(project))

    counts = lead.get("/api/projects/large").json()["counts"]

    assert counts["videos"] == Video.objects.filter(project=project, twin_of=None).count() == 60
    assert Twin.objects.filter(video__project=project).count() == 8
    assert Track.objects.filter(video__project=project).count() == 190
    assert Keyframe.objects.filter(track__video__project=project).count() == 1500
    assert KeyframeRevision.objects.filter(keyframe__track__video__project=project).count() == 1500
    assert all(counts[stage] for stage in counts if stage not in ("videos", "refused"))
    assert Membership.objects.filter(project=project, role="annotator").count() == 14


def test_its_moves_and_its_log_tell_how_each_work_item_came_to_stand_where_it_does():
    project = seed()
    lead = make.browser(make.lead(project))

    log = lead.get("/api/projects/large/log?topic=keyframe").json()["events"]
    items = WorkItem.objects.filter(video__project=project, video__twin_of=None)

    assert len(log) == 100
    assert Event.objects.filter(project=project.pk, topic="keyframe").count() == 1500
    for item in items.exclude(state__in=["blocked", "ready"]) | items.filter(step="masks", state="ready"):
        assert item.moves.order_by("number").last().to_state == item.state
        told = Event.objects.filter(project=project.pk, topic="work", payload__work=item.pk).order_by("id")
        assert [event.payload["state"] for event in told] == [move.to_state for move in item.moves.order_by("number")]


def test_every_number_on_its_dashboard_is_that_of_the_list_behind_it_though_clips_were_annotated_twice():
    lead = make.browser(make.lead(seed()))

    told = lead.get("/api/projects/large/dashboard").json()
    rows = [row[verdict] for row in told["people"] for verdict in ("approved", "returned")]
    rows += [day[step] for day in told["days"] for step in ("caption", "masks")]
    counts = [lead.get(f"/api/projects/large/videos?{row['rows']}").json()["count"] for row in rows]

    assert counts == [row["count"] for row in rows]
    assert sum(counts) > 20


def test_a_finished_clip_of_it_opens_with_its_pictures_and_its_masks():
    project = seed()
    lead = make.browser(make.lead(project))
    row = lead.get("/api/projects/large/videos?stage=ready").json()["videos"][0]

    masks = lead.get(f"/api/videos/{row['id']}/masks.json")

    assert lead.get(row["thumbnail"]).status_code == 200
    assert masks.status_code == 200
    assert needed_segments(Video.objects.get(pk=row["id"])) == []


def test_work_in_it_goes_on_where_it_stands():
    project = seed()
    person = make.annotator(project)

    started = make.browser(person).post("/api/projects/large/queue/next", {}, content_type="application/json")
    added = make.video(project, number=project.next_number)

    assert (started.status_code, started.json()["state"]) == (200, "annotating")
    assert added.pk > max(Video.objects.exclude(pk=added.pk).values_list("pk", flat=True))


@pytest.mark.parametrize("totals", [{"tracks": 5}, {"tracks": 9999}, {"keyframes": 3}, {"people": 2}])
def test_what_cannot_be_made_is_refused_and_leaves_nothing(totals):
    with pytest.raises(CommandError):
        seed(**totals)

    assert not Project.objects.filter(slug="large").exists()
