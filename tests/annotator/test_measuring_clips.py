"""Clips that measure people: found by who runs the line, kept for whom they measure, not told apart by their plan."""

from __future__ import annotations

import pytest

from annotator.work import batch_actions as batches
from annotator.work.models import WorkItem
from annotator.work.queries import batches_of
from tests import factories as make
from tests.annotator.quality_scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]


@pytest.fixture
def scene() -> Scene:
    return Scene()


def listed(scene: Scene, person, quality: str) -> list[int]:
    answer = scene.ask(person, "GET", f"projects/{scene.project.slug}/videos?quality={quality}")
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["videos"]]


def test_who_runs_the_line_finds_gold_clips_and_second_annotations(scene):
    gold = scene.gold()
    scene.rule(gold_percent=100)
    scene.caption()
    twin = scene.twin()

    for person in (scene.lead, scene.inspector):
        assert listed(scene, person, "gold") == [gold.pk]
        assert listed(scene, person, "gold_twin") == [twin.video_id]
        assert listed(scene, person, "double") == []
    facets = scene.ask(scene.lead, "GET", f"projects/{scene.project.slug}/facets").json()["quality"]
    assert [(facet["value"], facet["count"]) for facet in facets] == [("gold", 1), ("gold_twin", 1)]


def test_a_second_annotation_is_planned_like_the_work_that_it_came_after(scene):
    batch = batches.make_batch(scene.lead, slug=scene.project.slug, name="One")
    scene.rule(double_percent=100)
    make.annotator(scene.project)
    clip = scene.clip()
    plan = {"videos": [clip.pk], "batch": batch.pk, "priority": 4, "deadline": "2026-12-24T12:00:00Z"}
    scene.ask(scene.lead, "POST", f"projects/{scene.project.slug}/plan", plan)

    make.submitted_caption(clip, scene.person)

    twins, originals = (
        list(WorkItem.objects.filter(video=video).order_by("step").values_list("batch", "priority", "deadline"))
        for video in (scene.twin().video_id, clip.pk)
    )
    assert twins == originals
    assert batches_of(scene.project.pk).get().total == 2  # and it is counted in no batch


def test_nobody_else_is_given_a_second_annotation(scene):
    scene.rule(double_percent=100)
    make.annotator(scene.project)
    scene.caption()
    twin = scene.twin()
    item = scene.take(twin)
    other = make.annotator(scene.project)

    answers = [
        scene.ask(scene.lead, "POST", f"work/{item.pk}/reassign", {"person": other.pk}),
        scene.ask(scene.lead, "POST", f"work/{item.pk}/take_over"),
    ]

    assert [answer.json()["error"]["code"] for answer in answers] == ["person_unfit"] * 2
    assert {answer.json()["error"]["fields"]["why"] for answer in answers} == {"second"}
    item.refresh_from_db()
    assert item.author == twin.person
