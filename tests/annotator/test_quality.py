"""Quality as a lead reads it: people with their scores, the pairs that agree least, and the gold clips."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.annotations.actions.keyframes import save_keyframe
from annotator.review.quality_models import Gold, Twin
from tests import factories as make
from tests.annotator.quality_scene import BOX, MOVED, Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]


@pytest.fixture
def scene() -> Scene:
    return Scene()


def quality(scene: Scene) -> dict:
    return scene.ask(scene.lead, "GET", f"projects/{scene.project.slug}/quality").json()


def row_of(scene: Scene, person, step: str) -> dict:
    [row] = [row for row in quality(scene)["people"] if (row["person"]["id"], row["step"]) == (person.pk, step)]
    return row


def scored_masks(scene: Scene, rings=make.SQUARE) -> Twin:
    scene.gold()
    scene.rule(gold_percent=100)
    scene.masks()
    twin = scene.twin()
    scene.second_masks(twin, rings=rings)
    scene.score(twin)
    return twin


def test_a_project_in_which_nothing_happened_says_so(scene):
    assert quality(scene) == {"low": 0.8, "judge": False, "people": [], "pairs": [], "gold": []}


def test_a_person_is_shown_with_what_they_handed_in_and_how_it_agrees_with_gold(scene):
    scored_masks(scene, rings=MOVED)

    row = row_of(scene, scene.person, "masks")

    assert (row["submitted"], row["inspected"], row["returned"]) == (2, 2, 0)
    overlap = {"count": 1, **dict.fromkeys(("median", "low", "high"), pytest.approx(16 / 24))}
    shown = {measure["what"]: measure for measure in row["measures"]}
    assert (shown["track"]["kind"], shown["track"]["summary"], shown["track"]["everybody"]) == (
        "gold",
        overlap,
        overlap,
    )
    assert shown["identity"]["summary"]["median"] == 1
    assert shown["track"]["drift"] is None


def test_a_double_counts_for_both_who_made_it(scene):
    colleague = make.annotator(scene.project)
    scene.rule(double_percent=100)
    scene.caption()
    twin = scene.twin()
    scene.second_caption(twin)

    scene.score(twin)

    measures = [row_of(scene, person, "caption")["measures"] for person in (scene.person, colleague)]
    assert measures[0] == measures[1]
    assert [(m["kind"], m["what"], m["summary"]["median"]) for m in measures[0]] == [
        ("double", "phrases", 1), ("double", "text", 1),
    ]  # fmt: skip


def test_the_pairs_that_agree_least_come_first_and_those_without_scores_last(scene):
    worst = scored_masks(scene, rings=MOVED)
    scene.caption()
    waiting = Twin.objects.exclude(pk=worst.pk)

    shown = quality(scene)["pairs"]

    assert [pair["video"] for pair in shown] == [worst.video_id, *waiting.values_list("video", flat=True)]
    assert shown[0]["original"] == worst.video.twin_of_id
    assert shown[0]["tracks"] == [{"number": 1, "value": pytest.approx(16 / 24), "frames": 31}]


def test_a_pair_of_masks_is_shown_frame_by_frame(scene):
    twin = scored_masks(scene, rings=MOVED)

    shown = scene.ask(scene.inspector, "GET", f"videos/{twin.video_id}/agreement").json()

    [track] = shown["tracks"]
    assert (track["number"], track["frames"], track["iou"]) == (1, 31, [0.6667] * 31)
    assert shown["identity"] == {"share": 1, "frames": 62, "swaps": []}
    assert shown["captions"] is None


def test_a_pair_of_captions_is_shown_phrase_by_phrase(scene):
    scene.gold()
    scene.rule(gold_percent=100)
    scene.caption()
    twin = scene.twin()
    scene.second_caption(twin, "[The red box]<mask_4> slides past [a wall]<mask_5>.")

    captions = scene.ask(scene.lead, "GET", f"videos/{twin.video_id}/agreement").json()["captions"]

    assert (captions["plain"], captions["reference"]) == (
        "The red box slides past a wall.",
        "A red box slides past a wall.",
    )
    assert [(p["text"], p["other"], p["other_ids"], p["agrees"]) for p in captions["phrases"]] == [
        ("The red box", "A red box", ["1"], True), ("a wall", None, [], False),
    ]  # fmt: skip
    assert captions["judged"] is None


def test_before_anything_is_handed_in_there_is_nothing_to_compare(scene):
    scene.gold()
    scene.rule(gold_percent=100)
    scene.caption()

    shown = scene.ask(scene.lead, "GET", f"videos/{scene.twin().video_id}/agreement").json()

    assert (shown["tracks"], shown["identity"], shown["captions"], shown["scored"]) == ([], None, None, None)


def test_a_clip_that_was_annotated_once_has_no_agreement(scene):
    answer = scene.ask(scene.lead, "GET", f"videos/{scene.clip().pk}/agreement")

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


def test_the_number_of_queries_does_not_depend_on_how_much_is_known(scene):
    scored_masks(scene)
    browser, address = make.browser(scene.lead), f"/api/projects/{scene.project.slug}/quality"
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    for _ in range(3):
        scene.gold()
        scene.caption()
        scene.caption(make.annotator(scene.project))

    with CaptureQueriesContext(connection) as many:
        assert len(browser.get(address).json()["pairs"]) > 3

    assert len(many) == len(few) <= 12


# ---- gold


def test_a_finished_clip_becomes_gold_once_and_can_be_retired_and_named_again(scene):
    video = make.finish(scene.clip(), text=BOX)

    first = scene.ask(scene.lead, "PUT", f"videos/{video.pk}/gold")
    scene.ask(scene.lead, "PUT", f"videos/{video.pk}/gold")

    assert (first.status_code, first.json()["clip"], first.json()["by"]["id"]) == (200, video.number, scene.lead.pk)
    assert [row["video"] for row in quality(scene)["gold"]] == [video.pk]
    assert scene.ask(scene.lead, "DELETE", f"videos/{video.pk}/gold").status_code == 204
    assert quality(scene)["gold"] == []
    scene.ask(scene.lead, "PUT", f"videos/{video.pk}/gold")
    assert [row["video"] for row in quality(scene)["gold"]] == [video.pk]


def test_an_unfinished_clip_and_a_second_annotation_are_refused_as_gold(scene):
    gold = scene.gold()
    scene.rule(gold_percent=100)
    scene.caption()
    twin = scene.twin()

    unfinished, second = (
        scene.ask(scene.lead, "PUT", f"videos/{video}/gold") for video in (scene.clip().pk, twin.video_id)
    )

    assert (unfinished.status_code, unfinished.json()["error"]["code"]) == (409, "gold_refused")
    assert (second.status_code, second.json()["error"]["fields"]) == (409, {"original": gold.pk})
    assert Gold.objects.count() == 1


def test_a_retired_clip_is_mixed_in_no_more(scene):
    gold = scene.gold()
    scene.rule(gold_percent=100)

    scene.ask(scene.lead, "DELETE", f"videos/{gold.pk}/gold")
    scene.caption()

    assert not Twin.objects.exists()


# ---- doubts about masks


def test_who_inspects_is_told_which_keyframes_look_wrong_and_where(scene):
    video = make.video(scene.project, frame_count=91, width=640, height=480)
    [track] = make.masking(video, scene.person, text=BOX)
    large = [[[x * 8, y * 8] for x, y in ring] for ring in make.SQUARE]
    for frame, rings in ((0, large), (30, None), (60, large), (90, large)):
        save_keyframe(scene.person, track_id=track.pk, frame=frame, rings=rings, absent=rings is None, seen_revision=0)

    shown = scene.ask(scene.inspector, "GET", f"videos/{video.pk}/doubts").json()

    assert shown == {"doubts": [{"check": "gap", "frame": 30, "number": 1, "other": None}]}


def test_masks_that_look_right_raise_no_doubt(scene):
    video = scene.masks()

    assert scene.ask(scene.lead, "GET", f"videos/{video.pk}/doubts").json() == {"doubts": []}
