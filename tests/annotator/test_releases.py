"""Releases: only what is finished goes in, what was frozen never changes, and readers get what people drew."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import override_settings

from annotator.accounts.models import Role
from annotator.annotations import bundles
from annotator.annotations.models import Caption, Keyframe, Segment
from annotator.formats import release as layout
from annotator.formats import ring, rle
from annotator.formats.raster import rasterise
from annotator.jobs import actions as jobs
from annotator.jobs.models import Job
from annotator.releases import actions
from annotator.releases.build import BuildFailed, build
from annotator.releases.models import Release
from annotator.releases.queries import KIND, building_folder_of, folder_of
from annotator.releases.splits import assign
from annotator.releases.tasks import run
from annotator.videos.models import Video
from annotator.videos.queries import NotAllowed, clip_folder
from annotator.work.models import WorkItem
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]
ALONE = "[A red box]<mask_1> slides past a wall."
TRIANGLE = [[[4.0, 4.0], [50.0, 8.5], [20.25, 40.0]]]


@pytest.fixture
def project():
    return make.project()


@pytest.fixture
def clip(project, footage):
    return finished(project, footage)


def finished(project, footage, text: str = ALONE) -> Video:
    """A clip at the end of the line."""
    return make.finish(make.filmed(project, footage), rings=TRIANGLE, text=text)


def silent(done: int, total: int) -> None:
    """A build that nobody watches."""


def made(project, version: str = "v1.0") -> Release:
    """A published release."""
    release = actions.freeze(project, version=version, note="", by=None)
    build(release, step=silent)
    return release


def body_of(answer) -> bytes:
    """A streamed answer's bytes."""

    async def read() -> bytes:
        return b"".join([block async for block in answer.streaming_content])

    return async_to_sync(read)()


def files_below(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_people_drew_comes_back_from_a_release_made_over_http(project, footage):
    clip = finished(project, footage, make.CAPTION)
    lead = make.lead(project)

    answer = make.browser(lead).post(f"/api/projects/{project.slug}/releases", {"version": "v1.0"}, "application/json")
    run(Job.objects.get(kind=KIND).pk)

    assert answer.status_code == 201, answer.content
    release = Release.objects.get()
    assert (release.state, Job.objects.get(kind=KIND).state) == ("published", "done")
    read = layout.read_release(folder_of(release))
    [video] = read.videos()
    assert (video.video_id, video.image_size, len(video.segmentations)) == (clip.number, (48, 64), 61)
    assert video.caption_raw_en == make.CAPTION
    assert video.all_track_ids == (1, 2, 3)
    assert [index for index, frame in enumerate(video.segmentations) if frame.is_gt] == [0, 30, 60]
    drawn = rasterise(ring.parse(TRIANGLE, width=64, height=48), width=64, height=48)
    for frame in video.segmentations:
        assert frame.track_ids == (1, 2, 3)
        assert all(np.array_equal(rle.decode(mask), drawn) for mask in frame.mask_rles)
    assert read.video_file(video).read_bytes() == (clip_folder(clip) / "canonical.mp4").read_bytes()


def test_the_release_says_what_it_holds_and_its_files_once_it_is_published(project, clip):
    release = made(project)

    shown = make.browser(make.researcher(project)).get(f"/api/releases/{release.pk}").json()

    assert (shown["state"], shown["videos"], shown["tracks"]) == ("published", 1, 1)
    assert (shown["masks_human"], shown["masks_automatic"]) == (3, 58)
    assert shown["splits"] == {"train": 1, "val": 0, "test": 0}
    assert sorted(file["path"] for file in shown["files"]) == sorted(files_below(folder_of(release)))
    assert shown["manifest_sha256"] == layout.verify(folder_of(release)).manifest_sha256


def test_a_freeze_takes_only_finished_clips(project, clip, footage):
    make.video(project)
    make.submitted_masks(make.video(project, frame_count=61), make.annotator(project))
    returned = finished(project, footage)
    WorkItem.objects.filter(video=returned, step="masks").update(state="returned")
    stale = finished(project, footage)
    Segment.objects.filter(track__video=stale, first=0).update(stale=True)

    release = actions.freeze(project, version="v1.0", note="", by=None)

    assert [entry.video for entry in release.videos.all()] == [clip]


def test_nothing_finished_is_no_release(project):
    make.video(project)

    answer = make.browser(make.lead(project)).post(
        f"/api/projects/{project.slug}/releases", {"version": "v1.0"}, "application/json"
    )

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "release_refused")
    assert not Release.objects.exists()
    assert not Job.objects.filter(kind=KIND).exists()


@pytest.mark.parametrize(
    "version", ["1.0", "v1", "v1.0-beta", "v1.0.0.0", "../v1.0", "v1.0/../../x", "v12345.0", " v1.0\n"]
)
def test_a_version_is_written_like_v1_0(project, version):
    with pytest.raises(actions.ReleaseRefused, match="no version"):
        actions.freeze(project, version=version, note="", by=None)

    assert not Release.objects.exists()


def test_a_version_is_given_once_a_project(project, clip, footage):
    actions.freeze(project, version="v1.0", note="", by=None)
    other = make.project()
    finished(other, footage)

    with pytest.raises(actions.ReleaseRefused, match="never changes"):
        actions.freeze(project, version="v1.0", note="", by=None)
    actions.freeze(other, version="v1.0", note="", by=None)

    assert Release.objects.count() == 2


@pytest.mark.parametrize("role", [Role.ANNOTATOR, Role.INSPECTOR, Role.RESEARCHER])
def test_only_a_lead_makes_a_release(project, role):
    with pytest.raises(NotAllowed):
        actions.create_release(make.person(project, role), slug=project.slug, version="v1.0")

    assert not Release.objects.exists()


def test_later_edits_do_not_reach_a_frozen_release(project, clip):
    release = actions.freeze(project, version="v1.0", note="", by=None)
    Caption.objects.filter(video=clip).update(text="[Something else]<mask_1>.", revision=2)
    Keyframe.objects.filter(track__video=clip).update(absent=True, rings=b"")
    Segment.objects.filter(track__video=clip).update(stale=True, bundle_sha256="0" * 64)
    clip.tracks.update(number=2)
    clip.name, clip.source = "renamed.mp4", "Elsewhere"
    clip.save()

    build(release, step=silent)

    [video] = layout.read_release(folder_of(release)).videos()
    assert (video.caption_raw_en, video.all_track_ids, video.src_dataset) == (ALONE, (1,), "Upload")
    assert "renamed" not in video.filename
    assert all(rle.area(mask) > 0 for frame in video.segmentations for mask in frame.mask_rles)


def test_the_same_rows_give_the_same_bytes(project, clip, footage, own_folders):
    finished(project, footage)
    release = actions.freeze(project, version="v1.0", note="A sentence.", by=None)
    build(release, step=silent)
    first = files_below(folder_of(release))

    with override_settings(RELEASES_ROOT=own_folders / "again"):
        build(release, step=silent)
        second = files_below(folder_of(release))

    assert len(first) == 9
    assert first == second


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
    place = bundles.path_of(Segment.objects.filter(track__video=clip).first().bundle_sha256)
    place.write_bytes(place.read_bytes()[:-1] + b"?")

    run(Job.objects.get(kind=KIND).pk)

    shown = make.browser(make.lead(project)).get(f"/api/releases/{release.pk}").json()
    assert (shown["state"], shown["files"]) == ("failed", [])
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


def test_a_clip_keeps_its_split_from_version_to_version(project, footage):
    for _ in range(4):
        finished(project, footage)
    first = actions.freeze(project, version="v1.0", note="", by=None)
    WorkItem.objects.filter(video=first.videos.first().video, step="masks").update(state="returned")
    for _ in range(3):
        finished(project, footage)

    second = actions.freeze(project, version="v1.1", note="", by=None)

    before = dict(first.videos.values_list("video", "split"))
    after = dict(second.videos.values_list("video", "split"))
    assert len(after) == 6
    assert {video: before[video] for video in before if video in after}.items() <= after.items()


def test_of_twenty_clips_fourteen_are_for_training_and_three_each_for_the_others():
    assert Counter(assign(range(20), {}).values()) == {"train": 14, "val": 3, "test": 3}


@pytest.mark.parametrize("role", [Role.LEAD, Role.INSPECTOR, Role.RESEARCHER])
def test_readers_download_single_files_whole_and_in_ranges(project, clip, role):
    release = made(project)
    browser = make.browser(make.person(project, role))
    path = f"annotations/v1.0/{clip.number:06d}.json"
    content = (folder_of(release) / path).read_bytes()

    whole = browser.get(f"/api/releases/{release.pk}/files/{path}")
    part = browser.get(f"/api/releases/{release.pk}/files/{path}", headers={"Range": "bytes=10-19"})

    assert whole.is_async  # a release may be larger than the memory
    assert (whole.status_code, body_of(whole)) == (200, content)
    assert whole["Content-Disposition"] == f'attachment; filename="{clip.number:06d}.json"'
    assert (part.status_code, body_of(part)) == (206, content[10:20])


def test_the_archive_holds_every_file_and_says_its_length(project, clip):
    release = made(project)

    answer = make.browser(make.researcher(project)).get(f"/api/releases/{release.pk}/archive.zip")

    assert answer.is_async
    content = body_of(answer)
    assert int(answer["Content-Length"]) == len(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        held = {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}
    assert held == {f"{project.slug}-v1.0/{path}": bytes_ for path, bytes_ in files_below(folder_of(release)).items()}


@pytest.mark.parametrize(
    "path",
    [
        "nothing.json", "../v1.0/manifest.json", "%2e%2e/v1.0/manifest.json", "annotations/../manifest.json",
        "/etc/passwd", "%2fetc%2fpasswd", "", "annotations", "MANIFEST.JSON",
    ],
)  # fmt: skip
def test_only_a_path_of_the_releases_own_list_is_opened(project, clip, path):
    release = made(project)
    (Path(settings.RELEASES_ROOT) / "secret.json").write_text("secret")

    answer = make.browser(make.lead(project)).get(f"/api/releases/{release.pk}/files/{path}")

    assert answer.status_code == 404


def test_a_release_that_is_not_published_has_no_files_to_download(project, clip):
    release = actions.freeze(project, version="v1.0", note="", by=None)
    browser = make.browser(make.lead(project))

    for path in ("archive.zip", "files/manifest.json"):
        assert browser.get(f"/api/releases/{release.pk}/{path}").status_code == 404


@pytest.mark.parametrize("path", ["", "/archive.zip", "/files/manifest.json"])
def test_annotators_and_strangers_download_nothing(project, clip, path):
    address = f"/api/releases/{made(project).pk}{path}"

    assert make.browser(make.annotator(project)).get(address).status_code == 403
    assert make.browser(make.lead(make.project())).get(address).status_code == 404
    assert make.browser().get(address).status_code == 401


def make_release(*words: str) -> str:
    out = io.StringIO()
    call_command("make_release", *words, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_the_command_makes_a_release_and_copies_it_out(project, clip, tmp_path):
    out = tmp_path / "out" / "first"

    printed = json.loads(make_release(project.slug, "v1.0", "--out", str(out), "--note", "For a test.", "--json"))

    assert (printed["videos"], printed["frames"], printed["tracks"], printed["out"]) == (1, 61, 1, str(out))
    assert layout.verify(out).manifest_sha256 == printed["manifest_sha256"] == Release.objects.get().manifest_sha256
    assert "For a test." in (out / "README.md").read_text()


def test_the_command_takes_up_a_version_that_failed(project, clip, tmp_path):
    shutil.move(clip_folder(clip), tmp_path / "away")
    with pytest.raises(CommandError, match=f"{clip.number:06d}"):
        make_release(project.slug, "v1.0", "--out", str(tmp_path / "out"))
    shutil.move(tmp_path / "away", clip_folder(clip))
    failed = Release.objects.get().state

    printed = make_release(project.slug, "v1.0", "--out", str(tmp_path / "out"))

    assert failed == "failed"
    assert "1 clips, 1 tracks, 61 frames" in printed
    assert Release.objects.get().state == "published"


def test_the_command_refuses_what_it_would_overwrite_or_does_not_know(project, clip, tmp_path):
    make_release(project.slug, "v1.0", "--out", str(tmp_path / "out"))

    with pytest.raises(CommandError, match="exists; name a folder"):
        make_release(project.slug, "v1.1", "--out", str(tmp_path / "out"))
    with pytest.raises(CommandError, match="never changes"):
        make_release(project.slug, "v1.0", "--out", str(tmp_path / "other"))
    with pytest.raises(CommandError, match=project.slug):
        make_release("nonsense", "v1.0", "--out", str(tmp_path / "other"))

    assert Release.objects.count() == 1
    assert not (tmp_path / "other").exists()
