"""Saving shapes: nothing is overwritten unseen, only shapes are kept, and only the masks beside them go stale."""

import pytest
from django.db import connection
from django.test import Client

from annotator.annotations.models import Keyframe, KeyframeRevision, Segment
from annotator.videos.models import Video
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    project = make.project()
    video = make.video(project)
    author = make.annotator(project)
    tracks = make.masking(video, author)
    return video, author, tracks


def browser_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def put(client: Client, track, frame: int, *, rings=make.SQUARE, absent=False, seen=0):
    body = {"rings": rings, "absent": absent, "seen_revision": seen}
    return client.put(f"/api/tracks/{track.pk}/keyframes/{frame}", body, content_type="application/json")


def test_a_saved_shape_comes_back_exactly_and_with_its_author(world):
    video, author, tracks = world
    rings = [[[1.0625, 2.5], [40.0, 3.0], [20.0, 44.9375]]]

    answer = put(browser_of(author), tracks[0], 30, rings=rings)

    assert answer.status_code == 200, answer.content
    seen = browser_of(author).get(f"/api/videos/{video.pk}/tracks").json()
    assert seen["tracks"][0]["keyframes"] == [answer.json()]
    assert answer.json()["rings"] == rings
    assert answer.json()["by"]["id"] == author.pk


def test_a_shape_drawn_over_a_newer_one_is_refused_and_shows_the_newer(world):
    _, author, tracks = world
    newer = put(browser_of(author), tracks[0], 0).json()

    answer = put(browser_of(author), tracks[0], 0, rings=[[[0, 0], [5, 0], [5, 5]]], seen=0)

    assert answer.status_code == 409
    assert answer.json()["error"]["code"] == "stale_revision"
    assert answer.json()["error"]["fields"]["current"]["rings"] == newer["rings"]
    assert KeyframeRevision.objects.count() == 1


def test_a_save_whose_answer_was_lost_may_be_sent_again(world):
    _, author, tracks = world
    first = put(browser_of(author), tracks[0], 0)

    again = put(browser_of(author), tracks[0], 0)

    assert again.status_code == 200
    assert again.json()["revision"] == first.json()["revision"] == 1
    assert KeyframeRevision.objects.count() == 1


@pytest.mark.parametrize(
    ("rings", "words"),
    [
        ([[[0, 0], [10, 10]]], "three"),
        ([[[0, 0], [10, 0], [900, 10]]], "900"),
        ([[[0, 0], [20, 20], [20, 0], [0, 20]]], "cross"),
        ([[["a", 0], [10, 0], [10, 10]]], "a"),
        ({"x": 1}, ""),
        ([], "absent"),
        (None, ""),
    ],
)
def test_what_is_no_shape_is_refused_with_its_value_and_nothing_is_kept(world, rings, words):
    _, author, tracks = world

    answer = put(browser_of(author), tracks[0], 0, rings=rings)

    assert answer.status_code == 400, answer.content
    assert words in answer.json()["error"]["text"]
    assert not Keyframe.objects.exists()


def test_a_frame_between_keyframes_is_not_drawn_on(world):
    _, author, tracks = world

    answer = put(browser_of(author), tracks[0], 31)

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "not_a_keyframe"
    assert not Keyframe.objects.exists()


def test_someone_elses_masks_answer_as_if_they_did_not_exist(world):
    video, _, tracks = world

    answer = put(browser_of(make.annotator(video.project)), tracks[0], 0)

    assert answer.status_code == 404
    assert not Keyframe.objects.exists()


def test_an_outsider_sees_no_track_of_a_project(world):
    video, _, tracks = world
    outsider = browser_of(make.annotator(make.project()))

    assert outsider.get(f"/api/videos/{video.pk}/tracks").status_code == 404
    assert put(outsider, tracks[0], 0).status_code == 404


def test_a_deleted_shape_opens_its_cell_and_keeps_its_revisions(world):
    video, author, tracks = world
    client = browser_of(author)
    put(client, tracks[0], 0)

    gone = client.delete(f"/api/tracks/{tracks[0].pk}/keyframes/0?seen_revision=1")
    again = put(client, tracks[0], 0, seen=2)

    assert gone.json() == {"frame": 0, "revision": 2, "deleted": True}
    assert again.json()["revision"] == 3
    assert [row.deleted for row in KeyframeRevision.objects.order_by("revision")] == [False, True, False]
    shown = client.get(f"/api/videos/{video.pk}/tracks").json()
    assert {"track": tracks[0].pk, "number": 1, "frame": 0} not in shown["open"]


def test_an_edited_keyframe_makes_only_its_two_segments_stale(world):
    _, author, tracks = world
    for first, last in ((0, 29), (30, 59), (60, 89), (90, 90)):
        for track in tracks:
            Segment.objects.create(track=track, first=first, last=last, input_digest="d", bundle_sha256="b", bytes=1)

    put(browser_of(author), tracks[0], 60)

    assert list(Segment.objects.filter(stale=True).order_by("first").values_list("track", "first")) == [
        (tracks[0].pk, 30),
        (tracks[0].pk, 60),
    ]


def test_the_mask_workspace_opens_with_few_queries(world, django_assert_max_num_queries):
    video, author, _ = world
    make.draw_all(video, author)
    client = browser_of(author)

    with django_assert_max_num_queries(12):
        client.get(f"/api/videos/{video.pk}/tracks")


def test_a_track_number_above_nine_is_impossible_in_the_database(world):
    video, _, _ = world
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        video.tracks.create(number=10, label="eleventh")
    assert connection.vendor == "postgresql"


def test_clips_of_another_project_are_not_listed(world):
    video, _, _ = world
    other = make.project()
    make.video(other)

    listed = browser_of(make.lead(other)).get(f"/api/projects/{other.slug}/videos").json()

    assert listed["count"] == 1
    assert video.pk not in [row["id"] for row in listed["videos"]]
    assert Video.objects.count() == 2
