"""Minutes: the server says when somebody acted, silence does not count, and nobody is at two places at a time."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from django.conf import settings
from django.db.models import F
from django.utils import timezone

from annotator.review import actions as review
from annotator.work import actions as work
from annotator.work.models import Stint, WorkItem
from tests import factories as make

pytestmark = pytest.mark.django_db
ALONE = "[A red box]<mask_1> slides past a wall."


class Desk:
    """An annotator at a caption, whose page says now and then that they act."""

    def __init__(self) -> None:
        self.project = make.project()
        self.video = make.video(self.project, frame_count=31)
        self.person = make.annotator(self.project)
        self.item = work.claim(self.person, item_id=make.caption_item(self.video).pk)
        self.browser = make.browser(self.person)

    def act(self, item: WorkItem | None = None, **place: object):
        return self.browser.post(f"/api/work/{(item or self.item).pk}/activity", place, content_type="application/json")

    def wait(self, seconds: float) -> None:
        """Let time go by: everything that was noted lies that much further back."""
        gone = dt.timedelta(seconds=seconds)
        Stint.objects.update(began_at=F("began_at") - gone, last_at=F("last_at") - gone)

    def day(self) -> dict[str, object]:
        since = (timezone.now() - dt.timedelta(hours=12)).isoformat()
        return self.browser.get(f"/api/projects/{self.project.slug}/day", {"since": since}).json()


@pytest.fixture
def desk():
    return Desk()


def test_time_between_signs_of_activity_counts_and_the_rule_is_told(desk):
    desk.act()
    desk.wait(20)
    desk.act()
    desk.wait(30)

    answer = desk.act().json()

    assert answer["seconds"] == pytest.approx(50, abs=2)
    assert answer["idle_after"] == settings.IDLE_SECONDS == 60
    assert Stint.objects.count() == 1


def test_silence_longer_than_the_rule_counts_nothing(desk):
    desk.act()
    desk.wait(10)
    desk.act()
    desk.wait(61)

    answer = desk.act().json()

    assert answer["seconds"] == pytest.approx(10, abs=2)
    assert Stint.objects.count() == 2


def test_two_tasks_at_once_count_once(desk):
    other = work.claim(desk.person, item_id=make.caption_item(make.video(desk.project)).pk)
    for _ in range(4):
        desk.act()
        desk.wait(10)
        desk.act(other)
        desk.wait(10)

    spent = sum((stint.last_at - stint.began_at).total_seconds() for stint in Stint.objects.all())

    assert spent == pytest.approx(70, abs=3)
    ordered = list(Stint.objects.order_by("began_at", "pk"))
    assert all(one.last_at <= two.began_at for one, two in itertools.pairwise(ordered))


def test_time_belongs_to_the_frame_and_object_that_it_was_spent_on(desk):
    drawer = make.annotator(desk.project)
    make.masking(make.video(desk.project, frame_count=31), drawer, text=ALONE)
    masks = WorkItem.objects.get(author=drawer)
    desk.browser = make.browser(drawer)

    desk.act(masks, frame=0, number=1)
    desk.wait(30)
    desk.act(masks, frame=30, number=1)
    desk.wait(12)
    desk.act(masks, frame=30, number=1)

    spent = {stint.frame: (stint.last_at - stint.began_at).total_seconds() for stint in Stint.objects.all()}
    assert spent == {0: pytest.approx(30, abs=2), 30: pytest.approx(12, abs=2)}


def test_who_judges_is_counted_as_a_reviewer_and_not_as_who_made_it(desk):
    inspector = make.inspector(desk.project)
    submitted = make.submitted_caption(make.video(desk.project), make.annotator(desk.project))
    desk.browser = make.browser(inspector)

    assert desk.act(submitted).status_code == 200
    assert Stint.objects.get().review is True


@pytest.mark.parametrize("who", ["colleague", "inspector", "viewer"])
def test_nobody_is_counted_on_work_that_is_not_in_their_hands(desk, who):
    person = make.annotator(desk.project) if who == "colleague" else getattr(make, who)(desk.project)
    desk.browser = make.browser(person)

    answer = desk.act()

    assert answer.status_code == (403 if who == "viewer" else 409)
    assert not Stint.objects.exists()


def test_nothing_is_counted_on_a_lost_lease(desk):
    desk.act()
    work.give_up(desk.person, item_id=desk.item.pk)

    answer = desk.act()

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "wrong_state")
    assert Stint.objects.count() == 1


def test_a_day_shows_what_was_done_beside_the_projects_median_and_the_papers(desk):
    desk.act()
    desk.wait(54)
    desk.act()
    work.give_up(desk.person, item_id=desk.item.pk)
    make.submitted_caption(desk.video, desk.person, ALONE)
    drawer = make.annotator(desk.project)
    review.approve(make.inspector(desk.project), item_id=desk.item.pk)
    masks = work.claim(drawer, item_id=make.masks_item(desk.video).pk)
    make.draw_all(desk.video, drawer)

    writers = desk.day()
    desk.browser = make.browser(drawer)
    for frame in (0, 0, 30):
        desk.act(masks, frame=frame, number=1)
        desk.wait(54)
    desk.act(masks, frame=30, number=1)
    drawers = desk.day()

    assert writers["captions"] == {"handed_in": 1, "approved": 1, "returned": 0, "waiting": 0}
    assert writers["minutes_a_caption"] == {"own": 0.9, "project": 0.9, "paper": 9}
    assert writers["minutes_a_frame"] == {"own": None, "project": None, "paper": 7}
    assert writers["approved_first_time"] == {"approved": 1, "judged": 1}
    assert (drawers["frames"], drawers["week"][-1]) == (2, {"days_ago": 0, "frames": 2})
    assert drawers["minutes_a_frame"] == {
        "own": pytest.approx(1.4, abs=0.11),
        "project": drawers["minutes_a_frame"]["own"],
        "paper": 7,
    }
    assert drawers["minutes_a_caption"] == {"own": None, "project": 0.9, "paper": 9}


def test_a_day_without_a_beginning_is_refused(desk):
    answer = desk.browser.get(f"/api/projects/{desk.project.slug}/day")

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_body")
