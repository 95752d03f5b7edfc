"""Files that a program sends arrive whole, and whatever breaks off goes on where it was."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from annotator.jobs.models import Job
from annotator.videos.models import Upload
from annotator.work import tasks
from tests.annotator.formats import clips
from tests.processes import wait_for

pytestmark = pytest.mark.django_db(transaction=True)
MIB = 1 << 20


@pytest.fixture
def large(home: Path) -> Path:
    """Three pieces of a file that is no video."""
    place = home / "large.mp4"
    place.write_bytes(os.urandom(20 * MIB))
    return place


def row() -> Upload:
    return Upload.objects.get()


def received(upload: Upload, server) -> bytes:
    return (server.folder / "uploads" / f"upload-{upload.pk}").read_bytes()


def test_an_upload_that_was_killed_half_way_goes_on_where_it_was(shell, server, project, large):
    server.wire.hold(up=12 * MIB)
    child = shell.start("upload", project.slug, large)
    wait_for(lambda: Upload.objects.exists() and row().offset == 8 * MIB)
    child.send_signal(signal.SIGKILL)
    child.communicate()
    server.wire.cut()
    server.wire.hold(up=13 * MIB)

    again = shell.run("upload", project.slug, large)

    assert again.returncode == 0, again.stderr
    assert (row().offset, row().state) == (20 * MIB, "received")
    assert received(row(), server) == large.read_bytes()


def test_ctrl_c_says_that_the_same_command_goes_on(shell, server, project, large):
    server.wire.hold(up=12 * MIB)
    child = shell.start("upload", project.slug, large)
    wait_for(lambda: Upload.objects.exists() and row().offset == 8 * MIB)

    child.send_signal(signal.SIGINT)
    _, said = child.communicate(timeout=30)

    assert child.returncode == 130
    assert "the same command goes on" in said.decode()
    assert "Traceback" not in said.decode()


def test_a_line_that_is_cut_is_taken_up_again_without_asking_anybody(shell, server, project, large):
    server.wire.hold(up=12 * MIB)
    child = shell.start("upload", project.slug, large)
    wait_for(lambda: Upload.objects.exists() and row().offset == 8 * MIB)

    server.wire.cut()
    server.wire.hold()
    _, said = child.communicate(timeout=60)

    assert child.returncode == 0, said.decode()
    assert received(row(), server) == large.read_bytes()


def test_a_file_that_has_arrived_is_not_sent_again(shell, server, project, large):
    first = shell.answer("upload", project.slug, large)["uploads"][0]
    server.wire.hold(up=MIB)

    again = shell.answer("upload", project.slug, large)["uploads"][0]

    assert again["key"] == first["key"]
    assert Upload.objects.count() == 1


def test_a_file_that_was_changed_meanwhile_is_another_one(shell, project, large):
    first = shell.answer("upload", project.slug, large)["uploads"][0]
    large.write_bytes(os.urandom(MIB))

    second = shell.answer("upload", project.slug, large)["uploads"][0]

    assert (first["bytes"], second["bytes"]) == (20 * MIB, MIB)


def work_off() -> None:
    """What a worker does once the file has arrived."""
    wait_for(Job.objects.filter(kind="work.admit_upload").exists)
    tasks.run(Job.objects.get(kind="work.admit_upload").pk)


def test_a_video_that_is_waited_for_comes_back_as_a_clip_of_the_line(shell, project, home):
    video = clips.render(clips.cfr(30), home)
    child = shell.start("--json", "upload", project.slug, video, "--source", "our camera", "--wait")

    work_off()
    said, heard = child.communicate(timeout=60)

    assert child.returncode == 0, heard.decode()
    assert '"state": "accepted"' in said.decode()
    clip = project.videos.get()
    assert (clip.source, f'"number": {clip.number}' in said.decode()) == ("our camera", True)


def test_a_file_that_is_no_video_is_refused_with_the_reason(shell, project, home):
    (home / "clip.mp4").write_bytes(b"no video at all")
    child = shell.start("upload", project.slug, home / "clip.mp4", "--wait")

    work_off()
    _, said = child.communicate(timeout=60)

    assert child.returncode == 1
    assert f"clip.mp4 was refused ({row().code}): {row().text}" in said.decode()


@pytest.mark.parametrize("content", [None, b""])
def test_a_file_that_cannot_be_read_is_named_before_anything_is_sent(shell, project, home, content):
    if content is not None:
        (home / "clip.mp4").write_bytes(content)

    answer = shell.run("upload", project.slug, home / "clip.mp4")

    assert answer.returncode == 2
    assert f"{home}/clip.mp4" in answer.stderr
    assert not Upload.objects.exists()
