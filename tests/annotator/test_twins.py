"""Second annotations: mixed in by the project's draws, done like any other work, and held against the first."""

from __future__ import annotations

import json

import pytest

from annotator.annotations.models import Track
from annotator.events.models import Event
from annotator.insights.lengths import caption_lengths
from annotator.jobs import actions as jobs
from annotator.jobs.actions import LeaseLost
from annotator.jobs.models import Job
from annotator.releases.queries import finished_clips
from annotator.review import actions as review
from annotator.review import quality_actions
from annotator.review.quality_models import Score, Twin
from annotator.videos.models import Video
from annotator.work.models import WorkItem
from tests import factories as make
from tests.annotator.quality_scene import BOX, MOVED, Scene, claimed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]


@pytest.fixture
def scene() -> Scene:
    return Scene()


# ---- mixing in


def test_at_a_rate_of_nothing_nothing_is_mixed_in(scene):
    scene.gold()
    scene.rule()

    scene.caption()
    scene.masks()

    assert not Twin.objects.exists()


def test_gold_comes_to_who_handed_in_reserved_for_them_and_before_other_work(scene):
    gold = scene.gold()
    scene.rule(gold_percent=100)
    scene.clip()

    scene.caption()

    twin = scene.twin()
    assert (twin.kind, twin.step, twin.person, twin.video.twin_of) == ("gold", "caption", scene.person, gold)
    assert (twin.video.name, twin.video.sha256, twin.video.folder) == (gold.name, gold.sha256, gold.folder)
    colleague = make.annotator(scene.project)
    theirs = scene.ask(colleague, "POST", f"projects/{scene.project.slug}/queue/next", {}).json()
    assert theirs["video"] != twin.video_id
    assert scene.take(twin).author == scene.person


def test_gold_for_masks_begins_from_the_approved_caption_and_its_objects(scene):
    gold = scene.gold()
    scene.rule(gold_percent=100)

    scene.masks()

    twin = scene.twin()
    assert (twin.step, twin.person) == ("masks", scene.person)
    assert [(track.number, track.words) for track in twin.video.tracks.all()] == [(1, ["A red box"])]
    caption, truth = twin.video.captions.get(), gold.captions.get()
    assert (caption.text, caption.by, caption.approved_revision) == (truth.text, truth.by, 1)
    assert make.masks_item(twin.video).barred_author == make.caption_item(gold).author
    assert scene.take(twin).step == "masks"


def test_nobody_is_measured_on_a_clip_that_they_know(scene):
    gold = scene.gold()
    scene.rule(gold_percent=100)
    author, drawer = make.caption_item(gold).author, make.masks_item(gold).author

    for person in (author, drawer, scene.person, scene.person):
        scene.caption(person)

    assert list(Twin.objects.values_list("person", flat=True)) == [scene.person.pk]


def test_a_double_goes_to_a_colleague_who_had_nothing_to_do_with_the_clip(scene):
    colleague = make.annotator(scene.project)
    scene.rule(double_percent=100)

    item = scene.caption()

    twin = scene.twin()
    assert (twin.kind, twin.step, twin.person, twin.video.twin_of) == ("double", "caption", colleague, item.video)
    assert twin.after.author == scene.person


def test_a_double_of_masks_goes_neither_to_their_drawer_nor_to_the_captions_author(scene):
    scene.rule(double_percent=100)
    scene.masks()
    assert not Twin.objects.exists()
    third = make.annotator(scene.project)

    video = scene.masks()

    twin = scene.twin()
    assert twin.video.twin_of == video
    assert twin.person not in (scene.person, make.caption_item(video).author)
    assert twin.person in (third, make.caption_item(Video.objects.earliest("pk")).author)


def test_who_has_other_skills_is_asked_for_no_double(scene):
    scene.rule(double_percent=100)
    colleague = make.annotator(scene.project)
    scene.project.memberships.filter(user=colleague).update(skills=["masks"])

    scene.caption()

    assert not Twin.objects.exists()


def test_a_second_annotation_leads_to_no_third_and_a_second_round_to_nothing(scene):
    scene.gold()
    scene.rule(gold_percent=100)
    item = scene.caption()
    scene.gold()
    scene.second_caption(scene.twin())
    assert Twin.objects.count() == 1
    finding = [{"reason": "language", "text": ""}]
    review.return_submission(scene.inspector, item_id=item.pk, findings=finding)

    review.submit(scene.person, item_id=item.pk)

    assert Twin.objects.count() == 1


# ---- through the line


def test_a_second_caption_is_judged_like_any_other_and_opens_no_masks(scene):
    scene.gold()
    scene.rule(gold_percent=100)
    scene.caption()
    twin = scene.twin()
    scene.second_caption(twin)
    waiting = scene.ask(scene.inspector, "GET", f"projects/{scene.project.slug}/queue").json()["to_review"]
    assert twin.video_id in [card["video"] for card in waiting]

    answer = scene.ask(scene.inspector, "POST", f"work/{make.caption_item(twin.video).pk}/approve")

    assert (answer.status_code, answer.json()["state"]) == (200, "approved")
    assert make.masks_item(twin.video).state == "blocked"


def test_second_annotations_are_in_no_release_no_count_no_list_and_no_length(scene):
    gold = scene.gold()
    scene.rule(gold_percent=100)
    mine = scene.masks()
    twin = scene.twin()
    scene.second_masks(twin)
    review.approve(scene.inspector, item_id=make.masks_item(twin.video).pk)
    review.approve(scene.inspector, item_id=make.masks_item(mine).pk)

    assert list(finished_clips(scene.project)) == [gold, mine]
    assert scene.ask(scene.lead, "GET", f"projects/{scene.project.slug}").json()["counts"]["videos"] == 2
    for person in (scene.lead, scene.inspector, make.viewer(scene.project), make.researcher(scene.project)):
        listed = scene.ask(person, "GET", f"projects/{scene.project.slug}/videos").json()
        assert ([row["id"] for row in listed["videos"]], listed["count"]) == ([mine.pk, gold.pk], 2)
    assert caption_lengths(scene.lead, scene.project.slug)["count"] == 2


def test_an_annotator_sees_their_own_second_clip_in_the_place_of_the_first(scene):
    gold = scene.gold()
    scene.rule(gold_percent=100)
    item = scene.caption()
    other = make.annotator(scene.project)

    mine, theirs = (
        {row["id"] for row in scene.ask(person, "GET", f"projects/{scene.project.slug}/videos").json()["videos"]}
        for person in (scene.person, other)
    )

    assert mine == {scene.twin().video_id, item.video_id}
    assert theirs == {gold.pk, item.video_id}


def test_the_first_captions_author_does_not_find_its_copy_among_their_finished_work(scene):
    gold = scene.gold()
    scene.rule(gold_percent=100)
    scene.masks()
    caption = make.caption_item(gold)

    queues = [
        scene.ask(person, "GET", f"projects/{scene.project.slug}/queue").json()["finished"]
        for person in (caption.author, caption.inspector)
    ]

    assert [[card["video"] for card in queue] for queue in queues] == [[gold.pk], [gold.pk]]


# ---- scores


def test_a_second_caption_is_scored_by_its_words_and_its_groundings(scene):
    scene.gold()
    scene.rule(gold_percent=100)
    scene.caption()
    twin = scene.twin()
    scene.second_caption(twin, "[The red box]<mask_4> slides past [a wall]<mask_5>.")

    found = scene.score(twin)

    assert set(found) == {"text", "phrases"}
    assert 0.8 < found["text"] < 1
    assert found["phrases"] == pytest.approx(2 * 2 / (2 + 3))


def test_the_score_is_of_what_was_handed_in_first(scene):
    scene.gold()
    scene.rule(gold_percent=100)
    scene.caption()
    twin = scene.twin()
    scene.second_caption(twin, "[Something]<mask_1> happens.")
    item = make.caption_item(twin.video)
    review.return_submission(scene.inspector, item_id=item.pk, findings=[{"reason": "language", "text": ""}])
    body = {"text": BOX, "seen_revision": 1}
    scene.ask(twin.person, "PUT", f"videos/{twin.video_id}/captions/en", body)
    review.submit(twin.person, item_id=item.pk)

    assert scene.score(twin)["phrases"] == 0


def test_second_masks_are_scored_object_by_object_over_time(scene):
    scene.gold()
    scene.rule(gold_percent=100)
    scene.masks()
    twin = scene.twin()
    scene.second_masks(twin, rings=MOVED)

    found = scene.score(twin)

    assert found == {"track1": pytest.approx(16 / 24), "identity": 1.0}
    assert Score.objects.get(twin=twin, what="track").frames == 31


def test_nothing_is_scored_before_it_is_handed_in_and_computed_nor_twice(scene):
    scene.gold()
    scene.rule(gold_percent=100)
    scene.masks()
    twin = scene.twin()
    assert quality_actions.score_due() == 0
    scene.take(twin)
    make.draw_all(twin.video, twin.person)
    review.submit(twin.person, item_id=make.masks_item(twin.video).pk)
    assert quality_actions.score_due() == 0
    make.propagate(twin.video)

    assert quality_actions.score_due() == 1

    assert quality_actions.score_due() == 0
    assert Job.objects.filter(kind="review.score", subject=twin.pk).count() == 1


def test_a_worker_that_lost_its_lease_half_way_writes_no_score(scene):
    scene.gold()
    scene.rule(gold_percent=100)
    scene.caption()
    twin = scene.twin()
    scene.second_caption(twin)
    lease = claimed(twin)
    jobs.give_back(lease, RuntimeError("gone"))
    again = jobs.claim(lease.job, "another")

    with pytest.raises(LeaseLost):
        quality_actions.score(lease)

    assert not Score.objects.exists()
    quality_actions.score(again)
    quality_actions.score(again)
    assert Score.objects.filter(twin=twin).count() == 2


# ---- nothing of it reaches who annotates


WORDS = ("gold", "twin", "double", "quality", "sampl", "agreement", '"reserved_for":{', '"reserved_for": {')


def test_no_answer_to_an_annotator_says_that_work_is_gold_or_done_twice(scene):
    """Every address that can be read, about clips, objects and work of each kind, and what they are told by socket."""
    scene.gold()
    scene.rule(gold_percent=100, double_percent=100)
    colleague = make.annotator(scene.project)
    scene.caption()
    scene.masks()
    for twin in Twin.objects.order_by("id"):
        if twin.person == scene.person and twin.step == "masks":
            scene.second_masks(twin)
    told = []
    for person in (scene.person, colleague):
        for address in addresses(scene):
            answer = scene.ask(person, "GET", address)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            if answer.status_code == 200 or b"error" in body:
                told.append((address, answer.status_code, body.decode(errors="replace").lower()))
    payloads = [(e.topic, json.dumps(e.payload)) for e in Event.objects.exclude(topic__in=("quality", "sampling"))]

    assert len([status for _, status, _ in told if status == 200]) > 100
    said = [(a, s, word) for a, s, text in told for word in WORDS if word in text and not is_refused(a, s)]
    assert said == []
    assert [(t, p) for t, p in payloads if any(word in p for word in WORDS)] == []
    assert {json.loads(p).get("reserved_for") for _, p in payloads} == {None}


def is_refused(address: str, status: int) -> bool:
    """Pages about quality refuse every annotator in the same words, whatever they ask about."""
    return status == 403 and address.rsplit("/", 1)[-1] in ("quality", "sampling", "agreement")


def addresses(scene: Scene) -> list[str]:
    """What can be read of the project, of each clip, object and piece of work."""
    slug = scene.project.slug
    found = [
        f"projects/{slug}{page}"
        for page in ("", "/videos", "/queue", "/uploads", "/caption-lengths", "/guideline", "/quality", "/sampling")
    ]
    of_clip = ("", "/captions/en", "/captions/en?approved=true", "/captions/en/revisions", "/tracks", "/propagation",
               "/runs", "/questions", "/suggestions", "/agreement", "/masks.json")  # fmt: skip
    for video in Video.objects.all():
        found += [f"videos/{video.pk}{page}" for page in of_clip]
        found += [f"projects/{slug}/clips/{video.number}/{step}" for step in ("caption", "masks")]
    for item in WorkItem.objects.all():
        found += [f"work/{item.pk}", f"work/{item.pk}/submissions"]
    return found


def test_an_annotator_is_answered_alike_about_a_twin_and_about_any_other_clip(scene):
    scene.gold()
    scene.rule(gold_percent=100)
    item = scene.caption()
    twin = scene.twin()

    for method, page in (("GET", "agreement"), ("PUT", "gold"), ("DELETE", "gold")):
        answers = [scene.ask(scene.person, method, f"videos/{pk}/{page}") for pk in (twin.video_id, item.video_id)]

        assert [answer.status_code for answer in answers] == [403, 403]
        assert answers[0].content == answers[1].content


def test_what_the_project_hears_of_a_score_names_the_first_clip_only(scene):
    gold = scene.gold()
    scene.rule(gold_percent=100)
    scene.caption()
    twin = scene.twin()
    scene.second_caption(twin)

    scene.score(twin)

    assert Event.objects.get(topic="quality").payload == {"video": gold.pk}


def test_a_twins_objects_are_its_own(scene):
    scene.gold()
    scene.rule(gold_percent=100)
    scene.masks()
    twin = scene.twin()

    scene.second_masks(twin, rings=MOVED)

    assert Track.objects.filter(video=twin.video).count() == 1
    assert Track.objects.filter(video=twin.video.twin_of).count() == 1
