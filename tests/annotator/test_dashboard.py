"""The dashboard: every number on it is the number of clips in the list that it leads to."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum

from annotator.annotations.actions import propagations
from annotator.annotations.actions.keyframes import save_keyframe
from annotator.annotations.models import Segment
from annotator.jobs import actions as jobs
from annotator.jobs.models import Job
from annotator.jobs.queries import live
from annotator.review import actions as review
from annotator.review.models import Submission
from annotator.review.question_actions import ask
from annotator.work import actions as work
from annotator.work.models import WorkItem
from tests import factories as make

pytestmark = pytest.mark.django_db
ALONE = "[A red box]<mask_1> slides past a wall."
LARGER = [[[5.0, 5.0], [40.5, 7.0], [33.0, 38.0]]]
NOW = datetime.now(UTC)


class Scene:
    """A project in which something of everything has happened."""

    def __init__(self) -> None:
        self.project = make.project()
        self.lead = make.lead(self.project)
        self.writer, self.inspector = make.annotator(self.project), make.inspector(self.project)
        make.video(self.project)
        work.claim(self.writer, item_id=make.caption_item(make.video(self.project)).pk)
        for reasons in (["language"], ["language", "wrong_order"]):
            item = make.submitted_caption(make.video(self.project), self.writer, ALONE)
            findings = [{"reason": reason} for reason in reasons]
            review.return_submission(self.inspector, item_id=item.pk, findings=findings)
        review.submit(self.writer, item_id=item.pk)
        self.late = item.video
        WorkItem.objects.filter(pk=item.pk).update(changed_at=NOW - timedelta(hours=50))
        drawn = make.video(self.project, frame_count=31)
        make.masking(drawn, drawer := make.annotator(self.project), text=ALONE)
        ask(drawer, video_id=drawn.pk, start=0, end=9, frame=0, text="Which?")
        make.finish(make.video(self.project, frame_count=31), text=ALONE)
        self.failed = make.video(self.project, frame_count=31)
        make.masking(self.failed, drawer := make.annotator(self.project), text=ALONE)
        make.draw_all(self.failed, drawer)
        review.submit(drawer, item_id=make.masks_item(self.failed).pk)
        for job in Job.objects.filter(subject=self.failed.pk):
            jobs.fail(jobs.claim(job.pk, "worker"), code="out_of_memory", text="It did not fit.")

    def get(self, path: str = "", person: Any = None, **asked: object) -> Any:
        address = f"/api/projects/{self.project.slug}/dashboard{path}"
        return make.browser(person or self.lead).get(address, asked)

    def listed(self, rows: str) -> list[int]:
        """The clips that a figure leads to."""
        answer = make.browser(self.lead).get(f"/api/projects/{self.project.slug}/videos?{rows}")
        assert answer.status_code == 200, (rows, answer.content)
        return [row["id"] for row in answer.json()["videos"]]


@pytest.fixture
def scene() -> Scene:
    return Scene()


def figures(told: Any) -> Iterator[dict[str, Any]]:
    """Everything on the dashboard that has a number and a list."""
    if isinstance(told, dict):
        if "rows" in told:
            yield told
        told = list(told.values())
    if isinstance(told, list):
        for part in told:
            yield from figures(part)


def test_every_number_is_that_of_the_list_behind_it(scene):
    found = list(figures(scene.get().json()))

    assert len(found) > 60
    assert sum(1 for each in found if each["count"]) > 15
    for each in found:
        assert len(scene.listed(each["rows"])) == each["count"], each


def test_it_says_how_far_clips_are_what_was_done_and_why_work_came_back(scene):
    told = scene.get().json()

    funnel = {row["stage"]: row["count"] for row in told["funnel"]}
    assert funnel == {
        "to_caption": 1, "captioning": 1, "caption_review": 1, "caption_returned": 1, "to_mask": 0, "masking": 1,
        "propagating": 1, "mask_review": 0, "masks_returned": 0, "ready": 1,
    }  # fmt: skip
    assert [(row["step"], row["text"], row["count"]) for row in told["reasons"]] == [
        ("caption", "Language", 2), ("caption", "Wrong order", 1),
    ]  # fmt: skip
    assert (told["days"][-1]["caption"]["count"], told["days"][-1]["masks"]["count"]) == (3, 1)
    assert [row["count"] for row in told["machine"] if row["state"] == "failed"] == [1]
    [writer] = [row for row in told["people"] if row["person"]["username"] == scene.writer.username]
    assert (writer["approved"]["count"], writer["returned"]["count"]) == (0, 2)


def test_it_names_what_somebody_ought_to_look_at_and_leads_there(scene):
    needs = {need["kind"]: scene.listed(need["rows"]) for need in scene.get().json()["needs"]}

    assert needs.keys() == {"failed", "asked", "late_caption_review"}
    assert (needs["failed"], needs["late_caption_review"]) == ([scene.failed.pk], [scene.late.pk])


def test_work_in_peoples_hands_has_its_age(scene):
    ages = {row["stage"]: row for row in scene.get().json()["ages"]}

    assert [late["count"] for late in ages["caption_review"]["late"]] == [1, 1]
    assert datetime.fromisoformat(ages["caption_review"]["oldest"]) == NOW - timedelta(hours=50)
    assert (ages["mask_review"]["all"]["count"], ages["mask_review"]["oldest"]) == (0, None)


def test_it_is_about_the_days_asked_for_and_a_round_counts_on_the_day_of_its_verdict(scene):
    Submission.objects.exclude(decided_at=None).update(decided_at=datetime(2026, 3, 2, 23, 59, 59, tzinfo=UTC))

    shown = scene.get(since="2026-03-01", until="2026-03-03").json()
    after = scene.get(since="2026-03-03", until="2026-03-03").json()

    assert [(row["day"], row["caption"]["count"]) for row in shown["days"]] == [
        ("2026-03-01", 0), ("2026-03-02", 3), ("2026-03-03", 0),
    ]  # fmt: skip
    assert (after["reasons"], after["people"]) == ([], [])
    assert len(scene.get().json()["days"]) == 14


@pytest.mark.parametrize("asked", [{"since": "2026-03-03", "until": "2026-03-02"}, {"since": "2020-01-01"}])
def test_a_period_that_is_none_is_refused(asked):
    project = make.project()

    answer = make.browser(make.lead(project)).get(f"/api/projects/{project.slug}/dashboard", asked)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "period_refused")


@pytest.mark.parametrize("role", ["annotator", "researcher", "viewer"])
def test_it_is_for_who_runs_the_line(role):
    project = make.project()
    browser = make.browser(getattr(make, role)(project))

    for path in ("dashboard", "dashboard/people.csv"):
        assert browser.get(f"/api/projects/{project.slug}/{path}").status_code == 403


def test_a_project_without_clips_is_all_noughts_and_names_nothing(scene):
    empty = make.project()

    told = make.browser(make.lead(empty)).get(f"/api/projects/{empty.slug}/dashboard").json()

    assert {each["count"] for each in figures(told)} == {0}
    assert told["needs"] == told["people"] == told["reasons"] == []
    assert told["disk"]["total"] > told["disk"]["free"] > 0


@pytest.mark.parametrize(
    ("table", "columns", "count"),
    [("funnel", 2, 10), ("days", 3, 14), ("reasons", 4, 2), ("people", 5, 5), ("ages", 5, 6), ("machine", 2, 5)],
)
def test_each_table_comes_as_csv_with_the_same_numbers(scene, table, columns, count):
    answer = scene.get(f"/{table}.csv")

    head, *rows = csv.reader(io.StringIO(answer.content.decode()))
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{scene.project.slug}-{table}.csv"'
    assert (len(head), len(rows)) == (columns, count)
    assert all(len(row) == columns for row in rows)
    if table == "funnel":
        told = scene.get().json()["funnel"]
        assert rows == [[row["stage"], str(row["count"])] for row in told]


def test_a_table_that_is_none_answers_so(scene):
    assert scene.get("/hours.csv").status_code == 404


def test_a_name_that_looks_like_a_formula_is_text_in_a_spreadsheet(scene):
    scene.writer.first_name = "=HYPERLINK"
    scene.writer.save()

    rows = csv.DictReader(io.StringIO(scene.get("/people.csv").content.decode()))

    assert "'=HYPERLINK" in {row["name"] for row in rows}


def test_the_size_of_computed_masks_is_that_of_their_rows_while_they_come_and_after_they_are_computed_again():
    project = make.project()
    lead, drawer = make.lead(project), make.annotator(project)
    video = make.video(project, frame_count=61)
    [track] = make.masking(video, drawer, text=ALONE)
    make.draw_all(video, drawer)
    told = []

    def look() -> None:
        masks = make.browser(lead).get(f"/api/projects/{project.slug}/dashboard").json()["disk"]["masks"]
        told.append((masks, Segment.objects.aggregate(bytes=Sum("bytes", default=0))["bytes"]))

    look()
    with transaction.atomic():
        propagations.start_propagation(video)
    make.compute(jobs.claim(live(propagations.KIND, video.pk).pk, "worker"))
    look()
    make.work_off(propagations.KIND, video.pk)
    make.run_beside(video)
    look()
    save_keyframe(drawer, track_id=track.pk, frame=30, rings=LARGER, absent=False, seen_revision=1)
    make.propagate(video)
    look()

    assert [masks for masks, _ in told] == [rows for _, rows in told]
    assert len({masks for masks, _ in told}) == 4
