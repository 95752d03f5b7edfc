"""`manage.py make_release`, as a lead uses it in a shell."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from annotator.formats import release as layout
from annotator.formats.interchange.every import FORMATS
from annotator.formats.progress import Step
from annotator.releases.actions import freeze
from annotator.releases.build import build
from annotator.releases.choices import Choices
from annotator.releases.models import Release
from annotator.videos.queries import clip_folder
from tests.annotator.folders import folder_of
from tests.annotator.releases.finished import files_below, finished, silent

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
    other = str(tmp_path / "other")

    with pytest.raises(CommandError, match="exists; name a folder"):
        make_release(project.slug, "v1.1", "--out", str(tmp_path / "out"))
    with pytest.raises(CommandError, match="no such format; there are parquet"):
        make_release(project.slug, "v1.1", "--out", other, "--formats", "parquet,nonsense")
    with pytest.raises(CommandError, match="adds up to 3, and there are 1 clips; write rest"):
        make_release(project.slug, "v1.1", "--out", other, "--splits", "1,1,1")
    with pytest.raises(CommandError, match=project.slug):
        make_release("nonsense", "v1.0", "--out", other)

    assert Release.objects.count() == 1
    assert not (tmp_path / "other").exists()


def test_a_version_given_again_is_the_very_same_and_other_choices_are_refused(project, clip, footage, tmp_path):
    make_release(project.slug, "v1.0", "--out", str(tmp_path / "first"), "--seed", "3", "--formats", "parquet")
    finished(project, footage)
    published = Release.objects.get().published_at

    make_release(project.slug, "v1.0", "--out", str(tmp_path / "again"))
    others = ("--seed", "4"), ("--formats", "all"), ("--splits", "0.5,0.5,0.0"), ("--prompts", "by-rule")
    for words in (*others, ("--note", "Another.")):
        with pytest.raises(CommandError, match=f"was frozen with {words[0]} .* and never changes"):
            make_release(project.slug, "v1.0", "--out", str(tmp_path / "other"), *words)

    assert files_below(tmp_path / "first") == files_below(tmp_path / "again")
    assert Release.objects.get().published_at == published
    assert not (tmp_path / "other").exists()


def test_a_published_folder_that_was_changed_is_not_given_away(project, clip, tmp_path):
    make_release(project.slug, "v1.0", "--out", str(tmp_path / "first"))
    folder = folder_of(Release.objects.get())
    (folder / "README.md").write_text("Other words.")
    layout.manifest(folder)

    with pytest.raises(CommandError, match="is not the one that was published"):
        make_release(project.slug, "v1.0", "--out", str(tmp_path / "again"))

    assert not (tmp_path / "again").exists()


def test_foreign_formats_lie_beside_the_layout_and_the_manifest_holds_them(project, clip, tmp_path):
    out = tmp_path / "out"

    printed = json.loads(make_release(project.slug, "v1.0", "--out", str(out), "--formats", "all", "--json"))

    listed = {file.path for file in layout.read_manifest(out).files}
    assert printed["choices"]["formats"] == list(FORMATS)
    assert {f"formats/{name}/LOSSES.json" for name in FORMATS} <= listed
    assert "formats/parquet/data/train-00000-of-00001.parquet" in listed
    call_command("verify_release", str(out), stdout=io.StringIO())
    (out / "formats/mevis/LOSSES.json").write_text("{}")
    with pytest.raises(CommandError, match="losses 1"):
        call_command("verify_release", str(out), stdout=io.StringIO())


def test_a_release_whose_maker_died_in_a_foreign_format_ends_with_the_same_bytes(project, clip, footage, own_folders):
    finished(project, footage)
    choices = Choices(formats=tuple(FORMATS))
    release = freeze(project, version="v1.0", note="", by=None, choices=choices)
    with override_settings(RELEASES_ROOT=own_folders / "undisturbed"):
        build(release, step=silent)
        wanted = files_below(folder_of(release))

    def die_in(name: str) -> Callable[[str], Step]:
        def die(done: int, total: int) -> None:
            raise KeyboardInterrupt

        return lambda begun: die if begun == name else silent

    for name in FORMATS:
        with pytest.raises(KeyboardInterrupt):
            build(release, step=silent, exporting=die_in(name))
    build(release, step=silent)

    assert files_below(folder_of(release)) == wanted


def test_the_help_says_what_a_stranger_needs(capsys):
    with pytest.raises(SystemExit):
        call_command("make_release", "--help")

    told = capsys.readouterr().out
    assert all(name in told for name in (*FORMATS, "rest,100,100", "LOSSES.json", "goes on where", "example:"))
