"""Saving shapes: nothing is overwritten unseen, only shapes are kept, and only the masks beside them go stale."""

import math
import uuid

import numpy as np
import pytest
from django.db import connection
from django.test import Client

from annotator.annotations.models import Keyframe, KeyframeRevision, Run, Segment
from annotator.videos.models import Video
from annotator.work import actions as work
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


def save(client: Client, track, frame: int, body: dict[str, object]):
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


def test_a_retry_with_the_id_of_the_standing_revision_answers_with_it_whatever_it_says_it_saw(world):
    _, author, tracks = world
    sent = {"rings": make.SQUARE, "absent": False, "seen_revision": 0, "request_id": str(uuid.uuid4())}
    first = save(browser_of(author), tracks[0], 0, sent)

    again = [save(browser_of(author), tracks[0], 0, sent | {"seen_revision": seen}) for seen in (0, 1, 7)]

    assert [answer.status_code for answer in again] == [200] * 3
    assert all(answer.json() == first.json() for answer in again)
    assert KeyframeRevision.objects.count() == 1


def test_a_retry_that_comes_after_a_newer_save_is_a_conflict(world):
    _, author, tracks = world
    sent = {"rings": make.SQUARE, "absent": False, "seen_revision": 0, "request_id": str(uuid.uuid4())}
    save(browser_of(author), tracks[0], 0, sent)
    put(browser_of(author), tracks[0], 0, rings=[[[0, 0], [5, 0], [5, 5]]], seen=1)

    late = save(browser_of(author), tracks[0], 0, sent)

    assert late.status_code == 409
    assert late.json()["error"]["fields"]["current"]["revision"] == 2


def test_a_deletion_whose_answer_was_lost_may_be_sent_again(world):
    _, author, tracks = world
    put(browser_of(author), tracks[0], 0)
    address = f"/api/tracks/{tracks[0].pk}/keyframes/0?seen_revision=1&request_id={uuid.uuid4()}"

    answers = [browser_of(author).delete(address) for _ in range(3)]

    assert [answer.json() for answer in answers] == [{"frame": 0, "revision": 2, "deleted": True}] * 3
    assert KeyframeRevision.objects.count() == 2


def test_a_shape_of_too_many_points_is_refused_with_their_number_and_what_to_do(world):
    _, author, tracks = world
    turns = [2 * math.pi * i / 10_000 for i in range(10_000)]
    circle = [[32 + 15 * math.cos(turn), 24 + 15 * math.sin(turn)] for turn in turns]

    answer = put(browser_of(author), tracks[0], 0, rings=[circle])

    assert answer.status_code == 400
    assert "10,000 points" in answer.json()["error"]["text"]
    assert "Simplify" in answer.json()["error"]["text"]
    assert not Keyframe.objects.exists()


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_coordinate_that_is_no_finite_number_never_gets_in(world, value):
    _, author, tracks = world
    body = f'{{"rings": [[[1, 1], [{value}, 2], [9, 9]]], "absent": false, "seen_revision": 0}}'

    answer = browser_of(author).put(f"/api/tracks/{tracks[0].pk}/keyframes/0", body, content_type="application/json")

    assert answer.status_code == 400, answer.content
    assert answer.json()["error"]["text"]
    assert not Keyframe.objects.exists()


def test_an_eleventh_object_is_refused_where_it_would_come_from(world):
    video, _, _ = world
    other = make.video(video.project)
    writer = make.annotator(video.project)
    item = work.claim(writer, item_id=make.caption_item(other).pk)
    body = {"text": "[A car]<mask_10> stops.", "seen_revision": 0}

    saved = browser_of(writer).put(f"/api/videos/{other.pk}/captions/en", body, content_type="application/json").json()
    handed_in = browser_of(writer).post(f"/api/work/{item.pk}/submit", {}, content_type="application/json")

    assert saved["error"]["code"] == "E_RANGE"
    assert "0" in saved["error"]["message"]
    assert handed_in.status_code == 409
    assert not other.tracks.exists()


def test_the_drawing_order_is_kept_whole_and_a_late_change_is_a_conflict(world):
    video, author, tracks = world
    one, two, three = (track.pk for track in tracks)
    client = browser_of(author)
    seen = client.get(f"/api/videos/{video.pk}/tracks").json()["z_order"]

    kept = order(client, video, [three, one, two], seen)
    again = order(client, video, [three, one, two], seen)
    late = order(client, video, [two, one, three], seen)

    assert seen == [one, two, three]
    assert (kept.status_code, kept.json()) == (again.status_code, again.json()) == (200, {"z_order": [three, one, two]})
    assert (late.status_code, late.json()["error"]["fields"]["current"]) == (409, [three, one, two])
    assert client.get(f"/api/videos/{video.pk}/tracks").json()["z_order"] == [three, one, two]


def test_an_order_that_does_not_name_every_object_once_is_refused(world):
    video, author, tracks = world
    one, two, three = (track.pk for track in tracks)
    wrong = ([one, two], [one, two, two], [one, two, three, 999_999], [])

    answers = [order(browser_of(author), video, given, [one, two, three]) for given in wrong]

    assert [answer.status_code for answer in answers] == [400] * 4
    assert {answer.json()["error"]["code"] for answer in answers} == {"order_refused"}


def test_only_who_draws_the_masks_changes_their_order(world):
    video, _, tracks = world
    numbers = [track.pk for track in tracks]

    answer = order(browser_of(make.lead(video.project)), video, numbers[::-1], numbers)

    assert answer.status_code == 404


def test_an_outline_that_crosses_itself_is_offered_mended_and_what_is_offered_can_be_saved(world):
    video, author, tracks = world
    eight = [[[0, 0], [20, 20], [20, 0], [0, 20]]]

    offer = mend(browser_of(author), video, eight)
    saved = put(browser_of(author), tracks[0], 0, rings=offer.json()["rings"])

    assert offer.status_code == 200, offer.content
    assert len(offer.json()["rings"]) == 2
    assert "1 ring became 2" in offer.json()["note"]
    assert saved.status_code == 200, saved.content


def test_what_cannot_be_mended_is_refused_with_a_sentence(world):
    video, author, _ = world
    random = np.random.default_rng(1)
    scribble = [random.uniform(0, 40, (5000, 2)).tolist()]

    answers = [mend(browser_of(author), video, rings)
               for rings in ([[[0, 0], [9, 9]]], [[[100, 100], [120, 100], [120, 120]]], "x", [], scribble,
                             [[[0, 0]] * 5001])]  # fmt: skip

    assert [answer.status_code for answer in answers] == [400] * 6
    assert "crosses itself about" in answers[4].json()["error"]["text"]
    assert "5,001 points" in answers[5].json()["error"]["text"]


def order(client: Client, video: Video, tracks: list[int], seen: list[int]):
    body = {"tracks": tracks, "seen": seen}
    return client.put(f"/api/videos/{video.pk}/z_order", body, content_type="application/json")


def mend(client: Client, video: Video, rings: object):
    return client.post(f"/api/videos/{video.pk}/repair", {"rings": rings}, content_type="application/json")


def test_a_frame_that_the_clip_does_not_have_is_not_drawn_on(world):
    video, author, tracks = world

    answer = put(browser_of(author), tracks[0], video.frame_count)

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
    video, author, tracks = world
    run = Run.objects.create(video=video, predictor="flow", current=True)
    for first, last in ((0, 29), (30, 59), (60, 89), (90, 90)):
        for track in tracks:
            Segment.objects.create(
                run=run, track=track, first=first, last=last, input_digest="d", bundle_sha256="b", bytes=1
            )

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
