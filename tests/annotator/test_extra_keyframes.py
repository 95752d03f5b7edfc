"""Keyframes between the 1-fps frames: drawn where the computed masks went astray, they part a segment in two."""

from __future__ import annotations

import gzip
import json

import numpy as np
import pytest

from annotator.annotations.models import Keyframe, Segment
from annotator.formats import raster, ring, rle
from annotator.releases import actions as releases
from annotator.releases.clips import masks_by_frame
from annotator.releases.models import ReleaseVideo
from annotator.review import actions as review
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]
ALONE = "[A red box]<mask_1> slides past a wall."
WIDER = [[[10.0, 10.0], [50.0, 10.0], [50.0, 30.0], [10.0, 30.0]]]


@pytest.fixture
def world():
    """Masks that are drawn and propagated: one object, keyframes 0, 30, 60."""
    video = make.video(make.project(), frame_count=61)
    author = make.annotator(video.project)
    [track] = make.masking(video, author, text=ALONE)
    make.draw_all(video, author)
    make.propagate(video)
    return video, author, track


def put(author, track, frame: int, *, rings=WIDER, seen: int = 0):
    body = {"rings": rings, "absent": rings is None, "seen_revision": seen}
    address = f"/api/tracks/{track.pk}/keyframes/{frame}"
    return make.browser(author).put(address, body, content_type="application/json")


def places(video) -> list[tuple[int, int, bool]]:
    rows = Segment.objects.filter(track__video=video).order_by("first")
    return list(rows.values_list("first", "last", "stale"))


def document(author, video) -> dict:
    return json.loads(gzip.decompress(make.browser(author).get(f"/api/videos/{video.pk}/masks.json").content))


def test_it_parts_its_segment_in_two_and_leaves_the_others(world):
    video, author, track = world

    answer = put(author, track, 41)
    stale = places(video)
    make.propagate(video)

    assert (answer.status_code, answer.json()["extra"]) == (200, True)
    assert stale == [(0, 29, False), (30, 60 - 1, True), (60, 60, False)]
    assert places(video) == [(0, 29, False), (30, 40, False), (41, 59, False), (60, 60, False)]
    assert list(Segment.objects.order_by("first").values_list("computed", flat=True)) == [1, 2, 1, 1]


def test_it_is_shown_exactly_as_drawn_and_marked_as_extra(world):
    video, author, track = world
    put(author, track, 41)
    make.propagate(video)

    shown = document(author, video)

    wider = raster.rasterise(ring.parse(WIDER, width=64, height=48), width=64, height=48)
    assert np.array_equal(rle.decode({"size": [48, 64], "counts": shown["frames"][41][0]}), wider)
    assert (shown["human"], shown["extra"]) == ([0, 30, 60], [{"track": track.pk, "frame": 41}])
    [of_track] = make.browser(author).get(f"/api/videos/{video.pk}/tracks").json()["tracks"]
    assert [(keyframe["frame"], keyframe["extra"]) for keyframe in of_track["keyframes"]] == [
        (0, False), (30, False), (41, True), (60, False),
    ]  # fmt: skip


def test_taken_away_it_leaves_one_segment_as_before_without_computing_anything(world):
    video, author, track = world
    put(author, track, 41)
    make.propagate(video)

    gone = make.browser(author).delete(f"/api/tracks/{track.pk}/keyframes/41?seen_revision=1")
    make.propagate(video)

    assert gone.status_code == 200
    assert places(video) == [(0, 29, False), (30, 59, False), (60, 60, False)]


def test_declared_absent_between_it_says_so_on_its_frame(world):
    video, author, track = world

    put(author, track, 41, rings=None)
    make.propagate(video)

    counts = document(author, video)["frames"][41][0]
    assert rle.area({"size": [48, 64], "counts": counts}) == 0


def test_it_counts_in_no_cell(world):
    video, author, track = world
    Keyframe.objects.filter(track=track, frame=30).update(deleted=True)

    put(author, track, 41)

    browser = make.browser(author)
    shown = browser.get(f"/api/videos/{video.pk}/tracks").json()
    assert shown["open"] == [{"track": track.pk, "number": 1, "frame": 30}]
    assert shown["frames"] == [0, 30, 60]
    card = browser.get(f"/api/work/{make.masks_item(video).pk}").json()
    assert card["progress"] == {"done": 2, "total": 3}
    refused = browser.post(f"/api/work/{make.masks_item(video).pk}/submit")
    assert refused.json()["error"]["code"] == "masks_incomplete"


def test_a_clip_with_extra_keyframes_is_released_with_people_marked_on_the_grid_only(world):
    video, author, track = world
    put(author, track, 41)
    review.submit(author, item_id=make.masks_item(video).pk)
    make.propagate(video)
    review.approve(make.inspector(video.project), item_id=make.masks_item(video).pk)

    releases.freeze(video.project, version="v1.0", note="", by=None)

    frames = list(masks_by_frame(ReleaseVideo.objects.get().frozen))
    wider = raster.rasterise(ring.parse(WIDER, width=64, height=48), width=64, height=48)
    assert len(frames) == 61
    assert np.array_equal(rle.decode(frames[41][1]), wider)


def test_an_extra_keyframe_taken_away_does_not_keep_a_clip_from_its_release(world):
    video, author, track = world
    put(author, track, 41)
    make.propagate(video)
    make.browser(author).delete(f"/api/tracks/{track.pk}/keyframes/41?seen_revision=1")
    review.submit(author, item_id=make.masks_item(video).pk)
    make.propagate(video)
    review.approve(make.inspector(video.project), item_id=make.masks_item(video).pk)

    frozen = releases.freeze(video.project, version="v1.0", note="", by=None).videos.get().frozen

    assert [(segment["first"], segment["last"]) for segment in frozen["segments"]] == [(0, 29), (30, 59), (60, 60)]


def test_a_draft_may_be_asked_for_between_the_grid(world):
    _, author, track = world
    body = {"id": "5e0a0e4e-5b55-4f0e-9f0b-0d5f7a1f0001", "method": "neighbour"}

    answer = make.browser(author).post(
        f"/api/tracks/{track.pk}/keyframes/41/suggestions", body, content_type="application/json"
    )

    assert (answer.status_code, answer.json()["frame"]) == (202, 41)


def test_who_does_not_hold_the_masks_cannot_add_one(world):
    video, _, track = world

    answer = put(make.annotator(video.project), track, 41)

    assert answer.status_code == 404
    assert not Keyframe.objects.filter(frame=41).exists()
