"""What was ever said and drawn can be read again, and folding all of it gives exactly what stands."""

import random

import pytest

from annotator.annotations import queries
from annotator.annotations.actions.captions import Writing, save_caption
from annotator.annotations.actions.keyframes import delete_keyframe, save_keyframe
from annotator.annotations.history_queries import standing_at
from annotator.annotations.models import Caption, CaptionRevision, Keyframe, KeyframeRevision, Track
from annotator.formats import ring
from annotator.work import actions as work
from tests import factories as make

pytestmark = pytest.mark.django_db
ALONE = "[A red box]<mask_1> slides."


def square(size: float) -> list[list[list[float]]]:
    return [[[5, 5], [5 + size, 5], [5 + size, 5 + size], [5, 5 + size]]]


@pytest.fixture
def drawing():
    """An annotator who draws one object of a clip with four keyframes."""
    project = make.project()
    person = make.annotator(project)
    video = make.video(project, frame_count=91)
    [track] = make.masking(video, person, text=ALONE)
    return person, track


def decide(person, track: Track, frame: int, what: str, size: float = 10) -> None:
    """Draw, declare absent, or delete; a keyframe that is not there cannot be deleted."""
    now = Keyframe.objects.filter(track=track, frame=frame).first()
    seen = now.revision if now else 0
    if what == "deleted":
        if now and not now.deleted:
            delete_keyframe(person, track_id=track.pk, frame=frame, seen_revision=seen)
        return
    save_keyframe(
        person, track_id=track.pk, frame=frame, rings=square(size), absent=what == "absent", seen_revision=seen
    )


def standing(track: Track) -> dict[int, tuple[bool, bytes, int]]:
    rows = Keyframe.objects.filter(track=track, deleted=False)
    return {row.frame: (row.absent, bytes(row.rings), row.revision) for row in rows}


def folded(track: Track, revision: int) -> dict[int, tuple[bool, bytes, int]]:
    return {row.keyframe.frame: (row.absent, bytes(row.rings), row.revision) for row in standing_at(track, revision)}


@pytest.mark.parametrize("seed", range(6))
def test_folding_an_objects_revisions_gives_what_stood_after_each_of_them(drawing, seed):
    person, track = drawing
    dice = random.Random(seed)
    stood = {}

    for step in range(40):
        frame, what = dice.choice([0, 30, 45, 60, 90]), dice.choice(["drawn", "drawn", "absent", "deleted"])
        decide(person, track, frame, what, size=10 + step / 4)
        newest = KeyframeRevision.objects.filter(keyframe__track=track).order_by("-pk").first()
        if newest is not None:
            stood[newest.pk] = standing(track)

    assert len(stood) > 20
    assert {revision: folded(track, revision) for revision in stood} == stood


def test_folding_a_captions_revisions_gives_what_stands():
    project = make.project()
    person = make.annotator(project)
    video = make.video(project)
    work.claim(person, item_id=make.caption_item(video).pk)
    for number in range(5):
        save_caption(person, video_id=video.pk, writing=Writing(f"{ALONE} {number}"), seen_revision=number)

    caption = Caption.objects.get(video=video)
    last = CaptionRevision.objects.filter(caption=caption).latest("revision")

    assert CaptionRevision.objects.filter(caption=caption).count() == 5
    fields = ("revision", "text", "numbered", "ticked", "source", "based_on", "by")
    assert [getattr(last, name) for name in fields] == [getattr(caption, name) for name in fields]


def test_an_objects_history_says_who_decided_what_on_which_frame(drawing):
    person, track = drawing
    for frame, what in ((0, "drawn"), (30, "absent"), (0, "drawn"), (0, "deleted")):
        decide(person, track, frame, what)

    answer = make.browser(person).get(f"/api/tracks/{track.pk}/history").json()

    told = [(row["frame"], row["revision"], row["decided"], row["by"]["id"]) for row in answer["revisions"]]
    assert told == [
        (0, 3, "deleted", person.pk),
        (0, 2, "drawn", person.pk),
        (30, 1, "absent", person.pk),
        (0, 1, "drawn", person.pk),
    ]
    assert answer["next_before"] is None


def test_a_replay_shows_the_shapes_of_then_with_who_drew_them(drawing):
    person, track = drawing
    decide(person, track, 0, "drawn", size=10)
    decide(person, track, 30, "drawn", size=20)
    then = KeyframeRevision.objects.latest("pk").pk
    decide(person, track, 0, "drawn", size=30)

    answer = make.browser(person).get(f"/api/tracks/{track.pk}/at/{then}").json()

    assert [(row["frame"], row["rings"]) for row in answer["keyframes"]] == [
        (0, ring.to_floats(ring.parse(square(10), width=64, height=48))),
        (30, ring.to_floats(ring.parse(square(20), width=64, height=48))),
    ]


def test_a_long_history_is_read_a_page_at_a_time_with_few_queries(drawing, django_assert_max_num_queries):
    person, track = drawing
    decide(person, track, 0, "drawn")
    keyframe = Keyframe.objects.get(track=track)
    place = {"keyframe": keyframe, "video": track.video, "frame": 0}
    KeyframeRevision.objects.bulk_create(
        KeyframeRevision(**place, revision=n, absent=True, by=person) for n in range(2, 302)
    )
    browser = make.browser(person)

    with django_assert_max_num_queries(6):
        first = browser.get(f"/api/tracks/{track.pk}/history").json()
    rest = browser.get(f"/api/tracks/{track.pk}/history?before={first['next_before']}").json()

    numbers = [row["revision"] for row in first["revisions"] + rest["revisions"]]
    assert numbers == list(range(301, 0, -1))
    assert rest["next_before"] is None


def test_an_object_that_the_caption_names_no_more_keeps_its_history(drawing):
    person, track = drawing
    decide(person, track, 0, "drawn")
    Track.objects.filter(pk=track.pk).update(retired=True)

    answer = make.browser(person).get(f"/api/tracks/{track.pk}/history")

    assert len(answer.json()["revisions"]) == 1
    assert queries.tracks_of(track.video) == []


def test_a_revision_of_another_object_answers_as_if_it_did_not_exist(drawing):
    person, track = drawing
    project = make.project()
    other = make.annotator(project)
    [foreign] = make.masking(make.video(project), other, text=ALONE)
    decide(other, foreign, 0, "drawn")
    theirs = KeyframeRevision.objects.latest("pk").pk

    browser = make.browser(person)

    assert browser.get(f"/api/tracks/{track.pk}/at/{theirs}").status_code == 404
    assert browser.get(f"/api/tracks/{foreign.pk}/at/{theirs}").status_code == 404
    assert browser.get(f"/api/tracks/{foreign.pk}/history").status_code == 404
