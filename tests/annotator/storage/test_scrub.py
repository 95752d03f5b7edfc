"""`manage.py scrub` reads what is kept, on a disk and in a bucket: a flipped bit, a lost file is named by its row."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from annotator.annotations import bundles
from annotator.annotations.models import Segment
from annotator.storage.store import store
from tests.annotator.folders import kept_by
from tests.annotator.releases.finished import made
from tests.annotator.storage.clip import finished_anywhere

pytestmark = pytest.mark.django_db


@pytest.fixture
def release(anywhere, footage):
    return made(finished_anywhere(footage).project)


def scrubbed() -> dict:
    out = io.StringIO()
    try:
        call_command("scrub", "--json", stdout=out)
    except CommandError:
        assert not json.loads(out.getvalue())["whole"]
    return json.loads(out.getvalue())


def flip(name: str) -> None:
    """One bit of a kept file becomes another."""
    content = bytearray(b"".join(store().blocks(name)))
    content[len(content) // 2] ^= 1
    store().write(name, bytes(content))


def targets(release) -> dict[str, tuple[str, str]]:
    """A file of each kind: its name, and the row that has to be named."""
    clip, segment = release.videos.get().video, Segment.objects.earliest("pk")
    return {
        "a clip's video": (f"media/{clip.folder}/canonical.mp4", f"clip {clip.pk}"),
        "a bundle": (bundles.name_of(segment.bundle_sha256), "segments "),
        "a file of a release": (f"releases/{clip.project.slug}/v1.0/README.md", f"release v1.0 of {clip.project.slug}"),
        "a manifest": (f"releases/{clip.project.slug}/v1.0/manifest.json", f"release v1.0 of {clip.project.slug}"),
    }


def test_what_is_whole_is_said_to_be(release):
    told = scrubbed()

    assert told["whole"]
    assert told["faults"] == []
    assert told["files"] > 10


@pytest.mark.parametrize("kind", ["a clip's video", "a bundle", "a file of a release", "a manifest"])
def test_a_flipped_bit_is_found_and_its_row_is_named(release, kind):
    name, row = targets(release)[kind]
    flip(name)

    [fault] = scrubbed()["faults"]

    assert fault["name"] == name
    assert fault["row"].startswith(row)
    assert "is not what it was" in fault["fault"]


@pytest.mark.parametrize("kind", ["a clip's video", "a bundle", "a file of a release", "a manifest"])
def test_a_file_that_is_gone_is_found_and_its_row_is_named(release, kind):
    name, row = targets(release)[kind]
    store().remove(name)

    [fault] = scrubbed()["faults"]

    assert (fault["name"], fault["fault"]) == (name, "is gone")
    assert fault["row"].startswith(row)


@pytest.mark.parametrize("file", ["stills/00030.jpg", "frames.json.gz", "thumbnail.jpg"])
def test_a_still_or_a_table_that_no_row_has_a_checksum_of_is_found_by_the_folder_s_name(release, file):
    clip = release.videos.get().video
    flip(f"media/{clip.folder}/{file}")

    [fault] = scrubbed()["faults"]

    assert (fault["row"], fault["name"]) == (f"clip {clip.pk}", f"media/{clip.folder}")


def test_people_read_the_row_and_the_command_ends_with_a_count(release, capsys):
    name, _ = targets(release)["a bundle"]
    flip(name)

    with pytest.raises(CommandError, match=r"^1 of \d+ files"):
        call_command("scrub")

    assert f": {name} is not what it was" in capsys.readouterr().out


def test_a_storage_that_is_away_is_no_damage(told, own_folders):
    gone = pytest.raises(CommandError, match="Not scrubbed: The bucket 'not-made-yet' is not at")

    with kept_by(told | {"BUCKET": "not-made-yet"}, own_folders / "cache"), gone:
        call_command("scrub")
