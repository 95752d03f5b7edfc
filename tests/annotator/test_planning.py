"""Planning many clips at once: tried first, refused clip by clip, and told so that it can be taken back."""

from __future__ import annotations

import pytest

from annotator.events.models import Event
from annotator.review import actions as review
from annotator.work import actions as work
from annotator.work import batch_actions as batches
from annotator.work import line_actions as line
from annotator.work.models import Batch, Move, WorkItem
from tests import factories as make

pytestmark = pytest.mark.django_db
ALONE = "[A red box]<mask_1> slides past a wall."


class Office:
    """A lead over a project, and what they ask of it."""

    def __init__(self) -> None:
        self.project = make.project()
        self.lead = make.lead(self.project)
        self.browser = make.browser(self.lead)

    def plan(self, *videos, **wanted):
        body = {"videos": [video.pk for video in videos], **wanted}
        answer = self.browser.post(f"/api/projects/{self.project.slug}/plan", body, content_type="application/json")
        assert answer.status_code == 200, answer.content
        return answer.json()["clips"]

    def get(self, path: str, person=None, **asked: object):
        browser = make.browser(person) if person else self.browser
        return browser.get(f"/api/projects/{self.project.slug}/{path}", asked)


@pytest.fixture
def office():
    return Office()


def rows() -> list[tuple[object, ...]]:
    """Everything that planning writes."""
    names = ("pk", "state", "priority", "deadline", "batch", "reserved_for", "author", "moved")
    return list(WorkItem.objects.order_by("pk").values_list(*names))


def test_a_trial_says_what_would_become_of_it_and_changes_nothing(office):
    free, judged = make.video(office.project), make.video(office.project)
    make.submitted_caption(judged, make.annotator(office.project))
    person = make.annotator(office.project)
    before, told = rows(), Event.objects.count()

    tried = office.plan(free, judged, step="caption", person=person.pk, trial=True)

    assert [(clip["number"], clip["code"], clip["changes"]) for clip in tried] == [
        (free.number, None, True),
        (judged.number, "wrong_state", False),
    ]
    assert (rows(), Event.objects.count()) == (before, told)
    assert tried == office.plan(free, judged, step="caption", person=person.pk)
    assert make.caption_item(free).reserved_for == person


def test_what_is_so_already_is_told_apart_and_nobody_hears_of_it(office):
    urgent, plain = make.video(office.project), make.video(office.project)
    office.plan(urgent, priority=5)
    told = Event.objects.count()

    clips = office.plan(urgent, plain, priority=5)

    assert [(clip["code"], clip["changes"]) for clip in clips] == [(None, False), (None, True)]
    assert Event.objects.count() == told + 2  # both steps of the plain one


def test_a_plan_can_be_taken_back_by_what_was_told(office):
    first, second = make.video(office.project), make.video(office.project)
    batch = batches.make_batch(office.lead, slug=office.project.slug, name="One")
    office.plan(first, priority=7, batch=batch.pk, deadline="2026-12-24T12:00:00Z")
    before = rows()

    clips = office.plan(first, second, priority=1, batch=None, deadline=None)
    for clip, video in zip(clips, (first, second), strict=True):
        for step in clip["before"]:
            office.plan(video, **{name: step[name] for name in ("step", "priority", "batch", "deadline")})

    assert rows() == before


def test_nobody_is_given_the_step_of_a_clip_whose_other_step_they_did(office):
    drawn, free = make.video(office.project, frame_count=31), make.video(office.project)
    writer = make.annotator(office.project)
    make.submitted_caption(drawn, writer, ALONE)
    review.approve(make.inspector(office.project), item_id=make.caption_item(drawn).pk)

    clips = office.plan(drawn, free, step="masks", person=writer.pk)

    assert [clip["code"] for clip in clips] == ["own_work", "wrong_state"]
    assert not Move.objects.filter(verb="reassign").exists()
    assert make.masks_item(drawn).reserved_for is None


def test_one_who_inspected_work_and_gets_it_is_its_inspector_no_longer(office):
    video, inspector = make.video(office.project), make.lead(office.project)
    item = make.submitted_caption(video, make.annotator(office.project), ALONE)
    review.return_submission(inspector, item_id=item.pk, findings=[{"reason": "language"}])

    [clip] = office.plan(video, step="caption", person=inspector.pk)
    work.claim(inspector, item_id=item.pk)

    item.refresh_from_db()
    assert (clip["code"], item.author, item.inspector) == (None, inspector, None)


def test_to_nobody_ends_reservations_gives_back_what_is_held_and_leaves_the_rest(office):
    reserved, held, free = (make.video(office.project) for _ in range(3))
    person = make.annotator(office.project)
    line.reassign(office.lead, item_id=make.caption_item(reserved).pk, person=person.pk)
    work.claim(person, item_id=make.caption_item(held).pk)

    clips = office.plan(reserved, held, free, step="caption", person=None, reason="Ill")

    assert [(clip["code"], clip["changes"]) for clip in clips] == [(None, True), (None, True), (None, False)]
    states = {(item.state, item.author, item.reserved_for) for item in WorkItem.objects.filter(step="caption")}
    assert states == {("ready", None, None)}
    assert Move.objects.filter(verb="reassign", text="Ill").count() == 2


class Undo:
    """A plan that gives captions to somebody, and its undo: to whoever had them before, unless they moved since."""

    def __init__(self, office: Office, *videos) -> None:
        self.office, self.videos = office, videos
        self.person = make.annotator(office.project)
        self.done = office.plan(*videos, step="caption", person=self.person.pk)

    def take_back(self) -> list[dict]:
        return [
            self.office.plan(
                video, step="caption", person=(before["author"] or before["reserved_for"] or {"id": None})["id"],
                moved={video.pk: clip["moved"]["caption"]},
            )[0]
            for video, clip in zip(self.videos, self.done, strict=True)
            for before in clip["before"]
        ]  # fmt: skip


def test_undoing_a_plan_gives_work_back_to_whoever_had_it_in_hand_with_what_they_saved(office):
    held, returned, reserved, free = (make.video(office.project) for _ in range(4))
    holder, author, waiting = (make.annotator(office.project) for _ in range(3))
    work.claim(holder, item_id=make.caption_item(held).pk)
    body = {"text": ALONE, "seen_revision": 0}
    make.browser(holder).put(f"/api/videos/{held.pk}/captions/en", body, content_type="application/json")
    item = make.submitted_caption(returned, author, ALONE)
    review.return_submission(make.inspector(office.project), item_id=item.pk, findings=[{"reason": "language"}])
    line.reassign(office.lead, item_id=make.caption_item(reserved).pk, person=waiting.pk)
    undo = Undo(office, held, returned, reserved, free)

    taken_back = undo.take_back()

    assert [(clip["code"], clip["changes"]) for clip in taken_back] == [(None, True)] * 4
    now = [make.caption_item(video).reserved_for for video in undo.videos]
    assert now == [holder, author, waiting, None]
    answer = make.browser(holder).post(f"/api/projects/{office.project.slug}/queue/next", {}, "application/json")
    assert answer.json()["video"] == held.pk
    draft = make.browser(holder).get(f"/api/videos/{held.pk}/captions/en").json()
    assert draft["text"] == ALONE


def test_undoing_a_plan_leaves_what_somebody_moved_since_and_says_whose_it_is(office):
    begun, given, still = (make.video(office.project) for _ in range(3))
    holder, third = make.annotator(office.project), make.annotator(office.project)
    for video in (begun, given, still):
        work.claim(holder, item_id=make.caption_item(video).pk)
    undo = Undo(office, begun, given, still)
    work.claim(undo.person, item_id=make.caption_item(begun).pk)
    line.reassign(office.lead, item_id=make.caption_item(given).pk, person=third.pk)

    told = undo.take_back()

    assert [(clip["number"], clip["code"], clip["text"]) for clip in told] == [
        (begun.number, "wrong_state", f"{undo.person.name} has begun it since, so it stays theirs."),
        (given.number, "wrong_state", "Somebody changed since whose it is, so it stays as it is."),
        (still.number, None, None),
    ]
    items = [make.caption_item(video) for video in undo.videos]
    assert [(item.author, item.reserved_for) for item in items[1:]] == [(None, third), (None, holder)]
    assert (items[0].author, items[0].state) == (undo.person, "annotating")


def test_what_cannot_be_given_to_anybody_says_so_and_what_to_do_next(office):
    waiting, judged, done = (make.video(office.project, frame_count=31) for _ in range(3))
    make.submitted_masks(judged, make.annotator(office.project))
    make.finish(done, text=ALONE)
    written = make.video(office.project)
    make.submitted_caption(written, make.annotator(office.project), ALONE)
    person = make.annotator(office.project)
    before = rows()

    masks = office.plan(waiting, judged, done, step="masks", person=person.pk)
    captions = office.plan(written, done, step="caption", person=person.pk)

    assert [clip["text"] for clip in masks + captions] == [
        "The masks wait until the caption is approved; assign them then.",
        "The masks wait for review; return them there to give them to somebody.",
        "The masks are approved; they open again only where their caption is reopened and changes.",
        "The caption waits for review; return it there to give it to somebody.",
        "The caption is approved; reopen it first to give it to somebody.",
    ]
    assert {clip["code"] for clip in masks + captions} == {"wrong_state"}
    assert rows() == before


def test_a_batch_is_renamed_but_not_to_anothers_name(office):
    one = batches.make_batch(office.lead, slug=office.project.slug, name="One")
    batches.make_batch(office.lead, slug=office.project.slug, name="Two")
    put = lambda name: office.browser.put(  # noqa: E731
        f"/api/batches/{one.pk}", {"name": name}, content_type="application/json"
    )

    renamed, refused = put("First"), put("Two")

    assert renamed.json()["name"] == "First"
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "batch_refused")
    one.refresh_from_db()
    assert one.name == "First"


def test_a_lead_deletes_a_batch_only_while_no_work_is_in_it(office):
    clip = make.video(office.project, frame_count=31)
    left, used = (batches.make_batch(office.lead, slug=office.project.slug, name=name) for name in ("Left", "Used"))
    office.plan(clip, batch=used.pk)

    gone, kept = (office.browser.delete(f"/api/batches/{batch.pk}") for batch in (left, used))

    assert (gone.status_code, kept.status_code, kept.json()["error"]["code"]) == (204, 409, "batch_holds_work")
    assert "2 steps of clips" in kept.json()["error"]["text"]
    assert [batch.pk for batch in Batch.objects.all()] == [used.pk]
    office.plan(clip, batch=None)
    assert office.browser.delete(f"/api/batches/{used.pk}").status_code == 204


def test_a_batch_says_how_far_its_clips_are_and_what_is_due_first(office):
    begun, waiting, done = (make.video(office.project, frame_count=31) for _ in range(3))
    make.finish(done, text=ALONE)
    work.claim(make.annotator(office.project), item_id=make.caption_item(begun).pk)
    batch = batches.make_batch(office.lead, slug=office.project.slug, name="One")
    office.plan(begun, waiting, done, batch=batch.pk)
    office.plan(begun, deadline="2026-12-24T12:00:00Z")
    office.plan(done, deadline="2026-01-01T12:00:00Z")

    [told] = office.get("batches/stages").json()["batches"]

    assert (told["clips"], told["deadline"]) == (3, "2026-12-24T12:00:00Z")
    assert [(row["stage"], row["count"]) for row in told["stages"]] == [
        ("to_caption", 1),
        ("captioning", 1),
        ("ready", 1),
    ]
    for row in [{"rows": told["rows"], "count": 3}, *told["stages"]]:
        listed = office.browser.get(f"/api/projects/{office.project.slug}/videos?{row['rows']}").json()
        assert listed["count"] == row["count"]


def test_all_that_match_are_selected_beyond_the_first_page(office):
    videos = [make.video(office.project) for _ in range(60)]
    work.claim(make.annotator(office.project), item_id=make.caption_item(videos[0]).pk)

    selected = office.get("videos/selection", stage="to_caption").json()["videos"]

    assert selected == [video.pk for video in reversed(videos[1:])]


def test_clips_without_a_batch_are_found(office):
    planned, plain = make.video(office.project), make.video(office.project)
    batch = batches.make_batch(office.lead, slug=office.project.slug, name="One")
    office.plan(planned, batch=batch.pk)

    def listed(number: int) -> list[int]:
        return [row["id"] for row in office.get("videos", batch=number).json()["videos"]]

    assert (listed(batch.pk), listed(0)) == ([planned.pk], [plain.pk])
    assert office.get("facets").json()["batch"] == [{"value": str(batch.pk), "text": "One", "count": 1}]


@pytest.mark.parametrize("asked", [{"batch": 0}, {"quality": "gold"}, {"quality": "double"}])
@pytest.mark.parametrize("path", ["videos", "videos/selection"])
def test_who_annotates_may_not_narrow_by_what_would_tell_them_which_clips_measure_them(office, path, asked):
    person = make.annotator(office.project)

    answer = office.get(path, person, **asked)

    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not_allowed")
    facets = office.get("facets", person).json()
    assert facets["batch"] == facets["quality"] == []
