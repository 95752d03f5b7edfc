"""What became of a model's drafts is told by what people kept of them, and by the minutes of those who had none."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from annotator.annotations.actions.captions import Writing, save_caption
from annotator.annotations.actions.keyframes import save_keyframe
from annotator.annotations.models import Suggestion
from annotator.formats import ring
from annotator.insights.acceptance import shape_kept, words_kept
from annotator.review import actions as review
from annotator.videos.models import Project
from annotator.work.models import Stint
from tests import factories as make
from tests.annotator.assist import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]


@pytest.fixture
def project(tmp_path) -> Project:
    one = make.project()
    scene.with_model(one, tmp_path / "live", trained_on=())
    return one


def report(project: Project) -> dict[str, Any]:
    return make.browser(make.lead(project)).get(f"/api/projects/{project.slug}/acceptance").json()


def packed(*points: tuple[float, float]) -> bytes:
    return ring.pack(ring.parse([[list(point) for point in points]], width=64, height=48))


def test_words_changed_and_phrases_kept_are_shares_of_the_draft() -> None:
    edit, kept = words_kept(
        "[A red box]<mask_1> slides past [a wall]<mask_2>.", "[A red box]<mask_1> slides past [a door]<mask_2>."
    )

    assert edit == pytest.approx(1 / 7)
    assert kept == 0.5


def test_a_shape_that_was_moved_by_one_corner_keeps_three_of_four_vertices() -> None:
    draft = packed((10, 10), (30, 10), (30, 30), (10, 30))

    same = shape_kept(draft, draft, width=64, height=48)
    moved = shape_kept(draft, packed((10, 10), (30, 10), (30, 40), (10, 30)), width=64, height=48)

    assert (same.iou, same.moved) == (1, 0)
    assert 0.7 < moved.iou < 0.9
    assert moved.moved == 0.25


def test_the_report_tells_what_was_taken_and_how_much_of_it_was_kept(project) -> None:
    video = make.video(project, frame_count=31)
    author, draft = scene.drafted(video)
    scene.decide(author, draft.pk, "accepted")
    save_caption(author, video_id=video.pk, writing=Writing(scene.SAID.replace("wall", "door")), seen_revision=0)
    review.submit(author, item_id=make.caption_item(video).pk)
    other = make.video(project, frame_count=31)
    writer, turned_down = scene.drafted(other)
    scene.decide(writer, turned_down.pk, "dismissed")
    masked = make.video(project, frame_count=31)
    drawer = make.annotator(project)
    [first, *_] = make.masking(masked, drawer)
    scene.ask(drawer, masked, "masks")
    scene.draw()
    cell = Suggestion.objects.get(track=first, frame=0)
    save_keyframe(
        drawer, track_id=first.pk, frame=0, rings=make.SQUARE, absent=False, seen_revision=0, suggestion=cell.key
    )

    [row] = report(project)["models"]

    assert {name: row[name] for name in ("caption_drafts", "caption_accepted", "caption_dismissed")} == {
        "caption_drafts": 2, "caption_accepted": 1, "caption_dismissed": 1,
    }  # fmt: skip
    assert (row["word_edit"], row["phrases_kept"]) == (pytest.approx(1 / 7), 0.5)
    assert (row["mask_drafts"], row["mask_accepted"], row["iou"], row["vertices_moved"]) == (6, 1, 1, 0)


def test_clips_that_the_model_learned_from_are_left_out(project) -> None:
    video = make.video(project, frame_count=31)
    scene.drafted(video)
    project.checkpoints.update(trained_on=[video.number])

    assert report(project)["models"] == []


def test_minutes_with_drafts_stand_beside_those_of_the_control(project) -> None:
    for minutes, with_draft in ((2, True), (4, True), (6, False)):
        video = make.video(project, frame_count=31)
        project.assist_rule.control_percent = 0 if with_draft else 100
        project.assist_rule.save()
        if with_draft:
            author, draft = scene.drafted(video)
            scene.decide(author, draft.pk, "accepted")
        else:
            author = scene.writing(video)
        save_caption(author, video_id=video.pk, writing=Writing(scene.SAID), seen_revision=0)
        item = review.submit(author, item_id=make.caption_item(video).pk)
        Stint.objects.filter(item=item).delete()
        began = timezone.now() - timedelta(hours=minutes)
        Stint.objects.create(item=item, person=author, began_at=began, last_at=began + timedelta(minutes=minutes))

    captions = report(project)["minutes"][0]

    assert captions == {
        "step": "caption", "with_drafts": 3, "with_count": 2, "without_drafts": 6, "without_count": 1,
    }  # fmt: skip


def test_the_table_has_a_row_a_model(project) -> None:
    scene.drafted(make.video(project, frame_count=31))

    answer = make.browser(make.lead(project)).get(f"/api/projects/{project.slug}/acceptance.csv")

    [row] = csv.DictReader(io.StringIO(answer.content.decode()))
    assert (row["model"], row["caption_drafts"], row["word_edit"]) == ("live", "1", "")
