"""A caption changes after masks exist: only the objects whose words changed come back, and every drawing is kept."""

from __future__ import annotations

import uuid

import pytest
from django.db import IntegrityError, transaction

from annotator.annotations import masks_document
from annotator.annotations.actions import propagations
from annotator.annotations.models import Keyframe, Segment, Suggestion, Track
from annotator.annotations.propagation_plan import needed_segments, wanted_segments
from annotator.events.models import Event
from annotator.formats import bundle
from annotator.jobs import actions as jobs
from annotator.releases import actions as releases
from annotator.releases.queries import finished_clips
from annotator.review.models import Finding, Submission
from annotator.work import actions as work
from annotator.work.models import WorkItem
from tests import factories as make
from tests.annotator.captioned_clip import AFTER, BEFORE, Clip

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]


def test_only_reworded_and_added_objects_come_back_and_a_removed_ones_drawings_wait():
    clip = Clip().approved()
    drawings = list(Keyframe.objects.order_by("pk").values())

    clip.reword(AFTER)

    masks = clip.masks
    assert (masks.state, masks.round, masks.partial, masks.author) == ("returned", 2, True, clip.drawer)
    shown = {track["number"]: track for track in clip.read()["tracks"]}
    assert {number: (track["reopened"], track["locked"]) for number, track in shown.items()} == {
        1: ("no", True), 2: ("open", False), 4: ("open", False),
    }  # fmt: skip
    assert (shown[2]["phrases"], shown[2]["words_before"]) == (["a blue ball"], ["a ball"])
    assert (shown[1]["phrases"], shown[1]["words_before"]) == (["A red box"], [])
    assert [keyframe["frame"] for keyframe in shown[2]["keyframes"]] == [0, 30]
    assert {cell["number"] for cell in clip.read()["open"]} == {4}
    assert clip.track(3).retired
    assert list(Keyframe.objects.order_by("pk").values()) == drawings


def test_masks_that_came_back_in_part_stay_so_for_whoever_goes_on_with_them():
    clip = Clip().approved().reword(AFTER)
    other = make.annotator(clip.video.project)

    work.give_up(clip.drawer, item_id=clip.masks.pk)
    work.claim(other, item_id=clip.masks.pk)

    masks = clip.masks
    assert (masks.state, masks.round, masks.partial, masks.author) == ("annotating", 2, True, other)
    shown = make.browser(other).get(f"/api/videos/{clip.video.pk}/tracks").json()["tracks"]
    assert {track["number"]: track["locked"] for track in shown} == {1: True, 2: False, 4: False}


def test_who_draws_reads_the_approved_words_while_the_author_writes_others():
    clip = Clip().approved()
    address = f"/api/videos/{clip.video.pk}/captions/en"
    drawer, author = make.browser(clip.drawer), make.browser(clip.author)
    clip.reopen()
    seen = clip.video.captions.get(field="en").revision

    author.put(address, {"text": "[A dr", "seen_revision": seen}, "application/json")

    shown = drawer.get(f"{address}?approved=true").json()
    assert (shown["text"], shown["revision"], shown["editable"]) == (BEFORE, seen, False)
    assert [phrase["ids"] for phrase in shown["phrases"]] == [["1"], ["2"], ["3"]]
    assert drawer.get(address).json()["text"] == "[A dr"


def test_after_an_approval_the_new_words_are_the_approved_ones():
    clip = Clip().reword(AFTER)

    shown = make.browser(clip.drawer).get(f"/api/videos/{clip.video.pk}/captions/en?approved=true").json()

    assert shown["text"] == AFTER


def test_a_caption_that_was_never_approved_has_no_approved_words():
    project = make.project()
    video = make.video(project)
    make.submitted_caption(video, make.annotator(project), BEFORE)

    answer = make.browser(make.lead(project)).get(f"/api/videos/{video.pk}/captions/en?approved=true")

    assert answer.status_code == 404
    assert "approved" in answer.json()["error"]["text"]


def test_the_drawer_is_told_why_with_the_words_before_and_after():
    clip = Clip().approved().reword(AFTER)

    [card] = make.browser(clip.drawer).get(f"/api/projects/{clip.project.slug}/queue").json()["returned"]

    assert [(row["reason"], row["reason_text"], row["number"], row["text"]) for row in card["findings"]] == [
        ("caption_changed", "Caption changed", 2, "a ball → a blue ball"),
        ("caption_changed", "Caption changed", 4, "a wall"),
    ]
    assert (card["partial"], card["progress"]) == (True, {"done": 4, "total": 6})


def test_the_round_ends_when_changed_objects_are_drawn_or_confirmed_and_approved():
    clip = Clip().approved().reword(AFTER)
    refused = clip.post(clip.drawer, f"work/{clip.masks.pk}/submit")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "track_reopened")
    assert [row["number"] for row in refused.json()["error"]["fields"]["tracks"]] == [2, 4]

    confirmed = clip.post(clip.drawer, f"tracks/{clip.track(2).pk}/confirm")
    for frame in (0, 30):
        assert clip.draw(clip.track(4), frame).status_code == 200
    submitted = clip.post(clip.drawer, f"work/{clip.masks.pk}/submit")
    make.propagate(clip.video)
    approved = clip.post(clip.inspector, f"work/{clip.masks.pk}/approve")

    assert (confirmed.json()["reopened"], confirmed.json()["number"]) == ("settled", 2)
    assert (submitted.status_code, approved.status_code) == (200, 200)
    assert (clip.masks.state, clip.masks.partial) == ("approved", False)
    assert [(t.number, t.reopened, t.words_before) for t in clip.tracks(retired=False)] == [
        (1, "no", []), (2, "no", []), (4, "no", []),
    ]  # fmt: skip


def test_other_objects_are_locked_meanwhile_and_nothing_changes():
    clip = Clip().approved().reword(AFTER)
    track, key = clip.track(1), str(uuid.uuid4())
    browser, before = make.browser(clip.drawer), clip.rows()
    place = f"/api/tracks/{track.pk}/keyframes/0"

    answers = [
        clip.draw(track, 0, seen=1),
        browser.delete(f"{place}?seen_revision=1"),
        browser.post(f"{place}/suggestions", {"id": key, "method": "neighbour"}, "application/json"),
    ]

    assert {(answer.status_code, answer.json()["error"]["code"]) for answer in answers} == {(409, "track_locked")}
    assert clip.rows() == before
    assert not Suggestion.objects.exists()


def test_a_drawing_settles_a_reopened_object_which_stays_open_to_more():
    clip = Clip().approved().reword(AFTER)

    assert clip.draw(clip.track(2), 0, seen=1).status_code == 200

    assert clip.track(2).reopened == "settled"
    assert clip.draw(clip.track(2), 30, seen=1, absent=True).status_code == 200
    assert Event.objects.filter(topic="tracks", verb="changed").latest("pk").payload == {
        "video": clip.video.pk, "by": clip.drawer.pk,
    }  # fmt: skip


def test_confirming_twice_is_confirming_once():
    clip = Clip().approved().reword(AFTER)
    first = clip.post(clip.drawer, f"tracks/{clip.track(2).pk}/confirm")
    before = clip.rows()

    again = clip.post(clip.drawer, f"tracks/{clip.track(2).pk}/confirm")

    assert (again.status_code, again.json()) == (200, first.json())
    assert clip.rows() == before


def test_only_who_draws_them_confirms_masks():
    clip = Clip().approved().reword(AFTER)
    before = clip.rows()

    for person in (clip.author, clip.inspector, clip.lead, make.lead(make.project())):
        assert clip.post(person, f"tracks/{clip.track(2).pk}/confirm").status_code == 404
    assert clip.post(clip.drawer, f"tracks/{clip.track(3).pk}/confirm").status_code == 404
    assert clip.rows() == before


def test_a_removed_object_counts_nowhere():
    clip = Clip().approved().reword(AFTER)
    gone = clip.track(3)

    _, place = masks_document.masks_document(clip.video)
    summary = make.browser(clip.lead).get(f"/api/projects/{clip.project.slug}/videos").json()["videos"][0]

    assert place.exists()
    assert gone.pk not in {wanted.track for wanted in wanted_segments(clip.video)}
    assert gone.pk not in clip.read()["z_order"]
    assert summary["objects"] == 3
    assert clip.draw(gone, 0, seen=1).status_code == 404
    assert Keyframe.objects.filter(track=gone).count() == 2


def test_a_release_holds_the_new_words_and_no_mask_of_a_removed_object():
    clip = Clip().approved().reword(AFTER)
    assert not finished_clips(clip.project).exists()
    Segment.objects.filter(track=clip.track(3)).update(stale=True)
    for frame in (0, 30):
        clip.draw(clip.track(4), frame)
    clip.post(clip.drawer, f"tracks/{clip.track(2).pk}/confirm")
    clip.post(clip.drawer, f"work/{clip.masks.pk}/submit")
    make.propagate(clip.video)
    clip.post(clip.inspector, f"work/{clip.masks.pk}/approve")

    frozen = releases.freeze(clip.project, version="v1.0", note="", by=None).videos.get().frozen

    assert frozen["caption"] == AFTER
    assert [track["number"] for track in frozen["tracks"]] == [1, 2, 4]
    assert {segment["number"] for segment in frozen["segments"]} == {1, 2, 4}


def test_a_clip_whose_caption_is_open_again_is_in_no_release():
    clip = Clip().approved()
    assert finished_clips(clip.project).exists()

    clip.reopen()

    assert clip.masks.state == "approved"
    assert not finished_clips(clip.project).exists()
    listed = make.browser(clip.lead).get(f"/api/projects/{clip.project.slug}/videos?stage=ready").json()
    assert listed["count"] == 0


def test_a_number_that_comes_back_brings_its_drawings_back():
    clip = Clip().approved().reword(AFTER)

    clip.reword(AFTER[:-1] + " beside [a cone]<mask_3>.")

    track = next(track for track in clip.read()["tracks"] if track["number"] == 3)
    assert [keyframe["frame"] for keyframe in track["keyframes"]] == [0, 30]
    assert (track["reopened"], track["phrases"]) == ("open", ["a cone"])
    assert clip.track(1).reopened == "no"


def test_objects_that_are_only_removed_bring_no_masks_back():
    clip = Clip().approved()

    clip.reword("[A red box]<mask_1> slides past [a ball]<mask_2>.")

    assert (clip.masks.state, clip.masks.partial) == ("approved", False)
    assert clip.track(3).retired
    assert not Finding.objects.exists()
    assert not needed_segments(clip.video)


def test_the_same_phrases_in_another_sentence_reopen_nothing():
    clip = Clip().approved()
    before = clip.tracks()

    clip.reword("Past [a cone]<mask_3> and [a ball]<mask_2>, [A red box]<mask_1> slides; [a ball]<mask_2> rests.")

    assert clip.masks.state == "approved"
    assert [(t.reopened, t.retired) for t in clip.tracks()] == [(t.reopened, t.retired) for t in before]


def test_a_second_change_keeps_the_words_that_the_masks_were_drawn_by():
    clip = Clip().approved().reword(AFTER)

    clip.reword(AFTER.replace("a blue ball", "a green ball"))

    assert (clip.track(2).words, clip.track(2).words_before) == (["a green ball"], ["a ball"])
    assert (clip.masks.state, clip.masks.round, clip.masks.partial) == ("returned", 2, True)
    assert Finding.objects.filter(track=clip.track(2)).count() == 2


def test_masks_that_wait_for_a_verdict_come_back_without_one():
    clip = Clip().submitted()

    clip.reword(AFTER)

    assert (clip.masks.state, clip.masks.partial) == ("returned", True)
    submission = Submission.objects.get(item=clip.masks)
    assert (submission.state, submission.inspector, submission.findings.count()) == ("reopened", None, 2)
    told = make.browser(clip.drawer).get(f"/api/work/{clip.masks.pk}/submissions").json()["submissions"]
    assert [row["state"] for row in told] == ["reopened"]


def test_masks_in_work_stay_where_they_are_with_the_changed_objects_flagged():
    clip = Clip().drawn()
    lease = clip.masks.lease_until

    clip.reword(AFTER)

    masks = clip.masks
    assert (masks.state, masks.round, masks.partial, masks.lease_until) == ("annotating", 1, False, lease)
    assert [(t["number"], t["reopened"], t["locked"]) for t in clip.read()["tracks"]] == [
        (1, "no", False), (2, "open", False), (4, "open", False),
    ]  # fmt: skip
    assert not Finding.objects.exists()


def test_masks_that_a_reviewer_returned_stay_open_whole_and_gain_the_reasons():
    clip = Clip().submitted()
    finding = {"reason": "flicker", "track": clip.track(1).pk}
    clip.post(clip.inspector, f"work/{clip.masks.pk}/return", {"findings": [finding]})

    clip.reword(AFTER)

    assert (clip.masks.state, clip.masks.round, clip.masks.partial) == ("returned", 2, False)
    assert list(Finding.objects.order_by("pk").values_list("reason", "track__number")) == [
        ("flicker", 1), ("caption_changed", 2), ("caption_changed", 4),
    ]  # fmt: skip
    assert clip.draw(clip.track(1), 0, seen=1).status_code == 200


def test_masks_that_were_given_up_half_way_wait_for_the_next_person_with_the_changes_flagged():
    clip = Clip().drawn()
    clip.post(clip.drawer, f"work/{clip.masks.pk}/give_up")

    clip.reword(AFTER)

    assert (clip.masks.state, clip.masks.author, clip.masks.partial) == ("ready", None, False)
    assert [(t.number, t.reopened) for t in clip.tracks(retired=False)] == [(1, "no"), (2, "open"), (4, "open")]


def test_a_draft_for_a_removed_object_is_shown_to_nobody():
    clip = Clip().drawn()
    track = clip.track(3)
    Suggestion.objects.create(key=uuid.uuid4(), track=track, frame=0, by=clip.drawer, method="neighbour")

    clip.reword(AFTER)

    shown = make.browser(clip.drawer).get(f"/api/videos/{clip.video.pk}/suggestions").json()
    assert shown["suggestions"] == []


def test_the_database_keeps_a_removed_object_from_being_reopened_and_other_work_from_being_partial():
    clip = Clip().drawn()

    for rows, columns in (
        (Track.objects.filter(video=clip.video), {"retired": True, "reopened": "open"}),
        (WorkItem.objects.filter(video=clip.video), {"partial": True}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**columns)


def test_masks_that_nobody_began_follow_the_new_words_quietly():
    clip = Clip()

    clip.reword(AFTER)

    assert [(t.number, t.label, t.reopened) for t in clip.tracks(retired=False)] == [
        (1, "A red box", "no"), (2, "a blue ball", "no"), (4, "a wall", "no"),
    ]  # fmt: skip


def test_a_verdict_on_reopened_masks_opens_them_whole():
    clip = Clip().approved().reword(AFTER)
    for number in (2, 4):
        for frame in (0, 30):
            clip.draw(clip.track(number), frame, seen=1 if number == 2 else 0)
    clip.post(clip.drawer, f"work/{clip.masks.pk}/submit")

    returned = clip.post(
        clip.inspector, f"work/{clip.masks.pk}/return", {"findings": [{"reason": "flicker", "track": clip.track(1).pk}]}
    )

    assert (returned.status_code, returned.json()["partial"]) == (200, False)
    assert clip.draw(clip.track(1), 0, seen=1).status_code == 200


def test_a_pin_on_a_removed_object_is_refused():
    clip = Clip().submitted()
    Track.objects.filter(pk=clip.track(3).pk).update(retired=True)
    before = clip.rows()

    refused = clip.post(
        clip.inspector, f"work/{clip.masks.pk}/return", {"findings": [{"reason": "flicker", "track": clip.track(3).pk}]}
    )

    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "finding_refused")
    assert clip.rows() == before


def test_a_segment_that_was_computed_for_a_removed_object_is_not_kept():
    clip = Clip().submitted()
    lease = jobs.claim(jobs.enqueue(propagations.KIND, clip.video.pk, queue=propagations.QUEUE).pk, "worker")
    run = propagations.run_to_compute(lease)
    late = next(segment for segment in propagations.begin(lease, run, engine="e") if segment.number == 3)
    Track.objects.filter(pk=late.track).update(retired=True)

    content = bundle.encode(make.masks_of(late, clip.video), first=late.first)
    kept = propagations.store_segment(lease, run, late, propagations.Computed(content, "still", "e"))

    assert kept is False
    assert not Segment.objects.exists()
