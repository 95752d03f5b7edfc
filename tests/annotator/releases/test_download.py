"""Readers get what people drew, whole or in ranges, and nobody else gets anything."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings

from annotator.accounts.models import Role
from annotator.formats import release as layout
from annotator.formats import ring, rle
from annotator.formats.raster import rasterise
from annotator.jobs.models import Job
from annotator.releases import actions
from annotator.releases.choices import Choices
from annotator.releases.models import Release
from annotator.releases.queries import KIND
from annotator.releases.tasks import run
from annotator.videos.queries import clip_folder
from tests import factories as make
from tests.annotator.folders import folder_of
from tests.annotator.releases.finished import TRIANGLE, body_of, files_below, finished, made

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]


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


def parts_below(folder: Path) -> list[dict[str, object]]:
    """What a release's folder holds: folders, of `formats` each of its own, and files beside them, by name."""
    names = [name for name in sorted(path.name for path in folder.iterdir()) if name != "formats"]
    formats = sorted(path.name for path in (folder / "formats").glob("*"))
    found = []
    for name in sorted([*names, *(f"formats/{each}" for each in formats)]):
        place = folder / name
        files = [path for path in place.rglob("*") if path.is_file()] if place.is_dir() else [place]
        size = sum(path.stat().st_size for path in files)
        found.append({"path": name, "folder": place.is_dir(), "files": len(files), "bytes": size})
    return found


def test_the_release_says_what_it_holds_once_it_is_published(project, clip):
    release = made(project, choices=Choices(formats=["mevis", "davis"]))

    shown = make.browser(make.researcher(project)).get(f"/api/releases/{release.pk}").json()

    assert (shown["state"], shown["videos"], shown["tracks"]) == ("published", 1, 1)
    assert (shown["masks_human"], shown["masks_automatic"]) == (3, 58)
    assert shown["splits"] == {"train": 1, "val": 0, "test": 0}
    assert shown["parts"] == parts_below(folder_of(release))
    assert shown["manifest_sha256"] == layout.verify(folder_of(release)).manifest_sha256


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


def test_the_archive_of_one_part_holds_that_part_alone(project, clip):
    release = made(project, choices=Choices(formats=["mevis", "davis"]))
    browser, address = make.browser(make.researcher(project)), f"/api/releases/{release.pk}/archive.zip"

    answer = browser.get(address, {"under": "formats/mevis"})

    assert answer["Content-Disposition"] == f'attachment; filename="{project.slug}-v1.0-formats-mevis.zip"'
    with zipfile.ZipFile(io.BytesIO(body_of(answer))) as archive:
        names = sorted(info.filename for info in archive.infolist() if not info.is_dir())
    assert names == sorted(
        f"{project.slug}-v1.0/{path}" for path in files_below(folder_of(release)) if path.startswith("formats/mevis/")
    )
    for nothing in ("nothing", "annotation", "manifest.json", "..", "formats/mevis/..", "%"):
        assert browser.get(address, {"under": nothing}).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "nothing.json", "../v1.0/manifest.json", "%2e%2e/v1.0/manifest.json", "annotations/../manifest.json",
        "/etc/passwd", "%2fetc%2fpasswd", "", "annotations", "MANIFEST.JSON", "manifest.json%00",
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
