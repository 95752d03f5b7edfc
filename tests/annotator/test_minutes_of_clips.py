"""What finished clips cost: all the time spent on each, per video, frame and mask, beside the paper's minutes."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from annotator.annotations.models import Keyframe
from annotator.review import actions as review
from annotator.review.models import Submission
from annotator.review.spent import note_spent
from annotator.work.models import Stint, WorkItem
from tests import factories as make

pytestmark = pytest.mark.django_db
TWO = "[A red box]<mask_1> slides past [a ball]<mask_2>."
NOW = datetime.now(UTC)


class Scene:
    """A project with finished clips, of two keyframes with two objects each; what they cost is noted anew."""

    def __init__(self) -> None:
        self.project = make.project()
        self.lead = make.lead(self.project)

    def clip(self) -> Any:
        return make.finish(make.video(self.project, frame_count=31), text=TWO)

    def spend(self, item: WorkItem, minutes: float, **place: object) -> None:
        """Count time on an item, as a page whose person acts does."""
        began = NOW - timedelta(days=3)
        Stint.objects.create(
            item=item, person=item.author, began_at=began, last_at=began + timedelta(minutes=minutes), **place
        )
        note_spent(self.project)

    def draw(self, video: Any, minutes: float, *, suggested: bool = False, frame: int = 0, number: int = 1) -> None:
        """Count time on a mask, begun from a suggestion or from nothing."""
        self.spend(make.masks_item(video), minutes, frame=frame, number=number)
        if suggested:
            drawn = Keyframe.objects.filter(track__video=video, track__number=number, frame=frame)
            assert drawn.update(origin="edited") == 1
            note_spent(self.project)

    def get(self, **asked: object) -> dict[tuple[str, str], dict[str, Any]]:
        answer = make.browser(self.lead).get(f"/api/projects/{self.project.slug}/dashboard/minutes", asked)
        assert answer.status_code == 200, answer.content
        return {(kind["piece"], kind["suggestions"]): kind for kind in answer.json()["kinds"]}

    def listed(self, rows: str) -> list[int]:
        answer = make.browser(self.lead).get(f"/api/projects/{self.project.slug}/videos?{rows}")
        assert answer.status_code == 200, answer.content
        return sorted(row["id"] for row in answer.json()["videos"])


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_a_caption_costs_what_all_its_rounds_took_without_its_reviews(scene):
    item = make.caption_item(scene.clip())
    scene.spend(item, 5)
    scene.spend(item, 2.5)
    Stint.objects.create(item=item, person=item.inspector, review=True, began_at=NOW - timedelta(hours=1), last_at=NOW)
    scene.clip()  # nobody's time was counted on it

    told = scene.get()["caption", "all"]

    assert (told["count"], told["pieces"], told["median"], told["paper"]) == (1, 1, 7.5, 9)
    assert scene.listed(told["rows"]) == [item.video_id]


def test_what_work_cost_is_noted_when_it_is_approved_and_anew_when_it_is_approved_again(scene):
    video = make.video(scene.project, frame_count=31)
    item = make.submitted_caption(video, writer := make.annotator(scene.project), TWO)
    began = NOW - timedelta(days=3)
    Stint.objects.create(item=item, person=writer, began_at=began, last_at=began + timedelta(minutes=4))

    review.approve(scene.lead, item_id=item.pk)
    first = scene.get()["caption", "all"]
    review.reopen(scene.lead, item_id=item.pk)
    Stint.objects.create(item=item, person=writer, began_at=began, last_at=began + timedelta(minutes=2))
    review.submit(writer, item_id=item.pk)
    review.approve(scene.lead, item_id=item.pk)
    second = scene.get()["caption", "all"]

    assert (first["count"], first["median"]) == (1, 4.0)
    assert (second["count"], second["median"]) == (1, 6.0)
    assert scene.listed(second["rows"]) == [video.pk]


def test_frames_and_masks_are_told_apart_by_whether_they_began_from_a_suggestion(scene):
    video = scene.clip()
    scene.draw(video, 4, frame=0, number=1)
    scene.draw(video, 2, frame=30, number=1, suggested=True)
    scene.draw(video, 3, frame=30, number=2)
    scene.spend(make.masks_item(video), 1, frame=30)  # no object chosen: the frame's time, and no mask's

    told = scene.get()

    assert {kind: (each["pieces"], each["median"]) for kind, each in told.items() if kind[0] != "caption"} == {
        ("frame", "all"): (2, 5.0),
        ("frame", "with"): (1, 6.0),
        ("frame", "without"): (1, 4.0),
        ("mask", "all"): (3, 3.0),
        ("mask", "with"): (1, 2.0),
        ("mask", "without"): (2, 3.5),
    }
    assert {told["frame", "all"]["paper"], told["mask", "all"]["paper"]} == {7, None}


def test_every_number_is_that_of_the_list_behind_it(scene):
    plain, helped, untouched = scene.clip(), scene.clip(), scene.clip()
    scene.draw(plain, 4)
    scene.draw(helped, 2, suggested=True)
    scene.spend(make.caption_item(untouched), 8)
    Submission.objects.filter(item__video=helped).update(decided_at=NOW - timedelta(days=1))

    told = scene.get()

    figures = [figure for kind in told.values() for figure in (kind, *kind["days"])]
    assert sum(figure["count"] > 0 for figure in figures) == 7 + 5
    for figure in figures:
        assert len(scene.listed(figure["rows"])) == figure["count"], figure
    assert scene.listed(told["mask", "with"]["rows"]) == [helped.pk]
    assert [day["median"] for day in told["frame", "all"]["days"][-2:]] == [2.0, 4.0]


def test_quartiles_are_told_of_four_clips_or_more(scene):
    for minutes in (1, 2, 3):
        scene.spend(make.caption_item(scene.clip()), minutes)
    few = scene.get()["caption", "all"]

    scene.spend(make.caption_item(scene.clip()), 4)
    enough = scene.get()["caption", "all"]

    assert (few["low"], few["median"], few["high"]) == (None, 2.0, None)
    assert (enough["low"], enough["median"], enough["high"]) == (1.75, 2.5, 3.25)


def test_what_was_approved_outside_the_period_or_not_at_all_does_not_count(scene):
    early, open_now = scene.clip(), make.video(scene.project, frame_count=31)
    scene.spend(make.caption_item(early), 5)
    Submission.objects.filter(item__video=early).update(decided_at=NOW - timedelta(days=40))
    scene.spend(make.submitted_caption(open_now, make.annotator(scene.project), TWO), 5)

    told = scene.get()

    assert {kind["count"] for kind in told.values()} == {0}
    assert {kind["median"] for kind in told.values()} == {None}


def test_the_minutes_come_as_csv_with_the_same_numbers(scene):
    scene.spend(make.caption_item(scene.clip()), 5)

    answer = make.browser(scene.lead).get(f"/api/projects/{scene.project.slug}/dashboard/minutes.csv")

    whole, *rows = csv.DictReader(io.StringIO(answer.content.decode()))
    assert whole == {
        "piece": "caption", "suggestions": "all", "day": "", "clips": "1", "pieces": "1", "median": "5.0", "low": "",
        "high": "", "paper": "9",
    }  # fmt: skip
    assert [row["piece"] for row in rows if row["day"]] == ["caption"] * 14 + ["frame"] * 14 + ["mask"] * 14


@pytest.mark.parametrize("role", ["annotator", "researcher", "viewer"])
def test_they_are_for_who_runs_the_line(role):
    project = make.project()

    answer = make.browser(getattr(make, role)(project)).get(f"/api/projects/{project.slug}/dashboard/minutes")

    assert answer.status_code == 403
