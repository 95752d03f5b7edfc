"""Each person's pace: what their finished clips cost, and on which days they were finished."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest

from annotator.review import actions as review
from annotator.review.models import Submission
from tests import factories as make
from tests.annotator.test_minutes_of_clips import NOW, TWO, Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return Scene()


def pace(scene: Scene, step: str, **asked: object) -> dict[int, dict[str, Any]]:
    """What is told of a step, by person."""
    answer = make.browser(scene.lead).get(f"/api/projects/{scene.project.slug}/dashboard/pace", asked)
    assert answer.status_code == 200, answer.content
    return {row["person"]["id"]: row for row in answer.json()["people"] if row["step"] == step}


def approved_caption(scene: Scene, writer: Any, minutes: float) -> Any:
    item = make.submitted_caption(make.video(scene.project, frame_count=31), writer, TWO)
    scene.spend(item, minutes)
    review.approve(scene.lead, item_id=item.pk)
    return item.video


def test_a_person_s_minutes_are_the_median_of_their_own_clips_and_lead_to_them(scene):
    slow, quick = make.annotator(scene.project), make.annotator(scene.project)
    theirs = [approved_caption(scene, slow, minutes) for minutes in (4, 12, 6)]
    approved_caption(scene, quick, 1)

    told = pace(scene, "caption")

    assert {who: row["median"] for who, row in told.items()} == {slow.pk: 6.0, quick.pk: 1.0}
    assert (told[slow.pk]["piece"], told[slow.pk]["count"], told[slow.pk]["pieces"]) == ("caption", 3, 3)
    assert scene.listed(told[slow.pk]["rows"]) == sorted(video.pk for video in theirs)


def test_masks_are_told_by_the_frame(scene):
    video = scene.clip()
    scene.draw(video, 4, frame=0)
    scene.draw(video, 2, frame=30)

    [row] = pace(scene, "masks").values()

    assert (row["person"]["id"], row["piece"], row["pieces"]) == (make.masks_item(video).author_id, "frame", 2)
    assert row["median"] == 3.0


def test_the_last_days_are_told_one_by_one_also_of_who_has_no_counted_time(scene):
    writer = make.annotator(scene.project)
    today, before = (make.submitted_caption(make.video(scene.project, frame_count=31), writer, TWO) for _ in range(2))
    for item in (today, before):
        review.approve(scene.lead, item_id=item.pk)
    Submission.objects.filter(item=before).update(decided_at=NOW - timedelta(days=2))

    fortnight = pace(scene, "caption")[writer.pk]
    short = pace(scene, "caption", since=(NOW - timedelta(days=1)).date())[writer.pk]

    assert (fortnight["count"], fortnight["median"]) == (0, None)
    assert fortnight["days"] == [0] * 11 + [1, 0, 1]
    assert short["days"] == [0, 1]


def test_the_pace_comes_as_csv(scene):
    writer = make.annotator(scene.project)
    approved_caption(scene, writer, 5)

    answer = make.browser(scene.lead).get(f"/api/projects/{scene.project.slug}/dashboard/pace.csv")

    [row] = csv.DictReader(io.StringIO(answer.content.decode()))
    assert row == {
        "step": "caption", "username": writer.username, "name": row["name"],
        "piece": "caption", "clips": "1", "pieces": "1", "median": "5.0",
    }  # fmt: skip


@pytest.mark.parametrize("role", ["annotator", "researcher", "viewer"])
def test_it_is_for_who_runs_the_line(role):
    project = make.project()
    answer = make.browser(getattr(make, role)(project)).get(f"/api/projects/{project.slug}/dashboard/pace")
    assert answer.status_code == 403
