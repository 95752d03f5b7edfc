"""A quota lets in what fits; what does not is refused with what is used and allowed, and leaves nothing."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from annotator.accounts.models import Role
from annotator.releases import collection
from annotator.releases.models import Release, ReleaseFile
from annotator.videos.models import Project, Upload, Video
from annotator.work.admission import admit_file
from tests import factories as make
from tests.annotator.formats import clips
from tests.annotator.releases.finished import finished, made
from tests.annotator.videos.sender import Sender, code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]
MIB = 1 << 20


def with_quota(size: int) -> Project:
    project = make.project()
    call_command("quota", project.slug, "--set", str(size), stdout=io.StringIO())
    project.refresh_from_db()
    return project


def kept(project: Project) -> dict[str, int | None]:
    out = io.StringIO()
    call_command("quota", project.slug, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_a_file_that_does_not_fit_is_refused_before_a_byte_of_it_is_sent():
    project = with_quota(3 * MIB)
    sender = Sender(make.browser(make.lead(project)), project)

    fits = sender.begin(2 * MIB)
    too_much = sender.begin(2 * MIB, "another.mp4")

    assert fits.status_code == 201
    assert code(too_much) == (507, "quota_exceeded")
    told = too_much.json()["error"]
    assert "uses 2.0 MiB of the 3.0 MiB that it may, and 2.0 MiB more do not fit" in told["text"]
    assert told["fields"] == {"used": 2 * MIB, "allowed": 3 * MIB, "wanted": 2 * MIB}
    assert Upload.objects.count() == 1


def test_another_project_s_files_count_for_it_alone_and_without_a_quota_none_do():
    full, free = with_quota(MIB), make.project()

    answer = Sender(make.browser(make.lead(free)), free).begin(5 * MIB)

    assert answer.status_code == 201
    assert (kept(full)["used"], kept(free)) == (0, {"used": 5 * MIB, "allowed": None})


def test_a_clip_counts_with_all_its_media_and_its_second_annotation_not_at_all(tmp_path):
    project = with_quota(50 * MIB)
    film = clips.render(clips.cfr(30, 135 / 30, width=64, height=48), tmp_path, "a clip")

    video = admit_file(project, film, source="Import", by=None)
    Video.objects.create(
        **{name: getattr(video, name) for name in ("project", "name", "width", "height", "frame_count", "source_fps")},
        number=9, original_sha256=video.original_sha256, sha256=video.sha256, bytes=video.bytes, twin_of=video,
    )  # fmt: skip

    assert kept(project)["used"] == video.bytes > film.stat().st_size / 10


def test_masks_and_releases_count_once_they_were_counted(footage):
    project = with_quota(50 * MIB)
    release = made(finished(project, footage).project)
    files = sum(ReleaseFile.objects.filter(release=release).values_list("bytes", flat=True))

    collection.collect()

    assert kept(project)["used"] > files > 0


def test_no_release_is_begun_in_a_project_that_keeps_more_than_it_may(footage):
    project = finished(make.project(), footage).project
    Project.objects.filter(pk=project.pk).update(quota_bytes=1, other_bytes=2)
    lead = make.browser(make.lead(project))

    answer = lead.post(f"/api/projects/{project.slug}/releases", {"version": "v1.0"}, "application/json")

    assert code(answer) == (507, "quota_exceeded")
    assert not Release.objects.exists()


@pytest.mark.parametrize("role", [Role.LEAD, Role.ADMIN])
def test_a_lead_and_an_admin_see_what_is_used_and_allowed(role):
    project = with_quota(3 * MIB)
    Sender(make.browser(make.lead(project)), project).begin(MIB)

    told = make.browser(make.person(project, role)).get(f"/api/projects/{project.slug}/dashboard").json()

    assert told["disk"]["project"] == {"used": MIB, "allowed": 3 * MIB}


def test_people_read_and_set_a_quota_in_words():
    project, out = make.project(), io.StringIO()

    call_command("quota", project.slug, "--set", "1.5GiB", stdout=out)
    call_command("quota", project.slug, "--set", "none", stdout=out)

    assert out.getvalue().splitlines() == [f"{project.slug} uses 0 bytes of 1.5 GiB", f"{project.slug} uses 0 bytes"]
    with pytest.raises(CommandError, match="is no size"):
        call_command("quota", project.slug, "--set", "much")
    with pytest.raises(CommandError, match="There is no project 'nowhere'"):
        call_command("quota", "nowhere")
