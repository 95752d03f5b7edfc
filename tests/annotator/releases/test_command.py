"""`manage.py make_release`, as a lead uses it in a shell."""

from __future__ import annotations

import io
import json
import shutil

import pytest
from django.core.management import CommandError, call_command

from annotator.formats import release as layout
from annotator.releases.models import Release
from annotator.videos.queries import clip_folder

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]


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
