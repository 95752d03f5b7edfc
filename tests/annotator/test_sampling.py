"""Which work an inspector looks at: everybody's first clips, then a share; the rest passes by the line."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from annotator.events.models import Event
from annotator.jobs.models import Job
from annotator.releases.queries import finished_clips
from annotator.review import actions as review
from annotator.review.models import Submission
from annotator.review.quality_actions import pass_unsampled
from tests import factories as make
from tests.annotator.quality_scene import BOX, RULE, Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_without_a_rule_everything_is_inspected(scene):
    item = scene.caption()

    pass_unsampled()

    item.refresh_from_db()
    assert item.state == "submitted"
    assert Submission.objects.get().sampled


def test_a_caption_that_is_not_sampled_passes_and_opens_its_masks_to_another_person(scene):
    scene.rule(later_percent=0)
    item = scene.caption()

    pass_unsampled()

    item.refresh_from_db()
    submission = Submission.objects.get()
    assert (item.state, item.inspector, submission.state, submission.inspector) == ("approved", None, "passed", None)
    masks = make.masks_item(item.video)
    assert (masks.state, masks.barred_author) == ("ready", scene.person)
    assert [track.words for track in item.video.tracks.all()] == [["A red box"]]
    event = Event.objects.filter(topic="work", payload__work=item.pk).last()
    assert (event.payload["state"], event.actor) == ("approved", None)


def test_masks_that_are_not_sampled_pass_once_they_are_computed_and_are_released(scene):
    scene.rule(later_percent=0)
    video = scene.clip()
    make.masking(video, scene.person, text=BOX)
    make.draw_all(video, scene.person)
    review.submit(scene.person, item_id=make.masks_item(video).pk)
    pass_unsampled()
    assert make.masks_item(video).state == "submitted"
    make.propagate(video)

    pass_unsampled()

    assert make.masks_item(video).state == "approved"
    assert list(finished_clips(scene.project)) == [video]


def test_everybodys_first_clips_are_inspected_and_later_ones_are_not(scene):
    scene.rule(first_clips=2, later_percent=0)

    items = [scene.caption() for _ in range(4)]
    other = scene.caption(make.annotator(scene.project))
    pass_unsampled()

    sampled = [Submission.objects.get(item=item).sampled for item in (*items, other)]
    assert sampled == [True, True, False, False, True]
    assert [type(item).objects.get(pk=item.pk).state for item in items] == [
        "submitted", "submitted", "approved", "approved",
    ]  # fmt: skip


def test_work_that_came_back_is_always_looked_at_again(scene):
    scene.rule(later_percent=0)
    item = scene.caption()
    review.return_submission(scene.inspector, item_id=item.pk, findings=[{"reason": "language", "text": ""}])

    review.submit(scene.person, item_id=item.pk)
    pass_unsampled()

    item.refresh_from_db()
    assert (item.state, item.round) == ("submitted", 2)


def test_a_caption_that_passed_can_be_reopened_and_is_then_inspected(scene):
    scene.rule(later_percent=0)
    item = scene.caption()
    pass_unsampled()

    answer = scene.ask(scene.inspector, "POST", f"work/{item.pk}/reopen")
    again = scene.ask(scene.inspector, "POST", f"work/{item.pk}/reopen")

    assert (answer.json()["state"], again.json()["state"]) == ("returned", "returned")
    assert again.json()["round"] == 2


def test_who_submits_while_the_rule_changes_is_judged_by_the_rule_of_that_moment(scene):
    item = scene.caption()
    scene.rule(later_percent=0)

    pass_unsampled()

    item.refresh_from_db()
    assert item.state == "submitted"


@pytest.mark.parametrize("shares", [{"gold_percent": 101}, {"later_percent": -1}, {"first_clips": 1001}])
def test_a_share_is_of_a_hundred(scene, shares):
    answer = scene.ask(scene.lead, "PUT", f"projects/{scene.project.slug}/sampling", RULE | shares)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_body")
    assert scene.ask(scene.lead, "GET", f"projects/{scene.project.slug}/sampling").json()["saved"] is None


def test_gold_cannot_be_mixed_in_while_there_is_none(scene):
    answer = scene.ask(scene.lead, "PUT", f"projects/{scene.project.slug}/sampling", RULE | {"gold_percent": 5})

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "sampling_refused")
    assert scene.ask(scene.lead, "GET", f"projects/{scene.project.slug}/sampling").json()["gold_percent"] == 0


def test_a_rule_is_saved_with_who_saved_it_and_its_seed_stays(scene):
    scene.rule(double_percent=10, first_clips=5, later_percent=20)
    seed = scene.project.sampling_rule.seed
    admin = make.admin(scene.project)

    shown = scene.ask(admin, "PUT", f"projects/{scene.project.slug}/sampling", RULE | {"later_percent": 30}).json()

    assert (shown["later_percent"], shown["double_percent"], shown["by"]["id"]) == (30, 0, admin.pk)
    scene.project.sampling_rule.refresh_from_db()
    assert scene.project.sampling_rule.seed == seed
    assert "seed" not in shown


@pytest.mark.django_db(transaction=True)
def test_the_dispatcher_passes_what_is_due_and_has_second_annotations_scored():
    scene = Scene()
    scene.gold()
    scene.rule(gold_percent=100, later_percent=0)
    item = scene.caption()
    twin = scene.twin()
    scene.second_caption(twin)

    call_command("dispatch", "--once")

    item.refresh_from_db()
    assert (item.state, make.caption_item(twin.video).state) == ("approved", "approved")
    assert make.masks_item(twin.video).state == "blocked"
    assert Job.objects.get(kind="review.score").subject == twin.pk
