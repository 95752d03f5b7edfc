"""What no row refers to goes in two steps, on a disk and in a bucket; what a row refers to or is young never does."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np
import pytest
from django.test import override_settings

from annotator.annotations import bundles
from annotator.annotations.models import Run
from annotator.formats import bundle
from annotator.releases import collection
from annotator.storage.cache import make_room
from annotator.storage.store import aside_of, store
from annotator.videos.models import Video
from tests.annotator.releases.finished import made
from tests.annotator.storage.clip import finished_anywhere

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("anywhere")]
AT_ONCE = -1 / 3600  # hours: files are old that were written until a second from now
STRAYS = ("media/videos/" + "a" * 64 + "/canonical.mp4", "releases/gone/v1.0/README.md")


def names() -> set[str]:
    """Everything that is kept."""
    return {one.name for below in ("media/bundles", "media/videos", "releases") for one in store().listed(below)}


def strays() -> set[str]:
    """A bundle, a clip and a release that no row refers to."""
    mask = np.ones((48, 64), bool)
    spare = bundles.put(bundle.encode([mask], first=0))
    for name in STRAYS:
        store().write(name, b"stray")
    return {bundles.name_of(spare), *STRAYS}


def test_strays_are_put_aside_and_a_day_later_deleted_and_all_else_stays(footage):
    made(finished_anywhere(footage).project)
    needed = names()
    spare = strays()

    first = collection.collect(older_than_hours=AT_ONCE)
    between = names()
    second = collection.collect(older_than_hours=AT_ONCE)

    assert (first.aside, first.deleted) == (3, 0)
    assert between == needed | {aside_of(name) for name in spare}
    assert (second.aside, second.deleted, second.restored) == (0, 3, 0)
    assert names() == needed


def test_what_is_younger_than_a_day_stays_whatever_rows_say(footage):
    spare = strays()

    found = collection.collect()

    assert (found.old, found.aside) == (0, 0)
    assert names() == spare


def test_what_lies_aside_is_still_read_and_comes_back_when_a_row_refers_to_it(footage):
    clip = finished_anywhere(footage)
    name = f"media/{clip.folder}/canonical.mp4"
    store().rename(name, aside_of(name))

    read = store().local(name).read_bytes()
    found = collection.collect(older_than_hours=AT_ONCE)

    assert read == (footage.folder / "canonical.mp4").read_bytes()
    assert (found.restored, found.deleted) == (1, 0)
    assert store().look(name) is not None


def test_a_frozen_release_keeps_its_masks_and_media_when_nothing_else_does(footage):
    clip = finished_anywhere(footage)
    made(clip.project)
    kept = names()
    Run.objects.all().delete()
    Video.objects.filter(pk=clip.pk).update(media="videos/0")

    for _ in range(2):
        collection.collect(older_than_hours=AT_ONCE)

    assert names() == kept


def test_a_bundle_that_is_stored_again_while_it_is_collected_is_there_afterwards(monkeypatch):
    mask = np.ones((48, 64), bool)
    content = bundle.encode([mask], first=0)
    spare = bundles.put(content)
    looked = collection.referred_bundles

    def meanwhile() -> set[str]:
        found = looked()
        time.sleep(1.1)  # a bucket tells times in whole seconds
        assert bundles.put(content) == spare
        return found

    monkeypatch.setattr(collection, "referred_bundles", meanwhile)
    time.sleep(1.1)
    found = collection.collect(older_than_hours=0)

    assert (found.old, found.aside) == (1, 0)
    assert bundles.read(spare).frame_count == 1


def test_a_clip_that_came_before_its_size_was_noted_is_measured(footage):
    clip = finished_anywhere(footage)
    size = clip.bytes
    Video.objects.update(bytes=0)

    collection.collect()

    assert Video.objects.get(pk=clip.pk).bytes == size > 0


@pytest.mark.parametrize("anywhere", ["bucket"], indirect=True)  # a disk needs no copies
def test_copies_of_a_bucket_go_the_least_lately_used_first(anywhere, footage):
    clip = finished_anywhere(footage)
    places = [store().local(f"media/{clip.folder}/{name}") for name in ("canonical.mp4", "frames.json.gz")]
    for age, place in zip((3, 2), places, strict=True):
        os.utime(place, (time.time() - age * 3600,) * 2)

    with override_settings(CACHE_BYTES=places[1].stat().st_size):
        gone = make_room()

    assert gone > 0
    assert [place.exists() for place in places] == [False, True]
    assert Path(store().local(f"media/{clip.folder}/canonical.mp4")).is_file()
