"""Bundles that nothing refers to go; what a segment, a release or somebody's open transaction needs stays."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from annotator.annotations import bundles
from annotator.annotations.models import Run, Segment
from annotator.formats import bundle
from annotator.jobs.models import Job
from annotator.jobs.regular import start_due
from annotator.releases import actions, collection
from annotator.releases.queries import COLLECT
from annotator.releases.tasks import tidy
from annotator.storage import store
from tests import factories as make
from tests.annotator.folders import aside_of, bundle_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]
ALONE = "[A red box]<mask_1> slides past a wall."


@pytest.fixture
def clip():
    return make.finish(make.video(make.project(), frame_count=61), text=ALONE)


def stored(place: int = 5) -> str:
    """A bundle that nothing refers to."""
    mask = np.zeros((48, 64), bool)
    mask[place, place] = True
    return bundles.put(bundle.encode([mask], first=0))


def age(hours: float = 25) -> None:
    """Let every file be older."""
    then = time.time() - hours * 3600
    for place in Path(settings.MEDIA_ROOT).rglob("*"):
        if place.is_file():
            os.utime(place, (then, then))


def files() -> set[str]:
    return {place.name for place in (Path(settings.MEDIA_ROOT) / "bundles").rglob("*") if place.is_file()}


def test_what_nothing_refers_to_is_put_aside_and_a_day_later_deleted(clip):
    needed = set(Segment.objects.values_list("bundle_sha256", flat=True))
    spare = stored()
    age()

    first = collection.collect()
    between, readable = files(), bundles.read(spare).frame_count
    young = collection.collect()
    age()
    second = collection.collect()

    assert (first.old, first.referred, first.aside, first.deleted) == (len(needed) + 1, len(needed), 1, 0)
    assert between == needed | {aside_of(bundle_file(spare)).name}
    assert readable == 1
    assert (young.aside, young.deleted) == (0, 0)
    assert second.deleted == 1
    assert files() == needed


def test_a_bundle_that_is_being_stored_just_now_survives():
    spare = stored()

    found = collection.collect()

    assert (found.old, found.aside) == (0, 0)
    assert files() == {spare}


def test_a_bundle_that_is_stored_again_while_it_is_collected_is_there_afterwards(monkeypatch):
    spare = stored()
    age()
    looked = collection.referred_bundles

    def meanwhile() -> set[str]:
        found = looked()
        assert stored() == spare  # a worker computes the same again; its row is not committed yet
        return found

    monkeypatch.setattr(collection, "referred_bundles", meanwhile)
    found = collection.collect()

    assert found.aside == 0
    assert files() == {spare}


def test_a_bundle_that_was_put_aside_and_is_stored_again_is_written_anew():
    spare = stored()
    age()
    collection.collect()

    again = stored()
    age()
    collection.collect()

    assert again == spare
    assert files() == {aside_of(bundle_file(spare)).name}
    assert bundles.read(spare).frame_count == 1


def test_a_collector_that_dies_half_way_loses_nothing_that_rows_refer_to(clip, monkeypatch):
    segment = Segment.objects.first()
    spares = [stored(place) for place in (3, 5)]
    aside = aside_of(bundle_file(segment.bundle_sha256))
    bundle_file(segment.bundle_sha256).rename(aside)  # as if a row came to refer to it after it was put aside
    age()

    def dies(self, name):
        self.kept.rename(name, store.aside_of(name))
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(collection._Collector, "put_aside", dies)
        with pytest.raises(KeyboardInterrupt):
            collection.collect()
    half_way = bundles.read(segment.bundle_sha256).frame_count
    age()
    collection.collect()
    age()
    collection.collect()

    assert half_way == segment.last - segment.first + 1
    assert files() == set(Segment.objects.values_list("bundle_sha256", flat=True))
    assert not files() & set(spares)


def test_a_frozen_release_keeps_its_bundles_when_the_run_is_gone(clip):
    actions.freeze(clip.project, version="v1.0", note="", by=None)
    kept = set(Segment.objects.values_list("bundle_sha256", flat=True))
    Run.objects.all().delete()
    age()

    collection.collect()

    assert files() == kept


def test_a_dry_run_says_what_would_go_and_changes_nothing(capsys):
    spare = stored()
    age()

    call_command("collect_bundles", "--dry-run", "--json")

    told = json.loads(capsys.readouterr().out)
    assert (told["aside"], told["dry_run"]) == (1, True)
    assert files() == {spare}


def test_an_age_that_leaves_no_time_to_refer_to_a_bundle_is_refused():
    spare = stored()

    with pytest.raises(CommandError, match="give hours, at least"):
        call_command("collect_bundles", "--older-than", "0")

    assert files() == {spare}


def test_documents_that_nobody_asked_for_lately_go_and_are_made_again(clip):
    browser = make.browser(make.lead(clip.project))
    before = browser.get(f"/api/videos/{clip.pk}/masks.json").content
    age()

    found = collection.collect()

    assert found.cached == 1
    assert browser.get(f"/api/videos/{clip.pk}/masks.json").content == before


def test_the_dispatcher_has_it_done_once_an_hour():
    stored()
    age()

    for _ in range(2):
        start_due()
    tidy(Job.objects.get(kind=COLLECT).pk)
    start_due()

    job = Job.objects.get(kind=COLLECT)
    assert (job.state, job.queue) == ("done", "machine")
    assert all(name.endswith(".aside") for name in files())
