"""The masks that the player paints: what was computed, what people drew, and never those of yesterday."""

from __future__ import annotations

import gzip
import json

import numpy as np
import pytest

from annotator.annotations.actions.keyframes import delete_keyframe, save_keyframe
from annotator.annotations.models import Segment
from annotator.formats import raster, ring, rle
from annotator.jobs.models import Job
from tests import factories as make
from tests.annotator.folders import bundle_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]
ALONE = "[A red box]<mask_1> slides past a wall."


@pytest.fixture
def masked():
    video = make.video(make.project(), frame_count=31)
    author = make.annotator(video.project)
    [track] = make.masking(video, author, text=ALONE)
    return video, author, track


def draw(author, track, frame: int = 0, *, rings=make.SQUARE, seen: int = 0) -> None:
    save_keyframe(author, track_id=track.pk, frame=frame, rings=rings, absent=rings is None, seen_revision=seen)


def get(author, video, **headers: str):
    answer = make.browser(author).get(f"/api/videos/{video.pk}/masks.json", headers=headers)
    return answer, json.loads(gzip.decompress(answer.content)) if answer.status_code == 200 else None


def state(author, video) -> dict:
    return make.browser(author).get(f"/api/videos/{video.pk}/propagation").json()


def test_every_frame_has_the_mask_that_was_computed_for_it(masked):
    video, author, track = masked
    draw(author, track)
    make.propagate(video)

    answer, document = get(author, video)

    square = raster.rasterise(ring.parse(make.SQUARE, width=64, height=48), width=64, height=48)
    assert answer["Content-Encoding"] == "gzip"
    assert (document["size"], document["human"]) == ([48, 64], [0])
    assert document["tracks"] == [{"id": track.pk, "number": 1}]
    assert document["version"] == state(author, video)["version"]
    assert len(document["frames"]) == 31
    assert all(np.array_equal(rle.decode({"size": [48, 64], "counts": of[0]}), square) for of in document["frames"])


def test_what_was_not_computed_is_null_and_nothing_old_is_shown_for_it(masked):
    video, author, track = masked
    before = get(make.annotator(video.project), video)[1]
    draw(author, track, 30)
    drawn = get(author, video)[1]
    make.propagate(video)
    computed = get(author, video)[1]
    draw(author, track, 0)
    drawn_more = get(author, video)[1]
    delete_keyframe(author, track_id=track.pk, frame=30, seen_revision=1)
    deleted = get(author, video)[1]

    assert (before["human"], before["version"]) == ([], "empty")
    assert (drawn["human"], drawn["frames"]) == ([30], [[None]] * 31)
    assert [of[0] is not None for of in computed["frames"]] == [False] * 30 + [True]
    assert (drawn_more["human"], drawn_more["frames"][0]) == ([0, 30], [None])
    assert (deleted["human"], deleted["frames"]) == ([0], [[None]] * 31)


def test_an_unchanged_document_is_not_sent_twice(masked):
    video, author, track = masked
    draw(author, track)
    make.propagate(video)
    tag = get(author, video)[0]["ETag"]

    again, _ = get(author, video, **{"If-None-Match": tag})
    draw(author, track, rings=None, seen=1)
    make.propagate(video)
    changed, document = get(author, video, **{"If-None-Match": tag})

    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200
    assert all(rle.area({"size": [48, 64], "counts": of[0]}) == 0 for of in document["frames"])


def test_asking_for_masks_twice_queues_one_job_and_nothing_drawn_queues_none(masked):
    video, author, track = masked
    browser = make.browser(author)

    nothing = browser.post(f"/api/videos/{video.pk}/propagation")
    draw(author, track)
    asked = [browser.post(f"/api/videos/{video.pk}/propagation") for _ in range(2)]

    assert (nothing.status_code, nothing.json()["error"]["code"]) == (409, "nothing_to_propagate")
    assert [answer.status_code for answer in asked] == [202, 202]
    assert asked[1].json()["state"] == "queued"
    assert Job.objects.count() == 1


def test_a_segment_is_not_computed_twice_from_the_same_shapes(masked):
    video, author, track = masked
    draw(author, track)
    make.propagate(video)
    draw(author, track, rings=[[[0, 0], [9, 0], [9, 9]]], seen=1)
    draw(author, track, seen=2)
    make.propagate(video)

    assert state(author, video)["stale"] == 0
    assert Segment.objects.get().stale is False


def test_a_bundle_that_is_gone_is_named_and_nothing_is_invented(masked):
    video, author, track = masked
    draw(author, track)
    make.propagate(video)
    bundle_file(Segment.objects.get().bundle_sha256).unlink()

    answer, _ = get(author, video)

    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "bundle_missing")
