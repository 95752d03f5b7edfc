"""A release that a program fetches is the one that was published, to the byte, or it is not there at all."""

from __future__ import annotations

import hashlib
import json
import signal
from pathlib import Path

import pytest

from annotator.releases.models import Release
from tests.annotator.folders import folder_of
from tests.annotator.releases.finished import files_below, finished, made
from tests.processes import wait_for

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def release(project, footage, server) -> Release:
    for _ in range(2):
        finished(project, footage)
    return made(project)


@pytest.fixture
def whole(release: Release) -> dict[str, bytes]:
    """What was published."""
    return files_below(folder_of(release))


def halves(folder: Path) -> list[Path]:
    return [path for path in folder.parent.rglob("*") if path.is_file() and ".part" in str(path)]


def largest(whole: dict[str, bytes]) -> str:
    return max(whole, key=lambda path: len(whole[path]))


def spoilable(whole: dict[str, bytes]) -> tuple[str, bytes]:
    """A large file, and bytes in the middle of it that are in no other."""
    for path in sorted(whole, key=lambda path: len(whole[path]), reverse=True):
        words = whole[path][len(whole[path]) // 2 :][:40]
        if sum(words in content for content in whole.values()) == 1:
            return path, words
    raise AssertionError("every file is there twice")


def test_a_release_comes_as_it_was_published(shell, project, release, whole, home):
    told = shell.answer("pull", project.slug, "v1.0", home / "v1.0")

    assert files_below(home / "v1.0") == whole
    assert told["manifest_sha256"] == release.manifest_sha256
    assert (told["files"], told["fetched"]) == (len(whole) - 1, told["bytes"])
    assert halves(home / "v1.0") == []


def test_a_pull_that_was_killed_half_way_goes_on_and_is_never_half_there(shell, server, project, whole, home):
    total = sum(map(len, whole.values()))
    server.wire.hold(down=total * 6 // 10)
    child = shell.start("pull", project.slug, "v1.0", home / "v1.0")
    wait_for(lambda: server.wire.down == 0)
    wait_for(lambda: sum(path.stat().st_size for path in halves(home / "v1.0")) > total // 3)
    child.send_signal(signal.SIGKILL)
    child.communicate()
    assert not (home / "v1.0").exists()
    server.wire.cut()
    server.wire.hold()

    told = shell.answer("pull", project.slug, "v1.0", home / "v1.0")

    assert files_below(home / "v1.0") == whole
    assert 0 < told["fetched"] < told["bytes"] * 3 // 4


def test_a_file_that_broke_off_goes_on_behind_its_last_byte(shell, server, project, whole, home):
    path = largest(whole)
    half = home / "v1.0.part" / f"{path}.part"
    half.parent.mkdir(parents=True)
    (home / "v1.0.part" / "manifest.json").write_bytes(whole["manifest.json"])
    half.write_bytes(whole[path][:-100])

    told = shell.answer("pull", project.slug, "v1.0", home / "v1.0")

    assert told["fetched"] == told["bytes"] - len(whole[path]) + 100
    assert files_below(home / "v1.0") == whole


def test_a_byte_that_is_damaged_on_its_way_is_noticed_and_the_file_fetched_again(shell, server, project, whole, home):
    _, words = spoilable(whole)
    server.wire.spoilt = (words, 1)

    shell.answer("pull", project.slug, "v1.0", home / "v1.0")

    assert server.wire.spoilt[1] == 0
    assert files_below(home / "v1.0") == whole


def test_a_file_that_always_comes_damaged_is_named_and_the_release_is_not_there(shell, server, project, whole, home):
    path, words = spoilable(whole)
    server.wire.spoilt = (words, 100)

    answer = shell.run("--json", "pull", project.slug, "v1.0", home / "v1.0")

    assert answer.returncode == 1
    assert json.loads(answer.stdout)["error"]["code"] == "download_damaged"
    assert path in answer.stderr
    assert not (home / "v1.0").exists()


def test_a_release_that_lies_here_is_proved_again_and_a_damaged_byte_in_it_named(shell, project, whole, home):
    shell.answer("pull", project.slug, "v1.0", home / "v1.0")
    again = shell.answer("pull", project.slug, "v1.0", home / "v1.0")
    path = home / "v1.0" / largest(whole)
    path.write_bytes(path.read_bytes()[:-1] + bytes([path.read_bytes()[-1] ^ 1]))

    damaged = shell.run("pull", project.slug, "v1.0", home / "v1.0")

    assert again["fetched"] == 0
    assert damaged.returncode == 1
    assert str(path) in damaged.stderr


@pytest.mark.parametrize("name", ["v1.0", "v1.0.part"])
def test_what_lies_where_a_release_should_is_never_touched(shell, project, release, home, name):
    (home / name).mkdir()
    (home / name / "thesis.tex").write_text("mine")

    answer = shell.run("--json", "pull", project.slug, "v1.0", home / "v1.0")

    assert (answer.returncode, json.loads(answer.stdout)["error"]["code"]) == (1, "folder_taken")
    assert files_below(home / name) == {"thesis.tex": b"mine"}


def test_a_version_that_is_not_there_is_refused_by_its_name_with_those_that_are(shell, project, release, home):
    answer = shell.run("pull", project.slug, "v9.9", home / "v9.9")

    assert answer.returncode == 1
    assert "'v9.9'" in answer.stderr
    assert "v1.0" in answer.stderr


def test_a_release_that_lists_a_file_outside_itself_is_not_fetched(shell, server, project, whole, home):
    half = home / "v1.0.part"
    half.mkdir()
    listed = json.dumps({"files": [{"path": "../evil", "bytes": 1, "sha256": "0" * 64}]}).encode()
    (half / "manifest.json").write_bytes(listed)
    Release.objects.update(manifest_sha256=hashlib.sha256(listed).hexdigest())

    answer = shell.run("pull", project.slug, "v1.0", home / "v1.0")

    assert answer.returncode == 1
    assert "'../evil'" in answer.stderr
    assert not (home / "evil").exists()
