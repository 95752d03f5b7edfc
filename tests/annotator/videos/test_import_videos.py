"""Importing from the shell: one line a file, a reason for each refusal, and an exit status that a script can trust."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from annotator.videos.models import Project, Video
from tests import factories as make
from tests.annotator.formats import clips

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("clips")
    clips.render(clips.cfr(25, width=64, height=48), place, "b good ünïcödé")
    clips.render(clips.cfr(30, 2, width=64, height=48), place, "c short")
    (place / "a text.mp4").write_text("hello")
    return place


@pytest.fixture(autouse=True)
def own_media(tmp_path: Path) -> Iterator[None]:
    with override_settings(MEDIA_ROOT=tmp_path):
        yield


def import_into(project: Project, *words: str) -> tuple[int, str]:
    """The command's exit status and what it printed."""
    out = io.StringIO()
    try:
        call_command("import_videos", project.slug, *words, stdout=out, stderr=io.StringIO())
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_a_folder_is_imported_file_by_file_and_a_refusal_ends_with_one(folder: Path) -> None:
    project = make.project()

    status, printed = import_into(project, str(folder), "--source", "Kinetics")

    assert status == 1
    first, second, third, summary = printed.splitlines()
    assert "not_a_video" in first
    assert "accepted" in second
    assert "134 frames" in second
    assert "too_short" in third
    assert summary == "1 accepted, 2 refused"
    assert Video.objects.get(project=project).source == "Kinetics"


def test_json_is_one_list_for_programs(folder: Path) -> None:
    project = make.project()

    status, printed = import_into(project, str(folder / "b good ünïcödé.mp4"), "--json")

    [result] = json.loads(printed)
    assert status == 0
    assert (result["accepted"], result["frames"], result["number"]) == (True, 134, 1)


def test_a_file_imported_before_is_named_and_refused(folder: Path) -> None:
    project, path = make.project(), str(folder / "b good ünïcödé.mp4")
    import_into(project, path)

    status, printed = import_into(project, path, str(folder / "nowhere.mp4"))

    assert status == 1
    assert "duplicate: This is the same file as clip 000001" in printed
    assert "not_found: There is no file" in printed
    assert Video.objects.count() == 1


def test_an_unknown_project_is_answered_with_those_that_exist() -> None:
    known = make.project()

    with pytest.raises(CommandError, match=known.slug):
        call_command("import_videos", "nonsense", "x.mp4")
