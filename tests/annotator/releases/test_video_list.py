"""Where a licence forbids to give clips away, a release lists them with checksums, and is whole all the same."""

from __future__ import annotations

import hashlib
import io
import json
import shutil

import pytest
from django.core.management import CommandError, call_command

from annotator.formats import release as layout
from annotator.videos.models import Video
from annotator.videos.queries import clip_folder
from tests import factories as make
from tests.annotator.releases.finished import files_below, finished
from tests.annotator.releases.importing import import_annotations

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]


@pytest.fixture
def listed(project, clip, footage, tmp_path):
    finished(project, footage)
    out = tmp_path / "out"
    words = ("--videos", "list", "--formats", "webdataset", "--splits", "1,1,0")
    call_command(
        "make_release", project.slug, "v1.0", "--out", str(out), *words, stdout=io.StringIO(), stderr=io.StringIO()
    )
    return out


def verify(folder) -> str:
    """What the command names, or that the release is whole."""
    out = io.StringIO()
    try:
        call_command("verify_release", str(folder), stdout=out, stderr=io.StringIO())
    except CommandError as error:
        return out.getvalue() + str(error)
    return out.getvalue()


def test_the_clips_are_named_with_checksums_and_not_brought_along(listed, clip):
    film = (clip_folder(clip) / "canonical.mp4").read_bytes()

    line = json.loads((listed / "video_list.jsonl").read_text().splitlines()[0])

    assert not (listed / "videos").exists()
    assert (line["video_id"], line["bytes"], line["sha256"]) == (
        clip.number, len(film), hashlib.sha256(film).hexdigest(),
    )  # fmt: skip
    assert (line["frames"], line["image_size"]) == (61, [48, 64])
    assert not [path for path, content in files_below(listed).items() if film[:4096] in content]
    assert json.loads((listed / "formats/webdataset/LOSSES.json").read_text())["lost"][0]["count"] == 2
    assert "`video_list.jsonl`" in (listed / "README.md").read_text()


def test_such_a_release_is_whole_and_every_line_is_held_against_its_annotation(listed):
    assert layout.verify(listed).videos == 2
    lines = (listed / "video_list.jsonl").read_text().splitlines(keepends=True)

    def told(*changed: str) -> str:
        (listed / "video_list.jsonl").write_text("".join(changed))
        layout.manifest(listed)
        return verify(listed)

    assert "video_list 1" in told(lines[0])
    assert "video_list 1" in told(lines[0].replace('"frames":61', '"frames":60'), lines[1])
    assert "video_list 1" in told(lines[0].replace("_clip", "_other"), lines[1]) or "mp4" not in lines[0]
    assert "video_list 1" in told(lines[0].replace('"sha256":"', '"sha256":"x'), lines[1])
    assert "video_list" in told(lines[0], "no JSON\n")
    assert "video_list" not in told(*lines)


def test_a_release_without_clips_and_without_a_list_is_not_whole(listed):
    (listed / "video_list.jsonl").unlink()
    layout.manifest(listed)

    assert "video_missing 2" in verify(listed)


def test_whoever_has_the_clips_imports_such_a_release_with_them(listed, tmp_path):
    videos = tmp_path / "videos"
    videos.mkdir()
    for line in map(json.loads, (listed / "video_list.jsonl").read_text().splitlines()):
        shutil.copy(
            clip_folder(Video.objects.get(number=line["video_id"])) / "canonical.mp4", videos / line["filename"]
        )

    status, said = import_annotations(make.project(min_seconds=1).slug, listed, "--videos", videos)

    assert (said["videos"][0]["state"], said["videos"][0]["grey"]) == ("imported", False)
    assert (status, said["videos"][1]["code"]) == (1, "duplicate")  # both clips are of one film
