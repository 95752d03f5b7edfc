"""The library: every clip is found by what it is, where it stands and what happened to it, in the order asked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from drf_spectacular.generators import SchemaGenerator

from annotator.annotations.masks_document import KIND
from annotator.annotations.models import ModelDraft
from annotator.insights.filters import ClipFilter
from annotator.jobs import actions as jobs
from annotator.jobs.models import Job
from annotator.review import actions as review
from annotator.review.models import Submission
from annotator.review.quality_actions import make_gold
from annotator.review.question_actions import ask
from annotator.work import actions as work
from annotator.work.batch_actions import make_batch
from annotator.work.models import WorkItem
from annotator.work.plan_actions import plan_clips
from tests import factories as make
from tests.annotator.checkpoints.scene import active

pytestmark = pytest.mark.django_db
ALONE = "[A red box]<mask_1> slides past a wall."


@pytest.fixture
def project():
    return make.project()


def listed(project, **asked: object) -> list[int]:
    """The row numbers of what a lead is shown."""
    answer = make.browser(make.lead(project)).get(f"/api/projects/{project.slug}/videos", asked)
    assert answer.status_code == 200, answer.content
    assert answer.json()["count"] == len(answer.json()["videos"])
    return [row["id"] for row in answer.json()["videos"]]


def returned(project, author, reason: str):
    """A clip whose caption was returned for a reason."""
    video = make.video(project)
    item = make.submitted_caption(video, author, ALONE)
    review.return_submission(make.inspector(project), item_id=item.pk, findings=[{"reason": reason}])
    return video


def test_every_word_of_the_filter_can_be_asked_for_over_http():
    listing = SchemaGenerator().get_schema(request=None, public=True)["paths"]["/api/projects/{slug}/videos"]["get"]

    asked = {parameter["name"] for parameter in listing["parameters"] if parameter["in"] == "query"}

    assert asked == {"page", *ClipFilter.__dataclass_fields__}


def test_several_stages_are_listed_together(project):
    waiting, taken, handed_in = (make.video(project) for _ in range(3))
    work.claim(make.annotator(project), item_id=make.caption_item(taken).pk)
    make.submitted_caption(handed_in, make.annotator(project))

    assert listed(project, stage="captioning,caption_review") == [handed_in.pk, taken.pk]
    assert listed(project, stage="to_caption") == [waiting.pk]


def test_clips_are_found_by_source_length_and_what_the_way_in_noted(project):
    short, long = make.video(project, frame_count=60), make.video(project, frame_count=300)
    long.source, long.notes = "Oops!", ["Turned upright, as the file's rotation asks."]
    long.save()

    assert listed(project, source="Oops!") == listed(project, flag="rotated") == [long.pk]
    assert listed(project, length_most=5) == [short.pk]
    assert listed(project, length_least=5) == [long.pk]
    assert listed(project, length_least=2, length_most=10) == [long.pk, short.pk]


def test_clips_are_found_by_who_did_which_step(project):
    video = make.video(project, frame_count=31)
    make.masking(video, drawer := make.annotator(project), text=ALONE)
    writer = make.caption_item(video).author
    make.video(project)

    assert listed(project, author=writer.username) == listed(project, author=drawer.username) == [video.pk]
    assert listed(project, author=writer.username, step="masks") == []
    assert listed(project, author=drawer.username, step="masks") == [video.pk]


def test_clips_are_found_by_why_and_when_a_round_was_returned(project):
    author = make.annotator(project)
    language, order = returned(project, author, "language"), returned(project, make.annotator(project), "wrong_order")
    Submission.objects.filter(item__video=language).update(decided_at=datetime(2026, 3, 2, 23, 59, tzinfo=UTC))
    Submission.objects.filter(item__video=order).update(decided_at=datetime(2026, 3, 3, tzinfo=UTC))

    assert listed(project, reason="language") == [language.pk]
    assert listed(project, did="returned") == [order.pk, language.pk]
    assert listed(project, did="returned", author=author.username) == [language.pk]
    assert listed(project, did="returned", until="2026-03-02") == [language.pk]
    assert listed(project, did="returned", since="2026-03-03", until="2026-03-03") == [order.pk]
    assert listed(project, did="approved") == []
    assert listed(project, did="submitted") == [order.pk, language.pk]
    assert listed(project, round_least=2) == [order.pk, language.pk]


def test_clips_that_have_waited_long_are_found(project):
    old, fresh = make.video(project), make.video(project)
    WorkItem.objects.filter(video=old).update(changed_at=datetime.now(UTC) - timedelta(hours=49))

    assert listed(project, waits=48) == [old.pk]
    assert listed(project, waits=0) == [fresh.pk, old.pk]


def test_clips_with_an_open_question_are_found_and_say_so(project):
    video = make.video(project, frame_count=31)
    make.masking(video, drawer := make.annotator(project), text=ALONE)
    ask(drawer, video_id=video.pk, start=0, end=9, frame=0, text="Which?")
    make.video(project)

    shown = make.browser(drawer).get(f"/api/projects/{project.slug}/videos?question=open").json()["videos"]

    assert [(row["id"], row["asked"]) for row in shown] == [(video.pk, True)]


def test_clips_are_found_by_how_their_propagation_stands(project):
    failed, queued = (make.video(project, frame_count=31) for _ in range(2))
    for video in (failed, queued):
        drawer = make.annotator(project)
        make.masking(video, drawer, text=ALONE)
        make.draw_all(video, drawer)
        review.submit(drawer, item_id=make.masks_item(video).pk)
    for job in Job.objects.filter(subject=failed.pk):
        jobs.fail(jobs.claim(job.pk, "worker"), code="out_of_memory", text="It did not fit.")

    assert listed(project, machine="failed") == [failed.pk]
    assert listed(project, machine="queued") == [queued.pk]
    assert listed(project, machine="running") == []


def test_clips_come_in_the_order_asked_for(project):
    first, second, third = (make.video(project, frame_count=frames) for frames in (90, 31, 60))
    make.masking(second, make.annotator(project), text=make.CAPTION)
    make.masks_item(second)
    WorkItem.objects.filter(video=first, step="caption").update(priority=5, deadline="2026-01-01T00:00Z")

    assert listed(project) == listed(project, sort="number") == [third.pk, second.pk, first.pk]
    assert listed(project, sort="number", up=True) == [first.pk, second.pk, third.pk]
    assert listed(project, sort="changed")[0] == second.pk
    assert listed(project, sort="length") == [first.pk, third.pk, second.pk]
    assert listed(project, sort="objects") == [second.pk, third.pk, first.pk]
    assert listed(project, sort="priority")[0] == listed(project, sort="deadline", up=True)[0] == first.pk


def test_clips_come_by_their_least_trusted_segment_and_those_without_any_last(project):
    sure, unsure, never = (make.video(project, frame_count=31) for _ in range(3))
    for video, confidence in ((sure, 230), (unsure, 100)):
        make.masking(video, drawer := make.annotator(project), text=ALONE)
        make.draw_all(video, drawer)
        review.submit(drawer, item_id=make.masks_item(video).pk)
        make.work_off(KIND, video.pk, confidence=confidence)

    assert listed(project, sort="trust", up=True) == [unsure.pk, sure.pk, never.pk]
    assert listed(project, sort="trust") == [sure.pk, unsure.pk, never.pk]


def test_clips_come_by_the_draft_that_the_model_is_least_sure_of_while_it_is_undecided(project, tmp_path, own_folders):
    model = active(project, tmp_path / "live")
    clips = [make.video(project, frame_count=31) for _ in range(4)]
    drafted = ((0.75, "ready"), (0.25, "ready"), (0.1, "accepted"), (None, "waiting"))
    for video, (score, state) in zip(clips, drafted, strict=True):
        by = make.annotator(project) if state == "accepted" else None
        ModelDraft.objects.create(video=video, step="caption", checkpoint=model, score=score, state=state, by=by)
    sure, unsure, taken, coming = (video.pk for video in clips)

    rows = make.browser(make.lead(project)).get(f"/api/projects/{project.slug}/videos").json()["videos"]

    assert listed(project, sort="draft", up=True) == [unsure, sure, coming, taken]
    assert {row["id"]: row["sure"] for row in rows} == {sure: 0.75, unsure: 0.25, taken: None, coming: None}


@pytest.mark.parametrize(
    "asked",
    ["stage=to_caption,nowhere", "sort=size", "did=lost", "since=yesterday", "length_least=-1", "waits=x", "flag=red",
     "machine=off", "question=none", "step=dance", "round_least=0"],
)  # fmt: skip
def test_a_filter_that_means_nothing_is_refused(project, asked):
    answer = make.browser(make.lead(project)).get(f"/api/projects/{project.slug}/videos?{asked}")

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] in ("unknown_stage", "invalid_body")


def test_every_facet_counts_what_its_filter_lists(project):
    author = make.annotator(project)
    video = returned(project, author, "language")
    video.source, video.notes = "Oops!", ["Turned upright, as the file's rotation asks."]
    video.save()
    drawn = make.video(project, frame_count=31)
    make.masking(drawn, drawer := make.annotator(project), text=ALONE)
    ask(drawer, video_id=drawn.pk, start=0, end=9, frame=0, text="Which?")
    make.draw_all(drawn, drawer)
    review.submit(drawer, item_id=make.masks_item(drawn).pk)
    lead = make.lead(project)
    batch = make_batch(lead, slug=project.slug, name="One")
    plan_clips(lead, slug=project.slug, videos=[video.pk], step=None, plan={"batch": batch.pk})
    make_gold(lead, video_id=make.finish(make.video(project, frame_count=31), text=ALONE).pk)

    facets = make.browser(make.lead(project)).get(f"/api/projects/{project.slug}/facets").json()

    assert {word: len(values) for word, values in facets.items()} == {
        "source": 2, "flag": 1, "author": 5, "reason": 1, "machine": 1, "question": 1, "batch": 1, "quality": 1,
    }  # fmt: skip
    for word, values in facets.items():
        for facet in values:
            assert len(listed(project, **{word: facet["value"]})) == facet["count"], (word, facet)
