"""Only what is finished goes into a release, and what was frozen never changes."""

from __future__ import annotations

import pytest
from django.test import override_settings

from annotator.accounts.models import Role
from annotator.annotations.models import Caption, Keyframe, Segment, Track
from annotator.formats import release as layout
from annotator.formats import rle
from annotator.jobs.models import Job
from annotator.releases import actions
from annotator.releases.build import build
from annotator.releases.models import Release
from annotator.releases.queries import KIND, objects_of_clips
from annotator.videos.queries import NotAllowed
from annotator.work.models import WorkItem
from tests import factories as make
from tests.annotator.folders import folder_of
from tests.annotator.releases.finished import ALONE, files_below, finished, silent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]


def test_a_freeze_takes_only_finished_clips(project, clip, footage):
    make.video(project)
    make.submitted_masks(make.video(project, frame_count=61), make.annotator(project))
    returned = finished(project, footage)
    WorkItem.objects.filter(video=returned, step="masks").update(state="returned")
    stale = finished(project, footage)
    Segment.objects.filter(track__video=stale, first=0).update(stale=True)

    release = actions.freeze(project, version="v1.0", note="", by=None)

    assert [entry.video for entry in release.videos.all()] == [clip]


def test_a_clip_is_dealt_out_by_the_objects_that_are_frozen(project, clip, footage):
    two = finished(project, footage, "[A red box]<mask_1> slides past [a wall]<mask_2>.")
    retired = finished(project, footage, "[A box]<mask_1> slides past [a wall]<mask_2>.")
    Track.objects.filter(video=retired, number=2).update(retired=True)

    release = actions.freeze(project, version="v1.0", note="", by=None)

    frozen = {entry.video_id: len(entry.frozen["tracks"]) for entry in release.videos.all()}
    assert objects_of_clips(project) == frozen == {clip.pk: 1, two.pk: 2, retired.pk: 1}


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

    assert len(first) == 28
    assert first == second


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
