"""Whatever people do in whatever order: who writes a caption never draws its masks, nobody judges their own work."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from annotator.annotations.actions.captions import Writing, save_caption
from annotator.annotations.actions.keyframes import save_keyframe
from annotator.annotations.models import Caption, CaptionRevision, Keyframe, KeyframeRevision
from annotator.errors import AnnotatorError
from annotator.review import actions as review
from annotator.review import correction_actions as corrections
from annotator.review.models import Submission
from annotator.work import actions as work
from annotator.work import line_actions as line
from annotator.work.models import Move, WorkItem
from annotator.work.transitions import OwnWork, PersonUnfit
from tests import factories as make

ALONE = "[A red box]<mask_1> slides past a wall."
STEPS = st.sampled_from(["caption", "masks"])
SOMEBODY = st.integers(0, 4)


class Line(RuleBasedStateMachine):
    """Two annotators, two leads and an inspector around one clip, doing anything in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.scene = transaction.atomic()
        self.scene.__enter__()
        project = make.project()
        self.people = [make.annotator(project), make.annotator(project), make.lead(project), make.lead(project)]
        self.people.append(make.inspector(project))
        self.video = make.video(project, frame_count=31)

    @initialize(stage=st.integers(0, 5))
    def begin_somewhere_on_the_way(self, stage: int) -> None:
        writer, drawer, inspector = self.people[0], self.people[1], self.people[4]
        steps = [
            lambda: make.submitted_caption(self.video, writer, ALONE),
            lambda: review.approve(inspector, item_id=self.item("caption").pk),
            lambda: work.claim(drawer, item_id=self.item("masks").pk),
            lambda: (self.hand_in("masks"), make.propagate(self.video)),
            lambda: review.reopen(inspector, item_id=self.item("caption").pk),
        ]
        for step in steps[:stage]:
            step()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.scene.__exit__(None, None, None)

    def item(self, step: str) -> WorkItem:
        return WorkItem.objects.get(video=self.video, step=step)

    def attempt(self, act, who: int, step: str, **rest: object) -> None:
        """Do something that may be refused; a refusal leaves everything as it was, anything else is a fault."""
        try:
            with transaction.atomic():
                act(self.people[who], item_id=self.item(step).pk, **rest)
        except AnnotatorError:
            pass

    @rule(who=SOMEBODY, step=STEPS)
    def claim(self, who: int, step: str) -> None:
        self.attempt(work.claim, who, step)

    @rule(who=SOMEBODY)
    def start_next(self, who: int) -> None:
        try:
            with transaction.atomic():
                work.claim_next(self.people[who], slug=self.video.project.slug)
        except AnnotatorError:
            pass

    @rule(who=SOMEBODY, step=STEPS, act=st.sampled_from([work.give_up, line.take_over, line.release]))
    def part(self, who: int, step: str, act) -> None:
        self.attempt(act, who, step)

    @rule(who=SOMEBODY, step=STEPS, person=SOMEBODY)
    def reassign(self, who: int, step: str, person: int) -> None:
        self.attempt(line.reassign, who, step, person=self.people[person].pk)

    @rule(step=STEPS)
    def hand_in(self, step: str) -> None:
        item = self.item(step)
        if item.author is None or item.state not in ("annotating", "returned"):
            return
        if step == "caption":
            revision = Caption.objects.filter(video=self.video).values_list("revision", flat=True).first() or 0
            writing = Writing(ALONE + " Slowly." * (revision + 1))
            save_caption(item.author, video_id=self.video.pk, writing=writing, seen_revision=revision)
        elif not self.video.tracks.filter(keyframes__isnull=False).exists():
            make.draw_all(self.video, item.author)
        self.attempt(review.submit, self.people.index(item.author), step)

    @rule(who=SOMEBODY, step=STEPS)
    def approve(self, who: int, step: str) -> None:
        if step == "masks" and self.item(step).state == "submitted":
            make.propagate(self.video)
        self.attempt(review.approve, who, step)

    @rule(who=SOMEBODY, step=STEPS)
    def send_back(self, who: int, step: str) -> None:
        reason = "language" if step == "caption" else "flicker"
        self.attempt(review.return_submission, who, step, findings=[{"reason": reason}])

    @rule(who=SOMEBODY)
    def correct_caption(self, who: int) -> None:
        caption = Caption.objects.filter(video=self.video).first()
        if caption is not None:
            text = f"{caption.text} Mended."
            self.attempt(corrections.correct_caption, who, "caption", text=text, seen_revision=caption.revision)

    @rule(who=SOMEBODY)
    def draw(self, who: int) -> None:
        keyframe = Keyframe.objects.filter(track__video=self.video).order_by("pk").first()
        if keyframe is None:
            return
        side = 30.0 + keyframe.revision % 20
        rings = [[[10.0, 10.0], [side, 10.0], [side, 30.0], [10.0, 30.0]]]
        place = {"track_id": keyframe.track_id, "frame": keyframe.frame, "seen_revision": keyframe.revision}
        try:
            with transaction.atomic():
                save_keyframe(self.people[who], **place, rings=rings, absent=False)
        except AnnotatorError:
            pass

    @rule(who=SOMEBODY)
    def reopen(self, who: int) -> None:
        self.attempt(review.reopen, who, "caption")

    @invariant()
    def caption_and_masks_are_two_peoples(self) -> None:
        caption, masks = self.item("caption"), self.item("masks")
        wrote, drew = handed_in(caption), handed_in(masks)
        assert caption.author_id is None or caption.author_id not in {masks.author_id, *drew}
        assert masks.author_id is None or masks.author_id not in {caption.author_id, *wrote}
        assert not wrote & drew

    @invariant()
    def nobody_has_the_step_whose_other_step_they_corrected(self) -> None:
        caption, masks = self.item("caption"), self.item("masks")
        mended_caption = CaptionRevision.objects.filter(caption__video=self.video, correction=True)
        mended_masks = KeyframeRevision.objects.filter(keyframe__track__video=self.video, corrected_round__isnull=False)
        assert masks.author_id not in set(mended_caption.values_list("by", flat=True))
        assert caption.author_id not in set(mended_masks.values_list("by", flat=True))

    @invariant()
    def nobody_judges_what_they_ever_handed_in(self) -> None:
        for item in (self.item("caption"), self.item("masks")):
            judged = Move.objects.filter(item=item, verb__in=("approve", "return"))
            for move in judged:
                before = Move.objects.filter(item=item, verb="submit", number__lt=move.number)
                assert move.actor_id not in before.values_list("actor", flat=True)
        for submission in Submission.objects.filter(item__video=self.video, inspector__isnull=False):
            assert submission.inspector_id != submission.author_id

    @invariant()
    def moves_follow_one_another_to_the_state_that_stands(self) -> None:
        for item in (self.item("caption"), self.item("masks")):
            moves = list(Move.objects.filter(item=item).order_by("number"))
            states = ["ready" if item.step == "caption" else "blocked", *(move.to_state for move in moves)]
            assert [move.number for move in moves] == list(range(1, item.moved + 1))
            assert [move.from_state for move in moves] == states[:-1]
            assert states[-1] == item.state


def handed_in(item: WorkItem) -> set[int | None]:
    return set(Move.objects.filter(item=item, verb="submit").values_list("actor", flat=True))


@pytest.mark.slow
@pytest.mark.django_db
def test_whatever_people_do_those_who_must_be_apart_stay_apart():
    run_state_machine_as_test(Line, settings=settings(max_examples=10, stateful_step_count=40, deadline=None))


@pytest.mark.django_db
def test_a_reopened_captions_new_author_is_barred_from_its_masks_as_the_old_one_is():
    project = make.project()
    video, lead = make.video(project), make.lead(project)
    writer, second = make.annotator(project), make.annotator(project)
    item = make.submitted_caption(video, writer)
    review.approve(make.inspector(project), item_id=item.pk)
    review.reopen(lead, item_id=item.pk)
    line.reassign(lead, item_id=item.pk, person=second.pk)
    work.claim(second, item_id=item.pk)

    for person in (writer, second):
        with pytest.raises(OwnWork):
            work.claim(person, item_id=make.masks_item(video).pk)

    masks = make.masks_item(video)
    assert (masks.author, masks.barred_author) == (None, second)


@pytest.mark.django_db
def test_who_draws_a_clips_masks_is_not_given_its_reopened_caption():
    project = make.project()
    video, drawer, lead = make.video(project), make.annotator(project), make.lead(project)
    make.masking(video, drawer)
    item = make.caption_item(video)
    review.reopen(lead, item_id=item.pk)
    line.release(lead, item_id=item.pk)

    with pytest.raises(OwnWork):
        work.claim(drawer, item_id=item.pk)
    with pytest.raises(OwnWork):
        line.reassign(lead, item_id=item.pk, person=drawer.pk)
    with pytest.raises(work.NothingToDo):
        work.claim_next(drawer, slug=project.slug)

    assert make.caption_item(video).author is None


@pytest.mark.django_db
def test_an_inspector_who_becomes_the_author_is_its_inspector_no_longer_and_never_judges_it():
    project = make.project()
    video, lead = make.video(project), make.lead(project)
    item = make.submitted_caption(video, make.annotator(project))
    review.return_submission(lead, item_id=item.pk, findings=[{"reason": "language"}])

    taken = line.take_over(lead, item_id=item.pk)
    review.submit(lead, item_id=item.pk)

    assert (taken.author, taken.inspector) == (lead, None)
    with pytest.raises(OwnWork):
        review.approve(lead, item_id=item.pk)


@pytest.mark.django_db
def test_a_lead_does_not_judge_what_they_once_handed_in_after_somebody_else_went_on_with_it():
    project = make.project()
    video, lead, other = make.video(project), make.lead(project), make.annotator(project)
    item = make.submitted_caption(video, lead)
    review.return_submission(make.inspector(project), item_id=item.pk, findings=[{"reason": "language"}])
    line.reassign(lead, item_id=item.pk, person=other.pk)
    work.claim(other, item_id=item.pk)
    review.submit(other, item_id=item.pk)

    queue = make.browser(lead).get(f"/api/projects/{project.slug}/queue").json()
    with pytest.raises(OwnWork):
        review.approve(lead, item_id=item.pk)

    assert queue["to_review"] == []
    assert make.caption_item(video).state == "submitted"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("columns", "why"), [({"role": "inspector"}, "role"), ({"skills": ["masks"]}, "skill"), (None, "stranger")]
)
def test_work_is_not_reserved_for_who_cannot_do_it(columns, why):
    project = make.project()
    item, lead = make.caption_item(make.video(project)), make.lead(project)
    person = make.annotator(project)
    place = person.memberships.all()
    place.update(**columns) if columns else place.delete()

    with pytest.raises(PersonUnfit) as refusal:
        line.reassign(lead, item_id=item.pk, person=person.pk)

    assert refusal.value.fields == {"why": why}
    item.refresh_from_db()
    assert item.reserved_for is None
