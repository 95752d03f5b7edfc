"""A build that dies or meets damage loses nothing, and says what is wrong."""

from __future__ import annotations

import gc

import pytest

from annotator.annotations.models import Segment
from annotator.formats import release as layout
from annotator.jobs import actions as jobs
from annotator.jobs.models import Job
from annotator.releases import actions, queries
from annotator.releases.build import build
from annotator.releases.damage import BuildFailed
from annotator.releases.models import Release, ReleaseVideo
from annotator.releases.queries import KIND, building_folder_of
from annotator.releases.tasks import run
from annotator.videos.queries import clip_folder
from tests import factories as make
from tests.annotator.folders import bundle_file, folder_of
from tests.annotator.releases.finished import finished, made, silent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]


def test_a_build_that_dies_half_way_is_taken_up_where_it_stopped(project, clip, footage):
    finished(project, footage)
    release = actions.freeze(project, version="v1.0", note="", by=None)

    def die(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(release, step=die)
    half = building_folder_of(release)
    kept = {path: path.stat().st_mtime_ns for path in half.rglob("*.mp4")}
    (half / "videos" / ".x.mp4.0.part").write_bytes(b"half a file")

    assert not folder_of(release).exists()
    build(release, step=silent)

    assert len(kept) == 1
    assert not half.exists()
    assert {folder_of(release) / path.relative_to(half): at for path, at in kept.items()}.items() <= {
        path: path.stat().st_mtime_ns for path in folder_of(release).rglob("*.mp4")
    }.items()
    assert layout.verify(folder_of(release)).videos == 2


def test_a_build_has_some_clips_in_memory_however_many_there_are(project, clip, footage, monkeypatch):
    for _ in range(6):
        finished(project, footage)
    monkeypatch.setattr(queries, "AT_ONCE", 2)
    release = actions.freeze(project, version="v1.0", note="", by=None)
    held = []

    def look(done: int, total: int) -> None:
        held.append(sum(type(thing) is ReleaseVideo for thing in gc.get_objects()))

    build(release, step=look)

    assert len(held) == 7 + 1  # the last, before all is proved
    assert max(held) <= 3
    assert layout.verify(folder_of(release)).videos == 7


def test_a_death_between_the_rename_and_the_row_is_made_good(project, clip):
    release = made(project)
    Release.objects.filter(pk=release.pk).update(state="verifying", manifest_sha256="", counts={})

    build(Release.objects.get(), step=silent)

    assert Release.objects.get().state == "published"
    assert Release.objects.get().manifest_sha256 == release.manifest_sha256


def test_the_job_of_a_killed_builder_is_finished_by_the_next_one(project, clip):
    actions.create_release(make.lead(project), slug=project.slug, version="v1.0")
    job = Job.objects.get(kind=KIND)
    lost = jobs.claim(job.pk, "killed")
    Job.objects.filter(pk=job.pk).update(lease_until="2000-01-01T00:00Z")

    run(job.pk)

    assert Release.objects.get().state == "published"
    with pytest.raises(jobs.LeaseLost):
        jobs.extend(lost)


def test_a_damaged_bundle_fails_the_release_and_names_its_clip(project, clip):
    release = actions.create_release(make.lead(project), slug=project.slug, version="v1.0")
    place = bundle_file(Segment.objects.filter(track__video=clip).first().bundle_sha256)
    place.write_bytes(place.read_bytes()[:-1] + b"?")

    run(Job.objects.get(kind=KIND).pk)

    shown = make.browser(make.lead(project)).get(f"/api/releases/{release.pk}").json()
    assert (shown["state"], shown["parts"]) == ("failed", [])
    assert f"Clip {clip.number:06d} ({clip.name})" in shown["error"]
    assert "damaged" in shown["error"]
    assert not folder_of(release).exists()


def test_a_damaged_video_is_named_and_copied_again_once_it_was_restored(project, clip):
    release = actions.freeze(project, version="v1.0", note="", by=None)
    place = clip_folder(clip) / "canonical.mp4"
    whole = place.read_bytes()
    place.write_bytes(whole[:-10] + b"0123456789")

    with pytest.raises(BuildFailed, match=f"{clip.number:06d}"):
        build(release, step=silent)
    place.write_bytes(whole)
    build(release, step=silent)

    assert Release.objects.get().state == "published"


def test_a_build_whose_workers_all_died_shows_as_failed_with_the_reason(project, clip):
    release = actions.create_release(make.lead(project), slug=project.slug, version="v1.0")
    Job.objects.filter(kind=KIND).update(state="failed", error_text="Its worker died 5 times.")

    shown = make.browser(make.lead(project)).get(f"/api/releases/{release.pk}").json()

    assert (shown["state"], shown["error"]) == ("failed", "Its worker died 5 times.")
